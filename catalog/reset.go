package catalog

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// resetLife is how long a password can be reset with a mail.
const resetLife = time.Hour

// RequestReset makes a password reset for the account with the address and
// returns its secret, which goes to the address. When there is no such account,
// or it may not sign in, the secret is "".
//
// The work is the same in both cases. The caller answers the same as well, and
// sends the mail after the answer. More than five requests for an address
// within an hour are [*Throttled].
func (s *Service) RequestReset(ctx context.Context, email string, address netip.Addr) (secret string, err error) {
	email = normalEmail(email)
	if err := s.throttleMail(email, address); err != nil {
		return "", fmt.Errorf("request reset: %w", err)
	}
	c := &Credential{Purpose: PurposeReset, Holder: s.newID(AccessAmber)}
	secret = s.grant(c, "", resetLife)
	known := false
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		u, err := tx.UserByEmail(email)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		known = err == nil && s.active(u) && !u.Demonstration
		if !known {
			return s.leaveNoTrace(tx, c)
		}
		c.Holder, c.Role, c.Organisation = u.ID, u.Role, u.Organisation
		return tx.PutCredential(c) // earlier ones stay good, or a stranger could spoil them by asking again
	})
	if err != nil {
		return "", fmt.Errorf("request reset: %w", err)
	}
	if !known {
		return "", nil
	}
	return secret, nil
}

// ResetPassword sets a new password with the secret of a reset. It works once.
// Every session and token of the account ends; a second factor stays on. It is
// [ErrUnauthenticated] when there is no such reset any more.
func (s *Service) ResetPassword(ctx context.Context, secret, password string) error {
	var known *Identity
	err := s.store.View(ctx, func(tx Tx) (err error) {
		known, err = s.identity(tx, PurposeReset, secret) // before a password is hashed for nothing
		return err
	})
	if err != nil {
		return fmt.Errorf("reset password: %w", err)
	}
	hash, err := s.hashing.hash(ctx, password)
	if err != nil {
		return fmt.Errorf("reset password: %w", err)
	}
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		if _, err := s.identity(tx, PurposeReset, secret); err != nil {
			return err
		}
		u, err := s.member(tx, known.Actor.ID)
		if err != nil {
			return err
		}
		return s.putChanged(tx, u, s.ownEvent(known.Actor, ActionOwnAccount, "password reset by mail"), func() error {
			u.Password = hash
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("reset password: %w", err)
	}
	return nil
}
