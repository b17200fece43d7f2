package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// maxBasis is the longest reason for a verification, in runes.
const maxBasis = 500

// Verify records that an organisation was verified: whether it is a
// law-enforcement authority, on what basis, and which mail domains admit its
// members. It is for administrators, and once: a verified organisation is
// [ErrConflict]. A mail domain that another organisation has is [ErrConflict].
func (s *Service) Verify(ctx context.Context, by Actor, organisation ID, authority bool, basis string, domains []string) error {
	basis = strings.TrimSpace(basis)
	if basis == "" {
		return FieldErrors{{Field: "basis", Key: ErrKeyMissing}}
	}
	if n := len([]rune(basis)); n > maxBasis {
		return FieldErrors{{Field: "basis", Key: ErrKeyTooLong, Args: map[string]any{"max": maxBasis, "length": n}}}
	}
	domains, err := checkDomains(domains)
	if err != nil {
		return err
	}
	return s.changeOrganisation(ctx, by, organisation, basis, func(e *Entry) error {
		if e.Verification != nil {
			return ErrConflict
		}
		e.Verification = &Verification{By: by.ID, On: s.now().UTC(), Basis: basis, Authority: authority}
		e.SetMailDomains(domains)
		return nil
	})
}

// SetMailDomains changes which mail domains admit members to a verified
// organisation. It is for administrators.
func (s *Service) SetMailDomains(ctx context.Context, by Actor, organisation ID, domains []string) error {
	domains, err := checkDomains(domains)
	if err != nil {
		return err
	}
	return s.changeOrganisation(ctx, by, organisation, "mail domains", func(e *Entry) error {
		if e.Verification == nil {
			return fmt.Errorf("%w: only a verified organisation admits members", ErrInvalid)
		}
		e.SetMailDomains(domains)
		return nil
	})
}

// WithdrawVerification takes back what [Service.Verify] recorded, the mail
// domains too. Its members are no verified officers from then on. It is for
// administrators.
func (s *Service) WithdrawVerification(ctx context.Context, by Actor, organisation ID, reason string) error {
	return s.changeOrganisation(ctx, by, organisation, "withdrawn: "+cut(reason, maxBasis), func(e *Entry) error {
		e.Verification = nil
		e.SetMailDomains(nil)
		return nil
	})
}

func (s *Service) changeOrganisation(ctx context.Context, by Actor, id ID, note string, change func(*Entry) error) error {
	if !Can(by, ActionManageUsers, nil) {
		return fmt.Errorf("verify organisation: %w", ErrForbidden)
	}
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		e, err := tx.Entry(id)
		if err != nil {
			return err
		}
		if !e.standing() {
			return ErrNotFound
		}
		if err := change(e); err != nil {
			return err
		}
		e.Updated = s.now().UTC()
		return tx.PutEntry(e, Event{At: s.now(), Actor: by.ID, Role: by.Role, Action: ActionVerify, Object: id, Kind: e.Kind, Note: note})
	})
	if err != nil {
		return fmt.Errorf("verify organisation: %w", err)
	}
	return nil
}

// checkDomains brings mail domains to lower case and sorts them.
func checkDomains(domains []string) ([]string, error) {
	const most, longest = 50, 253
	if len(domains) > most {
		return nil, FieldErrors{{Field: "mail_domains", Key: ErrKeyItems, Args: map[string]any{"min": 0, "max": most}}}
	}
	var all []string
	for i, domain := range domains {
		domain = strings.ToLower(strings.TrimSpace(domain))
		if _, err := checkEmail("a@" + domain); err != nil || len(domain) > longest || !strings.Contains(domain, ".") {
			return nil, FieldErrors{{Field: fmt.Sprintf("mail_domains[%d]", i), Key: ErrKeyEmail, Args: map[string]any{"value": cut(domain, longest)}}}
		}
		all = append(all, domain)
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// Verified says who verified an organisation and which mail domains admit its
// members, to an administrator; nil while nobody did.
func (s *Service) Verified(ctx context.Context, by Actor, organisation ID) (verification *Verification, domains []string, err error) {
	if !Can(by, ActionManageUsers, nil) {
		return nil, nil, fmt.Errorf("show verification: %w", ErrForbidden)
	}
	err = s.store.View(ctx, func(tx Tx) error {
		e, err := s.organisation(tx, organisation)
		if err != nil {
			return err
		}
		if e == nil {
			return ErrNotFound
		}
		verification, domains = e.Verification, e.MailDomains()
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("show verification: %w", err)
	}
	return verification, domains, nil
}

// Members lists the accounts of an organisation in the order of the addresses,
// to those who may admit officers to it.
func (s *Service) Members(ctx context.Context, by Actor, organisation ID) (members []*User, err error) {
	if organisation == "" {
		return nil, fmt.Errorf("list members: %w", ErrNotFound)
	}
	err = s.store.View(ctx, func(tx Tx) error {
		members = nil
		if err := s.permitMembers(tx, by, RoleMember, organisation); err != nil {
			return err
		}
		for u, err := range tx.Users() {
			if err != nil {
				return err
			}
			if u.Organisation == organisation {
				members = append(members, u.withoutSecrets())
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list members: %w", err)
	}
	return members, nil
}

// RemoveMember takes a person out of the organisation: the account is locked,
// belongs to nobody, and all it holds ends at once. Those may do it who may
// admit such a person. Only an administrator brings the account back, with
// [Service.Assign] and [Service.Enable].
func (s *Service) RemoveMember(ctx context.Context, by Actor, id ID) error {
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		u, err := tx.User(id)
		if err != nil {
			return err
		}
		if by.ID == id || u.Organisation == "" {
			return ErrForbidden
		}
		if err := s.permitMembers(tx, by, u.Role, u.Organisation); err != nil {
			return err
		}
		return s.putChanged(tx, u, s.admission(by, id, "removed from organisation "+string(u.Organisation)), func() error {
			u.Organisation, u.Disabled = "", true
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("remove member: %w", err)
	}
	return nil
}
