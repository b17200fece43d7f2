package handlers

import (
	"slices"
	"strconv"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
	"ileanet.eu/showcase/search"
)

// Message keys by what they name. They are written out so that a search for a
// key finds its use.
var (
	facetKeys = map[string]string{
		search.FacetChallenge: "facet.challenge", search.FacetTRL: "facet.trl",
		search.FacetType: "facet.type", search.FacetTechnology: "facet.technology", search.FacetEnvironment: "facet.environment",
		search.FacetUser: "facet.user", search.FacetSystem: "facet.system",
		search.FacetNetwork: "facet.network", search.FacetCost: "facet.cost", search.FacetEvidence: "facet.evidence",
		search.FacetFresh: "facet.fresh", search.FacetFlag: "facet.flag", search.FacetLanguage: "facet.language",
		search.FacetCountry: "facet.country", search.FacetProgramme: "facet.programme",
	}
	freshKeys = map[string]string{search.FreshYear: "facet.fresh.year", search.FreshOlder: "facet.fresh.older"}
	kindKeys  = map[catalog.Kind]string{
		catalog.KindSolution: "kind.solution", catalog.KindProject: "kind.project", catalog.KindUseCase: "kind.usecase",
		catalog.KindScenario: "kind.scenario", catalog.KindNeed: "kind.need",
	}
	kindsKeys = map[catalog.Kind]string{
		catalog.KindSolution: "nav.solutions", catalog.KindProject: "nav.projects", catalog.KindUseCase: "nav.use_cases",
		catalog.KindScenario: "nav.scenarios", catalog.KindNeed: "nav.needs",
	}
	totalKeys = map[catalog.Kind]string{
		catalog.KindSolution: "search.total.solution", catalog.KindProject: "search.total.project", catalog.KindUseCase: "search.total.usecase",
		catalog.KindScenario: "search.total.scenario", catalog.KindNeed: "search.total.need",
	}
	sortKeys = map[string]string{
		search.SortRelevance: "sort.relevance", search.SortConfirmed: "sort.confirmed", search.SortNewest: "sort.newest",
		search.SortTRL: "sort.trl", search.SortTitle: "sort.title",
	}
)

// A labeller names values of facets and vocabularies in one language.
type labeller struct {
	*locale.Localizer
	lists *catalog.Vocabularies
}

func (s *Server) labeller(l *locale.Localizer) labeller {
	return labeller{l, s.catalogue.Vocabularies()}
}

// foreign is the language code when it is not the reader's, else "".
func (l labeller) foreign(language string) string {
	if language == l.Code() {
		return ""
	}
	return language
}

// label is the label of a concept, "" for the empty id.
func (l labeller) label(vocabulary, id string) string {
	if id == "" {
		return ""
	}
	return l.lists.Label(vocabulary, id, l.Code())
}

// value is the label of a value of a facet. known is false for one that the
// facet cannot have; its label is the value as given.
func (l labeller) value(facet, value string) (label string, known bool) {
	switch facet {
	case search.FacetFresh:
		if key := freshKeys[value]; key != "" {
			return l.T(key), true
		}
		return clip(value), false
	case search.FacetCountry:
		name := l.CountryName(value)
		return clip(name), name != value
	case search.FacetLanguage:
		name := l.LanguageName(value)
		return clip(name), name != value
	}
	for _, rule := range search.FacetRules {
		if rule.Name == facet && l.lists.Has(rule.Vocabulary, value) {
			return l.lists.Label(rule.Vocabulary, value, l.Code()), true
		}
	}
	return clip(value), false
}

// total is a number of entries in words, such as "31 solutions".
func (l labeller) total(count int, kinds ...catalog.Kind) string {
	key := "search.total.all"
	if len(kinds) == 1 {
		key = totalKeys[kinds[0]]
	}
	return l.T(key, locale.CountArg, count)
}

// challenge is the link to a challenge area.
func (l labeller) challenge(id string) link {
	return link{Text: l.label(catalog.VocabularyChallenge, id), URL: challengeAddress(id)}
}

// A link is text that leads somewhere.
type link struct {
	Text, URL string
}

// facetOf is the facet of the name in the results; an empty one when it is not
// there.
func facetOf(facets []search.Facet, name string) search.Facet {
	if i := slices.IndexFunc(facets, func(f search.Facet) bool { return f.Name == name }); i >= 0 {
		return facets[i]
	}
	return search.Facet{Name: name}
}

// countOf is the count of a value of a facet, at any depth.
func countOf(values []search.FacetValue, value string) int {
	for _, v := range values {
		if v.Value == value {
			return v.Count
		}
		if n := countOf(v.Children, value); n > 0 {
			return n
		}
	}
	return 0
}

// plain writes a number without grouping of digits: a level, a year, a page.
func plain(n int) string { return strconv.Itoa(n) }
