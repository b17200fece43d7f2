package search

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A group holds for an entry that has, for each of its parts, one of the terms.
type group struct {
	name  string // language and name
	parts [][]fieldTerm
}

// nearby is how many words may stand between the parts of a name beyond those
// of the name itself: "signs of trafficking in human beings" and "beings who
// were trafficked".
const nearby = 3

// betweenTexts keeps the words of one text from standing near those of the next.
const betweenTexts = 50

// textStart is what is added to a position in a text field, so that the positions
// of all texts of an entry are one order: that of the stems.
func textStart(field int, lengths *[5]uint32) uint32 {
	before := uint32(0)
	if field < len(exactFields) {
		for i := range field {
			before += lengths[i] + betweenTexts
		}
	}
	return before
}

// fieldTogether is the name under which a segment remembers what together finds.
const fieldTogether = "together"

// together is the entries in which the parts of any of the groups stand near
// each other, replaced ones included, or nil. Found once for a segment, it is
// remembered like the posting list of a term.
func (v *segmentView) together(ctx context.Context, groups []group) (*roaring.Bitmap, error) {
	var found []*roaring.Bitmap
	for _, g := range groups {
		b, known := v.known.get(fieldTogether, g.name)
		if !known {
			var err error
			if b, err = v.standing(ctx, g); err != nil {
				return nil, err
			}
			v.known.put(fieldTogether, g.name, b)
		}
		if b != nil {
			found = append(found, b)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return union(found), nil
}

// standing is the entries in which the parts of a group stand near one place of
// its first.
func (v *segmentView) standing(ctx context.Context, g group) (*roaring.Bitmap, error) {
	left, err := v.withGroup(g)
	if left == nil || err != nil {
		return nil, err
	}
	anchors, err := v.places(ctx, g.parts[0], left)
	if err != nil {
		return nil, err
	}
	reach := uint32(len(g.parts) + nearby)
	for _, part := range g.parts[1:] {
		others, err := v.places(ctx, part, left)
		if err != nil {
			return nil, err
		}
		left = roaring.New()
		for entry, at := range anchors {
			at = slices.DeleteFunc(at, func(p uint32) bool { return !within(others[entry], p, reach) })
			if anchors[entry] = at; len(at) > 0 {
				left.Add(entry)
			} else {
				delete(anchors, entry)
			}
		}
	}
	if left.IsEmpty() {
		return nil, nil
	}
	return left, nil
}

// within reports whether one of the places is at most reach away.
func within(places []uint32, from, reach uint32) bool {
	return slices.ContainsFunc(places, func(p uint32) bool { return max(p, from)-min(p, from) <= reach })
}

// places are where any of the terms stands in some entries, by entry.
func (v *segmentView) places(ctx context.Context, terms []fieldTerm, entries *roaring.Bitmap) (map[uint32][]uint32, error) {
	found := make(map[uint32][]uint32, entries.GetCardinality())
	for _, t := range terms {
		list, err := v.list(textFields[t.field], t.term)
		if err != nil {
			return nil, err
		}
		it := list.Iterator(true, true, true, nil)
		if limited, ok := it.(segment.OptimizablePostingsIterator); ok && limited.ActualBitmap() != nil {
			limited.ReplaceActual(roaring.And(limited.ActualBitmap(), entries))
		}
		for seen := 1; ; seen++ {
			posting, err := it.Next()
			if err != nil {
				return nil, err
			}
			if posting == nil {
				break
			}
			if seen%cancelEvery == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			entry := uint32(posting.Number())
			if !entries.Contains(entry) {
				continue
			}
			before := textStart(t.field, &v.columns.rows[entry].lengths)
			for _, location := range posting.Locations() {
				found[entry] = append(found[entry], before+uint32(location.Pos()))
			}
		}
	}
	return found, nil
}
