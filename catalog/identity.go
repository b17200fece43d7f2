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
	u, err := tx.User(c.Holder)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrUnauthenticated
	}
	if err != nil {
		return nil, err
	}
	if !s.active(u) || u.Role != c.Role || u.Organisation != c.Organisation {
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

// SignOut ends the session with the secret; there need not be one.
func (s *Service) SignOut(ctx context.Context, secret string) error {
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		c, err := s.presented(tx, PurposeSession, secret)
		if errors.Is(err, ErrUnauthenticated) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := tx.DeleteCredential(c.Hash); err != nil {
			return err
		}
		return tx.Log(Event{At: s.now(), Actor: c.Holder, Role: c.Role, Action: ActionSignOut, Object: c.Holder})
	})
	if err != nil {
		return fmt.Errorf("sign out: %w", err)
	}
	return nil
}

// Sessions lists the sessions of the actor, oldest first.
func (s *Service) Sessions(ctx context.Context, actor Actor) ([]*Credential, error) {
	return s.list(ctx, actor, PurposeSession)
}

// EndSession ends one session of the actor.
func (s *Service) EndSession(ctx context.Context, actor Actor, id ID) error {
	return s.revoke(ctx, actor, PurposeSession, id)
}

// EndSessions ends every session of the actor except the one with the id keep:
// with "" it is "sign out everywhere".
func (s *Service) EndSessions(ctx context.Context, actor Actor, keep ID) error {
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		if err := s.end(tx, actor.ID, keep, PurposeSession); err != nil {
			return err
		}
		return tx.Log(s.ownEvent(actor, ActionSignOut, "everywhere"))
	})
	if err != nil {
		return fmt.Errorf("end sessions: %w", err)
	}
	return nil
}

// list is what the actor holds of a purpose and is in force, or an expired
// token, oldest first, without hashes.
func (s *Service) list(ctx context.Context, actor Actor, purpose Purpose) (all []*Credential, err error) {
	if actor.ID == "" {
		return nil, fmt.Errorf("list each %s: %w", purpose, ErrUnauthenticated)
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		all = nil
		for c, err := range tx.Credentials(actor.ID) {
			if err != nil {
				return err
			}
			if c.valid(purpose, s.now()) || purpose == PurposeToken && c.Purpose == PurposeToken {
				c.Hash = ""
				all = append(all, c)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list each %s: %w", purpose, err)
	}
	return all, nil
}

// revoke ends one credential of the actor.
func (s *Service) revoke(ctx context.Context, actor Actor, purpose Purpose, id ID) error {
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		if err := s.endOne(tx, actor.ID, purpose, id); err != nil {
			return err
		}
		return tx.Log(s.ownEvent(actor, ActionOwnAccount, "ended a "+string(purpose)))
	})
	if err != nil {
		return fmt.Errorf("end a %s: %w", purpose, err)
	}
	return nil
}

// ownEvent is an event of the actor's own account.
func (s *Service) ownEvent(actor Actor, action Action, note string) Event {
	return Event{At: s.now(), Actor: actor.ID, Role: actor.Role, Action: action, Object: actor.ID, Note: note}
}

// PurgeCredentials deletes the sessions, resets, challenges and invitations whose
// time has ended, and returns how many there were: worth nothing any more, they only
// tell who was here. Tokens stay until their holder takes them off the list, so
// that a clock that is wrong for a while loses none.
func (s *Service) PurgeCredentials(ctx context.Context) (purged int, err error) {
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		purged = 0
		for c, err := range tx.Credentials("") {
			if err != nil {
				return err
			}
			if c.Purpose == PurposeToken || !c.over(s.now()) {
				continue
			}
			if err := tx.DeleteCredential(c.Hash); err != nil {
				return err
			}
			purged++
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("purge credentials: %w", err)
	}
	return purged, nil
}
