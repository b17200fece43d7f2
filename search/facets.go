package search

import (
	"cmp"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"ileanet.eu/showcase/catalog"
)

// facetCounts are the entries by value for one facet, over all segments.
type facetCounts struct {
	names  []string
	counts []int
}

// count counts every facet. A facet with a selection leaves it out and honours
// all others, so that its counts say what another choice would give; one whose
// values are ANDed honours its own as well.
func (ev *evaluation) count(store *columnStore) []facetCounts {
	counted := make([]facetCounts, len(FacetRules))
	for i, rule := range FacetRules {
		if rule.Name == FacetFresh {
			counted[i].names = []string{FreshYear, FreshOlder}
		} else {
			counted[i].names = store.values[i].names()
		}
		counted[i].counts = make([]int, len(counted[i].names))
	}
	for _, h := range ev.segments {
		for i, rule := range FacetRules {
			entries := ev.without(h, i)
			if rule.Name == FacetFresh {
				h.countFresh(entries, ev.today, counted[i].counts)
			} else {
				h.view.columns.facets[i].count(entries, counted[i].counts)
			}
		}
	}
	return counted
}

// without is the hits of a segment when the selection of a facet is left out.
func (ev *evaluation) without(h *segmentHits, facet int) *roaring.Bitmap {
	own := slices.IndexFunc(ev.selections, func(s selection) bool { return s.facet == facet && !s.all })
	if own < 0 {
		return h.hits
	}
	entries := h.text
	for i, filter := range h.filters {
		if i != own {
			entries = roaring.And(entries, filter)
		}
	}
	return entries
}

func (c *facetColumn) count(entries *roaring.Bitmap, counts []int) {
	each(entries, func(n uint32) {
		for _, ordinal := range c.of(n) {
			counts[ordinal]++
		}
	})
}

func (h *segmentHits) countFresh(entries *roaring.Bitmap, today int32, counts []int) {
	each(entries, func(n uint32) {
		if isFresh(h.view.columns.rows[n].day, today) {
			counts[0]++
		} else {
			counts[1]++
		}
	})
}

// facets shapes the counts for the answer: in the order of the vocabulary,
// children below their parent, and otherwise by count. Values without entries
// are left out unless selected.
func (ev *evaluation) facets(counted []facetCounts, vocabularies *catalog.Vocabularies, language string) []Facet {
	facets := make([]Facet, len(FacetRules))
	for i, rule := range FacetRules {
		s := shaper{counts: map[string]int{}, list: vocabularies.List(rule.Vocabulary), language: language, tree: rule.Tree}
		for n, name := range counted[i].names {
			if counted[i].counts[n] > 0 {
				s.counts[name] = counted[i].counts[n]
			}
		}
		facets[i].Name = rule.Name
		for _, selected := range ev.selections {
			if selected.facet == i {
				s.selected, facets[i].All = selected.values, selected.all
			}
		}
		facets[i].Values = s.values()
	}
	return facets
}

// shaper orders and labels the values of one facet.
type shaper struct {
	counts   map[string]int
	selected []string
	list     *catalog.Vocabulary // nil when values label themselves
	language string
	tree     bool
}

func (s *shaper) values() []FacetValue {
	values := []FacetValue{}
	if s.list != nil {
		values = append(values, s.below("")...)
	}
	var others []FacetValue
	for name := range s.counts {
		if s.list.Concept(name) == nil {
			others = append(others, s.value(name))
		}
	}
	for _, name := range s.selected {
		if s.counts[name] == 0 && s.list.Concept(name) == nil {
			others = append(others, s.value(name))
		}
	}
	slices.SortFunc(others, func(a, b FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return append(values, others...)
}

// below lists the concepts under a parent; a flat list has no parents to tell.
func (s *shaper) below(parent string) []FacetValue {
	var values []FacetValue
	concepts := s.list.Concepts
	if s.tree {
		concepts = s.list.Children(parent)
	}
	for _, c := range concepts {
		v := s.value(c.ID)
		if s.tree {
			v.Children = s.below(c.ID)
		}
		if v.Count > 0 || v.Selected || len(v.Children) > 0 {
			values = append(values, v)
		}
	}
	return values
}

func (s *shaper) value(name string) FacetValue {
	return FacetValue{
		Value: name, Label: s.list.Label(name, s.language), Count: s.counts[name],
		Selected: slices.Contains(s.selected, name),
	}
}
