package catalog

import "time"

// Role is what a user is to the catalogue.
type Role string

// The roles, domain study 4.6. The zero Role is the visitor, who has not
// signed in.
const (
	RoleVisitor         Role = ""
	RoleMember          Role = "lea"
	RoleTeam            Role = "team"
	RoleReviewer        Role = "reviewer"
	RoleNationalContact Role = "national-contact"
	RoleAdministrator   Role = "administrator"
)

// Roles lists the roles a user account can have.
var Roles = []Role{RoleMember, RoleTeam, RoleReviewer, RoleNationalContact, RoleAdministrator}

// User is an account.
type User struct {
	ID           ID        `json:"id"`
	Email        string    `json:"email"` // lower case; unique
	Name         string    `json:"name,omitempty"`
	Role         Role      `json:"role"`
	Organisation ID        `json:"organisation,omitempty"`
	Language     string    `json:"language,omitempty"`
	Password     string    `json:"password,omitempty"` // PHC string of Argon2id, never the password
	Disabled     bool      `json:"disabled,omitempty"`
	Created      time.Time `json:"created"`
	Updated      time.Time `json:"updated"`
}

// Actor is someone who reads or acts, as far as permissions need to know.
type Actor struct {
	ID           ID
	Role         Role
	Organisation ID
	Verified     bool // the organisation is a verified law-enforcement authority
}

// Visitor is the actor who has not signed in.
var Visitor = Actor{}
