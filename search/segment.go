package search

import (
	"fmt"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A state is what all requests on one state of an index share. It is read-only
// and lives as long as the state is the newest one.
type state struct {
	index     *scorch.IndexSnapshot
	parts     []*segmentState
	impacts   *impactCache
	positions *positionCache
	live      int                          // entries
	average   [5]float64                   // length by text field
	areas     float64                      // average number of challenge areas
	sequence  uint64                       // of the feed, up to which the index is
	batch     uint64                       // number of the last batch written: another one, other entries
	joined    *lru[joinedKey, []fieldTerm] // what asOne answered
}

// A snapshot is one consistent state of an index for one request. Bitmaps read
// from it lie in mapped files: they are read-only and end with it.
type snapshot struct {
	*state
	segments []*segmentView
}

// open gives a request its own view of the state.
func (s *state) open() *snapshot {
	snap := &snapshot{state: s, segments: make([]*segmentView, len(s.parts))}
	views := make([]segmentView, len(s.parts))
	for i, part := range s.parts {
		views[i].segmentState = part
		snap.segments[i] = &views[i]
	}
	return snap
}

// close releases the files of the snapshot.
func (s *snapshot) close() error { return s.index.Close() }

// A segmentState is one immutable part of an index: entries by number, postings
// by field and term. An entry that was changed since is in deleted.
type segmentState struct {
	id      uint64
	segment segment.Segment
	deleted *roaring.Bitmap // nil without
	columns *columns
	known   *termCache
	living  *roaring.Bitmap // entries that were not replaced
}

// A segmentView is a segment as one request reads it.
type segmentView struct {
	*segmentState
	dicts map[string]segment.TermDictionary
}

func (v *segmentView) dictionary(field string) (segment.TermDictionary, error) {
	if d := v.dicts[field]; d != nil {
		return d, nil
	}
	d, err := v.segment.Dictionary(field)
	if err != nil {
		return nil, fmt.Errorf("dictionary of %s: %w", field, err)
	}
	if v.dicts == nil {
		v.dicts = map[string]segment.TermDictionary{}
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

// bitmap is the entries with the term, replaced ones included; nil for none. It
// is shared with other requests and must not be changed.
func (v *segmentView) bitmap(field, term string) (*roaring.Bitmap, error) {
	if b, ok := v.known.get(field, term); ok {
		return b, nil
	}
	list, err := v.list(field, term)
	if err != nil {
		return nil, err
	}
	b := bitmapOf(list)
	if b != nil {
		v.known.put(field, term, b)
	}
	return b, nil
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
	b := it.ActualBitmap()
	if b != nil {
		// Copies are whole ones: lazy ones write marks into what others read.
		b.SetCopyOnWrite(false)
	}
	return b
}

// alive takes the replaced entries off a bitmap, in place.
func (v *segmentView) alive(b *roaring.Bitmap) *roaring.Bitmap {
	if v.deleted != nil {
		b.AndNot(v.deleted)
	}
	return b
}

// terms calls visit for each term of a field from the first that begins with
// prefix, in order, until visit answers false.
func (v *segmentView) terms(field, prefix string, visit func(term string) bool) error {
	d, err := v.dictionary(field)
	if err != nil {
		return err
	}
	it := iterator(d, []byte(prefix), prefixEnd(prefix))
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

// iterator walks over the terms from first to before end without reading their
// posting lists, where the dictionary can do that.
func iterator(d segment.TermDictionary, first, end []byte) segment.DictionaryIterator {
	if bare, ok := d.(interface {
		AutomatonIteratorOmitCount(a segment.Automaton, first, end []byte) segment.DictionaryIterator
	}); ok {
		return bare.AutomatonIteratorOmitCount(nil, first, end)
	}
	return d.AutomatonIterator(nil, first, end)
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
