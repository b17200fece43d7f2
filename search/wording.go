package search

import (
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/fold"
)

// A wording is a concept of the glossary as texts put it: its names in all
// languages.
type wording struct {
	terms  []fieldTerm // of names of one word
	groups []group     // names of several words
	labels map[string]string
}

// wording makes the terms of all names of a concept.
func (l *lexicon) wording(c *catalog.Concept) *wording {
	w := &wording{labels: c.Labels}
	eachName(c, func(language, name string) {
		g := group{name: language + " " + name}
		words := 0
		for _, t := range Tokens(name) {
			if t.Form != FormWord {
				continue
			}
			words++
			if words == 1 || !l.isFunction(t.Term) {
				g.parts = append(g.parts, l.translations(language, name[t.Start:t.End], t))
			}
		}
		if words == 1 {
			w.terms = append(w.terms, g.parts[0]...)
		} else if len(g.parts) > 1 { // one word left of several would be another name
			w.groups = append(w.groups, g)
		}
	})
	slices.SortFunc(w.terms, compareTerms)
	w.terms = slices.Compact(w.terms)
	return w
}

// translations are the terms by which a word of a language is found in the texts
// of that language. An abbreviation has no inflection and stands in any.
func (l *lexicon) translations(language, word string, t Token) []fieldTerm {
	if t.Short {
		return exactTerms(t.Term, viaSynonym)
	}
	var terms []fieldTerm
	for _, stem := range l.stemmers.in(language, word) {
		terms = append(terms, fieldTerm{len(exactFields), stem, viaSynonym})
	}
	return terms
}

func compareTerms(a, b fieldTerm) int {
	if a.field != b.field {
		return a.field - b.field
	}
	return strings.Compare(a.term, b.term)
}

// umlauts are the vowels that are typed with an e where the keyboard lacks them.
var (
	umlauts   = strings.NewReplacer("ae", "ä", "oe", "ö", "ue", "ü", "Ae", "Ä", "Oe", "Ö", "Ue", "Ü")
	noUmlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "Ä", "Ae", "Ö", "Oe", "Ü", "Ue")
)

// spellings are the other ways a word with an umlaut is written.
func spellings(word string) []string {
	var variants []string
	for _, variant := range []string{umlauts.Replace(word), noUmlauts.Replace(word)} {
		if variant != word {
			variants = append(variants, variant)
		}
	}
	return variants
}

// folded is a word in the form the index holds.
func folded(word string) string { return clean(fold.String(word)) }
