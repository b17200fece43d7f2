package catalogtest

import (
	"fmt"
	"slices"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

// numbered is a revision of a solution.
func numbered(n int) *catalog.Revision {
	return &catalog.Revision{Number: n, At: began, Content: &catalog.Solution{Name: fmt.Sprintf("Text %d", n)}}
}

// history lists the numbers of the earlier revisions of an entry.
func (s *suite) history(id catalog.ID) (numbers []int) {
	s.Helper()
	s.view(func(tx catalog.Tx) error {
		revisions, err := collect(tx.Revisions(id))
		for _, r := range revisions {
			numbers = append(numbers, r.Number)
			if want := fmt.Sprintf("Text %d", r.Number); r.Content.Title() != want {
				s.Errorf("revision %d has title %q, want %q", r.Number, r.Content.Title(), want)
			}
		}
		return err
	})
	return numbers
}

var revisionCases = []testCase{
	{name: "what is no longer current goes into the history", run: func(s *suite) {
		e := solution("written")
		e.Public, e.Draft = nil, numbered(1)
		for i, step := range []struct {
			draft, public *catalog.Revision
			want          []int
		}{
			{numbered(1), nil, nil},
			{numbered(2), nil, []int{1}},
			{nil, numbered(2), []int{1}}, // published: still current
			{numbered(3), numbered(2), []int{1}},
			{numbered(4), numbered(2), []int{1, 3}},
			{nil, numbered(4), []int{1, 2, 3}},
			{nil, numbered(4), []int{1, 2, 3}},
		} {
			e.Draft, e.Public = step.draft, step.public
			s.put(e)
			if got := s.history(e.ID); !slices.Equal(got, step.want) {
				s.Fatalf("after step %d the history is %v, want %v", i, got, step.want)
			}
		}
	}},
	{name: "more than nine revisions stay in order", run: func(s *suite) {
		e := solution("long")
		var want []int
		for n := 1; n <= 300; n += 13 {
			e.Public = numbered(n)
			s.put(e)
			want = append(want, n)
		}
		if got := s.history(e.ID); !slices.Equal(got, want[:len(want)-1]) {
			s.Errorf("history is %v, want %v", got, want[:len(want)-1])
		}
	}},
	{name: "histories do not mix", run: func(s *suite) {
		a, b := solution("a"), solution("b")
		for n := 1; n <= 3; n++ {
			a.Public, b.Public = numbered(n), numbered(n+10)
			s.put(a, b)
		}
		if got := s.history(a.ID); !slices.Equal(got, []int{1, 2}) {
			s.Errorf("history of a is %v", got)
		}
	}},
	{name: "an export loads as it was", run: func(s *suite) {
		e := solution("exported")
		e.Version, e.OldSlugs, e.ExternalIDs = 17, []string{"former"}, []string{"cordis:9"}
		e.Public = numbered(5)
		target := idOf("target")
		e.Owner = target
		want := e.Clone()
		sequence, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
			return tx.LoadEntry(e, []*catalog.Revision{numbered(1), numbered(3)}, write(e))
		})
		if err != nil || sequence != 1 {
			s.Fatalf("load: sequence %d, %v", sequence, err)
		}
		if diff := cmp.Diff(want, s.entry(e.ID)); diff != "" {
			s.Errorf("loaded entry differs (-want +got):\n%s", diff)
		}
		if got := s.history(e.ID); !slices.Equal(got, []int{1, 3}) {
			s.Errorf("history is %v, want 1 and 3", got)
		}
		if s.bySlug("former") != e.ID || len(s.referring(target, catalog.KindSolution)) != 1 {
			s.Error("the loaded entry is not found by its former slug or its owner")
		}
		rows, _, err := s.Changes(s.Context(), 0, 10)
		if err != nil || len(rows) != 1 || rows[0].Entry == nil {
			s.Errorf("feed has %d rows, %v", len(rows), err)
		}
		loaded := s.entry(e.ID)
		s.put(loaded)
		if loaded.Version != 18 {
			s.Errorf("the next write has version %d, want 18", loaded.Version)
		}
	}},
	{name: "a load over something is a conflict", run: func(s *suite) {
		s.put(solution("there"))
		for name, change := range map[string]func(*catalog.Entry){
			"id":          func(e *catalog.Entry) { e.Slug = "elsewhere" },
			"slug":        func(e *catalog.Entry) { e.ID = idOf("other") },
			"former slug": func(e *catalog.Entry) { e.ID, e.Slug, e.OldSlugs = idOf("other"), "new", []string{"there"} },
		} {
			e := solution("there")
			e.Version = 3
			change(e)
			_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error { return tx.LoadEntry(e, nil, write(e)) })
			s.wantError(err, catalog.ErrConflict, "load over the same "+name)
		}
		e := solution("unversioned")
		_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error { return tx.LoadEntry(e, nil, write(e)) })
		s.wantError(err, catalog.ErrInvalid, "load without version")
	}},
	{name: "a whole catalogue moves to another store", run: func(s *suite) {
		e := solution("moved")
		for n := 1; n <= 3; n++ {
			e.Public = numbered(n)
			s.put(e)
		}
		var earlier []*catalog.Revision
		s.view(func(tx catalog.Tx) (err error) {
			earlier, err = collect(tx.Revisions(e.ID))
			return err
		})
		saved := s.entry(e.ID)
		s.delete(e)
		if _, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error { return tx.LoadEntry(saved, earlier, write(saved)) }); err != nil {
			s.Fatal(err)
		}
		if diff := cmp.Diff(saved, s.entry(e.ID)); diff != "" {
			s.Errorf("entry differs (-want +got):\n%s", diff)
		}
		if got := s.history(e.ID); !slices.Equal(got, []int{1, 2}) {
			s.Errorf("history is %v", got)
		}
	}},
}
