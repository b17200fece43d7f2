package search

import (
	"unicode/utf8"

	"ileanet.eu/showcase/catalog/fold"
)

// beginnings are the first two letters of some terms. They tell at the price of
// two letters that a word of a text is none of the terms. All terms are added
// before the first question, and one goroutine asks.
type beginnings struct {
	ascii [utf8.RuneSelf][2]uint64 // by first letter, a bit for each second; letter 0 is none
	other map[[2]rune]bool         // with a letter of another script
	first map[rune]bool
	known map[string]bool // what folded answered, by the first two letters as written
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
	begins := word[:size+more]
	like, known := b.known[begins]
	if !known {
		if b.known == nil {
			b.known = map[string]bool{}
		}
		pair := firstTwo(fold.String(begins))
		// Letters may vanish. A third one can change the second in Latin writing,
		// not the first.
		like = pair[1] == 0 || b.has(pair) || b.first[firstTwo(fold.Latin(begins))[0]]
		b.known[begins] = like
	}
	return like
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
