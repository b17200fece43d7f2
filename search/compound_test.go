package search

import (
	"slices"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// TestCompoundsAreParted says by example which words are made of others.
func TestCompoundsAreParted(t *testing.T) {
	names := &catalog.Vocabulary{Name: catalog.VocabularyGlossary, Concepts: []*catalog.Concept{
		{ID: "border", Labels: map[string]string{"en": "border", "de": "Grenze", "nl": "grens"}},
		{ID: "surveillance", Labels: map[string]string{"en": "surveillance", "de": "Überwachung", "nl": "bewaking"}},
		{ID: "system", Labels: map[string]string{"en": "system", "de": "System", "nl": "systeem"}},
		{ID: "drone", Labels: map[string]string{"en": "drone", "de": "Drohne", "nl": "drone"}},
		{ID: "heart", Labels: map[string]string{"en": "heartbeat", "de": "Herzschlag", "nl": "hartslag"}},
		{ID: "detector", Labels: map[string]string{"en": "detector", "de": "Detektor", "nl": "detector"}},
		{ID: "port", Labels: map[string]string{"en": "port", "de": "Hafen", "nl": "haven"}},
	}}
	vs, err := catalog.NewVocabularies(names)
	must(t, err)
	s, err := newStemmers(vs)
	must(t, err)
	for _, tt := range []struct {
		language, word string
		want           []string
	}{
		{"de", "Grenzüberwachung", []string{"grenz", "uberwachung"}},
		{"de", "Grenzüberwachungen", []string{"grenz", "uberwachungen"}},
		{"de", "Grenzüberwachungssystem", []string{"grenz", "uberwachung", "system"}},
		{"de", "Drohnenüberwachung", []string{"drohne", "uberwachung"}},
		{"de", "Herzschlagdetektoren", []string{"herzschlag", "detektoren"}},
		{"de", "Überwachung", nil},
		{"de", "Hafenmeister", nil},
		{"nl", "hartslagdetector", []string{"hartslag", "detector"}},
		{"nl", "grensbewaking", []string{"grens", "bewaking"}},
		{"en", "bordersystem", nil},
		{"de", "systemsystemsystemsystemsystem", nil},
	} {
		if got := s.splitters.in(tt.language, tt.word); !slices.Equal(got, tt.want) {
			t.Errorf("%s is parted as %q, want %q", tt.word, got, tt.want)
		}
	}
}
