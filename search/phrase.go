package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// cancelEvery is how many entries are looked at between two looks at whether
// the answer is still wanted.
const cancelEvery = 4096

// phrase is the entries in which the words stand side by side in one field,
// replaced ones included.
func (v *segmentView) phrase(ctx context.Context, cache *positionCache, phrase []string) (*roaring.Bitmap, error) {
	found := roaring.New()
	for _, field := range exactFields {
		if err := v.phraseIn(ctx, cache, field, phrase, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// A phraseWord is a word of a phrase and how far it stands behind the first.
type phraseWord struct {
	offset  uint64
	entries *roaring.Bitmap
	positionReader
}

// phraseIn adds the entries with the phrase in a field. The rarest word says
// where the phrase may begin, so that the common ones are looked at in few
// entries only.
func (v *segmentView) phraseIn(ctx context.Context, cache *positionCache, field string, phrase []string, into *roaring.Bitmap) error {
	words := make([]phraseWord, len(phrase))
	lists := make([]*roaring.Bitmap, len(phrase))
	for i, term := range phrase {
		entries, err := v.bitmap(field, term)
		if err != nil || entries == nil {
			return err
		}
		words[i], lists[i] = phraseWord{offset: uint64(i), entries: entries}, entries
	}
	candidates := roaring.AndNot(intersection(lists), into)
	if candidates.IsEmpty() {
		return nil
	}
	for i, term := range phrase {
		var err error
		words[i].positionReader, err = v.positions(ctx, cache, field, term, candidates.GetCardinality(), lists[i].GetCardinality())
		if err != nil {
			return err
		}
	}
	slices.SortStableFunc(words, func(a, b phraseWord) int {
		return cmp.Compare(a.entries.GetCardinality(), b.entries.GetCardinality())
	})
	return sideBySide(ctx, words, candidates, into)
}

// sideBySide adds the candidates in which the words stand as in the phrase.
func sideBySide(ctx context.Context, words []phraseWord, candidates, into *roaring.Bitmap) error {
	var found []uint32
	var starts, places []uint64
	it := candidates.Iterator()
	for seen := 1; it.HasNext(); seen++ {
		if seen%cancelEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		entry := it.Next()
		for i, w := range words {
			var err error
			if places, err = w.of(entry, places[:0]); err != nil {
				return err
			}
			if i == 0 {
				starts = w.starts(places, starts[:0])
			} else {
				starts = w.agree(places, starts)
			}
			if len(starts) == 0 {
				break
			}
		}
		if len(starts) > 0 {
			found = append(found, entry)
		}
	}
	into.AddMany(found)
	return nil
}

// starts appends where the phrase begins when its word stands at the places.
// Places are numbered from 1.
func (w *phraseWord) starts(places, into []uint64) []uint64 {
	for _, p := range places {
		if p > w.offset {
			into = append(into, p-w.offset)
		}
	}
	return into
}

// agree keeps of the starts those at which the word stands as well. Both are in
// order.
func (w *phraseWord) agree(places, starts []uint64) []uint64 {
	kept := starts[:0]
	at := 0
	for _, start := range starts {
		for at < len(places) && places[at] < start+w.offset {
			at++
		}
		if at < len(places) && places[at] == start+w.offset {
			kept = append(kept, start)
		}
	}
	return kept
}
