package search

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// TestDidYouMean says by example which other spellings are offered, with what
// they find.
func TestDidYouMean(t *testing.T) {
	e, _ := texts(
		t, "en",
		"Quayside cranes lift zeppelins", "Quayside zeppelins", "Zeppelins over quaysides at night",
		"The zeppelim was a misprint", "Μεγάλα κανδηλέρια", "Große Luftschiffe", "LIDAR scans quaysides",
	)
	for _, tt := range []struct{ query, want string }{
		{"quaysyde zepelins", "quayside zeppelins 3"},
		{"zepplins", "zeppelins 3"},
		{"zeppelinz night", "zeppelins night 1"},
		{"zepplins -night", "zeppelins -night 2"},
		{`"zepplins"`, ""},
		{"zeppelins", ""},
		{"zepplins lidar", ""},
		{"κανδιλερια", "κανδηλέρια 1"},
		{"luftschife", "luftschiffe 1"},
		{"qqqqqqqq", ""},
		{"ab", ""},
		{"zepplins kind:project", ""},
	} {
		var got []string
		r := search(t, e, catalog.Visitor, Request{Query: tt.query, Kinds: everything})
		for _, c := range r.Corrections {
			got = append(got, fmt.Sprint(c.Query, " ", c.Total))
			if again := search(t, e, catalog.Visitor, Request{Query: c.Query, Kinds: everything}); again.Total != c.Total || c.Total <= r.Total {
				t.Errorf("%s: %s finds %d, not %d", tt.query, c.Query, again.Total, c.Total)
			}
		}
		if got := strings.Join(got, ", "); got != tt.want {
			t.Errorf("%s is corrected to %q, want %q", tt.query, got, tt.want)
		}
	}
}

// TestCorrectionsNeverLoop follows corrections as far as they go.
func TestCorrectionsNeverLoop(t *testing.T) {
	e, _ := texts(t, "en", "zeppelins rise", "zeppelina rises", "zeppeline rise", "zeppelino", "zepelins", "zepelin", "zeppelins")
	for _, start := range []string{"zepplins", "zeppelins", "zepelinz", "zeppelin rise"} {
		var seen []string
		queries := []string{start}
		for len(queries) > 0 {
			q := queries[0]
			queries = queries[1:]
			if len(seen) > 200 {
				t.Fatalf("%s: corrections without end: %q", start, seen)
			}
			seen = append(seen, q)
			for _, c := range search(t, e, catalog.Visitor, Request{Query: q, Kinds: everything}).Corrections {
				if c.Query == start || c.Query == q {
					t.Errorf("%s leads back to %s", q, c.Query)
				}
				if !slices.Contains(seen, c.Query) {
					queries = append(queries, c.Query)
				}
			}
		}
	}
}
