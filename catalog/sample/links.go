package sample

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/fold"
)

// index finds the entries of the sample by kind and by the slug in the files.
type index map[string]*catalog.Entry

func (x index) add(e *catalog.Entry, slug string) error {
	key := string(e.Kind) + "/" + slug
	if x[key] != nil {
		return fmt.Errorf("the slug %s stands twice among the entries of kind %s", slug, e.Kind)
	}
	x[key] = e
	return nil
}

// link turns the slugs in an entry into ids.
func (x index) link(e *catalog.Entry, owner string) (err error) {
	if owner != "" {
		o := x[string(catalog.KindOrganisation)+"/"+owner]
		if o == nil {
			return fmt.Errorf("owner: there is no organisation %s", owner)
		}
		e.Owner = o.ID
	}
	catalog.EachRef(e.Current().Content, func(field string, kind catalog.Kind, ref *catalog.Ref) {
		if ref.Valid() { // a coordinator, linked already
			return
		}
		target := x[string(kind)+"/"+string(*ref)]
		if target == nil {
			err = fmt.Errorf("%s: there is no %s %s", field, kind, *ref)
			return
		}
		*ref = target.ID
	})
	if o, ok := e.Current().Content.(*catalog.Experience); ok && o.Country == "" {
		for _, target := range x {
			if target.ID == o.Organisation {
				o.Country = target.Current().Content.(*catalog.Organisation).Country
			}
		}
	}
	return err
}

// coordinator is what the public facts say of a real project's coordinator.
type coordinator struct {
	Name    string `json:"coordinator_name"`
	Country string `json:"coordinator_country"`
}

// splitCoordinator takes the coordinator's members out of a project's record.
func splitCoordinator(record json.RawMessage) (coordinator, json.RawMessage, error) {
	var c coordinator
	var members map[string]json.RawMessage
	if err := json.Unmarshal(record, &c); err != nil {
		return c, nil, err
	}
	if err := json.Unmarshal(record, &members); err != nil {
		return c, nil, err
	}
	delete(members, "coordinator_name")
	delete(members, "coordinator_country")
	rest, err := json.Marshal(members)
	return c, rest, err
}

// coordinators makes an organisation of each coordinator of the real projects
// and links the projects to it.
func (x index) coordinators(items []*item, entries []*catalog.Entry) ([]*catalog.Entry, error) {
	made := map[coordinator]*catalog.Entry{}
	for i, it := range items {
		c := it.coordinator
		if c.Name == "" {
			continue
		}
		o := made[c]
		if o == nil {
			o = organisation(c, entries[i])
			if err := x.add(o, o.Slug); err != nil {
				return nil, fmt.Errorf("%s: %w", it.from, err)
			}
			made[c] = o
		}
		entries[i].Public.Content.(*catalog.Project).Coordinator = o.ID
	}
	all := slices.Collect(maps.Values(made))
	slices.SortFunc(all, func(a, b *catalog.Entry) int { return bytes.Compare([]byte(a.Slug), []byte(b.Slug)) })
	return all, nil
}

// organisation makes the entry of a coordinator; it is as old as the project
// that names it first.
func organisation(c coordinator, project *catalog.Entry) *catalog.Entry {
	slug := fold.Slug(c.Name + " " + c.Country)
	created := project.Created
	return &catalog.Entry{
		Format: catalog.EntryFormat, Version: 1, ID: catalog.IDFor("organisation/"+slug, created), Kind: catalog.KindOrganisation, Slug: slug,
		State: catalog.StatePublished, Access: catalog.AccessClear, Language: "en",
		Created: created, Updated: created, Published: &created, Confirmed: project.Confirmed, ListingOnly: true,
		Public: &catalog.Revision{Number: 1, At: created, Content: &catalog.Organisation{
			Name: c.Name, ShortName: c.Name, Country: c.Country, DisplayRule: "name",
		}},
	}
}

// strictly decodes JSON and refuses members that v has no field for.
func strictly(data []byte, v any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode(v)
}
