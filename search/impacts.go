package search

import (
	"context"
	"math"
	"slices"
)

// blockSize is the number of entries for which the best a term can do is kept.
const blockSize = 1024

// impacts are a posting list as scoring needs it: decoded once for a segment
// and read-only from then on.
type impacts struct {
	entries     []uint32
	frequencies []uint16 // at most 65,535, which no score can tell from more
	best        impact   // of the whole list

	// By block of entries, nil for a list that is short for its segment:
	starts []uint32 // places in entries, one more than blocks
	blocks []impact
}

// An impact is the most a term can do for some entries: its highest frequency
// in the shortest text.
type impact struct {
	frequency uint16
	length    uint32
}

func (i *impact) add(frequency uint16, length uint32) {
	if i.frequency == 0 || length < i.length {
		i.length = length
	}
	i.frequency = max(i.frequency, frequency)
}

// newImpacts notes what entries and frequencies can do at most; length answers
// the length of the text of an entry.
func newImpacts(entries []uint32, frequencies []uint16, segmentSize int, length func(n uint32) uint32) *impacts {
	l := &impacts{entries: entries, frequencies: frequencies}
	blocks := (segmentSize + blockSize - 1) / blockSize
	if len(entries) > 2*blocks {
		l.starts, l.blocks = make([]uint32, blocks+1), make([]impact, blocks)
	}
	for i, n := range entries {
		l.best.add(frequencies[i], length(n))
		if l.blocks != nil {
			l.blocks[n/blockSize].add(frequencies[i], length(n))
			l.starts[n/blockSize+1] = uint32(i + 1)
		}
	}
	for b := 1; b < len(l.starts); b++ {
		l.starts[b] = max(l.starts[b], l.starts[b-1])
	}
	return l
}

// block is where the entries of a block are, and the most the term can do for
// one of them.
func (l *impacts) block(number uint32) (from, to int, most impact) {
	if l.starts != nil {
		return int(l.starts[number]), int(l.starts[number+1]), l.blocks[number]
	}
	from, _ = slices.BinarySearch(l.entries, number*blockSize)
	size, _ := slices.BinarySearch(l.entries[from:], (number+1)*blockSize)
	return from, from + size, l.best
}

func (l *impacts) bytes() int {
	return 160 + 4*cap(l.entries) + 2*cap(l.frequencies) + 4*len(l.starts) + 8*len(l.blocks)
}

// impacts are those of a term in one field; nil for a term that no entry has.
func (v *segmentView) impacts(ctx context.Context, cache *impactCache, t fieldTerm) (*impacts, error) {
	entries, err := v.bitmap(textFields[t.field], t.term)
	if err != nil || entries == nil {
		return nil, err
	}
	key := impactKey{v.id, textFields[t.field], t.term}
	if l, ok := cache.get(key); ok {
		return l, nil
	}
	l, err := v.decode(ctx, t, int(entries.GetCardinality()))
	if err == nil {
		cache.put(key, l, l.bytes())
	}
	return l, err
}

func (v *segmentView) decode(ctx context.Context, t fieldTerm, count int) (*impacts, error) {
	postings, err := v.list(textFields[t.field], t.term)
	if err != nil {
		return nil, err
	}
	entries, frequencies := make([]uint32, 0, count), make([]uint16, 0, count)
	for it := postings.Iterator(true, false, false, nil); ; {
		posting, err := it.Next()
		if err != nil {
			return nil, err
		}
		if posting == nil {
			break
		}
		if len(entries)%cancelEvery == cancelEvery-1 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		entries = append(entries, uint32(posting.Number()))
		frequencies = append(frequencies, uint16(min(posting.Frequency(), math.MaxUint16)))
	}
	rows := v.columns.rows
	return newImpacts(entries, frequencies, len(rows), func(n uint32) uint32 { return rows[n].lengths[t.field] }), nil
}

// The impacts kept for an index are bounded: the words that officers type are
// few, and a million postings take 6 MB. A large index keeps more, by entry, or
// its common words would push each other out.
const (
	minImpactBytes      = 64 << 20
	impactBytesPerEntry = 256
)

// An impactKey tells a list of a segment.
type impactKey struct {
	segment uint64
	field   string
	term    string
}

// An impactCache keeps the impacts used last.
type impactCache = lru[impactKey, *impacts]
