package handlers

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
)

// Tokens are what programs act with for the one who is signed in.
type Tokens interface {
	Tokens(ctx context.Context, actor catalog.Actor) ([]*catalog.Credential, error)
	MakeToken(ctx context.Context, me *catalog.Identity, name string, scopes []catalog.Scope, life time.Duration) (secret string, made *catalog.Credential, err error)
	RevokeToken(ctx context.Context, actor catalog.Actor, id catalog.ID) error
}

func tokenRow(l *locale.Localizer, token *catalog.Credential, now time.Time) credentialRow {
	row := credentialRow{ID: token.ID, Label: token.Label}
	for _, scope := range token.Scopes {
		row.Details = append(row.Details, l.T("token.scope."+string(scope)))
	}
	expires := "token.expires"
	if !now.Before(token.Expires) {
		expires = "token.expired"
	}
	row.Details = append(row.Details, l.T(expires, "date", l.Moment(token.Expires)))
	if !token.Seen.IsZero() {
		row.Details = append(row.Details, l.T("account.session.seen", "date", l.Moment(token.Seen)))
	}
	return row
}

// tokenLives are the days that a token may be made for.
var tokenLives = []int{7, 30, 90, 365}

// tokenForm is the form to make a token.
func (s *Server) tokenForm(c echo.Context) error { return s.render(c, http.StatusOK, s.tokenPage(c)) }

func (s *Server) tokenPage(c echo.Context) *formPage {
	l := s.localizer(c)
	lives := make([]option, len(tokenLives))
	for i, days := range tokenLives {
		lives[i] = option{Value: strconv.Itoa(days), Label: l.T("token.days", "count", days), Chosen: days == 90}
	}
	p := &formPage{
		Heading: l.T("token.title"), Lead: l.T("token.lead"), Action: "/account/tokens", Submit: l.T("token.submit"),
		Fields: []field{
			{Name: "name", Label: l.T("token.name"), Help: l.T("token.name.help"), Type: fieldText, Autocomplete: "off", Required: true},
			{Name: "scopes", Label: l.T("token.scopes"), Type: fieldChecks, Options: []option{
				{Value: string(catalog.ScopeRead), Label: l.T("token.scope.read"), Chosen: true},
				{Value: string(catalog.ScopeWrite), Label: l.T("token.scope.write")},
			}},
			{Name: "days", Label: l.T("token.life"), Type: fieldChoice, Options: lives},
		},
	}
	return p.ofAccount(l)
}

// tokenFailures say why a token is not made.
var tokenFailures = map[error]string{catalog.ErrForbidden: "account.demonstration"}

// makeToken makes a token and shows it, once.
func (s *Server) makeToken(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	var scopes []catalog.Scope
	for _, scope := range form["scopes"] {
		scopes = append(scopes, catalog.Scope(scope))
	}
	days, err := strconv.Atoi(form.Get("days"))
	if err != nil {
		days = 0 // which is refused as out of range
	}
	me := identityOf(c.Request().Context())
	secret, _, err := s.accounts.MakeToken(c.Request().Context(), me, form.Get("name"), scopes, time.Duration(days)*24*time.Hour)
	if err != nil {
		p := s.tokenPage(c)
		p.field("name").Value = form.Get("name")
		p.field("days").choose(form.Get("days"))
		p.field("scopes").choose(form["scopes"]...)
		return s.refuse(c, p, p, tokenFailures, err)
	}
	l := s.localizer(c)
	p := &keepPage{
		Heading: l.T("token.made.title"), Lead: l.T("token.made.lead"), Secrets: []string{secret},
		Onward: link{Text: l.T("account.kept"), URL: "/account"},
	}
	p.Title, p.NoIndex = p.Heading, true
	return s.render(c, http.StatusOK, p)
}

// revokeToken ends a token. One that is gone already is no failure.
func (s *Server) revokeToken(c echo.Context) error {
	err := s.accounts.RevokeToken(c.Request().Context(), s.viewer(c), catalog.ID(c.Param("id")))
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		return err
	}
	return done(c, "token")
}
