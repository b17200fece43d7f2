package search

import (
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// TestWordsOfANameStandTogether holds that a name in another language is worth
// more where its words stand near each other, and is found wherever they stand.
func TestWordsOfANameStandTogether(t *testing.T) {
	t.Parallel()
	far := strings.Repeat(" of and the", 10)
	e, ids := texts(
		t, "en",
		"Hidden from view is much"+far+" for a person in need",
		"A hidden person"+far+" much in view and need",
		"The person was well hidden"+far+" much in view and need",
		"Nothing of the kind",
	)
	r := search(t, e, catalog.Visitor, Request{Query: "persona oculta", Kinds: everything})
	scores := map[catalog.ID]float64{}
	for _, h := range r.Hits {
		scores[h.ID] = h.Score
	}
	if len(scores) != 3 {
		t.Fatalf("found %d of the three with both words", len(scores))
	}
	if scores[ids[1]] <= scores[ids[0]] || scores[ids[2]] <= scores[ids[0]] {
		t.Errorf("far apart %v, together %v and the other way round %v", scores[ids[0]], scores[ids[1]], scores[ids[2]])
	}
}

// TestTextsStandApart holds that the end of one text is not near the beginning
// of the next, and that all texts before context count for where stems stand.
func TestTextsStandApart(t *testing.T) {
	t.Parallel()
	lengths := [5]uint32{4, 10, 200, 7, 214}
	for field, want := range []uint32{0, 4 + betweenTexts, 14 + 2*betweenTexts, 214 + 3*betweenTexts, 0} {
		if got := textStart(field, &lengths); got != want {
			t.Errorf("the texts before field %s are %d words, want %d", textFields[field], got, want)
		}
	}
	if within([]uint32{4}, 5+betweenTexts, 6+nearby) {
		t.Error("the last word of a title is near the first of the lead")
	}
}
