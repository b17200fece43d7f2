package catalogtest

import (
	"math/rand/v2"
	"strings"
	"unicode"

	"ileanet.eu/showcase/catalog"
)

// wordCount is how many words a corpus of n entries has: more in more text, as
// in life. The commonest few make up half of every text, the rarest appear once
// or not at all.
func wordCount(n int) int { return min(30_000+15*n, 180_000) }

// phraseCount is how many phrases the corpus has.
const phraseCount = 3000

var (
	onsets = strings.Fields("b bl br c ch d dr f fl g gr h k l m n p pl pr qu r s st str t tr v w z")
	vowels = strings.Fields("a e i o u ai ea ei ou é ö")
	codas  = append(strings.Fields("l m n nd ng nt r rs s st t x"), "", "", "")
)

// makeWords makes the words of a corpus by falling frequency. Words of the
// vocabularies stand among the commoner ones, so that searches for them find
// something.
func makeWords(vocabularies *catalog.Vocabularies, count int) []string {
	r := rand.New(rand.NewPCG(7, 7)) // the words do not depend on the seed of the texts
	known := map[string]bool{}
	var words []string
	add := func(word string) {
		if !known[word] {
			known[word] = true
			words = append(words, word)
		}
	}
	for _, list := range []string{catalog.VocabularyChallenge, catalog.VocabularyTechnology} {
		for _, concept := range vocabularies.List(list).Concepts {
			for word := range strings.FieldsFuncSeq(strings.ToLower(concept.Label("en")), notLetter) {
				if len(word) > 3 {
					add(word)
				}
			}
			for range 3 {
				add(makeWord(r))
			}
		}
	}
	for len(words) < count {
		add(makeWord(r))
	}
	return words
}

func notLetter(r rune) bool { return !unicode.IsLetter(r) }

// wordFrequency draws the numbers of words: the commonest is one word of 25.
func wordFrequency(r *rand.Rand, words []string) *rand.Zipf {
	return rand.NewZipf(r, 1.07, 3, uint64(len(words)-1))
}

// makePhrases makes phrases of two to four words, common and rare ones.
func makePhrases(words []string) [][]string {
	r := rand.New(rand.NewPCG(7, 8))
	frequency := wordFrequency(r, words)
	phrases := make([][]string, phraseCount)
	for i := range phrases {
		for range 2 + r.IntN(3) {
			phrases[i] = append(phrases[i], words[frequency.Uint64()])
		}
	}
	return phrases
}

func makeWord(r *rand.Rand) string {
	var b strings.Builder
	for range 1 + r.IntN(2) + r.IntN(2) {
		b.WriteString(onsets[r.IntN(len(onsets))])
		b.WriteString(vowels[r.IntN(len(vowels))])
	}
	b.WriteString(codas[r.IntN(len(codas))])
	return b.String()
}

func (c *corpus) word() string { return strings.Map(ascii, c.words[c.zipf.Uint64()]) }

// ascii is a letter that may stand in a host name.
func ascii(r rune) rune {
	switch r {
	case 'é':
		return 'e'
	case 'ö':
		return 'o'
	}
	return r
}

// sentence has least to most words and begins with a capital. About one word in
// five belongs to a phrase.
func (c *corpus) sentence(least, most int) string {
	length := least + c.r.IntN(most-least+1)
	words := make([]string, 0, length)
	for len(words) < length {
		if phrase := c.said[c.saying.Uint64()]; c.chance(8) && len(words)+len(phrase) <= length {
			words = append(words, phrase...)
		} else {
			words = append(words, c.words[c.zipf.Uint64()])
		}
	}
	first := []rune(words[0])
	first[0] = unicode.ToUpper(first[0])
	words[0] = string(first)
	return strings.Join(words, " ")
}

// name is a title, with a word of the theme in it more often than not.
func (c *corpus) name() string {
	name := c.sentence(2, 5)
	if c.chance(60) {
		if words := strings.FieldsFunc(c.theme.Label("en"), notLetter); len(words) > 0 {
			name += " " + strings.ToLower(words[c.r.IntN(len(words))])
		}
	}
	return name
}

// text is whole sentences of at most length bytes together, or one word when
// there is room for none.
func (c *corpus) text(length int) string {
	length /= c.shorter
	var b strings.Builder
	for {
		next := c.sentence(5, 16) + "."
		if b.Len()+1+len(next) > length {
			break
		}
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(next)
	}
	if b.Len() == 0 {
		return c.sentence(1, 1)
	}
	return b.String()
}
