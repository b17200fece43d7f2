package search

import (
	"fmt"
	"slices"
)

// defaultAnswerBytes bounds the answers kept for an audience.
const defaultAnswerBytes = 16 << 20

// An answerKey is all that an answer depends on. Each audience keeps its answers
// apart from those of others.
type answerKey struct {
	generation *generation
	batch      uint64 // last one written to it
	day        int32
	lexica     *lexica
	request    string
}

// An answerCache keeps the answers given last. Those on states that have
// passed are not asked for again, and go when others need the room.
type answerCache = lru[answerKey, *Results]

// answerKey is that of a request on a state of an index.
func (e *answerer) answerKey(g *generation, snap *snapshot, asked Request, today int32) answerKey {
	// Written out with every field, those that are added later included. Exits
	// repeat the sort as it was asked for.
	text := fmt.Sprintf("%q %#v", asked.Sort, asked.Bounded())
	return answerKey{generation: g, batch: snap.batch, day: today, lexica: e.lexica, request: text}
}

// copy is the results with lists of their own. What the lists hold is shared.
func (r *Results) copy() *Results {
	c := *r
	c.Hits, c.Near, c.Facets = slices.Clone(r.Hits), slices.Clone(r.Near), slices.Clone(r.Facets)
	c.Exits, c.Corrections = slices.Clone(r.Exits), slices.Clone(r.Corrections)
	c.Hints, c.Reading = slices.Clone(r.Hints), slices.Clone(r.Reading)
	return &c
}

// bytes is about the memory that the results take.
func (r *Results) bytes() int {
	n := 1024 + len(r.Query) + len(r.Understood) + len(r.Exact) + 1024*(len(r.Exits)+len(r.Reading)+len(r.Corrections)+len(r.Hints))
	for _, hits := range [][]Hit{r.Hits, r.Near} {
		for i := range hits {
			n += hits[i].bytes()
		}
	}
	for _, f := range r.Facets {
		n += 64 + valueBytes(f.Values)
	}
	return n
}

func (h *Hit) bytes() int {
	n := 1024 + len(h.Title) + len(h.Summary) + 96*len(h.Why) + 32*len(h.Missing)
	for _, s := range h.Snippets {
		n += 32 + len(s.HTML)
	}
	return n
}

func valueBytes(values []FacetValue) int {
	n := 0
	for i := range values {
		n += 80 + valueBytes(values[i].Children)
	}
	return n
}
