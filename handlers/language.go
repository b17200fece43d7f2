package handlers

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/handlers/locale"
)

// languageParameter names the URL parameter and the cookie that hold the
// language a person chose.
const languageParameter = "lang"

// languaged finds the language of the answer: the lang parameter, else the
// cookie, else Accept-Language, else English. A page asked for with lang
// remembers it in the cookie, so that the language switch is a plain link.
func (s *Server) languaged(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		kept := ""
		if cookie, err := r.Cookie(languageParameter); err == nil {
			kept = cookie.Value
		}
		chosen := kept
		if asked := r.URL.Query().Get(languageParameter); s.locale.Has(asked) {
			chosen = asked
			if asked != kept && !forPrograms(r.URL.Path) {
				c.SetCookie(s.languageCookie(asked))
			}
		}
		code := s.locale.Negotiate(chosen, r.Header.Get("Accept-Language"))
		c.Set(keyLocalizer, s.locale.Localizer(code))
		return next(c)
	}
}

func (s *Server) languageCookie(code string) *http.Cookie {
	return &http.Cookie{
		Name: languageParameter, Value: code, Path: "/", MaxAge: 365 * 24 * 3600,
		HttpOnly: true, SameSite: http.SameSiteLaxMode,
		Secure: s.secure(),
	}
}

// localizer speaks the language of the request.
func (s *Server) localizer(c echo.Context) *locale.Localizer {
	if l, ok := c.Get(keyLocalizer).(*locale.Localizer); ok {
		return l
	}
	return s.locale.Localizer("") // an error before the language was known
}

// forPrograms reports whether the path is answered for programs: with problem
// details instead of error pages, and without cookies.
func forPrograms(path string) bool {
	return strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, assetPrefix)
}
