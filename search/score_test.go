package search

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
)

// invented is a state of an index that was never written: segments of random
// lists, with replaced entries, long enough for many blocks.
type invented struct {
	random *rand.Rand
	state  *state
	terms  []string
	lists  map[impactKey]*impacts
}

func invent(seed uint64, sizes ...int) *invented {
	x := &invented{random: rand.New(rand.NewPCG(seed, 1)), lists: map[impactKey]*impacts{}, terms: []string{"a", "b", "c", "d", "e", "f"}}
	x.state = &state{impacts: newLRU[impactKey, *impacts](minImpactBytes)}
	var all sums
	for id, size := range sizes {
		seg := x.segment(uint64(id), size)
		x.state.parts = append(x.state.parts, seg)
		x.state.live += int(seg.living.GetCardinality())
		seg.addSums(&all)
	}
	for f := range all.lengths {
		x.state.average[f] = all.average(all.lengths[f], x.state.live)
	}
	x.state.areas = all.average(all.areas, x.state.live)
	return x
}

func (x *invented) segment(id uint64, size int) *segmentState {
	c := &columns{rows: make([]row, size), ids: make([]string, size)}
	for n := range size {
		r := row{day: int32(x.random.IntN(30)), trl: uint8(x.random.IntN(3)), title: fmt.Sprint(x.random.IntN(50)), complete: uint8(x.random.IntN(101)), areas: uint8(1 + x.random.IntN(4))}
		if x.random.IntN(3) == 0 {
			r.flags |= flagArchived
		}
		for f := range r.lengths {
			r.lengths[f] = uint32(1 + x.random.IntN(40))
		}
		c.sums.add(&r)
		c.rows[n], c.ids[n] = r, fmt.Sprint(id, " ", n)
	}
	c.rank()
	seg := &segmentState{id: id, columns: c, known: newTermCache(), deleted: x.some(size, 0.1), living: roaring.New()}
	seg.living.AddRange(0, uint64(size))
	seg.living.AndNot(seg.deleted)
	for i, term := range x.terms {
		for f := range textFields {
			x.list(seg, fieldTerm{field: f, term: term}, math.Pow(0.3, float64(i)))
		}
		seg.known.put(FacetSystem, term, x.some(size, 0.05))
		areas := x.some(size, 0.1)
		seg.known.put(FacetChallenge, term, areas)
		core := roaring.And(areas, x.some(size, 0.4))
		seg.known.put(fieldStrength, strengthTerm(strengthCore, term), core)
		seg.known.put(fieldStrength, strengthTerm(strengthAdjacent, term), roaring.AndNot(areas, core))
	}
	return seg
}

func (x *invented) some(size int, share float64) *roaring.Bitmap {
	b := roaring.New()
	for n := range size {
		if x.random.Float64() < share {
			b.Add(uint32(n))
		}
	}
	return b
}

func (x *invented) list(seg *segmentState, t fieldTerm, share float64) {
	entries := x.some(len(seg.columns.rows), share).ToArray()
	frequencies := make([]uint16, len(entries))
	for i := range frequencies {
		frequencies[i] = uint16(1 + x.random.IntN(1+x.random.IntN(20)))
	}
	l := newImpacts(entries, frequencies, len(seg.columns.rows), func(n uint32) uint32 { return seg.columns.rows[n].lengths[t.field] })
	key := impactKey{seg.id, textFields[t.field], t.term}
	x.lists[key] = l
	x.state.impacts.put(key, l, l.bytes())
	seg.known.put(textFields[t.field], t.term, roaring.BitmapOf(entries...))
}

// plan is one of words, of which some need not hold, some must not, or one is
// enough.
func (x *invented) plan() *plan {
	p, chain := &plan{any: x.random.IntN(3) == 0}, 0
	for source := range 1 + x.random.IntN(3) {
		if x.random.IntN(4) > 0 {
			chain = source
		}
		c := &clause{source: source, chain: chain, rank: x.random.IntN(4) == 0, exclude: x.random.IntN(8) == 0}
		for range 1 + x.random.IntN(3) {
			c.terms = append(c.terms, fieldTerm{field: x.random.IntN(5), term: x.terms[x.random.IntN(len(x.terms))]})
		}
		if x.random.IntN(3) == 0 {
			c.terms = append(c.terms, fieldTerm{field: x.random.IntN(5), term: x.terms[x.random.IntN(len(x.terms))], via: viaSynonym})
		}
		switch x.random.IntN(4) {
		case 0:
			c.full = []concept{{FacetSystem, x.terms[x.random.IntN(len(x.terms))]}, {FacetChallenge, x.terms[x.random.IntN(len(x.terms))]}}
		case 1:
			c.part = []concept{{FacetSystem, x.terms[x.random.IntN(len(x.terms))]}}
		}
		p.clauses = append(p.clauses, c)
	}
	return p
}

// score is that of one entry, looked up list by list.
func (x *invented) score(ev *evaluation, shares []clauseShares, segment int, n uint32) float64 {
	h, score := ev.segments[segment], 0.0
	for i, c := range ev.plan.clauses {
		if shares[i].top > 0 {
			weighted := x.weighted(ev, c, &h.found[i], shares[i], h, n)
			score += shares[i].top * weighted * (weights.k1 + 1) / (weighted + weights.k1)
		}
	}
	return score * prior(&h.view.columns.rows[n], ev.today)
}

// weighted is what a clause is worth for an entry before it saturates.
func (x *invented) weighted(ev *evaluation, c *clause, found *clauseHits, sh clauseShares, h *segmentHits, n uint32) float64 {
	weighted := 0.0
	row := &h.view.columns.rows[n]
	for i, t := range c.terms {
		l := x.lists[impactKey{h.view.id, textFields[t.field], t.term}]
		if at, ok := slices.BinarySearch(l.entries, n); ok {
			share := sh.own
			if i >= c.typed() {
				share = sh.other
			}
			norm := 1 - weights.b + weights.b*float64(row.lengths[t.field])/x.state.average[t.field]
			weighted += share * weights.field[t.field] * float64(l.frequencies[at]) / norm
		}
	}
	has := func(b *roaring.Bitmap) bool { return b != nil && b.Contains(n) }
	if has(found.partial) {
		weighted += sh.partial
	}
	for i, named := range c.full {
		if !has(found.named[i]) {
			continue
		}
		worth := sh.named[i]
		if has(found.core[i]) {
			worth *= 1 + weights.core
		}
		if has(found.distant[i]) {
			worth *= 1 + weights.adjacent
		}
		if named.facet == FacetChallenge {
			worth /= 1 - weights.bConcept + weights.bConcept*float64(row.areas)/x.state.areas
		}
		weighted += worth
	}
	return weighted
}

// alike reports whether two candidates are the same entry with the same score,
// rounding aside: the parts are added in another order.
func alike(a, b candidate) bool {
	return a.segment == b.segment && a.number == b.number && math.Abs(a.score-b.score) < 1e-9
}

func TestBestOfBlocksAreTheBestOfAll(t *testing.T) {
	skipped := 0
	seeds := uint64(25)
	if testing.Short() {
		seeds = 5
	}
	for seed := range seeds {
		x := invent(seed, 3000, 5000, 10, 1)
		for range 6 {
			p, most := x.plan(), 1+x.random.IntN(60)
			ev, err := evaluate(t.Context(), x.state.open(), p, nil, 20)
			must(t, err)
			if !p.scored() || ev.total == 0 {
				continue
			}
			got, err := ev.top(t.Context(), SortRelevance, 0, most)
			must(t, err)
			all := &ranking{ev: ev, sort: SortRelevance, most: ev.total}
			shares := newScorer(ev).shares
			for i, h := range ev.segments {
				each(h.hits, func(n uint32) { all.kept = append(all.kept, candidate{i, n, x.score(ev, shares, i, n)}) })
			}
			slices.SortFunc(all.kept, all.compare)
			if want := all.kept[:min(most, len(all.kept))]; !slices.EqualFunc(got, want, alike) {
				t.Fatalf("seed %d, best %d of %d: %v, want %v", seed, most, ev.total, got, want)
			}
			skipped += ev.skipped(t, most)
		}
	}
	if skipped == 0 {
		t.Error("no block was ever left out")
	}
}

// skipped is the number of blocks that a ranking leaves out.
func (ev *evaluation) skipped(t *testing.T, most int) (n int) {
	t.Helper()
	s := newScorer(ev)
	best := &ranking{ev: ev, sort: SortRelevance, most: min(most, ev.total)}
	must(t, s.rank(t.Context(), best))
	blocks, err := s.blocks(t.Context())
	must(t, err)
	for _, b := range blocks {
		if b.weigher.bound(b.number) < best.least() {
			n++
		}
	}
	return n
}

func TestOrdersOfColumns(t *testing.T) {
	for seed := range uint64(10) {
		x := invent(seed, 2000, 300, 1)
		for _, p := range []*plan{{}, x.plan(), x.plan()} {
			ev, err := evaluate(t.Context(), x.state.open(), p, nil, 20)
			must(t, err)
			for _, sort := range []string{SortConfirmed, SortNewest, SortTRL, SortTitle} {
				most := 1 + x.random.IntN(100)
				got, err := ev.top(t.Context(), sort, 0, most)
				must(t, err)
				all := &ranking{ev: ev, sort: sort}
				for i, h := range ev.segments {
					each(h.hits, func(n uint32) { all.kept = append(all.kept, candidate{segment: i, number: n}) })
				}
				slices.SortFunc(all.kept, all.compare)
				if want := all.kept[:min(most, len(all.kept))]; !slices.Equal(got, want) {
					t.Fatalf("seed %d by %s: %v, want %v", seed, sort, got, want)
				}
			}
		}
	}
}
