package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/RoaringBitmap/roaring/v2"
)

// Limits of the words by which a text is compared with entries.
const (
	maxDistinct = 1000  // different words of a text that are looked at
	rareEnough  = 10    // a word tells something when it stands in a tenth of the entries or fewer, or in so few
	maxSpread   = 2_000 // and never when it stands in more: rarer ones decide, and each costs its entries
)

// A wordCount is the different words of a text.
type wordCount struct {
	lexicon  *lexicon
	language string         // "" when it is not known
	words    []*countedWord // in the order they first stand in
	byTerm   map[string]*countedWord
}

// A countedWord is a word of a text and how often it stands there.
type countedWord struct {
	queryWord
	often float64
}

func (l *lexicon) countWords(language string) *wordCount {
	return &wordCount{lexicon: l, language: language, byTerm: map[string]*countedWord{}}
}

// add counts the words of a text; one in it is worth so much.
func (c *wordCount) add(text string, worth float64) {
	for _, t := range Tokens(text) {
		if t.Form != FormWord || utf8.RuneCountInString(t.Term) < 2 || numeric(t.Term) || c.lexicon.isFunction(t.Term) {
			continue
		}
		w := c.byTerm[t.Term]
		if w == nil {
			if len(c.words) == maxDistinct {
				continue
			}
			w = &countedWord{queryWord: c.lexicon.wordOf(c.language, text, t)}
			c.words, c.byTerm[t.Term] = append(c.words, w), w
		}
		w.often += worth
	}
}

// wordOf is a word of a text. In a known language it has the stems of that
// language alone.
func (l *lexicon) wordOf(language, text string, t Token) queryWord {
	w := l.word(text, t)
	if language != "" {
		w.stems = slices.DeleteFunc(w.stems, func(stem string) bool { return !strings.HasPrefix(stem, language+":") })
	}
	return w
}

// telling are the words by which a text is told from the entries of an index,
// the most telling first: those that stand in at least so many of them and not
// in too many, by how often they stand in the text and how rare they are.
func (s *snapshot) telling(c *wordCount, least, most int) ([]*countedWord, error) {
	type weighed struct {
		word   *countedWord
		weight float64
	}
	var found []weighed
	limit := s.tellingLimit()
	for _, w := range c.words {
		entries, err := s.spread(w.lookups(), limit)
		if err != nil {
			return nil, err
		}
		if entries >= least && entries <= limit {
			rare := math.Log(1 + float64(s.live)/float64(entries))
			found = append(found, weighed{w, (1 + math.Log(w.often)) * rare})
		}
	}
	slices.SortStableFunc(found, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.word.term, b.word.term))
	})
	var words []*countedWord
	for _, f := range found[:min(most, len(found))] {
		words = append(words, f.word)
	}
	return words, nil
}

// tellingLimit is the most entries that a telling word stands in.
func (s *snapshot) tellingLimit() int { return min(max(s.live/10, rareEnough), maxSpread) }

// spread is in how many entries any of the terms stands; more than limit are
// not counted to the end, as soon as a single term tells.
func (s *snapshot) spread(terms []fieldTerm, limit int) (int, error) {
	entries := 0
	for _, view := range s.segments {
		var lists []*roaring.Bitmap
		for _, t := range terms {
			b, err := view.bitmap(textFields[t.field], t.term)
			if err != nil {
				return 0, err
			}
			if b == nil {
				continue
			}
			if live := entries + view.count(b); live > limit {
				return live, nil
			}
			lists = append(lists, b)
		}
		switch len(lists) {
		case 0:
		case 1:
			entries += view.count(lists[0])
		default:
			entries += view.count(roaring.FastOr(lists...))
		}
	}
	return entries, nil
}

// clause asks for the entries that have a word.
func (w *countedWord) clause() *clause { return &clause{text: w.text, terms: w.lookups(), heard: 1} }
