package search

import (
	"fmt"
	"testing"

	"ileanet.eu/showcase/catalog"
)

func BenchmarkSearch(b *testing.B) {
	c := newCorpus(b, 1)
	m := newMemory()
	for range 200 {
		m.put(c.organisation())
	}
	for range 20_000 {
		m.put(c.project())
	}
	b.ResetTimer()
	e := openEngine(b, dirs(b), m)
	b.Logf("built %d entries in %v", 20_000, b.Elapsed())
	for _, q := range []string{"", "kamir", "border surveillance", `"border surveillance"`, "sen* logil"} {
		b.Run(fmt.Sprintf("query=%s", q), func(b *testing.B) {
			for range b.N {
				r := search(b, e, catalog.Visitor, Request{Query: q, Kinds: everything, Filters: map[string][]string{FacetCountry: {"DE"}}})
				b.ReportMetric(float64(r.Total), "hits")
			}
		})
	}
}
