package search

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

// TestStockEqualsEngine holds that Bleve's own search, on its own index, finds
// and counts what the engine does, so that both can be timed at the same work.
func TestStockEqualsEngine(t *testing.T) {
	c := newCorpus(t, 8)
	m := newMemory()
	m.put(c.mixed(300)...)
	e := openEngine(t, dirs(t), m)
	stock := openStock(t, e)
	random := rand.New(rand.NewPCG(8, 8))
	highlighted := 0
	for range 150 {
		r := randomRequest(random, c)
		want := search(t, e, catalog.Visitor, r)
		ask, err := stock.Prepare(r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ask(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if got.Total != want.Total || len(got.Hits) != len(want.Hits) {
			t.Fatalf("%+v: total %d and %d hits, the engine says %d and %d", r, got.Total, len(got.Hits), want.Total, len(want.Hits))
		}
		if diff := cmp.Diff(flatCounts(want.Facets), flatCounts(got.Facets)); diff != "" {
			t.Fatalf("%+v: counts (-engine +stock):\n%s", r, diff)
		}
		for i, hit := range got.Hits {
			if hit.Title == "" || want.Sort != SortRelevance && hit.Title != want.Hits[i].Title {
				t.Fatalf("%+v: hit %d is %q, in the engine %q", r, i, hit.Title, want.Hits[i].Title)
			}
			highlighted += len(hit.Snippets)
		}
	}
	if highlighted == 0 {
		t.Error("no hit has a snippet")
	}
}

// TestStockWithoutWords holds that queries of which a part can match nothing
// find in Bleve what they find in the engine.
func TestStockWithoutWords(t *testing.T) {
	c := newCorpus(t, 8)
	m := newMemory()
	m.put(c.mixed(60)...)
	e := openEngine(t, dirs(t), m)
	stock := openStock(t, e)
	for _, query := range []string{"qqqqqq", "qqqq*", "qqqq* -qqqqqq", "-qqqqqq", `-"qqqqqq qqqq"`, "-qqqq*"} {
		r := Request{Query: query, Kinds: everything}
		ask, err := stock.Prepare(r)
		if err != nil {
			t.Fatal(err)
		}
		got, err := ask(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if want := search(t, e, catalog.Visitor, r); got.Total != want.Total {
			t.Errorf("%s: total %d, the engine says %d", query, got.Total, want.Total)
		}
	}
}

func openStock(t *testing.T, e *Engine) *Stock {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "stock")
	if err := e.BuildStock(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	stock, err := e.OpenStock(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := stock.Close(); err != nil {
			t.Error(err)
		}
	})
	return stock
}
