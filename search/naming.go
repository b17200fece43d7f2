package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// nameConcepts gives the clauses of the run the concepts that their words
// together name, the longest names first: first all words as they stand, then
// without function words, which people leave out or put otherwise. Facet values
// and words of the glossary are looked for apart, because "camera" in "thermal
// camera" still has its translations.
func (p *planner) nameConcepts(clauses []*clause) {
	all, content := []int{}, []int{}
	for i, w := range p.run {
		all = append(all, i)
		if !w.function {
			content = append(content, i)
		}
	}
	n := namer{planner: p, clauses: clauses, named: make([]bool, len(clauses)), worded: make([]bool, len(clauses))}
	for i, c := range clauses {
		n.named[i] = c.naming != nil
	}
	n.within(all, 1)
	if len(content) < len(all) {
		n.within(content, 2)
	}
}

// A namer looks for names in a run of words.
type namer struct {
	*planner
	clauses []*clause
	named   []bool // by word: part of the name of a facet value
	worded  []bool // by word: part of a name in the glossary
}

// within looks for names of at least least words among the words of the run
// with the given numbers.
func (n *namer) within(numbers []int, least int) {
	for length := min(n.lexicon.longest, len(numbers)); length >= least; length-- {
		for start := 0; start+length <= len(numbers); start++ {
			window := numbers[start : start+length]
			words := make([]queryWord, length)
			for i, number := range window {
				words[i] = n.run[number]
			}
			if length == 1 && words[0].function {
				continue
			}
			if found := n.lexicon.named(words); len(found) > 0 {
				n.name(window, words, found)
			}
		}
	}
}

// name notes what a window of words names.
func (n *namer) name(window []int, words []queryWord, found []namedConcept) {
	var facets, glossary []namedConcept
	for _, c := range found {
		if c.facet == facetGlossary {
			glossary = append(glossary, c)
		} else {
			facets = append(facets, c)
		}
	}
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	text := strings.Join(texts, " ")
	if len(facets) > 0 && n.free(window, n.named) {
		n.nameFacets(window, text, facets)
	}
	if len(glossary) > 0 && n.free(window, n.worded) {
		for _, c := range glossary {
			n.translate(window, n.lexicon.wordings[c.id], n.tongue.trust(c.languages))
		}
	}
}

// free reports whether no word of a window is part of a name yet, and takes
// them all.
func (n *namer) free(window []int, taken []bool) bool {
	if slices.ContainsFunc(window, func(i int) bool { return taken[i] }) {
		return false
	}
	for _, i := range window {
		taken[i] = true
	}
	return true
}

// nameFacets lets the words hold for entries with the facet values.
func (n *namer) nameFacets(window []int, text string, found []namedConcept) {
	named := &naming{text: text}
	var trust []float64
	for _, c := range found {
		named.concepts, trust = append(named.concepts, c.concept), append(trust, n.tongue.trust(c.languages))
	}
	as := ReadConcept
	whole := slices.ContainsFunc(named.concepts, func(c concept) bool { return slices.Contains(wholeFacets, c.facet) })
	if len(window) == 1 && ambiguous(n.lexicon, n.run[window[0]], named.concepts) {
		as = ReadAmbiguous
	}
	for _, i := range window {
		c := n.clauses[i]
		c.full, c.trust, c.from, c.naming, c.as = named.concepts, trust, named.text, named, as
		// In "without internet" the first word has to hold as well.
		c.rank = c.rank && !whole
	}
}

// translate lets the words hold for entries with their translations.
func (n *namer) translate(window []int, w *wording, trust float64) {
	for _, i := range window {
		c := n.clauses[i]
		c.heard = max(c.heard, trust)
		c.translate(w)
	}
}

// translate lets a clause hold for the translations of a word of the glossary.
func (c *clause) translate(w *wording) {
	for _, t := range w.terms {
		if !slices.ContainsFunc(c.terms, func(o fieldTerm) bool { return o.field == t.field && o.term == t.term }) {
			c.terms = append(c.terms, t)
		}
	}
	c.groups = append(c.groups, w.groups...)
	c.also = append(c.also, w)
}

// maxAbbreviation is how many letters a word may have to count as an
// abbreviation.
const maxAbbreviation = 5

// ambiguous reports whether a word is an abbreviation of concepts that have
// nothing to do with each other.
func ambiguous(l *lexicon, w queryWord, concepts []concept) bool {
	if utf8.RuneCountInString(w.term) > maxAbbreviation {
		return false
	}
	for i, a := range concepts {
		for _, b := range concepts[i+1:] {
			if l.unrelated(a, b, w.term) {
				return true
			}
		}
	}
	return false
}

// unrelated reports whether two concepts that an abbreviation names have nothing
// to do with each other: two values of one facet of which neither is above the
// other, or an area and a technology that share no further word of their names,
// such as unaccompanied minors and urban air mobility. An area has the names of
// the systems and flags that belong to it.
func (l *lexicon) unrelated(a, b concept, abbreviation string) bool {
	list := l.vocabularies.List(vocabularyOf(a.facet))
	if a.facet == b.facet {
		return list != nil && !slices.Contains(list.Ancestors(a.id), b.id) && !slices.Contains(list.Ancestors(b.id), a.id)
	}
	others := l.english[b]
	return len(l.english[a]) > 0 && len(others) > 0 && !slices.ContainsFunc(l.english[a], func(word string) bool {
		return word != abbreviation && slices.Contains(others, word)
	})
}
