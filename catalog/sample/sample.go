// Package sample holds the demonstration catalogue: real research projects with
// their public facts, and fictional solutions, use cases, scenarios, needs,
// field experiences and evidence, each marked as such. The files in data are
// YAML that a person can read and edit; links between entries are slugs there.
//
// A file's name begins with the collection it holds ("use-cases-3.yaml"). The
// folder "fictional" makes every entry in it a fictional example.
package sample

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"ileanet.eu/showcase/catalog"
)

//go:embed data
var files embed.FS

// item is one entry as it stands in a file.
type item struct {
	Slug        string              `json:"slug"`
	Language    string              `json:"language"`
	Access      catalog.AccessLevel `json:"access"`
	State       catalog.State       `json:"state"`
	Owner       string              `json:"owner"`
	Created     catalog.Date        `json:"created"`
	Confirmed   catalog.Date        `json:"confirmed"`
	Verified    catalog.Date        `json:"verified"`     // of an organisation: when it was verified
	MailDomains []string            `json:"mail_domains"` // of a verified organisation
	Reason      string              `json:"reason"`
	ListingOnly bool                `json:"listing_only"`
	Assessment  catalog.Assessment  `json:"assessment"`
	Tags        []catalog.Tag       `json:"tags"`
	Record      json.RawMessage     `json:"record"`

	kind        catalog.Kind
	fictional   bool
	coordinator coordinator // of a real project
	from        string      // file and line, for messages
}

// Load reads the demonstration catalogue. The result is the same on every call:
// ids and times come from the files. An error names the file, the line and the
// entry and means that the shipped files are wrong.
func Load() ([]*catalog.Entry, error) {
	data, err := fs.Sub(files, "data")
	if err != nil {
		return nil, err
	}
	return load(data)
}

func load(data fs.FS) ([]*catalog.Entry, error) {
	items, err := readAll(data)
	if err != nil {
		return nil, err
	}
	known := index{}
	var entries []*catalog.Entry
	for _, it := range items {
		e, err := it.entry()
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", it.from, it.Slug, err)
		}
		if err := known.add(e, it.Slug); err != nil {
			return nil, fmt.Errorf("%s: %w", it.from, err)
		}
		entries = append(entries, e)
	}
	coordinators, err := known.coordinators(items, entries)
	if err != nil {
		return nil, err
	}
	for i, e := range entries {
		if err := known.link(e, items[i].Owner); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", items[i].from, items[i].Slug, err)
		}
	}
	return append(coordinators, entries...), nil
}

// readAll reads every file in the order of the names.
func readAll(data fs.FS) ([]*item, error) {
	var items []*item
	err := fs.WalkDir(data, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".yaml" {
			return err
		}
		kind, err := kindOfFile(name)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		text, err := fs.ReadFile(data, name)
		if err != nil {
			return err
		}
		list, err := readItems(name, text)
		for _, it := range list {
			it.kind, it.fictional = kind, strings.HasPrefix(name, "fictional/")
		}
		items = append(items, list...)
		return err
	})
	return items, err
}

// kindOfFile reads the kind from a name such as "fictional/use-cases-a1.yaml".
func kindOfFile(name string) (catalog.Kind, error) {
	base := strings.TrimSuffix(path.Base(name), ".yaml")
	for _, kind := range catalog.Kinds {
		if strings.HasPrefix(base, kind.Collection()) {
			return kind, nil
		}
	}
	return "", fmt.Errorf("the name begins with no collection of the catalogue")
}

// entry makes the entry of the item; its links are still slugs.
func (it *item) entry() (*catalog.Entry, error) {
	content, err := catalog.NewContent(it.kind)
	if err != nil {
		return nil, err
	}
	record := it.Record
	if it.kind == catalog.KindProject && !it.fictional {
		if it.coordinator, record, err = splitCoordinator(record); err != nil {
			return nil, err
		}
	}
	if err := strictly(record, content); err != nil {
		return nil, err
	}
	created, ok := it.Created.Time()
	if !ok {
		return nil, fmt.Errorf("created: %q is not a day", it.Created)
	}
	e := &catalog.Entry{
		Format: catalog.EntryFormat, Version: 1, ID: catalog.IDFor(string(it.kind)+"/"+it.Slug, created), Kind: it.kind, Slug: it.Slug,
		State: it.State, Reason: it.Reason, Access: it.Access, Language: it.Language,
		Created: created, Updated: created, Confirmed: it.Confirmed,
		ListingOnly: it.ListingOnly, Fictional: it.fictional, Tags: it.Tags, Assessment: it.Assessment,
	}
	if e.Verification, err = it.verification(content); err != nil {
		return nil, err
	}
	e.SetMailDomains(it.MailDomains)
	if p, ok := content.(*catalog.Project); ok && p.GrantAgreement != "" && !it.fictional {
		e.ExternalIDs = []string{"cordis:project:" + p.GrantAgreement}
	}
	if it.Access != catalog.AccessClear { // neither title nor time of creation may show
		e.ID = catalog.HiddenIDFor(string(e.ID))
		e.Slug = string(e.ID)
	}
	if it.Access == catalog.AccessAmber {
		e.Admitted = []catalog.ID{catalog.AllLEAs}
	}
	revision := &catalog.Revision{Number: 1, At: created, Content: content}
	switch it.State {
	case catalog.StatePublished, catalog.StateArchived, catalog.StateWithdrawn, catalog.StateFrozen:
		e.Public, e.Published = revision, &created
	case catalog.StateDraft, catalog.StateSubmitted, catalog.StateInReview, catalog.StateChangesRequested, catalog.StateRejected:
		e.Draft = revision
	default:
		return nil, fmt.Errorf("state: there is no state %q", it.State)
	}
	return e, nil
}

// verification is what the file says of it; whoever enforces law is an
// authority.
func (it *item) verification(content catalog.Content) (*catalog.Verification, error) {
	if it.Verified == "" {
		return nil, nil //nolint:nilnil // not verified is a good answer
	}
	o, ok := content.(*catalog.Organisation)
	on, isDay := it.Verified.Time()
	if !ok || !isDay {
		return nil, fmt.Errorf("verified: %q is not a day, or of no organisation", it.Verified)
	}
	return &catalog.Verification{On: on, Basis: "Demonstration catalogue", Authority: o.Type == "law-enforcement"}, nil
}
