package search

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A candidate is a hit in the running for a place on the page.
type candidate struct {
	segment int
	number  uint32
	score   float64
}

// scorer computes BM25 over several fields: the frequencies of a word in all
// fields are weighted and added before they saturate, so that a word in title
// and body is not counted as two. What else a clause holds for, translations and
// concepts, is added in the same way, each weighed by how rare it is beside the
// rarest, so that a common concept does not drown a rare word.
type scorer struct {
	ev      *evaluation
	idf     []float64      // by clause: of all it holds for
	known   []bool         // by clause: some entry meets it
	shares  []clauseShares // by clause
	average [5]float64     // length by text field
	values  []float64      // by facet: average number of values
}

// clauseShares are how rare each part of a clause is, as a share of the rarest; top is
// the idf of that one, 0 for a clause that does not rank.
type clauseShares struct {
	top                         float64
	own, other, groups, partial float64
	named                       []float64
}

func newScorer(ev *evaluation) *scorer {
	n := len(ev.plan.clauses)
	s := &scorer{
		ev: ev, idf: make([]float64, n), known: make([]bool, n), shares: make([]clauseShares, n), values: make([]float64, len(FacetRules)),
	}
	s.lengths()
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

// lengths takes the averages over all live entries.
func (s *scorer) lengths() {
	var total [5]uint64
	for _, h := range s.ev.segments {
		lengths := h.view.columns.lengths
		if h.view.deleted != nil {
			each(h.view.deleted, func(n uint32) {
				for f, length := range h.view.columns.rows[n].lengths {
					lengths[f] -= uint64(length)
				}
			})
		}
		for f := range total {
			total[f] += lengths[f]
		}
	}
	for f := range total {
		s.average[f] = math.Max(1, float64(total[f])/math.Max(1, float64(s.ev.snap.live)))
	}
}

// entries is the number of live entries in bitmaps of all segments.
func (s *scorer) entries(of func(h *segmentHits) *roaring.Bitmap) int {
	found := 0
	for _, h := range s.ev.segments {
		if b := of(h); b != nil {
			found += int(b.GetCardinality())
			if h.view.deleted != nil {
				found -= int(b.AndCardinality(h.view.deleted))
			}
		}
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
	sh.groups = of(func(h *clauseHits) *roaring.Bitmap { return h.groups })
	sh.partial = of(func(h *clauseHits) *roaring.Bitmap { return h.partial })
	for n := range c.full {
		sh.named[n] = of(func(h *clauseHits) *roaring.Bitmap { return h.named[n] })
	}
	if sh.top > 0 {
		for _, share := range []*float64{&sh.own, &sh.other, &sh.groups, &sh.partial} {
			*share /= sh.top
		}
		for n := range sh.named {
			sh.named[n] *= conceptWeight(c.full[n].facet) / sh.top
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

// segment scores the hits of one segment, by entry number.
func (s *scorer) segment(h *segmentHits) ([]float64, error) {
	scores := make([]float64, len(h.view.columns.rows))
	weighted := make([]float64, len(scores))
	for i, c := range s.ev.plan.clauses {
		top := s.shares[i].top
		if top == 0 {
			continue
		}
		if err := s.clause(h, i, c, weighted); err != nil {
			return nil, err
		}
		each(h.hits, func(n uint32) {
			scores[n] += top * weighted[n] * (weights.k1 + 1) / (weighted[n] + weights.k1)
			weighted[n] = 0
		})
	}
	each(h.hits, func(n uint32) { scores[n] *= prior(&h.view.columns.rows[n], s.ev.today) })
	return scores, nil
}

// clause adds what a clause is worth for each hit, before it saturates.
func (s *scorer) clause(h *segmentHits, i int, c *clause, weighted []float64) error {
	sh := s.shares[i]
	own := c.own()
	for _, word := range c.phrase {
		own = append(slices.Clip(own), exactTerms(word, viaWord)...)
	}
	for _, t := range own {
		if err := s.term(h, t, sh.own, weighted); err != nil {
			return err
		}
	}
	for _, t := range c.others() {
		if err := s.term(h, t, sh.other*weights.translation, weighted); err != nil {
			return err
		}
	}
	addWeight(h.found[i].groups, h.hits, sh.groups*weights.group, weighted)
	addWeight(h.found[i].partial, h.hits, sh.partial*weights.conceptPart, weighted)
	found := &h.found[i]
	for n, named := range c.full {
		s.addConcept(h, named.facet, found.named[n], sh.named[n], weighted)
		s.addConcept(h, named.facet, found.core[n], sh.named[n]*weights.core, weighted)
		s.addConcept(h, named.facet, found.distant[n], sh.named[n]*weights.adjacent, weighted)
	}
	return nil
}

// addConcept adds the weight of a concept for the hits that have it: less for
// one that has many values of the facet, as a long text says less by each word.
func (s *scorer) addConcept(h *segmentHits, facet string, entries *roaring.Bitmap, weight float64, weighted []float64) {
	number := facetNumber(facet)
	if entries == nil || number < 0 {
		return
	}
	average := s.averageValues(number)
	column := &h.view.columns.facets[number]
	each(roaring.And(entries, h.hits), func(n uint32) {
		norm := 1 - weights.bConcept + weights.bConcept*float64(len(column.of(n)))/average
		weighted[n] += weight / norm
	})
}

// averageValues is how many values of a facet an entry that has any has.
func (s *scorer) averageValues(facet int) float64 {
	if s.values[facet] > 0 {
		return s.values[facet]
	}
	values, entries := 0, 0
	for _, h := range s.ev.segments {
		column := &h.view.columns.facets[facet]
		each(h.view.all(), func(n uint32) {
			if k := len(column.of(n)); k > 0 {
				values, entries = values+k, entries+1
			}
		})
	}
	s.values[facet] = math.Max(1, float64(values)/math.Max(1, float64(entries)))
	return s.values[facet]
}

// term adds the weighted frequencies of a term.
func (s *scorer) term(h *segmentHits, t fieldTerm, weight float64, weighted []float64) error {
	list, err := h.view.list(textFields[t.field], t.term)
	if err != nil {
		return err
	}
	entries := bitmapOf(list)
	if entries == nil || !entries.Intersects(h.hits) {
		return nil
	}
	it := list.Iterator(true, false, false, nil)
	if limited, ok := it.(segment.OptimizablePostingsIterator); ok && limited.ActualBitmap() != nil {
		limited.ReplaceActual(roaring.And(entries, h.hits))
	}
	for {
		posting, err := it.Next()
		if err != nil || posting == nil {
			return err
		}
		n := posting.Number()
		length := float64(h.view.columns.rows[n].lengths[t.field])
		norm := 1 - weights.b + weights.b*length/s.average[t.field]
		weighted[n] += weight * weights.field[t.field] * float64(posting.Frequency()) / norm
	}
}

// addWeight adds a weight for entries that are hits.
func addWeight(entries, hits *roaring.Bitmap, weight float64, weighted []float64) {
	if entries != nil {
		each(roaring.And(entries, hits), func(n uint32) { weighted[n] += weight })
	}
}

// prior is the factor that says how much an entry is worth before any word is
// looked at.
func prior(r *row, today int32) float64 {
	p := 1 + weights.complete*float64(r.complete)/100
	if r.day != 0 {
		age := float64(today - r.day - int32(weights.freshFor))
		p += weights.fresh * math.Min(1, math.Max(0, 1-age/float64(weights.fade)))
	}
	if r.grade > 0 {
		p += weights.evidence * float64(grades+1-r.grade) / grades
	}
	if r.flags&flagListing != 0 {
		p += weights.listing
	}
	return p
}

// top is the hits from..to in the order of the sort.
func (ev *evaluation) top(ctx context.Context, sort string, from, to int) ([]candidate, error) {
	best := &ranking{ev: ev, sort: sort}
	var scores *scorer
	if sort == SortRelevance && ev.plan.scored() {
		scores = newScorer(ev)
	}
	for i, h := range ev.segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var score []float64
		if scores != nil {
			var err error
			if score, err = scores.segment(h); err != nil {
				return nil, err
			}
		}
		each(h.hits, func(n uint32) {
			c := candidate{segment: i, number: n}
			if score != nil {
				c.score = score[n]
			}
			best.offer(c, to)
		})
	}
	slices.SortFunc(best.kept, best.compare)
	return best.kept[min(from, len(best.kept)):], nil
}

// ranking keeps the best candidates seen as a heap with the worst on top.
type ranking struct {
	ev   *evaluation
	sort string
	kept []candidate
}

func (r *ranking) offer(c candidate, most int) {
	switch {
	case most <= 0:
	case len(r.kept) < most:
		heap.Push(r, c)
	case r.compare(c, r.kept[0]) < 0:
		r.kept[0] = c
		heap.Fix(r, 0)
	}
}

// compare is negative when a comes before b. No two entries are equal: the id
// decides last.
func (r *ranking) compare(a, b candidate) int {
	ca, cb := r.ev.segments[a.segment].view.columns, r.ev.segments[b.segment].view.columns
	ra, rb := &ca.rows[a.number], &cb.rows[b.number]
	order := 0
	switch r.sort {
	case SortTitle:
	case SortTRL:
		order = cmp.Or(cmp.Compare(rb.trl, ra.trl), cmp.Compare(rb.day, ra.day))
	case SortNewest:
		order = cmp.Compare(rb.created, ra.created)
	case SortConfirmed:
		order = cmp.Compare(rb.day, ra.day)
	default:
		order = cmp.Or(
			cmp.Compare(ra.flags&flagArchived, rb.flags&flagArchived),
			cmp.Compare(b.score, a.score),
			cmp.Compare(rb.day, ra.day),
		)
	}
	if order != 0 {
		return order
	}
	return cmp.Or(cmp.Compare(ra.title, rb.title), cmp.Compare(ca.ids[a.number], cb.ids[b.number]))
}

// Len, Less, Swap, Push and Pop are for package heap.
func (r *ranking) Len() int           { return len(r.kept) }
func (r *ranking) Less(i, j int) bool { return r.compare(r.kept[i], r.kept[j]) > 0 }
func (r *ranking) Swap(i, j int)      { r.kept[i], r.kept[j] = r.kept[j], r.kept[i] }

// Push adds a candidate.
func (r *ranking) Push(x any) { r.kept = append(r.kept, x.(candidate)) }

// Pop takes the last one.
func (r *ranking) Pop() any {
	last := r.kept[len(r.kept)-1]
	r.kept = r.kept[:len(r.kept)-1]
	return last
}
