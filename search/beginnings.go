package search

import (
	"strings"
	"sync"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog/fold"
)

// beginnings are the first two letters of some terms. They tell at the price of
// two letters that a word of a text is none of the terms.
type beginnings struct {
	ascii [utf8.RuneSelf][2]uint64 // by first letter, a bit for each second; letter 0 is none
	other map[[2]rune]bool         // with a letter of another script
	first map[rune]bool
	memo  *beginningMemo
}

// add notes a folded term.
func (b *beginnings) add(term string) {
	if b.other == nil {
		b.other, b.first = map[[2]rune]bool{}, map[rune]bool{}
	}
	pair := firstTwo(term)
	b.first[pair[0]] = true
	if pair[0] < utf8.RuneSelf && pair[1] < utf8.RuneSelf {
		b.ascii[pair[0]][pair[1]/64] |= 1 << (pair[1] % 64)
	} else {
		b.other[pair] = true
	}
}

func (b *beginnings) has(pair [2]rune) bool {
	if pair[0] < utf8.RuneSelf && pair[1] < utf8.RuneSelf {
		return b.ascii[pair[0]][pair[1]/64]&(1<<(pair[1]%64)) != 0
	}
	return b.other[pair]
}

// like reports whether a run of text may hold one of the terms. It is never
// wrong in saying no.
func (b *beginnings) like(run string) bool {
	plain := true
	for i := range len(run) {
		if !asciiWord(run[i]) {
			plain = false
			break
		}
	}
	switch {
	case !plain && !wordsOnly(run):
		return true
	case len(run) > 1 && asciiWord(run[0]) && asciiWord(run[1]):
		return b.has([2]rune{lower(run[0]), lower(run[1])})
	case plain:
		return b.has([2]rune{lower(run[0])})
	}
	return b.folded(run)
}

// folded compares the beginning of a word with letters of other scripts.
func (b *beginnings) folded(word string) bool {
	_, size := utf8.DecodeRuneInString(word)
	_, more := utf8.DecodeRuneInString(word[size:])
	begins := b.memo.of(word[:size+more])
	// Letters may vanish. A third one can change the second in Latin writing, not
	// the first.
	return begins.pair[1] == 0 || b.has(begins.pair) || b.first[begins.latin]
}

// A beginning is the first two letters of a word, folded, and the first one in
// Latin writing.
type beginning struct {
	pair  [2]rune
	latin rune
}

// A beginningMemo remembers beginnings by the letters as written: texts have few
// of them. It is safe for concurrent use.
type beginningMemo struct {
	mu    sync.RWMutex
	known map[string]beginning
}

func (m *beginningMemo) of(letters string) beginning {
	m.mu.RLock()
	b, known := m.known[letters]
	m.mu.RUnlock()
	if known {
		return b
	}
	b = beginning{firstTwo(fold.String(letters)), firstTwo(fold.Latin(letters))[0]}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil || len(m.known) >= memoSize {
		m.known = map[string]beginning{}
	}
	m.known[strings.Clone(letters)] = b
	return b
}

// wordsOnly reports whether a run has no hyphen or apostrophe that parts it.
func wordsOnly(run string) bool {
	for _, r := range run {
		if !wordRune(r) {
			return false
		}
	}
	return true
}

func firstTwo(s string) (pair [2]rune) {
	n := 0
	for _, r := range s {
		if n == len(pair) {
			break
		}
		pair[n] = r
		n++
	}
	return pair
}

func lower(c byte) rune {
	if 'A' <= c && c <= 'Z' {
		c += 'a' - 'A'
	}
	return rune(c)
}
