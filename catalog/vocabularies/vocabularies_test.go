package vocabularies_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/fold"
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

// TestGlossary holds what the search relies on: a name of the glossary is a
// word of its language, and it stands for one concept.
func TestGlossary(t *testing.T) {
	all, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	glossary := all.List(catalog.VocabularyGlossary)
	if glossary == nil || len(glossary.Concepts) < 200 {
		t.Fatalf("the glossary is missing or short: %v", glossary)
	}
	for _, language := range catalog.Languages {
		owner := map[string]string{}
		for _, c := range glossary.Concepts {
			for _, name := range append([]string{c.Labels[language]}, c.Synonyms[language]...) {
				key := fold.String(name)
				if problem := nameProblem(name, language); problem != "" {
					t.Errorf("%s in %s: %q %s", c.ID, language, name, problem)
				}
				if other, taken := owner[key]; taken {
					t.Errorf("%q in %s is a name of %s and again of %s", name, language, other, c.ID)
				}
				owner[key] = c.ID
			}
		}
	}
}

// nameProblem says what is wrong with a name of the glossary, or nothing.
func nameProblem(name, language string) string {
	switch {
	case strings.TrimSpace(name) != name || strings.Contains(name, "  "):
		return "has spaces too many"
	case len(strings.Fields(name)) > 6:
		return "is a sentence, not a name"
	case !strings.ContainsFunc(name, unicode.IsLetter):
		return "has no letters"
	case language != "el" && strings.ContainsFunc(name, greek):
		return "is written in Greek letters"
	case slices.ContainsFunc(strings.FieldsFunc(name, noLetter), mixed):
		return "has a word of Greek and Latin letters"
	}
	return ""
}

// mixed reports whether a word has letters that only look right.
func mixed(word string) bool {
	return strings.ContainsFunc(word, greek) && strings.ContainsFunc(word, latin)
}

func noLetter(r rune) bool { return !unicode.IsLetter(r) }
func greek(r rune) bool    { return unicode.Is(unicode.Greek, r) }
func latin(r rune) bool    { return unicode.Is(unicode.Latin, r) }
