package search

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// A chain is a condition of a plan: one of its alternatives must hold. It has
// several where clauses of the query are joined by OR.
type chain []alternative

// An alternative is the numbers of clauses that must all hold. It has several
// where one clause of the query became several of the plan.
type alternative []int

// chains are what must hold, in the order of the query: neither what is
// excluded nor what only ranks.
func (p *plan) chains() []chain {
	var chains []chain
	link, source := -1, -1
	for i, c := range p.clauses {
		if c.exclude || c.rank {
			continue
		}
		if c.chain != link {
			chains, link, source = append(chains, nil), c.chain, -1
		}
		last := &chains[len(chains)-1]
		if c.source != source {
			*last, source = append(*last, nil), c.source
		}
		(*last)[len(*last)-1] = append((*last)[len(*last)-1], i)
	}
	return chains
}

// ranks reports whether some clause of a chain ranks entries.
func (p *plan) ranks(c chain) bool {
	return slices.ContainsFunc(c, func(all alternative) bool {
		return slices.ContainsFunc(all, func(i int) bool { return p.clauses[i].filter.facet == "" })
	})
}

// holds is the entries that a chain holds for, given those of each clause. It is
// not to be changed.
func (c chain) holds(clauses []*roaring.Bitmap) *roaring.Bitmap {
	either := make([]*roaring.Bitmap, len(c))
	for i, all := range c {
		together := make([]*roaring.Bitmap, len(all))
		for j, number := range all {
			together[j] = clauses[number]
		}
		either[i] = intersection(together)
	}
	return union(either)
}

// each is the entries that its clauses hold for, by clause.
func (c chain) each(clauses []*roaring.Bitmap) []*roaring.Bitmap {
	var each []*roaring.Bitmap
	for _, all := range c {
		for _, number := range all {
			each = append(each, clauses[number])
		}
	}
	return each
}
