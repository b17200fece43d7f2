package catalog

import "testing"

// TestMayAdmit: every role, against organisations here and abroad.
func TestMayAdmit(t *testing.T) {
	authority := func(country string, verified bool, state State) *Entry {
		e := &Entry{Kind: KindOrganisation, State: state, Public: &Revision{Number: 1, Content: &Organisation{Country: country}}}
		if verified {
			e.Verification = &Verification{Authority: true}
		}
		return e
	}
	here, abroad := authority("PL", true, StatePublished), authority("RO", true, StatePublished)
	for name, c := range map[string]struct {
		own, into *Entry
		role      Role
		contact   bool
	}{
		"officer here":                {here, authority("PL", true, StatePublished), RoleMember, true},
		"officer abroad":              {here, abroad, RoleMember, false},
		"contact here":                {here, here, RoleNationalContact, false},
		"team here":                   {here, here, RoleTeam, false},
		"administrator":               {here, here, RoleAdministrator, false},
		"not verified":                {here, authority("PL", false, StatePublished), RoleMember, false},
		"withdrawn":                   {here, authority("PL", true, StateWithdrawn), RoleMember, false},
		"own not verified":            {authority("PL", false, StatePublished), here, RoleMember, false},
		"nobody's":                    {nil, here, RoleMember, false},
		"to nobody":                   {here, nil, RoleMember, false},
		"of no country to no country": {authority("", true, StatePublished), authority("", true, StatePublished), RoleMember, false},
	} {
		for who, actor := range people {
			want := actor.Role == RoleAdministrator || c.contact && actor.Role == RoleNationalContact
			if got := mayAdmit(actor, c.own, c.into, c.role); got != want {
				t.Errorf("%s: %s may admit: %v, want %v", name, who, got, want)
			}
		}
	}
}
