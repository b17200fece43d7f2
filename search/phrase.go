package search

import (
	"cmp"
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// phrase is the entries in which the words stand side by side in one field,
// replaced ones included.
func (v *segmentView) phrase(ctx context.Context, phrase []string) (*roaring.Bitmap, error) {
	found := roaring.New()
	for _, field := range exactFields {
		if err := v.phraseIn(ctx, field, phrase, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// A phraseWord is a word of a phrase and how far it stands behind the first.
type phraseWord struct {
	term    string
	offset  uint64
	entries *roaring.Bitmap
}

// phraseIn adds the entries with the phrase in a field. Words are taken by how
// rare they are, so that the common ones are looked at in few entries only.
func (v *segmentView) phraseIn(ctx context.Context, field string, phrase []string, into *roaring.Bitmap) error {
	words := make([]phraseWord, len(phrase))
	lists := make([]*roaring.Bitmap, len(phrase))
	for i, term := range phrase {
		entries, err := v.bitmap(field, term)
		if err != nil || entries == nil {
			return err
		}
		words[i], lists[i] = phraseWord{term, uint64(i), entries}, entries
	}
	candidates := roaring.AndNot(intersection(lists), into)
	slices.SortStableFunc(words, func(a, b phraseWord) int {
		return cmp.Compare(a.entries.GetCardinality(), b.entries.GetCardinality())
	})
	var starts, next phraseStarts
	for i, w := range words {
		if candidates.IsEmpty() {
			return nil
		}
		list, err := v.list(field, w.term)
		if err != nil {
			return err
		}
		next.reset()
		if err := next.follow(ctx, list, w, candidates, &starts, i == 0); err != nil {
			return err
		}
		starts, next = next, starts
		candidates = roaring.BitmapOf(starts.entries...)
	}
	into.Or(candidates)
	return nil
}

// phraseStarts are the positions at which a phrase may begin, by entry.
type phraseStarts struct {
	entries   []uint32 // ascending
	ends      []int    // behind the positions of each entry
	positions []uint64
}

func (s *phraseStarts) reset() {
	s.entries, s.ends, s.positions = s.entries[:0], s.ends[:0], s.positions[:0]
}

// of are the positions in an entry; at is where the last one looked for was.
func (s *phraseStarts) of(entry uint32, at *int) []uint64 {
	for *at < len(s.entries) && s.entries[*at] < entry {
		*at++
	}
	if *at == len(s.entries) || s.entries[*at] != entry {
		return nil
	}
	from := 0
	if *at > 0 {
		from = s.ends[*at-1]
	}
	return s.positions[from:s.ends[*at]]
}

// cancelEvery is how many entries are looked at between two looks at whether
// the answer is still wanted.
const cancelEvery = 4096

// follow keeps of the starts before those that a further word agrees with.
func (s *phraseStarts) follow(ctx context.Context, list segment.PostingsList, w phraseWord, candidates *roaring.Bitmap, before *phraseStarts, first bool) error {
	it := list.Iterator(true, true, true, nil)
	if limited, ok := it.(segment.OptimizablePostingsIterator); ok && limited.ActualBitmap() != nil {
		limited.ReplaceActual(candidates)
	}
	for seen, at := 1, 0; ; seen++ {
		posting, err := it.Next()
		if err != nil || posting == nil {
			return err
		}
		if seen%cancelEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		entry := uint32(posting.Number())
		had := before.of(entry, &at)
		if !first && had == nil {
			continue
		}
		for _, location := range posting.Locations() {
			start := location.Pos() - w.offset
			if location.Pos() > w.offset && (first || slices.Contains(had, start)) {
				s.positions = append(s.positions, start)
			}
		}
		if n := len(s.ends); len(s.positions) > 0 && (n == 0 || len(s.positions) > s.ends[n-1]) {
			s.entries, s.ends = append(s.entries, entry), append(s.ends, len(s.positions))
		}
	}
}
