package catalogtest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"ileanet.eu/showcase/catalog"
)

var eventCases = []testCase{
	{name: "events are numbered, sealed and chained", run: func(s *suite) {
		e := solution("audited")
		event := write(e)
		event.Actor, event.Role, event.Note = idOf("somebody"), catalog.RoleTeam, "reason"
		event.Sequence, event.Previous, event.Hash = 99, "made up", "made up" // the store's to set
		for range 3 {
			if _, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error { return tx.PutEntry(e, event) }); err != nil {
				s.Fatal(err)
			}
		}
		s.delete(e)
		s.view(func(tx catalog.Tx) error {
			events, err := collect(tx.Events(0))
			if err != nil {
				return err
			}
			if len(events) != 4 {
				s.Fatalf("%d events, want 4", len(events))
			}
			var previous catalog.Event
			for _, got := range events {
				if err := got.Follows(previous); err != nil {
					s.Error(err)
				}
				previous = got
			}
			first := events[0]
			if first.Actor != event.Actor || first.Note != "reason" || first.Object != e.ID || !first.At.Equal(began) {
				s.Errorf("event is %+v", first)
			}
			if events[3].Action != catalog.ActionDelete {
				s.Errorf("last event is %s, want delete", events[3].Action)
			}
			return nil
		})
	}},
	{name: "events start behind the given one", run: func(s *suite) {
		s.put(solution("a"), solution("b"), solution("c"))
		s.view(func(tx catalog.Tx) error {
			for after, want := range map[uint64]int{0: 3, 1: 2, 3: 0, 7: 0} {
				events, err := collect(tx.Events(after))
				if err != nil || len(events) != want {
					s.Errorf("%d events behind %d, %v, want %d", len(events), after, err, want)
				}
			}
			return nil
		})
	}},
}

// rows reads the feed to its end.
func (s *suite) rows(limit int) (rows []catalog.Change) {
	s.Helper()
	after := uint64(0)
	for {
		page, upTo, err := s.Changes(s.Context(), after, limit)
		if err != nil {
			s.Fatalf("changes: %v", err)
		}
		if len(page) > limit {
			s.Fatalf("%d rows, limit %d", len(page), limit)
		}
		rows = append(rows, page...)
		if after == upTo || len(page) == 0 {
			return rows
		}
		after = upTo
	}
}

var feedCases = []testCase{
	{name: "an empty store has an empty feed", run: func(s *suite) {
		rows, upTo, err := s.Changes(s.Context(), 0, 10)
		if err != nil || len(rows) != 0 || upTo != 0 || s.sequence() != 0 {
			s.Errorf("%d rows up to %d, sequence %d, %v", len(rows), upTo, s.sequence(), err)
		}
	}},
	{name: "there is one row for each entry, the newest", run: func(s *suite) {
		a, b := solution("a"), solution("b")
		s.put(a, b, a, a, b)
		rows := s.rows(10)
		if len(rows) != 2 || rows[0].ID != a.ID || rows[0].Sequence != 4 || rows[1].ID != b.ID || rows[1].Sequence != 5 {
			s.Fatalf("rows are %+v, want a at 4 and b at 5", rows)
		}
		if rows[0].Entry.Version != 3 || rows[0].Kind != catalog.KindSolution {
			s.Errorf("row of a has version %d and kind %s", rows[0].Entry.Version, rows[0].Kind)
		}
	}},
	{name: "a deleted entry leaves a row without entry", run: func(s *suite) {
		e := solution("gone")
		s.put(e)
		deleted := s.delete(e)
		rows := s.rows(10)
		if len(rows) != 1 || rows[0].Entry != nil || rows[0].ID != e.ID || rows[0].Sequence != deleted || rows[0].Kind != e.Kind {
			s.Errorf("rows are %+v", rows)
		}
		e.Version = 0
		s.put(e) // made again: the row has an entry again
		if rows := s.rows(10); len(rows) != 1 || rows[0].Entry == nil {
			s.Errorf("rows are %+v", rows)
		}
	}},
	{name: "pages join without gap", run: func(s *suite) {
		for i := range 23 {
			s.put(solution(fmt.Sprintf("paged-%d", i)))
		}
		for _, limit := range []int{1, 2, 7, 22, 23, 24, 10_000} {
			rows := s.rows(limit)
			if len(rows) != 23 {
				s.Errorf("limit %d: %d rows, want 23", limit, len(rows))
			}
			if !slices.IsSortedFunc(rows, func(a, b catalog.Change) int { return int(a.Sequence) - int(b.Sequence) }) {
				s.Errorf("limit %d: rows are out of order", limit)
			}
		}
		_, upTo, err := s.Changes(s.Context(), 20, 2)
		if err != nil || upTo != 22 {
			s.Errorf("two rows behind 20: up to %d, %v, want 22", upTo, err)
		}
	}},
	{name: "upTo reaches past events without rows", run: func(s *suite) {
		s.put(solution("a"))
		s.putUser(&catalog.User{ID: idOf("u"), Email: "u@example.org"})
		s.putUser(&catalog.User{ID: idOf("v"), Email: "v@example.org"})
		rows, upTo, err := s.Changes(s.Context(), 0, 10)
		if err != nil || len(rows) != 1 || upTo != 3 {
			s.Errorf("%d rows up to %d, %v, want one row up to 3", len(rows), upTo, err)
		}
		if _, upTo, err = s.Changes(s.Context(), 9, 10); err != nil || upTo != 3 {
			s.Errorf("behind the end: up to %d, %v, want 3", upTo, err)
		}
	}},
	{name: "wait returns when there is something", run: func(s *suite) {
		s.put(solution("a"))
		if err := s.Wait(s.Context(), 0); err != nil {
			s.Errorf("wait behind 0: %v", err)
		}
		result := make(chan error)
		for range 3 {
			go func() { result <- s.Wait(s.Context(), 1) }()
		}
		s.put(solution("b"))
		for range 3 {
			if err := <-result; err != nil {
				s.Errorf("wait behind 1: %v", err)
			}
		}
	}},
	{name: "wait ends with its context", run: func(s *suite) {
		ctx, cancel := context.WithTimeout(s.Context(), 10*time.Millisecond)
		defer cancel()
		s.wantError(s.Wait(ctx, 0), context.DeadlineExceeded, "wait")
	}},
	{name: "scan visits every entry of every kind and level once", run: func(s *suite) {
		const total = 1203 // more than two pages
		want := map[catalog.ID]bool{}
		s.load(func(put func(*catalog.Entry)) {
			for i := range total {
				e := solution(fmt.Sprintf("scanned-%d", i))
				switch i % 3 {
				case 1:
					e = entry(e.Slug, &catalog.Need{Name: "Need"})
				case 2:
					e.Access = catalog.AccessAmber
				}
				want[e.ID] = true
				put(e)
			}
		})
		sequence, err := s.Scan(s.Context(), func(e *catalog.Entry) error {
			if !want[e.ID] {
				s.Errorf("%s is visited twice or does not belong here", e.ID)
			}
			delete(want, e.ID)
			return nil
		})
		if err != nil || sequence != total || len(want) != 0 {
			s.Errorf("sequence %d, %d missed, %v", sequence, len(want), err)
		}
	}},
	{name: "an error of the visitor ends the scan", run: func(s *suite) {
		s.put(solution("a"), solution("b"))
		visits := 0
		_, err := s.Scan(s.Context(), func(*catalog.Entry) error { visits++; return errStop })
		s.wantError(err, errStop, "scan")
		if visits != 1 {
			s.Errorf("%d visits, want 1", visits)
		}
	}},
	{name: "the visitor may write", run: func(s *suite) {
		s.put(solution("a"), solution("b"))
		_, err := s.Scan(s.Context(), func(e *catalog.Entry) error { return s.try(e) })
		if err != nil {
			s.Error(err)
		}
	}},
}

// load writes the entries in one Update.
func (s *suite) load(each func(put func(*catalog.Entry))) {
	s.Helper()
	_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) (err error) {
		each(func(e *catalog.Entry) {
			if err == nil {
				err = tx.PutEntry(e, write(e))
			}
		})
		return err
	})
	if err != nil {
		s.Fatalf("load: %v", err)
	}
}
