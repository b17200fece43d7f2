package catalog_test

import (
	"fmt"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
)

// actor is who the account is to permissions.
func (o *office) actor(u *catalog.User) catalog.Actor {
	o.t.Helper()
	_, id := o.signIn(u)
	return id.Actor
}

func TestInvitation(t *testing.T) {
	o := newOffice(t)
	police := o.authority("police", "PL")
	admin := o.actor(o.person("admin@example.org", catalog.RoleAdministrator, ""))
	secret, made, err := o.Invite(t.Context(), admin, catalog.Invitation{Email: "Eve@Police.example", Role: catalog.RoleMember, Organisation: police})
	o.must(err)
	o.logged("admit invited")
	if made.Hash != "" || !made.Expires.Equal(importDay.Add(7*24*time.Hour)) {
		t.Errorf("the invitation is %+v", made)
	}
	in, err := o.Invitation(t.Context(), secret)
	if want := (catalog.Invitation{Email: "eve@police.example", Role: catalog.RoleMember, Organisation: police}); err != nil || *in != want {
		t.Errorf("the invitation offers %+v, %v, want %+v", in, err, want)
	}
	_, err = o.AcceptInvitation(t.Context(), secret, "Eve", "pl", "short")
	o.want(err, catalog.ErrInvalid, "accept with a short password")
	u, err := o.AcceptInvitation(t.Context(), secret, "Eve", "pl", rightPassword)
	o.must(err)
	o.logged("admit accepted invitation " + string(made.ID))
	if u.Email != "eve@police.example" || u.Role != catalog.RoleMember || u.Organisation != police || u.Name != "Eve" || u.Language != "pl" || u.Password != "" {
		t.Errorf("the account is %+v", u)
	}
	o.must(o.try("eve@police.example", rightPassword, "", from(1)))
	_, err = o.AcceptInvitation(t.Context(), secret, "Mallory", "", rightPassword)
	o.want(err, catalog.ErrUnauthenticated, "accept twice")
}

// TestInvitationWorksOnce: of many who accept at the same time one gets the
// account.
func TestInvitationWorksOnce(t *testing.T) {
	o := newOffice(t)
	admin := o.actor(o.person("admin@example.org", catalog.RoleAdministrator, ""))
	secret, _, err := o.Invite(t.Context(), admin, catalog.Invitation{Email: "eve@example.org", Role: catalog.RoleReviewer})
	o.must(err)
	well := o.together(6, func(i int) error {
		_, err := o.AcceptInvitation(t.Context(), secret, fmt.Sprint("Eve ", i), "", rightPassword)
		return err
	}, catalog.ErrUnauthenticated)
	users, err := o.Users(t.Context(), admin)
	if well != 1 || err != nil || len(users) != 2 {
		t.Errorf("%d accepted, there are %d accounts, %v; want one and two", well, len(users), err)
	}
}

func TestWhoInvitesWhom(t *testing.T) {
	o := newOffice(t)
	here, there := o.authority("police-pl", "PL"), o.authority("police-ro", "RO")
	unknown, institute := o.organisation("unverified", "PL"), o.organisation("institute", "PL")
	o.must(o.Verify(t.Context(), operator, institute, false, "register of companies", nil))
	people := map[string]catalog.Actor{
		"administrator": o.actor(o.person("admin@example.org", catalog.RoleAdministrator, "")),
		"contact":       o.actor(o.person("contact@example.org", catalog.RoleNationalContact, here)),
		"stray contact": o.actor(o.person("stray@example.org", catalog.RoleNationalContact, "")),
		"reviewer":      o.actor(o.person("reviewer@example.org", catalog.RoleReviewer, here)),
		"member":        o.actor(o.person("member@example.org", catalog.RoleMember, here)),
		"team":          o.actor(o.person("team@example.org", catalog.RoleTeam, here)),
		"visitor":       catalog.Visitor,
	}
	yes, no, bad := error(nil), catalog.ErrForbidden, catalog.ErrInvalid
	for _, c := range []struct {
		role                   catalog.Role
		organisation           catalog.ID
		administrator, contact error
	}{
		{catalog.RoleMember, here, yes, yes},
		{catalog.RoleMember, there, yes, no},
		{catalog.RoleMember, unknown, bad, no},
		{catalog.RoleMember, institute, bad, no},
		{catalog.RoleMember, "", bad, no},
		{catalog.RoleNationalContact, there, yes, no},
		{catalog.RoleNationalContact, here, yes, no},
		{catalog.RoleTeam, institute, yes, no},
		{catalog.RoleTeam, unknown, yes, no},
		{catalog.RoleTeam, "", bad, no},
		{catalog.RoleReviewer, "", yes, no},
		{catalog.RoleAdministrator, "", yes, no},
		{catalog.RoleVisitor, here, bad, no},
		{"king", here, bad, no},
		{catalog.RoleMember, catalog.IDFor("nowhere", importDay), catalog.ErrNotFound, catalog.ErrNotFound},
	} {
		for name, actor := range people {
			want := no
			switch {
			case name == "administrator":
				want = c.administrator
			case name == "contact":
				want = c.contact
			case c.administrator == catalog.ErrNotFound: //nolint:errorlint // the very value of the table
				want = catalog.ErrNotFound
			}
			_, _, err := o.Invite(t.Context(), actor, catalog.Invitation{Email: "new@example.org", Role: c.role, Organisation: c.organisation})
			o.want(err, want, fmt.Sprintf("%s invites a %s to %s", name, c.role, c.organisation))
		}
	}
	_, _, err := o.Invite(t.Context(), people["administrator"], catalog.Invitation{Email: "no address", Role: catalog.RoleReviewer})
	o.want(err, catalog.ErrInvalid, "invite no address")
}

// TestInvitationEnds: with its time, with the next one to the address, by hand,
// and with the standing of whoever invited.
func TestInvitationEnds(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(o *office, admin, contact catalog.Actor, made *catalog.Credential) error
		want error
	}{
		"nothing": {func(*office, catalog.Actor, catalog.Actor, *catalog.Credential) error { return nil }, nil},
		"late": {func(o *office, _, _ catalog.Actor, _ *catalog.Credential) error {
			o.later(7 * 24 * time.Hour)
			return nil
		}, catalog.ErrUnauthenticated},
		"replaced": {func(o *office, _, contact catalog.Actor, made *catalog.Credential) error {
			_, _, err := o.Invite(o.t.Context(), contact, catalog.Invitation{Email: made.Email, Role: made.Role, Organisation: made.Organisation})
			return err
		}, catalog.ErrUnauthenticated},
		"revoked": {func(o *office, _, contact catalog.Actor, made *catalog.Credential) error {
			return o.RevokeInvitation(o.t.Context(), contact, made.ID)
		}, catalog.ErrUnauthenticated},
		"revoked by the administrator": {func(o *office, admin, _ catalog.Actor, made *catalog.Credential) error {
			return o.RevokeInvitation(o.t.Context(), admin, made.ID)
		}, catalog.ErrUnauthenticated},
		"contact disabled": {func(o *office, admin, contact catalog.Actor, _ *catalog.Credential) error {
			_, err := o.Disable(o.t.Context(), admin, contact.ID)
			return err
		}, catalog.ErrUnauthenticated},
		"contact with a new password": {func(o *office, admin, contact catalog.Actor, _ *catalog.Credential) error {
			_, err := o.SetPassword(o.t.Context(), admin, contact.ID, "another long password", false)
			return err
		}, nil},
		"authority verified no more": {func(o *office, admin, _ catalog.Actor, made *catalog.Credential) error {
			return o.WithdrawVerification(o.t.Context(), admin, made.Organisation, "mistake")
		}, catalog.ErrForbidden},
		"account made meanwhile": {func(o *office, admin, _ catalog.Actor, made *catalog.Credential) error {
			_, err := o.AddUser(o.t.Context(), admin, catalog.User{Email: made.Email, Role: catalog.RoleMember}, rightPassword)
			return err
		}, catalog.ErrConflict},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			police := o.authority("police", "PL")
			admin := o.actor(o.person("admin@example.org", catalog.RoleAdministrator, ""))
			contact := o.actor(o.person("contact@example.org", catalog.RoleNationalContact, police))
			secret, made, err := o.Invite(t.Context(), contact, catalog.Invitation{Email: "eve@police.example", Role: catalog.RoleMember, Organisation: police})
			o.must(err)
			o.must(c.end(o, admin, contact, made))
			_, err = o.AcceptInvitation(t.Context(), secret, "Eve", "", rightPassword)
			o.want(err, c.want, "accept")
		})
	}
}

func TestInvitationsAreListed(t *testing.T) {
	o := newOffice(t)
	police := o.authority("police", "PL")
	admin := o.actor(o.person("admin@example.org", catalog.RoleAdministrator, ""))
	contact := o.actor(o.person("contact@example.org", catalog.RoleNationalContact, police))
	_, ofAdmin, err := o.Invite(t.Context(), admin, catalog.Invitation{Email: "a@example.org", Role: catalog.RoleReviewer})
	o.must(err)
	_, ofContact, err := o.Invite(t.Context(), contact, catalog.Invitation{Email: "b@example.org", Role: catalog.RoleMember, Organisation: police})
	o.must(err)
	all, err := o.Invitations(t.Context(), admin)
	if err != nil || len(all) != 2 {
		t.Errorf("an administrator sees %d invitations, %v, want both", len(all), err)
	}
	own, err := o.Invitations(t.Context(), contact)
	if err != nil || len(own) != 1 || own[0].ID != ofContact.ID || own[0].Hash != "" {
		t.Errorf("a contact sees %+v, %v, want the own one", own, err)
	}
	o.want(o.RevokeInvitation(t.Context(), contact, ofAdmin.ID), catalog.ErrNotFound, "revoke another's")
}

// TestAccessByMailDomain: whoever reads mail of a verified organisation belongs
// to it.
func TestAccessByMailDomain(t *testing.T) {
	o := newOffice(t)
	police := o.authority("police", "PL", "Police.example", "border.police.example")
	institute := o.organisation("institute", "PL")
	o.must(o.Verify(t.Context(), operator, institute, false, "register of companies", []string{"institute.example"}))
	o.person("known@police.example", catalog.RoleMember, police)
	for email, want := range map[string]*catalog.Invitation{
		"Eve@POLICE.example":        {Email: "eve@police.example", Role: catalog.RoleMember, Organisation: police},
		"ada@border.police.example": {Email: "ada@border.police.example", Role: catalog.RoleMember, Organisation: police},
		"tim@institute.example":     {Email: "tim@institute.example", Role: catalog.RoleTeam, Organisation: institute},
		"mallory@x.police.example":  nil,
		"mallory@notpolice.example": nil,
		"mallory@example.org":       nil,
		"known@police.example":      nil,
	} {
		secret, err := o.RequestAccess(t.Context(), email, from(1))
		o.must(err)
		if (secret != "") != (want != nil) {
			t.Errorf("%s is admitted: %v, want %v", email, secret != "", want != nil)
		}
		if want == nil {
			continue
		}
		if in, err := o.Invitation(t.Context(), secret); err != nil || *in != *want {
			t.Errorf("%s is offered %+v, %v, want %+v", email, in, err, want)
		}
		if _, err := o.AcceptInvitation(t.Context(), secret, "", "", rightPassword); err != nil {
			t.Errorf("%s: %v", email, err)
		}
	}
	_, err := o.RequestAccess(t.Context(), "no address", from(1))
	o.want(err, catalog.ErrInvalid, "request for no address")
	if left := o.credentials(""); len(left) != 0 {
		t.Errorf("%d credentials are left of requests that were refused", len(left))
	}
}

// TestAccessByMailDomainEnds with what admitted.
func TestAccessByMailDomainEnds(t *testing.T) {
	for name, end := range map[string]func(o *office, organisation catalog.ID) error{
		"domain taken away": func(o *office, id catalog.ID) error {
			return o.SetMailDomains(o.t.Context(), operator, id, []string{"other.example"})
		},
		"verification withdrawn": func(o *office, id catalog.ID) error {
			return o.WithdrawVerification(o.t.Context(), operator, id, "mistake")
		},
	} {
		o := newOffice(t)
		police := o.authority("police", "PL", "police.example")
		secret, err := o.RequestAccess(t.Context(), "eve@police.example", from(1))
		o.must(err)
		o.must(end(o, police))
		_, err = o.AcceptInvitation(t.Context(), secret, "", "", rightPassword)
		o.want(err, catalog.ErrForbidden, name)
		if secret, err := o.RequestAccess(t.Context(), "ada@police.example", from(1)); secret != "" || err != nil {
			t.Errorf("%s: the next one is admitted, %v", name, err)
		}
	}
}

// TestRequestsAreThrottled: nobody's mailbox is filled through the site.
func TestRequestsAreThrottled(t *testing.T) {
	for name, request := range map[string]func(o *office, email string) error{
		"access": func(o *office, email string) error {
			_, err := o.RequestAccess(o.t.Context(), email, from(1))
			return err
		},
		"reset": func(o *office, email string) error {
			_, err := o.RequestReset(o.t.Context(), email, from(1))
			return err
		},
	} {
		o := newOffice(t)
		o.authority("police", "PL", "police.example")
		o.person("known@police.example", catalog.RoleReviewer, "")
		for _, email := range []string{"known@police.example", "new@police.example", "stranger@example.org"} {
			for range 5 {
				o.must(request(o, email))
			}
			o.want(request(o, email), catalog.ErrThrottled, name+" for "+email)
		}
	}
}
