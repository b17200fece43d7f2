package handlers

import (
	"cmp"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
)

// page is a view model: a pointer to a struct that embeds [frame], with its
// part of the page as a template.
type page interface {
	base() *frame
	main() templ.Component
}

// frame is what the layout around every page needs. A handler sets the first
// part; render fills the second.
type frame struct {
	Title       string // of the page, for the browser's title; "" on the start page
	Description string // for search engines; "" for none
	Section     string // which entry of the navigation is the current one: a path such as "/solutions"
	Canonical   string // path and query under which this page is known; "" for the path asked for
	Query       string // what stands in the quick search
	OwnSearch   bool   // the page has a search box of its own, so the header shows none
	NoIndex     bool   // search engines should not list this page

	Language   string
	Languages  []languageLink
	Navigation []navigationLink
	SignedIn   string // name of who is signed in, or the address without one; "" for a visitor
	Admits     bool   // who is signed in admits people
	Demo       bool
	Version    string
	PublicURL  string // without slash at the end; "" when not configured

	l      *locale.Localizer // text of the language
	assets *assets           // addresses of static files
}

func (f *frame) base() *frame { return f }

// languageLink shows the same page in another language.
type languageLink struct {
	Code    string
	URL     string
	Current bool
}

// navigationLink is an entry of the main navigation.
type navigationLink struct {
	Key     string // of its label
	URL     string
	Current bool
}

// navigation is the main navigation, in order.
var navigation = []navigationLink{
	{Key: "nav.solutions", URL: "/solutions"},
	{Key: "nav.use_cases", URL: "/use-cases"},
	{Key: "nav.scenarios", URL: "/scenarios"},
	{Key: "nav.projects", URL: "/projects"},
	{Key: "nav.needs", URL: "/needs"},
	{Key: "nav.challenges", URL: "/challenges"},
}

// fill sets the second part of the frame.
func (s *Server) fill(c echo.Context, f *frame) {
	l := s.localizer(c)
	f.l, f.assets = l, s.assets
	f.Language, f.Demo, f.Version = l.Code(), s.demo, s.version
	if me := identityOf(c.Request().Context()); me != nil {
		f.SignedIn, f.Admits = cmp.Or(me.User.Name, me.User.Email), admits(me.User.Role)
	}
	if f.Canonical == "" {
		f.Canonical = c.Request().URL.EscapedPath()
	}
	if s.public != nil {
		f.PublicURL = s.public.Scheme + "://" + s.public.Host
	}
	f.Navigation = make([]navigationLink, len(navigation))
	for i, n := range navigation {
		n.Current = n.URL == f.Section
		f.Navigation[i] = n
	}
	query := c.Request().URL.Query()
	f.Languages = make([]languageLink, len(catalog.Languages))
	for i, code := range catalog.Languages {
		query.Set(languageParameter, code)
		// A link of the query alone: a path that begins with two slashes would
		// lead to another site.
		f.Languages[i] = languageLink{Code: code, URL: "?" + query.Encode(), Current: code == f.Language}
	}
}
