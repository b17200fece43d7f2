package handlers

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// failing makes a server with a page and an operation that fail with err.
func failing(t *testing.T, err error) (*Server, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	s := newTestServer(t, func(c *Config) { c.Logger = slog.New(slog.NewTextHandler(&log, nil)) })
	fail := func(echo.Context) error { return err }
	s.echo.GET("/test-fail", fail)
	s.echo.GET("/api/test-fail", fail)
	return s, &log
}

// TestErrors holds the status of each category, for people and for programs,
// and that no answer tells the cause.
func TestErrors(t *testing.T) {
	for _, test := range []struct {
		err  error
		want int
	}{
		{catalog.ErrNotFound, 404},
		{catalog.ErrGone, 410},
		{catalog.ErrForbidden, 403},
		{catalog.ErrInvalid, 422},
		{catalog.ErrConflict, 409},
		{catalog.ErrMove, 409},
		{catalog.ErrUnavailable, 503},
		{context.DeadlineExceeded, 503},
		{context.Canceled, statusClientGone},
		{echo.NewHTTPError(http.StatusTooManyRequests, "cause"), 429},
		{echo.NewHTTPError(http.StatusTeapot, "cause"), 418},
		{&http.MaxBytesError{Limit: 1}, 413},
		{errors.New("anything else"), 500},
	} {
		s, log := failing(t, fmt.Errorf("cause: %w", test.err))
		page, program := get(s, "/test-fail"), get(s, "/api/test-fail")
		for _, w := range []struct {
			what string
			code int
			body string
			head http.Header
		}{
			{"page", page.Code, page.Body.String(), page.Header()},
			{"program", program.Code, program.Body.String(), program.Header()},
		} {
			if w.code != test.want {
				t.Errorf("%v answers a %s %d, want %d", test.err, w.what, w.code, test.want)
			}
			if strings.Contains(w.body, "cause") || strings.Contains(w.body, "anything else") {
				t.Errorf("%v: the answer for a %s tells the cause: %s", test.err, w.what, w.body)
			}
			if got := w.head.Get("Cache-Control"); got != "no-store" {
				t.Errorf("%v: Cache-Control of the answer for a %s = %q, want no-store", test.err, w.what, got)
			}
			if got := w.head.Get("Retry-After") != ""; got != (test.want == 503 || test.want == 429) {
				t.Errorf("%v: the answer for a %s has Retry-After: %v", test.err, w.what, got)
			}
		}
		if got := page.Header().Get("Content-Type"); got != typeHTML {
			t.Errorf("%v: the page is %s", test.err, got)
		}
		var p problem
		if err := json.Unmarshal(program.Body.Bytes(), &p); err != nil || p.Status != test.want || p.Title == "" || p.Type != "about:blank" {
			t.Errorf("%v: problem details %s (%v)", test.err, program.Body, err)
		}
		if got := program.Header().Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("%v: problem details are %s", test.err, got)
		}
		if logged := strings.Contains(log.String(), "cause"); logged != (test.want >= 500) {
			t.Errorf("%v: the cause is in the log: %v", test.err, logged)
		}
	}
}

// TestErrorPageHelps holds that the page offers a way on, in the language of
// the reader.
func TestErrorPageHelps(t *testing.T) {
	s := newTestServer(t, nil)
	w := get(s, "/nowhere", "Accept-Language", "de")
	d := parse(t, w.Body.String())
	if got, want := d.text("h1"), "Seite nicht gefunden"; w.Code != 404 || got != want {
		t.Errorf("answers %d %q, want 404 %q", w.Code, got, want)
	}
	if d.attr("main form", "action") != "/solutions" || d.attr("main input", "name") != "q" || len(d.all(`main a[href="/help"]`)) != 1 {
		t.Error("the error page offers no search or no help")
	}
	if d.attr(`meta[name="robots"]`, "content") != "noindex" {
		t.Error("search engines may list the error page")
	}
}

func TestFieldErrorsOfPrograms(t *testing.T) {
	s, _ := failing(t, catalog.FieldErrors{{Field: "name", Key: "error.too_long", Args: map[string]any{"max": 80, "length": 90}}})
	var p problem
	w := get(s, "/api/test-fail", "Accept-Language", "fr")
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatal(err)
	}
	want := fieldProblem{"name", "error.too_long", "80 caractères au maximum ; ce texte en compte 90."}
	if w.Code != 422 || len(p.Errors) != 1 || p.Errors[0] != want {
		t.Errorf("answers %d %+v, want 422 with %+v", w.Code, p.Errors, want)
	}
}

// TestPanic holds that a panic is an error like any other: a page with the
// reference under which the log holds the stack.
func TestPanic(t *testing.T) {
	s, log := failing(t, nil)
	s.echo.GET("/test-panic", func(echo.Context) error { panic("cause") })
	w := get(s, "/test-panic")
	reference := w.Header().Get("X-Request-Id")
	if w.Code != 500 || reference == "" || !strings.Contains(w.Body.String(), reference) || strings.Contains(w.Body.String(), "cause") {
		t.Errorf("a panic answers %d %s, want 500 with the reference %q and no cause", w.Code, w.Body, reference)
	}
	if !strings.Contains(log.String(), "panic: cause") || !strings.Contains(log.String(), "errors_test.go") || !strings.Contains(log.String(), reference) {
		t.Errorf("the log lacks cause, stack or reference: %s", log)
	}
	if got := get(s, "/").Code; got != 200 {
		t.Errorf("after a panic the start page answers %d", got)
	}
}

// TestReadyMadePage takes away what every page needs: people still get a page.
func TestReadyMadePage(t *testing.T) {
	s, log := failing(t, nil)
	s.assets.urls = nil
	for _, target := range []string{"/", "/nowhere"} {
		w := get(s, target)
		if w.Code != 500 || w.Body.String() != readyMade || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
			t.Errorf("%s that cannot be made answers %d %s", target, w.Code, w.Body)
		}
		if w.Header().Get("Content-Security-Policy") == "" {
			t.Errorf("%s that cannot be made has no security headers", target)
		}
	}
	if !strings.Contains(log.String(), "there is no static file") {
		t.Errorf("the log does not tell why: %s", log)
	}
}

// TestErrorAfterTheAnswer holds that an answer under way is not followed by an
// error page.
func TestErrorAfterTheAnswer(t *testing.T) {
	s, log := failing(t, nil)
	s.echo.GET("/test-late", func(c echo.Context) error {
		return errors.Join(c.String(http.StatusOK, "half"), errors.New("late cause"))
	})
	w := get(s, "/test-late")
	if w.Code != 200 || w.Body.String() != "half" || !strings.Contains(log.String(), "late cause") {
		t.Errorf("answers %d %q, log %s", w.Code, w.Body, log)
	}
}
