package search

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A snapshot is one consistent state of an index. Bitmaps read from it lie in
// mapped files: they are read-only and end with it.
type snapshot struct {
	index    *scorch.IndexSnapshot
	segments []*segmentView
	live     int // entries
}

// close releases the files of the snapshot.
func (s *snapshot) close() error { return s.index.Close() }

// sequence is the number of the feed up to which the snapshot is.
func (s *snapshot) sequence() uint64 { return decodeSequence(s.index.Internal()[string(keySequence)]) }

// A segmentView is one immutable part of an index: entries by number, postings
// by field and term. An entry that was changed since is in deleted.
type segmentView struct {
	segment segment.Segment
	deleted *roaring.Bitmap // nil without
	columns *columns
	dicts   map[string]segment.TermDictionary
}

func (v *segmentView) dictionary(field string) (segment.TermDictionary, error) {
	if d := v.dicts[field]; d != nil {
		return d, nil
	}
	d, err := v.segment.Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("dictionary of %s: %w", field, err)
	}
	v.dicts[field] = d
	return d, nil
}

// list is the posting list of a term, replaced entries included. It is empty
// for an unknown term.
func (v *segmentView) list(field, term string) (segment.PostingsList, error) {
	d, err := v.dictionary(field)
	if err != nil {
		return nil, err
	}
	list, err := d.PostingsList([]byte(term), nil, nil)
	if err != nil {
		return nil, fmt.Errorf("postings of %s in %s: %w", term, field, err)
	}
	return list, nil
}

// bitmap is the entries with the term, replaced ones included; nil for none.
func (v *segmentView) bitmap(field, term string) (*roaring.Bitmap, error) {
	list, err := v.list(field, term)
	if err != nil {
		return nil, err
	}
	return bitmapOf(list), nil
}

// bitmapOf is a posting list as a bitmap without a copy, nil for an empty one.
// Lists of one entry are kept by the index without a bitmap.
func bitmapOf(list segment.PostingsList) *roaring.Bitmap {
	it, ok := list.Iterator(false, false, false, nil).(segment.OptimizablePostingsIterator)
	if !ok {
		return nil
	}
	if number, one := it.DocNum1Hit(); one {
		return roaring.BitmapOf(uint32(number))
	}
	return it.ActualBitmap()
}

// alive takes the replaced entries off a bitmap, in place.
func (v *segmentView) alive(b *roaring.Bitmap) *roaring.Bitmap {
	if v.deleted != nil {
		b.AndNot(v.deleted)
	}
	return b
}

// all is every entry that was not replaced.
func (v *segmentView) all() *roaring.Bitmap {
	b := roaring.New()
	b.AddRange(0, v.segment.Count())
	return v.alive(b)
}

// terms calls visit for each term of a field from the first that begins with
// prefix, in order, until visit answers false.
func (v *segmentView) terms(field, prefix string, visit func(term string) bool) error {
	d, err := v.dictionary(field)
	if err != nil {
		return err
	}
	it := d.AutomatonIterator(nil, []byte(prefix), prefixEnd(prefix))
	for {
		entry, err := it.Next()
		if err != nil {
			return fmt.Errorf("terms of %s: %w", field, err)
		}
		if entry == nil || !visit(entry.Term) {
			return nil
		}
	}
}

// prefixEnd is the smallest key behind all that begin with prefix, nil when
// there is no end.
func prefixEnd(prefix string) []byte {
	end := []byte(prefix)
	for len(end) > 0 {
		if end[len(end)-1]++; end[len(end)-1] != 0 {
			return end
		}
		end = end[:len(end)-1]
	}
	return nil
}
