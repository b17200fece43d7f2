package handlers

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
	"ileanet.eu/showcase/search/query"
)

// Names of the parameters of a search beside those of the facets.
const (
	parameterQuery = "q"
	parameterKind  = "kind"
	parameterSort  = "sort"
	parameterPage  = "page"
	parameterSize  = "size"
	parameterMatch = "match." // followed by the name of a facet
	allKinds       = "all"
	matchAll       = "all"
)

// maxFilterBytes bounds one filter value; identifiers are far shorter.
const maxFilterBytes = 100

// A searchState is a search as its address states it: the one place that turns
// an address into a [search.Request] and back. It is a value: every method
// that changes something answers a changed copy and leaves the page at the
// first one, because another selection has other pages.
//
// Two addresses that ask for the same search have the same state, so that the
// address a state writes is the normal form: values sorted, defaults left out,
// a single kind in the path.
type searchState struct {
	query   string
	kinds   []catalog.Kind      // at least one, in the order of search.Kinds
	filters map[string][]string // by facet: values sorted, each once
	all     map[string]bool     // facets with values that are ANDed
	sort    string              // "" for the default
	page    int
	size    int
}

// A notice tells that a part of an address was not used as it stands. Key is a
// message key; Text the part, clipped.
type notice struct {
	Key  string
	Text string
}

// newSearch is the search for all entries of the kinds.
func newSearch(kinds ...catalog.Kind) searchState {
	return searchState{kinds: kinds, page: 1, size: search.DefaultSize}
}

// parseSearch reads the parameters of the page that lists a kind. It never
// fails: what cannot be used is left out and told of. Identifiers that were
// retired become the ones that stand for them; unknown ones are kept, so that
// the page can show them as filters to remove.
func parseSearch(kind catalog.Kind, values url.Values, vocabularies *catalog.Vocabularies) (searchState, []notice) {
	s := newSearch(kind)
	var notices []notice
	tell := func(key, text string) { notices = append(notices, notice{key, clip(text)}) }

	s.query = strings.TrimSpace(values.Get(parameterQuery))
	if len(s.query) > search.MaxQueryBytes {
		s.query = cutBytes(s.query, search.MaxQueryBytes)
		tell("search.hint.too_long", "")
	}
	if kind == catalog.KindSolution {
		s.kinds = parseKinds(values[parameterKind], tell)
	}
	left := search.MaxFilterCount
	for _, rule := range search.FacetRules {
		if rule.Name == search.FacetKind {
			continue
		}
		for _, value := range values[rule.Name] {
			value = vocabularies.List(rule.Vocabulary).Current(strings.ToValidUTF8(strings.TrimSpace(value), "\uFFFD"))
			switch {
			case value == "" || slices.Contains(s.filters[rule.Name], value):
			case len(value) > maxFilterBytes || left == 0:
				tell("search.notice.filter", value)
			default:
				left--
				s = s.with(rule.Name, value)
			}
		}
		if values.Get(parameterMatch+rule.Name) == matchAll {
			s = s.matchingAll(rule.Name, true)
		}
	}
	s = s.sorted(values.Get(parameterSort))
	if asked := values.Get(parameterSort); asked != "" && !slices.Contains(search.Sorts, asked) {
		tell("search.notice.sort", asked)
	}
	s.page = parseNumber(values.Get(parameterPage), 1, search.MaxPage, func(asked string) { tell("search.notice.page", asked) })
	s.size = parseNumber(values.Get(parameterSize), search.DefaultSize, search.MaxPageSize, func(asked string) { tell("search.notice.size", asked) })
	return s, notices
}

// parseKinds reads the kinds asked for; solutions when none is known.
func parseKinds(asked []string, tell func(key, text string)) []catalog.Kind {
	var kinds []catalog.Kind
	for _, name := range asked {
		switch {
		case name == allKinds:
			return slices.Clone(search.Kinds)
		case slices.Contains(search.Kinds, catalog.Kind(name)):
			kinds = append(kinds, catalog.Kind(name))
		default:
			tell("search.notice.kind", name)
		}
	}
	if len(kinds) == 0 {
		return []catalog.Kind{catalog.KindSolution}
	}
	return slices.DeleteFunc(slices.Clone(search.Kinds), func(k catalog.Kind) bool { return !slices.Contains(kinds, k) })
}

// parseNumber reads a number from 1 to most. What is none is told of and
// becomes the nearest that is one, or the default.
func parseNumber(text string, standard, most int, tell func(string)) int {
	if text == "" {
		return standard
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil || n < 1:
		tell(text)
		return standard
	case n > most:
		tell(text)
		return most
	}
	return n
}

// cutBytes cuts a text to at most so many bytes, between characters.
func cutBytes(s string, most int) string {
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return strings.TrimSpace(s[:most])
}

// request is the search to ask for.
func (s searchState) request(language string) search.Request {
	return search.Request{
		Query: s.query, Kinds: s.kinds, Filters: s.filters, MatchAll: s.all,
		Sort: s.sort, Page: s.page, Size: s.size, Language: language,
	}
}

// path is the address of the page without parameters.
func (s searchState) path() string {
	if len(s.kinds) == 1 {
		return "/" + s.kinds[0].Collection()
	}
	return "/" + catalog.KindSolution.Collection()
}

// url is the address of the search in its normal form.
func (s searchState) url() string {
	values := s.values()
	if len(values) == 0 {
		return s.path()
	}
	return s.path() + "?" + values.Encode()
}

// values are the parameters of the address in its normal form.
func (s searchState) values() url.Values {
	v := url.Values{}
	if s.query != "" {
		v.Set(parameterQuery, s.query)
	}
	switch {
	case len(s.kinds) == len(search.Kinds):
		v.Set(parameterKind, allKinds)
	case len(s.kinds) > 1:
		for _, kind := range s.kinds {
			v.Add(parameterKind, string(kind))
		}
	}
	for facet, values := range s.filters {
		v[facet] = slices.Clone(values)
	}
	for facet := range s.all {
		v.Set(parameterMatch+facet, matchAll)
	}
	if s.sort != "" {
		v.Set(parameterSort, s.sort)
	}
	if s.page > 1 {
		v.Set(parameterPage, strconv.Itoa(s.page))
	}
	if s.size != search.DefaultSize {
		v.Set(parameterSize, strconv.Itoa(s.size))
	}
	return v
}

// mixed reports whether entries of several kinds are asked for.
func (s searchState) mixed() bool { return len(s.kinds) > 1 }

// filterCount is the number of selected values.
func (s searchState) filterCount() int {
	n := 0
	for _, values := range s.filters {
		n += len(values)
	}
	return n
}

// with selects a value.
func (s searchState) with(facet, value string) searchState {
	values := append(slices.Clone(s.filters[facet]), value)
	slices.Sort(values)
	return s.withValues(facet, slices.Compact(values))
}

// without takes a value back.
func (s searchState) without(facet, value string) searchState {
	values := slices.DeleteFunc(slices.Clone(s.filters[facet]), func(v string) bool { return v == value })
	return s.withValues(facet, values)
}

func (s searchState) withValues(facet string, values []string) searchState {
	s.filters = maps.Clone(s.filters)
	if s.filters == nil {
		s.filters = map[string][]string{}
	}
	s.filters[facet] = values
	if len(values) == 0 {
		delete(s.filters, facet)
		s = s.matchingAll(facet, false)
	}
	return s.onPage(1)
}

// matchingAll makes the values of a facet be ANDed. Without values there is
// nothing to AND.
func (s searchState) matchingAll(facet string, all bool) searchState {
	s.all = maps.Clone(s.all)
	if s.all == nil {
		s.all = map[string]bool{}
	}
	if all && len(s.filters[facet]) > 0 {
		s.all[facet] = true
	} else {
		delete(s.all, facet)
	}
	return s.onPage(1)
}

// asking replaces the words.
func (s searchState) asking(words string) searchState {
	s.query = words
	return s.sorted(s.sort)
}

// withoutClause leaves one condition of the query out, by its number in what
// [query.Parse] reads.
func (s searchState) withoutClause(n int) searchState {
	q, _ := query.Parse(s.query)
	if n < 0 || n >= len(q.Clauses) {
		return s
	}
	q.Clauses = slices.Delete(slices.Clone(q.Clauses), n, n+1)
	return s.asking(q.String())
}

// sorted sets the order; the default one where the name is none or needs a
// query that is not there.
func (s searchState) sorted(order string) searchState {
	standard := search.SortConfirmed
	if s.query != "" {
		standard = search.SortRelevance
	}
	if !slices.Contains(search.Sorts, order) || order == standard || order == search.SortRelevance {
		order = ""
	}
	s.sort = order
	return s.onPage(1)
}

// of asks for other kinds.
func (s searchState) of(kinds ...catalog.Kind) searchState {
	s.kinds = kinds
	return s.onPage(1)
}

// onPage goes to a page.
func (s searchState) onPage(n int) searchState {
	s.page = n
	return s
}
