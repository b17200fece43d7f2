package vocabularies_test

import (
	"maps"
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

// TestSynonyms holds that the names of every concept are words a person can
// type, in a language of the catalogue, and none is given twice.
func TestSynonyms(t *testing.T) {
	all, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all.Names() {
		for _, c := range all.List(name).Concepts {
			for language, synonyms := range c.Synonyms {
				if !slices.Contains(catalog.Languages, language) {
					t.Errorf("%s/%s has synonyms in %q, which is no language of the catalogue", name, c.ID, language)
				}
				seen := map[string]bool{}
				for _, synonym := range synonyms {
					if key := fold.String(synonym); seen[key] {
						t.Errorf("%s/%s in %s: %q is given twice", name, c.ID, language, synonym)
					} else {
						seen[key] = true
					}
					if synonym == "" || strings.TrimSpace(synonym) != synonym || slices.ContainsFunc(strings.FieldsFunc(synonym, noLetter), mixed) {
						t.Errorf("%s/%s in %s: %q is no word", name, c.ID, language, synonym)
					}
				}
			}
		}
	}
}

// TestAmbiguousAbbreviations holds that an abbreviation of several meanings is
// a name of each, so that the search can ask which one is meant.
func TestAmbiguousAbbreviations(t *testing.T) {
	all, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		abbreviation string
		meanings     []string // vocabulary/id
	}{
		{"ABC", []string{"challenge/checks-automated", "technology_category/chemical-detection"}},
		{"API", []string{"eu_system/pnr-api", "solution_type/standard-interface"}},
		{"C2", []string{"challenge/surveillance-fusion", "technology_category/c2-cop"}},
		{"CIR", []string{"challenge/information-interoperability", "eu_system/cir"}},
		{"EES", []string{"challenge/information-eu-systems", "eu_system/ees"}},
		{"MID", []string{"challenge/registration-identity", "eu_system/mid"}},
		{"SAR", []string{"challenge/surveillance-search-rescue", "technology_category/radar", "technology_category/satellite"}},
		{"UAM", []string{"challenge/registration-vulnerability", "technology_category/uav"}},
		{"UMF", []string{"challenge/registration-vulnerability", "challenge/information-interoperability", "technology_category/interoperability-middleware"}},
	} {
		for _, meaning := range test.meanings {
			name, id, _ := strings.Cut(meaning, "/")
			c := all.List(name).Concept(id)
			if c == nil || !slices.ContainsFunc(slices.Collect(maps.Values(c.Synonyms)), func(synonyms []string) bool {
				return slices.Contains(synonyms, test.abbreviation)
			}) {
				t.Errorf("%s is no synonym of %s", test.abbreviation, meaning)
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
