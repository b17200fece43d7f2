package catalog

import (
	"errors"
	"fmt"
	"slices"
)

// mayAdmit reports whether the actor may bring a person with the role into the
// organisation, or remove one; own is the organisation of the actor. An
// administrator may do it everywhere; a national contact may admit officers to
// the verified authorities of the own country.
func mayAdmit(actor Actor, own, organisation *Entry, role Role) bool {
	switch actor.Role {
	case RoleAdministrator:
		return true
	case RoleNationalContact:
		return role == RoleMember && own.authority() && organisation.authority() && country(own) != "" && country(own) == country(organisation)
	case RoleVisitor, RoleMember, RoleTeam, RoleReviewer:
	}
	return false
}

// country is that of an organisation, as readers see it.
func country(e *Entry) string {
	revision := e.Public
	if revision == nil {
		revision = e.Current()
	}
	if revision == nil {
		return ""
	}
	if o, ok := revision.Content.(*Organisation); ok {
		return o.Country
	}
	return ""
}

// roleFits refuses an organisation that people with the role cannot belong to:
// officers belong to verified authorities, teams to any organisation.
func roleFits(role Role, organisation *Entry) error {
	if !slices.Contains(Roles, role) {
		return noRole(role)
	}
	switch role {
	case RoleMember, RoleNationalContact:
		if !organisation.authority() {
			return fmt.Errorf("%w: officers belong to a verified authority", ErrInvalid)
		}
	case RoleTeam:
		if organisation == nil {
			return FieldErrors{{Field: "organisation", Key: ErrKeyMissing}}
		}
	case RoleVisitor, RoleReviewer, RoleAdministrator:
	}
	return nil
}

// organisation reads an organisation that people may belong to; nil for "".
func (s *Service) organisation(tx Tx, id ID) (*Entry, error) {
	if id == "" {
		return nil, nil //nolint:nilnil // no organisation is a good answer
	}
	e, err := tx.Entry(id)
	if err != nil {
		return nil, fmt.Errorf("organisation: %w", err)
	}
	if !e.standing() {
		return nil, fmt.Errorf("organisation %s: %w", id, ErrNotFound)
	}
	return e, nil
}

// permitAdmission fails unless the actor may admit people with the role to the
// organisation, and such people can belong to it.
func (s *Service) permitAdmission(tx Tx, actor Actor, role Role, id ID) error {
	own, err := s.organisation(tx, actor.Organisation)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	organisation, err := s.organisation(tx, id)
	if err != nil {
		return err
	}
	if !mayAdmit(actor, own, organisation, role) {
		return ErrForbidden
	}
	return roleFits(role, organisation)
}

// permitMembers fails unless the actor may admit people with the role to the
// organisation, as it stands now or stood once.
func (s *Service) permitMembers(tx Tx, actor Actor, role Role, id ID) error {
	if Can(actor, ActionManageUsers, nil) {
		return nil
	}
	return s.permitAdmission(tx, actor, role, id)
}

// admission is the event of a person's way in or out. It names no address: the
// audit trail is kept longer than accounts are.
func (s *Service) admission(by Actor, object ID, note string) Event {
	return Event{At: s.now(), Actor: by.ID, Role: by.Role, Action: ActionAdmit, Object: object, Note: note}
}
