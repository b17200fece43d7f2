package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// invitationFailures say why an invitation makes no account.
var invitationFailures = map[error]string{
	catalog.ErrForbidden: "invitation.over",
	catalog.ErrConflict:  "invitation.conflict",
}

// invitationForm shows what an invitation offers and asks for what the account
// needs.
func (s *Server) invitationForm(c echo.Context) error {
	p, err := s.invitationPage(c)
	if err != nil {
		return err
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) invitationPage(c echo.Context) (*formPage, error) {
	c.Response().Header().Set("Cache-Control", noStore)
	secret := c.Param("secret")
	in, err := s.accounts.Invitation(c.Request().Context(), secret)
	if err != nil {
		return nil, expired(err)
	}
	l := s.localizer(c)
	p := &formPage{
		Heading: l.T("invitation.title"), Lead: l.T("invitation.lead", "email", in.Email, "role", l.T("role."+string(in.Role))),
		Action: "/invitation/" + secret, Submit: l.T("invitation.submit"),
		Fields: []field{
			{Name: "name", Label: l.T("account.name"), Type: fieldText, Autocomplete: "name"},
			{Name: "language", Label: l.T("account.language"), Type: fieldChoice, Options: languageOptions(l, l.Code())},
			newPassword(l),
		},
	}
	p.Title, p.NoIndex, p.Canonical = p.Heading, true, "/sign-in"
	return p, nil
}

// expired answers for a link with a secret that is not good any more as for a
// page that is not there.
func expired(err error) error {
	if statusOf(err) == http.StatusUnauthorized {
		return catalog.ErrNotFound
	}
	return err
}

// acceptInvitation makes the account; the person then signs in with it.
func (s *Server) acceptInvitation(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	p, err := s.invitationPage(c)
	if err != nil {
		return err
	}
	_, err = s.accounts.AcceptInvitation(c.Request().Context(), c.Param("secret"), form.Get("name"), form.Get("language"), form.Get("password"))
	if err != nil {
		p.field("name").Value = form.Get("name")
		p.field("language").choose(form.Get("language"))
		return s.refuse(c, p, p, invitationFailures, err)
	}
	return c.Redirect(http.StatusSeeOther, "/sign-in")
}

// resetForm asks for a new password.
func (s *Server) resetForm(c echo.Context) error { return s.render(c, http.StatusOK, s.resetPage(c)) }

func (s *Server) resetPage(c echo.Context) *formPage {
	c.Response().Header().Set("Cache-Control", noStore)
	l := s.localizer(c)
	p := &formPage{
		Heading: l.T("reset.title"), Lead: l.T("reset.lead"), Action: "/reset/" + c.Param("secret"), Submit: l.T("account.password.submit"),
		Fields: []field{newPassword(l)},
	}
	p.Title, p.NoIndex, p.Canonical = p.Heading, true, "/sign-in"
	return p
}

// reset sets a new password; the person then signs in with it.
func (s *Server) reset(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	if err := s.accounts.ResetPassword(c.Request().Context(), c.Param("secret"), form.Get("password")); err != nil {
		p := s.resetPage(c)
		return s.refuse(c, p, p, map[error]string{catalog.ErrUnauthenticated: "reset.over"}, err)
	}
	return c.Redirect(http.StatusSeeOther, "/sign-in")
}
