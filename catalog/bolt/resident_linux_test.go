package bolt

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/catalogtest"
)

// TestResident: what opening, scanning and checking read does not stay in the
// memory of the process.
func TestResident(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Update(t.Context(), func(tx catalog.UpdateTx) error {
		for i := range 200 {
			e := testEntry(fmt.Sprintf("entry-%d", i))
			e.Public.Content = &catalog.Solution{Name: e.Slug, Summary: strings.Repeat(e.Slug, 10_000)}
			if err := tx.PutEntry(e, testEvent(e)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, storeFile)
	size := len(read(t, path))
	if s, err = Open(t.Context(), dir, Options{}); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, step := range []struct {
		name string
		do   func(ctx context.Context) error
	}{
		{"opening", func(context.Context) error { return nil }},
		{"scanning", func(ctx context.Context) error {
			_, err := s.Scan(ctx, func(*catalog.Entry) error { return nil })
			return err
		}},
		{"checking", func(ctx context.Context) error { return s.Check(ctx, func(d string) { t.Error(d) }) }},
	} {
		if err := step.do(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := catalogtest.Resident(t, func(mapped string) bool { return mapped == path }); got > size/10 {
			t.Errorf("after %s %d kB of the %d kB of store.db are in memory", step.name, got>>10, size>>10)
		}
	}
}
