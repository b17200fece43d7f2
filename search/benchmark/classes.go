package benchmark

import (
	"slices"
	"strings"
	"unicode/utf8"

	"ileanet.eu/showcase/search"
)

// A class is a kind of request that officers make.
type class struct {
	name string
	// make makes one about an entry; false when the entry gives none.
	make func(m *Mix, s Sample) (search.Request, bool)
	// filters changes how many filters are added; nil for no change.
	filters func(int) int
}

// classes are all, in the order of reports.
var classes = []class{
	{name: "browse", make: (*Mix).browse, filters: func(int) int { return 0 }},
	{name: "filter", make: (*Mix).browse, filters: func(n int) int { return max(n, 1) }},
	{name: "alternatives", make: (*Mix).alternatives, filters: func(n int) int { return min(n, 2) }},
	{name: "rare word", make: func(m *Mix, s Sample) (search.Request, bool) { return m.word(s, m.rare) }},
	{name: "common word", make: func(m *Mix, s Sample) (search.Request, bool) { return m.word(s, m.isCommon) }},
	{name: "two or three words", make: (*Mix).several},
	{name: "either of two words", make: (*Mix).either},
	{name: "phrase", make: func(m *Mix, s Sample) (search.Request, bool) { return m.phrase(s, anyWord) }},
	{name: "phrase of common words", make: func(m *Mix, s Sample) (search.Request, bool) { return m.phrase(s, m.isCommon) }},
	{name: "short prefix", make: func(m *Mix, s Sample) (search.Request, bool) { return m.prefix(s, 3) }},
	{name: "long prefix", make: func(m *Mix, s Sample) (search.Request, bool) { return m.prefix(s, 6) }},
	{name: "fuzzy word", make: (*Mix).fuzzy},
	{name: "exclusion", make: (*Mix).exclusion},
}

// Classes are the names of all classes in the order of reports.
func Classes() []string {
	names := make([]string, len(classes))
	for i, c := range classes {
		names[i] = c.name
	}
	return names
}

func anyWord(string) bool { return true }

func (m *Mix) isCommon(word string) bool { return m.common[strings.ToLower(word)] }

// rare reports whether the word stands in one sample.
func (m *Mix) rare(word string) bool { return m.entries[strings.ToLower(word)] == 1 }

func (m *Mix) browse(Sample) (search.Request, bool) {
	sorts := []string{search.SortConfirmed, search.SortNewest, search.SortTRL, search.SortTitle}
	return search.Request{Kinds: m.kinds(), Sort: sorts[m.random.IntN(len(sorts))], Page: 1 + m.random.IntN(5)}, true
}

// alternatives asks for any of several values of a facet, now and then for all.
func (m *Mix) alternatives(s Sample) (search.Request, bool) {
	r := search.Request{Kinds: search.Kinds, Page: 1 + m.random.IntN(2)}
	facets := []string{search.FacetTechnology, search.FacetEnvironment, search.FacetUser, search.FacetChallenge}
	facet := facets[m.random.IntN(len(facets))]
	for _, from := range []Sample{s, m.samples[m.random.IntN(len(m.samples))], m.samples[m.random.IntN(len(m.samples))]} {
		if len(from.values[facet]) > 0 {
			m.choose(&r, facet, from)
		}
	}
	if m.random.IntN(4) == 0 {
		r.MatchAll = map[string]bool{facet: true}
	}
	return r, len(r.Filters[facet]) > 1
}

func words(query string) search.Request {
	return search.Request{Query: query, Kinds: search.Kinds}
}

// one is a word of the sample that is wanted.
func (m *Mix) one(s Sample, wanted func(string) bool) (string, bool) {
	candidates := slices.DeleteFunc(slices.Clone(s.words), func(w string) bool { return !wanted(w) })
	if len(candidates) == 0 {
		return "", false
	}
	return candidates[m.random.IntN(len(candidates))], true
}

func (m *Mix) word(s Sample, wanted func(string) bool) (search.Request, bool) {
	word, ok := m.one(s, wanted)
	r := words(word)
	r.Page = 1 + m.random.IntN(3)
	return r, ok
}

// several asks for words that all must occur, in any place.
func (m *Mix) several(s Sample) (search.Request, bool) {
	n := 2 + m.random.IntN(2)
	if len(s.words) < n {
		return search.Request{}, false
	}
	chosen := make([]string, n)
	for i := range chosen {
		chosen[i] = s.words[m.random.IntN(len(s.words))]
	}
	return words(strings.Join(chosen, " ")), true
}

// phrase asks for two or three words that stand side by side in the sample.
func (m *Mix) phrase(s Sample, wanted func(string) bool) (search.Request, bool) {
	n := 2 + m.random.IntN(2)
	if len(s.words) < n {
		return search.Request{}, false
	}
	at := m.random.IntN(len(s.words) - n + 1)
	phrase := s.words[at : at+n]
	if slices.ContainsFunc(phrase, func(w string) bool { return !wanted(w) }) {
		return search.Request{}, false
	}
	return words(`"` + strings.Join(phrase, " ") + `"`), true
}

// prefix asks for the first letters of a word that has more.
func (m *Mix) prefix(s Sample, letters int) (search.Request, bool) {
	word, ok := m.one(s, func(w string) bool { return utf8.RuneCountInString(w) > letters })
	if !ok {
		return search.Request{}, false
	}
	return words(string([]rune(word)[:letters]) + "*"), true
}

// either asks for one of two words.
func (m *Mix) either(s Sample) (search.Request, bool) {
	word, ok := m.one(s, anyWord)
	other, ok2 := m.one(m.samples[m.random.IntN(len(m.samples))], func(w string) bool { return !strings.EqualFold(w, word) })
	return words(word + " OR " + other), ok && ok2
}

// fuzzy asks for a word in which one letter of the middle is missing.
func (m *Mix) fuzzy(s Sample) (search.Request, bool) {
	word, ok := m.one(s, func(w string) bool { return utf8.RuneCountInString(w) > 6 })
	if !ok {
		return search.Request{}, false
	}
	letters := []rune(word)
	return words(string(slices.Delete(letters, 3, 4)) + "~"), true
}

// exclusion asks for a word and against another.
func (m *Mix) exclusion(s Sample) (search.Request, bool) {
	word, ok := m.one(s, anyWord)
	other := m.samples[m.random.IntN(len(m.samples))]
	without, ok2 := m.one(other, func(w string) bool { return !strings.EqualFold(w, word) })
	return words(word + " -" + without), ok && ok2
}
