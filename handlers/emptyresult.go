package handlers

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
	"ileanet.eu/showcase/search/query"
)

// Limits of what is tried for somebody who found little or nothing.
const (
	maxWordsTried = 6 // words looked up among challenge areas
	maxNearAreas  = 6
	maxNearNeeds  = 3
	needsRead     = search.MaxPageSize // needs looked through for open ones
)

// onward is where a page with few or no results leads: it is never a dead end.
type onward struct {
	Areas   []link // challenge areas near the words or selected
	Needs   []card // open needs of these areas
	All     link   // everything of the kind
	Contact string // mail address of the operator, to tell what is missing; "" when not stated
}

// An exit is the same search without one of its conditions. It leads to at
// least one entry.
type exit struct {
	Text  string
	URL   string
	Count int
}

// thin reports whether a search found so little that its page leads onward. A
// search without conditions has nowhere to lead but from nothing.
func thin(s searchState, r *search.Results) bool {
	return r.Total == 0 || r.Total < search.FewResults && (s.query != "" || s.filterCount() > 0)
}

// onward looks for ways on from a search that found little or nothing.
func (s *Server) onward(c echo.Context, l labeller, state searchState) (*onward, error) {
	ctx, viewer := c.Request().Context(), s.viewer(c)
	o := &onward{All: link{Text: l.heading(state), URL: newSearch(state.kinds...).url()}, Contact: s.contact}
	areas, err := s.nearAreas(ctx, viewer, l, state)
	if err != nil {
		return nil, err
	}
	for _, id := range areas {
		o.Areas = append(o.Areas, l.challenge(id))
	}
	if len(areas) > 0 {
		if o.Needs, err = s.openNeeds(ctx, viewer, l, areas, maxNearNeeds); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// exits are the ways out that the engine found. It says what to drop as the
// parameters of the search; an exit that the page cannot read is left out.
func (l labeller) exits(s searchState, found []search.Exit) []exit {
	var exits []exit
	for _, e := range found {
		text, left, ok := l.drop(s, e.Drop)
		if ok && e.Total > 0 {
			exits = append(exits, exit{Text: text, URL: left.url(), Count: e.Total})
		}
	}
	return exits
}

// drop leaves out what the parameters name, such as "q=fog&trl=in-use", and
// says so in words.
func (l labeller) drop(s searchState, parameters string) (text string, left searchState, ok bool) {
	values, err := url.ParseQuery(parameters)
	if err != nil || len(values) == 0 {
		return "", s, false
	}
	var names []string
	for _, rule := range search.FacetRules {
		for _, value := range values[rule.Name] {
			switch {
			case rule.Name == search.FacetKind:
				s = s.of(search.Kinds...)
			case slices.Contains(s.filters[rule.Name], value):
				s = s.without(rule.Name, value)
				names = append(names, l.facetValue(rule.Name, value))
			default:
				return "", s, false
			}
		}
	}
	for _, word := range values[parameterQuery] {
		n := slices.IndexFunc(clauses(s.query), func(c query.Clause) bool { return c.String() == word })
		if n < 0 {
			return "", s, false
		}
		s = s.withoutClause(n)
		names = append(names, l.T("search.read.word", "text", word))
	}
	var parts []string
	if len(names) > 0 {
		parts = append(parts, l.T("search.without", "what", strings.Join(names, ", ")))
	}
	if values.Has(search.FacetKind) {
		parts = append(parts, l.T("search.in_all_kinds"))
	}
	return strings.Join(parts, " · "), s, len(parts) > 0
}

// facetValue names a value with its facet.
func (l labeller) facetValue(facet, value string) string {
	label, _ := l.value(facet, value)
	return l.T(facetKeys[facet]) + ": " + label
}

// clauses are the conditions of a query, as [searchState.withoutClause]
// numbers them.
func clauses(words string) []query.Clause {
	q, _ := query.Parse(words)
	return q.Clauses
}

// nearAreas are challenge areas that were selected, or whose names have words
// of the query.
func (s *Server) nearAreas(ctx context.Context, viewer catalog.Actor, l labeller, state searchState) ([]string, error) {
	list := l.lists.List(catalog.VocabularyChallenge)
	var areas []string
	add := func(id string) {
		if list.Concept(id) != nil && !slices.Contains(areas, id) && len(areas) < maxNearAreas {
			areas = append(areas, id)
		}
	}
	for _, id := range state.filters[search.FacetChallenge] {
		for _, above := range list.Ancestors(id) {
			add(above)
		}
	}
	words := []string{}
	for _, c := range clauses(state.query) {
		if c.Kind != query.Filter && !c.Exclude {
			words = append(words, c.Text)
		}
	}
	if len(words) > 1 {
		words = append([]string{strings.Join(words, " ")}, words...)
	}
	for _, word := range words[:min(len(words), maxWordsTried)] {
		found, err := s.searcher.Suggest(ctx, viewer, word, l.Code(), suggestLimit)
		if err != nil {
			return nil, err
		}
		for _, f := range found {
			if f.Kind == search.FacetChallenge {
				add(f.Value)
			}
		}
	}
	return areas, nil
}

// openNeeds are needs of any of the areas that nothing meets yet, those of
// most agencies first. Without areas they are of all.
func (s *Server) openNeeds(ctx context.Context, viewer catalog.Actor, l labeller, areas []string, most int) ([]card, error) {
	state := newSearch(catalog.KindNeed)
	for _, id := range areas {
		state = state.with(search.FacetChallenge, id)
	}
	state.size = needsRead
	results, err := s.searcher.Search(ctx, viewer, state.request(l.Code()))
	if err != nil {
		return nil, err
	}
	open := slices.DeleteFunc(slices.Clone(results.Hits), func(h search.Hit) bool { return h.NeedStatus != needOpen })
	slices.SortStableFunc(open, func(a, b search.Hit) int { return agencies(b) - agencies(a) })
	return l.cards(open[:min(len(open), most)], false), nil
}

// needOpen is the status of a need that nothing meets yet.
const needOpen = "open"

func agencies(h search.Hit) int {
	if h.Votes == nil {
		return 0
	}
	return h.Votes.Agencies
}
