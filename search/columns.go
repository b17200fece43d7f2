package search

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

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
	ranks     []uint32 // places by title and id
	facets    facetColumn
	totals    []uint32            // entries by facet value, all counted
	sums      sums                // over all entries
	compounds map[string][]string // terms of fieldCompound, by each part

	mu    sync.Mutex
	day   int32           // of the last request for fresh
	young *roaring.Bitmap // confirmed within the year before it
	old   *roaring.Bitmap // the others

	titles titleSlot

	unsaved atomic.Bool // built, and not on disk yet

	sorting sync.Mutex
	orders  map[string][]uint32 // entries by sort, made when first asked for
}

// order is all entries in a sort by columns, nil for one that depends on more.
func (c *columns) order(sort string) []uint32 {
	if sort == SortRelevance {
		return nil
	}
	c.sorting.Lock()
	defer c.sorting.Unlock()
	if order := c.orders[sort]; order != nil {
		return order
	}
	order := make([]uint32, len(c.rows))
	for n, rank := range c.ranks {
		order[rank] = uint32(n)
	}
	if sort != SortTitle {
		slices.SortStableFunc(order, func(a, b uint32) int { return c.rows[a].before(&c.rows[b], sort) })
	}
	if c.orders == nil {
		c.orders = map[string][]uint32{}
	}
	c.orders[sort] = order
	return order
}

// rank finds the places of the entries by title and id.
func (c *columns) rank() {
	order := make([]uint32, len(c.rows))
	for n := range order {
		order[n] = uint32(n)
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(c.rows[a].title, c.rows[b].title), cmp.Compare(c.ids[a], c.ids[b]))
	})
	c.ranks = make([]uint32, len(order))
	for place, n := range order {
		c.ranks[n] = uint32(place)
	}
}

// fresh is the entries confirmed within the year before a day, and the others.
// They are found once a day.
func (c *columns) fresh(today int32) (fresh, older *roaring.Bitmap) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.young == nil || c.day != today {
		c.day, c.young, c.old = today, roaring.New(), roaring.New()
		for n := range c.rows {
			if isFresh(c.rows[n].day, today) {
				c.young.Add(uint32(n))
			} else {
				c.old.Add(uint32(n))
			}
		}
	}
	return c.young, c.old
}

// A facetColumn holds the values of all facets for all entries of a segment, so
// that one pass counts every facet: those of entry n are
// ordinals[starts[n]:starts[n+1]]. One of the two forms is used, the small one
// where the ordinals fit.
type facetColumn struct {
	starts   []uint32
	ordinals []uint16
	large    []uint32
}

// of calls visit with the values of an entry.
func (c *facetColumn) of(n uint32, visit func(ordinal uint32)) {
	for at := c.starts[n]; at < c.starts[n+1]; at++ {
		if c.large != nil {
			visit(c.large[at])
		} else {
			visit(uint32(c.ordinals[at]))
		}
	}
}

// A facetValue is a value of a facet, told by the number of the facet.
type facetValue struct {
	facet int
	name  string
}

// values numbers the values of all facets over all segments of an index.
// Numbers are given once and never change.
type values struct {
	mu       sync.RWMutex
	ordinals map[facetValue]uint32
	byOrder  []facetValue
}

// ordinal is the number of a value, given now if it is new.
func (v *values) ordinal(value facetValue) uint32 {
	v.mu.Lock()
	defer v.mu.Unlock()
	n, ok := v.ordinals[value]
	if !ok {
		n = uint32(len(v.byOrder))
		v.ordinals[value] = n
		v.byOrder = append(v.byOrder, value)
	}
	return n
}

// known are all values so far, by number.
func (v *values) known() []facetValue {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return slices.Clip(v.byOrder)
}

// columnStore keeps what is derived from the segments in use.
type columnStore struct {
	dir       string // of the files of columns
	values    *values
	layouts   layouts
	impacts   *impactCache
	positions *positionCache

	saving sync.Mutex // held while files are written

	mu        sync.Mutex
	bySegment map[uint64]*columnSlot
}

// A columnSlot lets one request build the columns while others wait.
type columnSlot struct {
	once    sync.Once
	columns *columns
	err     error

	mu    sync.Mutex
	known *termCache
	of    segment.Segment // that the known terms were read from
}

// terms is the cache of the terms of a segment. A segment written to disk is
// another one with the same number, and the old one's memory is gone.
func (s *columnSlot) terms(of segment.Segment) *termCache {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of != of {
		s.of, s.known = of, newTermCache()
	}
	return s.known
}

func newColumnStore(dir string) *columnStore {
	return &columnStore{
		dir: dir, bySegment: map[uint64]*columnSlot{}, values: &values{ordinals: map[facetValue]uint32{}},
		impacts: newLRU[impactKey, *impacts](minImpactBytes), positions: newLRU[impactKey, *positions](minPositionBytes),
	}
}

// open makes the snapshot of an index usable: every segment with its columns.
// On error the caller still owns index.
func (s *columnStore) open(index *scorch.IndexSnapshot) (*state, error) {
	st := &state{
		index: index, impacts: s.impacts, positions: s.positions, sequence: decodeSequence(index.Internal()[string(keySequence)]),
		batch:  decodeSequence(index.Internal()[string(keyBatch)]),
		joined: newLRU[joinedKey, []fieldTerm](maxJoinedBytes),
	}
	var all sums
	for _, part := range index.Segments() {
		if part.Segment().Count() == 0 {
			continue
		}
		seg, err := s.segment(part)
		if err != nil {
			return nil, fmt.Errorf("columns of segment %d: %w", part.Id(), err)
		}
		st.parts = append(st.parts, seg)
		st.live += int(part.Count())
		seg.addSums(&all)
	}
	s.impacts.limit(max(minImpactBytes, impactBytesPerEntry*st.live))
	s.positions.limit(max(minPositionBytes, positionBytesPerEntry*st.live))
	for f := range all.lengths {
		st.average[f] = all.average(all.lengths[f], st.live)
	}
	st.areas = all.average(all.areas, st.live)
	return st, nil
}

// segment is a segment of an index with its columns.
func (s *columnStore) segment(part *scorch.SegmentSnapshot) (*segmentState, error) {
	slot := s.slot(part.Id())
	seg := &segmentState{id: part.Id(), segment: part.Segment(), deleted: part.Deleted(), known: slot.terms(part.Segment())}
	slot.once.Do(func() {
		if slot.columns = s.load(seg.segment); slot.columns == nil {
			slot.columns, slot.err = s.build(&segmentView{segmentState: seg})
		}
		if slot.err == nil {
			slot.err = letGo(seg.segment)
		}
	})
	if slot.err != nil {
		s.drop(part.Id(), slot)
		return nil, slot.err
	}
	seg.columns = slot.columns
	seg.living = roaring.New()
	seg.living.AddRange(0, seg.segment.Count())
	if seg.deleted != nil {
		seg.living.AndNot(seg.deleted)
	}
	return seg, nil
}

// sums are what averages are taken of.
type sums struct {
	lengths [5]uint64 // by text field
	areas   uint64
}

func (s *sums) add(r *row) {
	for f, n := range r.lengths {
		s.lengths[f] += uint64(n)
	}
	s.areas += uint64(r.areas)
}

// average is at least 1, so that nothing is divided by less.
func (*sums) average(sum uint64, entries int) float64 {
	return math.Max(1, float64(sum)/math.Max(1, float64(entries)))
}

// addSums adds the sums over the live entries.
func (s *segmentState) addSums(to *sums) {
	gone := sums{}
	each(s.deleted, func(n uint32) { gone.add(&s.columns.rows[n]) })
	for f, n := range s.columns.sums.lengths {
		to.lengths[f] += n - gone.lengths[f]
	}
	to.areas += s.columns.sums.areas - gone.areas
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
	inUse := func(k impactKey) bool { return used[k.segment] }
	s.impacts.keep(inUse)
	s.positions.keep(inUse)
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
		c.addCompound(term)
		return true
	})
	if err != nil {
		return nil, err
	}
	c.sum()
	c.rank()
	c.unsaved.Store(true)
	return c, s.facets(v, c)
}

// addCompound notes a term of fieldCompound under each of its parts.
func (c *columns) addCompound(term string) {
	_, parts, _ := strings.Cut(term, " ")
	for part := range strings.FieldsSeq(parts) {
		c.compounds[part] = append(c.compounds[part], term)
	}
}

// compoundTerms are the terms of fieldCompound in order.
func (c *columns) compoundTerms() []string {
	var terms []string
	for _, some := range c.compounds {
		terms = append(terms, some...)
	}
	slices.Sort(terms)
	return slices.Compact(terms)
}

// sum adds up the lengths of all entries.
func (c *columns) sum() {
	for i := range c.rows {
		c.sums.add(&c.rows[i])
	}
}

// A facetList is the entries that have a value.
type facetList struct {
	ordinal uint32
	entries *roaring.Bitmap
}

// facets turns the posting lists of the facets into one column.
func (s *columnStore) facets(v *segmentView, c *columns) error {
	count := len(c.rows)
	var lists []facetList
	starts := make([]uint32, count+1)
	for facet, rule := range FacetRules {
		err := v.postings(rule.Name, func(term string, entries *roaring.Bitmap) error {
			lists = append(lists, facetList{s.values.ordinal(facetValue{facet, term}), entries})
			each(entries, func(n uint32) { starts[n+1]++ })
			return nil
		})
		if err != nil {
			return err
		}
	}
	for n := range count {
		starts[n+1] += starts[n]
	}
	c.setFacets(starts, fillColumn(starts, lists))
	return nil
}

// fillColumn puts the values of each entry side by side.
func fillColumn(starts []uint32, lists []facetList) []uint32 {
	column, next := make([]uint32, starts[len(starts)-1]), slices.Clone(starts)
	for _, l := range lists {
		each(l.entries, func(n uint32) {
			column[next[n]] = l.ordinal
			next[n]++
		})
	}
	return column
}

// setFacets keeps a column in the smaller form where it fits, and counts it.
func (c *columns) setFacets(starts, column []uint32) {
	c.facets.starts = starts
	for _, ordinal := range column {
		for int(ordinal) >= len(c.totals) {
			c.totals = append(c.totals, 0)
		}
		c.totals[ordinal]++
	}
	if len(c.totals) > math.MaxUint16+1 {
		c.facets.large = column
		return
	}
	c.facets.ordinals = make([]uint16, len(column))
	for i, ordinal := range column {
		c.facets.ordinals[i] = uint16(ordinal)
	}
}

// postings calls visit for each term of a field with the entries that have it,
// replaced ones included.
func (v *segmentView) postings(field string, visit func(term string, entries *roaring.Bitmap) error) error {
	var failed error
	err := v.terms(field, "", func(term string) bool {
		var entries *roaring.Bitmap
		// Every term is read once: none is worth remembering.
		var list segment.PostingsList
		if list, failed = v.list(field, term); failed == nil {
			if entries = bitmapOf(list); entries != nil {
				failed = visit(term, entries)
			}
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
