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
// and body is not counted as two.
type scorer struct {
	ev      *evaluation
	idf     []float64  // by clause
	known   []bool     // by clause: some entry meets it
	average [5]float64 // length by text field
}

func newScorer(ev *evaluation) *scorer {
	s := &scorer{ev: ev, idf: make([]float64, len(ev.plan.clauses)), known: make([]bool, len(ev.plan.clauses))}
	var total [5]uint64
	for _, h := range ev.segments {
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
		s.average[f] = math.Max(1, float64(total[f])/math.Max(1, float64(ev.snap.live)))
	}
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

// segment scores the hits of one segment, by entry number.
func (s *scorer) segment(h *segmentHits) ([]float64, error) {
	scores := make([]float64, len(h.view.columns.rows))
	weighted := make([]float64, len(scores))
	for i, c := range s.ev.plan.clauses {
		if s.idf[i] == 0 {
			continue
		}
		if err := s.clause(h, c, weighted); err != nil {
			return nil, err
		}
		addWeight(h.full[i], h.hits, weights.concept, weighted)
		addWeight(h.part[i], h.hits, weights.conceptPart, weighted)
		each(h.hits, func(n uint32) {
			scores[n] += s.idf[i] * weighted[n] * (weights.k1 + 1) / (weighted[n] + weights.k1)
			weighted[n] = 0
		})
	}
	each(h.hits, func(n uint32) { scores[n] *= prior(&h.view.columns.rows[n], s.ev.today) })
	return scores, nil
}

// clause adds the weighted frequencies of all terms of a clause.
func (s *scorer) clause(h *segmentHits, c *clause, weighted []float64) error {
	for _, t := range c.terms {
		if err := s.term(h, t, weighted); err != nil {
			return err
		}
	}
	for _, word := range c.phrase {
		for _, t := range exactTerms(word, viaWord) {
			if err := s.term(h, t, weighted); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *scorer) term(h *segmentHits, t fieldTerm, weighted []float64) error {
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
		weighted[n] += weights.field[t.field] * float64(posting.Frequency()) / norm
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
