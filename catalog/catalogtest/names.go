package catalogtest

import (
	"slices"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

// bySlug is the id of the solution with the slug.
func (s *suite) bySlug(slug string) (id catalog.ID) {
	s.Helper()
	s.view(func(tx catalog.Tx) error {
		e, err := tx.EntryBySlug(catalog.KindSolution, slug)
		if err == nil {
			id = e.ID
		}
		return err
	})
	return id
}

var nameCases = []testCase{
	{name: "a slug is unique within its kind only", run: func(s *suite) {
		s.put(solution("shared"), entry("shared", &catalog.Need{Name: "Need"}))
		other := solution("shared")
		other.ID = idOf("other")
		s.wantError(s.try(other), catalog.ErrConflict, "second solution with the slug")
		if other.Version != 0 {
			s.Errorf("the refused entry has version %d, want 0", other.Version)
		}
	}},
	{name: "a former slug stays with its entry", run: func(s *suite) {
		e := solution("old-name")
		s.put(e)
		e.Slug = "new-name"
		s.put(e)
		if got := s.entry(e.ID).OldSlugs; !slices.Equal(got, []string{"old-name"}) || !slices.Equal(e.OldSlugs, got) {
			s.Errorf("old slugs are %q in the store and %q with the caller, want old-name", got, e.OldSlugs)
		}
		for _, slug := range []string{"old-name", "new-name"} {
			if got := s.bySlug(slug); got != e.ID {
				s.Errorf("slug %s leads to %s, want %s", slug, got, e.ID)
			}
		}
		other := solution("third")
		s.put(other)
		other.Slug = "old-name"
		s.wantError(s.try(other), catalog.ErrConflict, "take the former slug of another entry")
		if got := s.bySlug("third"); got != other.ID {
			s.Errorf("slug third leads to %s after the refused change", got)
		}
	}},
	{name: "an entry may take its former slug back", run: func(s *suite) {
		e := solution("first")
		s.put(e)
		e.Slug = "second"
		s.put(e)
		e.Slug = "first"
		s.put(e)
		if diff := cmp.Diff([]string{"second"}, s.entry(e.ID).OldSlugs); diff != "" {
			s.Errorf("old slugs (-want +got):\n%s", diff)
		}
	}},
	{name: "a caller cannot lose a former slug", run: func(s *suite) {
		e := solution("kept")
		s.put(e)
		e.Slug, e.OldSlugs = "renamed", nil
		s.put(e)
		e.OldSlugs = nil
		s.put(e)
		if got := s.bySlug("kept"); got != e.ID {
			s.Errorf("former slug leads to %q", got)
		}
	}},
	{name: "an external id is unique over all kinds", run: func(s *suite) {
		a, b := solution("a"), entry("b", &catalog.Project{Acronym: "B", FullTitle: "B"})
		a.ExternalIDs, b.ExternalIDs = []string{"cordis:1", "cordis:2"}, []string{"cordis:2"}
		s.put(a)
		s.wantError(s.try(b), catalog.ErrConflict, "the external id of another entry")
		a.ExternalIDs = []string{"cordis:1"}
		s.put(a)
		s.put(b) // free now
		s.view(func(tx catalog.Tx) error {
			e, err := tx.EntryByExternalID("cordis:2")
			if err != nil || e.ID != b.ID {
				s.Errorf("cordis:2 leads to %v, %v", e, err)
			}
			return nil
		})
	}},
	{name: "after a conflict the transaction may try another slug", run: func(s *suite) {
		s.put(solution("taken"))
		e := solution("mine")
		s.put(e)
		_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
			e.Slug = "taken"
			s.wantError(tx.PutEntry(e, write(e)), catalog.ErrConflict, "taken slug")
			e.Slug = "taken-2"
			return tx.PutEntry(e, write(e))
		})
		if err != nil {
			s.Fatal(err)
		}
		if got := s.entry(e.ID); got.Slug != "taken-2" || got.Version != 2 || !slices.Equal(got.OldSlugs, []string{"mine"}) {
			s.Errorf("slug %q version %d old %q, want taken-2, 2, mine", got.Slug, got.Version, got.OldSlugs)
		}
	}},
}

// referring lists what links to id.
func (s *suite) referring(id catalog.ID, kind catalog.Kind) (ids []catalog.ID) {
	s.Helper()
	s.view(func(tx catalog.Tx) (err error) {
		ids, err = collect(tx.Referring(id, kind))
		return err
	})
	return ids
}

var linkCases = []testCase{
	{name: "links of draft, public and owner are found", run: func(s *suite) {
		provider, useCase, owner := idOf("provider"), idOf("use case"), idOf("owner")
		e := entry("linked", &catalog.Solution{Name: "Linked", Provider: provider, UseCases: []catalog.Ref{useCase, useCase}})
		e.Owner = owner
		e.Draft = &catalog.Revision{Number: 2, At: began, Content: &catalog.Solution{Name: "Linked", Provider: owner}}
		s.put(e)
		for _, target := range []catalog.ID{provider, useCase, owner} {
			if got := s.referring(target, catalog.KindSolution); !slices.Equal(got, []catalog.ID{e.ID}) {
				s.Errorf("referring to %s: %v, want the entry once", target, got)
			}
			if got := s.referring(target, catalog.KindNeed); len(got) != 0 {
				s.Errorf("needs referring to %s: %v", target, got)
			}
		}
		if got := s.referring(e.ID, catalog.KindSolution); len(got) != 0 {
			s.Errorf("the entry refers to itself: %v", got)
		}
	}},
	{name: "a link that is taken out is found no more", run: func(s *suite) {
		a, b := idOf("a"), idOf("b")
		e := entry("relinked", &catalog.Solution{Name: "R", Provider: a, Needs: []catalog.NeedMatch{{Need: b, Strength: "3"}}})
		s.put(e)
		e.Public = &catalog.Revision{Number: 2, At: began, Content: &catalog.Solution{Name: "R", Provider: b}}
		s.put(e)
		if got := s.referring(a, catalog.KindSolution); len(got) != 0 {
			s.Errorf("the old link is still found: %v", got)
		}
		if got := s.referring(b, catalog.KindSolution); len(got) != 1 {
			s.Errorf("the kept link is found %d times", len(got))
		}
		s.delete(e)
		if got := s.referring(b, catalog.KindSolution); len(got) != 0 {
			s.Errorf("the link of a deleted entry is found: %v", got)
		}
	}},
	{name: "referring entries come in the order of their ids", run: func(s *suite) {
		target := idOf("target")
		var want []catalog.ID
		for _, slug := range []string{"p", "q", "r", "s", "t", "u"} {
			e := entry(slug, &catalog.Solution{Name: slug, Provider: target})
			s.put(e)
			want = append(want, e.ID)
		}
		slices.Sort(want)
		if got := s.referring(target, catalog.KindSolution); !slices.Equal(got, want) {
			s.Errorf("referring = %v, want %v", got, want)
		}
	}},
}
