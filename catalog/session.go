package catalog

import (
	"context"
	"errors"
	"fmt"
)

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

// EndEverySession ends the sessions of everybody, and the resets that wait, for
// whoever runs the program: after a backup was restored, which may hold
// sessions that were ended since.
func (s *Service) EndEverySession(ctx context.Context, by Actor) error {
	if by.Role != RoleAdministrator || by.ID != "" {
		return fmt.Errorf("end every session: %w", ErrForbidden)
	}
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		for c, err := range tx.Credentials("") {
			if err != nil {
				return err
			}
			if c.Purpose != PurposeSession && c.Purpose != PurposeReset {
				continue
			}
			if err := tx.DeleteCredential(c.Hash); err != nil {
				return err
			}
		}
		return tx.Log(s.userEvent(by, "every session ended", ""))
	})
	if err != nil {
		return fmt.Errorf("end every session: %w", err)
	}
	return nil
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
