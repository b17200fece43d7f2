package handlers

import (
	"net/http"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
)

// TestPeople: an administrator invites somebody, who makes the account with the
// link, and locks it again.
func TestPeople(t *testing.T) {
	s := accountSite(t, catalog.RoleAdministrator)
	b := newBrowser(t, s)
	b.signIn()
	if got := b.page("/").text(`.who a[href^="/admin"]`); got != "People" {
		t.Errorf("the header offers %q", got)
	}
	for _, wrong := range []struct{ email, role, organisation, says string }{
		{"no address", "reviewer", "", "is not an e-mail address"},
		{"ada@example.org", "lea", "", "verified authority"},
		{"ada@example.org", "team", "no-such-place", "no organisation"},
		{"ada@example.org", "king", "", "king"},
	} {
		w := b.post("/admin/invitations", "email", wrong.email, "role", wrong.role, "organisation", wrong.organisation)
		d := b.refused(w, http.StatusUnprocessableEntity, wrong.says)
		if d.attr("#email", "value") != wrong.email || d.attr("#organisation", "value") != wrong.organisation {
			t.Errorf("what was typed for %q is lost", wrong.says)
		}
	}
	w := b.post("/admin/invitations", "email", "ada@example.org", "role", "reviewer")
	address, ok := strings.CutPrefix(parse(t, w.Body.String()).text(".secrets"), testURL)
	if w.Code != http.StatusOK || !ok || !strings.HasPrefix(address, "/invitation/") {
		t.Fatalf("the answer is %d with the link %q", w.Code, address)
	}
	if strings.Contains(b.get("/admin/people").Body.String(), address) {
		t.Error("the link is shown again")
	}
	ada := newBrowser(t, s)
	ada.lands(ada.post(address, "name", "Ada", "password", testPassword), "/sign-in")
	ada.lands(ada.post("/sign-in", "email", "ada@example.org", "password", testPassword), "/")
	person := b.page("/admin/people").attr(`form[action^="/admin/people/"]`, "action")
	b.lands(b.post(person, "action", "disable"), "/admin/people?done=disable")
	ada.lands(ada.get("/account"), "/sign-in?to=%2Faccount")
	if text := b.page("/admin/people?done=disable").text("main"); !strings.Contains(text, "locked") || !strings.Contains(text, "Unlock") {
		t.Errorf("the page says %q", text)
	}
	b.lands(b.post(person, "action", "enable"), "/admin/people?done=enable")
	if w := b.post(person, "action", "promote"); w.Code != http.StatusBadRequest {
		t.Errorf("an action that is none answers %d", w.Code)
	}
	b.post("/admin/invitations", "email", "bob@example.org", "role", "administrator")
	waiting := b.page("/admin/people").attr(`form[action^="/admin/invitations/"]`, "action")
	b.lands(b.post(waiting), "/admin/people?done=revoke")
}

// TestContactAdmits: a national contact invites officers to an authority of the
// own country, and nobody else.
func TestContactAdmits(t *testing.T) {
	entries, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := openSite(t, t.TempDir(), entries)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.close() })
	contact := sample.Accounts()[4]
	own, err := s.service.Lookup(t.Context(), catalog.Visitor, catalog.KindOrganisation, contact.Organisation)
	if err != nil {
		t.Fatal(err)
	}
	u := catalog.User{Email: testEmail, Role: catalog.RoleNationalContact, Organisation: own.ID}
	if _, err := s.service.AddUser(t.Context(), catalog.Actor{Role: catalog.RoleAdministrator}, u, testPassword); err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s)
	b.signIn()
	if roles := b.page("/admin/invitations").texts("#role option"); len(roles) != 1 || roles[0] != "Officer" {
		t.Errorf("a national contact may choose %v", roles)
	}
	b.refused(b.post("/admin/invitations", "email", "ada@example.org", "role", "reviewer"), http.StatusUnprocessableEntity, "may not invite")
	w := b.post("/admin/invitations", "email", "ada@example.org", "role", "lea", "organisation", contact.Organisation)
	if w.Code != http.StatusOK {
		t.Errorf("inviting an officer to the own authority answers %d: %s", w.Code, parse(t, w.Body.String()).text(".failures"))
	}
}
