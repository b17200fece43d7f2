package catalog

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// testLists are a few values of the lists that the tests use.
func testLists(t *testing.T) *Vocabularies {
	t.Helper()
	list := func(name string, ids ...string) *Vocabulary {
		v := &Vocabulary{Name: name}
		for _, id := range ids {
			v.Concepts = append(v.Concepts, &Concept{ID: id, Labels: map[string]string{"en": id}})
		}
		return v
	}
	v, err := NewVocabularies(list("programme", "horizon-europe"), list("organisation_type", "research"), list("display_rule", "name"))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// TestValidateAllAtOnce breaks every rule a project can break.
func TestValidateAllAtOnce(t *testing.T) {
	far := 2e11
	p := &Project{
		Acronym: strings.Repeat("a", 121), FullTitle: "bell\a", Programme: "moon", Start: "2026-02-30", End: "soon", Coordinator: "not-an-id",
		Partners: []Partner{{Role: "participant"}, {Organisation: teamID, Contribution: &far}}, EUContribution: &far,
		Summary: "turned \u202e round", Website: "javascript:alert(1)", CordisURL: "https:///x", FiguresSource: "TLP : RED", Keywords: []string{"ok", strings.Repeat("é", 301)},
	}
	want := FieldErrors{
		{"acronym", ErrKeyTooLong, map[string]any{"max": 120, "length": 121}},
		{"title", ErrKeyCharacter, nil},
		{"programme", ErrKeyVocabulary, map[string]any{"value": "moon", "vocabulary": "programme"}},
		{"start", ErrKeyDate, map[string]any{"value": "2026-02-30"}},
		{"end", ErrKeyDate, map[string]any{"value": "soon"}},
		{"coordinator", ErrKeyLink, map[string]any{"value": "not-an-id"}},
		{"partners[0].organisation", ErrKeyMissing, nil},
		{"partners[1].contribution", ErrKeyRange, map[string]any{"min": 0.0, "max": 1e11}},
		{"eu_contribution", ErrKeyRange, map[string]any{"min": 0.0, "max": 1e11}},
		{"summary", ErrKeyCharacter, nil},
		{"website", ErrKeyAddress, map[string]any{"value": "javascript:alert(1)"}},
		{"cordis_url", ErrKeyAddress, map[string]any{"value": "https:///x"}},
		{"figures_source", ErrKeyRestricted, nil},
		{"figures_date", ErrKeyMissing, nil},
		{"keywords[1]", ErrKeyTooLong, map[string]any{"max": 300, "length": 301}},
	}
	got := Validate(p, testLists(t))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("errors are\n%v\nwant\n%v", got, want)
	}
	if !errors.Is(got, ErrInvalid) || !strings.Contains(got.Error(), "programme: error.vocabulary (moon)") {
		t.Errorf("as an error: %v", got)
	}
	for _, e := range ValidateDraft(p, testLists(t)) {
		if e.Key == ErrKeyMissing {
			t.Errorf("a draft must have %s", e.Field)
		}
	}
}

func TestValidateSound(t *testing.T) {
	p := &Project{
		Acronym: "A", FullTitle: "A title", Programme: "horizon-europe", Coordinator: teamID, Start: "2026-01-01", End: "2026-01-01",
		Summary: "One.\n\tTwo.", FiguresSource: "CORDIS", FiguresDate: "2026-01-01",
	}
	if got := Validate(p, testLists(t)); got != nil {
		t.Errorf("a sound project gives %v", got)
	}
	p.End = "2025-12-31"
	if got := Validate(p, testLists(t)); len(got) != 1 || got[0].Field != "end" || got[0].Key != ErrKeyOrder {
		t.Errorf("an end before the start gives %v", got)
	}
}

// TestMustFields: an empty content of each kind lacks exactly its must fields.
func TestMustFields(t *testing.T) {
	for _, kind := range Kinds {
		content, err := NewContent(kind)
		if err != nil {
			t.Fatal(err)
		}
		missing := map[string]bool{}
		for _, e := range Validate(content, testLists(t)) {
			if e.Key == ErrKeyMissing {
				missing[e.Field] = true
			}
		}
		for _, f := range Fields(kind) {
			numeric := f.Type.Kind() == reflect.Int || f.Type.Kind() == reflect.Float64 || f.Type.Kind() == reflect.Bool
			if f.Level == Must && !numeric && !missing[f.Name] {
				t.Errorf("%s: the must field %s may be empty", kind, f.Name)
			}
		}
	}
}

// TestUnknownMembersSurvive: what a newer program wrote is there after an older
// one has read and written the entry.
func TestUnknownMembersSurvive(t *testing.T) {
	const stored = `{"format":1,"id":"x","kind":"solution","slug":"s","version":7,"state":"published","access":"clear","language":"en",` +
		`"created":"2026-01-01T00:00:00Z","updated":"2026-01-01T00:00:00Z","newer":{"a":[1,2]},` +
		`"public":{"number":1,"at":"2026-01-01T00:00:00Z","kind":"solution","content":{"name":"N","newest":"kept","one_line":"o"}}}`
	var e Entry
	if err := json.Unmarshal([]byte(stored), &e); err != nil {
		t.Fatal(err)
	}
	e.Slug = "t"
	e.Public.Content.(*Solution).Name = "M"
	again, err := json.Marshal(&e)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(again, &got); err != nil {
		t.Fatal(err)
	}
	content := got["public"].(map[string]any)["content"].(map[string]any)
	if !reflect.DeepEqual(got["newer"], map[string]any{"a": []any{1.0, 2.0}}) || content["newest"] != "kept" || content["name"] != "M" || got["slug"] != "t" {
		t.Errorf("written again it is %s", again)
	}
	if c := e.Clone(); !reflect.DeepEqual(c.Extra, e.Extra) || !reflect.DeepEqual(c.Public.Extra, e.Public.Extra) {
		t.Errorf("a clone has lost %v or %v", e.Extra, e.Public.Extra)
	}
	newer := strings.Replace(stored, `"format":1`, `"format":2`, 1)
	if err := json.Unmarshal([]byte(newer), &e); err == nil || !strings.Contains(err.Error(), "format 2") {
		t.Errorf("a newer form is read: %v", err)
	}
}
