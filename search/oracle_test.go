package search

import (
	"math/rand/v2"
	"testing"

	"github.com/blevesearch/bleve/v2"

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
		p, err := e.words().lexicon.plan(r.Query, snap)
		g.release(snap)
		if err != nil {
			t.Fatal(err)
		}
		got := search(t, e, catalog.Visitor, r)
		selections := r.selections(e.words().vocabularies)
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
	asked := bleveQuery(p, selections, facet, dayOf(today))
	request := bleve.NewSearchRequestOptions(asked, 0, 0, false)
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
