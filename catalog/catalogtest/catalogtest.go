// Package catalogtest holds what [catalog.Store] promises as tests, which every
// store runs, and makes catalogues of any size for tests and measurements.
package catalogtest

import (
	"context"
	"errors"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
)

// Run tests a store against the contract. open makes a new, empty store; it
// must close it with t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) catalog.Store) {
	t.Helper()
	for _, group := range []struct {
		name  string
		cases []testCase
	}{
		{"entries", entryCases},
		{"names", nameCases},
		{"links", linkCases},
		{"revisions", revisionCases},
		{"transactions", transactionCases},
		{"users", userCases},
		{"credentials", credentialCases},
		{"events", eventCases},
		{"feed", feedCases},
		{"concurrency", concurrencyCases},
		{"care", careCases},
	} {
		t.Run(group.name, func(t *testing.T) {
			for _, c := range group.cases {
				t.Run(c.name, func(t *testing.T) {
					s := &suite{T: t, Store: open(t)}
					c.run(s)
					if !t.Failed() && !c.closed {
						s.clean()
					}
				})
			}
		})
	}
}

// testCase is one promise of the contract.
type testCase struct {
	name   string
	run    func(s *suite)
	closed bool // the case closes the store itself
}

// suite is a test with its store.
type suite struct {
	*testing.T
	catalog.Store
}

// began is when every made-up entry was created.
var began = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// idOf is the id that stands for a name in these tests.
func idOf(name string) catalog.ID { return catalog.IDFor(name, began) }

// solution is a published solution with this slug, linked to nothing.
func solution(slug string) *catalog.Entry {
	return entry(slug, &catalog.Solution{Name: "Solution " + slug, OneLine: "does " + slug})
}

// entry is a published entry with this slug and content. Its id follows from
// kind and slug.
func entry(slug string, content catalog.Content) *catalog.Entry {
	published := began
	return &catalog.Entry{
		Format: catalog.EntryFormat, ID: idOf(string(content.Kind()) + " " + slug), Kind: content.Kind(), Slug: slug,
		State: catalog.StatePublished, Access: catalog.AccessClear, Language: "en",
		Created: began, Updated: began, Published: &published,
		Public: &catalog.Revision{Number: 1, At: began, Content: content},
	}
}

// write is an audit event for a write of the entry.
func write(e *catalog.Entry) catalog.Event {
	return catalog.Event{At: began, Action: catalog.ActionWrite, Object: e.ID, Kind: e.Kind, To: e.State}
}

// put writes the entries, each in its own Update.
func (s *suite) put(entries ...*catalog.Entry) {
	s.Helper()
	for _, e := range entries {
		if err := s.try(e); err != nil {
			s.Errorf("put %s: %v", e.Slug, err)
		}
	}
}

// try writes the entry and returns the error.
func (s *suite) try(e *catalog.Entry) error {
	_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error { return tx.PutEntry(e, write(e)) })
	return err
}

// delete deletes the entry as it is.
func (s *suite) delete(e *catalog.Entry) uint64 {
	s.Helper()
	sequence, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
		return tx.DeleteEntry(e.ID, e.Version, catalog.Event{At: began, Action: catalog.ActionDelete, Object: e.ID, Kind: e.Kind})
	})
	if err != nil {
		s.Fatalf("delete %s: %v", e.Slug, err)
	}
	return sequence
}

// view reads in one transaction.
func (s *suite) view(fn func(tx catalog.Tx) error) {
	s.Helper()
	if err := s.View(s.Context(), fn); err != nil {
		s.Fatalf("view: %v", err)
	}
}

// entry reads the entry with the id.
func (s *suite) entry(id catalog.ID) (e *catalog.Entry) {
	s.Helper()
	s.view(func(tx catalog.Tx) (err error) {
		e, err = tx.Entry(id)
		return err
	})
	return e
}

// sequence is the number of the newest event.
func (s *suite) sequence() uint64 {
	s.Helper()
	n, err := s.Sequence(s.Context())
	if err != nil {
		s.Fatalf("sequence: %v", err)
	}
	return n
}

// wantError fails the test unless err is of the category.
func (s *suite) wantError(err, want error, doing string) {
	s.Helper()
	if !errors.Is(err, want) {
		s.Errorf("%s: error is %v, want %v", doing, err, want)
	}
}

// clean fails the test when Check reports anything.
func (s *suite) clean() {
	s.Helper()
	err := s.Check(context.WithoutCancel(s.Context()), func(difference string) { s.Errorf("check: %s", difference) })
	if err != nil {
		s.Errorf("check: %v", err)
	}
}

// collect gathers a sequence that ends at its first error.
func collect[T any](seq func(func(T, error) bool)) ([]T, error) {
	var all []T
	for item, err := range seq {
		if err != nil {
			return all, err
		}
		all = append(all, item)
	}
	return all, nil
}

// errStop is an error of a caller, which a store hands back.
var errStop = errors.New("stop here")
