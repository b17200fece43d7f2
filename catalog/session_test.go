package catalog_test

import (
	"strings"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
)

func TestSessionEnds(t *testing.T) {
	const minute = time.Minute
	for name, c := range map[string]struct {
		uses  []time.Duration // waits, with a use of the session behind each
		alive bool
	}{
		"at once":           {[]time.Duration{0}, true},
		"within idle time":  {[]time.Duration{29 * minute}, true},
		"idle too long":     {[]time.Duration{30 * minute}, false},
		"kept in use":       {[]time.Duration{20 * minute, 20 * minute, 20 * minute}, true},
		"used, then idle":   {[]time.Duration{20 * minute, 31 * minute}, false},
		"clock turned back": {[]time.Duration{-24 * time.Hour}, false},
		"clock leaps ahead": {[]time.Duration{10 * 365 * 24 * time.Hour}, false},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			secret, _ := o.signIn(o.person("eve@example.org", catalog.RoleReviewer, ""))
			alive := false
			for _, wait := range c.uses {
				o.later(wait)
				alive = o.alive(secret)
			}
			if alive != c.alive {
				t.Errorf("the session is alive: %v, want %v", alive, c.alive)
			}
		})
	}
}

func TestSessionEndsAfterTwelveHoursOfUse(t *testing.T) {
	o := newOffice(t)
	secret, _ := o.signIn(o.person("eve@example.org", catalog.RoleReviewer, ""))
	for range 12*3 - 1 {
		o.later(20 * time.Minute)
		if !o.alive(secret) {
			t.Fatal("the session ended although it was in use")
		}
	}
	o.later(20 * time.Minute)
	if o.alive(secret) {
		t.Error("the session lives longer than twelve hours")
	}
}

func TestSessionSaysWhoItIs(t *testing.T) {
	o := newOffice(t)
	police, institute := o.authority("police", "PL"), o.organisation("institute", "PL")
	officer, team := o.person("officer@police.example", catalog.RoleMember, police), o.person("team@institute.example", catalog.RoleTeam, institute)
	for _, c := range []struct {
		u        *catalog.User
		verified bool
	}{{officer, true}, {team, false}} {
		secret, atOnce := o.signIn(c.u)
		id, err := o.Session(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		want := catalog.Actor{ID: c.u.ID, Role: c.u.Role, Organisation: c.u.Organisation, Verified: c.verified}
		if id.Actor != want || atOnce.Actor != want {
			t.Errorf("the actor is %+v and at sign-in %+v, want %+v", id.Actor, atOnce.Actor, want)
		}
		if id.User.Email != c.u.Email || id.User.Password != "" || id.Credential.Hash != "" || id.Credential.Label != "Browser" {
			t.Errorf("identity %+v %+v holds a secret or not what it must", id.User, id.Credential)
		}
		if !id.Allows(catalog.ScopeWrite) {
			t.Error("a session may not write")
		}
	}
	o.must(o.WithdrawVerification(t.Context(), operator, police, "closed"))
	if _, id := o.signIn(officer); id.Actor.Verified {
		t.Error("the officer of an authority that is verified no more is still verified")
	}
}

// TestSecretIsNotStored: what lies on disk lets nobody in.
func TestSecretIsNotStored(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	secret, _ := o.signIn(u)
	var copied strings.Builder
	o.must(o.store.Backup(t.Context(), &copied))
	if strings.Contains(copied.String(), secret) || len(secret) != 43 {
		t.Errorf("the secret %q lies in the store, or has no 256 bits", secret)
	}
	for _, wrong := range []string{"", secret[1:], secret + "x", o.credentials(u.ID)[0].Hash} {
		if o.alive(wrong) {
			t.Errorf("%q passes for a session", wrong)
		}
	}
	if _, err := o.Token(t.Context(), secret); err == nil {
		t.Error("a session passes for a token")
	}
}

// TestStandingEndsAllAtOnce: what may have been allowed before is over in the
// transaction that takes it away.
func TestStandingEndsAllAtOnce(t *testing.T) {
	for name, change := range map[string]func(o *office, u *catalog.User) error{
		"disabled": func(o *office, u *catalog.User) error { _, err := o.Disable(o.t.Context(), operator, u.ID); return err },
		"other role": func(o *office, u *catalog.User) error {
			_, err := o.Assign(o.t.Context(), operator, u.ID, catalog.RoleTeam, u.Organisation)
			return err
		},
		"other organisation": func(o *office, u *catalog.User) error {
			_, err := o.Assign(o.t.Context(), operator, u.ID, u.Role, "")
			return err
		},
		"removed": func(o *office, u *catalog.User) error { return o.RemoveMember(o.t.Context(), operator, u.ID) },
		"new password": func(o *office, u *catalog.User) error {
			_, err := o.SetPassword(o.t.Context(), operator, u.ID, "another long password", false)
			return err
		},
		"deleted": func(o *office, u *catalog.User) error { return o.DeleteUser(o.t.Context(), operator, u.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			u, other := o.person("eve@example.org", catalog.RoleMember, o.authority("police", "PL")), o.person("ada@example.org", catalog.RoleReviewer, "")
			first, id := o.signIn(u)
			second, _ := o.signIn(u)
			others, _ := o.signIn(other)
			token, _, err := o.MakeToken(t.Context(), id, "nightly", catalog.Scopes, 24*time.Hour)
			o.must(err)
			o.must(change(o, u))
			if o.alive(first) || o.alive(second) || !o.alive(others) {
				t.Errorf("sessions alive: %v, %v and another's %v; want only the other's", o.alive(first), o.alive(second), o.alive(others))
			}
			_, err = o.Token(t.Context(), token)
			o.want(err, catalog.ErrUnauthenticated, "token")
			if left := o.credentials(u.ID); len(left) != 0 {
				t.Errorf("%d credentials are left", len(left))
			}
		})
	}
}

// TestStandingCountsAtEachUse: even a credential that was not ended is worth
// nothing when the account is another.
func TestStandingCountsAtEachUse(t *testing.T) {
	for name, spoil := range map[string]func(u *catalog.User){
		"disabled":     func(u *catalog.User) { u.Disabled = true },
		"role":         func(u *catalog.User) { u.Role = catalog.RoleAdministrator },
		"organisation": func(u *catalog.User) { u.Organisation = catalog.IDFor("elsewhere", importDay) },
		"demo":         func(u *catalog.User) { u.Demonstration = true },
	} {
		o := newOffice(t)
		u := o.person("eve@example.org", catalog.RoleReviewer, "")
		secret, _ := o.signIn(u)
		_, err := o.store.Update(t.Context(), func(tx catalog.UpdateTx) error {
			u, err := tx.User(u.ID)
			if err != nil {
				return err
			}
			spoil(u)
			return tx.PutUser(u, catalog.Event{})
		})
		o.must(err)
		if o.alive(secret) {
			t.Errorf("%s: the session is still good", name)
		}
	}
}

func TestSignOut(t *testing.T) {
	o := newOffice(t)
	secret, _ := o.signIn(o.person("eve@example.org", catalog.RoleReviewer, ""))
	o.must(o.SignOut(t.Context(), secret))
	if o.alive(secret) {
		t.Error("the session is alive after signing out")
	}
	o.logged("sign-out ")
	events := len(o.audit())
	o.must(o.SignOut(t.Context(), secret))
	o.must(o.SignOut(t.Context(), "no such secret"))
	if len(o.audit()) != events {
		t.Error("signing out of nothing left an event")
	}
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	o := newOffice(t)
	u, other := o.person("eve@example.org", catalog.RoleReviewer, ""), o.person("ada@example.org", catalog.RoleReviewer, "")
	first, me := o.signIn(u)
	o.later(time.Second)
	second, _ := o.signIn(u)
	third, _ := o.signIn(u)
	others, them := o.signIn(other)
	all, err := o.Sessions(t.Context(), me.Actor)
	if err != nil || len(all) != 3 || all[0].ID != me.Credential.ID || all[0].Hash != "" {
		t.Fatalf("sessions are %+v, %v, want three, the oldest first, without hashes", all, err)
	}
	o.want(o.EndSession(t.Context(), them.Actor, all[1].ID), catalog.ErrNotFound, "end another's session")
	o.must(o.EndSession(t.Context(), me.Actor, all[1].ID))
	if !o.alive(first) || o.alive(second) && o.alive(third) {
		t.Error("not the one session was ended")
	}
	o.must(o.EndSessions(t.Context(), me.Actor, me.Credential.ID))
	if !o.alive(first) || o.alive(second) || o.alive(third) {
		t.Error("not all others were ended")
	}
	o.must(o.EndSessions(t.Context(), me.Actor, ""))
	if o.alive(first) || !o.alive(others) {
		t.Error("sign out everywhere left the own session, or took another's")
	}
	o.want(o.EndSessions(t.Context(), operator, ""), catalog.ErrInvalid, "end the sessions of nobody")
	if !o.alive(others) {
		t.Error("sessions of nobody are those of everybody")
	}
	_, err = o.Sessions(t.Context(), operator)
	o.want(err, catalog.ErrUnauthenticated, "list the sessions of nobody")
}

// TestUseIsWrittenSeldom: a request does not cost a write, only one in a minute.
func TestUseIsWrittenSeldom(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	secret, _ := o.signIn(u)
	began := *o.clock.Load()
	for range 5 {
		o.later(10 * time.Second)
		o.alive(secret)
	}
	if seen := o.credentials(u.ID)[0].Seen; !seen.Equal(began) {
		t.Errorf("after 50 seconds the last use is %v, want %v as at sign-in", seen, began)
	}
	o.later(10 * time.Second)
	o.alive(secret)
	if seen := o.credentials(u.ID)[0].Seen; !seen.Equal(began.Add(time.Minute)) {
		t.Errorf("after a minute the last use is %v", seen)
	}
}

// TestUseRevivesNothing: requests under way while a session ends.
func TestUseRevivesNothing(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	for range 10 {
		secret, _ := o.signIn(u)
		o.later(2 * time.Minute)
		o.together(9, func(i int) error {
			if i == 4 {
				return o.SignOut(t.Context(), secret)
			}
			_, err := o.Session(t.Context(), secret)
			return err
		}, catalog.ErrUnauthenticated)
		if o.alive(secret) {
			t.Fatal("a use brought the ended session back")
		}
	}
}

func TestPurge(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	o.signIn(u)
	o.later(31 * time.Minute)
	secret, _ := o.signIn(o.person("ada@example.org", catalog.RoleReviewer, ""))
	if n, err := o.PurgeCredentials(t.Context()); n != 1 || err != nil {
		t.Errorf("purged %d, %v, want the one that ended", n, err)
	}
	if !o.alive(secret) || len(o.credentials("")) != 1 {
		t.Error("not only the ended one is gone")
	}
	o.later(-24 * time.Hour) // a clock that is wrong for a while
	if n, err := o.PurgeCredentials(t.Context()); n != 0 || err != nil {
		t.Errorf("purged %d, %v, although the time of none has ended", n, err)
	}
	o.later(24 * time.Hour)
	if !o.alive(secret) {
		t.Error("the session did not outlive the turned clock")
	}
}

func TestEndEverySession(t *testing.T) {
	o := newOffice(t)
	eve, admin := o.person("eve@example.org", catalog.RoleReviewer, ""), o.person("admin@example.org", catalog.RoleAdministrator, "")
	first, me := o.signIn(eve)
	second, them := o.signIn(admin)
	token, _, err := o.MakeToken(t.Context(), me, "nightly", catalog.Scopes, 24*time.Hour)
	o.must(err)
	reset, err := o.RequestReset(t.Context(), eve.Email, from(1))
	o.must(err)
	o.want(o.EndEverySession(t.Context(), them.Actor), catalog.ErrForbidden, "by an administrator")
	o.must(o.EndEverySession(t.Context(), operator))
	o.logged("manage-users every session ended")
	if o.alive(first) || o.alive(second) {
		t.Error("a session is alive")
	}
	o.want(o.ResetPassword(t.Context(), reset, "another long password"), catalog.ErrUnauthenticated, "a reset from before")
	_, err = o.Token(t.Context(), token)
	o.must(err)
}

// TestSessionsAreFew: an account has ten at most, and none that ended.
func TestSessionsAreFew(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	first, _ := o.signIn(u)
	for range 9 {
		o.later(time.Second)
		o.signIn(u)
	}
	if !o.alive(first) || len(o.credentials(u.ID)) != 10 {
		t.Fatalf("ten sessions: %d are left", len(o.credentials(u.ID)))
	}
	o.later(time.Second)
	newest, _ := o.signIn(u)
	if o.alive(first) || !o.alive(newest) || len(o.credentials(u.ID)) != 10 {
		t.Errorf("the eleventh session did not end the oldest: %d are left", len(o.credentials(u.ID)))
	}
	o.later(time.Hour)
	o.signIn(u)
	if n := len(o.credentials(u.ID)); n != 1 {
		t.Errorf("%d are left, want only the new one", n)
	}
}
