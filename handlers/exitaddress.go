package handlers

import (
	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// searchAddress is the address of the page that answers a search.
func searchAddress(r search.Request) string {
	kinds := r.Kinds
	if len(kinds) == 0 {
		kinds = []catalog.Kind{catalog.KindSolution}
	}
	s := newSearch(kinds...).asking(r.Query).sorted(r.Sort)
	for facet, values := range r.Filters {
		for _, value := range values {
			s = s.with(facet, value)
		}
		s = s.matchingAll(facet, r.MatchAll[facet])
	}
	if r.Size > 0 {
		s.size = r.Size
	}
	return s.url()
}
