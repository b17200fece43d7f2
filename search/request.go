package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog"
)

// Bounded is the request cut to the limits: nothing in it can make a search
// cost more than any other. Unknown facets, kinds and sorts are dropped.
func (r Request) Bounded() Request {
	r.Query = bounded(r.Query)
	r.Page = min(max(r.Page, 1), MaxPage)
	if r.Size <= 0 {
		r.Size = DefaultSize
	}
	r.Size = min(r.Size, MaxPageSize)
	if !slices.Contains(Sorts, r.Sort) {
		r.Sort = ""
	}
	if r.Sort == "" {
		r.Sort = SortConfirmed
		if r.Query != "" {
			r.Sort = SortRelevance
		}
	}
	if !slices.Contains(catalog.Languages, r.Language) {
		r.Language = catalog.Languages[0]
	}
	kinds := slices.DeleteFunc(slices.Clone(r.Kinds), func(k catalog.Kind) bool { return !slices.Contains(indexed, k) })
	if len(kinds) == 0 {
		kinds = []catalog.Kind{catalog.KindSolution}
	}
	slices.Sort(kinds)
	r.Kinds = slices.Compact(kinds)
	r.Filters = boundedFilters(r.Filters)
	return r
}

// bounded is a text cut to twice the bytes a query may have: enough for the
// parser to see, and say, that it is too long. Space is trimmed before and not
// behind, where it would hide the cut.
func bounded(text string) string {
	const most = 2 * MaxQueryBytes
	text = strings.TrimSpace(text)
	if len(text) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	return text
}

// boundedFilters keeps known facets, each value once, and at most
// MaxFilterCount values in all.
func boundedFilters(filters map[string][]string) map[string][]string {
	kept := map[string][]string{}
	left := MaxFilterCount
	for _, rule := range FacetRules {
		if rule.Name == FacetKind {
			continue
		}
		for _, value := range filters[rule.Name] {
			if left == 0 {
				return kept
			}
			if value != "" && len(value) <= 2*maxTerm && !slices.Contains(kept[rule.Name], value) {
				kept[rule.Name] = append(kept[rule.Name], value)
				left--
			}
		}
	}
	return kept
}

// selections are the filters of a bounded request in the order of FacetRules.
func (r Request) selections(vocabularies *catalog.Vocabularies) []selection {
	var selections []selection
	for i, rule := range FacetRules {
		s := selection{facet: i, all: r.MatchAll[rule.Name]}
		if rule.Name == FacetKind {
			s.all = false
			for _, kind := range r.Kinds {
				s.values = append(s.values, string(kind))
			}
		}
		for _, value := range r.Filters[rule.Name] {
			if value = vocabularies.List(rule.Vocabulary).Current(value); !slices.Contains(s.values, value) {
				s.values = append(s.values, value)
			}
		}
		if len(s.values) > 0 {
			selections = append(selections, s)
		}
	}
	return selections
}

// Results of a request before anything was found.
func (r Request) results(understood string, hints []Hint) *Results {
	if hints == nil {
		hints = []Hint{}
	}
	return &Results{
		Query: r.Query, Understood: understood, Page: r.Page, Size: r.Size, Sort: r.Sort, Hints: hints,
		Hits: []Hit{}, Facets: []Facet{}, Reading: []Reading{}, Near: []Hit{}, Corrections: []Correction{}, Exits: []Exit{},
	}
}
