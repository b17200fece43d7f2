package search

import (
	"maps"
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// conceptFacets are the facets whose concepts a query can name in words.
var conceptFacets = []string{FacetChallenge, FacetTechnology, FacetEnvironment, FacetUser, FacetSystem}

// A concept is a term of a vocabulary as a facet value of the index.
type concept struct {
	facet string
	id    string
}

// A lexicon finds the concepts that words name, by the labels and synonyms of
// all languages. It is read-only once made.
type lexicon struct {
	vocabularies *catalog.Vocabularies
	stemmers     *stemmers
	functions    map[string]bool      // function words, folded
	parts        map[string][]concept // by a term, Latin form or stem of one word of a label
	labels       map[string][]concept // by a whole label: its terms or stems, joined by spaces
	compounds    map[string][]string  // parts of a hyphenated word, by its joined form
	joined       map[string][]string  // joined forms of hyphenated words, by a part
	longest      int                  // words of the longest label
}

func newLexicon(vocabularies *catalog.Vocabularies, s *stemmers) *lexicon {
	l := &lexicon{
		vocabularies: vocabularies, stemmers: s, functions: functionWords(),
		parts: map[string][]concept{}, labels: map[string][]concept{}, compounds: map[string][]string{}, joined: map[string][]string{},
	}
	for _, facet := range conceptFacets {
		list := vocabularies.List(vocabularyOf(facet))
		if list == nil {
			continue
		}
		for _, c := range list.Concepts {
			named := concept{facet, c.ID}
			for _, language := range slices.Sorted(maps.Keys(c.Labels)) {
				l.add(named, language, c.Labels[language])
			}
			for _, language := range slices.Sorted(maps.Keys(c.Synonyms)) {
				for _, synonym := range c.Synonyms[language] {
					l.add(named, language, synonym)
				}
			}
		}
	}
	return l
}

// add makes a concept findable by one of its names.
func (l *lexicon) add(c concept, language, label string) {
	tokens := Tokens(label)
	forms := l.forms(language, label, tokens)
	for _, form := range forms {
		l.longest = max(l.longest, len(form))
		addConcept(l.labels, strings.Join(form, " "), c)
		for _, part := range form {
			addConcept(l.parts, part, c)
		}
	}
	compounds := map[string]bool{}
	addCompounds(compounds, tokens)
	for compound := range compounds {
		joined, parts, _ := strings.Cut(compound, " ")
		l.compounds[joined] = strings.Fields(parts)
		for _, part := range l.compounds[joined] {
			l.joined[part] = append(l.joined[part], joined)
		}
		addConcept(l.parts, joined, c)
	}
}

// forms are the ways one label may be typed: folded, in Latin letters, and in
// any inflection, that is by stems.
func (l *lexicon) forms(language, label string, tokens []Token) [][]string {
	var words, latin []string
	var stems [2][]string // of the form with accents and of the one without
	differs := false
	for _, t := range tokens {
		switch t.Form {
		case FormWord:
			words = append(words, t.Term)
			latin = append(latin, t.Term)
			for i := range stems {
				stems[i] = append(stems[i], l.stem(language, label[t.Start:t.End], t, i))
			}
		case FormLatin:
			latin[len(latin)-1] = t.Term
			differs = true
		case FormJoined:
		}
	}
	if len(words) == 0 {
		return nil
	}
	forms := [][]string{words, stems[0], stems[1]}
	if differs {
		forms = append(forms, latin)
	}
	return forms
}

// stem is one stem of a word, or the word itself where it has none.
func (l *lexicon) stem(language, word string, t Token, number int) string {
	if t.Short {
		return t.Term
	}
	stems := l.stemmers.in(language, word)
	if len(stems) == 0 {
		return t.Term
	}
	return stems[min(number, len(stems)-1)]
}

func addConcept(into map[string][]concept, key string, c concept) {
	if !slices.Contains(into[key], c) {
		into[key] = append(into[key], c)
	}
}

// partOf are the concepts in whose names the word occurs.
func (l *lexicon) partOf(word queryWord) []concept {
	found := slices.Clone(l.parts[word.term])
	for _, stem := range word.stems {
		for _, c := range l.parts[stem] {
			if !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
	}
	return found
}

// named are the concepts that the words together name in full.
func (l *lexicon) named(words []queryWord) []concept {
	key := make([]string, len(words))
	for i, w := range words {
		key[i] = w.term
	}
	found := slices.Clone(l.labels[strings.Join(key, " ")])
	for _, language := range catalog.Languages {
		for number := range 2 {
			for i, w := range words {
				key[i] = l.stem(language, w.text, Token{Term: w.term, Short: w.short}, number)
			}
			for _, c := range l.labels[strings.Join(key, " ")] {
				if !slices.Contains(found, c) {
					found = append(found, c)
				}
			}
		}
	}
	return found
}

// label is the name of a concept in a language.
func (l *lexicon) label(c concept, language string) string {
	return l.vocabularies.Label(vocabularyOf(c.facet), c.id, language)
}

// value is the id of a facet value that a person named by id or label, and
// false when there is no such value.
func (l *lexicon) value(facet, text string) (string, bool) {
	list := l.vocabularies.List(vocabularyOf(facet))
	if list == nil {
		if text = strings.ToLower(text); facet == FacetCountry {
			text = strings.ToUpper(text)
		}
		return text, facetValid(facet, text)
	}
	id := list.Current(strings.ToLower(text))
	if list.Concept(id) != nil {
		return id, true
	}
	wanted := titleKey(text)
	for _, c := range list.Concepts {
		for _, language := range catalog.Languages {
			if titleKey(c.Labels[language]) == wanted && wanted != "" {
				return c.ID, true
			}
		}
	}
	return "", false
}

// facetValid reports whether text can be a value of a facet without
// vocabulary.
func facetValid(facet, text string) bool {
	switch facet {
	case FacetKind:
		return slices.Contains(indexed, catalog.Kind(text))
	case FacetFresh:
		return text == FreshYear || text == FreshOlder
	case FacetCountry, FacetLanguage:
		return len(text) == 2
	}
	return false
}
