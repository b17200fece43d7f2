package search

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"
)

// BenchmarkCompleter reports the time to find the titles that complete a word,
// as it is typed and misspelt, among 100,000 of six words out of 150,000: what
// a suggestion costs beside reading the few entries shown.
func BenchmarkCompleter(b *testing.B) {
	random := rand.New(rand.NewPCG(3, 3))
	zipf := rand.NewZipf(random, 1.1, 4, 149_999)
	word := func(n uint64) string {
		return fmt.Sprintf("%s%s%s%s", syllables[n%20], syllables[n/20%20], syllables[n/400%20], syllables[n/8000%20])
	}
	byWord := map[string][]uint32{}
	for title := range uint32(100_000) {
		for range 6 {
			w := word(zipf.Uint64())
			if n := len(byWord[w]); n == 0 || byWord[w][n-1] != title {
				byWord[w] = append(byWord[w], title)
			}
		}
	}
	c := &completer{titles: 100_000}
	for _, w := range slices.Sorted(maps.Keys(byWord)) {
		c.add(w, byWord[w])
	}
	s := &suggester{}
	for _, length := range []int{1, 2, 4, 7, 10} {
		typed := make([]string, 200)
		for i := range typed {
			w := c.words[random.IntN(len(c.words))]
			typed[i] = w[:min(length, len(w))]
			if length >= 4 {
				typed[i] = typed[i][:1] + typed[i][2:3] + typed[i][1:2] + typed[i][3:]
			}
		}
		b.Run(fmt.Sprintf("%d-letters", length), func(b *testing.B) {
			for i := range b.N {
				words := s.typed(typed[i%len(typed)])
				c.exact(words)
				c.tolerant(words)
			}
		})
	}
}
