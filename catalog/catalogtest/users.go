package catalogtest

import (
	"slices"
	"strconv"
	"sync"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

var userCases = []testCase{
	{name: "an account reads as it was put", run: func(s *suite) {
		u := &catalog.User{
			ID: idOf("officer"), Email: "officer@example.org", Name: "An Officer", Role: catalog.RoleMember, Created: began, Updated: began,
			SecondFactor: &catalog.SecondFactor{Secret: "SECRET", Step: 7, Recovery: []string{"a", "b"}},
		}
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
			if diff := cmp.Diff([]*catalog.User{u, u}, []*catalog.User{byID, byEmail}); diff != "" {
				s.Errorf("the account differs (-put +read):\n%s", diff)
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
	{name: "a deleted account is gone and its address free", run: func(s *suite) {
		gone, kept := &catalog.User{ID: idOf("a"), Email: "a@example.org"}, &catalog.User{ID: idOf("b"), Email: "b@example.org"}
		s.putUser(gone)
		s.putUser(kept)
		remove := func() error {
			_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
				return tx.DeleteUser(gone.ID, catalog.Event{At: began, Action: catalog.ActionManageUsers, Object: gone.ID})
			})
			return err
		}
		if err := remove(); err != nil {
			s.Fatal(err)
		}
		s.wantError(remove(), catalog.ErrNotFound, "delete it again")
		s.view(func(tx catalog.Tx) error {
			_, err := tx.User(gone.ID)
			s.wantError(err, catalog.ErrNotFound, "user")
			_, err = tx.UserByEmail(gone.Email)
			s.wantError(err, catalog.ErrNotFound, "user by email")
			users, err := collect(tx.Users())
			if len(users) != 1 || users[0].ID != kept.ID {
				s.Errorf("users are %v, want the other one", users)
			}
			return err
		})
		if got := s.sequence(); got != 3 {
			s.Errorf("sequence is %d, want 3: the deletion leaves an event", got)
		}
		s.putUser(&catalog.User{ID: idOf("c"), Email: gone.Email})
	}},
	{name: "what an update read is still so when it commits", run: func(s *suite) {
		const writers, each = 8, 10
		u := &catalog.User{ID: idOf("counter"), Email: "counter@example.org", Name: "0"}
		s.putUser(u)
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for range each {
					_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
						u, err := tx.User(u.ID)
						if err != nil {
							return err
						}
						n, err := strconv.Atoi(u.Name)
						if err != nil {
							return err
						}
						u.Name = strconv.Itoa(n + 1)
						return tx.PutUser(u, catalog.Event{At: began, Action: catalog.ActionManageUsers, Object: u.ID})
					})
					if err != nil {
						s.Error(err)
					}
				}
			})
		}
		all.Wait()
		s.view(func(tx catalog.Tx) error {
			read, err := tx.User(u.ID)
			if err == nil && read.Name != strconv.Itoa(writers*each) {
				s.Errorf("counter is %s, want %d", read.Name, writers*each)
			}
			return err
		})
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
