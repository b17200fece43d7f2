package catalogtest

import (
	"context"
	"errors"

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
