package catalog_test

import (
	"errors"
	"net/netip"
	"strings"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
)

// try signs in from an address.
func (o *office) try(email, password, code string, address netip.Addr) error {
	_, _, err := o.SignIn(o.t.Context(), catalog.SignIn{Email: email, Password: password, Code: code, Address: address})
	return err
}

func TestSignIn(t *testing.T) {
	o := newOffice(t)
	o.person("eve@example.org", catalog.RoleReviewer, "")
	locked := o.person("locked@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(locked)
	o.secondFactor(me) // nobody may be told that it asks for a code
	_, err := o.Disable(t.Context(), operator, locked.ID)
	o.must(err)
	for name, c := range map[string]struct {
		email, password string
		want            error
	}{
		"right":            {"eve@example.org", rightPassword, nil},
		"other case":       {" Eve@Example.ORG ", rightPassword, nil},
		"wrong password":   {"eve@example.org", rightPassword + "!", catalog.ErrUnauthenticated},
		"no password":      {"eve@example.org", "", catalog.ErrUnauthenticated},
		"unknown account":  {"ada@example.org", rightPassword, catalog.ErrUnauthenticated},
		"no account":       {"", "", catalog.ErrUnauthenticated},
		"disabled account": {"locked@example.org", rightPassword, catalog.ErrUnauthenticated},
		"endless address":  {strings.Repeat("e", 1_000_000), rightPassword, catalog.ErrUnauthenticated},
	} {
		err := o.try(c.email, c.password, "", from(1))
		o.want(err, c.want, name)
		if err != nil && err.Error() != "sign in: not signed in" {
			t.Errorf("%s: the error is %q, which tells more than the others", name, err)
		}
	}
}

func TestSignInMakesAFreshSession(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	first, _ := o.signIn(u)
	second, _, err := o.SignIn(t.Context(), catalog.SignIn{Email: u.Email, Password: rightPassword, Address: from(1), Replaces: first, Browser: strings.Repeat("é", 500)})
	o.must(err)
	if first == second || o.alive(first) || !o.alive(second) {
		t.Error("the session the request came with was not replaced by a fresh one")
	}
	if label := o.credentials(u.ID)[0].Label; label != strings.Repeat("é", 120) {
		t.Errorf("the browser's name has %d bytes", len(label))
	}
	o.logged("sign-in ")
	// A session of nobody, or of another account in the same browser.
	third, _, err := o.SignIn(t.Context(), catalog.SignIn{Email: u.Email, Password: rightPassword, Address: from(1), Replaces: "made up"})
	o.must(err)
	ada := o.person("ada@example.org", catalog.RoleTeam, "")
	_, _, err = o.SignIn(t.Context(), catalog.SignIn{Email: ada.Email, Password: rightPassword, Address: from(1), Replaces: third})
	o.must(err)
	if o.alive(third) || !o.alive(second) {
		t.Error("the session of the account before lives on in the browser")
	}
}

// TestThrottleOfAnAccount: ten failures, whether there is the account or not,
// and only for the address they come from.
func TestThrottleOfAnAccount(t *testing.T) {
	o := newOffice(t)
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	for _, email := range []string{eve.Email, "nobody@example.org"} {
		for range 10 {
			o.want(o.try(email, "wrong", "", from(1)), catalog.ErrUnauthenticated, email)
		}
		err := o.try(email, rightPassword, "", from(1))
		var throttled *catalog.Throttled
		if !errors.As(err, &throttled) || throttled.Wait != time.Hour {
			t.Errorf("%s: the eleventh is %v, want to wait an hour", email, err)
		}
	}
	o.must(o.try(eve.Email, rightPassword, "", from(2))) // who is elsewhere is not locked out
	o.later(time.Hour)
	o.must(o.try(eve.Email, rightPassword, "", from(1)))
	for range 9 { // a success begins the count anew
		o.want(o.try(eve.Email, "wrong", "", from(1)), catalog.ErrUnauthenticated, "after a success")
	}
	o.must(o.try(eve.Email, rightPassword, "", from(1)))
}

// TestThrottleHoldsAtOnce: of many attempts at the same time no more than ten
// are made.
func TestThrottleHoldsAtOnce(t *testing.T) {
	o := newOffice(t)
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	tried := o.together(40, func(int) error {
		err := o.try(eve.Email, "wrong", "", from(1))
		if errors.Is(err, catalog.ErrUnauthenticated) {
			return nil
		}
		return err
	}, catalog.ErrThrottled)
	if tried != 10 {
		t.Errorf("%d attempts were made at once, want 10", tried)
	}
}

func TestRefusedCodesAreThrottledEverywhere(t *testing.T) {
	o := newOffice(t)
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(eve)
	_, recovery := o.secondFactor(me)
	for i := range 10 {
		o.want(o.try(eve.Email, rightPassword, "000000", from(i)), catalog.ErrUnauthenticated, "wrong code")
	}
	o.logged("fail-code ")
	o.want(o.try(eve.Email, rightPassword, recovery[0], from(99)), catalog.ErrThrottled, "the eleventh code")
	o.want(o.try(eve.Email, rightPassword, "", from(99)), catalog.ErrCodeNeeded, "no code")
	o.later(time.Hour)
	o.must(o.try(eve.Email, rightPassword, recovery[0], from(99)))
}

// TestDemonstrationAccounts sign in where the demonstration is served only.
func TestDemonstrationAccounts(t *testing.T) {
	o := newOffice(t)
	u, err := o.AddUser(t.Context(), operator, catalog.User{Email: "officer@example.org", Role: catalog.RoleMember, Demonstration: true}, "demonstration")
	o.must(err)
	o.want(o.try(u.Email, "demonstration", "", from(1)), catalog.ErrUnauthenticated, "outside the demonstration")
	secret, err := o.RequestReset(t.Context(), u.Email, from(1))
	if secret != "" || err != nil {
		t.Errorf("its password can be reset: %q, %v", secret, err)
	}
	o.AdmitDemonstration()
	_, me, err := o.SignIn(t.Context(), catalog.SignIn{Email: u.Email, Password: "demonstration", Address: from(1)})
	o.must(err)
	_, err = o.ChangePassword(t.Context(), me, "demonstration", "another long password")
	o.want(err, catalog.ErrForbidden, "change the password all know")
	o.want(o.DeleteAccount(t.Context(), me, "demonstration"), catalog.ErrForbidden, "delete the account of all")
	_, _, err = o.MakeToken(t.Context(), me, "t", catalog.Scopes, 24*time.Hour)
	o.want(err, catalog.ErrForbidden, "make a token")

	admin, err := o.AddUser(t.Context(), operator, catalog.User{Email: "admin@example.org", Role: catalog.RoleAdministrator, Demonstration: true}, "demonstration")
	o.must(err)
	invited, _, err := o.Invite(t.Context(), catalog.Actor{ID: admin.ID, Role: admin.Role}, catalog.Invitation{Email: "new@example.org", Role: catalog.RoleAdministrator})
	o.must(err)
	served := catalog.NewService(o.store, o.Vocabularies(), func() time.Time { return importDay }, catalog.NewID)
	_, err = served.AcceptInvitation(t.Context(), invited, "", "", rightPassword)
	o.want(err, catalog.ErrForbidden, "an invitation from the demonstration, where it is not served")
}

// BenchmarkRefused: what a refused sign-in and a request for a mail cost must
// not tell whether there is an account.
func BenchmarkRefused(b *testing.B) {
	o := newOffice(b)
	known := o.person("known@example.org", catalog.RoleReviewer, "").Email
	locked := o.person("locked@example.org", catalog.RoleReviewer, "")
	_, err := o.Disable(b.Context(), operator, locked.ID)
	o.must(err)
	o.authority("police", "PL", "police.example")
	for name, do := range map[string]func() error{
		"sign-in of known":    func() error { return o.try(known, "wrong", "", from(1)) },
		"sign-in of unknown":  func() error { return o.try("nobody@example.org", "wrong", "", from(1)) },
		"sign-in of disabled": func() error { return o.try(locked.Email, rightPassword, "", from(1)) },
		"reset of known":      func() error { _, err := o.RequestReset(b.Context(), known, from(1)); return err },
		"reset of unknown":    func() error { _, err := o.RequestReset(b.Context(), "nobody@example.org", from(1)); return err },
		"access of admitted":  func() error { _, err := o.RequestAccess(b.Context(), "eve@police.example", from(1)); return err },
		"access of stranger":  func() error { _, err := o.RequestAccess(b.Context(), "eve@example.org", from(1)); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := do(); err != nil && !errors.Is(err, catalog.ErrUnauthenticated) {
					b.Fatal(err)
				}
				o.later(time.Hour) // and nothing counts any more
			}
		})
	}
}
