package search

import (
	"context"
	"encoding/binary"
	"slices"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// positions are where a term stands in the texts of a field of one segment:
// read once from the index and from then on walked over entry by entry, which
// is many times faster. They are read-only.
//
// For each entry data holds varints: how far its number is above the one before,
// or above the start of its block for the first of a block; how many bytes
// follow for it; how far each position is behind the one before.
type positions struct {
	data   []byte
	starts []uint32 // places in data by block of entries, one more than blocks
}

// The positions kept for an index are bounded as impacts are. A common word takes
// about five bytes for each entry that has it.
const (
	minPositionBytes      = 64 << 20
	positionBytesPerEntry = 128
)

// A positionCache keeps the positions used last.
type positionCache = lru[impactKey, *positions]

// readPositions reads all positions of a list of a segment with so many entries.
func readPositions(ctx context.Context, list segment.PostingsList, segmentSize int) (*positions, error) {
	p := &positions{starts: make([]uint32, (segmentSize+blockSize-1)/blockSize+1)}
	block, before := 0, uint32(0)
	var at []uint64
	var places []byte
	it := list.Iterator(true, true, true, nil)
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
		for ; block < int(entry/blockSize); block++ {
			p.starts[block+1] = uint32(len(p.data))
			before = uint32(block+1) * blockSize
		}
		at, places = appendPlaces(at[:0], posting), places[:0]
		last := uint64(0)
		for _, place := range at {
			places = binary.AppendUvarint(places, place-last)
			last = place
		}
		p.data = binary.AppendUvarint(p.data, uint64(entry-before))
		p.data = binary.AppendUvarint(p.data, uint64(len(places)))
		p.data = append(p.data, places...)
		before = entry
	}
	for ; block < len(p.starts)-1; block++ {
		p.starts[block+1] = uint32(len(p.data))
	}
	return p, nil
}

// appendPlaces appends the positions of a posting in order.
func appendPlaces(into []uint64, posting segment.Posting) []uint64 {
	first := len(into)
	for _, l := range posting.Locations() {
		into = append(into, l.Pos())
	}
	slices.Sort(into[first:])
	return into
}

func (p *positions) bytes() int { return 100 + cap(p.data) + 4*len(p.starts) }

// A positionWalk walks over positions in the order of the entries.
type positionWalk struct {
	*positions
	block  int // begun; -1 before the first
	at     int // place in data
	before uint32
}

func (p *positions) walk() *positionWalk { return &positionWalk{positions: p, block: -1} }

// of appends to into the positions in an entry. The entries asked for must
// ascend.
func (w *positionWalk) of(entry uint32, into []uint64) ([]uint64, error) {
	if block := int(entry / blockSize); block != w.block {
		w.block, w.at, w.before = block, int(w.starts[block]), entry-entry%blockSize
	}
	at, end := w.at, int(w.starts[w.block+1])
	for at < end {
		gap, next := uvarint(w.data, at)
		number := w.before + uint32(gap)
		if number > entry {
			break
		}
		length, next := uvarint(w.data, next)
		w.before, at = number, next+int(length)
		if number == entry {
			into = appendGaps(into, w.data[next:at])
			break
		}
	}
	w.at = at
	return into, nil
}

// appendGaps appends numbers that are written as gaps.
func appendGaps(into []uint64, gaps []byte) []uint64 {
	last := uint64(0)
	for at := 0; at < len(gaps); {
		var gap uint64
		gap, at = uvarint(gaps, at)
		last += gap
		into = append(into, last)
	}
	return into
}

// uvarint reads a varint at a place and answers where the next one begins. Most
// have one byte.
func uvarint(data []byte, at int) (value uint64, next int) {
	if b := data[at]; b < 0x80 {
		return uint64(b), at + 1
	}
	value, size := binary.Uvarint(data[at:])
	return value, at + size
}

// A postingWalk reads positions from the index itself, for a few entries of a
// list.
type postingWalk struct {
	postings segment.PostingsIterator
	begun    bool
	next     segment.Posting // read and not asked for yet; nil at the end
}

func (w *postingWalk) of(entry uint32, into []uint64) (_ []uint64, err error) {
	if !w.begun || w.next != nil && w.next.Number() < uint64(entry) {
		w.begun = true
		if w.next, err = w.postings.Advance(uint64(entry)); err != nil {
			return into, err
		}
	}
	if w.next == nil || w.next.Number() != uint64(entry) {
		return into, nil
	}
	return appendPlaces(into, w.next), nil
}

// A positionReader answers where a term stands in the entries of a segment. The
// entries asked for must ascend.
type positionReader interface {
	of(entry uint32, into []uint64) ([]uint64, error)
}

// fewEntries is how many times as long as what is wanted of it a list must be
// for not reading all of it.
const fewEntries = 16

// positions is a reader of the positions of a term for so many of the entries
// that have it.
func (v *segmentView) positions(ctx context.Context, cache *positionCache, field, term string, wanted, all uint64) (positionReader, error) {
	key := impactKey{v.id, field, term}
	if p, ok := cache.get(key); ok {
		return p.walk(), nil
	}
	list, err := v.list(field, term)
	if err != nil {
		return nil, err
	}
	if wanted*fewEntries < all {
		return &postingWalk{postings: list.Iterator(true, true, true, nil)}, nil
	}
	p, err := readPositions(ctx, list, int(v.segment.Count()))
	if err != nil {
		return nil, err
	}
	cache.put(key, p, p.bytes())
	return p.walk(), nil
}
