package catalog_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
)

// secondFactor turns the second factor on.
func (o *office) secondFactor(me *catalog.Identity) (secret string, recovery []string) {
	o.t.Helper()
	secret, uri := o.NewSecondFactor(me, "Showcase")
	if !strings.HasPrefix(uri, "otpauth://totp/Showcase:") || !strings.Contains(uri, secret) {
		o.t.Errorf("the address for the app is %q", uri)
	}
	recovery, err := o.AddSecondFactor(o.t.Context(), me, rightPassword, secret, o.code(secret))
	o.must(err)
	return secret, recovery
}

func TestSecondFactor(t *testing.T) {
	o := newOffice(t)
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	other, _ := o.signIn(eve)
	mine, me := o.signIn(eve)
	secret, recovery := o.secondFactor(me)
	if o.alive(other) || !o.alive(mine) {
		t.Error("turning it on must end the other sessions and not this one")
	}
	if len(recovery) != 10 || len(recovery[0]) != 19 || recovery[0] == recovery[1] {
		t.Errorf("recovery codes are %q", recovery)
	}
	var copied strings.Builder
	o.must(o.store.Backup(t.Context(), &copied))
	if strings.Contains(copied.String(), strings.ReplaceAll(recovery[0], "-", "")) {
		t.Error("a recovery code lies in the store")
	}

	o.want(o.try(eve.Email, rightPassword, "", from(1)), catalog.ErrCodeNeeded, "no code")
	o.want(o.try(eve.Email, "wrong", "", from(1)), catalog.ErrUnauthenticated, "wrong password, no code")
	o.want(o.try(eve.Email, rightPassword, "000000", from(1)), catalog.ErrUnauthenticated, "wrong code")
	o.want(o.try(eve.Email, rightPassword, o.code(secret), from(1)), catalog.ErrUnauthenticated, "the code that turned it on")
	o.later(30 * time.Second)
	o.want(o.try(eve.Email, "wrong", o.code(secret), from(1)), catalog.ErrUnauthenticated, "wrong password")
	code := o.code(secret)
	o.must(o.try(eve.Email, rightPassword, code[:3]+" "+code[3:], from(1)))
	o.want(o.try(eve.Email, rightPassword, code, from(1)), catalog.ErrUnauthenticated, "a used code")
	o.must(o.try(eve.Email, rightPassword, strings.ToLower(recovery[3]), from(1)))
	o.want(o.try(eve.Email, rightPassword, recovery[3], from(1)), catalog.ErrUnauthenticated, "a used recovery code")
	_, err := o.Session(t.Context(), mine)
	o.must(err)
	if left := len(o.stored(eve.ID).SecondFactor.Recovery); left != 9 {
		t.Errorf("%d recovery codes are left, want 9", left)
	}
}

// TestCodesWorkOnce: of many who use a code at the same time one gets in.
func TestCodesWorkOnce(t *testing.T) {
	o := newOffice(t)
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(eve)
	secret, recovery := o.secondFactor(me)
	for _, name := range []string{"app", "recovery"} {
		o.later(2 * time.Hour) // and nothing counts any more
		code := recovery[0]
		if name == "app" {
			code = o.code(secret)
		}
		well := o.together(8, func(i int) error { return o.try(eve.Email, rightPassword, code, from(i)) },
			catalog.ErrUnauthenticated, catalog.ErrThrottled)
		if well != 1 {
			t.Errorf("%s: %d got in with one code", name, well)
		}
	}
}

func TestSecondFactorIsChangedByItsOwner(t *testing.T) {
	o := newOffice(t)
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(eve)
	secret, _ := o.NewSecondFactor(me, "Showcase")
	for name, c := range map[string]struct {
		password, secret, code string
		want                   error
	}{
		"wrong password": {"wrong", secret, o.code(secret), catalog.ErrUnauthenticated},
		"wrong code":     {rightPassword, secret, "000000", catalog.ErrUnauthenticated},
		"no code":        {rightPassword, secret, "", catalog.ErrUnauthenticated},
		"weak secret":    {rightPassword, "AAAA", "000000", catalog.ErrInvalid},
	} {
		_, err := o.AddSecondFactor(t.Context(), me, c.password, c.secret, c.code)
		o.want(err, c.want, name)
	}
	if o.stored(eve.ID).SecondFactor != nil {
		t.Fatal("a refused second factor is on")
	}
	o.want(o.RemoveSecondFactor(t.Context(), me, rightPassword, "000000"), catalog.ErrConflict, "remove what is not on")
	secret, old := o.secondFactor(me)
	_, err := o.AddSecondFactor(t.Context(), me, rightPassword, secret, o.code(secret))
	o.want(err, catalog.ErrConflict, "turn it on twice")

	o.later(time.Minute)
	_, err = o.RenewRecoveryCodes(t.Context(), me, rightPassword, "000000")
	o.want(err, catalog.ErrUnauthenticated, "renew with a wrong code")
	o.logged("fail-code new recovery codes")
	renewed, err := o.RenewRecoveryCodes(t.Context(), me, rightPassword, o.code(secret))
	if err != nil || len(renewed) != 10 || slices.Contains(renewed, old[0]) {
		t.Fatalf("renewed codes are %q, %v", renewed, err)
	}
	o.want(o.try(eve.Email, rightPassword, old[0], from(1)), catalog.ErrUnauthenticated, "a code from before")

	o.want(o.RemoveSecondFactor(t.Context(), me, "wrong", renewed[0]), catalog.ErrUnauthenticated, "remove with a wrong password")
	o.must(o.RemoveSecondFactor(t.Context(), me, rightPassword, renewed[0]))
	o.must(o.try(eve.Email, rightPassword, "", from(1)))
}

// TestOperatorTakesOffSecondFactor: the phone and the codes are lost.
func TestOperatorTakesOffSecondFactor(t *testing.T) {
	o := newOffice(t)
	eve := o.person("eve@example.org", catalog.RoleReviewer, "")
	_, me := o.signIn(eve)
	o.secondFactor(me)
	_, err := o.SetPassword(t.Context(), operator, eve.ID, "another long password", false)
	o.must(err)
	o.want(o.try(eve.Email, "another long password", "", from(1)), catalog.ErrCodeNeeded, "a new password alone")
	_, err = o.SetPassword(t.Context(), operator, eve.ID, rightPassword, true)
	o.must(err)
	o.must(o.try(eve.Email, rightPassword, "", from(1)))
}
