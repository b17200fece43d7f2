package handlers

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
	"ileanet.eu/showcase/catalog/totp"
)

const (
	testEmail    = "eve@example.org"
	testPassword = "correct horse battery"
)

// A browser keeps cookies and sends forms, as a person's does.
type browser struct {
	t       *testing.T
	site    *site
	cookies map[string]*http.Cookie
}

func newBrowser(t *testing.T, s *site) *browser {
	t.Helper()
	return &browser{t, s, map[string]*http.Cookie{}}
}

func (b *browser) send(method, target string, form url.Values) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(method, target, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, c := range b.cookies {
		r.AddCookie(c)
	}
	w := do(b.site, r)
	for _, c := range w.Result().Cookies() {
		if c.MaxAge < 0 {
			delete(b.cookies, c.Name)
		} else {
			b.cookies[c.Name] = c
		}
	}
	return w
}

func (b *browser) get(target string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.send(http.MethodGet, target, nil)
}

// page is what a GET shows, which must be there.
func (b *browser) page(target string) document {
	b.t.Helper()
	w := b.get(target)
	if w.Code != http.StatusOK {
		b.t.Fatalf("GET %s answers %d", target, w.Code)
	}
	return parse(b.t, w.Body.String())
}

// post sends a form of pairs.
func (b *browser) post(target string, pairs ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	return b.send(http.MethodPost, target, form)
}

// lands expects that a form was taken and leads to an address.
func (b *browser) lands(w *httptest.ResponseRecorder, address string) {
	b.t.Helper()
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != address {
		b.t.Fatalf("the answer is %d to %q, want 303 to %q:\n%s", w.Code, w.Header().Get("Location"), address, parse(b.t, w.Body.String()).text(".failures"))
	}
}

// refused expects that a form comes back with a failure in which text stands.
func (b *browser) refused(w *httptest.ResponseRecorder, status int, text string) document {
	b.t.Helper()
	d := parse(b.t, w.Body.String())
	if w.Code != status || !strings.Contains(d.text(".failures"), text) {
		b.t.Fatalf("the answer is %d with %q, want %d with %q", w.Code, d.text(".failures"), status, text)
	}
	return d
}

func (b *browser) signIn() {
	b.t.Helper()
	b.lands(b.post("/sign-in", "email", testEmail, "password", testPassword), "/")
}

// accountSite is a site with an account of a role.
func accountSite(t *testing.T, role catalog.Role, entries ...*catalog.Entry) *site {
	t.Helper()
	s, err := openSite(t, t.TempDir(), entries)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.close() })
	u := catalog.User{Email: testEmail, Name: "Eve Example", Role: role}
	if _, err := s.service.AddUser(t.Context(), catalog.Actor{Role: catalog.RoleAdministrator}, u, testPassword); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSignIn(t *testing.T) {
	b := newBrowser(t, accountSite(t, catalog.RoleReviewer))
	if got := b.page("/").text(".who"); got != "Sign in" {
		t.Errorf("the header offers %q to a visitor", got)
	}
	for _, wrong := range [][]string{{testEmail, "wrong"}, {"nobody@example.org", testPassword}, {"", ""}} {
		d := b.refused(b.post("/sign-in", "email", wrong[0], "password", wrong[1], "to", "/account"), http.StatusUnprocessableEntity, "is not right")
		if d.attr("#email", "value") != wrong[0] || d.attr("#password", "value") != "" || d.attr("[name=to]", "value") != "/account" {
			t.Errorf("the form for %q came back with other values", wrong[0])
		}
	}
	w := b.post("/sign-in", "email", strings.ToUpper(testEmail), "password", testPassword, "to", "/account")
	b.lands(w, "/account")
	cookie := b.cookies[b.site.sessionName()]
	if cookie == nil || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.MaxAge != 0 {
		t.Fatalf("the cookie is %v", cookie)
	}
	if d := b.page("/"); d.text(".who a") != "Eve Example" {
		t.Errorf("the header names %q", d.text(".who"))
	}
	if w := b.get("/solutions"); w.Header().Get("Cache-Control") != noStore {
		t.Errorf("a page for somebody may be kept: %q", w.Header().Get("Cache-Control"))
	}
	b.lands(b.post("/sign-out"), "/")
	if len(b.cookies) != 0 {
		t.Errorf("cookies %v are left after signing out", b.cookies)
	}
	b.cookies[cookie.Name] = cookie
	b.lands(b.get("/account"), "/sign-in?to=%2Faccount")
	if len(b.cookies) != 0 {
		t.Error("the cookie of a session that has ended is kept")
	}
}

// TestSessionCookieOnHTTPS: there the cookie goes by https alone, and no other
// site of the domain can set it.
func TestSessionCookieOnHTTPS(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.PublicURL = "https://showcase.example.eu" })
	if c := s.sessionCookie("secret", 0); c.Name != "__Host-session" || !c.Secure {
		t.Errorf("the cookie is %v", c)
	}
}

func TestSignInLeadsNowhereElse(t *testing.T) {
	for to, want := range map[string]string{
		"/account?done=token": "/account?done=token", "": "/", "https://evil.example/": "/", "//evil.example/": "/", `/\evil.example`: "/",
		"/%09/evil.example": "/%09/evil.example", "/\t/evil.example": "/", "javascript:alert(1)": "/", "account": "/", "/a//b": "/a//b",
	} {
		if got := localPath(to); got != want {
			t.Errorf("localPath(%q) = %q, want %q", to, got, want)
		}
	}
}

func TestSignInIsThrottled(t *testing.T) {
	b := newBrowser(t, accountSite(t, catalog.RoleReviewer))
	for range 10 {
		b.post("/sign-in", "email", testEmail, "password", "wrong")
	}
	w := b.post("/sign-in", "email", testEmail, "password", testPassword)
	b.refused(w, http.StatusTooManyRequests, "Please wait")
	if w.Header().Get("Retry-After") == "" || len(b.cookies) != 0 {
		t.Errorf("the answer says to wait %q and sets %v", w.Header().Get("Retry-After"), b.cookies)
	}
}

// TestAccountRoutes: what is not for everybody sends visitors to sign in, is
// refused to those whose role does not fit, and shows its page in every language
// to those whose does.
func TestAccountRoutes(t *testing.T) {
	for _, role := range catalog.Roles {
		s := accountSite(t, role)
		b := newBrowser(t, s)
		b.signIn()
		for _, route := range s.Routes() {
			if route.Permission != PermissionPublic {
				checkRoute(t, b, role, route)
			}
		}
	}
}

func checkRoute(t *testing.T, b *browser, role catalog.Role, route Route) {
	t.Helper()
	row := routeRows[route.Method+" "+route.Path]
	want := "/sign-in"
	if route.Method == http.MethodGet {
		want += "?to=" + url.QueryEscape(row.target)
	}
	visitor := newBrowser(t, b.site)
	visitor.lands(visitor.send(route.Method, row.target, nil), want)
	if route.Permission == PermissionAdmits && role != catalog.RoleAdministrator && role != catalog.RoleNationalContact {
		if w := b.send(route.Method, row.target, nil); w.Code != http.StatusForbidden {
			t.Errorf("%s %s answers %d to a %s", route.Method, row.target, w.Code, role)
		}
		return
	}
	if row.mediaType != typeHTML {
		return
	}
	for _, language := range catalog.Languages {
		d := b.page(row.target + "?lang=" + language)
		if d.attr("html", "lang") != language || d.text("h1") == "" || strings.Contains(textOf(d.root), "{{") {
			t.Errorf("%s is not whole in %s", row.target, language)
		}
	}
	b.page("/account?lang=en")
}

func TestProfile(t *testing.T) {
	b := newBrowser(t, accountSite(t, catalog.RoleReviewer))
	b.signIn()
	d := b.refused(b.post("/account", "name", strings.Repeat("x", 500), "language", "de"), http.StatusUnprocessableEntity, "Name: ")
	if len(d.attr("#name", "value")) != 500 || d.attr("#name", "aria-invalid") != "true" || d.attr(".failures a", "href") != "#name" {
		t.Error("what was typed is lost, or the fault is not told at the field")
	}
	b.lands(b.post("/account", "name", "Eva", "language", "de"), "/account?done=profile")
	d = b.page("/account?done=profile")
	if d.attr("html", "lang") != "de" || d.attr("#name", "value") != "Eva" || d.text(".done") == "" {
		t.Errorf("the page is in %s for %q", d.attr("html", "lang"), d.attr("#name", "value"))
	}
}

func TestPassword(t *testing.T) {
	s := accountSite(t, catalog.RoleReviewer)
	b, other := newBrowser(t, s), newBrowser(t, s)
	b.signIn()
	other.signIn()
	b.refused(b.post("/account/password", "old", "wrong", "password", "another long password"), http.StatusUnprocessableEntity, "not right")
	b.refused(b.post("/account/password", "old", testPassword, "password", "short"), http.StatusUnprocessableEntity, "12 characters")
	b.lands(b.post("/account/password", "old", testPassword, "password", "another long password"), "/account?done=password")
	b.page("/account")
	other.lands(other.get("/account"), "/sign-in?to=%2Faccount")
	other.refused(other.post("/sign-in", "email", testEmail, "password", testPassword), http.StatusUnprocessableEntity, "not right")
}

func TestSecondFactor(t *testing.T) {
	s := accountSite(t, catalog.RoleReviewer)
	b := newBrowser(t, s)
	b.signIn()
	d := b.page("/account/second-factor")
	secret := d.attr("[name=secret]", "value")
	if shown := strings.ReplaceAll(d.text(".secrets"), " ", ""); shown != secret || secret == "" {
		t.Fatalf("the page shows %q and sends %q", shown, secret)
	}
	code, err := totp.Code(secret, today)
	if err != nil {
		t.Fatal(err)
	}
	again := b.refused(b.post("/account/second-factor", "secret", secret, "password", "wrong", "code", code), http.StatusUnprocessableEntity, "not right")
	if again.attr("[name=secret]", "value") != secret {
		t.Error("after a mistake the app would need another secret")
	}
	w := b.post("/account/second-factor", "secret", secret, "password", testPassword, "code", code)
	codes := parse(t, w.Body.String()).texts(".secrets li")
	if w.Code != http.StatusOK || len(codes) < 8 {
		t.Fatalf("the answer is %d with %d recovery codes", w.Code, len(codes))
	}
	other := newBrowser(t, s)
	other.refused(other.post("/sign-in", "email", testEmail, "password", testPassword), http.StatusUnprocessableEntity, "second factor")
	other.refused(other.post("/sign-in", "email", testEmail, "password", testPassword, "code", "000000"), http.StatusUnprocessableEntity, "not right")
	other.lands(other.post("/sign-in", "email", testEmail, "password", testPassword, "code", codes[0]), "/")
	other.refused(other.post("/account/second-factor/off", "password", testPassword, "code", codes[0]), http.StatusUnprocessableEntity, "not right")
	w = other.post("/account/recovery-codes", "password", testPassword, "code", codes[1])
	if fresh := parse(t, w.Body.String()).texts(".secrets li"); w.Code != http.StatusOK || len(fresh) != len(codes) || fresh[0] == codes[0] {
		t.Fatalf("the answer is %d with the codes %v", w.Code, fresh)
	}
	other.refused(other.post("/account/second-factor/off", "password", testPassword, "code", codes[2]), http.StatusUnprocessableEntity, "not right")
}

func TestSessions(t *testing.T) {
	s := accountSite(t, catalog.RoleReviewer)
	b, other, third := newBrowser(t, s), newBrowser(t, s), newBrowser(t, s)
	for _, one := range []*browser{b, other, third} {
		one.signIn()
	}
	forms := b.page("/account").all(`form[action^="/account/sessions/"]`)
	if len(forms) != 2 {
		t.Fatalf("%d sessions can be ended, want those of the two other browsers", len(forms))
	}
	b.lands(b.post(attrOf(forms[0], "action")), "/account?done=session")
	b.lands(b.post("/account/sessions"), "/account?done=sessions")
	for _, one := range []*browser{other, third} {
		if w := one.get("/account"); w.Code != http.StatusSeeOther {
			t.Errorf("a session that was ended shows the account: %d", w.Code)
		}
	}
	b.page("/account")
	if w := b.post("/account/sessions/none"); w.Code != http.StatusNotFound {
		t.Errorf("ending a session that is not there answers %d", w.Code)
	}
}

// TestTokens: a token is shown once, lets a program see what its holder may
// see, and is worth nothing once revoked.
func TestTokens(t *testing.T) {
	b := newBrowser(t, accountSite(t, catalog.RoleReviewer))
	b.signIn()
	d := b.refused(b.post("/account/tokens", "name", "Nightly list", "days", "400", "scopes", "read"), http.StatusUnprocessableEntity, "366")
	if d.attr("#name", "value") != "Nightly list" || len(d.all("input[value=read][checked]")) != 1 {
		t.Error("what was typed is lost")
	}
	w := b.post("/account/tokens", "name", "Nightly list", "days", "30", "scopes", "read")
	secret := parse(t, w.Body.String()).text(".secrets")
	if w.Code != http.StatusOK || !strings.HasPrefix(secret, "showcase_") {
		t.Fatalf("the answer is %d with %q", w.Code, secret)
	}
	if strings.Contains(b.get("/account").Body.String(), secret) {
		t.Error("the token is shown again")
	}
	ask := func(token string) *httptest.ResponseRecorder {
		return get(b.site, apiBase+"/search", "Authorization", "Bearer "+token)
	}
	if w := ask(secret); w.Code != http.StatusOK || w.Header().Get("Cache-Control") != noStore {
		t.Errorf("with the token the answer is %d, %q", w.Code, w.Header().Get("Cache-Control"))
	}
	if w := ask(secret + "x"); w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") != "Bearer" {
		t.Errorf("with a wrong token the answer is %d, %q", w.Code, w.Header().Get("WWW-Authenticate"))
	}
	if w := get(b.site, "/account", "Authorization", "Bearer "+secret); w.Code != http.StatusSeeOther {
		t.Errorf("a token opens a page: %d", w.Code)
	}
	b.lands(b.post(b.page("/account").attr(`form[action^="/account/tokens/"]`, "action")), "/account?done=token")
	if w := ask(secret); w.Code != http.StatusUnauthorized {
		t.Errorf("a revoked token answers %d", w.Code)
	}
}

func TestOwnDataAndDeletion(t *testing.T) {
	b := newBrowser(t, accountSite(t, catalog.RoleReviewer))
	b.signIn()
	w := b.post("/account/data")
	var data catalog.OwnData
	if err := json.Unmarshal(w.Body.Bytes(), &data); err != nil || data.Email != testEmail || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("the data are %+v (%v) as %q", data, err, w.Header().Get("Content-Disposition"))
	}
	b.refused(b.post("/account/delete", "password", "wrong"), http.StatusUnprocessableEntity, "not right")
	b.lands(b.post("/account/delete", "password", testPassword), "/")
	b.lands(b.get("/account"), "/sign-in?to=%2Faccount")
	b.refused(b.post("/sign-in", "email", testEmail, "password", testPassword), http.StatusUnprocessableEntity, "not right")
}

func TestInvitation(t *testing.T) {
	s := accountSite(t, catalog.RoleAdministrator)
	users, err := s.service.Users(t.Context(), catalog.Actor{Role: catalog.RoleAdministrator})
	if err != nil {
		t.Fatal(err)
	}
	admin := catalog.Actor{ID: users[0].ID, Role: catalog.RoleAdministrator}
	secret, _, err := s.service.Invite(t.Context(), admin, catalog.Invitation{Email: "ada@example.org", Role: catalog.RoleReviewer})
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s)
	if text := b.page("/invitation/" + secret).text("main"); !strings.Contains(text, "ada@example.org") || !strings.Contains(text, "Reviewer") {
		t.Errorf("the invitation says %q", text)
	}
	d := b.refused(b.post("/invitation/"+secret, "name", "Ada", "language", "pl", "password", "short"), http.StatusUnprocessableEntity, "12 characters")
	if d.attr("#name", "value") != "Ada" || d.attr("option[selected]", "value") != "pl" {
		t.Error("what was typed is lost")
	}
	b.lands(b.post("/invitation/"+secret, "name", "Ada", "language", "pl", "password", testPassword), "/sign-in")
	b.lands(b.post("/sign-in", "email", "ada@example.org", "password", testPassword), "/")
	if d := b.page("/"); d.attr("html", "lang") != "pl" || d.text(".who a") != "Ada" {
		t.Errorf("the page is in %s for %s", d.attr("html", "lang"), d.text(".who a"))
	}
	for _, gone := range []string{secret, "none"} {
		if w := b.get("/invitation/" + gone); w.Code != http.StatusNotFound {
			t.Errorf("an invitation that is over answers %d", w.Code)
		}
		if w := b.post("/invitation/"+gone, "password", testPassword); w.Code != http.StatusNotFound {
			t.Errorf("an invitation that is over is accepted with %d", w.Code)
		}
	}
}

func TestReset(t *testing.T) {
	s := accountSite(t, catalog.RoleReviewer)
	secret, err := s.service.RequestReset(t.Context(), testEmail, netip.MustParseAddr("192.0.2.1"))
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, s)
	b.page("/reset/" + secret)
	b.refused(b.post("/reset/"+secret, "password", "short"), http.StatusUnprocessableEntity, "12 characters")
	b.lands(b.post("/reset/"+secret, "password", "another long password"), "/sign-in")
	b.refused(b.post("/reset/"+secret, "password", "yet another password"), http.StatusUnprocessableEntity, "not good any more")
	b.lands(b.post("/sign-in", "email", testEmail, "password", "another long password"), "/")
}

// TestMembersSeeMore: who is signed in finds and reads what is for members, by
// page and by API.
func TestMembersSeeMore(t *testing.T) {
	entries, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	s := accountSite(t, catalog.RoleReviewer, entries...)
	b := newBrowser(t, s)
	target := apiBase + "/search?kind=all"
	total := func() (n struct{ Total int }) {
		decode(t, b.get(target), &n)
		return n
	}
	before := total().Total
	b.signIn()
	if after := total().Total; after < before {
		t.Errorf("a member finds %d, a visitor %d", after, before)
	}
	if len(b.page("/solutions").all("#facet-cost")) == 0 || len(newBrowser(t, s).page("/solutions").all("#facet-cost")) != 0 {
		t.Error("what it costs is to be a filter for members and not for visitors")
	}
}

func TestDemonstrationAccountsAreShown(t *testing.T) {
	demo := newTestServer(t, func(c *Config) { c.Demo = true })
	if text := open(t, demo, "/sign-in").text("main"); !strings.Contains(text, "officer@example.org") || !strings.Contains(text, "“demonstration”") {
		t.Errorf("the page says %q", text)
	}
	if text := open(t, newTestServer(t, nil), "/sign-in").text("main"); strings.Contains(text, "@example.org") {
		t.Errorf("outside the demonstration the page says %q", text)
	}
}

func TestBrowserName(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                  "Firefox, Linux",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0":   "Edge, Windows",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/604": "Safari, iPhone",
		"curl/8.5": "", "": "",
	} {
		if got := browserName(agent); got != want {
			t.Errorf("%s is %q, want %q", agent, got, want)
		}
	}
}

// TestCallers: only a proxy that was named tells where a request comes from.
func TestCallers(t *testing.T) {
	proxied := []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}
	for _, c := range []struct {
		proxies         []netip.Prefix
		from, forwarded string
		want            string
	}{
		{nil, "192.0.2.1:99", "198.51.100.7", "192.0.2.1"},
		{proxied, "192.0.2.1:99", "198.51.100.7", "198.51.100.7"},
		{proxied, "192.0.2.1:99", "203.0.113.9, 198.51.100.7", "198.51.100.7"},
		{proxied, "192.0.2.1:99", "", "192.0.2.1"},
		{proxied, "203.0.113.5:99", "198.51.100.7", "203.0.113.5"},
		{proxied, "127.0.0.1:99", "198.51.100.7", "127.0.0.1"},
	} {
		s := newTestServer(t, func(config *Config) { config.Proxies = c.proxies })
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.from
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-For", c.forwarded)
		}
		if got := s.callers()(r); got != c.want {
			t.Errorf("a request from %s for %q counts for %s, want %s", c.from, c.forwarded, got, c.want)
		}
	}
}
