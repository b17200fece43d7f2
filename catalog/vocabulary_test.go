package catalog

import "testing"

func TestCurrent(t *testing.T) {
	lists, err := NewVocabularies(&Vocabulary{Name: "colour", Concepts: []*Concept{
		{ID: "red", Labels: map[string]string{"en": "Red"}, Replaces: []string{"crimson", "scarlet"}},
		{ID: "blue", Labels: map[string]string{"en": "Blue"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]string{"red": "red", "blue": "blue", "scarlet": "red", "green": "green", "": ""} {
		if got := lists.List("colour").Current(id); got != want {
			t.Errorf("Current(%q) = %q, want %q", id, got, want)
		}
	}
	if got := lists.List("shape").Current("round"); got != "round" {
		t.Errorf("Current of a list that is not there = %q, want round", got)
	}
}
