package handlers

import (
	"net/url"
	"strconv"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// searchAddress is the address of the page that answers a search.
func searchAddress(r search.Request) string {
	kind, values := catalog.KindSolution, url.Values{}
	if r.Query != "" {
		values.Set("q", r.Query)
	}
	switch {
	case len(r.Kinds) == 1:
		kind = r.Kinds[0]
	case len(r.Kinds) == len(search.Kinds):
		values.Set("kind", "all")
	default:
		for _, k := range r.Kinds {
			values.Add("kind", string(k))
		}
	}
	for facet, selected := range r.Filters {
		values[facet] = selected
		if r.MatchAll[facet] {
			values.Set("match."+facet, "all")
		}
	}
	if r.Sort != "" {
		values.Set("sort", r.Sort)
	}
	if r.Size != search.DefaultSize && r.Size > 0 {
		values.Set("size", strconv.Itoa(r.Size))
	}
	address := url.URL{Path: "/" + kind.Collection(), RawQuery: values.Encode()}
	return address.String()
}
