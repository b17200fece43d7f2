package search

import (
	"slices"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2/analysis/lang/pl/stempel"
	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/dutch"
	"github.com/blevesearch/snowballstem/english"
	"github.com/blevesearch/snowballstem/french"
	"github.com/blevesearch/snowballstem/german"
	"github.com/blevesearch/snowballstem/italian"
	"github.com/blevesearch/snowballstem/portuguese"
	"github.com/blevesearch/snowballstem/romanian"
	"github.com/blevesearch/snowballstem/spanish"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/fold"
)

// memoSize bounds the stems remembered for a language.
const memoSize = 50_000

// stemmers brings words to their stems in the ten languages. It is safe for
// concurrent use.
//
// A stem is a term such as "de:grenz": the language keeps the stems of one
// language from meeting those of another.
type stemmers struct {
	byLanguage map[string]*stemmer
	splitters  splitters
	begins     beginningMemo
}

type stemmer struct {
	language string
	stem     func(string) string

	mu    sync.RWMutex
	memo  map[string][]string // stems by word
	texts map[string][]string // stems with those of the parts of a compound, by word
}

func newStemmers(vocabularies *catalog.Vocabularies) (*stemmers, error) {
	trie, err := stempel.LoadTrie()
	if err != nil {
		return nil, err
	}
	algorithms := map[string]func(string) string{
		"en": snowball(english.Stem), "fr": snowball(french.Stem), "de": snowball(german.Stem),
		"es": snowball(spanish.Stem), "it": snowball(italian.Stem), "pt": snowball(portuguese.Stem),
		"nl": snowball(dutch.Stem), "ro": snowball(romanian.Stem), "el": stemGreek,
		"pl": func(word string) string { return stemPolish(word, trie) },
	}
	s := &stemmers{byLanguage: map[string]*stemmer{}}
	for _, language := range catalog.Languages {
		s.byLanguage[language] = &stemmer{language: language, stem: algorithms[language], memo: map[string][]string{}, texts: map[string][]string{}}
	}
	s.splitters = newSplitters(vocabularies, s)
	return s, nil
}

// stemPolish keeps a word of which hardly anything would be left: the algorithm
// guesses endings of words it does not know, and "laws" and "queue" would meet.
func stemPolish(word string, trie stempel.Trie) string {
	runes := []rune(word)
	if stem := stempel.Diff(runes, trie.GetLastOnPath(runes)); len(stem) > 2 {
		return string(stem)
	}
	return word
}

func snowball(algorithm func(*snowballstem.Env) bool) func(string) string {
	return func(word string) string {
		env := snowballstem.NewEnv(word)
		algorithm(env)
		return env.Current()
	}
}

// in answers the stems of a word as written: of its lower-case form and of its
// folded form, because people type without accents and algorithms know words
// with them. There is none for a language without stemmer.
func (s *stemmers) in(language, word string) []string {
	st := s.byLanguage[language]
	if st == nil {
		return nil
	}
	return st.remembered(st.memo, word, st.stems)
}

// inText answers what a word of a text is found by: its stems and, of a
// compound, those of its parts.
func (s *stemmers) inText(language, word string) []string {
	st := s.byLanguage[language]
	if st == nil {
		return nil
	}
	if s.splitters[language] == nil {
		return s.in(language, word)
	}
	return st.remembered(st.texts, word, func(word string) []string {
		stems := slices.Clone(s.in(language, word))
		for _, part := range s.splitters.in(language, word) {
			for _, stem := range s.in(language, part) {
				if !slices.Contains(stems, stem) {
					stems = append(stems, stem)
				}
			}
		}
		return stems
	})
}

// remembered is what find answers for a word, from memory where it was asked
// before.
func (st *stemmer) remembered(memo map[string][]string, word string, find func(string) []string) []string {
	st.mu.RLock()
	stems, known := memo[word]
	st.mu.RUnlock()
	if known {
		return stems
	}
	stems = find(word)
	st.mu.Lock()
	if len(memo) >= memoSize {
		clear(memo)
	}
	memo[strings.Clone(word)] = stems
	st.mu.Unlock()
	return stems
}

// all answers the stems of a word in every language.
func (s *stemmers) all(word string) []string {
	var stems []string
	for _, language := range catalog.Languages {
		stems = append(stems, s.in(language, word)...)
	}
	return stems
}

func (st *stemmer) stems(word string) []string {
	stems := make([]string, 0, 2)
	forms := []string{strings.ToLower(word), fold.String(word)}
	for _, form := range slices.Compact(forms) {
		stem := clean(fold.String(st.stem(form)))
		if stem == "" {
			continue
		}
		if term := st.language + ":" + stem; !slices.Contains(stems, term) {
			stems = append(stems, term)
		}
	}
	if st.language == "el" {
		return latinStems(stems, word)
	}
	return stems
}

// latinStems adds the stem of a Greek word as it is typed in Latin letters, and
// keeps only that of a word that is typed so.
func latinStems(stems []string, word string) []string {
	folded := fold.String(word)
	latin := clean(fold.Latin(word))
	if latin == folded {
		stems = stems[:0]
	}
	return append(stems, "el:"+stemGreeklish(latin))
}

// greekEndings are the inflections of nouns, adjectives and the commonest
// verbs, folded, longest first.
var greekEndings = []string{
	"ικουσ", "ικησ", "ικων", "ικοσ", "ικου", "ικοι", "ικεσ", "ικη", "ικο", "ικα",
	"ουσεσ", "ουσα", "οντασ", "ματων", "ματοσ", "ματα", "εισ", "εων", "εωσ", "ιου", "ιων", "ιεσ", "ιασ", "ιοσ", "ουσ", "ουν", "ουμε", "ειτε",
	"ατων", "ατοσ", "ατα",
	"ια", "ιο", "οσ", "ου", "ων", "οι", "ησ", "εσ", "ασ", "ει", "μα",
	"α", "η", "ο", "ι", "ε", "υ", "ω",
}

// stemGreek is a light stemmer: it takes the longest known ending off a word,
// leaving at least four letters, and accents and case with it. It joins the
// cases and numbers of a noun (διαβατήριο, διαβατήρια, διαβατηρίων), and no
// more: there is no Greek algorithm among the libraries in use.
func stemGreek(word string) string {
	folded := []rune(fold.String(word))
	for _, ending := range greekEndings {
		tail := []rune(ending)
		if len(folded)-len(tail) >= 4 && string(folded[len(folded)-len(tail):]) == ending {
			return string(folded[:len(folded)-len(tail)])
		}
	}
	return string(folded)
}
