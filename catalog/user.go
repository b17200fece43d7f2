package catalog

import (
	"encoding/json"
	"slices"
	"time"
)

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
	ID           ID            `json:"id"`
	Email        string        `json:"email"` // lower case; unique
	Name         string        `json:"name,omitempty"`
	Role         Role          `json:"role"`
	Organisation ID            `json:"organisation,omitempty"`
	Language     string        `json:"language,omitempty"`
	Password     string        `json:"password,omitempty"` // PHC string of Argon2id, never the password
	SecondFactor *SecondFactor `json:"second_factor,omitempty"`
	Disabled     bool          `json:"disabled,omitempty"`
	Passkeys     []Passkey     `json:"passkeys,omitempty"`
	// Demonstration marks an account whose password everybody knows: it signs in
	// only where the demonstration catalogue is served.
	Demonstration bool      `json:"demonstration,omitempty"`
	Created       time.Time `json:"created"`
	Updated       time.Time `json:"updated"`
}

// SecondFactor is what an account asks for besides the password: a code that an
// authenticator app makes from a shared secret and the time, or one of the
// recovery codes.
type SecondFactor struct {
	Secret   string   `json:"secret"`             // as the app has it; a code cannot be verified with less
	Step     int64    `json:"step,omitempty"`     // time step of the last code that was used; none up to it is taken again
	Recovery []string `json:"recovery,omitempty"` // hashes of the recovery codes that are left
}

// Passkey is a key on a device of the holder, which signs in by itself: the
// device makes sure who uses it.
type Passkey struct {
	ID      ID              `json:"id"`
	Name    string          `json:"name"` // the holder's name for it
	Created time.Time       `json:"created"`
	Seen    time.Time       `json:"seen,omitzero"` // last sign-in with it
	Key     json.RawMessage `json:"key,omitempty"` // as package passkey keeps it
}

// withoutSecrets is a copy for a person to read: nothing in it lets anyone sign
// in. Whether there is a second factor, and how many recovery codes are left,
// can still be seen, and so
// can the names of the passkeys.
func (u *User) withoutSecrets() *User {
	out := *u
	out.Password = ""
	if u.SecondFactor != nil {
		out.SecondFactor = &SecondFactor{Recovery: make([]string, len(u.SecondFactor.Recovery))}
	}
	out.Passkeys = slices.Clone(u.Passkeys)
	for i := range out.Passkeys {
		out.Passkeys[i].Key = nil
	}
	return &out
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
