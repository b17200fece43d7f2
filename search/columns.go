package search

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// columns are the facet values and sort keys of the entries of one segment, by
// entry number. A segment never changes, so they are made once and kept as
// long as the segment is part of the index.
type columns struct {
	ids       []string
	rows      []row
	facets    []facetColumn       // in the order of FacetRules
	lengths   [5]uint64           // sums over all entries, by text field
	compounds map[string][]string // terms of fieldCompound, by each part
	titles    titleSlot
}

// A facetColumn holds the values of one facet for all entries of a segment:
// those of entry n are ordinals[starts[n]:starts[n+1]].
type facetColumn struct {
	starts   []uint32
	ordinals []uint32
}

// of are the values of an entry.
func (c *facetColumn) of(n uint32) []uint32 { return c.ordinals[c.starts[n]:c.starts[n+1]] }

// values numbers the values of a facet over all segments of an index. Numbers
// are given once and never change.
type values struct {
	mu      sync.RWMutex
	byName  map[string]uint32
	byOrder []string
}

// ordinal is the number of a value, given now if it is new.
func (v *values) ordinal(name string) uint32 {
	v.mu.Lock()
	defer v.mu.Unlock()
	n, ok := v.byName[name]
	if !ok {
		n = uint32(len(v.byOrder))
		v.byName[name] = n
		v.byOrder = append(v.byOrder, name)
	}
	return n
}

// names are all values known, by number.
func (v *values) names() []string {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return slices.Clip(v.byOrder)
}

// columnStore keeps the columns of the segments in use.
type columnStore struct {
	values []*values // by number in FacetRules

	mu        sync.Mutex
	bySegment map[uint64]*columnSlot
}

// A columnSlot lets one request build the columns while others wait.
type columnSlot struct {
	once    sync.Once
	columns *columns
	err     error
}

func newColumnStore() *columnStore {
	s := &columnStore{bySegment: map[uint64]*columnSlot{}}
	for range FacetRules {
		s.values = append(s.values, &values{byName: map[string]uint32{}})
	}
	return s
}

// open makes the snapshot of an index usable: every segment with its columns.
// On error the caller still owns index.
func (s *columnStore) open(index *scorch.IndexSnapshot) (*snapshot, error) {
	snap := &snapshot{index: index}
	for _, part := range index.Segments() {
		if part.Segment().Count() == 0 {
			continue
		}
		view := &segmentView{segment: part.Segment(), deleted: part.Deleted(), dicts: map[string]segment.TermDictionary{}}
		slot := s.slot(part.Id())
		slot.once.Do(func() {
			if slot.columns, slot.err = s.build(view); slot.err == nil {
				slot.err = letGo(view.segment)
			}
		})
		if slot.err != nil {
			s.drop(part.Id(), slot)
			return nil, fmt.Errorf("columns of segment %d: %w", part.Id(), slot.err)
		}
		view.columns = slot.columns
		snap.segments = append(snap.segments, view)
		snap.live += int(part.Count())
	}
	return snap, nil
}

func (s *columnStore) slot(id uint64) *columnSlot {
	s.mu.Lock()
	defer s.mu.Unlock()
	slot := s.bySegment[id]
	if slot == nil {
		slot = &columnSlot{}
		s.bySegment[id] = slot
	}
	return slot
}

// drop forgets a slot whose columns could not be built, so that they are tried
// again.
func (s *columnStore) drop(id uint64, slot *columnSlot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bySegment[id] == slot {
		delete(s.bySegment, id)
	}
}

// keep forgets the columns of segments that index no longer has, because they
// were merged into others.
func (s *columnStore) keep(index *scorch.IndexSnapshot) {
	used := map[uint64]bool{}
	for _, part := range index.Segments() {
		used[part.Id()] = true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := range s.bySegment {
		if !used[id] {
			delete(s.bySegment, id)
		}
	}
}

// build reads the dictionaries of a segment into columns.
func (s *columnStore) build(v *segmentView) (c *columns, err error) {
	count := int(v.segment.Count())
	c = &columns{ids: make([]string, count), rows: make([]row, count), compounds: map[string][]string{}}
	err = v.postings("_id", func(id string, entries *roaring.Bitmap) error {
		each(entries, func(n uint32) { c.ids[n] = id })
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = v.postings(fieldRow, func(term string, entries *roaring.Bitmap) error {
		r, err := parseRow(term)
		each(entries, func(n uint32) { c.rows[n] = r })
		return err
	})
	if err != nil {
		return nil, err
	}
	err = v.terms(fieldCompound, "", func(term string) bool {
		_, parts, _ := strings.Cut(term, " ")
		for part := range strings.FieldsSeq(parts) {
			c.compounds[part] = append(c.compounds[part], term)
		}
		return true
	})
	if err != nil {
		return nil, err
	}
	for i := range c.rows {
		for f, n := range c.rows[i].lengths {
			c.lengths[f] += uint64(n)
		}
	}
	c.facets = make([]facetColumn, len(FacetRules))
	for i, rule := range FacetRules {
		if c.facets[i], err = s.facet(v, count, i, rule.Name); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// facet turns the posting lists of a facet into a column.
func (s *columnStore) facet(v *segmentView, count, number int, name string) (facetColumn, error) {
	type list struct {
		ordinal uint32
		entries *roaring.Bitmap
	}
	column := facetColumn{starts: make([]uint32, count+1)}
	var lists []list
	err := v.postings(name, func(term string, entries *roaring.Bitmap) error {
		lists = append(lists, list{s.values[number].ordinal(term), entries})
		each(entries, func(n uint32) { column.starts[n+1]++ })
		return nil
	})
	if err != nil {
		return column, err
	}
	for n := range count {
		column.starts[n+1] += column.starts[n]
	}
	column.ordinals = make([]uint32, column.starts[count])
	next := make([]uint32, count)
	for _, l := range lists {
		each(l.entries, func(n uint32) {
			column.ordinals[column.starts[n]+next[n]] = l.ordinal
			next[n]++
		})
	}
	return column, nil
}

// postings calls visit for each term of a field with the entries that have it,
// replaced ones included.
func (v *segmentView) postings(field string, visit func(term string, entries *roaring.Bitmap) error) error {
	var failed error
	err := v.terms(field, "", func(term string) bool {
		var entries *roaring.Bitmap
		if entries, failed = v.bitmap(field, term); failed == nil && entries != nil {
			failed = visit(term, entries)
		}
		return failed == nil
	})
	if err != nil {
		return err
	}
	return failed
}

// each calls visit for the numbers of a bitmap in order.
func each(b *roaring.Bitmap, visit func(n uint32)) {
	if b == nil {
		return
	}
	it := b.ManyIterator()
	var block [256]uint32
	for n := it.NextMany(block[:]); n > 0; n = it.NextMany(block[:]) {
		for _, number := range block[:n] {
			visit(number)
		}
	}
}
