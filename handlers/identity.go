package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// Identities tells who shows a credential.
type Identities interface {
	// Session is the identity behind the secret of a session, or
	// [catalog.ErrUnauthenticated].
	Session(ctx context.Context, secret string) (*catalog.Identity, error)
	// Token is that behind the secret of an API token.
	Token(ctx context.Context, secret string) (*catalog.Identity, error)
}

// identityKey is the key of the identity in the context of a request.
type identityKey struct{}

// identityOf is who asks, nil for a visitor.
func identityOf(ctx context.Context) *catalog.Identity {
	id, _ := ctx.Value(identityKey{}).(*catalog.Identity)
	return id
}

// viewerOf is who asks, as far as permissions need to know.
func viewerOf(ctx context.Context) catalog.Actor {
	if id := identityOf(ctx); id != nil {
		return id.Actor
	}
	return catalog.Visitor
}

// viewer is who asks.
func (s *Server) viewer(c echo.Context) catalog.Actor { return viewerOf(c.Request().Context()) }

// identified finds out who asks: a browser by the cookie of its session, a
// program by its token. A session that has ended makes a visitor, and the cookie
// goes; a token that is not good is told so. What is answered to somebody who is
// signed in must not stay in any cache.
func (s *Server) identified(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if strings.HasPrefix(c.Request().URL.Path, assetPrefix) {
			return next(c)
		}
		id, err := s.identify(c)
		if err != nil {
			return err
		}
		if id != nil {
			c.Response().Header().Set("Cache-Control", noStore)
			c.SetRequest(c.Request().WithContext(context.WithValue(c.Request().Context(), identityKey{}, id)))
		}
		return next(c)
	}
}

func (s *Server) identify(c echo.Context) (*catalog.Identity, error) {
	r := c.Request()
	if token, ok := bearer(r); ok && forPrograms(r.URL.Path) {
		return s.byToken(r, token)
	}
	secret := s.sessionSecret(c)
	if secret == "" {
		return nil, nil //nolint:nilnil // nobody, and nothing went wrong
	}
	id, err := s.accounts.Session(r.Context(), secret)
	if errors.Is(err, catalog.ErrUnauthenticated) {
		c.SetCookie(s.sessionCookie("", -1))
		return nil, nil //nolint:nilnil // nobody any more
	}
	return id, err
}

// byToken is who a program acts for. What writes asks besides whether the token
// may write.
func (s *Server) byToken(r *http.Request, token string) (*catalog.Identity, error) {
	id, err := s.accounts.Token(r.Context(), token)
	if err == nil && !id.Allows(catalog.ScopeRead) {
		return nil, catalog.ErrForbidden
	}
	return id, err
}

// bearer is the token in the Authorization header.
func bearer(r *http.Request) (token string, ok bool) {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(token), strings.EqualFold(kind, "Bearer")
}

// secure reports whether people reach the site by https alone.
func (s *Server) secure() bool { return s.public != nil && s.public.Scheme == "https" }

// sessionName is the name of the cookie of a session. By the prefix a browser
// takes it from nobody else, such as a neighbouring site of the same domain.
func (s *Server) sessionName() string {
	if s.secure() {
		return "__Host-session"
	}
	return "session"
}

// sessionCookie holds the secret of a session for as long as the browser is
// open; with an age of -1 the browser forgets it.
func (s *Server) sessionCookie(secret string, age int) *http.Cookie {
	return &http.Cookie{
		Name: s.sessionName(), Value: secret, Path: "/", MaxAge: age,
		HttpOnly: true, Secure: s.secure(), SameSite: http.SameSiteLaxMode,
	}
}

// sessionSecret is the secret that the browser shows, "" without.
func (s *Server) sessionSecret(c echo.Context) string {
	cookie, err := c.Cookie(s.sessionName())
	if err != nil {
		return ""
	}
	return cookie.Value
}

// signedIn lets only those pass who are signed in. A page that was asked for is
// shown after signing in; a form that was sent is not sent again.
func (s *Server) signedIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if identityOf(c.Request().Context()) != nil {
			return next(c)
		}
		c.Response().Header().Set("Cache-Control", noStore)
		address := "/sign-in"
		if c.Request().Method == http.MethodGet {
			address += "?" + url.Values{"to": {c.Request().URL.RequestURI()}}.Encode()
		}
		return c.Redirect(http.StatusSeeOther, address)
	}
}

// permitted is the handler of a route for those who may use it.
func (s *Server) permitted(r Route) echo.HandlerFunc {
	switch r.Permission {
	case PermissionPublic:
		return r.handler
	case PermissionMember:
		return s.signedIn(r.handler)
	case PermissionAdmits:
		return s.signedIn(func(c echo.Context) error {
			if !admits(s.viewer(c).Role) {
				return catalog.ErrForbidden
			}
			return r.handler(c)
		})
	}
	panic("no permission " + r.Permission)
}

// localPath is the path and query of an address on this site, "/" for anything
// else: whoever made the link must not send people to another site.
func localPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || u.Opaque != "" ||
		!strings.HasPrefix(u.Path, "/") || strings.HasPrefix(u.Path, "//") || strings.ContainsAny(address, "\\\t\r\n") {
		return "/"
	}
	return u.RequestURI()
}
