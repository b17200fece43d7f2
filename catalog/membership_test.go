package catalog_test

import (
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

func TestVerify(t *testing.T) {
	o := newOffice(t)
	admin := o.actor(o.person("admin@example.org", catalog.RoleAdministrator, ""))
	police, other := o.organisation("police", "PL"), o.organisation("other", "PL")
	o.must(o.Verify(t.Context(), admin, police, true, " letter of the ministry ", []string{"police.example", "Border.example", "border.example"}))
	o.logged("verify letter of the ministry")
	v, domains, err := o.Verified(t.Context(), admin, police)
	want := catalog.Verification{By: admin.ID, On: importDay, Basis: "letter of the ministry", Authority: true}
	if err != nil || *v != want || !slices.Equal(domains, []string{"border.example", "police.example"}) {
		t.Errorf("verified %+v with %q, %v, want %+v", v, domains, err, want)
	}
	o.want(o.Verify(t.Context(), admin, police, true, "again", nil), catalog.ErrConflict, "verify twice")
	o.want(o.Verify(t.Context(), admin, other, true, "letter", []string{"police.example"}), catalog.ErrConflict, "take another's domain")
	o.want(o.Verify(t.Context(), admin, other, true, " ", nil), catalog.ErrInvalid, "verify on no basis")
	o.want(o.Verify(t.Context(), admin, other, true, strings.Repeat("x", 501), nil), catalog.ErrInvalid, "verify on an endless basis")
	for _, domain := range []string{"", "localhost", "a b.example", "a@b.example", "x.example,y.example", strings.Repeat("a", 250) + ".example"} {
		o.want(o.Verify(t.Context(), admin, other, true, "letter", []string{domain}), catalog.ErrInvalid, "verify with domain "+domain)
	}
	o.want(o.SetMailDomains(t.Context(), admin, other, []string{"other.example"}), catalog.ErrInvalid, "domains of an unverified one")
	o.must(o.SetMailDomains(t.Context(), admin, police, []string{"new.example"}))
	o.must(o.Verify(t.Context(), admin, other, true, "letter", []string{"police.example"})) // free now
	o.must(o.WithdrawVerification(t.Context(), admin, police, "it was another one"))
	if v, domains, err := o.Verified(t.Context(), admin, police); v != nil || domains != nil || err != nil {
		t.Errorf("after withdrawing: %+v, %q, %v", v, domains, err)
	}

	contact := o.actor(o.person("contact@example.org", catalog.RoleNationalContact, other))
	solution := catalog.IDFor("nothing", importDay)
	o.want(o.Verify(t.Context(), contact, police, true, "letter", nil), catalog.ErrForbidden, "a contact verifies")
	o.want(o.SetMailDomains(t.Context(), contact, other, nil), catalog.ErrForbidden, "a contact sets domains")
	o.want(o.WithdrawVerification(t.Context(), contact, other, ""), catalog.ErrForbidden, "a contact withdraws")
	_, _, err = o.Verified(t.Context(), contact, other)
	o.want(err, catalog.ErrForbidden, "a contact reads")
	o.want(o.Verify(t.Context(), admin, solution, true, "letter", nil), catalog.ErrNotFound, "verify what is not there")
}

// TestVerificationIsNoFieldOfTheOrganisation: whoever writes its entry cannot
// verify it.
func TestVerificationIsNoFieldOfTheOrganisation(t *testing.T) {
	for _, f := range catalog.Fields(catalog.KindOrganisation) {
		if strings.Contains(f.Name, "verified") || strings.Contains(f.Name, "domain") {
			t.Errorf("the owner of an organisation writes %s", f.Name)
		}
	}
}

func TestMembers(t *testing.T) {
	o := newOffice(t)
	here, there := o.authority("police-pl", "PL"), o.authority("police-ro", "RO")
	admin := o.actor(o.person("admin@example.org", catalog.RoleAdministrator, ""))
	contactHere := o.person("contact@example.org", catalog.RoleNationalContact, here)
	contact := o.actor(contactHere)
	eve, ion := o.person("eve@example.org", catalog.RoleMember, here), o.person("ion@example.org", catalog.RoleMember, there)
	team := o.person("team@example.org", catalog.RoleTeam, here)
	members, err := o.Members(t.Context(), contact, here)
	if err != nil || len(members) != 3 || members[1].Email != "eve@example.org" || members[1].Password != "" {
		t.Errorf("members are %+v, %v, want contact, eve and team without secrets", members, err)
	}
	_, err = o.Members(t.Context(), contact, there)
	o.want(err, catalog.ErrForbidden, "members abroad")
	_, err = o.Members(t.Context(), o.actor(eve), here)
	o.want(err, catalog.ErrForbidden, "members, for a member")
	_, err = o.Members(t.Context(), admin, "")
	o.want(err, catalog.ErrNotFound, "members of nothing")

	o.want(o.RemoveMember(t.Context(), contact, ion.ID), catalog.ErrForbidden, "remove abroad")
	o.want(o.RemoveMember(t.Context(), contact, contact.ID), catalog.ErrForbidden, "remove oneself")
	o.want(o.RemoveMember(t.Context(), contact, team.ID), catalog.ErrForbidden, "a contact removes a team")
	o.want(o.RemoveMember(t.Context(), contact, admin.ID), catalog.ErrForbidden, "remove who belongs nowhere")
	secret, _ := o.signIn(eve)
	o.must(o.RemoveMember(t.Context(), contact, eve.ID))
	o.logged("admit removed from organisation " + string(here))
	if u := o.stored(eve.ID); o.alive(secret) || !u.Disabled || u.Organisation != "" {
		t.Errorf("a removed member is %+v, session alive: %v", u, o.alive(secret))
	}
	o.want(o.try(eve.Email, rightPassword, "", from(1)), catalog.ErrUnauthenticated, "a removed member signs in")
	o.must(o.RemoveMember(t.Context(), admin, contact.ID))
	_, err = o.Assign(t.Context(), admin, eve.ID, catalog.RoleMember, there)
	o.must(err)
	_, err = o.Enable(t.Context(), admin, eve.ID)
	o.must(err)
	o.must(o.try(eve.Email, rightPassword, "", from(1)))
}

func TestAccountsAreManagedByAdministrators(t *testing.T) {
	o := newOffice(t)
	police := o.authority("police", "PL")
	adminUser := o.person("admin@example.org", catalog.RoleAdministrator, "")
	admin, eve := o.actor(adminUser), o.person("eve@example.org", catalog.RoleMember, police)
	for name, do := range map[string]func(by catalog.Actor, id catalog.ID) error{
		"assign": func(by catalog.Actor, id catalog.ID) error {
			_, err := o.Assign(t.Context(), by, id, catalog.RoleMember, police)
			return err
		},
		"disable": func(by catalog.Actor, id catalog.ID) error { _, err := o.Disable(t.Context(), by, id); return err },
		"enable":  func(by catalog.Actor, id catalog.ID) error { _, err := o.Enable(t.Context(), by, id); return err },
		"password": func(by catalog.Actor, id catalog.ID) error {
			_, err := o.SetPassword(t.Context(), by, id, rightPassword, false)
			return err
		},
	} {
		for _, role := range []catalog.Role{catalog.RoleVisitor, catalog.RoleMember, catalog.RoleTeam, catalog.RoleReviewer, catalog.RoleNationalContact} {
			o.want(do(catalog.Actor{ID: "x", Role: role, Organisation: police}, eve.ID), catalog.ErrForbidden, name+" by "+string(role))
		}
		o.want(do(admin, admin.ID), catalog.ErrForbidden, name+" the own account")
		o.want(do(admin, "nobody"), catalog.ErrNotFound, name+" nobody")
		o.must(do(admin, eve.ID))
	}
	member := catalog.Actor{ID: "x", Role: catalog.RoleMember}
	_, err := o.AddUser(t.Context(), member, catalog.User{Email: "a@example.org", Role: catalog.RoleMember}, rightPassword)
	o.want(err, catalog.ErrForbidden, "add")
	_, err = o.Users(t.Context(), member)
	o.want(err, catalog.ErrForbidden, "list")
	_, err = o.UserByEmail(t.Context(), member, eve.Email)
	o.want(err, catalog.ErrForbidden, "find")
	o.want(o.DeleteUser(t.Context(), member, eve.ID), catalog.ErrForbidden, "delete")
	o.want(o.DeleteUser(t.Context(), admin, admin.ID), catalog.ErrForbidden, "delete oneself as administrator")
	if u, err := o.UserByEmail(t.Context(), admin, "EVE@example.org"); err != nil || u.ID != eve.ID || u.Password != "" {
		t.Errorf("found %+v, %v", u, err)
	}
	for name, c := range map[string]struct {
		u        catalog.User
		password string
		want     error
	}{
		"taken":            {catalog.User{Email: "Eve@example.org", Role: catalog.RoleTeam}, rightPassword, catalog.ErrConflict},
		"no address":       {catalog.User{Email: "eve", Role: catalog.RoleTeam}, rightPassword, catalog.ErrInvalid},
		"header":           {catalog.User{Email: "a@example.org\r\nBcc: b@example.org", Role: catalog.RoleTeam}, rightPassword, catalog.ErrInvalid},
		"with name":        {catalog.User{Email: "Eve <e@example.org>", Role: catalog.RoleTeam}, rightPassword, catalog.ErrInvalid},
		"no role":          {catalog.User{Email: "a@example.org"}, rightPassword, catalog.ErrInvalid},
		"short":            {catalog.User{Email: "a@example.org", Role: catalog.RoleTeam}, "elevenchars", catalog.ErrInvalid},
		"endless":          {catalog.User{Email: "a@example.org", Role: catalog.RoleTeam}, strings.Repeat("x", 257), catalog.ErrInvalid},
		"control":          {catalog.User{Email: "a@example.org", Name: "E\x00", Role: catalog.RoleTeam}, rightPassword, catalog.ErrInvalid},
		"long name":        {catalog.User{Email: "a@example.org", Name: strings.Repeat("é", 121), Role: catalog.RoleTeam}, rightPassword, catalog.ErrInvalid},
		"no organisation":  {catalog.User{Email: "a@example.org", Role: catalog.RoleTeam, Organisation: "x"}, rightPassword, catalog.ErrNotFound},
		"twelve and Greek": {catalog.User{Email: "a@example.org", Name: strings.Repeat("é", 120), Role: catalog.RoleTeam}, "δώδεκα γράμμ", nil},
	} {
		_, err := o.AddUser(t.Context(), admin, c.u, c.password)
		o.want(err, c.want, name)
	}
}
