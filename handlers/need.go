package handlers

import (
	"cmp"
	"slices"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// need makes the page of a need: what practitioners lack, who shares it, and
// what covers it.
func (r *reading) need(p *entryPage, n *catalog.Need) error {
	scenarios, _, err := r.referring(r.view.ID, catalog.KindScenario)
	if err != nil {
		return err
	}
	covered, left, err := r.coveredBy()
	if err != nil {
		return err
	}
	p.Boxes = []*section{
		{ID: "facts", Key: "need.facts", Facts: r.needFacts(n)},
		{ID: "votes", Key: "need.source_and_votes", Facts: r.needSource(n)},
	}
	p.add(&section{ID: "statement", Key: "need.statement", Paragraphs: []paragraph{{Text: r.said(n.Statement)}}})
	p.add(&section{ID: "gap", Key: "need.gap", Paragraphs: []paragraph{
		{Key: "need.today", Text: r.said(n.Today)}, {Key: "need.desired", Text: r.said(n.Desired)},
	}})
	p.add(&section{ID: "covered", Key: "need.covered", Items: covered, More: left, Nothing: r.T("need.not_covered")})
	items, left := r.itemsOf(scenarios, false)
	p.add(&section{ID: "scenarios", Key: "nav.scenarios", Items: items, More: left})
	return nil
}

func (r *reading) needFacts(n *catalog.Need) []fact {
	var f facts
	f.ask("need.status", r.labelled("need_status", n.Status))
	f.ask("nav.challenges", r.areas(r.view.Tags)...)
	var dimensions []value
	for _, d := range n.Dimension {
		dimensions = append(dimensions, r.labelled("gap_dimension", d))
	}
	f.add("need.dimension", dimensions...)
	f.add("solution.place", r.filters(catalog.KindNeed, search.FacetEnvironment, catalog.VocabularyEnvironment, n.Environment...)...)
	f.add("solution.user", r.filters(catalog.KindNeed, search.FacetUser, catalog.VocabularyEndUser, n.EndUsers...)...)
	return f
}

func (r *reading) needSource(n *catalog.Need) []fact {
	var f facts
	if n.Votes != nil {
		f.figure("need.agencies", value{Text: r.Number(n.Votes.Agencies)})
		f.figure("need.countries", value{Text: r.Number(n.Votes.Countries)})
	} else {
		f.ask("need.agencies")
	}
	f.add("entry.source", r.labelled("need_source", n.Source))
	reference := r.text(n.SourceRef)
	if link := outside(n.SourceURL); link.URL != "" {
		reference.URL, reference.Outside = link.URL, true
	}
	f.add("need.reference", reference)
	return f
}

// coveredBy are the solutions that answer the need, the best match first.
func (r *reading) coveredBy() (items []item, left string, err error) {
	views, more, err := r.referring(r.view.ID, catalog.KindSolution)
	if err != nil {
		return nil, "", err
	}
	strengthOf := func(view *catalog.View) string {
		for _, m := range view.Record.(*catalog.Solution).Needs {
			if m.Need == r.view.ID {
				return m.Strength
			}
		}
		return ""
	}
	slices.SortStableFunc(views, func(a, b *catalog.View) int {
		return cmp.Or(cmp.Compare(r.strength(strengthOf(b)), r.strength(strengthOf(a))), cmp.Compare(a.Title, b.Title))
	})
	for _, view := range views[:min(len(views), maxShown)] {
		it := r.item(view)
		it.Badge = r.label("match_strength", strengthOf(view))
		items = append(items, it)
	}
	return items, r.left(len(views), len(items), more), nil
}
