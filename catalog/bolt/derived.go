package bolt

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// derived are the keys that the secondary orders hold for one entry, each list
// sorted and without duplicates. Writing maintains them, checking recounts
// them, and both take them from here.
type derived struct {
	slugs    [][]byte // keys of bucketSlugs
	external [][]byte // keys of bucketExternal
	links    [][]byte // keys of bucketLinks
}

// derive makes the keys of an entry; those of nil are none.
func derive(e *catalog.Entry) derived {
	var d derived
	if e == nil {
		return d
	}
	d.slugs = append(d.slugs, slugKey(e.Kind, e.Slug))
	for _, slug := range e.OldSlugs {
		d.slugs = append(d.slugs, slugKey(e.Kind, slug))
	}
	for _, external := range e.ExternalIDs {
		d.external = append(d.external, []byte(external))
	}
	link := func(target catalog.ID) {
		if target != "" {
			d.links = append(d.links, linkKey(target, e.Kind, e.ID))
		}
	}
	link(e.Owner)
	for _, revision := range []*catalog.Revision{e.Draft, e.Public} {
		if revision != nil {
			catalog.EachRef(revision.Content, func(_ string, _ catalog.Kind, ref *catalog.Ref) { link(*ref) })
		}
	}
	for _, keys := range []*[][]byte{&d.slugs, &d.external, &d.links} {
		slices.SortFunc(*keys, bytes.Compare)
		*keys = slices.CompactFunc(*keys, bytes.Equal)
	}
	return d
}

// sound refuses an entry that cannot be stored: one without the names its keys
// are made of, or with content of another kind. It is an
// [catalog.ErrInvalid].
func sound(e *catalog.Entry) error {
	names := append([]string{string(e.ID), e.Slug}, e.OldSlugs...)
	names = append(names, e.ExternalIDs...)
	for _, name := range names {
		if name == "" || strings.ContainsRune(name, 0) {
			return fmt.Errorf("%w: id, slugs and external ids must be texts without zero bytes", catalog.ErrInvalid)
		}
	}
	if !e.Kind.Valid() {
		return fmt.Errorf("%w: no kind of entry is called %q", catalog.ErrInvalid, e.Kind)
	}
	for _, revision := range []*catalog.Revision{e.Draft, e.Public} {
		if revision == nil {
			continue
		}
		if err := soundRevision(e.Kind, revision); err != nil {
			return err
		}
	}
	return nil
}

func soundRevision(kind catalog.Kind, revision *catalog.Revision) error {
	if revision.Number < 1 {
		return fmt.Errorf("%w: a revision has number %d", catalog.ErrInvalid, revision.Number)
	}
	if revision.Content == nil || revision.Content.Kind() != kind {
		return fmt.Errorf("%w: revision %d holds no content of kind %s", catalog.ErrInvalid, revision.Number, kind)
	}
	return nil
}
