package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
)

// seenEvery is how exactly the last use of a credential is known: a request
// writes it only when this long has passed since it was last written.
const seenEvery = time.Minute

// Identity is someone who showed a valid credential.
type Identity struct {
	Actor      Actor
	User       *User // without secrets
	Credential *Credential
}

// Allows reports whether the credential is good for the scope: a session for
// all, a token for those it was made with.
func (i *Identity) Allows(scope Scope) bool {
	return i.Credential.Purpose == PurposeSession || slices.Contains(i.Credential.Scopes, scope)
}

// AdmitDemonstration lets the accounts of the demonstration catalogue sign in,
// whose password everybody knows. Without it they are as good as disabled.
func (s *Service) AdmitDemonstration() { s.demonstration.Store(true) }

// active reports whether the account may be used.
func (s *Service) active(u *User) bool {
	return !u.Disabled && (!u.Demonstration || s.demonstration.Load())
}

// Session is the identity behind the secret of a session. It is
// [ErrUnauthenticated] when there is no such session or it has ended: 30
// minutes after its last use, 12 hours after signing in, or at once when the
// account was disabled, changed its role or left its organisation.
func (s *Service) Session(ctx context.Context, secret string) (*Identity, error) {
	return s.identify(ctx, PurposeSession, secret)
}

// Token is the identity behind the secret of an API token, or
// [ErrUnauthenticated].
func (s *Service) Token(ctx context.Context, secret string) (*Identity, error) {
	return s.identify(ctx, PurposeToken, secret)
}

func (s *Service) identify(ctx context.Context, purpose Purpose, secret string) (*Identity, error) {
	var id *Identity
	err := s.store.View(ctx, func(tx Tx) (err error) {
		id, err = s.identity(tx, purpose, secret)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("identify by %s: %w", purpose, err)
	}
	if s.now().Sub(id.Credential.Seen) >= seenEvery {
		s.touch(ctx, id.Credential)
	}
	id.Credential.Hash = ""
	return id, nil
}

// identity reads who is behind a secret.
func (s *Service) identity(tx Tx, purpose Purpose, secret string) (*Identity, error) {
	c, err := s.presented(tx, purpose, secret)
	if err != nil {
		return nil, err
	}
	u, err := s.member(tx, c.Holder)
	if err != nil {
		return nil, err
	}
	if u.Role != c.Role || u.Organisation != c.Organisation {
		return nil, ErrUnauthenticated
	}
	actor, err := actorOf(tx, u)
	if err != nil {
		return nil, err
	}
	return &Identity{Actor: actor, User: u.withoutSecrets(), Credential: c}, nil
}

// actorOf is what the account is to permissions.
func actorOf(tx Tx, u *User) (Actor, error) {
	actor := Actor{ID: u.ID, Role: u.Role}
	if u.Organisation == "" {
		return actor, nil
	}
	organisation, err := tx.Entry(u.Organisation)
	if errors.Is(err, ErrNotFound) {
		return actor, nil
	}
	if err != nil {
		return actor, err
	}
	actor.Organisation, actor.Verified = u.Organisation, organisation.authority()
	return actor, nil
}

// touch writes when a credential was last used. One that was ended meanwhile
// stays ended. A store that cannot write now, because its disk is full, keeps
// nobody from reading.
func (s *Service) touch(ctx context.Context, used *Credential) {
	_, _ = s.store.Update(ctx, func(tx UpdateTx) error {
		c, err := tx.Credential(used.Hash)
		if err != nil || s.now().Sub(c.Seen) < seenEvery {
			return err
		}
		c.Seen = s.now().UTC()
		return tx.PutCredential(c)
	})
}
