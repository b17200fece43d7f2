package sample

import "ileanet.eu/showcase/catalog"

// Password is the password of every account of the demonstration catalogue.
const Password = "demonstration"

// Account is an account of the demonstration catalogue.
type Account struct {
	Email        string
	Name         string
	Role         catalog.Role
	Organisation string // slug, "" for none
}

// Accounts are the accounts of the demonstration catalogue: one for each role,
// and a second reviewer, because some decisions take two.
func Accounts() []Account {
	return []Account{
		{"officer@example.org", "Officer (demonstration)", catalog.RoleMember, "jaworzycka-sluzba-graniczna"},
		{"team@example.org", "Project team (demonstration)", catalog.RoleTeam, "heidervaart-university"},
		{"reviewer@example.org", "Reviewer (demonstration)", catalog.RoleReviewer, ""},
		{"reviewer2@example.org", "Second reviewer (demonstration)", catalog.RoleReviewer, ""},
		{"contact@example.org", "National contact (demonstration)", catalog.RoleNationalContact, "wrzosowska-sluzba-pogranicza"},
		{"admin@example.org", "Administrator (demonstration)", catalog.RoleAdministrator, ""},
	}
}
