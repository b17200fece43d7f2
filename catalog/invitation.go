package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// invitationLife is how long an invitation waits to be accepted.
const invitationLife = 7 * day

// Invitation is what an invitation offers to whom.
type Invitation struct {
	Email        string
	Role         Role
	Organisation ID // "" only for reviewers and administrators
}

// Invite makes an invitation and returns its secret, which goes to the address
// and nowhere else: whoever has it can accept, once, within seven days. An
// earlier invitation of the same address by the same person ends. Whether the
// address has an account already is not told.
func (s *Service) Invite(ctx context.Context, by Actor, in Invitation) (secret string, made *Credential, err error) {
	secret, made, err = s.invite(ctx, by, in)
	if err != nil {
		return "", nil, fmt.Errorf("invite: %w", err)
	}
	return secret, made, nil
}

func (s *Service) invite(ctx context.Context, by Actor, in Invitation) (string, *Credential, error) {
	email, err := checkEmail(in.Email)
	if err != nil {
		return "", nil, err
	}
	c := &Credential{Purpose: PurposeInvitation, Holder: by.ID, Role: in.Role, Organisation: in.Organisation, Email: email}
	secret := s.grant(c, "", invitationLife)
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		if err := s.permitAdmission(tx, by, in.Role, in.Organisation); err != nil {
			return err
		}
		if err := s.replaceInvitation(tx, c); err != nil {
			return err
		}
		return tx.Log(s.admission(by, c.ID, "invited"))
	})
	if err != nil {
		return "", nil, err
	}
	c.Hash = ""
	return secret, c, nil
}

// replaceInvitation puts the invitation in place of the holder's earlier ones
// to the same address.
func (s *Service) replaceInvitation(tx UpdateTx, c *Credential) error {
	for old, err := range tx.Credentials(c.Holder) {
		if err != nil {
			return err
		}
		if old.Purpose != PurposeInvitation || old.Email != c.Email {
			continue
		}
		if err := tx.DeleteCredential(old.Hash); err != nil {
			return err
		}
	}
	return tx.PutCredential(c)
}

// Invitation shows what an invitation offers, to whoever has its secret;
// [ErrUnauthenticated] when there is none, or not any more.
func (s *Service) Invitation(ctx context.Context, secret string) (*Invitation, error) {
	var in *Invitation
	err := s.store.View(ctx, func(tx Tx) error {
		c, err := s.presented(tx, PurposeInvitation, secret)
		if err == nil {
			in = &Invitation{Email: c.Email, Role: c.Role, Organisation: c.Organisation}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("show invitation: %w", err)
	}
	return in, nil
}

// AcceptInvitation makes the account that an invitation offers. It works once:
// the invitation ends with it. It is [ErrUnauthenticated] when there is no such
// invitation any more, [ErrForbidden] when whoever invited may not any more,
// and [ErrConflict] when the address has an account by now.
func (s *Service) AcceptInvitation(ctx context.Context, secret, name, language, password string) (*User, error) {
	u, err := s.acceptInvitation(ctx, secret, name, language, password)
	if err != nil {
		return nil, fmt.Errorf("accept invitation: %w", err)
	}
	return u.withoutSecrets(), nil
}

func (s *Service) acceptInvitation(ctx context.Context, secret, name, language, password string) (*User, error) {
	if err := checkName(name); err != nil {
		return nil, err
	}
	if language != "" && !slices.Contains(Languages, language) {
		language = ""
	}
	in, err := s.Invitation(ctx, secret) // before a password is hashed for nothing
	if err != nil {
		return nil, err
	}
	u := &User{Email: in.Email, Name: name, Language: language, Role: in.Role, Organisation: in.Organisation}
	if err := s.newAccount(ctx, u, password); err != nil {
		return nil, err
	}
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		c, err := s.presented(tx, PurposeInvitation, secret)
		if err != nil {
			return err
		}
		by, err := s.stillAdmits(tx, c)
		if err != nil {
			return err
		}
		if err := tx.DeleteCredential(c.Hash); err != nil {
			return err
		}
		return tx.PutUser(u, s.admission(by, u.ID, "accepted invitation "+string(c.ID)))
	})
	return u, err
}

// stillAdmits verifies that the one who invited may still do so, and returns
// who it is; for a mail domain it is nobody.
func (s *Service) stillAdmits(tx Tx, c *Credential) (Actor, error) {
	if c.Holder == c.Organisation {
		organisation, err := admitting(tx, c.Email)
		if err != nil {
			return Actor{}, err
		}
		if organisation == nil || organisation.ID != c.Organisation || admittedAs(organisation) != c.Role {
			return Actor{}, ErrForbidden
		}
		return Actor{}, nil
	}
	u, err := tx.User(c.Holder)
	if errors.Is(err, ErrNotFound) || err == nil && !s.active(u) {
		return Actor{}, ErrForbidden
	}
	if err != nil {
		return Actor{}, err
	}
	by, err := actorOf(tx, u)
	if err != nil {
		return Actor{}, err
	}
	return by, s.permitAdmission(tx, by, c.Role, c.Organisation)
}

// Invitations lists the invitations that wait to be accepted: those the actor
// made, and for an administrator those of everybody.
func (s *Service) Invitations(ctx context.Context, by Actor) (all []*Credential, err error) {
	if !Can(by, ActionManageUsers, nil) {
		return s.list(ctx, by, PurposeInvitation)
	}
	err = s.store.View(ctx, func(tx Tx) (err error) {
		all, err = s.held(tx, "", PurposeInvitation)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list each invitation: %w", err)
	}
	for _, c := range all {
		c.Hash = ""
	}
	return all, nil
}

// RevokeInvitation ends an invitation among those of [Service.Invitations].
func (s *Service) RevokeInvitation(ctx context.Context, by Actor, id ID) error {
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		for c, err := range tx.Credentials("") {
			if err != nil {
				return err
			}
			if c.ID != id || c.Purpose != PurposeInvitation || c.Holder != by.ID && !Can(by, ActionManageUsers, nil) {
				continue
			}
			if err := tx.DeleteCredential(c.Hash); err != nil {
				return err
			}
			return tx.Log(s.admission(by, id, "revoked invitation"))
		}
		return ErrNotFound
	})
	if err != nil {
		return fmt.Errorf("revoke invitation: %w", err)
	}
	return nil
}
