package handlers

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// searchPage is the view model of the one page that lists entries of any
// kind.
type searchPage struct {
	frame
	Heading  string
	Action   string // of the form
	Kept     []hiddenField
	Tabs     []tab
	Chips    []chip
	ClearURL string // without words and filters; "" when there are none
	Facets   []facetView
	Sentence string
	Notices  []string
	Fixes    []fix
	Read     *understood // nil when the query was read as it stands there
	Sorts    []tab
	Cards    []card
	Beyond   *link // to the last page, when the one asked for lies behind it
	Pages    pager
	None     bool    // nothing was found
	Near     []card  // entries that have some of the words, when there is little
	Exits    []exit  // ways to more, when there is little
	Further  *onward // where to look then
}

// A hiddenField keeps a parameter that no control of the form shows.
type hiddenField struct{ Name, Value string }

// A fix is another spelling of the query that finds more.
type fix struct {
	Query, URL string
	Total      string // what it finds, in words
}

// A pager leads through the pages of a result.
type pager struct {
	Page, Last     int
	Previous, Next string // "" at the ends
}

// list is the page that lists the entries of a kind.
func (s *Server) list(kind catalog.Kind) echo.HandlerFunc {
	return func(c echo.Context) error {
		l := s.labeller(s.localizer(c))
		values, malformed := url.ParseQuery(c.Request().URL.RawQuery)
		state, notices := parseSearch(kind, values, l.lists)
		if malformed != nil {
			notices = append(notices, notice{Key: "search.notice.address"})
		}
		results, err := s.searcher.Search(c.Request().Context(), s.viewer(c), state.request(l.Code()))
		if err != nil {
			return err
		}
		p := l.searchPage(state, results, notices)
		if thin(state, results) {
			if p.Further, err = s.onward(c, l, state); err != nil {
				return err
			}
		}
		if state.query != "" {
			c.Response().Header().Set("Cache-Control", noStore)
		}
		return s.render(c, http.StatusOK, p)
	}
}

func (l labeller) searchPage(s searchState, r *search.Results, notices []notice) *searchPage {
	p := &searchPage{
		Heading: l.heading(s), Action: s.path(), Kept: s.kept(), Tabs: l.tabs(s, r.Facets), Chips: l.chips(s),
		Facets: l.facetViews(r.Facets), Sentence: l.sentence(s, r.Total), Read: l.understood(s, r), Sorts: l.sorts(s),
		Cards: l.foundCards(s, r.Hits), Pages: s.pager(r.Total), None: r.Total == 0,
		Near: l.foundCards(s, r.Near), Exits: l.exits(s, r.Exits),
	}
	p.Title, p.Section, p.Canonical, p.Query, p.OwnSearch = p.Heading, s.path(), s.url(), s.query, true
	if s.query != "" {
		p.Title = clip(s.query) + " – " + p.Heading
	}
	p.NoIndex = s.query != "" || s.filterCount() > 1 || r.Total == 0
	if s.query != "" || s.filterCount() > 0 {
		p.ClearURL = newSearch(s.kinds...).sorted(s.sort).url()
	}
	p.Notices = l.notices(notices, r.Hints, p.Chips)
	for _, c := range r.Corrections {
		p.Fixes = append(p.Fixes, fix{Query: c.Query, URL: s.asking(c.Query).url(), Total: l.total(c.Total, s.kinds...)})
	}
	if s.page > p.Pages.Last && r.Total > 0 {
		p.Beyond = &link{Text: l.T("search.beyond", "page", plain(s.page), "last", plain(p.Pages.Last)), URL: s.onPage(p.Pages.Last).url()}
	}
	return p
}

// foundCards are cards of entries that stand on the page once, so that the
// focus finds them again.
func (l labeller) foundCards(s searchState, hits []search.Hit) []card {
	cards := l.cards(hits, s.mixed())
	for i, h := range hits {
		cards[i].ID = "hit-" + string(h.ID)
	}
	return cards
}

// heading names what is listed.
func (l labeller) heading(s searchState) string {
	if s.mixed() {
		return l.T("kind.all")
	}
	return l.T(kindsKeys[s.kinds[0]])
}

// sentence tells the result in words, such as "31 solutions for “fingerprint”".
func (l labeller) sentence(s searchState, total int) string {
	count := l.total(total, s.kinds...)
	if s.query == "" {
		return count
	}
	return l.T("search.for", "total", count, "query", s.query)
}

// kept are the parameters that the form has no control for. The controls are
// the query, the checkboxes and the any/all switches.
func (s searchState) kept() []hiddenField {
	var fields []hiddenField
	values := s.onPage(1).values()
	for _, name := range []string{parameterKind, parameterSort, parameterSize} {
		for _, value := range values[name] {
			fields = append(fields, hiddenField{name, value})
		}
	}
	return fields
}

// sorts are the orders to choose from. Relevance needs a query, maturity a
// kind that has one.
func (l labeller) sorts(s searchState) []tab {
	var sorts []tab
	for _, order := range search.Sorts {
		if order == search.SortRelevance && s.query == "" || order == search.SortTRL && !slices.Contains(s.kinds, catalog.KindSolution) {
			continue
		}
		to := s.sorted(order)
		sorts = append(sorts, tab{Label: l.T(sortKeys[order]), URL: to.url(), Current: to.sort == s.sort})
	}
	return sorts
}

// pager leads to the pages beside the one shown.
func (s searchState) pager(total int) pager {
	p := pager{Page: s.page, Last: max(1, min((total+s.size-1)/s.size, search.MaxPage))}
	if s.page > 1 {
		p.Previous = s.onPage(min(s.page-1, p.Last)).url()
	}
	if s.page < p.Last {
		p.Next = s.onPage(s.page + 1).url()
	}
	return p
}

// hintKeys are the hints of the engine that there is a text for.
var hintKeys = map[string]string{
	"hint.too_long": "search.hint.too_long", "hint.too_many_words": "search.hint.too_many_words", "hint.quote": "search.hint.quote",
	"hint.field": "search.hint.field", "hint.prefix": "search.hint.prefix", "hint.fuzzy": "search.hint.fuzzy", "hint.or": "search.hint.or", "hint.characters": "search.hint.characters",
}

// notices says what of the address and the query was not used as it stands.
func (l labeller) notices(notices []notice, hints []search.Hint, chips []chip) []string {
	var out []string
	add := func(text string) {
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	for _, n := range notices {
		add(l.T(n.Key, "text", n.Text))
	}
	for _, h := range hints {
		if key := hintKeys[h.Key]; key != "" {
			add(l.T(key, "text", clip(h.Text)))
		}
	}
	for _, c := range chips {
		if c.Unknown {
			add(l.T("search.notice.unknown", "value", c.Label, "facet", c.Facet))
		}
	}
	return out
}
