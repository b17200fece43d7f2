package search

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"ileanet.eu/showcase/catalog"
)

// Check compares every index with the store, entry by entry, and calls report
// once for each difference: an entry that is missing from an index, stale in
// it, or in it and not in the store. Entries written meanwhile are looked at
// again before they are reported.
func (e *Engine) Check(ctx context.Context, report func(difference string)) error {
	for _, audience := range catalog.Audiences {
		if err := e.shards[audience].check(ctx, report); err != nil {
			return fmt.Errorf("check %s index: %w", audience, err)
		}
	}
	return nil
}

func (s *shard) check(ctx context.Context, report func(string)) error {
	ids, err := s.ids(ctx)
	if err != nil {
		return err
	}
	suspects, err := s.compare(ctx, ids, true)
	if err != nil || len(suspects) == 0 {
		return err
	}
	again := make([]catalog.ID, len(suspects))
	for i, d := range suspects {
		again[i] = d.id
	}
	differences, err := s.compare(ctx, again, false)
	for _, d := range differences {
		report(fmt.Sprintf("%s index: %s %s", s.audience, d.id, d.text))
	}
	return err
}

// A difference is an entry that an index does not hold as the store does.
type difference struct {
	id   catalog.ID
	text string
}

// compare brings the index level with the feed and compares the entries; with
// whole, also what the index has beside them.
func (s *shard) compare(ctx context.Context, ids []catalog.ID, whole bool) ([]difference, error) {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.live == nil {
		return nil, fmt.Errorf("the index is being built: %w", catalog.ErrUnavailable)
	}
	for level := false; !level; {
		applied, done, err := s.catchUp(ctx, s.live, s.applied)
		if err != nil {
			return nil, err
		}
		s.advance(applied, done)
		level = done
	}
	snap, err := s.live.snapshot()
	if err != nil {
		return nil, err
	}
	defer s.live.release(snap)
	var differences []difference
	err = guard("compare", func() error {
		places, known := snap.places(), parts{}
		for part := range slices.Chunk(ids, batchSize) {
			some, err := s.comparePart(ctx, part, places, known)
			if err != nil {
				return err
			}
			differences = append(differences, some...)
		}
		if !whole {
			return nil
		}
		listed := map[catalog.ID]bool{}
		for _, id := range ids {
			listed[id] = true
		}
		for id := range places {
			if !listed[id] {
				differences = append(differences, difference{id, "is a ghost"})
			}
		}
		return nil
	})
	return differences, err
}

// comparePart compares a few entries, read in one transaction.
func (s *shard) comparePart(ctx context.Context, ids []catalog.ID, places map[catalog.ID][]place, known parts) ([]difference, error) {
	flats, gone, err := s.read(ctx, ids, known)
	if err != nil {
		return nil, err
	}
	var differences []difference
	for _, id := range gone {
		if len(places[id]) > 0 {
			differences = append(differences, difference{id, "is a ghost"})
		}
	}
	for _, f := range flats {
		if text := s.difference(f, places[f.id]); text != "" {
			differences = append(differences, difference{f.id, text})
		}
	}
	return differences, nil
}

// difference says how an entry differs from its places in the index, "" when
// it does not. What cannot be read there differs.
func (s *shard) difference(f *flat, places []place) string {
	switch len(places) {
	case 0:
		return "is missing"
	case 1:
	default:
		return fmt.Sprintf("is there %d times", len(places))
	}
	p := places[0]
	f.document(s.stemmers) // fills in the lengths of the row
	for _, part := range []struct {
		name string
		same func(f *flat) (bool, error)
	}{
		{"text", p.sameCard},
		{"order or length", func(f *flat) (bool, error) { return p.view.columns.rows[p.number] == f.row, nil }},
		{"facet", func(f *flat) (bool, error) { return p.sameFacets(f, s.live.columns), nil }},
		{"link", p.sameLinks},
	} {
		same, err := part.same(f)
		if err != nil {
			return "cannot be read: " + err.Error()
		}
		if !same {
			return "is stale: " + part.name + " differs"
		}
	}
	return ""
}

// sameCard compares what result cards show, the version of the entry included.
func (p place) sameCard(f *flat) (same bool, err error) {
	err = p.view.stored(p.number, func(data []byte) error {
		same = bytes.Equal(data, f.card.encode())
		return nil
	})
	return same, err
}

// sameFacets compares the values by which the entry is counted and filtered.
func (p place) sameFacets(f *flat, store *columnStore) bool {
	have := map[string][]string{}
	known := store.values.known()
	p.view.columns.facets.of(p.number, func(ordinal uint32) {
		name := FacetRules[known[ordinal].facet].Name
		have[name] = append(have[name], known[ordinal].name)
	})
	for _, rule := range FacetRules {
		slices.Sort(have[rule.Name])
		if !slices.Equal(have[rule.Name], slices.Sorted(slices.Values(f.facets[rule.Name]))) {
			return false
		}
	}
	return true
}

// sameLinks reports whether the index knows of every entry that this one takes
// something from. One too many does no harm.
func (p place) sameLinks(f *flat) (bool, error) {
	for _, id := range f.links {
		entries, err := p.view.bitmap(fieldLinks, id)
		if err != nil || entries == nil || !entries.Contains(p.number) {
			return false, err
		}
	}
	return true, nil
}

// A place is where an entry stands in an index.
type place struct {
	view   *segmentView
	number uint32
}

// places are the live entries of a snapshot by id; each should be there once.
func (s *snapshot) places() map[catalog.ID][]place {
	found := make(map[catalog.ID][]place, s.live)
	for _, view := range s.segments {
		each(view.living, func(n uint32) {
			id := catalog.ID(view.columns.ids[n])
			found[id] = append(found[id], place{view, n})
		})
	}
	return found
}
