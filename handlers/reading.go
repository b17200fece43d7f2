package handlers

import (
	"net/url"
	"strings"

	"ileanet.eu/showcase/search"
	"ileanet.eu/showcase/search/query"
)

// Limits of the sentence that says how a query was read: one line on a desk,
// three on a phone.
const (
	maxAlsoTold     = 4 // further words of one part
	maxConceptsTold = 1 // concepts of one part; all stand below as filters
)

// understood tells how the engine read a query, and offers what follows from
// it. Nothing of it has been imposed on the search.
type understood struct {
	Sentence string
	ExactURL string // the query as exact words only; "" when it is already
	Meanings []meaning
}

// A meaning is what a part of the query also names: concepts to filter by in
// its place, or the part as nothing but its words.
type meaning struct {
	ID      string // of the link to the words alone, for focus
	Word    string
	Asks    bool // an abbreviation of several concepts: which one is meant?
	Choices []choice
	JustURL string // the words and nothing else; "" when they cannot be had alone
}

// A choice makes a filter of a part of the query. The count is what it gives.
type choice struct {
	ID, Text, URL string
	Count         int
}

// understood is nil when the query was read as it stands there.
func (l labeller) understood(s searchState, r *search.Results) *understood {
	if !worthTelling(r.Reading) {
		return nil
	}
	u := &understood{Sentence: l.readingSentence(r.Reading)}
	if r.Exact != "" && r.Exact != s.query {
		u.ExactURL = s.asking(r.Exact).url()
	}
	for i, reading := range r.Reading {
		if m := l.meaning(s, reading, plain(i)); len(m.Choices) > 0 {
			u.Meanings = append(u.Meanings, m)
		}
	}
	return u
}

// worthTelling is false for a query of one plain word: the heading says it.
func worthTelling(readings []search.Reading) bool {
	if len(readings) != 1 {
		return len(readings) > 1
	}
	only := readings[0]
	return only.As != search.ReadWord || len(only.Also) > 0 || len(only.Concepts) > 0
}

// readingSentence says in words what was searched for.
func (l labeller) readingSentence(readings []search.Reading) string {
	var searched, filters, excluded, optional []string
	for _, r := range readings {
		switch r.As {
		case search.ReadExclude:
			excluded = append(excluded, l.readingPart(r))
		case search.ReadFilter:
			filters = append(filters, l.readingPart(r))
		case search.ReadOptional:
			optional = append(optional, l.readingPart(r))
		default:
			part := l.readingPart(r) + l.alsoRead(r)
			if n := len(searched); r.Or && n > 0 {
				searched[n-1] = l.T("search.read.or", "before", searched[n-1], "last", part)
				continue
			}
			searched = append(searched, part)
		}
	}
	var sentences []string
	tell := func(key string, parts []string) {
		if len(parts) > 0 {
			sentences = append(sentences, l.T(key, "parts", l.enumeration(parts)))
		}
	}
	tell("search.read.searched", searched)
	tell("search.read.only", filters)
	tell("search.read.excluded", excluded)
	tell("search.read.optional", optional)
	return strings.Join(sentences, " ")
}

// readingPart names a part of a query. The signs of the search language give
// way to words.
func (l labeller) readingPart(r search.Reading) string {
	text := strings.Trim(strings.TrimPrefix(r.Text, "-"), `"`)
	switch r.As {
	case search.ReadPhrase:
		return l.T("search.read.phrase", "text", text)
	case search.ReadExact:
		return l.T("search.read.exact", "text", text)
	case search.ReadPrefix:
		return l.T("search.read.prefix", "text", strings.TrimSuffix(text, "*"))
	case search.ReadFuzzy:
		return l.T("search.read.fuzzy", "text", strings.TrimSuffix(text, "~"))
	case search.ReadFilter, search.ReadExclude:
		for _, c := range clauses(r.Text) {
			if c.Kind == query.Filter && facetKeys[c.Field] != "" {
				return l.facetValue(c.Field, c.Text)
			}
		}
	}
	return l.T("search.read.word", "text", text)
}

// alsoRead tells in brackets what a part was searched as beside its words.
func (l labeller) alsoRead(r search.Reading) string {
	var told []string
	if len(r.Also) > 0 {
		told = append(told, l.T("search.read.also", "words", strings.Join(atMost(r.Also, maxAlsoTold), ", ")))
	}
	if r.As != search.ReadAmbiguous { // that one is asked about
		told = append(told, atMost(l.conceptNames(r.Concepts), maxConceptsTold)...)
	}
	if len(told) == 0 {
		return ""
	}
	return " (" + strings.Join(told, "; ") + ")"
}

// atMost are at most so many words, with a sign for those left out.
func atMost(words []string, most int) []string {
	if len(words) <= most {
		return words
	}
	return append(words[:most:most], "…")
}

// enumeration joins parts as a sentence does: "a, b and c".
func (l labeller) enumeration(parts []string) string {
	last := len(parts) - 1
	if last < 1 {
		return strings.Join(parts, "")
	}
	return l.T("search.read.and", "before", strings.Join(parts[:last], ", "), "last", parts[last])
}

func (l labeller) conceptNames(concepts []search.ReadingConcept) []string {
	names := make([]string, len(concepts))
	for i, c := range concepts {
		names[i] = l.facetValue(c.Facet, c.Value)
	}
	return names
}

// meaning offers the concepts that a part of the query names as filters. Each
// finds as many entries as it says, so that one that finds none is left out,
// and so is one of a facet in which a choice stands already: a further value
// there would widen the search.
func (l labeller) meaning(s searchState, r search.Reading, number string) meaning {
	m := meaning{ID: "just-" + number, Word: r.Text, Asks: r.As == search.ReadAmbiguous}
	if r.As != search.ReadConcept && !m.Asks {
		return m
	}
	if r.Exact != "" && r.Exact != s.query {
		m.JustURL = s.asking(r.Exact).url()
	}
	for _, c := range r.Concepts {
		if facetKeys[c.Facet] == "" || c.Count == 0 || len(s.filters[c.Facet]) > 0 && !s.all[c.Facet] {
			continue
		}
		m.Choices = append(m.Choices, choice{
			ID: "choose-" + number + "-" + c.Facet + "-" + url.QueryEscape(c.Value), Text: l.facetValue(c.Facet, c.Value),
			URL: s.asking(r.Rest).with(c.Facet, c.Value).url(), Count: c.Count,
		})
	}
	return m
}
