package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestAnswersCarrySecurityHeaders(t *testing.T) {
	s := newTestServer(t, nil)
	for _, r := range []*http.Request{
		httptest.NewRequest(http.MethodGet, "/", nil),
		httptest.NewRequest(http.MethodGet, "/nowhere", nil),
		httptest.NewRequest(http.MethodGet, "/api/nowhere", nil),
		httptest.NewRequest(http.MethodPost, "/", strings.NewReader("a=b")),
		httptest.NewRequest(http.MethodGet, s.assets.urls["css/showcase.css"], nil),
		httptest.NewRequest(http.MethodGet, "/?q="+strings.Repeat("a", 9000), nil),
	} {
		w := do(s, r)
		for name, want := range securityHeaders {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s %.40s answers %d with %s = %q, want %q", r.Method, r.URL, w.Code, name, got, want)
			}
		}
		if w.Header().Get("Server") != "" {
			t.Errorf("%s %.40s names the server", r.Method, r.URL)
		}
	}
}

func TestHostsOtherThanOursAreRefused(t *testing.T) {
	for public, hosts := range map[string]map[string]int{
		"https://showcase.example.eu": {
			"showcase.example.eu": 200, "SHOWCASE.example.eu": 200, "showcase.example.eu:443": 200,
			"localhost:8080": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200,
			"evil.example": 421, "showcase.example.eu.evil.example": 421, "10.0.0.1": 421, "": 421,
		},
		"": {
			"localhost:8080": 200, "127.0.0.1:8080": 200, "[::1]:8080": 200, "10.0.0.1": 200, "[fd00::1]:8080": 200,
			"evil.example": 421, "localhost.evil.example": 421, "": 421,
		},
	} {
		s := newTestServer(t, func(c *Config) { c.PublicURL = public })
		for host, want := range hosts {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			r.Host = host
			if got := do(s, r).Code; got != want {
				t.Errorf("public address %q: Host %q answers %d, want %d", public, host, got, want)
			}
		}
	}
}
