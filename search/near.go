package search

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// Limits of the entries shown beside a thin result.
const (
	maxNear = FewForPage
	// nearShare is the part of the weight of a query that an entry must have to
	// be near. Words weigh by how rare they are; one that no entry has weighs
	// nothing. A rare word beside a common one is most of a short query, and
	// who looks for "victims of trafficking" is helped by either.
	nearShare = 0.25
)

// near are the entries that have a good part of the words of a query with few
// results, best first. Filters, excluded words and field:value hold as in the
// search itself; its own hits are left out.
func (e *answerer) near(ctx context.Context, ev *evaluation, language string) ([]Hit, error) {
	if len(ev.plan.required()) < 2 {
		return []Hit{}, nil
	}
	wider, err := ev.wider(ctx)
	if err != nil {
		return nil, err
	}
	best, err := wider.top(ctx, SortRelevance, 0, maxNear)
	if err != nil {
		return nil, err
	}
	scores := wider.scorer()
	var kept []candidate
	var missing [][]string
	for _, c := range best {
		words, share := scores.missing(c)
		if share <= 1-nearShare {
			kept, missing = append(kept, c), append(missing, words)
		}
	}
	hits, err := e.hits(wider, kept, language)
	for i := range hits {
		hits[i].Missing = missing[i]
	}
	return hits, err
}

// required are the numbers of the clauses that an entry must meet and that
// rank it.
func (p *plan) required() []int {
	var numbers []int
	for i, c := range p.clauses {
		if !c.exclude && !c.rank && c.filter.facet == "" {
			numbers = append(numbers, i)
		}
	}
	return numbers
}

// wider is the evaluation in which one word suffices, without the hits of this
// one.
func (ev *evaluation) wider(ctx context.Context) (*evaluation, error) {
	p := ev.plan.alternatives()
	wider := &evaluation{snap: ev.snap, plan: p, selections: ev.selections, today: ev.today, before: ev}
	if err := wider.run(ctx); err != nil {
		return nil, err
	}
	for i, h := range wider.segments {
		h.hits = roaring.AndNot(h.hits, ev.segments[i].hits)
	}
	return wider, nil
}

// missing are the words of the query that a candidate does not have, and their
// share in the weight of all that some entry has. Of words joined by OR one
// suffices.
func (s *scorer) missing(c candidate) (words []string, share float64) {
	h := s.ev.segments[c.segment]
	lacks := func(i int) bool { return !h.clauses[i].Contains(c.number) }
	lacking, all := 0.0, 0.0
	for _, chain := range s.ev.plan.chains() {
		met := len(chain) > 1 && slices.ContainsFunc(chain, func(all alternative) bool { return !slices.ContainsFunc(all, lacks) })
		for _, i := range slices.Concat(chain...) {
			asked, weight := s.ev.plan.clauses[i], 0.0
			if asked.filter.facet != "" {
				continue
			}
			if s.known[i] {
				weight = s.idf[i]
			}
			all += weight
			if !met && lacks(i) {
				lacking += weight
				words = append(words, asked.text)
			}
		}
	}
	if all == 0 {
		return words, 1
	}
	return words, lacking / all
}
