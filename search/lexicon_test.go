package search

import (
	"slices"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/vocabularies"
)

// TestWordsChangeAtOnce holds that other words of the vocabularies are in force
// for the next request, without another index.
func TestWordsChangeAtOnce(t *testing.T) {
	t.Parallel()
	e, ids := texts(t, "en", "A zeppelin above the river", "Un dirigeable", "Nothing of the kind")
	if got := finds(t, e, ids, "luftschiff"); got != "" {
		t.Fatalf("luftschiff finds %q at first", got)
	}
	changed, err := vocabularies.Load()
	must(t, err)
	var lists []*catalog.Vocabulary
	for _, name := range changed.Names() {
		list := changed.List(name)
		if name == catalog.VocabularyGlossary {
			list.Concepts = append(slices.Clone(list.Concepts), &catalog.Concept{
				ID: "zeppelin", Labels: map[string]string{"en": "zeppelin", "de": "Luftschiff"},
			})
		}
		lists = append(lists, list)
	}
	changed, err = catalog.NewVocabularies(lists...)
	must(t, err)
	must(t, e.UseVocabularies(changed))
	if got := finds(t, e, ids, "luftschiff"); got != "0" {
		t.Errorf("luftschiff finds %q, want the zeppelin", got)
	}
}
