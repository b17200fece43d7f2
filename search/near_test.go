package search

import (
	"slices"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// TestNearHasEnoughOfTheWords says by example which entries are shown beside a
// thin result.
func TestNearHasEnoughOfTheWords(t *testing.T) {
	e, ids := texts(
		t, "en",
		"Zebracam watches quayside lorries",
		"Quayside lorries are counted",
		"Zebracam in the forest",
		"Nothing of the kind",
	)
	for _, tt := range []struct {
		query, near string
		missing     [][]string
	}{
		{"zebracam quayside lorries", "12", [][]string{{"zebracam"}, {"quayside", "lorries"}}},
		{"quayside lorries qqqqqq", "01", [][]string{{"qqqqqq"}, {"qqqqqq"}}},
		{"quayside lorries -zebracam forest", "1", [][]string{{"forest"}}},
		{"zebracam", "", nil},
		{`"quayside lorries" forest`, "012", [][]string{{"forest"}, {"forest"}, {"quayside lorries"}}},
		{"zebracam quayside lorries counted watches kind", "01", nil},
		{"quayside qqqqqq kind:solution", "", nil},
	} {
		r := search(t, e, catalog.Visitor, Request{Query: tt.query, Kinds: everything})
		got := map[string][]string{}
		near := ""
		for _, h := range r.Near {
			n := slices.Index(ids, h.ID)
			near += string(rune('0' + n))
			got[string(rune('0'+n))] = h.Missing
		}
		letters := []byte(near)
		slices.Sort(letters)
		if string(letters) != tt.near {
			t.Errorf("%q has near %s, want %s", tt.query, near, tt.near)
			continue
		}
		for i, want := range tt.missing {
			if !slices.Equal(got[string(tt.near[i])], want) {
				t.Errorf("%q: %c misses %q, want %q", tt.query, tt.near[i], got[string(tt.near[i])], want)
			}
		}
	}
}
