package catalog

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"
)

// RequestAccess asks for an account for a mail address. When its domain is that
// of a verified organisation, an invitation is made and its secret returned,
// which goes to the address: whoever reads mail there belongs there. Otherwise,
// and when the address has an account, the secret is "".
//
// The work is the same in every case. The caller answers the same as well, and
// sends the mail after the answer. More than five requests for an address
// within an hour are [*Throttled].
func (s *Service) RequestAccess(ctx context.Context, email string, address netip.Addr) (secret string, err error) {
	email, err = checkEmail(email)
	if err == nil {
		err = s.throttleMail(email, address)
	}
	if err != nil {
		return "", fmt.Errorf("request access: %w", err)
	}
	c := &Credential{Purpose: PurposeInvitation, Holder: s.newID(AccessAmber), Email: email}
	secret = s.grant(c, "", invitationLife)
	admitted := false
	_, err = s.store.Update(ctx, func(tx UpdateTx) error {
		organisation, err := admitting(tx, email)
		if err != nil {
			return err
		}
		_, err = tx.UserByEmail(email)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return err
		}
		admitted = organisation != nil && err != nil
		if !admitted {
			return s.leaveNoTrace(tx, c)
		}
		c.Holder, c.Organisation, c.Role = organisation.ID, organisation.ID, admittedAs(organisation)
		return tx.PutCredential(c) // earlier ones stay good, or a stranger could spoil them by asking again
	})
	if err != nil {
		return "", fmt.Errorf("request access: %w", err)
	}
	if !admitted {
		return "", nil
	}
	return secret, nil
}

// admitting is the organisation whose mail domain admits the address, nil when
// there is none.
func admitting(tx Tx, email string) (*Entry, error) {
	domain := email[strings.LastIndexByte(email, '@')+1:]
	e, err := tx.EntryByExternalID(mailDomain + domain)
	if errors.Is(err, ErrNotFound) {
		return nil, nil //nolint:nilnil // no organisation is a good answer
	}
	if err != nil || e.Verification == nil || !e.standing() {
		return nil, err
	}
	return e, nil
}

// admittedAs is the role of those whom the organisation's mail domain admits.
func admittedAs(organisation *Entry) Role {
	if organisation.authority() {
		return RoleMember
	}
	return RoleTeam
}
