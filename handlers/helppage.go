package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
	"ileanet.eu/showcase/search"
	"ileanet.eu/showcase/search/query"
)

// helpPage is the view model of the help: how to search, and what the words
// on the other pages mean, as the vocabularies define them.
type helpPage struct {
	frame
	Examples  []helpExample // the search language
	Filters   []helpExample // one for each filter that can be typed
	Systems   []helpExample // EU systems by the names they are found under
	Maturity  []helpTerms
	Grades    []string
	Access    []string
	MaxWords  int
	MaxBytes  int
	MinPrefix int
	MinFuzzy  int
	Prefixes  int // words with an asterisk or a tilde
}

// helpExample is something to type and what it finds.
type helpExample struct {
	Typed string
	URL   string // runs it
	Key   string // message that says what it finds; "" when Text says it
	Text  string
}

// helpTerms are the terms of a vocabulary below a heading.
type helpTerms struct {
	Key   string // of the heading
	Terms []string
}

// helpWords are the examples of the search language. The words are English on
// every page: they find something in every language.
var helpWords = []helpExample{
	{Typed: `drone forest`, Key: "help.example.words"},
	{Typed: `"travel documents"`, Key: "help.example.phrase"},
	{Typed: `drone -fog`, Key: "help.example.without"},
	{Typed: `drone OR balloon`, Key: "help.example.or"},
	{Typed: `biometr*`, Key: "help.example.prefix"},
	{Typed: `registraton~`, Key: "help.example.fuzzy"},
}

// helpFilters has an example for each filter that is worth typing, in the order
// of the search page.
var helpFilters = []struct{ facet, value string }{
	{search.FacetChallenge, "registration-biometrics"},
	{search.FacetTRL, "pilot"},
	{search.FacetType, "handheld-device"},
	{search.FacetTechnology, "biometrics-face"},
	{search.FacetEnvironment, "remote-no-network"},
	{search.FacetUser, "coast-guard"},
	{search.FacetSystem, "ees"},
	{search.FacetNetwork, "none"},
	{search.FacetCost, "band-2"},
	{search.FacetEvidence, "a"},
	{search.FacetFresh, search.FreshYear},
	{search.FacetFlag, "biometric-data"},
	{search.FacetLanguage, "el"},
	{search.FacetCountry, "PT"},
	{search.FacetProgramme, "h2020"},
}

// help explains searching and the terms of the catalogue.
func (s *Server) help(c echo.Context) error {
	l := s.localizer(c)
	p := &helpPage{
		MaxWords: query.MaxWords, MaxBytes: query.MaxBytes, MinPrefix: query.MinPrefix, MinFuzzy: query.MinFuzzy, Prefixes: query.MaxPrefixes,
		Maturity: []helpTerms{
			{"help.trl.levels", s.terms(l, "trl")},
			{"help.trl.bands", s.terms(l, catalog.VocabularyTRLBand)},
			{"help.trl.basis", s.terms(l, "trl_basis")},
			{"help.trl.trust", s.terms(l, "trl_confidence")},
		},
		Grades: s.terms(l, "evidence_grade"),
		Access: s.terms(l, "access_level"),
	}
	p.Title, p.Description = l.T("help.title"), l.T("help.lead")
	for _, e := range helpWords {
		e.URL = filterAddress(catalog.KindSolution, "q", e.Typed)
		p.Examples = append(p.Examples, e)
	}
	for _, f := range helpFilters {
		if f.facet == search.FacetCost && s.viewer(c) == catalog.Visitor {
			continue // prices are told to members
		}
		p.Filters = append(p.Filters, helpExample{
			Typed: f.facet + ":" + f.value,
			URL:   filterAddress(catalog.KindSolution, f.facet, f.value),
			Text:  s.filterLabel(l, f.facet, f.value),
		})
	}
	for _, c := range s.catalogue.Vocabularies().List(catalog.VocabularyEUSystem).Children("") {
		if c.ID != "national-system" && c.ID != "none" { // no names to search by
			p.Systems = append(p.Systems, helpExample{
				URL: filterAddress(catalog.KindSolution, search.FacetSystem, c.ID), Text: c.Label(l.Code()),
			})
		}
	}
	return s.render(c, http.StatusOK, p)
}

// terms are the labels of a vocabulary in a language; several of them are
// definitions already.
func (s *Server) terms(l *locale.Localizer, vocabulary string) []string {
	var labels []string
	for _, c := range s.catalogue.Vocabularies().List(vocabulary).Children("") {
		labels = append(labels, c.Label(l.Code()))
	}
	return labels
}

// filterLabel says what a value of a filter stands for.
func (s *Server) filterLabel(l *locale.Localizer, facet, value string) string {
	switch facet {
	case search.FacetCountry:
		return l.CountryName(value)
	case search.FacetLanguage:
		return l.LanguageName(value)
	case search.FacetFresh:
		return l.T("help.example.fresh")
	}
	for _, rule := range search.FacetRules {
		if rule.Name == facet {
			return s.catalogue.Vocabularies().Label(rule.Vocabulary, value, l.Code())
		}
	}
	return value
}
