package vocabularies

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

func changesFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), ChangesFile)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestChanges(t *testing.T) {
	vs, err := LoadChanged(changesFile(t, `
technology_category:
  uav:
    labels: {en: Flying robots}
    synonyms: {de: [Quadrokopter]}
    remove: {en: [drone]}
glossary:
  zeppelin:
    labels: {en: zeppelin, el: ζέπελιν}
`))
	if err != nil {
		t.Fatal(err)
	}
	uav := vs.List(catalog.VocabularyTechnology).Concept("uav")
	if uav.Label("en") != "Flying robots" || uav.Label("de") == "Flying robots" {
		t.Errorf("labels are %v", uav.Labels)
	}
	if !slices.Contains(uav.Synonyms["de"], "Quadrokopter") || slices.Contains(uav.Synonyms["en"], "drone") {
		t.Errorf("synonyms are %v", uav.Synonyms)
	}
	if got := vs.List(catalog.VocabularyGlossary).Label("zeppelin", "el"); got != "ζέπελιν" {
		t.Errorf("the new concept is %s", got)
	}
	again, err := LoadChanged(filepath.Join(t.TempDir(), "none"))
	if err != nil {
		t.Fatal(err)
	}
	if got := again.List(catalog.VocabularyTechnology).Label("uav", "en"); got == "Flying robots" {
		t.Error("the change outlives its file")
	}
}

func TestChangesThatAreWrong(t *testing.T) {
	for text, want := range map[string]string{
		"technology_category: {uavv: {}}":                      `technology_category: there is no concept "uavv"`,
		"technologies: {uav: {}}":                              `there is no list "technologies"`,
		"technology_category: {uav: {labels: {xx: A}}}":        `"xx" is none of the languages`,
		"technology_category: {uav: {labels: {en: ''}}}":       "the label in en is empty",
		"technology_category: {uav: {synonyms: {en: {a: b}}}}": "line 1",
		"glossary: {zeppelin: {labels: {de: Zeppelin}}}":       "zeppelin has no English label",
		"a: [": "line 1",
	} {
		if _, err := LoadChanged(changesFile(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
	}
}
