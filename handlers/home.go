package handlers

import "github.com/labstack/echo/v4"

// homePage is the view model of home.html.
type homePage struct {
	frame
}

// home is the start page.
func (s *Server) home(c echo.Context) error {
	p := &homePage{}
	p.OwnSearch = true
	return s.render(c, "home", p)
}
