package handlers

import (
	"net/http"
	"strings"
	"testing"
)

// routeRows has a row for every route of the table: an address of it in the
// demonstration catalogue and the kind of its answer. A route without a row
// fails.
var routeRows = map[string]struct{ target, mediaType string }{
	"GET /":                    {"/", typeHTML},
	"GET /help":                {"/help", typeHTML},
	"GET /privacy":             {"/privacy", typeHTML},
	"GET /accessibility":       {"/accessibility", typeHTML},
	"GET /api":                 {"/api", typeHTML},
	"GET /solutions":           {"/solutions", typeHTML},
	"GET /use-cases":           {"/use-cases", typeHTML},
	"GET /scenarios":           {"/scenarios", typeHTML},
	"GET /projects":            {"/projects", typeHTML},
	"GET /needs":               {"/needs", typeHTML},
	"GET /match":               {"/match", typeHTML},
	"POST /match":              {"/match", typeHTML}, // see TestMatchPage
	"GET /challenges":          {"/challenges", typeHTML},
	"GET /challenges/:id":      {"/challenges/registration-biometrics", typeHTML},
	"GET /solutions/:slug":     {"/solutions/harbour-case-ten-finger-face-enrolment", typeHTML},
	"GET /use-cases/:slug":     {"/use-cases/enrol-ten-fingers-and-face-at-the-quay", typeHTML},
	"GET /scenarios/:slug":     {"/scenarios/excavator-on-a-low-loader-at-lodrava-gate", typeHTML},
	"GET /projects/:slug":      {"/projects/tangleweir", typeHTML},
	"GET /organisations/:slug": {"/organisations/brisquelle-systems", typeHTML},
	"GET /needs/:slug":         {"/needs/readable-prints-from-worn-fingertips", typeHTML},
	"GET /static/*":            {"", "text/css; charset=utf-8"}, // its address holds a checksum
	"GET /sign-in":             {"/sign-in", typeHTML},
	"POST /sign-in":            {"/sign-in", typeHTML}, // see TestSignIn
	"POST /sign-out":           {"/sign-out", ""},
	"GET /invitation/:secret":  {"", ""}, // see TestInvitation
	"POST /invitation/:secret": {"", typeHTML},
	"GET /reset/:secret":       {"/reset/anything", typeHTML},
	"POST /reset/:secret":      {"", typeHTML}, // see TestReset

	// For those who are signed in; see TestAccountRoutes.
	"GET /account":                    {"/account", typeHTML},
	"POST /account":                   {"/account", ""},
	"GET /account/password":           {"/account/password", typeHTML},
	"POST /account/password":          {"/account/password", ""},
	"GET /account/second-factor":      {"/account/second-factor", typeHTML},
	"POST /account/second-factor":     {"/account/second-factor", ""},
	"POST /account/second-factor/off": {"/account/second-factor/off", ""},
	"GET /account/recovery-codes":     {"/account/recovery-codes", ""},
	"POST /account/recovery-codes":    {"/account/recovery-codes", ""},
	"POST /account/sessions":          {"/account/sessions", ""},
	"POST /account/sessions/:id":      {"/account/sessions/none", ""},
	"GET /account/tokens":             {"/account/tokens", typeHTML},
	"POST /account/tokens":            {"/account/tokens", ""},
	"POST /account/tokens/:id":        {"/account/tokens/none", ""},
	"POST /account/data":              {"/account/data", ""},
	"GET /account/delete":             {"/account/delete", typeHTML},
	// For those who admit people; see TestPeople.
	"GET /admin/people":           {"/admin/people", typeHTML},
	"POST /admin/people/:id":      {"/admin/people/none", ""},
	"GET /admin/invitations":      {"/admin/invitations", typeHTML},
	"POST /admin/invitations":     {"/admin/invitations", ""},
	"POST /admin/invitations/:id": {"/admin/invitations/none", ""},
	"POST /account/delete":        {"/account/delete", ""},
	"GET /healthz":                {"/healthz", "text/plain; charset=UTF-8"},
	"GET /readyz":                 {"/readyz", "text/plain; charset=UTF-8"},
	"GET /robots.txt":             {"/robots.txt", "text/plain; charset=UTF-8"},
	"GET /opensearch.xml":         {"/opensearch.xml", "application/opensearchdescription+xml; charset=utf-8"},
	"GET /sitemap.xml":            {"/sitemap.xml", "application/xml; charset=utf-8"},
	"GET /sitemap/:file":          {"/sitemap/solutions.xml", "application/xml; charset=utf-8"},
}

// TestEveryRoute asks each route for what a visitor may see: an answer of its
// kind, with the security headers, without a cookie, and a page in the layout
// in every language.
func TestEveryRoute(t *testing.T) {
	s := sampleSite(t)
	seen := map[string]bool{}
	for _, route := range s.Routes() {
		name := route.Method + " " + route.Path
		row, ok := routeRows[name]
		if !ok {
			t.Errorf("%s has no row in routeRows", name)
			continue
		}
		if seen[name] {
			t.Errorf("%s stands twice in the table", name)
		}
		seen[name] = true
		if route.Permission != PermissionPublic || route.Method != http.MethodGet || row.mediaType == "" {
			continue // needs a test of its own
		}
		if row.target == "" {
			row.target = s.assets.urls["css/showcase.css"]
		}
		w := get(s, row.target)
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != row.mediaType {
			t.Errorf("%s answers %d, %s; want 200, %s", row.target, w.Code, w.Header().Get("Content-Type"), row.mediaType)
			continue
		}
		if w.Header().Get("Set-Cookie") != "" {
			t.Errorf("%s sets a cookie unasked", row.target)
		}
		for header, want := range securityHeaders {
			if w.Header().Get(header) != want {
				t.Errorf("%s: %s = %q, want %q", row.target, header, w.Header().Get(header), want)
			}
		}
		if row.mediaType == typeHTML {
			wholePage(t, s, row.target)
		}
	}
	for name := range routeRows {
		if !seen[name] {
			t.Errorf("%s has a row and is no route", name)
		}
	}
}

// wholePage holds what every page has in every language.
func wholePage(t *testing.T, s http.Handler, target string) {
	t.Helper()
	for _, language := range []string{"en", "fr", "de", "es", "it", "pt", "nl", "pl", "el", "ro"} {
		w := get(s, target, "Accept-Language", language)
		d := parse(t, w.Body.String())
		if got := d.attr("html", "lang"); got != language {
			t.Errorf("%s is in %s, want %s", target, got, language)
		}
		if d.text("h1") == "" || d.text("title") == "" || d.attr("main", "id") != "main" || len(d.all("nav")) == 0 {
			t.Errorf("%s in %s lacks heading, title, main part or navigation", target, language)
		}
		if n := w.Body.Len(); n > 100_000 {
			t.Errorf("%s in %s has %d bytes, want at most 100,000", target, language, n)
		}
		for _, broken := range []string{"{{", "<no value>", "%!"} {
			if strings.Contains(textOf(d.root), broken) {
				t.Errorf("%s in %s shows %q", target, language, broken)
			}
		}
		if found := d.all(`[style], script:not([src]):not([type="application/ld+json"]), [onclick]`); len(found) > 0 {
			t.Errorf("%s has inline style or script: %s", target, textOf(found[0]))
		}
	}
}
