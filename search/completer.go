package search

import (
	"math/bits"
	"slices"
	"sort"
	"strings"
)

// A completer finds the titles that have a word which begins as typed. Titles
// have numbers in the order in which they are suggested. It takes four bytes
// for each word of each title, and each different word once.
type completer struct {
	titles  int
	words   []string // sorted
	shared  []uint8  // bytes that a word has in common with the one before
	starts  []uint32 // titles of word i are numbers[starts[i]:starts[i+1]]
	numbers []uint32
}

// add notes a word and the titles it stands in. Words come in order.
func (c *completer) add(word string, titles []uint32) {
	shared := 0
	if n := len(c.words); n > 0 {
		last := c.words[n-1]
		for shared < min(len(last), len(word)) && last[shared] == word[shared] {
			shared++
		}
	} else {
		c.starts = append(c.starts, 0)
	}
	c.words, c.shared = append(c.words, word), append(c.shared, uint8(min(shared, maxTerm)))
	c.numbers = append(c.numbers, titles...)
	c.starts = append(c.starts, uint32(len(c.numbers)))
}

// exact are the titles in which each typed word is the beginning of a word.
func (c *completer) exact(typed []*typedWord) numberSet {
	return c.all(typed, func(w *typedWord, into numberSet) { c.beginning(w.term, into) })
}

// tolerant are the titles in which each typed word is the beginning of a word,
// but for typing errors.
func (c *completer) tolerant(typed []*typedWord) numberSet {
	if !slices.ContainsFunc(typed, func(w *typedWord) bool { return w.speller != nil }) {
		return nil
	}
	return c.all(typed, func(w *typedWord, into numberSet) {
		if w.speller == nil {
			c.beginning(w.term, into)
		} else {
			c.resembling(w.speller, into)
		}
	})
}

// all are the titles that find puts in for each typed word.
func (c *completer) all(typed []*typedWord, find func(w *typedWord, into numberSet)) numberSet {
	var all numberSet
	for i, w := range typed {
		some := make(numberSet, (c.titles+63)/64)
		find(w, some)
		if i == 0 {
			all = some
		} else if !all.keep(some) {
			return nil
		}
	}
	return all
}

func (c *completer) beginning(prefix string, into numberSet) {
	first := sort.SearchStrings(c.words, prefix)
	for i := first; i < len(c.words) && strings.HasPrefix(c.words[i], prefix); i++ {
		c.put(i, into)
	}
}

// put adds the titles of a word.
func (c *completer) put(word int, into numberSet) {
	for _, n := range c.numbers[c.starts[word]:c.starts[word+1]] {
		into.add(n)
	}
}

// resembling adds the titles with a word of which some beginning is accepted.
// What a word has in common with the one before is not read again.
func (c *completer) resembling(s *speller, into numberSet) {
	path := []int{s.Start()} // states behind the bytes of the word read last
	decided, accepted := false, false
	common := 0 // bytes in common with that word
	for i, word := range c.words {
		common = min(common, int(c.shared[i]))
		if !decided || common < len(path)-1 {
			path, decided, accepted = s.along(path[:min(common+1, len(path))], word)
			common = maxTerm
		}
		if accepted {
			c.put(i, into)
		}
	}
}

// along reads on in a word, behind as many bytes of it as there are states
// behind the first, until it is decided whether it begins with a word to
// accept. A word that ends before is undecided: a longer one may do.
func (s *speller) along(path []int, word string) (read []int, decided, accepted bool) {
	for len(path) <= len(word) {
		state := s.Accept(path[len(path)-1], word[len(path)-1])
		path = append(path, state)
		if s.IsMatch(state) {
			return path, true, true
		}
		if !s.CanMatch(state) {
			return path, true, false
		}
	}
	return path, false, false
}

// A numberSet is a set of numbers, a bit for each. All of one completer have
// the same length, or none.
type numberSet []uint64

func (s numberSet) add(n uint32)      { s[n/64] |= 1 << (n % 64) }
func (s numberSet) has(n uint32) bool { return len(s) > 0 && s[n/64]&(1<<(n%64)) != 0 }

// keep takes out what is not in the other set. It reports whether some are
// left.
func (s numberSet) keep(other numberSet) bool {
	some := uint64(0)
	for i := range s {
		s[i] &= other[i]
		some |= s[i]
	}
	return some != 0
}

// each visits the numbers in order until visit answers false.
func (s numberSet) each(visit func(n uint32) bool) { s.between(0, uint32(len(s)*64), visit) }

// between is each for the numbers from first and before end.
func (s numberSet) between(first, end uint32, visit func(n uint32) bool) {
	for i := int(first / 64); i < len(s) && uint32(i)*64 < end; i++ {
		for left := s[i]; left != 0; left &= left - 1 {
			n := uint32(i*64 + bits.TrailingZeros64(left))
			if n >= end || n >= first && !visit(n) {
				return
			}
		}
	}
}
