package search

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"

	"ileanet.eu/showcase/catalog"
)

// TestSearchEqualsBleve asks Bleve itself, on the same index, what the engine
// finds by set operations on its posting lists.
func TestSearchEqualsBleve(t *testing.T) {
	c := newCorpus(t, 6)
	m := newMemory()
	m.put(c.mixed(400)...)
	e := openEngine(t, dirs(t), m)
	for i := range 10 {
		m.put(c.solution(), c.project())
		m.remove(c.solutions[i*3])
		settle(t, e, m)
	}
	random := rand.New(rand.NewPCG(7, 7))
	g := e.shards[catalog.AudiencePublic].live
	for range 120 {
		r := randomRequest(random, c).Bounded()
		delete(r.Filters, FacetFresh) // not a field of the index
		snap, err := g.snapshot()
		if err != nil {
			t.Fatal(err)
		}
		p, err := e.lexicon.plan(r.Query, snap)
		g.release(snap)
		if err != nil {
			t.Fatal(err)
		}
		got := search(t, e, catalog.Visitor, r)
		selections := r.selections(e.vocabularies)
		if total, _ := askBleve(t, g, p, selections, -1); total != got.Total {
			t.Fatalf("%+v: total %d, Bleve says %d", r, got.Total, total)
		}
		counts := flatCounts(got.Facets)
		for i, rule := range FacetRules {
			if rule.Name == FacetFresh {
				continue
			}
			_, want := askBleve(t, g, p, selections, i)
			for value, count := range want {
				if counts[rule.Name][value] != count {
					t.Fatalf("%+v: %s=%s %d, Bleve says %d", r, rule.Name, value, counts[rule.Name][value], count)
				}
			}
			if len(want) != len(counts[rule.Name]) {
				t.Fatalf("%+v: %s has %d values, Bleve says %d", r, rule.Name, len(counts[rule.Name]), len(want))
			}
		}
	}
}

// askBleve answers the total, and for facet not below 0 its counts without its
// own selection.
func askBleve(t *testing.T, g *generation, p *plan, selections []selection, facet int) (total int, counts map[string]int) {
	t.Helper()
	must := bleve.NewBooleanQuery()
	must.AddMust(bleve.NewMatchAllQuery())
	for _, c := range p.clauses {
		switch {
		case c.exclude:
			must.AddMustNot(clauseQuery(c))
		case !c.rank:
			must.AddMust(clauseQuery(c))
		}
	}
	for _, s := range selections {
		if s.facet == facet && !s.all {
			continue
		}
		var values []query.Query
		for _, v := range s.values {
			values = append(values, term(FacetRules[s.facet].Name, v))
		}
		if s.all {
			must.AddMust(bleve.NewConjunctionQuery(values...))
		} else {
			must.AddMust(bleve.NewDisjunctionQuery(values...))
		}
	}
	request := bleve.NewSearchRequestOptions(must, 0, 0, false)
	if facet >= 0 {
		request.AddFacet("counted", bleve.NewFacetRequest(FacetRules[facet].Name, 1000))
	}
	result, err := g.index.SearchInContext(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	counts = map[string]int{}
	if f := result.Facets["counted"]; f != nil {
		for _, v := range f.Terms.Terms() {
			counts[v.Term] = v.Count
		}
	}
	return int(result.Total), counts
}

func clauseQuery(c *clause) query.Query {
	if c.filter.facet != "" {
		return term(c.filter.facet, c.filter.id)
	}
	var anyOf []query.Query
	for _, t := range c.terms {
		anyOf = append(anyOf, term(textFields[t.field], t.term))
	}
	for _, named := range slices.Concat(c.full, c.part) {
		anyOf = append(anyOf, term(named.facet, named.id))
	}
	for _, g := range c.groups {
		all := make([]query.Query, len(g))
		for i, terms := range g {
			some := make([]query.Query, len(terms))
			for j, t := range terms {
				some[j] = term(textFields[t.field], t.term)
			}
			all[i] = bleve.NewDisjunctionQuery(some...)
		}
		anyOf = append(anyOf, bleve.NewConjunctionQuery(all...))
	}
	if len(c.phrase) > 0 {
		for _, field := range exactFields {
			anyOf = append(anyOf, bleve.NewPhraseQuery(c.phrase, field))
		}
	}
	return bleve.NewDisjunctionQuery(append(anyOf, bleve.NewMatchNoneQuery())...)
}

func term(field, value string) query.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	return q
}
