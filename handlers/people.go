package handlers

import (
	"cmp"
	"context"
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
)

// Admissions is what those who admit people do; each is the method of
// [catalog.Service], which says who may.
type Admissions interface {
	Users(ctx context.Context, by catalog.Actor) ([]*catalog.User, error)
	Members(ctx context.Context, by catalog.Actor, organisation catalog.ID) ([]*catalog.User, error)
	Disable(ctx context.Context, by catalog.Actor, id catalog.ID) (*catalog.User, error)
	Enable(ctx context.Context, by catalog.Actor, id catalog.ID) (*catalog.User, error)
	RemoveMember(ctx context.Context, by catalog.Actor, id catalog.ID) error
	Invite(ctx context.Context, by catalog.Actor, in catalog.Invitation) (secret string, made *catalog.Credential, err error)
	Invitations(ctx context.Context, by catalog.Actor) ([]*catalog.Credential, error)
	RevokeInvitation(ctx context.Context, by catalog.Actor, id catalog.ID) error
}

// peoplePage is the view model of the page of those who have or are offered an
// account.
type peoplePage struct {
	frame
	Done        string
	People      []personRow
	Invitations credentialList
}

// A personRow is an account in the list.
type personRow struct {
	ID           catalog.ID
	Name         string // or the address without one
	Details      []string
	Organisation *link
	Disabled     bool
	Action       string // what the button does; "" for oneself
	Button       string
}

// admits reports whether somebody with the role brings people in.
func admits(role catalog.Role) bool {
	return role == catalog.RoleAdministrator || role == catalog.RoleNationalContact
}

// peopleDone are the messages that the page shows after a form was sent.
var peopleDone = map[string]string{
	"disable": "people.done.disable", "enable": "people.done.enable", "remove": "people.done.remove", "revoke": "people.done.revoke",
}

// people lists the accounts that the one who asks looks after: an administrator
// all, a national contact those of the own organisation.
func (s *Server) people(c echo.Context) error {
	ctx, l := c.Request().Context(), s.localizer(c)
	me := s.viewer(c)
	p := &peoplePage{Invitations: credentialList{Path: "/admin/invitations", End: l.T("people.revoke")}}
	p.Title, p.NoIndex, p.Canonical = l.T("people.title"), true, "/admin/people"
	if key := peopleDone[c.QueryParam("done")]; key != "" {
		p.Done = l.T(key)
	}
	users, err := s.lookedAfter(ctx, me)
	if err != nil {
		return err
	}
	if p.People, err = s.personRows(ctx, l, me, users); err != nil {
		return err
	}
	invitations, err := s.accounts.Invitations(ctx, me)
	if err != nil {
		return err
	}
	for _, in := range invitations {
		p.Invitations.Rows = append(p.Invitations.Rows, credentialRow{ID: in.ID, Label: in.Email, Details: []string{
			l.T("role." + string(in.Role)), l.T("token.expires", "date", l.Moment(in.Expires)),
		}})
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) lookedAfter(ctx context.Context, me catalog.Actor) ([]*catalog.User, error) {
	if me.Role == catalog.RoleAdministrator {
		return s.accounts.Users(ctx, me)
	}
	if me.Organisation == "" {
		return nil, nil
	}
	return s.accounts.Members(ctx, me, me.Organisation)
}

func (s *Server) personRows(ctx context.Context, l *locale.Localizer, me catalog.Actor, users []*catalog.User) ([]personRow, error) {
	var organisations []catalog.ID
	for _, u := range users {
		if u.Organisation != "" {
			organisations = append(organisations, u.Organisation)
		}
	}
	views, err := s.catalogue.LookupAll(ctx, me, organisations)
	if err != nil {
		return nil, err
	}
	rows := make([]personRow, len(users))
	for i, u := range users {
		row := personRow{ID: u.ID, Name: cmp.Or(u.Name, u.Email), Details: []string{u.Email, l.T("role." + string(u.Role))}, Disabled: u.Disabled}
		if view := views[u.Organisation]; view != nil {
			row.Organisation = &link{Text: view.Title, URL: view.Kind.Path(view.Slug)}
		}
		switch {
		case u.ID == me.ID:
		case me.Role != catalog.RoleAdministrator:
			row.Action, row.Button = "remove", l.T("people.remove")
		case u.Disabled:
			row.Action, row.Button = "enable", l.T("people.enable")
		default:
			row.Action, row.Button = "disable", l.T("people.disable")
		}
		rows[i] = row
	}
	return rows, nil
}

// changePerson locks or unlocks an account, or takes it out of its organisation.
func (s *Server) changePerson(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	ctx, me, id := c.Request().Context(), s.viewer(c), catalog.ID(c.Param("id"))
	action := form.Get("action")
	switch action {
	case "disable":
		_, err = s.accounts.Disable(ctx, me, id)
	case "enable":
		_, err = s.accounts.Enable(ctx, me, id)
	case "remove":
		err = s.accounts.RemoveMember(ctx, me, id)
	default:
		return echo.NewHTTPError(http.StatusBadRequest)
	}
	if err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/admin/people?done="+action)
}

// inviteForm asks whom to invite.
func (s *Server) inviteForm(c echo.Context) error { return s.render(c, http.StatusOK, s.invitePage(c)) }

func (s *Server) invitePage(c echo.Context) *formPage {
	l := s.localizer(c)
	roles := []catalog.Role{catalog.RoleMember}
	if s.viewer(c).Role == catalog.RoleAdministrator {
		roles = catalog.Roles
	}
	options := make([]option, len(roles))
	for i, role := range roles {
		options[i] = option{Value: string(role), Label: l.T("role." + string(role))}
	}
	p := &formPage{
		Heading: l.T("people.invite.title"), Lead: l.T("people.invite.lead"), Action: "/admin/invitations", Submit: l.T("people.invite.submit"),
		Fields: []field{
			{Name: "email", Label: l.T("account.email"), Type: fieldEmail, Autocomplete: "off", Required: true},
			{Name: "role", Label: l.T("account.role"), Type: fieldChoice, Options: options},
			{Name: "organisation", Label: l.T("account.organisation"), Help: l.T("people.organisation.help"), Type: fieldText, Autocomplete: "off"},
		},
		Back: &link{Text: l.T("people.title"), URL: "/admin/people"},
	}
	p.Title, p.NoIndex = p.Heading, true
	return p
}

// inviteFailures say why somebody cannot be invited.
var inviteFailures = map[error]string{
	catalog.ErrNotFound:  "people.invite.organisation",
	catalog.ErrForbidden: "people.invite.forbidden",
	catalog.ErrConflict:  "people.invite.conflict",
	catalog.ErrInvalid:   "people.invite.authority",
}

// invite makes an invitation and shows its link, once: whoever invites hands it
// on.
func (s *Server) invite(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	ctx, me := c.Request().Context(), s.viewer(c)
	in := catalog.Invitation{Email: form.Get("email"), Role: catalog.Role(form.Get("role"))}
	in.Organisation, err = s.organisationNamed(ctx, me, form.Get("organisation"))
	var secret string
	if err == nil {
		secret, _, err = s.accounts.Invite(ctx, me, in)
	}
	if err != nil {
		p := s.invitePage(c)
		p.field("email").Value, p.field("organisation").Value = in.Email, form.Get("organisation")
		p.field("role").choose(form.Get("role"))
		return s.refuse(c, p, p, inviteFailures, err)
	}
	l := s.localizer(c)
	p := &keepPage{
		Heading: l.T("people.invited.title"), Lead: l.T("people.invited.lead", "email", in.Email),
		Secrets: []string{s.siteAddress(c) + "/invitation/" + secret},
		Onward:  link{Text: l.T("people.title"), URL: "/admin/people"},
	}
	p.Title, p.NoIndex = p.Heading, true
	return s.render(c, http.StatusOK, p)
}

// organisationNamed is the organisation whose page has the address, "" for none.
func (s *Server) organisationNamed(ctx context.Context, viewer catalog.Actor, slug string) (catalog.ID, error) {
	if slug == "" {
		return "", nil
	}
	view, err := s.catalogue.Lookup(ctx, viewer, catalog.KindOrganisation, slug)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok {
		view, err = s.catalogue.Lookup(ctx, viewer, catalog.KindOrganisation, moved.Slug)
	}
	if err != nil {
		return "", err
	}
	return view.ID, nil
}

// revokeInvitation takes an invitation back.
func (s *Server) revokeInvitation(c echo.Context) error {
	if err := s.accounts.RevokeInvitation(c.Request().Context(), s.viewer(c), catalog.ID(c.Param("id"))); err != nil {
		return err
	}
	return c.Redirect(http.StatusSeeOther, "/admin/people?done=revoke")
}
