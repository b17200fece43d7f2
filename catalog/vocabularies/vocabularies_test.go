package vocabularies_test

import (
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/vocabularies"
)

func TestLoad(t *testing.T) {
	all, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	challenge := all.List(catalog.VocabularyChallenge)
	areas := challenge.Children("")
	leaves := 0
	for _, area := range areas {
		leaves += len(challenge.Children(area.ID))
	}
	if len(areas) != 8 || leaves != 42 {
		t.Errorf("%d areas with %d leaves, want 8 with 42", len(areas), leaves)
	}
	for level := 1; level <= 9; level++ {
		if all.TRLBand(level) == "" {
			t.Errorf("TRL %d has no band", level)
		}
	}
	for _, kind := range catalog.Kinds {
		eachField(catalog.Fields(kind), func(f catalog.Field) {
			if f.Vocabulary != "" && all.List(f.Vocabulary) == nil {
				t.Errorf("field %s of %s names a missing vocabulary %s", f.Name, kind, f.Vocabulary)
			}
		})
	}
}

func eachField(fields []catalog.Field, visit func(catalog.Field)) {
	for _, f := range fields {
		visit(f)
		eachField(f.Fields, visit)
	}
}

func TestLabelsInAllLanguages(t *testing.T) {
	all, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all.Names() {
		for _, c := range all.List(name).Concepts {
			for _, language := range catalog.Languages {
				if c.Labels[language] == "" {
					t.Errorf("%s/%s has no label in %s", name, c.ID, language)
				}
			}
		}
	}
}
