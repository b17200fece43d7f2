package catalog

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
)

// AddUser makes an account. The password is given as its hash. The address is
// brought to lower case; one that another account has is [ErrConflict], a
// faulty address or role [ErrInvalid]. by is who does it, for the audit trail.
func (s *Service) AddUser(ctx context.Context, by Actor, u User) (*User, error) {
	address, err := mail.ParseAddress(u.Email)
	if err != nil || address.Address != u.Email {
		return nil, FieldErrors{{Field: "email", Key: ErrKeyAddress, Args: map[string]any{"value": u.Email}}}
	}
	if !slices.Contains(Roles, u.Role) {
		return nil, FieldErrors{{Field: "role", Key: ErrKeyVocabulary, Args: map[string]any{"value": u.Role, "vocabulary": "role"}}}
	}
	u.Email = strings.ToLower(u.Email)
	u.ID = s.newID(AccessClear)
	u.Created, u.Updated = s.now(), s.now()
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		if u.Organisation != "" {
			if e, err := tx.Entry(u.Organisation); err != nil || e.Kind != KindOrganisation {
				return fmt.Errorf("organisation %s: %w", u.Organisation, ErrNotFound)
			}
		}
		return tx.PutUser(&u, s.userEvent(by, "add", u.ID))
	})
	if err != nil {
		return nil, fmt.Errorf("add account: %w", err)
	}
	return &u, nil
}

// ChangeUser changes the account with the address by the function given, which
// may run more than once. note says what is done, for the audit trail.
func (s *Service) ChangeUser(ctx context.Context, by Actor, email, note string, change func(*User) error) (*User, error) {
	var changed *User
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		u, err := tx.UserByEmail(email)
		if err != nil {
			return err
		}
		if err := change(u); err != nil {
			return err
		}
		u.Updated = s.now()
		changed = u
		return tx.PutUser(u, s.userEvent(by, note, u.ID))
	})
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("there is no account %s: %w", email, err)
	}
	if err != nil {
		return nil, fmt.Errorf("change account: %w", err)
	}
	return changed, nil
}

// Users lists every account in the order of the addresses.
func (s *Service) Users(ctx context.Context) ([]*User, error) { return s.users(ctx) }

func (s *Service) userEvent(by Actor, note string, id ID) Event {
	return Event{At: s.now(), Actor: by.ID, Role: by.Role, Action: ActionManageUsers, Object: id, Note: note}
}
