package handlers

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// homeEntries is how many entries each list of the start page shows.
const homeEntries = 5

// homePage is the view model of the start page.
type homePage struct {
	frame
	Totals       []link // what the catalogue holds, by kind
	Areas        []areaTile
	Newest       []card
	Confirmed    []card
	Needs        []card
	AllNewest    string
	AllConfirmed string
	AllNeeds     string
}

// An areaTile is a challenge area with the number of its solutions.
type areaTile struct {
	link
	Total  string // in words
	Leaves []areaTile
}

// home is the start page.
func (s *Server) home(c echo.Context) error {
	ctx, viewer, l := c.Request().Context(), s.viewer(c), s.labeller(s.localizer(c))
	newest := newSearch(catalog.KindSolution).sorted(search.SortNewest)
	confirmed := newSearch(catalog.KindSolution)
	latest, err := s.first(ctx, viewer, l, newest, homeEntries)
	if err != nil {
		return err
	}
	checked, err := s.first(ctx, viewer, l, confirmed, homeEntries)
	if err != nil {
		return err
	}
	p := &homePage{
		Totals: l.kindTotals(newSearch(), latest.Facets), Areas: l.areaTiles(latest.Facets),
		Newest: brief(l.cards(latest.Hits, false)), Confirmed: brief(l.cards(checked.Hits, false)),
		AllNewest: newest.url(), AllConfirmed: confirmed.url(), AllNeeds: newSearch(catalog.KindNeed).url(),
	}
	if p.Needs, err = s.openNeeds(ctx, viewer, l, nil, homeEntries); err != nil {
		return err
	}
	p.Needs = brief(p.Needs)
	p.OwnSearch, p.Description = true, l.T("home.lead")
	return s.render(c, http.StatusOK, p)
}

// first is the first few hits of a search, with its facets.
func (s *Server) first(ctx context.Context, viewer catalog.Actor, l labeller, state searchState, most int) (*search.Results, error) {
	state.size = most
	return s.searcher.Search(ctx, viewer, state.request(l.Code()))
}

// kindTotals are the numbers of entries by kind as the facet counts them, each
// with the list of them; kinds without entries are left out.
func (l labeller) kindTotals(s searchState, facets []search.Facet) []link {
	counts := facetOf(facets, search.FacetKind).Values
	var totals []link
	for _, kind := range kindOrder {
		if n := countOf(counts, string(kind)); n > 0 {
			totals = append(totals, link{Text: l.total(n, kind), URL: s.of(kind).url()})
		}
	}
	return totals
}

// areaTiles are all areas with their leaves and the number of solutions that
// the facet counts in them.
func (l labeller) areaTiles(facets []search.Facet) []areaTile {
	return l.tilesBelow("", facetOf(facets, search.FacetChallenge).Values)
}

func (l labeller) tilesBelow(parent string, counts []search.FacetValue) []areaTile {
	var tiles []areaTile
	for _, c := range l.lists.List(catalog.VocabularyChallenge).Children(parent) {
		tiles = append(tiles, areaTile{
			link: l.challenge(c.ID), Total: l.total(countOf(counts, c.ID), catalog.KindSolution), Leaves: l.tilesBelow(c.ID, counts),
		})
	}
	return tiles
}

// brief keeps of each card the facts that matter most.
func brief(cards []card) []card {
	for i := range cards {
		cards[i].Facts = cards[i].Facts[:min(len(cards[i].Facts), 2)]
	}
	return cards
}
