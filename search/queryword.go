package search

import (
	"slices"
	"unicode/utf8"
)

// A queryWord is one word of a query.
type queryWord struct {
	text     string // as typed
	source   int    // number of the clause of the query
	term     string
	variants []string // other spellings of the text
	whole    string   // the compound it is a part of
	stems    []string
	forms    []string // see lexicon.wordForms
	short    bool
	function bool
}

// word is a token of a text as a word of a query.
func (l *lexicon) word(text string, t Token) queryWord {
	text = text[t.Start:t.End]
	w := queryWord{
		text: text, term: t.Term, short: t.Short || utf8.RuneCountInString(t.Term) < 4, function: l.function(text, t.Term),
	}
	if !w.short {
		w.stems = l.stemmers.all(text)
		w.variants = spellings(text)
		for _, variant := range w.variants {
			for _, stem := range l.stemmers.in("de", variant) {
				if !slices.Contains(w.stems, stem) {
					w.stems = append(w.stems, stem)
				}
			}
		}
	}
	w.forms = l.wordForms(w)
	return w
}

// terms are the word and its other spellings, folded.
func (w *queryWord) terms() []string {
	terms := []string{w.term}
	for _, v := range w.variants {
		terms = append(terms, folded(v))
	}
	return terms
}

// lookups are the terms by which the index is asked for a word in any
// inflection.
func (w *queryWord) lookups() []fieldTerm {
	var lookups []fieldTerm
	for _, term := range w.terms() {
		lookups = append(lookups, exactTerms(term, viaWord)...)
	}
	return append(lookups, w.stemTerms()...)
}

// exactTerms are a word as written, in every text field.
func exactTerms(term, via string) []fieldTerm {
	terms := make([]fieldTerm, len(exactFields))
	for i := range exactFields {
		terms[i] = fieldTerm{i, term, via}
	}
	return terms
}

// stemTerms are the stems of a word in every language.
func (w *queryWord) stemTerms() []fieldTerm {
	terms := make([]fieldTerm, len(w.stems))
	for i, stem := range w.stems {
		terms[i] = fieldTerm{len(exactFields), stem, viaStem}
	}
	return terms
}
