package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/search"
)

// TestContentSecurityPolicy holds the policy word for word: an exception has to
// be asked for here.
func TestContentSecurityPolicy(t *testing.T) {
	want := "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
		"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
	if got := get(newTestServer(t, nil), "/").Header().Get("Content-Security-Policy"); got != want {
		t.Errorf("Content-Security-Policy = %s, want %s", got, want)
	}
}

// TestLogHoldsNothingOfThePerson holds what the privacy notice says of the log:
// exactly these fields, and no word of what was asked or who asked.
func TestLogHoldsNothingOfThePerson(t *testing.T) {
	var log bytes.Buffer
	s := newTestServer(t, func(c *Config) {
		c.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		c.Searcher = searchFunc(func(r search.Request) (*search.Results, error) {
			if r.Query == "canary fail" {
				return nil, errors.New("the disk is full")
			}
			return findNothing(r)
		})
	})
	for _, target := range []string{
		"/?q=canary", "/canary", "/solutions/canary?q=canary", "/api/v1/search?q=canary", "/api/v1/search?q=canary+fail", "/api/v1/search?canary=1",
		"/api/v1/suggest?q=canary", "/api/v1/solutions/canary", "/static/canary.css", "/sitemap/canary.xml", "/help?canary=canary",
		"/match", "/match?text=canary", "/api/v1/match", "/api/v1/similar?kind=solution&slug=canary",
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost, "CANARY"} {
			r := httptest.NewRequest(method, target, strings.NewReader("canary=canary"))
			for _, name := range []string{"User-Agent", "Referer", "Cookie", "X-Forwarded-For", "Accept-Language", "X-Request-Id"} {
				r.Header.Set(name, "lang=canary")
			}
			r.RemoteAddr = "203.0.113.77:4242"
			do(s, r)
		}
	}
	postForm(s, "/match", "text", "canary")
	postJSON(s, "/api/v1/match", `{"text":"canary"}`)
	postJSON(s, "/api/v1/match", `{"text":["canary"]}`)
	for _, trace := range []string{"canary", "CANARY", "203.0.113.77"} {
		if i := strings.Index(log.String(), trace); i >= 0 {
			t.Errorf("the log holds %s: %s", trace, log.String()[max(0, i-200):i+20])
		}
	}
	line := map[string]any{}
	first, _, _ := strings.Cut(log.String(), "\n")
	if err := json.Unmarshal([]byte(first), &line); err != nil {
		t.Fatal(err)
	}
	want := []string{"bytes", "level", "method", "msg", "request", "route", "status", "time", "took"}
	if got := slices.Sorted(maps.Keys(line)); !slices.Equal(got, want) {
		t.Errorf("a line of the log has the fields %v, want %v; the privacy notice names them", got, want)
	}
}

func TestLimits(t *testing.T) {
	s := newTestServer(t, nil)
	s.echo.POST("/test-read", func(c echo.Context) error {
		_, err := io.ReadAll(c.Request().Body)
		return err
	})
	unknownLength := httptest.NewRequest(http.MethodPost, "/test-read", io.MultiReader(strings.NewReader(strings.Repeat("a", maxBody)), strings.NewReader("a")))
	unknownLength.ContentLength = -1
	for name, test := range map[string]struct {
		r    *http.Request
		want int
	}{
		"longest address":      {httptest.NewRequest(http.MethodGet, "/?q="+strings.Repeat("a", maxURL-4), nil), 200},
		"address too long":     {httptest.NewRequest(http.MethodGet, "/?q="+strings.Repeat("a", maxURL-3), nil), 414},
		"api address too long": {httptest.NewRequest(http.MethodGet, "/api/v1/search?q="+strings.Repeat("a", maxURL), nil), 414},
		"largest body":         {httptest.NewRequest(http.MethodPost, "/test-read", strings.NewReader(strings.Repeat("a", maxBody))), 200},
		"body too large":       {httptest.NewRequest(http.MethodPost, "/test-read", strings.NewReader(strings.Repeat("a", maxBody+1))), 413},
		"unannounced body":     {unknownLength, 413},
	} {
		if got := do(s, test.r).Code; got != test.want {
			t.Errorf("%s answers %d, want %d", name, got, test.want)
		}
	}
}

// TestServerLimits holds the limits of net/http: set, and headers refused.
func TestServerLimits(t *testing.T) {
	server := HTTPServer(newTestServer(t, nil))
	for name, got := range map[string]time.Duration{
		"ReadHeaderTimeout": server.ReadHeaderTimeout, "ReadTimeout": server.ReadTimeout,
		"WriteTimeout": server.WriteTimeout, "IdleTimeout": server.IdleTimeout,
	} {
		if got <= 0 || got > time.Minute {
			t.Errorf("%s = %s, want a limit of at most a minute", name, got)
		}
	}
	ts := httptest.NewUnstartedServer(nil)
	ts.Config = server
	ts.Start()
	defer ts.Close()
	for length, want := range map[int]int{20 << 10: 200, 64 << 10: 431} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, ts.URL+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Long", strings.Repeat("a", length))
		answer, err := ts.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
		if answer.StatusCode != want {
			t.Errorf("a header of %d bytes answers %d, want %d", length, answer.StatusCode, want)
		}
	}
}

func TestWritesOfOtherSitesAreRefused(t *testing.T) {
	s := newTestServer(t, nil)
	s.echo.POST("/test-write", func(c echo.Context) error { return c.NoContent(http.StatusNoContent) })
	for _, test := range []struct {
		name, value string
		want        int
	}{
		{"Sec-Fetch-Site", "same-origin", 204},
		{"Sec-Fetch-Site", "none", 204},
		{"Sec-Fetch-Site", "cross-site", 403},
		{"Sec-Fetch-Site", "same-site", 403},
		{"Origin", "http://example.com", 204},
		{"Origin", "https://evil.example", 403},
		{"Origin", "null", 403},
		{"X-None", "", 204}, // no browser
	} {
		r := httptest.NewRequest(http.MethodPost, "/test-write", nil)
		r.Header.Set(test.name, test.value)
		if got := do(s, r).Code; got != test.want {
			t.Errorf("POST with %s: %s answers %d, want %d", test.name, test.value, got, test.want)
		}
	}
	if got := get(s, "/", "Sec-Fetch-Site", "cross-site").Code; got != http.StatusOK {
		t.Errorf("a link from another site answers %d, want 200", got)
	}
}

func TestMethods(t *testing.T) {
	s := newTestServer(t, nil)
	for _, route := range s.Routes() {
		path := strings.NewReplacer(":file", "solutions.xml", ":slug", "x", ":id", "x", "*", "x").Replace(route.Path)
		for _, method := range []string{http.MethodDelete, http.MethodPut, http.MethodPatch} {
			w := do(s, httptest.NewRequest(method, path, nil))
			if w.Code != http.StatusMethodNotAllowed || !strings.Contains(w.Header().Get("Allow"), route.Method) {
				t.Errorf("%s %s answers %d, Allow %q; want 405 naming %s", method, path, w.Code, w.Header().Get("Allow"), route.Method)
			}
		}
	}
	ts := httptest.NewServer(s)
	defer ts.Close()
	for _, path := range []string{"/", "/help", s.assets.urls["css/showcase.css"], "/healthz", "/robots.txt"} {
		whole, err := ts.Client().Get(ts.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		head, err := ts.Client().Head(ts.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		for name := range whole.Header {
			if name != "Date" && name != "X-Request-Id" && name != "Content-Length" && head.Header.Get(name) != whole.Header.Get(name) {
				t.Errorf("HEAD %s has %s %q, GET %q", path, name, head.Header.Get(name), whole.Header.Get(name))
			}
		}
		body, err := io.ReadAll(head.Body)
		if err = errors.Join(err, head.Body.Close(), whole.Body.Close()); err != nil || len(body) > 0 || head.StatusCode != whole.StatusCode {
			t.Errorf("HEAD %s answers %d with %d bytes (%v), want %d and none", path, head.StatusCode, len(body), err, whole.StatusCode)
		}
	}
}

func TestLanguageOfTheAnswer(t *testing.T) {
	s := newTestServer(t, nil)
	for _, test := range []struct{ target, cookie, accept, want, kept string }{
		{"/", "", "", "en", ""},
		{"/", "", "fr", "fr", ""},
		{"/", "lang=de", "fr", "de", ""},
		{"/?lang=el", "lang=de", "fr", "el", "el"},
		{"/?lang=de", "lang=de", "fr", "de", ""},
		{"/?lang=xx", "lang=yy", "fr", "fr", ""},
		{"/nowhere?lang=pl", "", "", "pl", "pl"},
	} {
		w := get(s, test.target, "Cookie", test.cookie, "Accept-Language", test.accept)
		if got := parse(t, w.Body.String()).attr("html", "lang"); got != test.want {
			t.Errorf("%s (%s, %s) is in %s, want %s", test.target, test.cookie, test.accept, got, test.want)
		}
		kept := ""
		for _, c := range w.Result().Cookies() {
			if c.Name != languageParameter || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 365*24*3600 {
				t.Errorf("%s sets the cookie %v", test.target, c)
			}
			kept = c.Value
		}
		if kept != test.kept {
			t.Errorf("%s (%s) keeps the language %q, want %q", test.target, test.cookie, kept, test.kept)
		}
		if kept != "" && !strings.Contains(w.Header().Get("Cache-Control"), "no-store") {
			t.Errorf("%s sets a cookie in an answer that may be stored: %s", test.target, w.Header().Get("Cache-Control"))
		}
	}
	if got := get(s, "/api/v1/vocabularies?lang=fr").Result().Cookies(); len(got) > 0 {
		t.Errorf("an answer for a program sets the cookie %v", got)
	}
	secure := newTestServer(t, func(c *Config) { c.PublicURL = "https://showcase.example.eu" })
	r := httptest.NewRequest(http.MethodGet, "https://showcase.example.eu/?lang=fr", nil)
	if got := do(secure, r).Result().Cookies(); len(got) != 1 || !got[0].Secure {
		t.Errorf("on https the cookie is %v, want a secure one", got)
	}
}
