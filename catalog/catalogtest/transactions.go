package catalogtest

import (
	"context"
	"errors"
	"slices"

	"ileanet.eu/showcase/catalog"
)

var transactionCases = []testCase{
	{name: "an update that fails writes nothing", run: func(s *suite) {
		kept := solution("kept")
		s.put(kept)
		lost, renamed := solution("lost"), s.entry(kept.ID)
		_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
			if err := tx.PutEntry(lost, write(lost)); err != nil {
				return err
			}
			renamed.Slug = "renamed"
			if err := tx.PutEntry(renamed, write(renamed)); err != nil {
				return err
			}
			return errStop
		})
		s.wantError(err, errStop, "update")
		if lost.Version != 0 || renamed.Version != 1 || len(renamed.OldSlugs) != 0 {
			s.Errorf("versions are %d and %d, old slugs %v; want 0, 1, none as before", lost.Version, renamed.Version, renamed.OldSlugs)
		}
		if got := s.sequence(); got != 1 {
			s.Errorf("sequence is %d, want 1", got)
		}
		s.view(func(tx catalog.Tx) error {
			_, err := tx.Entry(lost.ID)
			s.wantError(err, catalog.ErrNotFound, "entry of the failed update")
			_, err = tx.EntryBySlug(catalog.KindSolution, "renamed")
			s.wantError(err, catalog.ErrNotFound, "slug of the failed update")
			return nil
		})
		s.put(lost, kept) // both versions still fit
	}},
	{name: "an update sees its own writes", run: func(s *suite) {
		e, need := solution("own"), entry("own", &catalog.Need{Name: "Need"})
		e.ExternalIDs = []string{"x:1"}
		e.Public.Content.(*catalog.Solution).Needs = []catalog.NeedMatch{{Need: need.ID, Strength: "3"}}
		_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
			if err := errors.Join(tx.PutEntry(need, write(need)), tx.PutEntry(e, write(e)), tx.PutEntry(e, write(e))); err != nil {
				return err
			}
			read, err := tx.Entry(e.ID)
			if err != nil || read.Version != 2 {
				s.Errorf("entry %v, %v, want version 2", read, err)
			}
			if _, err := tx.EntryBySlug(catalog.KindSolution, "own"); err != nil {
				s.Errorf("by slug: %v", err)
			}
			if _, err := tx.EntryByExternalID("x:1"); err != nil {
				s.Errorf("by external id: %v", err)
			}
			if n, err := tx.Count(catalog.KindSolution); n != 1 || err != nil {
				s.Errorf("count %d, %v", n, err)
			}
			if ids, err := collect(tx.Referring(need.ID, catalog.KindSolution)); len(ids) != 1 || err != nil {
				s.Errorf("referring %v, %v", ids, err)
			}
			if events, err := collect(tx.Events(0)); len(events) != 3 || err != nil {
				s.Errorf("%d events, %v", len(events), err)
			}
			if all, err := collect(tx.Entries(catalog.KindSolution, "")); len(all) != 1 || err != nil {
				s.Errorf("%d entries, %v", len(all), err)
			}
			return nil
		})
		if err != nil {
			s.Fatal(err)
		}
	}},
	{name: "a view sees one state", run: func(s *suite) {
		e := solution("steady")
		s.put(e)
		s.view(func(tx catalog.Tx) error {
			before, err := tx.Entry(e.ID)
			if err != nil {
				return err
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				s.put(e)
			}()
			<-done
			after, err := tx.Entry(e.ID)
			if err != nil {
				return err
			}
			if before.Version != 1 || after.Version != 1 {
				s.Errorf("one view saw versions %d and %d", before.Version, after.Version)
			}
			return nil
		})
	}},
	{name: "entries may be written while they are listed", run: func(s *suite) {
		for i := range 40 {
			s.put(solution(string(rune('a'+i%26)) + string(rune('a'+i/26))))
		}
		var seen int
		_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
			seen = 0
			for e, err := range tx.Entries(catalog.KindSolution, "") {
				if err != nil {
					return err
				}
				if seen++; seen%3 == 0 {
					err = tx.DeleteEntry(e.ID, e.Version, write(e))
				} else {
					e.Slug += "-renamed"
					err = tx.PutEntry(e, write(e))
				}
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || seen != 40 {
			s.Errorf("saw %d of 40 entries, %v", seen, err)
		}
	}},
	{name: "the result is the sequence of the last event", run: func(s *suite) {
		a, b := solution("a"), solution("b")
		sequence, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
			return errors.Join(tx.PutEntry(a, write(a)), tx.PutEntry(b, write(b)))
		})
		if err != nil || sequence != 2 {
			s.Errorf("two writes: sequence %d, %v, want 2", sequence, err)
		}
		sequence, err = s.Update(s.Context(), func(catalog.UpdateTx) error { return nil })
		if err != nil || sequence != 2 {
			s.Errorf("no write: sequence %d, %v, want 2", sequence, err)
		}
	}},
	{name: "errors of the function come back", run: func(s *suite) {
		s.wantError(s.View(s.Context(), func(catalog.Tx) error { return errStop }), errStop, "view")
		_, err := s.Update(s.Context(), func(catalog.UpdateTx) error { return errStop })
		s.wantError(err, errStop, "update")
	}},
	{name: "an ended context stops before the work", run: func(s *suite) {
		ctx, cancel := context.WithCancel(s.Context())
		cancel()
		s.wantError(s.View(ctx, func(catalog.Tx) error { s.Error("view ran"); return nil }), context.Canceled, "view")
		_, err := s.Update(ctx, func(catalog.UpdateTx) error { s.Error("update ran"); return nil })
		s.wantError(err, context.Canceled, "update")
		_, _, err = s.Changes(ctx, 0, 10)
		s.wantError(err, context.Canceled, "changes")
		_, err = s.Sequence(ctx)
		s.wantError(err, context.Canceled, "sequence")
		_, err = s.Scan(ctx, func(*catalog.Entry) error { return nil })
		s.wantError(err, context.Canceled, "scan")
		s.wantError(s.Wait(ctx, 0), context.Canceled, "wait")
		s.wantError(s.Check(ctx, func(string) {}), context.Canceled, "check")
	}},
	{name: "a panic of the function reaches its caller and harms nobody", run: func(s *suite) {
		e := solution("calm")
		func() {
			defer func() {
				if recover() == nil {
					s.Error("the panic was swallowed")
				}
			}()
			_, _ = s.Update(s.Context(), func(tx catalog.UpdateTx) error {
				_ = tx.PutEntry(e, write(e))
				panic("on purpose")
			})
		}()
		func() {
			defer func() { _ = recover() }()
			_ = s.View(s.Context(), func(catalog.Tx) error { panic("on purpose") })
		}()
		s.put(e)
		if e.Version != 1 {
			s.Errorf("version is %d, want 1", e.Version)
		}
	}},
}

var userCases = []testCase{
	{name: "an account reads as it was put", run: func(s *suite) {
		u := &catalog.User{ID: idOf("officer"), Email: "officer@example.org", Name: "An Officer", Role: catalog.RoleMember, Created: began, Updated: began}
		s.putUser(u)
		s.view(func(tx catalog.Tx) error {
			byID, err := tx.User(u.ID)
			if err != nil {
				return err
			}
			byEmail, err := tx.UserByEmail("Officer@Example.ORG")
			if err != nil {
				return err
			}
			if *byID != *u || *byEmail != *u {
				s.Errorf("read %+v and %+v, want %+v", byID, byEmail, u)
			}
			_, err = tx.User(idOf("nobody"))
			s.wantError(err, catalog.ErrNotFound, "user")
			_, err = tx.UserByEmail("nobody@example.org")
			s.wantError(err, catalog.ErrNotFound, "user by email")
			return nil
		})
		if got := s.sequence(); got != 1 {
			s.Errorf("sequence is %d, want 1: an account leaves an event", got)
		}
	}},
	{name: "an address belongs to one account", run: func(s *suite) {
		a := &catalog.User{ID: idOf("a"), Email: "a@example.org"}
		b := &catalog.User{ID: idOf("b"), Email: "A@example.org"}
		s.putUser(a)
		_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error { return tx.PutUser(b, catalog.Event{Object: b.ID}) })
		s.wantError(err, catalog.ErrConflict, "second account with the address")
		a.Email = "moved@example.org"
		s.putUser(a)
		s.putUser(b) // free now
		s.view(func(tx catalog.Tx) error {
			u, err := tx.UserByEmail("a@example.org")
			if err != nil || u.ID != b.ID {
				s.Errorf("a@example.org leads to %v, %v", u, err)
			}
			return nil
		})
	}},
	{name: "accounts come in the order of the addresses", run: func(s *suite) {
		for _, email := range []string{"m@example.org", "Z@example.org", "a@example.org"} {
			s.putUser(&catalog.User{ID: idOf(email), Email: email})
		}
		s.view(func(tx catalog.Tx) error {
			users, err := collect(tx.Users())
			var emails []string
			for _, u := range users {
				emails = append(emails, u.Email)
			}
			if want := []string{"a@example.org", "m@example.org", "Z@example.org"}; !slices.Equal(emails, want) {
				s.Errorf("users are %q, want %q", emails, want)
			}
			return err
		})
	}},
	{name: "an account without id or address is refused", run: func(s *suite) {
		for _, u := range []*catalog.User{{Email: "x@example.org"}, {ID: idOf("x")}} {
			_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error { return tx.PutUser(u, catalog.Event{}) })
			s.wantError(err, catalog.ErrInvalid, "put user")
		}
	}},
	{name: "accounts are no changes of the catalogue", run: func(s *suite) {
		s.putUser(&catalog.User{ID: idOf("a"), Email: "a@example.org"})
		rows, upTo, err := s.Changes(s.Context(), 0, 10)
		if err != nil || len(rows) != 0 || upTo != 1 {
			s.Errorf("%d rows up to %d, %v, want none up to 1", len(rows), upTo, err)
		}
	}},
}

// putUser writes the account.
func (s *suite) putUser(u *catalog.User) {
	s.Helper()
	_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
		return tx.PutUser(u, catalog.Event{At: began, Action: catalog.ActionManageUsers, Object: u.ID})
	})
	if err != nil {
		s.Fatalf("put user: %v", err)
	}
}
