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
	x.state = &state{impacts: newLRU[impactKey, *impacts](maxImpactBytes)}
	var lengths [5]uint64
	for id, size := range sizes {
		seg := x.segment(uint64(id), size)
		x.state.parts = append(x.state.parts, seg)
		x.state.live += int(seg.living.GetCardinality())
		seg.addLengths(&lengths)
	}
	for f := range lengths {
		x.state.average[f] = float64(lengths[f]) / float64(x.state.live)
	}
	return x
}

func (x *invented) segment(id uint64, size int) *segmentState {
	c := &columns{rows: make([]row, size), ids: make([]string, size)}
	for n := range size {
		r := row{day: int32(x.random.IntN(30)), trl: uint8(x.random.IntN(3)), title: fmt.Sprint(x.random.IntN(50)), complete: uint8(x.random.IntN(101))}
		if x.random.IntN(3) == 0 {
			r.flags |= flagArchived
		}
		for f := range r.lengths {
			r.lengths[f] = uint32(1 + x.random.IntN(40))
			c.lengths[f] += uint64(r.lengths[f])
		}
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
	key := impactKey{seg.id, t.field, t.term}
	x.lists[key] = l
	x.state.impacts.put(key, l, l.bytes())
	seg.known.put(textFields[t.field], t.term, roaring.BitmapOf(entries...))
}

// plan is one of words, of which some need not hold, some must not, or one is
// enough.
func (x *invented) plan() *plan {
	p := &plan{any: x.random.IntN(3) == 0}
	for range 1 + x.random.IntN(3) {
		c := &clause{rank: x.random.IntN(4) == 0, exclude: x.random.IntN(8) == 0}
		for range 1 + x.random.IntN(3) {
			c.terms = append(c.terms, fieldTerm{field: x.random.IntN(5), term: x.terms[x.random.IntN(len(x.terms))]})
		}
		switch x.random.IntN(4) {
		case 0:
			c.full = []concept{{FacetSystem, x.terms[x.random.IntN(len(x.terms))]}}
		case 1:
			c.part = []concept{{FacetSystem, x.terms[x.random.IntN(len(x.terms))]}}
		}
		p.clauses = append(p.clauses, c)
	}
	return p
}

// score is that of one entry, looked up list by list.
func (x *invented) score(ev *evaluation, idf []float64, segment int, n uint32) float64 {
	h, score := ev.segments[segment], 0.0
	for i, c := range ev.plan.clauses {
		weighted := 0.0
		for _, t := range c.terms {
			l := x.lists[impactKey{h.view.id, t.field, t.term}]
			if at := slices.Index(l.entries, n); at >= 0 {
				norm := 1 - weights.b + weights.b*float64(h.view.columns.rows[n].lengths[t.field])/x.state.average[t.field]
				weighted += weights.field[t.field] * float64(l.frequencies[at]) / norm
			}
		}
		if h.full[i] != nil && h.full[i].Contains(n) {
			weighted += weights.concept
		}
		if h.part[i] != nil && h.part[i].Contains(n) {
			weighted += weights.conceptPart
		}
		if idf[i] != 0 {
			score += idf[i] * weighted * (weights.k1 + 1) / (weighted + weights.k1)
		}
	}
	return score * prior(&h.view.columns.rows[n], ev.today)
}

func TestBestOfBlocksAreTheBestOfAll(t *testing.T) {
	skipped := 0
	for seed := range uint64(25) {
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
			idf := newScorer(ev).idf
			for i, h := range ev.segments {
				each(h.hits, func(n uint32) { all.kept = append(all.kept, candidate{i, n, x.score(ev, idf, i, n)}) })
			}
			slices.SortFunc(all.kept, all.compare)
			if want := all.kept[:min(most, len(all.kept))]; !slices.Equal(got, want) {
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
