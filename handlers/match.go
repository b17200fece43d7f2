package handlers

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
	"ileanet.eu/showcase/search"
)

// matchPage is the view model of the match: a form for a text that describes
// an operation, and what the catalogue has for it.
type matchPage struct {
	frame
	Text    string // as sent
	Failure string // why it was not read; "" when it was
	Most    int    // characters
	Answer  *matchAnswer
}

// matchAnswer is what the catalogue has for a text.
type matchAnswer struct {
	Text   []piece
	Areas  []namedArea
	Groups []matchGroup
}

// A namedArea is a challenge area with the words of the text that named it.
type namedArea struct {
	link
	Words string
}

// A matchGroup is the entries of one kind that fit.
type matchGroup struct {
	ID      string
	Heading string
	Cards   []card
}

// matchForm shows the form.
func (s *Server) matchForm(c echo.Context) error { return s.render(c, http.StatusOK, s.matchPage(c)) }

func (s *Server) matchPage(c echo.Context) *matchPage {
	l := s.localizer(c)
	p := &matchPage{Most: search.MaxMatchText}
	p.Title, p.Description, p.Section, p.Canonical = l.T("match.title"), l.T("match.lead", "most", search.MaxMatchText), "/scenarios", "/match"
	return p
}

// match answers a text. It stands in the body of the request, so that neither
// history nor log keeps it; a text that is refused stays in the form.
func (s *Server) match(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", noStore)
	if err := c.Request().ParseForm(); err != nil {
		return echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	l := s.labeller(s.localizer(c))
	p := s.matchPage(c)
	p.NoIndex, p.Text = true, strings.ReplaceAll(c.Request().PostForm.Get("text"), "\r\n", "\n")
	if p.Failure = refusal(l.Localizer, p.Text); p.Failure != "" {
		p.Title = l.T("match.failed", "title", p.Title)
		return s.render(c, http.StatusUnprocessableEntity, p)
	}
	found, err := s.searcher.Match(c.Request().Context(), s.viewer(c), p.Text, l.Code())
	if err != nil {
		return err
	}
	p.Answer = l.matchAnswer(found)
	return s.render(c, http.StatusOK, p)
}

// refusal says why a text cannot be read; "" when it can.
func refusal(l *locale.Localizer, text string) string {
	length := utf8.RuneCountInString(text)
	switch {
	case strings.TrimSpace(text) == "":
		return l.T("match.empty")
	case length > search.MaxMatchText:
		return l.T("match.too_long", "length", l.Number(length), "most", l.Number(search.MaxMatchText))
	}
	return ""
}

func (l labeller) matchAnswer(m *search.Match) *matchAnswer {
	a := &matchAnswer{Text: piecesOf(m.Text)}
	for _, area := range m.Areas {
		a.Areas = append(a.Areas, namedArea{l.challenge(area.Value), l.T("match.named", "words", strings.Join(area.Words, ", "))})
	}
	for _, kind := range []catalog.Kind{catalog.KindSolution, catalog.KindUseCase, catalog.KindScenario} {
		hits := slices.DeleteFunc(slices.Clone(m.Hits), func(h search.Hit) bool { return h.Kind != kind })
		if len(hits) > 0 {
			a.Groups = append(a.Groups, matchGroup{ID: kind.Collection(), Heading: l.T(kindsKeys[kind]), Cards: l.cards(hits, false)})
		}
	}
	return a
}
