package catalogtest

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

var entryCases = []testCase{
	{name: "a put entry reads as it was put", run: func(s *suite) {
		e := solution("coach-check")
		e.Tags = []catalog.Tag{{Challenge: "registration", Strength: "3"}}
		e.Origin = map[string]catalog.Origin{"name": {Source: "cordis", On: "2026-01-05"}}
		e.Draft = &catalog.Revision{Number: 2, At: began, By: idOf("somebody"), Content: &catalog.Solution{Name: "Coach check, new"}}
		s.put(e)
		if diff := cmp.Diff(e, s.entry(e.ID)); diff != "" {
			s.Errorf("entry differs (-put +read):\n%s", diff)
		}
	}},
	{name: "a missing entry is not found", run: func(s *suite) {
		s.view(func(tx catalog.Tx) error {
			_, err := tx.Entry(idOf("nothing"))
			s.wantError(err, catalog.ErrNotFound, "entry")
			_, err = tx.EntryBySlug(catalog.KindSolution, "nothing")
			s.wantError(err, catalog.ErrNotFound, "entry by slug")
			_, err = tx.EntryByExternalID("cordis:project:1")
			s.wantError(err, catalog.ErrNotFound, "entry by external id")
			_, err = tx.Entry("")
			s.wantError(err, catalog.ErrNotFound, "entry without id")
			return nil
		})
	}},
	{name: "each write raises the version", run: func(s *suite) {
		e := solution("counted")
		for want := uint64(1); want <= 3; want++ {
			s.put(e)
			if e.Version != want || s.entry(e.ID).Version != want {
				s.Fatalf("after write %d the caller has version %d, the store %d", want, e.Version, s.entry(e.ID).Version)
			}
		}
	}},
	{name: "a write of an older version is a conflict", run: func(s *suite) {
		e := solution("contested")
		s.put(e)
		mine, theirs := s.entry(e.ID), s.entry(e.ID)
		s.put(theirs)
		s.wantError(s.try(mine), catalog.ErrConflict, "put of version 1 over 2")
		if mine.Version != 1 {
			s.Errorf("the refused entry has version %d, want 1 as before", mine.Version)
		}
		again := solution("contested")
		s.wantError(s.try(again), catalog.ErrConflict, "put of a new entry over an old one")
		absent := solution("absent")
		absent.Version = 4
		s.wantError(s.try(absent), catalog.ErrConflict, "put of version 4 of an entry that is gone")
		if got := s.entry(e.ID).Version; got != 2 {
			s.Errorf("the store has version %d, want 2", got)
		}
	}},
	{name: "entries handed out are copies", run: func(s *suite) {
		e := solution("copied")
		e.Tags = []catalog.Tag{{Challenge: "registration", Strength: "3"}}
		s.put(e)
		read := s.entry(e.ID)
		read.Tags[0].Challenge, read.Slug = "changed", "changed"
		read.Public.Content.(*catalog.Solution).Name = "changed"
		e.Public.Content.(*catalog.Solution).OneLine = "changed"
		again := s.entry(e.ID)
		if again.Tags[0].Challenge != "registration" || again.Slug != "copied" ||
			again.Public.Content.Title() != "Solution copied" || again.Public.Content.Lead() != "does copied" {
			s.Errorf("a change of a copy shows in the store: %+v", again)
		}
	}},
	{name: "entries come in the order of their ids", run: func(s *suite) {
		var ids []catalog.ID
		for i := range 25 {
			e := solution(fmt.Sprintf("ordered-%d", i))
			s.put(e, entry(fmt.Sprintf("other-%d", i), &catalog.Need{Name: "Need"}))
			ids = append(ids, e.ID)
		}
		slices.Sort(ids)
		for _, after := range []int{-1, 0, 11, 24} {
			var start catalog.ID
			if after >= 0 {
				start = ids[after]
			}
			s.view(func(tx catalog.Tx) error {
				got, err := collect(tx.Entries(catalog.KindSolution, start))
				if err != nil {
					return err
				}
				var found []catalog.ID
				for _, e := range got {
					found = append(found, e.ID)
				}
				if !slices.Equal(found, ids[after+1:]) {
					s.Errorf("entries after %d: %d of them, want %d in order", after, len(found), len(ids[after+1:]))
				}
				if found, err = collect(tx.IDs(catalog.KindSolution, start)); err != nil || !slices.Equal(found, ids[after+1:]) {
					s.Errorf("ids after %d: %d of them, %v, want %d in order", after, len(found), err, len(ids[after+1:]))
				}
				return nil
			})
		}
	}},
	{name: "a reader may stop early", run: func(s *suite) {
		s.put(solution("one"), solution("two"), solution("three"))
		s.view(func(tx catalog.Tx) error {
			n := 0
			for _, err := range tx.Entries(catalog.KindSolution, "") {
				if err != nil {
					return err
				}
				if n++; n == 2 {
					break
				}
			}
			if n != 2 {
				s.Errorf("saw %d entries, want 2", n)
			}
			for _, err := range tx.IDs(catalog.KindSolution, "") {
				if err != nil {
					return err
				}
				break
			}
			return nil
		})
	}},
	{name: "count follows puts and deletes", run: func(s *suite) {
		a, b, c := solution("a"), solution("b"), entry("c", &catalog.Need{Name: "Need"})
		s.put(a, b, c)
		s.put(a)
		s.delete(b)
		s.view(func(tx catalog.Tx) error {
			for kind, want := range map[catalog.Kind]int{catalog.KindSolution: 1, catalog.KindNeed: 1, catalog.KindProject: 0} {
				if got, err := tx.Count(kind); err != nil || got != want {
					s.Errorf("Count(%s) = %d, %v, want %d", kind, got, err, want)
				}
				if ids, err := collect(tx.IDs(kind, "")); err != nil || len(ids) != want {
					s.Errorf("IDs(%s) yields %d, %v, want %d", kind, len(ids), err, want)
				}
			}
			return nil
		})
	}},
	{name: "a deleted entry is gone with all its names", run: func(s *suite) {
		e := solution("first")
		e.ExternalIDs = []string{"cordis:project:1"}
		s.put(e)
		e.Slug = "second"
		e.Public = &catalog.Revision{Number: 2, At: began, Content: &catalog.Solution{Name: "Second"}}
		s.put(e)
		s.delete(e)
		s.view(func(tx catalog.Tx) error {
			_, err := tx.Entry(e.ID)
			s.wantError(err, catalog.ErrNotFound, "entry")
			for _, slug := range []string{"first", "second"} {
				_, err = tx.EntryBySlug(catalog.KindSolution, slug)
				s.wantError(err, catalog.ErrNotFound, "slug "+slug)
			}
			_, err = tx.EntryByExternalID("cordis:project:1")
			s.wantError(err, catalog.ErrNotFound, "external id")
			if revisions, err := collect(tx.Revisions(e.ID)); err != nil || len(revisions) != 0 {
				s.Errorf("%d revisions are left (%v)", len(revisions), err)
			}
			return nil
		})
		s.put(solution("first")) // the name is free again
	}},
	{name: "a delete of another version is refused", run: func(s *suite) {
		e := solution("kept")
		s.put(e)
		for version, want := range map[uint64]error{2: catalog.ErrConflict, 0: catalog.ErrConflict} {
			_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
				return tx.DeleteEntry(e.ID, version, catalog.Event{Action: catalog.ActionDelete, Object: e.ID})
			})
			s.wantError(err, want, fmt.Sprintf("delete of version %d", version))
		}
		_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
			return tx.DeleteEntry(idOf("nothing"), 0, catalog.Event{Action: catalog.ActionDelete})
		})
		s.wantError(err, catalog.ErrNotFound, "delete of nothing")
		s.entry(e.ID)
	}},
	{name: "unknown members survive a read and a write", run: func(s *suite) {
		e := solution("newer")
		e.Extra = map[string]json.RawMessage{"since_next_year": json.RawMessage(`{"a":[1,2]}`)}
		e.Public.Extra = map[string]json.RawMessage{"new_field": json.RawMessage(`"kept"`)}
		s.put(e)
		read := s.entry(e.ID)
		read.Reason = "touched"
		s.put(read)
		again := s.entry(e.ID)
		if string(again.Extra["since_next_year"]) != `{"a":[1,2]}` || string(again.Public.Extra["new_field"]) != `"kept"` {
			s.Errorf("unknown members are %v and %v", again.Extra, again.Public.Extra)
		}
	}},
	{name: "what cannot be stored is refused whole", run: func(s *suite) {
		for name, spoil := range map[string]func(*catalog.Entry){
			"no id":           func(e *catalog.Entry) { e.ID = "" },
			"no slug":         func(e *catalog.Entry) { e.Slug = "" },
			"no such kind":    func(e *catalog.Entry) { e.Kind = "poem" },
			"no content":      func(e *catalog.Entry) { e.Public.Content = nil },
			"other content":   func(e *catalog.Entry) { e.Public.Content = &catalog.Need{} },
			"revision zero":   func(e *catalog.Entry) { e.Public.Number = 0 },
			"zero byte":       func(e *catalog.Entry) { e.Slug = "a\x00b" },
			"empty external":  func(e *catalog.Entry) { e.ExternalIDs = []string{""} },
			"empty old slugs": func(e *catalog.Entry) { e.OldSlugs = []string{""} },
		} {
			e := solution("spoiled")
			spoil(e)
			s.wantError(s.try(e), catalog.ErrInvalid, name)
		}
		e := solution("settled")
		s.put(e)
		e.Kind, e.Public = catalog.KindNeed, &catalog.Revision{Number: 2, Content: &catalog.Need{Name: "Need"}}
		s.wantError(s.try(e), catalog.ErrInvalid, "another kind")
		if got := s.sequence(); got != 1 {
			s.Errorf("sequence is %d, want 1", got)
		}
	}},
}
