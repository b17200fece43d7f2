package search

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
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
func (v *segmentView) together(ctx context.Context, cache *positionCache, groups []group) (*roaring.Bitmap, error) {
	var found []*roaring.Bitmap
	for _, g := range groups {
		b, known := v.known.get(fieldTogether, g.name)
		if !known {
			var err error
			if b, err = v.standing(ctx, cache, g); err != nil {
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
func (v *segmentView) standing(ctx context.Context, cache *positionCache, g group) (*roaring.Bitmap, error) {
	candidates, err := v.withGroup(g)
	if candidates == nil || err != nil {
		return nil, err
	}
	parts := make([]placedPart, len(g.parts))
	for i, terms := range g.parts {
		if parts[i], err = v.placed(ctx, cache, terms, candidates.GetCardinality()); err != nil {
			return nil, err
		}
	}
	reach := uint32(len(g.parts) + nearby)
	var found, anchors, places []uint32
	it := candidates.Iterator()
	for seen := 1; it.HasNext(); seen++ {
		if seen%cancelEvery == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		entry := it.Next()
		lengths := &v.columns.rows[entry].lengths
		if anchors, err = parts[0].of(entry, lengths, anchors[:0]); err != nil {
			return nil, err
		}
		for _, part := range parts[1:] {
			if places, err = part.of(entry, lengths, places[:0]); err != nil {
				return nil, err
			}
			anchors = slices.DeleteFunc(anchors, func(at uint32) bool { return !within(places, at, reach) })
		}
		if len(anchors) > 0 {
			found = append(found, entry)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return roaring.BitmapOf(found...), nil
}

// within reports whether one of the places is at most reach away.
func within(places []uint32, from, reach uint32) bool {
	return slices.ContainsFunc(places, func(p uint32) bool { return max(p, from)-min(p, from) <= reach })
}

// A placedPart answers where any of the terms of a part stands.
type placedPart []placedTerm

type placedTerm struct {
	field     int
	positions positionReader
}

// placed reads the positions of terms for so many entries.
func (v *segmentView) placed(ctx context.Context, cache *positionCache, terms []fieldTerm, wanted uint64) (placedPart, error) {
	var part placedPart
	for _, t := range terms {
		field := textFields[t.field]
		entries, err := v.bitmap(field, t.term)
		if err != nil {
			return nil, err
		}
		if entries == nil {
			continue
		}
		reader, err := v.positions(ctx, cache, field, t.term, wanted, entries.GetCardinality())
		if err != nil {
			return nil, err
		}
		part = append(part, placedTerm{t.field, reader})
	}
	return part, nil
}

// of appends the places in an entry, those of all its texts in one order. The
// entries asked for must ascend.
func (p placedPart) of(entry uint32, lengths *[5]uint32, into []uint32) ([]uint32, error) {
	var positions []uint64
	for _, term := range p {
		var err error
		if positions, err = term.positions.of(entry, positions[:0]); err != nil {
			return into, err
		}
		before := textStart(term.field, lengths)
		for _, position := range positions {
			into = append(into, before+uint32(position))
		}
	}
	return into, nil
}
