package cordis

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/fold"
)

const maxSuggestions = 5

// words finds the challenge areas that a text speaks of, by the English labels
// and synonyms of the vocabulary. The zero value finds none.
type words struct {
	terms map[string][]term // by the first word
	rank  map[string]int    // place of a challenge area in the vocabulary

	context *words // finds the words that set a text among borders; nil in itself
}

// term is one label or synonym of a challenge area.
type term struct {
	challenge string
	label     string   // as it stands in the vocabulary
	words     []string // folded
	capitals  []bool   // for each word: only when it stands in capitals, as abbreviations do
}

// newWords prepares the terms of the leaves of the challenge areas.
func newWords(vocabularies *catalog.Vocabularies) *words {
	w := &words{terms: map[string][]term{}, rank: map[string]int{}, context: &words{terms: map[string][]term{}}}
	for _, label := range contextTerms {
		w.context.add("", label)
	}
	areas := vocabularies.List(catalog.VocabularyChallenge)
	if areas == nil {
		return w
	}
	for i, c := range areas.Concepts {
		if c.Broader == "" {
			continue
		}
		w.rank[c.ID] = i
		for _, label := range append([]string{c.Labels["en"]}, c.Synonyms["en"]...) {
			w.add(c.ID, label)
		}
	}
	return w
}

// add takes a term in, and where it has a hyphen also without: "pre-frontier"
// is found as pre-frontier, pre frontier and prefrontier.
func (w *words) add(challenge, label string) {
	for _, joined := range []bool{false, true} {
		t := term{challenge: challenge, label: label}
		for _, token := range tokens(label, joined) {
			t.words = append(t.words, token.text)
			t.capitals = append(t.capitals, token.capitals)
		}
		if len(t.words) > 0 && (!joined || strings.ContainsFunc(label, isHyphen)) {
			w.terms[t.words[0]] = append(w.terms[t.words[0]], t)
		}
	}
}

// token is one word of a text.
type token struct {
	text     string // folded, in the singular
	capitals bool   // at least two letters and all of them capitals
}

// tokens are the words of a text. Parts of a compound with hyphens are words of
// their own, or one word without hyphens when joined is set.
func tokens(text string, joined bool) []token {
	var all []token
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && (!joined || !isHyphen(r))
	}) {
		if joined {
			word = strings.Join(strings.FieldsFunc(word, isHyphen), "")
			if word == "" {
				continue
			}
		}
		all = append(all, token{singular(fold.String(word)), capitals(word)})
	}
	return all
}

func isHyphen(r rune) bool { return r == '-' || r == '\u2010' || r == '\u2011' }

func capitals(word string) bool {
	letters := 0
	for _, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 1
}

// singular takes the plural's s off, so that "drones" and "drone" meet.
func singular(word string) string {
	if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "us") && !strings.HasSuffix(word, "is") {
		return word[:len(word)-1]
	}
	return word
}

// suggest lists the challenge areas that the texts speak of, those with the
// most different terms first, at most five.
func (w *words) suggest(texts ...string) []catalog.Suggestion {
	found := map[string][]string{}
	for _, text := range texts {
		w.find(tokens(text, false), found)
		if strings.ContainsFunc(text, isHyphen) {
			w.find(tokens(text, true), found)
		}
	}
	var all []catalog.Suggestion
	for challenge, labels := range found {
		all = append(all, catalog.Suggestion{Challenge: challenge, Words: labels})
	}
	slices.SortFunc(all, func(a, b catalog.Suggestion) int {
		return cmp.Or(len(b.Words)-len(a.Words), w.rank[a.Challenge]-w.rank[b.Challenge])
	})
	return all[:min(len(all), maxSuggestions)]
}

// speaks reports whether any term stands in the texts.
func (w *words) speaks(texts []string) bool { return len(w.suggest(texts...)) > 0 }

// find adds the terms that stand in a text to found, by challenge area.
func (w *words) find(text []token, found map[string][]string) {
	for i, first := range text {
		for _, t := range w.terms[first.text] {
			if t.standsAt(text[i:]) && !slices.Contains(found[t.challenge], t.label) {
				found[t.challenge] = append(found[t.challenge], t.label)
			}
		}
	}
}

func (t *term) standsAt(text []token) bool {
	if len(text) < len(t.words) {
		return false
	}
	for i, word := range t.words {
		if text[i].text != word || t.capitals[i] && !text[i].capitals {
			return false
		}
	}
	return true
}
