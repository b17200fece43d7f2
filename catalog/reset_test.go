package catalog_test

import (
	"fmt"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
)

func TestReset(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	session, me := o.signIn(u)
	o.secondFactor(me)
	old, err := o.RequestReset(t.Context(), u.Email, from(1))
	o.must(err)
	secret, err := o.RequestReset(t.Context(), "EVE@example.org", from(1))
	o.must(err)
	o.want(o.ResetPassword(t.Context(), secret, "short"), catalog.ErrInvalid, "a short password")
	if !o.alive(session) {
		t.Error("asking for a reset ended the session")
	}
	o.must(o.ResetPassword(t.Context(), secret, "another long password"))
	o.logged("own-account password reset by mail")
	if o.alive(session) {
		t.Error("the session outlives the password")
	}
	o.want(o.ResetPassword(t.Context(), secret, "a third long password"), catalog.ErrUnauthenticated, "a used reset")
	o.want(o.ResetPassword(t.Context(), old, "a third long password"), catalog.ErrUnauthenticated, "an earlier reset behind the used one")
	o.want(o.try(u.Email, rightPassword, "", from(1)), catalog.ErrUnauthenticated, "the old password")
	o.want(o.try(u.Email, "another long password", "", from(1)), catalog.ErrCodeNeeded, "the new one without the second factor")
}

func TestResetThatIsNone(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	before := len(o.audit())
	if secret, err := o.RequestReset(t.Context(), "nobody@example.org", from(1)); secret != "" || err != nil {
		t.Errorf("a reset of no account: %q, %v", secret, err)
	}
	late, err := o.RequestReset(t.Context(), u.Email, from(1))
	o.must(err)
	if len(o.credentials("")) != 1 || len(o.audit()) != before {
		t.Error("asking for a reset left more than the one reset")
	}
	o.later(time.Hour)
	o.want(o.ResetPassword(t.Context(), late, "another long password"), catalog.ErrUnauthenticated, "a late reset")
	locked, err := o.RequestReset(t.Context(), u.Email, from(1))
	o.must(err)
	_, err = o.Disable(t.Context(), operator, u.ID)
	o.must(err)
	o.want(o.ResetPassword(t.Context(), locked, "another long password"), catalog.ErrUnauthenticated, "reset of a disabled account")
	if secret, err := o.RequestReset(t.Context(), u.Email, from(1)); secret != "" || err != nil {
		t.Errorf("a disabled account can ask for a reset: %q, %v", secret, err)
	}
}

func TestResetWorksOnce(t *testing.T) {
	o := newOffice(t)
	u := o.person("eve@example.org", catalog.RoleReviewer, "")
	secret, err := o.RequestReset(t.Context(), u.Email, from(1))
	o.must(err)
	well := o.together(6, func(i int) error {
		return o.ResetPassword(t.Context(), secret, fmt.Sprint("another long password ", i))
	}, catalog.ErrUnauthenticated)
	if well != 1 {
		t.Errorf("%d passwords were set with one reset", well)
	}
}
