package sample_test

import (
	"slices"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/password"
	"ileanet.eu/showcase/catalog/sample"
)

func TestAccounts(t *testing.T) {
	entries, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	organisations := map[string]*catalog.Entry{}
	authorities := 0
	for _, e := range entries {
		if e.Kind != catalog.KindOrganisation {
			continue
		}
		organisations[e.Slug] = e
		if e.Verification != nil && e.Verification.Authority {
			if authorities++; len(e.MailDomains()) == 0 {
				t.Errorf("the authority %s has no mail domain", e.Slug)
			}
		}
	}
	if authorities < 10 {
		t.Errorf("%d organisations are verified authorities, want more", authorities)
	}
	var roles []catalog.Role
	for _, a := range sample.Accounts() {
		roles = append(roles, a.Role)
		o := organisations[a.Organisation]
		officer := a.Role == catalog.RoleMember || a.Role == catalog.RoleNationalContact
		if a.Organisation != "" && o == nil || officer && (o.Verification == nil || !o.Verification.Authority) {
			t.Errorf("%s belongs to %q, which does not exist or is no verified authority", a.Email, a.Organisation)
		}
	}
	for _, role := range catalog.Roles {
		if !slices.Contains(roles, role) {
			t.Errorf("nobody has the role %s", role)
		}
	}
	if len([]rune(sample.Password)) < password.MinLength {
		t.Error("the password is shorter than passwords are")
	}
}
