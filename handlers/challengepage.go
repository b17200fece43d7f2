package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// Lengths of the lists on the page of a challenge area.
const (
	areaSolutions = 6
	areaOthers    = 4
)

// methodTypes are the types of solution that help where no technology does.
var methodTypes = []string{"method-procedure", "training-course", "simulator", "policy-study"}

// challengesPage is the view model of the list of challenge areas.
type challengesPage struct {
	frame
	Areas []areaTile
}

// challenges lists the challenge areas with their leaves.
func (s *Server) challenges(c echo.Context) error {
	l := s.labeller(s.localizer(c))
	results, err := s.first(c.Request().Context(), s.viewer(c), l, newSearch(catalog.KindSolution), 1)
	if err != nil {
		return err
	}
	p := &challengesPage{Areas: l.areaTiles(results.Facets)}
	p.Title, p.Description, p.Section = l.T("nav.challenges"), l.T("challenge.lead"), "/challenges"
	return s.render(c, http.StatusOK, p)
}

// challengePage is the view model of the page of one area or leaf.
type challengePage struct {
	frame
	Heading      string
	About        string // in English
	AboutForeign bool   // the page is in another language
	Words        []string
	Parent       *link
	Leaves       []areaTile
	Bands        []bandRow
	Lists        []areaList
	Empty        bool // no solution has this area
}

// A bandRow is the number of solutions of one TRL band.
type bandRow struct {
	link
	Count int
	Width int // of its bar, 0 to 100
}

// An areaList is the first few entries of some kind in an area.
type areaList struct {
	ID      string
	Heading string
	Cards   []card
	All     link
}

// challenge is the page of one challenge area. The id of a retired one leads
// to the one that stands for it.
func (s *Server) challenge(c echo.Context) error {
	l := s.labeller(s.localizer(c))
	id := c.Param("id")
	concept := l.lists.List(catalog.VocabularyChallenge).Concept(id)
	if concept == nil {
		if current := l.lists.List(catalog.VocabularyChallenge).Current(id); current != id {
			return s.redirect(c, challengeAddress(current))
		}
		return catalog.ErrNotFound
	}
	here := newSearch(catalog.KindSolution).with(search.FacetChallenge, id)
	found, err := s.first(c.Request().Context(), s.viewer(c), l, here, areaSolutions)
	if err != nil {
		return err
	}
	p := l.challengePage(concept, found)
	if p.Lists, err = s.areaLists(c, l, here, found); err != nil {
		return err
	}
	if p.Empty {
		nearest, err := s.nearest(c, l, concept)
		if err != nil {
			return err
		}
		p.Lists = append(nearest, p.Lists...)
	}
	return s.render(c, http.StatusOK, p)
}

func (l labeller) challengePage(concept *catalog.Concept, found *search.Results) *challengePage {
	counts := facetOf(found.Facets, search.FacetChallenge).Values
	p := &challengePage{
		Heading: concept.Label(l.Code()), About: concept.Description, AboutForeign: l.Code() != catalog.Languages[0],
		Words: concept.Synonyms[l.Code()], Leaves: l.tilesBelow(concept.ID, counts), Empty: found.Total == 0,
	}
	if concept.Broader != "" {
		parent := l.challenge(concept.Broader)
		p.Parent = &parent
	}
	if !p.Empty {
		p.Bands = l.bands(newSearch(catalog.KindSolution).with(search.FacetChallenge, concept.ID), found)
	}
	p.Title, p.Section = p.Heading, "/challenges"
	return p
}

// bands are the solutions by TRL band; each number is the total of the search
// it leads to.
func (l labeller) bands(here searchState, found *search.Results) []bandRow {
	counts := facetOf(found.Facets, search.FacetTRL).Values
	var rows []bandRow
	for _, band := range l.lists.List(catalog.VocabularyTRLBand).Concepts {
		n := countOf(counts, band.ID)
		rows = append(rows, bandRow{
			link:  link{Text: band.Label(l.Code()), URL: here.with(search.FacetTRL, band.ID).url()},
			Count: n, Width: 100 * n / max(1, found.Total),
		})
	}
	return rows
}

// areaLists are the first entries of each kind in an area.
func (s *Server) areaLists(c echo.Context, l labeller, here searchState, solutions *search.Results) ([]areaList, error) {
	counts := facetOf(solutions.Facets, search.FacetKind).Values
	var lists []areaList
	for _, kind := range []catalog.Kind{catalog.KindSolution, catalog.KindUseCase, catalog.KindNeed, catalog.KindScenario, catalog.KindProject} {
		if countOf(counts, string(kind)) == 0 {
			continue
		}
		found := solutions
		if kind != catalog.KindSolution {
			var err error
			if found, err = s.first(c.Request().Context(), s.viewer(c), l, here.of(kind), areaOthers); err != nil {
				return nil, err
			}
		}
		lists = append(lists, l.areaList(kind.Collection(), l.T(kindsKeys[kind]), here.of(kind), found))
	}
	return lists, nil
}

func (l labeller) areaList(id, heading string, of searchState, found *search.Results) areaList {
	return areaList{
		ID: id, Heading: heading, Cards: l.cards(found.Hits, false),
		All: link{Text: l.T("challenge.all", "total", l.total(found.Total, of.kinds...)), URL: of.url()},
	}
}

// nearest is what comes nearest to an area without solutions: solutions of the
// wider area, among them methods and training, and open needs.
func (s *Server) nearest(c echo.Context, l labeller, concept *catalog.Concept) ([]areaList, error) {
	ctx, viewer := c.Request().Context(), s.viewer(c)
	wider := concept
	if concept.Broader != "" {
		wider = l.lists.List(catalog.VocabularyChallenge).Concept(concept.Broader)
	}
	area := wider.Label(l.Code())
	around := newSearch(catalog.KindSolution).with(search.FacetChallenge, wider.ID)
	methods := around
	for _, id := range methodTypes {
		methods = methods.with(search.FacetType, id)
	}
	var lists []areaList
	for _, part := range []struct {
		id, heading string
		state       searchState
	}{
		{"partial", l.T("challenge.partial", "area", area), around},
		{"methods", l.T("challenge.methods", "area", area), methods},
	} {
		found, err := s.first(ctx, viewer, l, part.state, areaOthers)
		if err != nil {
			return nil, err
		}
		if found.Total > 0 {
			lists = append(lists, l.areaList(part.id, part.heading, part.state, found))
		}
	}
	needs, err := s.openNeeds(ctx, viewer, l, []string{wider.ID}, areaOthers)
	if err != nil || len(needs) == 0 {
		return lists, err
	}
	return append(lists, areaList{
		ID: "open-needs", Heading: l.T("challenge.open_needs"), Cards: needs,
		All: link{Text: l.T("home.all_needs"), URL: around.of(catalog.KindNeed).url()},
	}), nil
}
