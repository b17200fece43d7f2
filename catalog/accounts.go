package catalog

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"
)

// AddUser makes an account with the password. The address is brought to lower
// case; one that another account has is [ErrConflict], a faulty address, role
// or password [ErrInvalid]. by is who does it, an administrator.
func (s *Service) AddUser(ctx context.Context, by Actor, u User, password string) (*User, error) {
	added, err := s.addUser(ctx, by, u, password)
	if err != nil {
		return nil, fmt.Errorf("add account: %w", err)
	}
	return added.withoutSecrets(), nil
}

func (s *Service) addUser(ctx context.Context, by Actor, u User, password string) (*User, error) {
	if !Can(by, ActionManageUsers, nil) {
		return nil, ErrForbidden
	}
	if !slices.Contains(Roles, u.Role) {
		return nil, noRole(u.Role)
	}
	if err := checkName(u.Name); err != nil {
		return nil, err
	}
	if err := s.newAccount(ctx, &u, password); err != nil {
		return nil, err
	}
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		if err := s.organisationExists(tx, u.Organisation); err != nil {
			return err
		}
		return tx.PutUser(&u, s.userEvent(by, "add", u.ID))
	})
	return &u, err
}

// newAccount completes an account that is about to be stored: normal address,
// hash of the password, id and times.
func (s *Service) newAccount(ctx context.Context, u *User, password string) (err error) {
	if u.Email, err = checkEmail(u.Email); err != nil {
		return err
	}
	if u.Password, err = s.hashing.hash(ctx, password); err != nil {
		return err
	}
	u.ID = s.newID(AccessClear)
	u.Created, u.Updated = s.now().UTC(), s.now().UTC()
	return nil
}

// checkEmail is the normal form of an address, or [ErrInvalid].
func checkEmail(email string) (string, error) {
	address, err := mail.ParseAddress(email)
	if err != nil || address.Address != email || len(email) > maxEmail || !strings.Contains(email, "@") {
		return "", FieldErrors{{Field: "email", Key: ErrKeyEmail, Args: map[string]any{"value": cut(email, maxEmail)}}}
	}
	return normalEmail(email), nil
}

// maxName is the longest name of a person, in runes.
const maxName = 120

// checkName accepts the name of a person; it may be empty.
func checkName(name string) error {
	if n := utf8.RuneCountInString(name); n > maxName {
		return FieldErrors{{Field: "name", Key: ErrKeyTooLong, Args: map[string]any{"max": maxName, "length": n}}}
	}
	if key := textFault(name); key != "" {
		return FieldErrors{{Field: "name", Key: key}}
	}
	return nil
}

func noRole(role Role) error {
	return FieldErrors{{Field: "role", Key: ErrKeyVocabulary, Args: map[string]any{"value": role, "vocabulary": "role"}}}
}

// organisationExists accepts "" and the id of an organisation that people may
// belong to.
func (s *Service) organisationExists(tx Tx, id ID) error {
	if id == "" {
		return nil
	}
	if e, err := tx.Entry(id); err != nil || !e.standing() {
		return fmt.Errorf("organisation %s: %w", id, ErrNotFound)
	}
	return nil
}

// Users lists every account in the order of the addresses, for an
// administrator.
func (s *Service) Users(ctx context.Context, by Actor) ([]*User, error) {
	if !Can(by, ActionManageUsers, nil) {
		return nil, fmt.Errorf("list accounts: %w", ErrForbidden)
	}
	users, err := s.users(ctx)
	if err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	for i, u := range users {
		users[i] = u.withoutSecrets()
	}
	return users, nil
}

// UserByEmail finds an account by its address, for an administrator.
func (s *Service) UserByEmail(ctx context.Context, by Actor, email string) (*User, error) {
	if !Can(by, ActionManageUsers, nil) {
		return nil, fmt.Errorf("find account: %w", ErrForbidden)
	}
	u, err := s.userByEmail(ctx, normalEmail(email))
	if err != nil {
		return nil, fmt.Errorf("find account: %w", err)
	}
	return u.withoutSecrets(), nil
}

// Assign gives an account a role and an organisation, "" for none. All it holds
// ends: sessions, tokens, invitations.
func (s *Service) Assign(ctx context.Context, by Actor, id ID, role Role, organisation ID) (*User, error) {
	if !slices.Contains(Roles, role) {
		return nil, noRole(role)
	}
	return s.manage(ctx, by, id, "role "+string(role), func(tx Tx, u *User) error {
		u.Role, u.Organisation = role, organisation
		return s.organisationExists(tx, organisation)
	})
}

// Disable locks an account and ends all it holds, at once. [Service.Enable]
// unlocks it.
func (s *Service) Disable(ctx context.Context, by Actor, id ID) (*User, error) {
	return s.manage(ctx, by, id, "disabled", func(_ Tx, u *User) error { u.Disabled = true; return nil })
}

// Enable unlocks an account.
func (s *Service) Enable(ctx context.Context, by Actor, id ID) (*User, error) {
	return s.manage(ctx, by, id, "enabled", func(_ Tx, u *User) error { u.Disabled = false; return nil })
}

// SetPassword gives an account a new password and ends its sessions, tokens and
// resets. When the person has lost the device of the second factor as well,
// that and the passkeys can be taken off.
func (s *Service) SetPassword(ctx context.Context, by Actor, id ID, password string, takeOffSecondFactor bool) (*User, error) {
	if !Can(by, ActionManageUsers, nil) {
		return nil, fmt.Errorf("set password: %w", ErrForbidden)
	}
	hash, err := s.hashing.hash(ctx, password)
	if err != nil {
		return nil, fmt.Errorf("set password: %w", err)
	}
	note := "new password"
	if takeOffSecondFactor {
		note += ", no second factor, no passkeys"
	}
	return s.manage(ctx, by, id, note, func(_ Tx, u *User) error {
		u.Password = hash
		if takeOffSecondFactor {
			u.SecondFactor, u.Passkeys = nil, nil
		}
		return nil
	})
}

// manage changes another one's account as an administrator. Nobody manages the
// own account: that is how the last administrator would be lost by accident.
func (s *Service) manage(ctx context.Context, by Actor, id ID, note string, change func(tx Tx, u *User) error) (*User, error) {
	if !Can(by, ActionManageUsers, nil) || by.ID == id {
		return nil, fmt.Errorf("change account: %w", ErrForbidden)
	}
	var changed *User
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		changed = u
		return s.putChanged(tx, u, s.userEvent(by, note, id), func() error { return change(tx, u) })
	})
	if err != nil {
		return nil, fmt.Errorf("change account: %w", err)
	}
	return changed.withoutSecrets(), nil
}

// putChanged changes an account and writes it. When it may do something else
// afterwards, all it holds ends with it; when it signs in with another
// password, all that acts for it.
func (s *Service) putChanged(tx UpdateTx, u *User, event Event, change func() error) error {
	before := *u
	if err := change(); err != nil {
		return err
	}
	var err error
	switch {
	case u.Role != before.Role || u.Organisation != before.Organisation || u.Disabled != before.Disabled:
		err = s.end(tx, u.ID, "")
	case u.Password != before.Password:
		err = s.end(tx, u.ID, "", PurposeSession, PurposeToken, PurposeReset)
	}
	if err != nil {
		return err
	}
	u.Updated = s.now().UTC()
	return tx.PutUser(u, event)
}

func (s *Service) userEvent(by Actor, note string, id ID) Event {
	return Event{At: s.now(), Actor: by.ID, Role: by.Role, Action: ActionManageUsers, Object: id, Note: note}
}

// member reads the account of an actor, which must be in use.
func (s *Service) member(tx Tx, id ID) (*User, error) {
	u, err := tx.User(id)
	if errors.Is(err, ErrNotFound) || err == nil && !s.active(u) {
		return nil, ErrUnauthenticated
	}
	return u, err
}
