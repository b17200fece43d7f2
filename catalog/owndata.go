package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// OwnData is all that the catalogue keeps about one person, in the form it is
// given out.
type OwnData struct {
	At                time.Time     `json:"at"`
	ID                ID            `json:"id"`
	Email             string        `json:"email"`
	Name              string        `json:"name,omitempty"`
	Role              Role          `json:"role"`
	Organisation      ID            `json:"organisation,omitempty"`
	Language          string        `json:"language,omitempty"`
	Created           time.Time     `json:"created"`
	Updated           time.Time     `json:"updated"`
	SecondFactor      bool          `json:"second_factor"`
	RecoveryCodesLeft int           `json:"recovery_codes_left"`
	Passkeys          []Passkey     `json:"passkeys"`    // without their keys
	Credentials       []*Credential `json:"credentials"` // sessions, tokens, invitations and resets, without their secrets
	Wrote             []Authorship  `json:"wrote"`
	Audit             []Event       `json:"audit"` // what the person did, and what was done to the account
}

// Authorship says which revisions of an entry a person wrote. How the entry is
// called stands there only while the person may read it.
type Authorship struct {
	Entry     ID     `json:"entry"`
	Kind      Kind   `json:"kind"`
	Title     string `json:"title,omitempty"`
	Revisions []int  `json:"revisions"`
}

// OwnData gathers what the catalogue keeps about a person, for that person or
// for an administrator. That it was given out goes into the audit trail.
//
// It reads every entry and the whole audit trail, in short steps.
func (s *Service) OwnData(ctx context.Context, by Actor, id ID) (*OwnData, error) {
	data, err := s.ownData(ctx, by, id)
	if err != nil {
		return nil, fmt.Errorf("gather data of account: %w", err)
	}
	return data, nil
}

func (s *Service) ownData(ctx context.Context, by Actor, id ID) (*OwnData, error) {
	if id == "" || by.ID != id && !Can(by, ActionManageUsers, nil) {
		return nil, ErrForbidden
	}
	var data *OwnData
	var viewer Actor
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		if viewer, err = actorOf(tx, u); err != nil {
			return err
		}
		data = &OwnData{
			At: s.now().UTC(), ID: u.ID, Email: u.Email, Name: u.Name, Role: u.Role, Organisation: u.Organisation,
			Passkeys: u.withoutSecrets().Passkeys, Language: u.Language, Created: u.Created, Updated: u.Updated, SecondFactor: u.SecondFactor != nil,
		}
		if u.SecondFactor != nil {
			data.RecoveryCodesLeft = len(u.SecondFactor.Recovery)
		}
		for c, err := range tx.Credentials(id) {
			if err != nil {
				return err
			}
			c.Hash, c.State = "", nil
			data.Credentials = append(data.Credentials, c)
		}
		return tx.Log(Event{At: s.now(), Actor: by.ID, Role: by.Role, Action: ActionOwnAccount, Object: id, Note: "data given out"})
	})
	if err != nil {
		return nil, err
	}
	if data.Wrote, err = s.wrote(ctx, id, viewer); err != nil {
		return nil, err
	}
	data.Audit, err = s.auditOf(ctx, id)
	return data, err
}

// wrote lists what a person wrote.
func (s *Service) wrote(ctx context.Context, id ID, viewer Actor) (all []Authorship, err error) {
	_, err = s.store.Scan(ctx, func(e *Entry) error {
		revisions, err := s.earlier(ctx, e.ID)
		if err != nil && !errors.Is(err, ErrDamaged) {
			return err
		}
		a := Authorship{Entry: e.ID, Kind: e.Kind}
		for _, r := range append(revisions, e.Public, e.Draft) {
			if r != nil && r.By == id {
				a.Revisions = append(a.Revisions, r.Number)
			}
		}
		if a.Revisions == nil {
			return nil
		}
		if view, ok := Visible(viewer, e); ok {
			a.Title = view.Title
		}
		all = append(all, a)
		return nil
	})
	return all, err
}

// auditOf lists what a person did and what was done to the account.
func (s *Service) auditOf(ctx context.Context, id ID) (all []Event, err error) {
	after := uint64(0)
	for {
		batch, err := s.events(ctx, after)
		if err != nil || len(batch) == 0 {
			return all, err
		}
		for _, e := range batch {
			if e.Actor == id || e.Object == id {
				all = append(all, e)
			}
		}
		after = batch[len(batch)-1].Sequence
	}
}

// DeleteAccount deletes the own account, confirmed with the password: address,
// name, password, second factor, passkeys, sessions, tokens and invitations are gone. Two
// things stay, with the account's id, which leads to nobody any more: the
// authorship of revisions, since published texts keep their history, and the
// audit trail, since it must be whole to prove anything.
func (s *Service) DeleteAccount(ctx context.Context, me *Identity, password string) error {
	u, err := s.confirm(ctx, me, password)
	if err != nil {
		return fmt.Errorf("delete account: %w", err)
	}
	return s.deleteUser(ctx, u.ID, s.ownEvent(me.Actor, ActionOwnAccount, "deleted"))
}

// DeleteUser deletes another one's account as [Service.DeleteAccount] does, for
// an administrator.
func (s *Service) DeleteUser(ctx context.Context, by Actor, id ID) error {
	if !Can(by, ActionManageUsers, nil) || by.ID == id {
		return fmt.Errorf("delete account: %w", ErrForbidden)
	}
	return s.deleteUser(ctx, id, s.userEvent(by, "deleted", id))
}

func (s *Service) deleteUser(ctx context.Context, id ID, event Event) error {
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		if err := s.end(tx, id, ""); err != nil {
			return err
		}
		return tx.DeleteUser(id, event)
	})
	if err != nil {
		return fmt.Errorf("delete account: %w", err)
	}
	return nil
}
