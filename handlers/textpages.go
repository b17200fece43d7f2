package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// textPage is what the view models of pages that only explain have in common.
// Their texts are messages.
type textPage struct {
	frame
	Contact string       // mail address of the operator; "" when not configured
	Stated  catalog.Date // day the statement was last gone through
}

// privacyPage and accessibilityPage are view models.
type (
	privacyPage       struct{ textPage }
	accessibilityPage struct{ textPage }
)

// The days on which a person last held each statement against the program.
// Whoever changes what a page states sets its day anew.
const (
	privacyStated       = catalog.Date("2026-11-25")
	accessibilityStated = catalog.Date("2026-11-25")
)

// privacy says what is stored and logged about the people who use the
// catalogue. What it says of the log is held against the log by a test.
func (s *Server) privacy(c echo.Context) error {
	p := &privacyPage{textPage{Contact: s.contact, Stated: privacyStated}}
	p.Title = s.localizer(c).T("privacy.title")
	return s.render(c, http.StatusOK, p)
}

// accessibility is the accessibility statement.
func (s *Server) accessibility(c echo.Context) error {
	p := &accessibilityPage{textPage{Contact: s.contact, Stated: accessibilityStated}}
	p.Title = s.localizer(c).T("accessibility.title")
	return s.render(c, http.StatusOK, p)
}
