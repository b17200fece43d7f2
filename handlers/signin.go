package handlers

import (
	"context"
	"errors"
	"math"
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
	"ileanet.eu/showcase/handlers/locale"
)

// SignIns opens and ends sessions.
type SignIns interface {
	Identities
	// SignIn makes a session; see [catalog.Service.SignIn].
	SignIn(ctx context.Context, in catalog.SignIn) (secret string, id *catalog.Identity, err error)
	// SignOut ends the session with the secret.
	SignOut(ctx context.Context, secret string) error
}

// signInPage is the view model of the page to sign in.
type signInPage struct {
	formPage
	Accounts []demonstrationAccount
	Password string // of all of them
}

// A demonstrationAccount is one that everybody may use.
type demonstrationAccount struct{ Email, Role string }

// signInForm shows the form; who is signed in already goes on.
func (s *Server) signInForm(c echo.Context) error {
	to := localPath(c.QueryParam("to"))
	if identityOf(c.Request().Context()) != nil {
		return c.Redirect(http.StatusSeeOther, to)
	}
	return s.render(c, http.StatusOK, s.signInPage(c, to))
}

func (s *Server) signInPage(c echo.Context, to string) *signInPage {
	l := s.localizer(c)
	p := &signInPage{formPage: formPage{
		Heading: l.T("sign_in.title"), Lead: l.T("sign_in.lead"), Action: "/sign-in", Submit: l.T("sign_in.submit"),
		Fields: []field{
			{Name: "to", Type: fieldHidden, Value: to},
			{Name: "email", Label: l.T("account.email"), Type: fieldEmail, Autocomplete: "username", Required: true},
			{Name: "password", Label: l.T("account.password"), Type: fieldPassword, Autocomplete: "current-password", Required: true},
			{Name: "code", Label: l.T("sign_in.code"), Help: l.T("sign_in.code.help"), Type: fieldCode, Autocomplete: "one-time-code"},
		},
	}}
	p.Title, p.NoIndex, p.Canonical = p.Heading, true, "/sign-in"
	if s.demo {
		p.Password = sample.Password
		for _, a := range sample.Accounts() {
			p.Accounts = append(p.Accounts, demonstrationAccount{a.Email, l.T("role." + string(a.Role))})
		}
	}
	return p
}

// signIn opens a session and goes where the person wanted to go. The session
// that the browser came with ends: nobody can have planted it.
func (s *Server) signIn(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	secret, id, err := s.accounts.SignIn(c.Request().Context(), catalog.SignIn{
		Email: form.Get("email"), Password: form.Get("password"), Code: strings.TrimSpace(form.Get("code")),
		Address: remote(c), Browser: browserName(c.Request().UserAgent()), Replaces: s.sessionSecret(c),
	})
	to := localPath(form.Get("to"))
	if err != nil {
		p := s.signInPage(c, to)
		p.field("email").Value = form.Get("email")
		return s.refuse(c, p, &p.formPage, signInFailures, err)
	}
	c.SetCookie(s.sessionCookie(secret, 0))
	if s.locale.Has(id.User.Language) {
		c.SetCookie(s.languageCookie(id.User.Language))
	}
	c.Response().Header().Set("Cache-Control", noStore)
	return c.Redirect(http.StatusSeeOther, to)
}

// signInFailures say what went wrong, and never which part of it.
var signInFailures = map[error]string{
	catalog.ErrUnauthenticated: "sign_in.failed",
	catalog.ErrCodeNeeded:      "sign_in.code_needed",
}

// signOut ends the session.
func (s *Server) signOut(c echo.Context) error {
	if secret := s.sessionSecret(c); secret != "" {
		if err := s.accounts.SignOut(c.Request().Context(), secret); err != nil {
			return err
		}
		c.SetCookie(s.sessionCookie("", -1))
	}
	c.Response().Header().Set("Cache-Control", noStore)
	return c.Redirect(http.StatusSeeOther, "/")
}

// remote is the address that the request came from.
func remote(c echo.Context) netip.Addr {
	address, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		return netip.Addr{} // all that come from nowhere are counted together
	}
	return address
}

// browserName is how a person knows a browser in the list of sessions, from how
// it calls itself. Names that pass for others come first.
func browserName(agent string) string {
	known := func(names ...string) string {
		for _, name := range names {
			sign, shown, _ := strings.Cut(name, "=")
			if strings.Contains(agent, sign) {
				return shown
			}
		}
		return ""
	}
	browser := known("Edg=Edge", "OPR/=Opera", "Firefox/=Firefox", "Chrome/=Chrome", "Safari/=Safari")
	system := known("Android=Android", "iPhone=iPhone", "iPad=iPad", "Windows=Windows", "Mac OS=macOS", "Linux=Linux")
	return strings.Trim(browser+", "+system, ", ")
}

// waitText says how long a person has to wait.
func waitText(l *locale.Localizer, t *catalog.Throttled) string {
	return l.T("sign_in.throttled", "count", int(math.Ceil(t.Wait.Minutes())))
}

// retryAfter tells programs how long to wait.
func retryAfter(c echo.Context, err error) {
	if t, ok := errors.AsType[*catalog.Throttled](err); ok {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(t.Wait.Seconds()))))
	}
}
