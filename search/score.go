package search

import (
	"cmp"
	"context"
	"math"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// scorer computes BM25 over several fields: the frequencies of a word in all
// fields are weighted and added before they saturate, so that a word in title
// and body is not counted as two.
type scorer struct {
	ev    *evaluation
	idf   []float64 // by clause
	known []bool    // by clause: some entry meets it
}

func newScorer(ev *evaluation) *scorer {
	s := &scorer{ev: ev, idf: make([]float64, len(ev.plan.clauses)), known: make([]bool, len(ev.plan.clauses))}
	for i, c := range ev.plan.clauses {
		if c.exclude || c.filter.facet != "" {
			continue
		}
		found := 0
		for _, h := range ev.segments {
			found += int(h.clauses[i].GetCardinality())
		}
		s.known[i] = found > 0
		s.idf[i] = math.Log(1 + (float64(ev.snap.live-found)+0.5)/(float64(found)+0.5))
	}
	return s
}

// norm is what a text of a length divides frequencies by.
func (s *scorer) norm(field int, length uint32) float64 {
	return 1 - weights.b + weights.b*float64(length)/s.ev.snap.average[field]
}

// saturated is what a weighted frequency adds to the score.
func saturated(idf, weighted float64) float64 {
	return idf * weighted * (weights.k1 + 1) / (weighted + weights.k1)
}

// A weigher scores the entries of one segment.
type weigher struct {
	*scorer
	h       *segmentHits
	clauses []weighedClause
}

// A weighedClause is a clause that ranks, as a segment holds it.
type weighedClause struct {
	idf        float64
	terms      []weighedTerm
	full, part *roaring.Bitmap // nil without
}

type weighedTerm struct {
	*impacts
	field int
}

func (s *scorer) weigher(ctx context.Context, h *segmentHits) (*weigher, error) {
	w := &weigher{scorer: s, h: h}
	for i, c := range s.ev.plan.clauses {
		if s.idf[i] == 0 {
			continue
		}
		terms := c.terms
		for _, word := range c.phrase {
			terms = append(slices.Clip(terms), exactTerms(word, viaWord)...)
		}
		weighed := weighedClause{idf: s.idf[i], full: h.full[i], part: h.part[i]}
		for _, t := range terms {
			l, err := h.view.impacts(ctx, s.ev.snap.impacts, t)
			if err != nil {
				return nil, err
			}
			if l != nil {
				weighed.terms = append(weighed.terms, weighedTerm{l, t.field})
			}
		}
		w.clauses = append(w.clauses, weighed)
	}
	return w, nil
}

// bestPrior is the highest prior an entry can have.
func bestPrior() float64 {
	return 1 + max(0, weights.complete) + max(0, weights.fresh) + max(0, weights.evidence) + max(0, weights.listing)
}

// bound is a score that no entry of a block exceeds.
func (w *weigher) bound(block uint32) float64 {
	score := 0.0
	for i := range w.clauses {
		c := &w.clauses[i]
		weighted := 0.0
		for _, t := range c.terms {
			if from, to, most := t.block(block); from < to {
				weighted += weights.field[t.field] * float64(most.frequency) / w.norm(t.field, most.length)
			}
		}
		weighted += inBlock(c.full, block, weights.concept) + inBlock(c.part, block, weights.conceptPart)
		score += saturated(c.idf, weighted)
	}
	// Rounding may make the sum of the parts a little less than that of an entry.
	return score * bestPrior() * (1 + 1e-9)
}

// inBlock is the weight when some entry of a block is in a bitmap.
func inBlock(entries *roaring.Bitmap, block uint32, weight float64) float64 {
	if entries == nil || !entries.IntersectsWithInterval(uint64(block)*blockSize, uint64(block+1)*blockSize) {
		return 0
	}
	return weight
}

// score answers the scores of some entries of a block, ascending, in a slice
// that the next call uses again.
func (w *weigher) score(block uint32, entries []uint32, s *scratch) []float64 {
	scores := s.scores[:len(entries)]
	clear(scores)
	for i := range w.clauses {
		c := &w.clauses[i]
		clear(s.weighted[:])
		for _, t := range c.terms {
			w.add(t, block, entries, s)
		}
		addWeight(c.full, entries, weights.concept, s)
		addWeight(c.part, entries, weights.conceptPart, s)
		for j, n := range entries {
			scores[j] += saturated(c.idf, s.weighted[n%blockSize])
		}
	}
	for j, n := range entries {
		scores[j] *= prior(&w.h.view.columns.rows[n], w.ev.today)
	}
	return scores
}

// add adds the weighted frequencies of a term in a block: all of them, or those
// of the entries where these are few.
func (w *weigher) add(t weighedTerm, block uint32, entries []uint32, s *scratch) {
	from, to, _ := t.block(block)
	rows, weight := w.h.view.columns.rows, weights.field[t.field]
	if to-from <= 8*len(entries) {
		for i := from; i < to; i++ {
			n := t.entries[i]
			s.weighted[n%blockSize] += weight * float64(t.frequencies[i]) / w.norm(t.field, rows[n].lengths[t.field])
		}
		return
	}
	for _, n := range entries {
		if i, ok := slices.BinarySearch(t.entries[from:to], n); ok {
			s.weighted[n%blockSize] += weight * float64(t.frequencies[from+i]) / w.norm(t.field, rows[n].lengths[t.field])
		}
	}
}

// addWeight adds a weight for the entries that are in a bitmap.
func addWeight(in *roaring.Bitmap, entries []uint32, weight float64, s *scratch) {
	if in == nil {
		return
	}
	for _, n := range entries {
		if in.Contains(n) {
			s.weighted[n%blockSize] += weight
		}
	}
}

// scratch is memory that searches use one after the other.
type scratch struct {
	weighted [blockSize]float64
	scores   [blockSize]float64
}

var scratches = sync.Pool{New: func() any { return &scratch{} }}

// A block is the hits of a segment among blockSize entries.
type block struct {
	weigher *weigher
	segment int
	number  uint32
	entries []uint32
	bound   float64
}

// blocks parts the hits.
func (s *scorer) blocks(ctx context.Context) ([]block, error) {
	var blocks []block
	for i, h := range s.ev.segments {
		if h.hits.IsEmpty() {
			continue
		}
		w, err := s.weigher(ctx, h)
		if err != nil {
			return nil, err
		}
		entries := h.hits.ToArray()
		for from := 0; from < len(entries); {
			number := entries[from] / blockSize
			size, _ := slices.BinarySearch(entries[from:], (number+1)*blockSize)
			blocks = append(blocks, block{weigher: w, segment: i, number: number, entries: entries[from : from+size]})
			from += size
		}
	}
	return blocks, nil
}

// rank offers the hits by score. Blocks are looked at in the order of what they
// can hold, until none can hold an entry for the page.
func (s *scorer) rank(ctx context.Context, best *ranking) error {
	blocks, err := s.blocks(ctx)
	if err != nil {
		return err
	}
	if s.ev.total > 2*best.most && len(blocks) > 1 {
		for i := range blocks {
			blocks[i].bound = blocks[i].weigher.bound(blocks[i].number)
		}
		slices.SortFunc(blocks, func(a, b block) int { return cmp.Compare(b.bound, a.bound) })
	} else {
		for i := range blocks {
			blocks[i].bound = math.Inf(1)
		}
	}
	memory := scratches.Get().(*scratch)
	defer scratches.Put(memory)
	for i := range blocks {
		b := &blocks[i]
		if b.bound < best.least() {
			return nil
		}
		if i%8 == 7 && ctx.Err() != nil {
			return ctx.Err()
		}
		scores := b.weigher.score(b.number, b.entries, memory)
		for j, n := range b.entries {
			best.offer(candidate{segment: b.segment, number: n, score: scores[j]})
		}
	}
	return nil
}
