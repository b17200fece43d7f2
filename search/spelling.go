package search

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"unicode/utf8"
)

// maxEdits is the largest number of typing errors that is looked for in a word.
const maxEdits = 2

// editsIn is how many typing errors a word may have and still be known: none in
// short words, numbers and abbreviations, where one letter makes another word.
func editsIn(term string, short bool) int {
	n := utf8.RuneCountInString(term)
	switch {
	case short || n < 4:
		return 0
	case n < 8:
		return 1
	}
	return maxEdits
}

// distance is how many letters have to be put in, left out, replaced or
// swapped with their neighbour to make b of a (Damerau-Levenshtein, in the form
// in which no place is edited twice). It is most+1 when there are more than
// most.
func distance(a, b string, most int) int {
	from, to := []rune(a), []rune(b)
	if len(from)-len(to) > most || len(to)-len(from) > most {
		return most + 1
	}
	line := firstEdits(len(from), most)
	before, last := line, rune(-1)
	for _, r := range to {
		line, before = nextEdits(from, line, before, last, r, most), line
		if int(slices.Min(line)) > most {
			return most + 1
		}
		last = r
	}
	return int(line[len(from)])
}

// letters are those of a word, each by its bit; several share one.
type letters uint64

func lettersOf(word string) (l letters) {
	for _, r := range word {
		l |= 1 << (r % 64)
	}
	return l
}

// unlike reports whether words have so different letters that more than most
// errors part them: each puts in one letter and takes out one at most.
func (l letters) unlike(o letters, most int) bool { return bits.OnesCount64(uint64(l^o)) > 2*most }

// A spelledWord is a word as a typed one is compared with it.
type spelledWord struct {
	word, surface string // folded, and as written
	letters       letters
}

func spelledWords(surfaces map[string]string) []spelledWord {
	words := make([]spelledWord, 0, len(surfaces))
	for word, surface := range surfaces {
		words = append(words, spelledWord{word, surface, lettersOf(word)})
	}
	return words
}

// edits are, for each beginning of a word, the errors that make what was read
// of it, up to one above those allowed.
type edits []uint8

// firstEdits are those before anything is read.
func firstEdits(length, most int) edits {
	line := make(edits, length+1)
	for i := range line {
		line[i] = uint8(min(i, most+1))
	}
	return line
}

// nextEdits are those once r is read: line stands before r, before stands
// before last, the rune that came before r.
func nextEdits(word []rune, line, before edits, last, r rune, most int) edits {
	next := make(edits, len(line))
	next[0] = uint8(min(int(line[0])+1, most+1))
	for i, w := range word {
		cost := line[i]
		if w != r {
			cost = min(cost, line[i+1], next[i]) + 1
		}
		if i > 0 && w == last && word[i-1] == r {
			cost = min(cost, before[i-1]+1)
		}
		next[i+1] = min(cost, uint8(most+1))
	}
	return next
}

// A speller is an automaton over UTF-8 that accepts the words within a number
// of errors of a word. Its states are made when they are first reached, because
// a dictionary reaches few of them. It is for one goroutine.
type speller struct {
	word   []rune
	most   int
	states []spellerState
	byKey  map[string]int      // states, by what tells them apart
	next   []int32             // by state*256+byte: the state plus one, 0 when not known yet
	stands [utf8.RuneSelf]bool // ASCII characters of the word
	other  byte                // stands for all others
}

// A spellerState is what was read so far: whole runes, as the errors they make,
// and the bytes of one begun.
type spellerState struct {
	line, before edits
	last         rune // read before; -1 when it is none of the word, and then before does not matter
	begun        string
	alive        bool
}

// newSpeller makes the automaton of a word.
func newSpeller(word string, most int) *speller {
	s := &speller{word: []rune(word), most: most, byKey: map[string]int{}}
	for _, r := range s.word {
		if r < utf8.RuneSelf {
			s.stands[r] = true
		}
	}
	for s.other < utf8.RuneSelf-1 && s.stands[s.other] {
		s.other++
	}
	first := firstEdits(len(s.word), most)
	s.state(spellerState{line: first, before: first, last: -1, alive: true})
	return s
}

// state is the number of a state, given now if it is new.
func (s *speller) state(st spellerState) int {
	key := string(st.line) + string(st.before) + string(binary.AppendVarint(nil, int64(st.last))) + st.begun
	n, ok := s.byKey[key]
	if !ok {
		n = len(s.states)
		s.states, s.byKey[key] = append(s.states, st), n
		s.next = append(s.next, make([]int32, 256)...)
	}
	return n
}

// Start is the state in which nothing is read.
func (s *speller) Start() int { return 0 }

// IsMatch reports whether what was read is a word to accept.
func (s *speller) IsMatch(state int) bool {
	st := &s.states[state]
	return st.begun == "" && int(st.line[len(s.word)]) <= s.most
}

// CanMatch reports whether what was read can begin a word to accept.
func (s *speller) CanMatch(state int) bool { return s.states[state].alive }

// WillAlwaysMatch is false: every word ends somewhere.
func (s *speller) WillAlwaysMatch(int) bool { return false }

// Accept is the state once a further byte is read.
func (s *speller) Accept(state int, b byte) int {
	if b < utf8.RuneSelf && !s.stands[b] {
		b = s.other
	}
	key := state<<8 | int(b)
	if n := s.next[key]; n > 0 {
		return int(n) - 1
	}
	n := s.state(s.read(s.states[state], b))
	s.next[key] = int32(n) + 1
	return n
}

// read is a state with a further byte.
func (s *speller) read(st spellerState, b byte) spellerState {
	if !st.alive {
		return st
	}
	begun := st.begun + string([]byte{b})
	if !utf8.FullRuneInString(begun) {
		st.begun = begun
		return st
	}
	r, _ := utf8.DecodeRuneInString(begun)
	line := nextEdits(s.word, st.line, st.before, st.last, r, s.most)
	read := spellerState{line: line, before: line, last: -1, alive: int(slices.Min(line)) <= s.most}
	if slices.Contains(s.word, r) {
		read.before, read.last = st.line, r
	}
	return read
}

// resembling calls visit for each term of a field that a speller accepts, in the
// order of the alphabet, until visit answers false. Terms of replaced entries
// are among them.
func (v *segmentView) resembling(field string, like *speller, visit func(term string) bool) error {
	d, err := v.dictionary(field)
	if err != nil {
		return err
	}
	it := d.AutomatonIterator(like, nil, nil)
	for {
		entry, err := it.Next()
		if err != nil {
			return fmt.Errorf("terms of %s like a word: %w", field, err)
		}
		if entry == nil || !visit(entry.Term) {
			return nil
		}
	}
}
