package search

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// maxExits bounds the exits of an answer, and with them the searches made to
// find their totals.
const maxExits = 6

// A condition is a part of a request that can be left out.
type condition struct {
	parts   []Dropped
	sources []int    // numbers of the clauses of the query, none for a filter
	facet   string   // of a filter
	values  []string // of a filter

	met  func(h *segmentHits) (*roaring.Bitmap, error) // entries of a segment that meet it, replaced ones included
	gain int                                           // entries that fail it and nothing else
	dead bool                                          // no entry meets it
}

func (c *condition) ofFilter() bool { return len(c.sources) == 0 }

// exitFinder looks for the ways out of one request.
type exitFinder struct {
	engine     *answerer
	ev         *evaluation
	request    Request
	conditions []*condition
}

// exits finds the ways out of a request with few results. All conditions are
// weighed in one pass over the bitmaps of the request; only the few best are
// then searched for, because without its neighbour a word may be read
// otherwise.
func (e *answerer) exits(ctx context.Context, ev *evaluation, asked Request) ([]Exit, error) {
	r := asked.Bounded()
	r.Sort, r.Page = asked.Sort, 1
	f := &exitFinder{engine: e, ev: ev, request: r}
	f.filters()
	f.words()
	for _, h := range ev.segments {
		if err := f.weigh(h); err != nil {
			return nil, err
		}
	}
	exits, err := f.single(ctx)
	if err != nil || len(exits) > 0 {
		return exits, err
	}
	return f.several(ctx)
}

// filters notes the conditions that the selections are. Values that are ORed
// are one condition: fewer of them find less. Values that are ANDed are one
// condition each. The kinds are left out by asking for all of them.
func (f *exitFinder) filters() {
	for number, s := range f.ev.selections {
		name := FacetRules[s.facet].Name
		if name == FacetKind && len(s.values) == len(indexed) {
			continue
		}
		if !s.all {
			f.filter(name, s.values, func(h *segmentHits) (*roaring.Bitmap, error) { return h.filters[number], nil })
			continue
		}
		for _, v := range s.values {
			one := selection{facet: s.facet, values: []string{v}}
			f.filter(name, one.values, func(h *segmentHits) (*roaring.Bitmap, error) { return h.view.selected(one, f.ev.today) })
		}
	}
}

func (f *exitFinder) filter(facet string, values []string, met func(*segmentHits) (*roaring.Bitmap, error)) {
	c := &condition{facet: facet, values: values, met: met, dead: true}
	for _, v := range values {
		c.parts = append(c.parts, Dropped{facet, v})
	}
	f.conditions = append(f.conditions, c)
}

// words notes the conditions that the clauses of the query are, as typed: a
// word with a hyphen may have become several clauses of the plan, and clauses
// joined by OR are one condition.
func (f *exitFinder) words() {
	typed := f.ev.plan.query
	chains := typed.Chains()
	for first := range chains {
		c := &condition{dead: true}
		for source, chain := range chains {
			if chain == first {
				c.sources = append(c.sources, source)
			}
		}
		if len(c.sources) == 0 { // it is a later part of another chain
			continue
		}
		c.parts = []Dropped{{Value: typed.Only(c.sources).String()}}
		c.met = func(h *segmentHits) (*roaring.Bitmap, error) { return f.ev.meetingAny(h, c.sources), nil }
		f.conditions = append(f.conditions, c)
	}
}

// meetingAny is the entries that meet one of some clauses of the query, replaced
// ones included. It is not to be changed.
func (ev *evaluation) meetingAny(h *segmentHits, sources []int) *roaring.Bitmap {
	met := make([]*roaring.Bitmap, len(sources))
	for i, source := range sources {
		met[i] = ev.meeting(h, source)
	}
	return union(met)
}

// meeting is the entries that meet a clause of the query, replaced ones
// included. It is not to be changed.
func (ev *evaluation) meeting(h *segmentHits, source int) *roaring.Bitmap {
	met := h.view.living
	for i, c := range ev.plan.clauses {
		switch {
		case c.source != source:
		case c.exclude:
			met = roaring.AndNot(met, h.clauses[i])
		case met == h.view.living:
			met = h.clauses[i]
		default:
			met = roaring.And(met, h.clauses[i])
		}
	}
	return met
}

// weigh counts, for each condition, the entries of a segment that fail it
// alone: those that meet all others, without the hits.
func (f *exitFinder) weigh(h *segmentHits) error {
	met, behind := make([]*roaring.Bitmap, len(f.conditions)), make([]*roaring.Bitmap, len(f.conditions))
	for i, c := range f.conditions {
		var err error
		if met[i], err = c.met(h); err != nil {
			return err
		}
		c.dead = c.dead && h.view.count(met[i]) == 0
	}
	rest := h.view.living
	for i := len(met) - 1; i >= 0; i-- {
		behind[i], rest = rest, roaring.And(rest, met[i])
	}
	hits := int(rest.GetCardinality())
	before := h.view.living
	for i, c := range f.conditions {
		c.gain += int(before.AndCardinality(behind[i])) - hits
		before = roaring.And(before, met[i])
	}
	return nil
}

// single are the exits that leave out one condition, the one that finds most
// first, filters before words where they find the same.
func (f *exitFinder) single(ctx context.Context) ([]Exit, error) {
	worth := slices.DeleteFunc(slices.Clone(f.conditions), func(c *condition) bool { return c.gain == 0 })
	slices.SortStableFunc(worth, func(a, b *condition) int { return cmp.Compare(b.gain, a.gain) })
	exits := []Exit{}
	for _, c := range worth[:min(maxExits, len(worth))] {
		if err := f.try(ctx, &exits, c); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(exits, func(a, b Exit) int { return cmp.Compare(b.Total, a.Total) })
	return exits, nil
}

// several are the exits for a request in which no single condition stands in
// the way: without what nothing meets, without all filters, without all words,
// without both. One that leaves out more than another is left away.
func (f *exitFinder) several(ctx context.Context) ([]Exit, error) {
	exits := []Exit{}
	var found [][]*condition
	for _, leftOut := range []func(*condition) bool{
		func(c *condition) bool { return c.dead },
		func(c *condition) bool { return c.ofFilter() },
		func(c *condition) bool { return c.ofFilter() || c.dead },
		func(c *condition) bool { return !c.ofFilter() },
		func(*condition) bool { return true },
	} {
		group := slices.DeleteFunc(slices.Clone(f.conditions), func(c *condition) bool { return !leftOut(c) })
		// A single one was found to be no exit.
		if len(group) < 2 || slices.ContainsFunc(found, func(less []*condition) bool { return containsAll(group, less) }) {
			continue
		}
		before := len(exits)
		if err := f.try(ctx, &exits, group...); err != nil {
			return nil, err
		}
		if len(exits) > before {
			found = append(found, group)
		}
	}
	slices.SortStableFunc(exits, func(a, b Exit) int {
		return cmp.Or(cmp.Compare(len(a.Parts), len(b.Parts)), cmp.Compare(b.Total, a.Total))
	})
	return exits, nil
}

func containsAll(group, less []*condition) bool {
	return !slices.ContainsFunc(less, func(c *condition) bool { return !slices.Contains(group, c) })
}

// try searches without the conditions and adds an exit when that finds more.
func (f *exitFinder) try(ctx context.Context, exits *[]Exit, conditions ...*condition) error {
	x := Exit{Request: f.without(conditions)}
	var names []string
	for _, c := range conditions {
		x.Parts = append(x.Parts, c.parts...)
	}
	for _, p := range x.Parts {
		names = append(names, p.parameter())
	}
	x.Drop = strings.Join(names, "&")
	var err error
	if x.Total, err = f.engine.total(ctx, f.ev, x.Request); err == nil && x.Total > f.ev.total {
		*exits = append(*exits, x)
	}
	return err
}

// parameter writes the part as in the address of a search.
func (d Dropped) parameter() string {
	name := d.Facet
	if name == "" {
		name = "q"
	}
	return name + "=" + url.QueryEscape(d.Value)
}

// without is the request without some of its conditions.
func (f *exitFinder) without(conditions []*condition) Request {
	r := f.request
	r.Filters = maps.Clone(r.Filters)
	var dropped []int
	for _, c := range conditions {
		switch {
		case !c.ofFilter():
			dropped = append(dropped, c.sources...)
		case c.facet == FacetKind:
			r.Kinds = slices.Clone(Kinds)
		default:
			f.dropFilter(&r, c)
		}
	}
	if len(dropped) > 0 {
		r.Query = f.ev.plan.query.Without(dropped).String()
	}
	return r
}

// dropFilter takes values off a request that has them by their present or a
// retired id. Its filters are the request's own.
func (f *exitFinder) dropFilter(r *Request, c *condition) {
	list := f.engine.vocabularies.List(vocabularyOf(c.facet))
	left := slices.DeleteFunc(slices.Clone(r.Filters[c.facet]), func(v string) bool {
		return slices.Contains(c.values, list.Current(v))
	})
	if r.Filters[c.facet] = left; len(left) == 0 {
		delete(r.Filters, c.facet)
	}
}

// total is the number of entries another request finds on the snapshot of an
// evaluation, whose clauses are not asked again.
func (e *answerer) total(ctx context.Context, before *evaluation, r Request) (int, error) {
	r = r.Bounded()
	p, err := e.lexicon.plan(r.Query, before.snap)
	if err != nil {
		return 0, err
	}
	ev := &evaluation{snap: before.snap, plan: p, selections: r.selections(e.vocabularies), today: before.today, before: before}
	err = ev.run(ctx)
	return ev.total, err
}

// answered takes over what the evaluation before found for the same clause in
// the same segment.
func (h *segmentHits) answered(i int, c *clause, before *evaluation, segment int) bool {
	if before == nil {
		return false
	}
	n := slices.IndexFunc(before.plan.clauses, c.asks)
	if n < 0 {
		return false
	}
	same := before.segments[segment]
	h.clauses[i], h.found[i] = same.clauses[n], same.found[n]
	return true
}

// asks reports whether two clauses hold for the same entries.
func (c *clause) asks(o *clause) bool {
	return c.filter == o.filter && slices.Equal(c.terms, o.terms) && slices.Equal(c.phrase, o.phrase) &&
		slices.Equal(c.full, o.full) && slices.Equal(c.part, o.part) && slices.Equal(c.also, o.also)
}
