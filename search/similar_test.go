package search

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"ileanet.eu/showcase/catalog"
)

func similar(tb testing.TB, e *Engine, viewer catalog.Actor, id catalog.ID) []Hit {
	tb.Helper()
	hits, err := e.Similar(tb.Context(), viewer, id, "en", maxSimilar)
	if err != nil {
		tb.Fatalf("Similar(%s): %v", id, err)
	}
	return hits
}

// TestSimilarShareWords says by example which entries are like another one: two
// telling words in common are needed, function words do not count.
func TestSimilarShareWords(t *testing.T) {
	t.Parallel()
	e, ids := texts(
		t, "en",
		"Zebracam watches the lorries at the quay",
		"A zebracam counts lorries",
		"At the quay a zebracam and lorries",
		"The quay is closed at night",
		"Nothing of the kind at the back",
	)
	for i, want := range []string{"21", "20", "01", "", ""} {
		got := ""
		for _, h := range similar(t, e, catalog.Visitor, ids[i]) {
			got += fmt.Sprint(slices.Index(ids, h.ID))
		}
		if got != want {
			t.Errorf("similar to %d are %s, want %s", i, got, want)
		}
	}
	first := similar(t, e, catalog.Visitor, ids[0])[0]
	words := map[string]bool{}
	for _, w := range first.Why {
		words[w.Text] = true
	}
	for _, want := range []string{"zebracam", "lorries", "quay"} {
		if !words[want] {
			t.Errorf("the reasons of the first are %v and lack %s", first.Why, want)
		}
	}
}

// TestSimilarIsBounded holds for every entry of a corpus and every viewer: the
// similar ones are others, that the viewer finds, each once, each with a reason
// that names what they share, and the same when asked again.
func TestSimilarIsBounded(t *testing.T) {
	t.Parallel()
	m := demonstration(t)
	e := openEngine(t, dirs(t), m)
	for _, viewer := range []catalog.Actor{catalog.Visitor, {Role: catalog.RoleMember}} {
		c := newCensus(lists(t), m, viewer)
		some, n := 0, 0
		for _, id := range slices.Sorted(maps.Keys(m.entries)) {
			if n++; n%16 > 0 {
				continue
			}
			hits := similar(t, e, viewer, id)
			if c.values[id] == nil && len(hits) > 0 {
				t.Fatalf("%s: %s is not for this reader and has similar entries", viewer.Role, id)
			}
			seen := map[catalog.ID]bool{id: true}
			for _, h := range hits {
				some++
				if c.values[h.ID] == nil || seen[h.ID] || len(h.Why) == 0 {
					t.Fatalf("%s: similar to %s is %s, seen %t, reasons %v", viewer.Role, id, h.ID, seen[h.ID], h.Why)
				}
				seen[h.ID] = true
				for _, w := range h.Why {
					if w.Field == FacetChallenge && !shares(c, id, h.ID) {
						t.Errorf("%s and %s are said to share %s", id, h.ID, w.Text)
					}
				}
			}
			if again := asJSON(t, similar(t, e, viewer, id)); again != asJSON(t, hits) {
				t.Errorf("%s: the second answer differs", id)
			}
		}
		if some < 100 {
			t.Errorf("%d similar entries in all: the corpus is too poor", some)
		}
	}
}

// shares reports whether two entries have a challenge area in common.
func shares(c *census, a, b catalog.ID) bool {
	return slices.ContainsFunc(c.values[a][FacetChallenge], func(id string) bool { return slices.Contains(c.values[b][FacetChallenge], id) })
}
