package catalogtest

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

// credential is a session of the holder; hash and id follow from the name.
func credential(holder, name string) *catalog.Credential {
	return &catalog.Credential{
		Hash: "hash of " + name, ID: idOf(name), Purpose: catalog.PurposeSession, Holder: idOf(holder),
		Created: began, Expires: began.Add(time.Hour),
	}
}

// putCredentials writes them in one Update.
func (s *suite) putCredentials(all ...*catalog.Credential) error {
	_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
		var err error
		for _, c := range all {
			err = errors.Join(err, tx.PutCredential(c))
		}
		return err
	})
	return err
}

func (s *suite) deleteCredential(hash string) error {
	_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error { return tx.DeleteCredential(hash) })
	return err
}

// hashes lists the holder's credentials, those of all for "".
func (s *suite) hashes(holder catalog.ID) (all []string) {
	s.Helper()
	s.view(func(tx catalog.Tx) error {
		credentials, err := collect(tx.Credentials(holder))
		for _, c := range credentials {
			all = append(all, c.Hash)
		}
		return err
	})
	return all
}

var credentialCases = []testCase{
	{name: "a credential reads as it was put", run: func(s *suite) {
		c := credential("eve", "c")
		c.Purpose, c.Seen, c.Label, c.Scopes = catalog.PurposeToken, began.Add(time.Minute), "nightly", []catalog.Scope{catalog.ScopeRead}
		c.Role, c.Organisation, c.Email = catalog.RoleTeam, idOf("o"), "eve@example.org"
		if err := s.putCredentials(c); err != nil {
			s.Fatal(err)
		}
		s.view(func(tx catalog.Tx) error {
			read, err := tx.Credential(c.Hash)
			if diff := cmp.Diff(c, read); diff != "" {
				s.Errorf("the credential differs (-put +read):\n%s", diff)
			}
			_, missing := tx.Credential("hash of nothing")
			s.wantError(missing, catalog.ErrNotFound, "credential")
			return err
		})
		c.Label = "changed"
		if err := s.putCredentials(c); err != nil {
			s.Fatal(err)
		}
		s.view(func(tx catalog.Tx) error {
			read, err := tx.Credential(c.Hash)
			if err == nil && read.Label != "changed" {
				s.Errorf("the label is %q, want the new one", read.Label)
			}
			return err
		})
	}},
	{name: "credentials come by holder in the order of their ids", run: func(s *suite) {
		want := map[catalog.ID][]string{}
		holders := []string{"p", "q"}
		slices.SortFunc(holders, func(a, b string) int { return strings.Compare(string(idOf(a)), string(idOf(b))) })
		var all []string
		for _, holder := range holders {
			var mine []*catalog.Credential
			for i := range 5 {
				mine = append(mine, credential(holder, holder+strconv.Itoa(i)))
			}
			if err := s.putCredentials(mine...); err != nil {
				s.Fatal(err)
			}
			slices.SortFunc(mine, func(a, b *catalog.Credential) int { return strings.Compare(string(a.ID), string(b.ID)) })
			for _, c := range mine {
				want[c.Holder] = append(want[c.Holder], c.Hash)
				all = append(all, c.Hash)
			}
		}
		for holder, hashes := range want {
			if got := s.hashes(holder); !slices.Equal(got, hashes) {
				s.Errorf("credentials of %s are %q, want %q", holder, got, hashes)
			}
		}
		if got := s.hashes(""); !slices.Equal(got, all) {
			s.Errorf("all credentials are %q, want %q", got, all)
		}
		if got := s.hashes(idOf("nobody")); len(got) != 0 {
			s.Errorf("nobody holds %q", got)
		}
	}},
	{name: "a deleted credential is gone", run: func(s *suite) {
		if err := s.putCredentials(credential("eve", "a"), credential("eve", "b")); err != nil {
			s.Fatal(err)
		}
		if err := s.deleteCredential("hash of a"); err != nil {
			s.Fatal(err)
		}
		s.wantError(s.deleteCredential("hash of a"), catalog.ErrNotFound, "delete it again")
		if got := s.hashes(idOf("eve")); !slices.Equal(got, []string{"hash of b"}) {
			s.Errorf("left are %q, want b", got)
		}
	}},
	{name: "a credential given to another holder is the former's no more", run: func(s *suite) {
		c := credential("eve", "c")
		if err := s.putCredentials(c); err != nil {
			s.Fatal(err)
		}
		c.Holder = idOf("ada")
		if err := s.putCredentials(c); err != nil {
			s.Fatal(err)
		}
		if eve, ada := s.hashes(idOf("eve")), s.hashes(idOf("ada")); len(eve) != 0 || len(ada) != 1 {
			s.Errorf("eve holds %q and ada %q, want none and one", eve, ada)
		}
	}},
	{name: "a credential without its names is refused", run: func(s *suite) {
		for name, spoil := range map[string]func(*catalog.Credential){
			"hash":    func(c *catalog.Credential) { c.Hash = "" },
			"id":      func(c *catalog.Credential) { c.ID = "" },
			"purpose": func(c *catalog.Credential) { c.Purpose = "" },
			"holder":  func(c *catalog.Credential) { c.Holder = "" },
			"zero":    func(c *catalog.Credential) { c.Holder = "a\x00b" },
		} {
			c := credential("eve", "c")
			spoil(c)
			s.wantError(s.putCredentials(c), catalog.ErrInvalid, name)
		}
		other := credential("eve", "c")
		if err := s.putCredentials(other); err != nil {
			s.Fatal(err)
		}
		twin := credential("eve", "c")
		twin.Hash = "another hash"
		s.wantError(s.putCredentials(twin), catalog.ErrConflict, "second credential with the id")
	}},
	{name: "credentials leave neither event nor change", run: func(s *suite) {
		if err := s.putCredentials(credential("eve", "a")); err != nil {
			s.Fatal(err)
		}
		rows, upTo, err := s.Changes(s.Context(), 0, 10)
		if err != nil || len(rows) != 0 || upTo != 0 {
			s.Errorf("%d rows up to %d, %v, want none up to 0", len(rows), upTo, err)
		}
	}},
	{name: "credentials may be deleted while they are listed", run: func(s *suite) {
		for i := range 40 {
			if err := s.putCredentials(credential("eve", strconv.Itoa(i))); err != nil {
				s.Fatal(err)
			}
		}
		seen := 0
		_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
			seen = 0
			for c, err := range tx.Credentials(idOf("eve")) {
				if err != nil {
					return err
				}
				seen++
				if err := tx.DeleteCredential(c.Hash); err != nil {
					return err
				}
			}
			return nil
		})
		if left := s.hashes(""); err != nil || seen != 40 || len(left) != 0 {
			s.Errorf("saw %d of 40, %d are left, %v", seen, len(left), err)
		}
	}},
	{name: "one of many takes a credential", run: func(s *suite) {
		if err := s.putCredentials(credential("eve", "once")); err != nil {
			s.Fatal(err)
		}
		const takers = 16
		var all sync.WaitGroup
		taken := make([]bool, takers)
		for i := range takers {
			all.Go(func() { taken[i] = s.deleteCredential("hash of once") == nil })
		}
		all.Wait()
		if n := len(slices.DeleteFunc(taken, func(t bool) bool { return !t })); n != 1 {
			s.Errorf("%d of %d took it, want one", n, takers)
		}
	}},
	{name: "an event of its own goes into the trail", run: func(s *suite) {
		event := catalog.Event{At: began, Action: catalog.ActionSignIn, Actor: idOf("eve"), Object: idOf("eve")}
		sequence, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error { return tx.Log(event) })
		if err != nil || sequence != 1 {
			s.Fatalf("sequence %d, %v, want 1", sequence, err)
		}
		s.view(func(tx catalog.Tx) error {
			events, err := collect(tx.Events(0))
			if len(events) != 1 || events[0].Action != catalog.ActionSignIn || events[0].Follows(catalog.Event{}) != nil {
				s.Errorf("events are %+v, want the sealed one", events)
			}
			return err
		})
	}},
}
