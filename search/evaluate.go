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
	found   []clauseHits      // by clause: the same, by what it holds for them
	filters []*roaring.Bitmap // by selection
	text    *roaring.Bitmap   // all clauses
	hits    *roaring.Bitmap   // all clauses and all selections
}

// clauseHits are the entries, replaced ones included, that a clause holds for by
// each of its parts; nil for none.
type clauseHits struct {
	own     *roaring.Bitmap   // the words themselves
	other   *roaring.Bitmap   // their translations of one word
	groups  *roaring.Bitmap   // their translations of several words
	named   []*roaring.Bitmap // by concept that the words name
	core    []*roaring.Bitmap // by concept: entries of which it is the very purpose
	distant []*roaring.Bitmap // by concept: entries that would have to be adapted
	partial *roaring.Bitmap   // concepts that they name in part
}

// all is every bitmap there is.
func (c *clauseHits) all() []*roaring.Bitmap {
	all := append([]*roaring.Bitmap{c.own, c.other, c.groups, c.partial}, c.named...)
	return slices.DeleteFunc(all, func(b *roaring.Bitmap) bool { return b == nil })
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
		found:   make([]clauseHits, len(ev.plan.clauses)),
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
	found := &h.found[i]
	if found.own, err = h.view.withTerms(c.own()); err != nil {
		return err
	}
	if len(c.phrase) > 0 {
		if found.own, err = h.view.phrase(c.phrase); err != nil {
			return err
		}
	}
	if found.other, err = h.view.withTerms(c.others()); err != nil {
		return err
	}
	if found.groups, err = h.view.withGroups(c.groups); err != nil {
		return err
	}
	for _, named := range c.full {
		b, err := h.view.bitmap(named.facet, named.id)
		if err != nil {
			return err
		}
		found.named = append(found.named, b)
		core, err := h.view.fitting(strengthCore, named)
		if err != nil {
			return err
		}
		distant, err := h.view.fitting(strengthAdjacent, named)
		if err != nil {
			return err
		}
		found.core, found.distant = append(found.core, core), append(found.distant, distant)
	}
	if found.partial, err = h.view.withConcept(c.part); err != nil {
		return err
	}
	h.clauses[i] = h.view.alive(roaring.FastOr(found.all()...))
	return nil
}

// fitting is the entries that fit a challenge area with a strength, replaced ones
// included, or nil.
func (v *segmentView) fitting(strength string, named concept) (*roaring.Bitmap, error) {
	if named.facet != FacetChallenge {
		return nil, nil
	}
	return v.bitmap(fieldStrength, strengthTerm(strength, named.id))
}

// own are the terms of the words of a clause themselves, others those of their
// translations, which come behind.
func (c *clause) own() []fieldTerm { return c.terms[:c.typed()] }

func (c *clause) others() []fieldTerm { return c.terms[c.typed():] }

func (c *clause) typed() int {
	if n := slices.IndexFunc(c.terms, func(t fieldTerm) bool { return t.via == viaSynonym }); n >= 0 {
		return n
	}
	return len(c.terms)
}

// withTerms is the entries that have any of the terms, replaced ones included,
// or nil.
func (v *segmentView) withTerms(terms []fieldTerm) (*roaring.Bitmap, error) {
	var found []*roaring.Bitmap
	for _, t := range terms {
		b, err := v.bitmap(textFields[t.field], t.term)
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

// withGroups is the entries that have a term of each part of a group, replaced
// ones included, or nil.
func (v *segmentView) withGroups(groups []group) (*roaring.Bitmap, error) {
	var found *roaring.Bitmap
	for _, g := range groups {
		all, err := v.withGroup(g)
		if err != nil {
			return nil, err
		}
		switch {
		case all == nil:
		case found == nil:
			found = all
		default:
			found.Or(all)
		}
	}
	return found, nil
}

func (v *segmentView) withGroup(g group) (*roaring.Bitmap, error) {
	var all *roaring.Bitmap
	for _, terms := range g {
		some, err := v.withTerms(terms)
		if some == nil || err != nil {
			return nil, err
		}
		if all == nil {
			all = some
			continue
		}
		if all.And(some); all.IsEmpty() {
			return nil, nil
		}
	}
	return all, nil
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
