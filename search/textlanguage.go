package search

import (
	"bytes"
	"strings"
	"sync"

	"ileanet.eu/showcase/catalog"
)

// functionSets are the function words of each language.
var functionSets = sync.OnceValue(func() []map[string]bool {
	sets := make([]map[string]bool, len(stopLists))
	for i, list := range stopLists {
		sets[i] = map[string]bool{}
		for line := range bytes.Lines(list) {
			word, _, _ := strings.Cut(string(line), "|") // what follows is a comment
			addWords(sets[i], word, true)
		}
	}
	return sets
})

// leastFunctions is how many function words tell a language.
const leastFunctions = 3

// languageOf is the language in whose function words a text is richest, "" when
// they do not tell. A wrong answer costs inflected forms, never a word as
// written.
func languageOf(tokens []Token) string {
	sets := functionSets()
	best, second, language := 0, 0, ""
	for i, set := range sets {
		n := 0
		for _, t := range tokens {
			if set[t.Term] {
				n++
			}
		}
		switch {
		case n > best:
			best, second, language = n, best, catalog.Languages[i]
		case n > second:
			second = n
		}
	}
	if best < leastFunctions || best == second {
		return ""
	}
	return language
}
