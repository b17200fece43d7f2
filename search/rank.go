package search

import (
	"cmp"
	"container/heap"
	"context"
	"math"
	"slices"
)

// A candidate is a hit in the running for a place on the page.
type candidate struct {
	segment int
	number  uint32
	score   float64
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
	best := &ranking{ev: ev, sort: sort, most: min(to, ev.total)}
	var err error
	if sort == SortRelevance && ev.plan.scored() {
		err = ev.scorer().rank(ctx, best)
	} else {
		err = best.sorted(ctx)
	}
	if err != nil {
		return nil, err
	}
	slices.SortFunc(best.kept, best.compare)
	return best.kept[min(from, len(best.kept)):], nil
}

// ranking keeps the best candidates seen as a heap with the worst on top.
type ranking struct {
	ev   *evaluation
	sort string
	most int
	kept []candidate
}

// sorted offers the hits of every segment in the order of a column.
func (r *ranking) sorted(ctx context.Context) error {
	for i, h := range r.ev.segments {
		if err := ctx.Err(); err != nil {
			return err
		}
		hits, all := int(h.hits.GetCardinality()), len(h.view.columns.rows)
		order := h.view.columns.order(r.sort)
		// Walking the order finds a hit every all/hits entries.
		if order == nil || hits == 0 || r.most*all/hits > hits {
			each(h.hits, func(n uint32) { r.offer(candidate{segment: i, number: n}) })
			continue
		}
		left := r.most
		for _, n := range order {
			if left == 0 {
				break
			}
			if h.hits.Contains(n) {
				r.offer(candidate{segment: i, number: n})
				left--
			}
		}
	}
	return nil
}

// least is a score below which no entry comes among the best.
func (r *ranking) least() float64 {
	if len(r.kept) < r.most || r.most == 0 {
		return math.Inf(-1)
	}
	worst := r.kept[0]
	if r.row(worst).flags&flagArchived != 0 {
		return math.Inf(-1) // any entry in use comes before it
	}
	return worst.score
}

func (r *ranking) row(c candidate) *row {
	return &r.ev.segments[c.segment].view.columns.rows[c.number]
}

func (r *ranking) offer(c candidate) {
	switch {
	case r.most <= 0:
	case len(r.kept) < r.most:
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
	if r.sort == SortRelevance {
		order = cmp.Or(
			cmp.Compare(ra.flags&flagArchived, rb.flags&flagArchived),
			cmp.Compare(b.score, a.score),
			cmp.Compare(rb.day, ra.day),
		)
	} else {
		order = ra.before(rb, r.sort)
	}
	if order != 0 {
		return order
	}
	if a.segment == b.segment {
		return cmp.Compare(ca.ranks[a.number], cb.ranks[b.number])
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
