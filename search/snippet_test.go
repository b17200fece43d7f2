package search

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// allMarks marks a text by analysing every word of it.
func allMarks(h *highlighter, text, language string) []mark {
	var marks []mark
	for _, t := range Tokens(text) {
		uses := h.uses(t, text[t.Start:t.End], language)
		if uses == nil {
			continue
		}
		if n := len(marks); n > 0 && t.Start < marks[n-1].end {
			marks[n-1].end = max(marks[n-1].end, t.End)
			marks[n-1].uses = append(slices.Clone(marks[n-1].uses), uses...)
			continue
		}
		marks = append(marks, mark{t.Start, t.End, uses})
	}
	return marks
}

// markedWords are words in which letters, accents, hyphens and scripts make
// marking hard.
var markedWords = strings.Fields(`border borders Border-Crossing border‑crossing pre-frontier prefrontier drone's l'officier
	d’école ecole ÉCOLE Straße strasse Grenzübergang Grenzuebergang übergang łódź Lodz fałszywe fałszywych najlepszy
	dobry διαβατήριο διαβατηρίων ΔΙΑΒΑΤΗΡΙΟ diavatirio Ευρώπη evropi αγγελία angelia μπαρ bar паспорт pasport границата
	état état ﬁnger finger ` + "sof\u00adt" + ` soft a a-b 2021-2027 5G x ș și control controale`)

var markedPlan = &plan{clauses: []*clause{
	{terms: append(exactTerms("border", viaWord), exactTerms("ecole", viaWord)...)},
	{terms: exactTerms("prefrontier", viaWord), phrase: []string{"strasse", "ubergang"}},
	{terms: exactTerms("x", viaWord), exclude: true},
}}

func TestMarksAreThoseOfEveryWord(t *testing.T) {
	s := lexicaOf(t).stemmers
	random := rand.New(rand.NewPCG(6, 6))
	for range 2000 {
		words := make([]string, random.IntN(12))
		for i := range words {
			words[i] = markedWords[random.IntN(len(markedWords))]
		}
		text := strings.Join(words, []string{" ", ", ", "\n", " – ", "--"}[random.IntN(5)])
		h := newHighlighter(randomMarkers(random, s), s)
		for _, language := range []string{"en", "de", "el", "pl", "ro", "xx"} {
			if diff := cmp.Diff(allMarks(h, text, language), h.marks(text, language), cmp.AllowUnexported(mark{}, use{})); diff != "" {
				t.Fatalf("%s %q (-want +got):\n%s", language, text, diff)
			}
		}
	}
}

// randomMarkers is a plan of some of the words, as written and by their stems.
func randomMarkers(random *rand.Rand, s *stemmers) *plan {
	p := &plan{}
	for range 1 + random.IntN(3) {
		word := markedWords[random.IntN(len(markedWords))]
		c := &clause{}
		for _, t := range Tokens(word) {
			c.terms = append(c.terms, exactTerms(t.Term, viaWord)...)
			for _, stem := range s.all(word[t.Start:t.End]) {
				c.terms = append(c.terms, fieldTerm{len(exactFields), stem, viaStem})
			}
		}
		p.clauses = append(p.clauses, c)
	}
	return p
}

func FuzzMarks(f *testing.F) {
	f.Add(strings.Join(markedWords, " "))
	s := lexicaOf(f).stemmers
	h := newHighlighter(markedPlan, s)
	f.Fuzz(func(t *testing.T, text string) {
		if diff := cmp.Diff(allMarks(h, text, "xx"), h.marks(text, "xx"), cmp.AllowUnexported(mark{}, use{})); diff != "" {
			t.Fatalf("%q (-want +got):\n%s", text, diff)
		}
	})
}
