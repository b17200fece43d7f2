package handlers

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
)

// statusClientGone is logged when the caller went away before the answer; no
// one reads it.
const statusClientGone = 499

// statuses gives each category of failure its status, in the order in which
// they are tried.
var statuses = []struct {
	category error
	status   int
}{
	{catalog.ErrNotFound, http.StatusNotFound},
	{catalog.ErrGone, http.StatusGone},
	{catalog.ErrUnauthenticated, http.StatusUnauthorized},
	{catalog.ErrCodeNeeded, http.StatusUnauthorized},
	{catalog.ErrThrottled, http.StatusTooManyRequests},
	{catalog.ErrForbidden, http.StatusForbidden},
	{catalog.ErrInvalid, http.StatusUnprocessableEntity},
	{catalog.ErrConflict, http.StatusConflict},
	{catalog.ErrMove, http.StatusConflict},
	{catalog.ErrUnavailable, http.StatusServiceUnavailable},
	{context.DeadlineExceeded, http.StatusServiceUnavailable},
	{context.Canceled, statusClientGone},
}

// explained are the statuses that have a text of their own; others share that
// of 400 or 500.
var explained = map[int]bool{
	400: true, 401: true, 403: true, 404: true, 405: true, 409: true, 410: true, 412: true, 413: true, 414: true,
	421: true, 422: true, 429: true, 500: true, 503: true,
}

// problem is an error for programs, RFC 9457.
type problem struct {
	Type   string         `json:"type"`
	Title  string         `json:"title"`
	Status int            `json:"status"`
	Detail string         `json:"detail,omitempty"`
	Errors []fieldProblem `json:"errors,omitempty"`
}

// fieldProblem is a broken rule of one field.
type fieldProblem struct {
	Field  string `json:"field"`
	Key    string `json:"key"`
	Detail string `json:"detail"`
}

// errorPage is the view model of the page that tells of a failure.
type errorPage struct {
	frame
	Heading   string
	Text      string
	Reference string // of the request, for failures someone should look into
}

// statusOf is the status an error is answered with.
func statusOf(err error) int {
	if he, ok := errors.AsType[*echo.HTTPError](err); ok {
		return he.Code
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return http.StatusRequestEntityTooLarge
	}
	for _, s := range statuses {
		if errors.Is(err, s.category) {
			return s.status
		}
	}
	return http.StatusInternalServerError
}

// handleError is the one place where an error becomes a status, a page or
// problem details, and a line in the log. The answer never tells the cause.
func (s *Server) handleError(err error, c echo.Context) {
	status := statusOf(err)
	if status >= http.StatusInternalServerError {
		s.log.LogAttrs(c.Request().Context(), slog.LevelError, "request failed",
			slog.String("route", c.Path()), slog.Int("status", status),
			slog.String("request", requestID(c)), slog.String("error", err.Error()))
	}
	if c.Response().Committed {
		return
	}
	switch {
	case status == http.StatusServiceUnavailable || status == http.StatusTooManyRequests:
		c.Response().Header().Set("Retry-After", "5")
		retryAfter(c, err)
	case status == http.StatusUnauthorized && forPrograms(c.Request().URL.Path):
		c.Response().Header().Set("WWW-Authenticate", "Bearer")
	}
	c.Response().Header().Set("Cache-Control", noStore)
	if forPrograms(c.Request().URL.Path) {
		s.sendProblem(c, status, err)
		return
	}
	s.sendErrorPage(c, status)
}

func (s *Server) sendProblem(c echo.Context, status int, err error) {
	l := s.localizer(c)
	p := problem{Type: "about:blank", Status: status}
	p.Title, p.Detail = explain(l, status)
	if fields, ok := errors.AsType[catalog.FieldErrors](err); ok {
		for _, f := range fields {
			p.Errors = append(p.Errors, fieldProblem{Field: f.Field, Key: f.Key, Detail: l.FieldError(f)})
		}
	}
	body, err := json.Marshal(p)
	if err != nil {
		s.sendReadyMade(c, err)
		return
	}
	s.sendOrLog(c, c.Blob(status, "application/problem+json", body))
}

func (s *Server) sendErrorPage(c echo.Context, status int) {
	page := &errorPage{}
	page.Heading, page.Text = explain(s.localizer(c), status)
	page.Title, page.NoIndex, page.OwnSearch = page.Heading, true, true
	if status >= http.StatusInternalServerError {
		page.Reference = requestID(c)
	}
	err := s.render(c, status, page)
	if err != nil && !c.Response().Committed {
		s.sendReadyMade(c, err)
		return
	}
	s.sendOrLog(c, err)
}

// readyMade is sent when even the error page cannot be made.
const readyMade = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Something went wrong</title></head>
<body><h1>Something went wrong</h1><p>The page could not be made. Please try again in a moment.</p><p><a href="/">Start page</a></p></body></html>
`

func (s *Server) sendReadyMade(c echo.Context, err error) {
	s.log.LogAttrs(c.Request().Context(), slog.LevelError, "error page failed",
		slog.String("request", requestID(c)), slog.String("error", err.Error()))
	s.sendOrLog(c, c.HTMLBlob(http.StatusInternalServerError, []byte(readyMade)))
}

// sendOrLog notes an answer that could not be sent: the caller went away.
func (s *Server) sendOrLog(c echo.Context, err error) {
	if err != nil {
		s.log.LogAttrs(c.Request().Context(), slog.LevelDebug, "answer not sent",
			slog.String("request", requestID(c)), slog.String("error", err.Error()))
	}
}

// explain is the heading and the text for a status.
func explain(l *locale.Localizer, status int) (heading, text string) {
	if !explained[status] {
		status = map[bool]int{true: http.StatusInternalServerError, false: http.StatusBadRequest}[status >= http.StatusInternalServerError]
	}
	key := "failure." + strconv.Itoa(status)
	return l.T(key + ".title"), l.T(key + ".text")
}

func requestID(c echo.Context) string {
	id, _ := c.Get(keyRequestID).(string) // empty only before the first middleware
	return id
}
