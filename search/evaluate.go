package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// A selection is what was chosen of one facet.
type selection struct {
	facet  int // number in FacetRules
	values []string
	all    bool // an entry needs every value instead of any
}

// segmentHits is what a query finds in one segment. Its bitmaps are read-only:
// some are those of the index, which all requests share.
type segmentHits struct {
	view    *segmentView
	clauses []*roaring.Bitmap // by clause of the plan: entries it holds for, replaced ones included
	found   []clauseHits      // by clause: the same, by what it holds for them
	filters []*roaring.Bitmap // by selection: entries, replaced ones included
	text    *roaring.Bitmap   // live entries: all clauses
	hits    *roaring.Bitmap   // live entries: all clauses and all selections
}

// clauseHits are the entries, replaced ones included, that a clause holds for by
// each of its parts; nil for none.
type clauseHits struct {
	own      *roaring.Bitmap   // the words themselves
	other    *roaring.Bitmap   // their translations of one word
	groups   *roaring.Bitmap   // their translations of several words
	together *roaring.Bitmap   // the same, standing near each other
	named    []*roaring.Bitmap // by concept that the words name
	core     []*roaring.Bitmap // by concept: entries of which it is the very purpose
	distant  []*roaring.Bitmap // by concept: entries that would have to be adapted
	partial  *roaring.Bitmap   // concepts that they name in part
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
	scores     *scorer // made when first asked for
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
		hits, err := ev.segment(ctx, number, view)
		if err != nil {
			return err
		}
		ev.segments = append(ev.segments, hits)
		ev.total += int(hits.hits.GetCardinality())
	}
	return nil
}

func (ev *evaluation) segment(ctx context.Context, number int, view *segmentView) (*segmentHits, error) {
	clauses := len(ev.plan.clauses)
	h := &segmentHits{view: view, clauses: make([]*roaring.Bitmap, clauses), found: make([]clauseHits, clauses)}
	for i, c := range ev.plan.clauses {
		if h.answered(i, c, ev.before, number) {
			continue
		}
		if err := ev.clause(ctx, h, i, c); err != nil {
			return nil, err
		}
	}
	h.text = h.combine(ev.plan)
	h.hits = h.text
	for _, s := range ev.selections {
		filter, err := view.selected(s, ev.today)
		if err != nil {
			return nil, err
		}
		h.filters = append(h.filters, filter)
	}
	if len(h.filters) > 0 {
		h.hits = intersection(append([]*roaring.Bitmap{h.text}, h.filters...))
	}
	return h, nil
}

// combine is the live entries that the clauses hold for.
func (h *segmentHits) combine(p *plan) *roaring.Bitmap {
	var required, either, excluded []*roaring.Bitmap
	for i, c := range p.clauses {
		if c.exclude {
			excluded = append(excluded, h.clauses[i])
		}
	}
	for _, c := range p.chains() {
		if p.any && p.ranks(c) {
			either = append(either, c.each(h.clauses)...)
		} else {
			required = append(required, c.holds(h.clauses))
		}
	}
	if p.any && p.scored() {
		required = append(required, union(either))
	}
	text := h.view.living
	if len(required) > 0 {
		text = h.view.ofLiving(intersection(required))
	}
	if len(excluded) > 0 {
		text = roaring.AndNot(text, union(excluded))
	}
	return text
}

// union is the entries in any of the bitmaps. It may be one of them, and is not
// to be changed.
func union(bitmaps []*roaring.Bitmap) *roaring.Bitmap {
	if len(bitmaps) == 1 {
		return bitmaps[0]
	}
	return roaring.FastOr(bitmaps...)
}

// intersection is the entries in all of the bitmaps, of which there is one at
// least. It may be one of them, and is not to be changed.
func intersection(bitmaps []*roaring.Bitmap) *roaring.Bitmap {
	if len(bitmaps) == 1 {
		return bitmaps[0]
	}
	// The smallest first: what is left only gets smaller.
	sorted := slices.Clone(bitmaps)
	slices.SortFunc(sorted, func(a, b *roaring.Bitmap) int { return cmp.Compare(a.GetCardinality(), b.GetCardinality()) })
	all := roaring.And(sorted[0], sorted[1])
	for _, b := range sorted[2:] {
		all.And(b)
	}
	return all
}

// clause finds the entries a clause holds for, replaced ones included.
func (ev *evaluation) clause(ctx context.Context, h *segmentHits, i int, c *clause) (err error) {
	if c.filter.facet != "" {
		h.clauses[i], err = h.view.selected(selection{facet: facetNumber(c.filter.facet), values: []string{c.filter.id}}, ev.today)
		return err
	}
	found := &h.found[i]
	if found.own, err = h.view.withTerms(c.own()); err != nil {
		return err
	}
	if len(c.phrase) > 0 {
		if found.own, err = h.view.phrase(ctx, ev.snap.positions, c.phrase); err != nil {
			return err
		}
	}
	if found.other, err = h.view.withTerms(c.others()); err != nil {
		return err
	}
	if found.groups, err = h.view.withGroups(c.groups); err != nil {
		return err
	}
	if found.groups != nil {
		if found.together, err = h.view.together(ctx, ev.snap.positions, c.groups); err != nil {
			return err
		}
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
	h.clauses[i] = union(found.all())
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
	return v.withAny(len(terms), func(i int) (field, term string) { return textFields[terms[i].field], terms[i].term })
}

// withAny is the entries that have any of n terms of fields, replaced ones
// included, or nil. It is not to be changed.
func (v *segmentView) withAny(n int, of func(i int) (field, term string)) (*roaring.Bitmap, error) {
	var found []*roaring.Bitmap
	for i := range n {
		b, err := v.bitmap(of(i))
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
	return union(found), nil
}

// count is how many entries of a bitmap were not replaced; none of nil.
func (v *segmentView) count(b *roaring.Bitmap) int {
	if b == nil {
		return 0
	}
	n := b.GetCardinality()
	if v.deleted != nil {
		n -= b.AndCardinality(v.deleted)
	}
	return int(n)
}

// ofLiving is a bitmap without the replaced entries. It may be the bitmap
// itself, and is not to be changed.
func (v *segmentView) ofLiving(b *roaring.Bitmap) *roaring.Bitmap {
	if v.deleted == nil {
		return b
	}
	return roaring.AndNot(b, v.deleted)
}

// withConcept is the entries that have any of the concepts, replaced ones
// included, or nil.
func (v *segmentView) withConcept(concepts []concept) (*roaring.Bitmap, error) {
	return v.withAny(len(concepts), func(i int) (field, term string) { return concepts[i].facet, concepts[i].id })
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
			found = roaring.Or(found, all)
		}
	}
	return found, nil
}

func (v *segmentView) withGroup(g group) (*roaring.Bitmap, error) {
	var all *roaring.Bitmap
	for _, terms := range g.parts {
		some, err := v.withTerms(terms)
		if some == nil || err != nil {
			return nil, err
		}
		if all == nil {
			all = some
			continue
		}
		if all = roaring.And(all, some); all.IsEmpty() {
			return nil, nil
		}
	}
	return all, nil
}

// selected is the entries a selection holds for, replaced ones included. It is
// not to be changed.
func (v *segmentView) selected(s selection, today int32) (*roaring.Bitmap, error) {
	if s.all || len(s.values) == 1 || FacetRules[s.facet].Name == FacetFresh {
		return v.selectedNow(s, today)
	}
	field, together := FacetRules[s.facet].Name, strings.Join(s.values, "\x00")
	if b, known := v.known.get(field, together); known {
		return b, nil
	}
	b, err := v.selectedNow(s, today)
	if err == nil {
		v.known.put(field, together, b)
	}
	return b, err
}

func (v *segmentView) selectedNow(s selection, today int32) (*roaring.Bitmap, error) {
	found := make([]*roaring.Bitmap, 0, len(s.values))
	for _, value := range s.values {
		b, err := v.valued(s.facet, value, today)
		if err != nil {
			return nil, err
		}
		found = append(found, b)
	}
	if s.all {
		return intersection(found), nil
	}
	return union(found), nil
}

// valued is the entries with a value of a facet, replaced ones included.
func (v *segmentView) valued(facet int, value string, today int32) (*roaring.Bitmap, error) {
	name := FacetRules[facet].Name
	if name != FacetFresh {
		b, err := v.bitmap(name, value)
		if b == nil {
			b = roaring.New()
		}
		return b, err
	}
	fresh, older := v.columns.fresh(today)
	switch value {
	case FreshYear:
		return fresh, nil
	case FreshOlder:
		return older, nil
	}
	return roaring.New(), nil
}

// isFresh reports whether an entry was confirmed in the twelve months before
// today.
func isFresh(confirmed, today int32) bool { return confirmed != 0 && confirmed > today-366 }

// facetNumber is the place of a facet in FacetRules, or -1.
func facetNumber(name string) int {
	return slices.IndexFunc(FacetRules, func(r FacetRule) bool { return r.Name == name })
}
