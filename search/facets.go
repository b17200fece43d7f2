package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"ileanet.eu/showcase/catalog"
)

// A tally is the number of entries by value, over all segments.
type tally struct {
	counts []int // by ordinal of the value
	fresh  [2]int
}

// of is the count of a value, by its ordinal or -1.
func (t *tally) of(ordinal int) int {
	if ordinal < 0 || ordinal >= len(t.counts) {
		return 0
	}
	return t.counts[ordinal]
}

// count counts every facet. A facet with a selection leaves it out and honours
// all others, so that its counts say what another choice would give; one whose
// values are ANDed honours its own as well.
//
// One pass over the hits counts all facets. What a selection hides from its own
// facet is then counted for that facet alone.
func (ev *evaluation) count(ctx context.Context, l *layout) (*tally, error) {
	t := &tally{counts: make([]int, len(l.known))}
	for _, h := range ev.segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		h.view.columns.count(h.hits, t.counts)
		h.countFresh(h.hits, ev.today, t)
		for own, s := range ev.selections {
			if s.all {
				continue
			}
			hidden := ev.hidden(h, own)
			if hidden == nil {
				continue
			}
			if FacetRules[s.facet].Name == FacetFresh {
				h.countFresh(hidden, ev.today, t)
			} else if err := h.countOne(hidden, s.facet, l, t.counts); err != nil {
				return nil, err
			}
		}
	}
	return t, nil
}

// hidden is the entries of a segment that only one selection keeps from being
// hits, nil for none.
func (ev *evaluation) hidden(h *segmentHits, own int) *roaring.Bitmap {
	if h.filters[own].GetCardinality() == uint64(len(h.view.columns.rows)) {
		return nil
	}
	rest := make([]*roaring.Bitmap, 0, len(h.filters))
	rest = append(rest, h.text)
	for i, filter := range h.filters {
		if i != own {
			rest = append(rest, filter)
		}
	}
	if hidden := roaring.AndNot(intersection(rest), h.filters[own]); !hidden.IsEmpty() {
		return hidden
	}
	return nil
}

// count adds the entries of a segment to the counts of all facets. Of more than
// half of a segment it is cheaper to count the others.
func (c *columns) count(entries *roaring.Bitmap, counts []int) {
	if 2*int(entries.GetCardinality()) <= len(c.rows) {
		c.add(entries, 1, counts)
		return
	}
	for ordinal, n := range c.totals {
		counts[ordinal] += int(n)
	}
	others := roaring.New()
	others.AddRange(0, uint64(len(c.rows)))
	others.AndNot(entries)
	c.add(others, -1, counts)
}

func (c *columns) add(entries *roaring.Bitmap, one int, counts []int) {
	if c.facets.large != nil {
		addColumn(c.facets.large, c.facets.starts, entries, one, counts)
	} else {
		addColumn(c.facets.ordinals, c.facets.starts, entries, one, counts)
	}
}

// addColumn is the innermost loop of every search.
func addColumn[T uint16 | uint32](ordinals []T, starts []uint32, entries *roaring.Bitmap, one int, counts []int) {
	each(entries, func(entry uint32) {
		for _, ordinal := range ordinals[starts[entry]:starts[entry+1]] {
			counts[ordinal] += one
		}
	})
}

// countOne adds entries to the counts of one facet. A few values are counted by
// their posting lists, many by the column.
func (h *segmentHits) countOne(entries *roaring.Bitmap, facet int, l *layout, counts []int) error {
	const perList = 256 // entries that can be counted while a list is intersected
	values := l.ordinals[facet]
	if len(values)*perList > int(entries.GetCardinality()) {
		h.view.columns.addOne(entries, facet, l, counts)
		return nil
	}
	for _, ordinal := range values {
		value := l.known[ordinal]
		b, err := h.view.bitmap(FacetRules[value.facet].Name, value.name)
		if err != nil {
			return err
		}
		if b != nil {
			counts[ordinal] += int(b.AndCardinality(entries))
		}
	}
	return nil
}

func (c *columns) addOne(entries *roaring.Bitmap, facet int, l *layout, counts []int) {
	if c.facets.large != nil {
		addFacet(c.facets.large, c.facets.starts, entries, uint8(facet), l.facets, counts)
	} else {
		addFacet(c.facets.ordinals, c.facets.starts, entries, uint8(facet), l.facets, counts)
	}
}

// addFacet is addColumn for the values of one facet.
func addFacet[T uint16 | uint32](ordinals []T, starts []uint32, entries *roaring.Bitmap, facet uint8, facets []uint8, counts []int) {
	each(entries, func(entry uint32) {
		for _, ordinal := range ordinals[starts[entry]:starts[entry+1]] {
			if facets[ordinal] == facet {
				counts[ordinal]++
			}
		}
	})
}

func (h *segmentHits) countFresh(entries *roaring.Bitmap, today int32, t *tally) {
	fresh, _ := h.view.columns.fresh(today)
	n := int(fresh.AndCardinality(entries))
	t.fresh[0] += n
	t.fresh[1] += int(entries.GetCardinality()) - n
}

// facets counts and shapes the facets for the answer: in the order of the
// vocabulary, children below their parent, and otherwise by count. Values
// without entries are left out unless selected.
func (ev *evaluation) facets(ctx context.Context, store *columnStore, vocabularies *catalog.Vocabularies, language string) ([]Facet, error) {
	l := store.layout(vocabularies)
	t, err := ev.count(ctx, l)
	if err != nil {
		return nil, err
	}
	facets := make([]Facet, len(FacetRules))
	for i, rule := range FacetRules {
		s := shaper{tally: t, layout: l, facet: i, list: vocabularies.List(rule.Vocabulary), language: language}
		for _, selected := range ev.selections {
			if selected.facet == i {
				s.selected, facets[i].All = selected.values, selected.all
			}
		}
		facets[i].Name, facets[i].Values = rule.Name, s.values()
	}
	return facets, nil
}

// shaper orders and labels the values of one facet.
type shaper struct {
	tally    *tally
	layout   *layout
	facet    int
	selected []string
	list     *catalog.Vocabulary // nil when values label themselves
	language string
}

func (s *shaper) values() []FacetValue {
	values := append([]FacetValue{}, s.below(s.layout.listed[s.facet])...)
	listed := len(values)
	if FacetRules[s.facet].Name == FacetFresh {
		values = s.other(values, FreshYear, s.tally.fresh[0])
		values = s.other(values, FreshOlder, s.tally.fresh[1])
	}
	for _, ordinal := range s.layout.others[s.facet] {
		values = s.other(values, s.layout.known[ordinal].name, s.tally.counts[ordinal])
	}
	for _, name := range s.selected {
		has := func(v FacetValue) bool { return v.Value == name }
		if s.list.Concept(name) == nil && !slices.ContainsFunc(values[listed:], has) {
			values = append(values, s.value(name, s.list.Label(name, s.language), 0))
		}
	}
	slices.SortFunc(values[listed:], func(a, b FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return values
}

// other adds a value that stands in no list, when entries have it.
func (s *shaper) other(values []FacetValue, name string, count int) []FacetValue {
	if count == 0 {
		return values
	}
	return append(values, s.value(name, s.list.Label(name, s.language), count))
}

// below lists values of the vocabulary with those below them.
func (s *shaper) below(listed []listedValue) []FacetValue {
	var values []FacetValue
	for i := range listed {
		l := &listed[i]
		count, children := s.tally.of(l.ordinal), s.below(l.below)
		if count == 0 && len(children) == 0 && !slices.Contains(s.selected, l.concept.ID) {
			continue
		}
		v := s.value(l.concept.ID, l.concept.Label(s.language), count)
		v.Children = children
		values = append(values, v)
	}
	return values
}

func (s *shaper) value(name, label string, count int) FacetValue {
	return FacetValue{Value: name, Label: label, Count: count, Selected: slices.Contains(s.selected, name)}
}
