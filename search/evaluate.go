package search

import (
	"context"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// A selection is what was chosen of one facet.
type selection struct {
	facet  int // number in FacetRules
	values []string
	all    bool // an entry needs every value instead of any
}

// segmentHits is what a query finds in one segment.
type segmentHits struct {
	view    *segmentView
	clauses []*roaring.Bitmap // by clause of the plan: live entries it holds for
	full    []*roaring.Bitmap // by clause: entries with a concept it names, nil without
	part    []*roaring.Bitmap // by clause: entries with a concept it names in part or a group, nil without
	filters []*roaring.Bitmap // by selection
	text    *roaring.Bitmap   // all clauses
	hits    *roaring.Bitmap   // all clauses and all selections
}

// evaluation is one request on one snapshot.
type evaluation struct {
	snap       *snapshot
	plan       *plan
	selections []selection
	today      int32
	before     *evaluation // on the same snapshot; its clauses are not asked again
	segments   []*segmentHits
	total      int
}

// evaluate finds what the plan and the selections hold for, segment by segment.
func evaluate(ctx context.Context, snap *snapshot, p *plan, selections []selection, today int32) (*evaluation, error) {
	ev := &evaluation{snap: snap, plan: p, selections: selections, today: today}
	return ev, ev.run(ctx)
}

func (ev *evaluation) run(ctx context.Context) error {
	for number, view := range ev.snap.segments {
		if err := ctx.Err(); err != nil {
			return err
		}
		hits, err := ev.segment(number, view)
		if err != nil {
			return err
		}
		ev.segments = append(ev.segments, hits)
		ev.total += int(hits.hits.GetCardinality())
	}
	return nil
}

func (ev *evaluation) segment(number int, view *segmentView) (*segmentHits, error) {
	h := &segmentHits{
		view: view, text: view.all(),
		clauses: make([]*roaring.Bitmap, len(ev.plan.clauses)),
		full:    make([]*roaring.Bitmap, len(ev.plan.clauses)),
		part:    make([]*roaring.Bitmap, len(ev.plan.clauses)),
	}
	for i, c := range ev.plan.clauses {
		if h.answered(i, c, ev.before, number) {
			continue
		}
		if err := h.clause(i, c, ev.today); err != nil {
			return nil, err
		}
	}
	h.combine(ev.plan)
	h.hits = h.text
	for _, s := range ev.selections {
		filter, err := view.selected(s, ev.today)
		if err != nil {
			return nil, err
		}
		h.filters = append(h.filters, filter)
		h.hits = roaring.And(h.hits, filter)
	}
	return h, nil
}

// combine keeps of the entries in text those that the clauses hold for.
func (h *segmentHits) combine(p *plan) {
	either := roaring.New()
	for i, c := range p.clauses {
		switch {
		case c.exclude:
			h.text.AndNot(h.clauses[i])
		case c.rank:
		case p.any && c.filter.facet == "":
			either.Or(h.clauses[i])
		default:
			h.text.And(h.clauses[i])
		}
	}
	if p.any && p.scored() {
		h.text.And(either)
	}
}

// clause finds the live entries a clause holds for.
func (h *segmentHits) clause(i int, c *clause, today int32) (err error) {
	if c.filter.facet != "" {
		h.clauses[i], err = h.view.selected(selection{facet: facetNumber(c.filter.facet), values: []string{c.filter.id}}, today)
		return err
	}
	var found []*roaring.Bitmap
	for _, t := range c.terms {
		b, err := h.view.bitmap(textFields[t.field], t.term)
		if err != nil {
			return err
		}
		if b != nil {
			found = append(found, b)
		}
	}
	if h.full[i], err = h.view.withConcept(c.full); err != nil {
		return err
	}
	if h.part[i], err = h.view.withConcept(c.part); err != nil {
		return err
	}
	if h.part[i], err = h.view.withGroups(c.groups, h.part[i]); err != nil {
		return err
	}
	for _, b := range []*roaring.Bitmap{h.full[i], h.part[i]} {
		if b != nil {
			found = append(found, b)
		}
	}
	if len(c.phrase) > 0 {
		b, err := h.view.phrase(c.phrase)
		if err != nil {
			return err
		}
		found = append(found, b)
	}
	h.clauses[i] = h.view.alive(roaring.FastOr(found...))
	return nil
}

// withConcept is the entries that have any of the concepts, replaced ones
// included, or nil.
func (v *segmentView) withConcept(concepts []concept) (*roaring.Bitmap, error) {
	var found []*roaring.Bitmap
	for _, c := range concepts {
		b, err := v.bitmap(c.facet, c.id)
		if err != nil {
			return nil, err
		}
		if b != nil {
			found = append(found, b)
		}
	}
	if len(found) == 0 {
		return nil, nil
	}
	return roaring.FastOr(found...), nil
}

// withGroups adds to others the entries that have a term of each part of a
// group, replaced ones included.
func (v *segmentView) withGroups(groups []group, others *roaring.Bitmap) (*roaring.Bitmap, error) {
	for _, g := range groups {
		var all *roaring.Bitmap
		for _, terms := range g {
			some := roaring.New()
			for _, t := range terms {
				b, err := v.bitmap(textFields[t.field], t.term)
				if err != nil {
					return nil, err
				}
				if b != nil {
					some.Or(b)
				}
			}
			if all == nil {
				all = some
			} else {
				all.And(some)
			}
			if all.IsEmpty() {
				break
			}
		}
		if all.IsEmpty() {
			continue
		}
		if others != nil {
			all.Or(others)
		}
		others = all
	}
	return others, nil
}

// selected is the entries a selection holds for, replaced ones included except
// for the facet fresh.
func (v *segmentView) selected(s selection, today int32) (*roaring.Bitmap, error) {
	found := make([]*roaring.Bitmap, 0, len(s.values))
	for _, value := range s.values {
		b := roaring.New()
		if FacetRules[s.facet].Name == FacetFresh {
			b = v.fresh(value, today)
		} else if known, err := v.bitmap(FacetRules[s.facet].Name, value); err != nil {
			return nil, err
		} else if known != nil {
			b = known
		}
		found = append(found, b)
	}
	if s.all {
		return v.alive(roaring.And(roaring.FastAnd(found...), v.all())), nil
	}
	return v.alive(roaring.FastOr(found...)), nil
}

// fresh is the entries confirmed within a year, or the others.
func (v *segmentView) fresh(value string, today int32) *roaring.Bitmap {
	b := roaring.New()
	if value != FreshYear && value != FreshOlder {
		return b
	}
	for n := range v.columns.rows {
		if isFresh(v.columns.rows[n].day, today) == (value == FreshYear) {
			b.Add(uint32(n))
		}
	}
	return b
}

// isFresh reports whether an entry was confirmed in the twelve months before
// today.
func isFresh(confirmed, today int32) bool { return confirmed != 0 && confirmed > today-366 }

// phrase is the entries in which the words stand side by side in one field.
func (v *segmentView) phrase(phrase []string) (*roaring.Bitmap, error) {
	found := roaring.New()
	for _, field := range exactFields {
		if err := v.phraseIn(field, phrase, found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (v *segmentView) phraseIn(field string, phrase []string, into *roaring.Bitmap) error {
	lists := make([]segment.PostingsList, len(phrase))
	candidates := v.all()
	for i, word := range phrase {
		list, err := v.list(field, word)
		if err != nil {
			return err
		}
		b := bitmapOf(list)
		if b == nil {
			return nil
		}
		lists[i] = list
		candidates.And(b)
	}
	candidates.AndNot(into)
	if candidates.IsEmpty() {
		return nil
	}
	positions := map[uint32][]uint64{} // where the phrase up to a word may end
	for i, list := range lists {
		next, err := follow(list, candidates, positions, i == 0)
		if err != nil {
			return err
		}
		positions = next
	}
	for n := range positions {
		into.Add(n)
	}
	return nil
}

// follow answers, for the candidates, the positions of a word that come right
// behind those of the words before it.
func follow(list segment.PostingsList, candidates *roaring.Bitmap, before map[uint32][]uint64, first bool) (map[uint32][]uint64, error) {
	it := list.Iterator(true, true, true, nil)
	if limited, ok := it.(segment.OptimizablePostingsIterator); ok && limited.ActualBitmap() != nil {
		limited.ReplaceActual(candidates)
	}
	found := map[uint32][]uint64{}
	for {
		posting, err := it.Next()
		if err != nil || posting == nil {
			return found, err
		}
		n := uint32(posting.Number())
		for _, location := range posting.Locations() {
			if first || slices.Contains(before[n], location.Pos()-1) {
				found[n] = append(found[n], location.Pos())
			}
		}
	}
}

// facetNumber is the place of a facet in FacetRules, or -1.
func facetNumber(name string) int {
	return slices.IndexFunc(FacetRules, func(r FacetRule) bool { return r.Name == name })
}
