package search

import (
	"math/bits"
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// A languageSet is some of the ten languages, by their number in
// catalog.Languages.
type languageSet uint16

func languageSetOf(language string) languageSet {
	n := slices.Index(catalog.Languages, language)
	if n < 0 {
		return 0
	}
	return 1 << n
}

// count is how many languages there are in the set.
func (s languageSet) count() int { return bits.OnesCount16(uint16(s)) }

// wordLanguages are the languages of the function words.
func wordLanguages() map[string]languageSet {
	languages := map[string]languageSet{}
	for i, set := range functionSets() {
		for word := range set {
			languages[word] |= 1 << i
		}
	}
	return languages
}

// tellingLetters are letters that few of the languages write.
var tellingLetters = []struct {
	letters  string
	language string
}{
	{"ß", "de"},
	{"ñ¿¡", "es"},
	{"ãõ", "pt"},
	{"ąęłńśźż", "pl"},
	{"șțăşţ", "ro"},
	{"αβγδεζηθικλμνξοπρστυφχψωάέήίόύώς", "el"},
	{"êœ", "fr"},
	{"ìò", "it"},
}

// A tongue is how plausible each language is for the words of a query, from 0
// to 1 for the most plausible one. It only weighs: what is found does not depend
// on it.
type tongue [10]float64

// unheard is what speaks for a language before any word is heard: one word
// that several languages have tells little.
const unheard = 0.25

// tongue guesses by function words, words of names and letters. What many
// languages have says little for each of them.
func (l *lexicon) tongue(words []queryWord) tongue {
	var t tongue
	for i := range t {
		t[i] = unheard
	}
	for _, w := range words {
		t.hear(l.languagesOf(w), 1)
		for _, telling := range tellingLetters {
			if strings.ContainsAny(strings.ToLower(w.text), telling.letters) {
				t.hear(languageSetOf(telling.language), 1)
			}
		}
	}
	most := slices.Max(t[:])
	for i := range t {
		t[i] /= most
	}
	return t
}

// languagesOf are the languages that have a word as it stands or else in
// another inflection.
func (l *lexicon) languagesOf(w queryWord) languageSet {
	if in := l.languages[w.term]; in != 0 {
		return in
	}
	var in languageSet
	for _, stem := range w.stems {
		in |= l.languages[stem]
	}
	return in
}

// hear notes what speaks for some languages.
func (t *tongue) hear(in languageSet, weight float64) {
	for i := range t {
		if in&(1<<i) != 0 {
			t[i] += weight / float64(in.count())
		}
	}
}

// trust is what a name in some languages is worth: all in the most plausible
// one, and never nothing.
func (t *tongue) trust(in languageSet) float64 {
	most := 0.0
	for i, plausible := range t {
		if in&(1<<i) != 0 {
			most = max(most, plausible)
		}
	}
	return weights.doubt + (1-weights.doubt)*most
}

// trusted is how plausible a concept is that a clause names; certain where no
// words of a query name it.
func (c *clause) trusted(number int) float64 {
	if c.trust == nil {
		return 1
	}
	return c.trust[number]
}
