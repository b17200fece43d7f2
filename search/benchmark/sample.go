package benchmark

import (
	"strings"
	"unicode"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// A Sample is what requests are made from: words of an entry in their order,
// and values of facets it has.
type Sample struct {
	words  []string
	values map[string][]string
}

// NewSample reads an entry as a visitor sees it; false when the entry is none
// that a search finds.
func NewSample(e *catalog.Entry, vocabularies *catalog.Vocabularies) (Sample, bool) {
	view, ok := catalog.Visible(catalog.Visitor, e)
	if !ok || view.Stub {
		return Sample{}, false
	}
	s := Sample{values: map[string][]string{}}
	text := view.Title + "\n" + view.Record.Lead()
	switch c := view.Record.(type) {
	case *catalog.Solution:
		text += "\n" + c.Summary
		s.add(search.FacetTRL, vocabularies.TRLBand(c.TRL))
		s.add(search.FacetType, c.SolutionType)
		s.add(search.FacetTechnology, c.Technology...)
		s.add(search.FacetEnvironment, c.Environment...)
		s.add(search.FacetUser, c.EndUsers...)
		s.add(search.FacetFlag, c.LegalFlags...)
	case *catalog.Project:
		text += "\n" + c.Objective
		s.add(search.FacetProgramme, c.Programme)
		s.add(search.FacetLanguage, view.Language)
	case *catalog.UseCase:
		s.add(search.FacetEnvironment, c.Environment...)
		s.add(search.FacetUser, c.Actors...)
		s.add(search.FacetSystem, c.Systems...)
	case *catalog.Scenario:
		s.add(search.FacetEnvironment, c.Setting.BorderType)
		s.add(search.FacetUser, c.Actors...)
	case *catalog.Need:
		s.add(search.FacetEnvironment, c.Environment...)
		s.add(search.FacetUser, c.EndUsers...)
	default:
		return Sample{}, false
	}
	for _, tag := range view.Tags {
		s.add(search.FacetChallenge, tag.Challenge)
	}
	s.words = strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return s, true
}

func (s *Sample) add(facet string, values ...string) {
	for _, value := range values {
		if value != "" {
			s.values[facet] = append(s.values[facet], value)
		}
	}
}
