package search

import (
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/fold"
)

// compounding are the languages that write compounds as one word.
var compounding = []string{"de", "nl"}

// Limits of the parts of a compound, in bytes of the folded word.
const (
	minCompound = 9
	minPart     = 4
	mostParts   = 4
)

// linking may stand between the parts of a compound: Grenz-überwachung-s-system.
var linking = []string{"", "s", "n", "en", "es", "er"}

// A splitter parts compounds of one language into words of the vocabularies.
type splitter struct {
	language string
	stemmers *stemmers
	words    map[string]bool // folded, also without a final e
	stems    map[string]bool
	longest  int
}

// newSplitter knows the single words of all names in a language.
func newSplitter(language string, vocabularies *catalog.Vocabularies, s *stemmers) *splitter {
	sp := &splitter{language: language, stemmers: s, words: map[string]bool{}, stems: map[string]bool{}}
	for _, facet := range append(slices.Clone(partFacets), facetGlossary) {
		list := vocabularies.List(vocabularyOf(facet))
		if list == nil {
			continue
		}
		for _, c := range list.Concepts {
			for _, name := range append([]string{c.Labels[language]}, c.Synonyms[language]...) {
				sp.add(name)
			}
		}
	}
	return sp
}

func (sp *splitter) add(name string) {
	for _, t := range Tokens(name) {
		if t.Form != FormWord || t.Short || len(t.Term) < minPart {
			continue
		}
		sp.words[t.Term] = true
		if stem, ok := strings.CutSuffix(t.Term, "e"); ok && len(stem) >= minPart {
			sp.words[stem] = true
		}
		for _, stem := range sp.stemmers.in(sp.language, name[t.Start:t.End]) {
			sp.stems[stem] = true
		}
		sp.longest = max(sp.longest, len(t.Term))
	}
}

// split is the parts of a folded word, nil when it is not made of known words.
// The last part may be inflected.
func (sp *splitter) split(word string) []string {
	if len(word) < minCompound || sp.words[word] {
		return nil
	}
	return sp.parts(word, mostParts)
}

// parts looks for the fewest parts: the longest first part that leaves a rest
// that can be parted.
func (sp *splitter) parts(word string, most int) []string {
	if most < 2 {
		return nil
	}
	for end := min(len(word)-minPart, sp.longest); end >= minPart; end-- {
		if !sp.words[word[:end]] {
			continue
		}
		for _, link := range linking {
			rest, ok := strings.CutPrefix(word[end:], link)
			if !ok || len(rest) < minPart {
				continue
			}
			if sp.known(rest) {
				return []string{word[:end], rest}
			}
			if more := sp.parts(rest, most-1); more != nil {
				return append([]string{word[:end]}, more...)
			}
		}
	}
	return nil
}

// known reports whether a word, in any inflection, is one of the names.
func (sp *splitter) known(word string) bool {
	if sp.words[word] {
		return true
	}
	return slices.ContainsFunc(sp.stemmers.in(sp.language, word), func(stem string) bool { return sp.stems[stem] })
}

// splitters part the compounds of the languages that have them.
type splitters map[string]*splitter

func newSplitters(vocabularies *catalog.Vocabularies, s *stemmers) splitters {
	all := splitters{}
	for _, language := range compounding {
		all[language] = newSplitter(language, vocabularies, s)
	}
	return all
}

// in is the parts of a word of a language.
func (s splitters) in(language, word string) []string {
	if sp := s[language]; sp != nil {
		return sp.split(fold.String(word))
	}
	return nil
}

// any is the parts of a word of a query, whose language nobody knows.
func (s splitters) any(word string) []string {
	for _, language := range compounding {
		if parts := s.in(language, word); parts != nil {
			return parts
		}
	}
	return nil
}
