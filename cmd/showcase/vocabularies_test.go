package main

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/vocabularies"
)

// TestVocabulariesAreWatched holds that a changed file is put in force, a
// mistake in it changes nothing, and its removal takes the changes back.
func TestVocabulariesAreWatched(t *testing.T) {
	path := filepath.Join(t.TempDir(), vocabularies.ChangesFile)
	used := make(chan *catalog.Vocabularies)
	var said bytes.Buffer
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		watchVocabularies(ctx, slog.New(slog.NewTextHandler(&said, nil)), path, func(lists *catalog.Vocabularies) error {
			used <- lists
			return nil
		})
	}()
	label := func() string { return (<-used).List(catalog.VocabularyTechnology).Label("uav", "en") }
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("technology_category: {uav: {labels: {en: Flying robots}}}")
	if got := label(); got != "Flying robots" {
		t.Errorf("the label is %s", got)
	}
	write("technology_category: {nothing: {labels: {en: a mistake}}}")
	write("technology_category: {uav: {labels: {en: Robots that fly}}}")
	if got := label(); got != "Robots that fly" {
		t.Errorf("the label is %s", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := label(); strings.Contains(got, "obots") {
		t.Errorf("the label is %s", got)
	}
	stop()
	<-done
}
