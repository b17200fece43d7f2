package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// keepPage is the view model of a page that shows secrets once.
type keepPage struct {
	frame
	Heading string
	Lead    string
	Secrets []string
	Onward  link
}

// factorFailures say what is wrong with a change of the second factor.
var factorFailures = map[error]string{
	catalog.ErrUnauthenticated: "account.factor.failed",
	catalog.ErrConflict:        "account.factor.conflict",
	catalog.ErrForbidden:       "account.demonstration",
}

// factorForm shows how the second factor is turned on or, when it is on, off.
func (s *Server) factorForm(c echo.Context) error {
	if identityOf(c.Request().Context()).User.SecondFactor != nil {
		return s.render(c, http.StatusOK, s.factorOffPage(c))
	}
	secret, _ := s.accounts.NewSecondFactor(identityOf(c.Request().Context()), s.issuer(c))
	return s.render(c, http.StatusOK, s.factorPage(c, secret))
}

// issuer is the name under which an app lists the account.
func (s *Server) issuer(c echo.Context) string { return s.localizer(c).T("site.name") }

// factorPage shows a new secret and asks for the first code.
func (s *Server) factorPage(c echo.Context, secret string) *formPage {
	l := s.localizer(c)
	p := &formPage{
		Heading: l.T("account.factor.title"), Lead: l.T("account.factor.lead"), Secrets: []string{inFours(secret)},
		Action: "/account/second-factor", Submit: l.T("account.factor.submit"),
		Fields: []field{
			{Name: "secret", Type: fieldHidden, Value: secret},
			{Name: "code", Label: l.T("account.factor.code"), Type: fieldCode, Autocomplete: "one-time-code", Required: true},
			{Name: "password", Label: l.T("account.password"), Type: fieldPassword, Autocomplete: "current-password", Required: true},
		},
	}
	return p.ofAccount(l)
}

// inFours parts a secret, so that it can be typed.
func inFours(secret string) string {
	var b strings.Builder
	for i, r := range secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// addFactor turns the second factor on and shows the recovery codes.
func (s *Server) addFactor(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	codes, err := s.accounts.AddSecondFactor(c.Request().Context(), identityOf(c.Request().Context()),
		form.Get("password"), form.Get("secret"), strings.TrimSpace(form.Get("code")))
	if err != nil {
		p := s.factorPage(c, form.Get("secret"))
		return s.refuse(c, p, p, factorFailures, err)
	}
	return s.showCodes(c, codes)
}

// showCodes shows recovery codes, once.
func (s *Server) showCodes(c echo.Context, codes []string) error {
	l := s.localizer(c)
	p := &keepPage{
		Heading: l.T("account.recovery.title"), Lead: l.T("account.recovery.lead"), Secrets: codes,
		Onward: link{Text: l.T("account.kept"), URL: "/account"},
	}
	p.Title, p.NoIndex = p.Heading, true
	return s.render(c, http.StatusOK, p)
}

func (s *Server) factorOffPage(c echo.Context) *formPage {
	l := s.localizer(c)
	p := s.withCode(c)
	p.Heading, p.Lead, p.Action, p.Submit = l.T("account.factor.off.title"), l.T("account.factor.off.lead"), "/account/second-factor/off", l.T("account.factor.off.submit")
	return p.ofAccount(l)
}

func (s *Server) recoveryPage(c echo.Context) *formPage {
	l := s.localizer(c)
	p := s.withCode(c)
	p.Heading, p.Lead, p.Action, p.Submit = l.T("account.recovery.new.title"), l.T("account.recovery.new.lead"), "/account/recovery-codes", l.T("account.recovery.new.submit")
	return p.ofAccount(l)
}

// withCode is a form that is confirmed with password and code.
func (s *Server) withCode(c echo.Context) *formPage {
	l := s.localizer(c)
	return &formPage{Fields: []field{
		{Name: "password", Label: l.T("account.password"), Type: fieldPassword, Autocomplete: "current-password", Required: true},
		{Name: "code", Label: l.T("sign_in.code"), Type: fieldCode, Autocomplete: "one-time-code", Required: true},
	}}
}

// removeFactor turns the second factor off.
func (s *Server) removeFactor(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	err = s.accounts.RemoveSecondFactor(c.Request().Context(), identityOf(c.Request().Context()), form.Get("password"), strings.TrimSpace(form.Get("code")))
	if err != nil {
		p := s.factorOffPage(c)
		return s.refuse(c, p, p, factorFailures, err)
	}
	return done(c, "factor-off")
}

// recoveryForm asks for confirmation before recovery codes are made anew.
func (s *Server) recoveryForm(c echo.Context) error {
	if identityOf(c.Request().Context()).User.SecondFactor == nil {
		return c.Redirect(http.StatusSeeOther, "/account/second-factor")
	}
	return s.render(c, http.StatusOK, s.recoveryPage(c))
}

// renewCodes makes new recovery codes and shows them.
func (s *Server) renewCodes(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	codes, err := s.accounts.RenewRecoveryCodes(c.Request().Context(), identityOf(c.Request().Context()), form.Get("password"), strings.TrimSpace(form.Get("code")))
	if err != nil {
		p := s.recoveryPage(c)
		return s.refuse(c, p, p, factorFailures, err)
	}
	return s.showCodes(c, codes)
}
