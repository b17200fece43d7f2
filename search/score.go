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
// and body is not counted as two. What else a clause holds for, translations and
// concepts, is added in the same way, each weighed by how rare it is beside the
// rarest, so that a common concept does not drown a rare word.
type scorer struct {
	ev     *evaluation
	idf    []float64      // by clause: of all it holds for
	known  []bool         // by clause: some entry meets it
	shares []clauseShares // by clause
}

// clauseShares are how rare each part of a clause is, as a share of the rarest;
// top is the idf of that one, 0 for a clause that does not rank.
type clauseShares struct {
	top                                   float64
	own, other, together, groups, partial float64
	named                                 []float64
}

// scorer is the one of the evaluation: ranking and the words that near entries
// lack are weighed alike.
func (ev *evaluation) scorer() *scorer {
	if ev.scores == nil {
		ev.scores = newScorer(ev)
	}
	return ev.scores
}

func newScorer(ev *evaluation) *scorer {
	n := len(ev.plan.clauses)
	s := &scorer{ev: ev, idf: make([]float64, n), known: make([]bool, n), shares: make([]clauseShares, n)}
	for i, c := range ev.plan.clauses {
		if c.exclude || c.filter.facet != "" || c.as == ReadOptional {
			continue
		}
		found := s.entries(func(h *segmentHits) *roaring.Bitmap { return h.clauses[i] })
		s.known[i], s.idf[i] = found > 0, s.rarity(found)
		s.shares[i] = s.share(i, c)
	}
	return s
}

// entries is the number of live entries in bitmaps of all segments.
func (s *scorer) entries(of func(h *segmentHits) *roaring.Bitmap) int {
	found := 0
	for _, h := range s.ev.segments {
		found += h.view.count(of(h))
	}
	return found
}

// rarity is the inverse document frequency of BM25, in the form of Lucene.
func (s *scorer) rarity(found int) float64 {
	return math.Log(1 + (float64(s.ev.snap.live-found)+0.5)/(float64(found)+0.5))
}

// share weighs the parts of a clause by how rare they are.
func (s *scorer) share(i int, c *clause) clauseShares {
	sh := clauseShares{named: make([]float64, len(c.full))}
	of := func(part func(*clauseHits) *roaring.Bitmap) float64 {
		found := s.entries(func(h *segmentHits) *roaring.Bitmap { return part(&h.found[i]) })
		if found == 0 {
			return 0
		}
		idf := s.rarity(found)
		sh.top = math.Max(sh.top, idf)
		return idf
	}
	sh.own = of(func(h *clauseHits) *roaring.Bitmap { return h.own })
	sh.other = of(func(h *clauseHits) *roaring.Bitmap { return h.other })
	sh.together = of(func(h *clauseHits) *roaring.Bitmap { return h.together })
	sh.groups = of(func(h *clauseHits) *roaring.Bitmap { return h.groups })
	sh.partial = of(func(h *clauseHits) *roaring.Bitmap { return h.partial })
	for n := range c.full {
		sh.named[n] = of(func(h *clauseHits) *roaring.Bitmap { return h.named[n] })
	}
	if sh.top > 0 {
		sh.own /= sh.top
		sh.other *= weights.translation * c.heard / sh.top
		sh.together *= weights.group * c.heard / sh.top
		sh.groups *= weights.loose * c.heard / sh.top
		sh.partial *= weights.conceptPart / sh.top
		for n := range sh.named {
			sh.named[n] *= conceptWeight(c.full[n].facet) * c.trusted(n) / sh.top
		}
	}
	return sh
}

// conceptWeight is what a concept is worth by its facet.
func conceptWeight(facet string) float64 {
	switch facet {
	case FacetChallenge, FacetTechnology, FacetSystem:
		return weights.concept
	}
	return weights.conceptMinor
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
	top   float64
	terms []weighedTerm
	sets  []weighedSet
}

// A weighedTerm is a posting list and what a frequency in it is worth.
type weighedTerm struct {
	*impacts
	field  int
	weight float64
}

// A weighedSet is a bitmap and what being in it is worth; of a challenge area,
// less for an entry with many of them.
type weighedSet struct {
	entries *roaring.Bitmap
	weight  float64
	area    bool
}

func (s *scorer) weigher(ctx context.Context, h *segmentHits) (*weigher, error) {
	w := &weigher{scorer: s, h: h}
	for i, c := range s.ev.plan.clauses {
		sh := s.shares[i]
		if sh.top == 0 {
			continue
		}
		weighed := weighedClause{top: sh.top}
		own := c.own()
		for _, word := range c.phrase {
			own = append(slices.Clip(own), exactTerms(word, viaWord)...)
		}
		if err := weighed.add(ctx, w, own, sh.own); err != nil {
			return nil, err
		}
		if err := weighed.add(ctx, w, c.others(), sh.other); err != nil {
			return nil, err
		}
		weighed.addSets(c, &h.found[i], sh)
		w.clauses = append(w.clauses, weighed)
	}
	return w, nil
}

// add adds terms that are worth a share of their field's weight.
func (c *weighedClause) add(ctx context.Context, w *weigher, terms []fieldTerm, share float64) error {
	for _, t := range terms {
		l, err := w.h.view.impacts(ctx, w.ev.snap.impacts, t)
		if err != nil {
			return err
		}
		if weight := share * weights.field[t.field]; l != nil && weight > 0 {
			c.terms = append(c.terms, weighedTerm{l, t.field, weight})
		}
	}
	return nil
}

// addSets adds all of a clause that entries either have or not.
func (c *weighedClause) addSets(asked *clause, found *clauseHits, sh clauseShares) {
	add := func(entries *roaring.Bitmap, weight float64, area bool) {
		if entries != nil && weight != 0 {
			c.sets = append(c.sets, weighedSet{entries, weight, area})
		}
	}
	add(found.together, sh.together, false)
	add(found.groups, sh.groups, false)
	add(found.partial, sh.partial, false)
	for n, named := range asked.full {
		area := named.facet == FacetChallenge
		add(found.named[n], sh.named[n], area)
		add(found.core[n], sh.named[n]*weights.core, area)
		add(found.distant[n], sh.named[n]*weights.adjacent, area)
	}
}

// areaNorm is what the weight of an area is divided by for an entry with so many.
func (s *scorer) areaNorm(areas uint8) float64 {
	return 1 - weights.bConcept + weights.bConcept*float64(areas)/s.ev.snap.areas
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
				weighted += t.weight * float64(most.frequency) / w.norm(t.field, most.length)
			}
		}
		for _, set := range c.sets {
			weighted += w.inBlock(set, block)
		}
		score += saturated(c.top, weighted)
	}
	// Rounding may make the sum of the parts a little less than that of an entry.
	return score * bestPrior() * (1 + 1e-9)
}

// inBlock is the most a set is worth for an entry of a block.
func (w *weigher) inBlock(set weighedSet, block uint32) float64 {
	if set.weight < 0 || !set.entries.IntersectsWithInterval(uint64(block)*blockSize, uint64(block+1)*blockSize) {
		return 0
	}
	if set.area {
		return set.weight / w.areaNorm(1)
	}
	return set.weight
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
		for _, set := range c.sets {
			w.addSet(set, entries, s)
		}
		for j, n := range entries {
			scores[j] += saturated(c.top, s.weighted[n%blockSize])
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
	rows, weight := w.h.view.columns.rows, t.weight
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

// addSet adds the weight of a set for the entries that are in it.
func (w *weigher) addSet(set weighedSet, entries []uint32, s *scratch) {
	for _, n := range entries {
		if !set.entries.Contains(n) {
			continue
		}
		weight := set.weight
		if set.area {
			weight /= w.areaNorm(w.h.view.columns.rows[n].areas)
		}
		s.weighted[n%blockSize] += weight
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
