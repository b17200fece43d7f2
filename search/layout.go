package search

import (
	"sync"

	"ileanet.eu/showcase/catalog"
)

// A layout says where the values that occur stand in the answer, so that a
// request only has to fill in counts. It is made anew when a value comes that
// no entry had before.
type layout struct {
	known    []facetValue    // by ordinal
	facets   []uint8         // by ordinal: the facet of the value
	ordinals [][]uint32      // by facet: all its values that occur
	listed   [][]listedValue // by facet: the values of its vocabulary in order
	others   [][]uint32      // by facet: values that no vocabulary lists

	vocabularies *catalog.Vocabularies
}

// A listedValue is a value of a vocabulary with those below it.
type listedValue struct {
	concept *catalog.Concept
	ordinal int // -1 when no entry ever had it
	below   []listedValue
}

// layouts keeps the newest layout.
type layouts struct {
	mu     sync.Mutex
	newest *layout
}

// layout is that of all values known.
func (s *columnStore) layout(vocabularies *catalog.Vocabularies) *layout {
	known := s.values.known()
	s.layouts.mu.Lock()
	defer s.layouts.mu.Unlock()
	newest := s.layouts.newest
	if newest == nil || len(newest.known) < len(known) || newest.vocabularies != vocabularies {
		newest = newLayout(known, vocabularies)
		s.layouts.newest = newest
	}
	return newest
}

func newLayout(known []facetValue, vocabularies *catalog.Vocabularies) *layout {
	l := &layout{
		known: known, facets: make([]uint8, len(known)), vocabularies: vocabularies,
		ordinals: make([][]uint32, len(FacetRules)), listed: make([][]listedValue, len(FacetRules)), others: make([][]uint32, len(FacetRules)),
	}
	byValue := map[facetValue]int{}
	for ordinal, value := range known {
		byValue[value] = ordinal
		l.facets[ordinal] = uint8(value.facet)
		l.ordinals[value.facet] = append(l.ordinals[value.facet], uint32(ordinal))
		if vocabularies.List(FacetRules[value.facet].Vocabulary).Concept(value.name) == nil {
			l.others[value.facet] = append(l.others[value.facet], uint32(ordinal))
		}
	}
	for facet, rule := range FacetRules {
		list := vocabularies.List(rule.Vocabulary)
		if list == nil {
			continue
		}
		concepts := list.Concepts
		if rule.Tree {
			concepts = list.Children("")
		}
		l.listed[facet] = listValues(list, concepts, facet, byValue)
	}
	return l
}

// listValues places concepts; a flat list has no parents to tell.
func listValues(list *catalog.Vocabulary, concepts []*catalog.Concept, facet int, byValue map[facetValue]int) []listedValue {
	values := make([]listedValue, len(concepts))
	for i, c := range concepts {
		ordinal, ok := byValue[facetValue{facet, c.ID}]
		if !ok {
			ordinal = -1
		}
		values[i] = listedValue{concept: c, ordinal: ordinal}
		if FacetRules[facet].Tree {
			values[i].below = listValues(list, list.Children(c.ID), facet, byValue)
		}
	}
	return values
}
