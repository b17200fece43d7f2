package bolt

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"ileanet.eu/showcase/catalog"
)

var testTime = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// testEntry is a published solution with the slug.
func testEntry(slug string) *catalog.Entry {
	return &catalog.Entry{
		ID: catalog.IDFor(slug, testTime), Kind: catalog.KindSolution, Slug: slug, State: catalog.StatePublished, Access: catalog.AccessClear,
		Created: testTime, Updated: testTime,
		Public: &catalog.Revision{Number: 1, At: testTime, Content: &catalog.Solution{Name: slug, Provider: catalog.IDFor("provider", testTime)}},
	}
}

func testEvent(e *catalog.Entry) catalog.Event {
	return catalog.Event{At: testTime, Action: catalog.ActionWrite, Object: e.ID, Kind: e.Kind}
}

func put(t *testing.T, s *Store, entries ...*catalog.Entry) {
	t.Helper()
	for _, e := range entries {
		if _, err := s.Update(t.Context(), func(tx catalog.UpdateTx) error { return tx.PutEntry(e, testEvent(e)) }); err != nil {
			t.Fatalf("put %s: %v", e.Slug, err)
		}
	}
}

func bySlug(t *testing.T, s *Store, slug string) (e *catalog.Entry, err error) {
	t.Helper()
	err = s.View(t.Context(), func(tx catalog.Tx) (err error) {
		e, err = tx.EntryBySlug(catalog.KindSolution, slug)
		return err
	})
	return e, err
}

// differences is what Check reports.
func differences(t *testing.T, s *Store) (all []string) {
	t.Helper()
	if err := s.Check(t.Context(), func(d string) { all = append(all, d) }); err != nil {
		t.Fatal(err)
	}
	return all
}

func wantClean(t *testing.T, s *Store) {
	t.Helper()
	for _, d := range differences(t, s) {
		t.Errorf("check: %s", d)
	}
}

// filled is a folder with a store of three entries and an account with
// a session, closed.
func filled(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, b, c := testEntry("alpha"), testEntry("bravo"), testEntry("charlie")
	a.ExternalIDs = []string{"x:1"}
	put(t, s, a, b, c)
	b.Slug, b.Public = "bravo-two", &catalog.Revision{Number: 2, At: testTime, Content: &catalog.Solution{Name: "bravo two"}}
	put(t, s, b)
	_, err = s.Update(t.Context(), func(tx catalog.UpdateTx) error {
		u := &catalog.User{ID: catalog.IDFor("officer", testTime), Email: "officer@example.org"}
		session := &catalog.Credential{Hash: "hash", ID: "session", Purpose: catalog.PurposeSession, Holder: u.ID}
		if err := tx.PutCredential(session); err != nil {
			return err
		}
		return tx.PutUser(u, catalog.Event{At: testTime, Action: catalog.ActionManageUsers, Object: u.ID})
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// tamper changes the closed store behind the program's back.
func tamper(t *testing.T, dir string, change func(tx *bbolt.Tx) error) {
	t.Helper()
	db, err := bbolt.Open(filepath.Join(dir, storeFile), fileMode, &bbolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(change); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

// refused opens the store, which must fail and say all the words.
func refused(t *testing.T, dir string, words ...string) {
	t.Helper()
	s, err := Open(t.Context(), dir, Options{LockTimeout: 50 * time.Millisecond})
	if err == nil {
		t.Error(s.Close())
		t.Fatalf("the store opened, want an error with %q", words)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error is %q, want %q in it", err, word)
		}
	}
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
