package handlers

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/password"
	"ileanet.eu/showcase/handlers/locale"
)

// Accounts is what the pages about the own account do; each is the method of
// [catalog.Service].
type Accounts interface {
	SignIns
	OwnAccounts
	Tokens
	Admissions

	Invitation(ctx context.Context, secret string) (*catalog.Invitation, error)
	AcceptInvitation(ctx context.Context, secret, name, language, password string) (*catalog.User, error)
	ResetPassword(ctx context.Context, secret, password string) error
}

// OwnAccounts changes the account of the one who is signed in.
type OwnAccounts interface {
	SetProfile(ctx context.Context, me *catalog.Identity, name, language string) error
	ChangePassword(ctx context.Context, me *catalog.Identity, old, password string) (secret string, err error)
	NewSecondFactor(me *catalog.Identity, issuer string) (secret, uri string)
	AddSecondFactor(ctx context.Context, me *catalog.Identity, password, secret, code string) (recovery []string, err error)
	RemoveSecondFactor(ctx context.Context, me *catalog.Identity, password, code string) error
	RenewRecoveryCodes(ctx context.Context, me *catalog.Identity, password, code string) (recovery []string, err error)
	Sessions(ctx context.Context, actor catalog.Actor) ([]*catalog.Credential, error)
	EndSession(ctx context.Context, actor catalog.Actor, id catalog.ID) error
	EndSessions(ctx context.Context, actor catalog.Actor, keep catalog.ID) error
	OwnData(ctx context.Context, by catalog.Actor, id catalog.ID) (*catalog.OwnData, error)
	DeleteAccount(ctx context.Context, me *catalog.Identity, password string) error
}

// accountPage is the view model of the page of the own account.
type accountPage struct {
	frame
	Done         string // what was done just now
	Email, Role  string
	Organisation *link // nil without, or when it has no page
	Verified     bool
	Profile      formPage
	SecondFactor string // its state in words
	HasFactor    bool
	Sessions     credentialList
	Tokens       credentialList
}

// A credentialList is sessions or tokens, each with a button that ends it.
type credentialList struct {
	Path string // below which each has its address
	End  string // what the button says
	Rows []credentialRow
}

// A credentialRow is a session or a token in the list of those in force.
type credentialRow struct {
	ID      catalog.ID
	Label   string
	Details []string
	Current bool
}

// doneKeys are the messages that a page shows after a form was sent.
var doneKeys = map[string]string{
	"profile": "account.done.profile", "password": "account.done.password", "factor-off": "account.done.factor_off",
	"session": "account.done.session", "sessions": "account.done.sessions", "token": "account.done.token",
}

// done goes back to the account after a form was sent, so that loading the page
// again sends nothing.
func done(c echo.Context, what string) error {
	return c.Redirect(http.StatusSeeOther, "/account?done="+what)
}

// account shows the own account.
func (s *Server) account(c echo.Context) error {
	p, err := s.accountPage(c)
	if err != nil {
		return err
	}
	if key := doneKeys[c.QueryParam("done")]; key != "" {
		p.Done = s.localizer(c).T(key)
	}
	return s.render(c, http.StatusOK, p)
}

func (s *Server) accountPage(c echo.Context) (*accountPage, error) {
	ctx, l := c.Request().Context(), s.localizer(c)
	me := identityOf(ctx)
	p := &accountPage{
		Email: me.User.Email, Role: l.T("role." + string(me.User.Role)), Verified: me.Actor.Verified,
		Profile: s.profileForm(l, me.User), HasFactor: me.User.SecondFactor != nil,
		Sessions: credentialList{Path: "/account/sessions", End: l.T("account.session.end")},
		Tokens:   credentialList{Path: "/account/tokens", End: l.T("account.token.revoke")},
	}
	p.Title, p.NoIndex, p.Canonical = l.T("account.title"), true, "/account"
	p.SecondFactor = l.T("account.factor.off")
	if p.HasFactor {
		p.SecondFactor = l.T("account.factor.on", "count", len(me.User.SecondFactor.Recovery))
	}
	var err error
	if p.Organisation, err = s.organisationLink(ctx, me.Actor, me.User.Organisation); err != nil {
		return nil, err
	}
	sessions, err := s.accounts.Sessions(ctx, me.Actor)
	if err != nil {
		return nil, err
	}
	for _, session := range sessions {
		p.Sessions.Rows = append(p.Sessions.Rows, sessionRow(l, session, me.Credential.ID))
	}
	tokens, err := s.accounts.Tokens(ctx, me.Actor)
	if err != nil {
		return nil, err
	}
	for _, token := range tokens {
		p.Tokens.Rows = append(p.Tokens.Rows, tokenRow(l, token, s.now()))
	}
	return p, nil
}

// organisationLink leads to the page of an organisation; nil without.
func (s *Server) organisationLink(ctx context.Context, viewer catalog.Actor, id catalog.ID) (*link, error) {
	if id == "" {
		return nil, nil //nolint:nilnil // most reviewers and administrators have none
	}
	views, err := s.catalogue.LookupAll(ctx, viewer, []catalog.ID{id})
	if err != nil || views[id] == nil {
		return nil, err
	}
	return &link{Text: views[id].Title, URL: views[id].Kind.Path(views[id].Slug)}, nil
}

func sessionRow(l *locale.Localizer, session *catalog.Credential, current catalog.ID) credentialRow {
	row := credentialRow{ID: session.ID, Label: session.Label, Current: session.ID == current}
	if row.Label == "" {
		row.Label = l.T("account.session.unknown")
	}
	row.Details = []string{
		l.T("account.session.since", "date", l.Moment(session.Created)),
		l.T("account.session.seen", "date", l.Moment(session.Seen)),
	}
	return row
}

// profileForm is the form of what a person calls oneself.
func (s *Server) profileForm(l *locale.Localizer, u *catalog.User) formPage {
	return formPage{
		Action: "/account", Submit: l.T("form.save"),
		Fields: []field{
			{Name: "name", Label: l.T("account.name"), Type: fieldText, Value: u.Name, Autocomplete: "name"},
			{Name: "language", Label: l.T("account.language"), Help: l.T("account.language.help"), Type: fieldChoice, Options: languageOptions(l, u.Language)},
		},
	}
}

// languageOptions are the languages by their own names.
func languageOptions(l *locale.Localizer, chosen string) []option {
	options := []option{{Value: "", Label: l.T("account.language.browser"), Chosen: chosen == ""}}
	for _, code := range catalog.Languages {
		options = append(options, option{Value: code, Label: locale.OwnName(code), Chosen: code == chosen})
	}
	return options
}

// setProfile saves what a person calls oneself.
func (s *Server) setProfile(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	me := identityOf(c.Request().Context())
	name, language := form.Get("name"), form.Get("language")
	if err := s.accounts.SetProfile(c.Request().Context(), me, name, language); err != nil {
		me.User.Name, me.User.Language = name, language
		p, failed := s.accountPage(c)
		if failed != nil {
			return failed
		}
		return s.refuse(c, p, &p.Profile, confirmFailures, err)
	}
	if s.locale.Has(language) {
		c.SetCookie(s.languageCookie(language))
	}
	return done(c, "profile")
}

// endSession ends one of the own sessions.
func (s *Server) endSession(c echo.Context) error {
	if err := s.accounts.EndSession(c.Request().Context(), s.viewer(c), catalog.ID(c.Param("id"))); err != nil {
		return err
	}
	return done(c, "session")
}

// endSessions ends all other sessions.
func (s *Server) endSessions(c echo.Context) error {
	me := identityOf(c.Request().Context())
	if err := s.accounts.EndSessions(c.Request().Context(), me.Actor, me.Credential.ID); err != nil {
		return err
	}
	return done(c, "sessions")
}

// ownData gives out what the catalogue keeps about the person.
func (s *Server) ownData(c echo.Context) error {
	me := identityOf(c.Request().Context())
	data, err := s.accounts.OwnData(c.Request().Context(), me.Actor, me.Actor.ID)
	if err != nil {
		return err
	}
	body, err := json.MarshalIndent(data, "", "  ")
	if err != nil {
		return fmt.Errorf("own data: %w", err)
	}
	c.Response().Header().Set("Content-Disposition", `attachment; filename="showcase-account-`+data.At.Format(time.DateOnly)+`.json"`)
	return c.Blob(http.StatusOK, typeJSON, body)
}

// passwordForm is the form to change the password.
func (s *Server) passwordForm(c echo.Context) error {
	return s.render(c, http.StatusOK, s.passwordPage(c))
}

func (s *Server) passwordPage(c echo.Context) *formPage {
	l := s.localizer(c)
	p := &formPage{
		Heading: l.T("account.password.title"), Lead: l.T("account.password.lead"), Action: "/account/password", Submit: l.T("account.password.submit"),
		Fields: []field{
			{Name: "old", Label: l.T("account.password.old"), Type: fieldPassword, Autocomplete: "current-password", Required: true},
			newPassword(l),
		},
	}
	return p.ofAccount(l)
}

// newPassword is the field of a password that is set.
func newPassword(l *locale.Localizer) field {
	return field{
		Name: "password", Label: l.T("account.password.new"), Help: l.T("account.password.help", "min", password.MinLength),
		Type: fieldPassword, Autocomplete: "new-password", Required: true,
	}
}

// ofAccount completes a page that belongs to the own account.
func (p *formPage) ofAccount(l *locale.Localizer) *formPage {
	p.Title, p.NoIndex = p.Heading, true
	p.Back = &link{Text: l.T("account.title"), URL: "/account"}
	return p
}

// confirmFailures say what is wrong when a change is confirmed with the
// password.
var confirmFailures = map[error]string{
	catalog.ErrUnauthenticated: "account.confirm.failed",
	catalog.ErrForbidden:       "account.demonstration",
}

// setPassword changes the password. All sessions end; the browser gets a new one.
func (s *Server) setPassword(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	secret, err := s.accounts.ChangePassword(c.Request().Context(), identityOf(c.Request().Context()), form.Get("old"), form.Get("password"))
	if err != nil {
		p := s.passwordPage(c)
		return s.refuse(c, p, p, confirmFailures, err)
	}
	c.SetCookie(s.sessionCookie(secret, 0))
	return done(c, "password")
}

// deletionForm is the form to delete the account: it says what stays.
func (s *Server) deletionForm(c echo.Context) error {
	return s.render(c, http.StatusOK, s.deletionPage(c))
}

func (s *Server) deletionPage(c echo.Context) *formPage {
	l := s.localizer(c)
	p := &formPage{
		Heading: l.T("account.delete.title"), Lead: l.T("account.delete.lead"), Action: "/account/delete", Submit: l.T("account.delete.submit"), Grave: true,
		Fields: []field{{Name: "password", Label: l.T("account.password"), Type: fieldPassword, Autocomplete: "current-password", Required: true}},
	}
	return p.ofAccount(l)
}

// deleteAccount deletes the account.
func (s *Server) deleteAccount(c echo.Context) error {
	form, err := posted(c)
	if err != nil {
		return err
	}
	if err := s.accounts.DeleteAccount(c.Request().Context(), identityOf(c.Request().Context()), form.Get("password")); err != nil {
		p := s.deletionPage(c)
		return s.refuse(c, p, p, confirmFailures, err)
	}
	c.SetCookie(s.sessionCookie("", -1))
	return c.Redirect(http.StatusSeeOther, "/")
}
