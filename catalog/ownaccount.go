package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"ileanet.eu/showcase/catalog/totp"
)

// SetProfile changes how the account calls its holder and which language it
// reads; an empty language means the browser's. It takes a session.
func (s *Service) SetProfile(ctx context.Context, me *Identity, name, language string) error {
	if me.Credential.Purpose != PurposeSession {
		return fmt.Errorf("set profile: %w", ErrForbidden)
	}
	if err := checkName(name); err != nil {
		return err
	}
	if language != "" && !slices.Contains(Languages, language) {
		return FieldErrors{{Field: "language", Key: ErrKeyLanguage, Args: map[string]any{"value": language}}}
	}
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		u, err := s.member(tx, me.Actor.ID)
		if err != nil {
			return err
		}
		return s.putChanged(tx, u, s.ownEvent(me.Actor, ActionOwnAccount, "profile"), func() error {
			u.Name, u.Language = name, language
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("set profile: %w", err)
	}
	return nil
}

// confirm makes sure that it is the person who asks: with the password, in a
// session. A token changes no account, and nobody that of the demonstration,
// which belongs to all.
func (s *Service) confirm(ctx context.Context, me *Identity, password string) (*User, error) {
	if me.Credential.Purpose != PurposeSession || me.User.Demonstration {
		return nil, ErrForbidden
	}
	key := "confirm " + string(me.Actor.ID)
	undo, err := s.throttle.try(s.now(), limit{key, limitAccount})
	if err != nil {
		return nil, err
	}
	var u *User
	err = s.store.View(ctx, func(tx Tx) (err error) {
		u, err = s.member(tx, me.Actor.ID)
		return err
	})
	if err != nil {
		undo()
		return nil, err
	}
	matches, err := s.hashing.matches(ctx, password, u.Password)
	if err != nil {
		undo()
		return nil, err
	}
	if !matches {
		return nil, ErrUnauthenticated
	}
	s.throttle.forget(key)
	return u, nil
}

// changeConfirmed changes the account that confirm returned, unless it changed
// meanwhile.
func (s *Service) changeConfirmed(ctx context.Context, me *Identity, confirmed *User, note string, change func(tx UpdateTx, u *User) error) error {
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		u, err := s.member(tx, confirmed.ID)
		if err != nil {
			return err
		}
		if u.Password != confirmed.Password {
			return ErrUnauthenticated
		}
		return s.putChanged(tx, u, s.ownEvent(me.Actor, ActionOwnAccount, note), func() error { return change(tx, u) })
	})
	return err
}

// ChangePassword sets a new password. Every session and token of the account
// ends, the session in use as well; the secret of the new session in its place
// is returned. A wrong old password is [ErrUnauthenticated].
func (s *Service) ChangePassword(ctx context.Context, me *Identity, old, password string) (secret string, err error) {
	u, err := s.confirm(ctx, me, old)
	if err != nil {
		return "", fmt.Errorf("change password: %w", err)
	}
	hash, err := s.hashing.hash(ctx, password)
	if err != nil {
		return "", fmt.Errorf("change password: %w", err)
	}
	session := &Credential{
		Purpose: PurposeSession, Holder: u.ID, Label: me.Credential.Label,
		Role: u.Role, Organisation: u.Organisation,
	}
	secret = s.grant(session, "", sessionLife)
	session.Seen = session.Created
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		current, err := s.member(tx, u.ID)
		if err != nil {
			return err
		}
		if current.Password != u.Password || current.Role != u.Role || current.Organisation != u.Organisation {
			return ErrUnauthenticated
		}
		err = s.putChanged(tx, current, s.ownEvent(me.Actor, ActionOwnAccount, "new password"), func() error {
			current.Password = hash
			return nil
		})
		if err != nil {
			return err
		}
		return tx.PutCredential(session)
	})
	if err != nil {
		return "", fmt.Errorf("change password: %w", err)
	}
	return secret, nil
}

// NewSecondFactor makes the secret of a second factor and the address that an
// authenticator app reads it from. Nothing is stored: the person types a code
// of the app first, see [Service.AddSecondFactor].
func (s *Service) NewSecondFactor(me *Identity, issuer string) (secret, uri string) {
	secret = totp.NewSecret()
	return secret, totp.URI(issuer, me.User.Email, secret)
}

// AddSecondFactor turns the second factor on, with a secret of
// [Service.NewSecondFactor] and a code that the app made from it. It returns
// the recovery codes, shown once; the account's other sessions end. A wrong
// password or code is [ErrUnauthenticated], a second factor that is there
// already [ErrConflict].
func (s *Service) AddSecondFactor(ctx context.Context, me *Identity, password, secret, code string) (recovery []string, err error) {
	u, err := s.confirm(ctx, me, password)
	if err != nil {
		return nil, fmt.Errorf("add second factor: %w", err)
	}
	if !totp.ValidSecret(secret) {
		return nil, fmt.Errorf("add second factor: %w: no secret", ErrInvalid)
	}
	err = s.changeConfirmed(ctx, me, u, "second factor on", func(tx UpdateTx, u *User) error {
		if u.SecondFactor != nil {
			return ErrConflict
		}
		u.SecondFactor = &SecondFactor{Secret: secret}
		if !u.SecondFactor.use(code, s.now()) {
			return ErrUnauthenticated
		}
		recovery = u.SecondFactor.renewRecovery()
		return s.end(tx, u.ID, me.Credential.ID, PurposeSession)
	})
	if err != nil {
		return nil, fmt.Errorf("add second factor: %w", err)
	}
	return recovery, nil
}

// RemoveSecondFactor turns the second factor off. A wrong password or code is
// [ErrUnauthenticated].
func (s *Service) RemoveSecondFactor(ctx context.Context, me *Identity, password, code string) error {
	err := s.withCode(ctx, me, password, code, "second factor off", func(u *User) { u.SecondFactor = nil })
	if err != nil {
		return fmt.Errorf("remove second factor: %w", err)
	}
	return nil
}

// RenewRecoveryCodes makes new recovery codes in place of those that are left
// and returns them, shown once. A wrong password or code is
// [ErrUnauthenticated].
func (s *Service) RenewRecoveryCodes(ctx context.Context, me *Identity, password, code string) (recovery []string, err error) {
	err = s.withCode(ctx, me, password, code, "new recovery codes", func(u *User) { recovery = u.SecondFactor.renewRecovery() })
	if err != nil {
		return nil, fmt.Errorf("renew recovery codes: %w", err)
	}
	return recovery, nil
}

// withCode changes the account after password and code were confirmed.
func (s *Service) withCode(ctx context.Context, me *Identity, password, code, note string, change func(*User)) error {
	u, err := s.confirm(ctx, me, password)
	if err != nil {
		return err
	}
	undo, err := s.throttle.try(s.now(), limit{codeKey(u.ID), limitCode})
	if err != nil {
		return err
	}
	err = s.changeConfirmed(ctx, me, u, note, func(_ UpdateTx, u *User) error {
		if u.SecondFactor == nil {
			return ErrConflict
		}
		if !u.SecondFactor.use(code, s.now()) {
			return ErrUnauthenticated
		}
		change(u)
		return nil
	})
	if err == nil {
		s.throttle.forget(codeKey(u.ID))
		return nil
	}
	if !errors.Is(err, ErrUnauthenticated) {
		undo()
		return err
	}
	_, logged := s.store.Update(ctx, func(tx UpdateTx) error { return tx.Log(s.ownEvent(me.Actor, ActionFailCode, note)) })
	return errors.Join(err, logged)
}

// ownEvent is an event of the actor's own account.
func (s *Service) ownEvent(actor Actor, action Action, note string) Event {
	return Event{At: s.now(), Actor: actor.ID, Role: actor.Role, Action: action, Object: actor.ID, Note: note}
}
