package handlers

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	"github.com/labstack/echo/v4"
)

// buffers are where pages are rendered: a page grows to tens of kilobytes.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// render answers with a page. It makes all of it before it sends any: when it
// fails nothing was sent, so that an error page can be.
func (s *Server) render(c echo.Context, status int, p page) error {
	f := p.base()
	s.fill(c, f)
	out, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(out)
	out.Reset()
	ctx := context.WithoutCancel(c.Request().Context()) // a caller who has gone is no failure of the page
	if err := f.layout(p.main()).Render(ctx, out); err != nil {
		return fmt.Errorf("render %T: %w", p, err)
	}
	return s.send(c, status, out.Bytes())
}
