package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"
)

// render answers with a page.
func (s *Server) render(c echo.Context, p page) error {
	body, err := s.page(c, p)
	if err != nil {
		return err
	}
	return s.send(c, http.StatusOK, body)
}

// buffers are where pages are rendered: a page grows to tens of kilobytes.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// page renders into memory.
func (s *Server) page(c echo.Context, p page) ([]byte, error) {
	f := p.base()
	s.fill(c, f)
	out, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(out)
	out.Reset()
	if err := f.layout(p.main()).Render(c.Request().Context(), out); err != nil {
		return nil, fmt.Errorf("render %T: %w", p, err)
	}
	return bytes.Clone(out.Bytes()), nil
}
