package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// Permission says who may use a route.
type Permission string

// PermissionPublic is for everyone, signed in or not.
const PermissionPublic Permission = "public"

// Route is one row of the table of routes.
type Route struct {
	Method     string // a GET route answers HEAD as well
	Path       string // pattern, such as "/solutions/:slug"
	Permission Permission

	handler echo.HandlerFunc
}

// Routes is the whole table, for tests that walk it and for documentation.
func (s *Server) Routes() []Route { return s.routes() }

// routes is the whole table: what is not here does not exist.
func (s *Server) routes() []Route {
	return []Route{
		{http.MethodGet, "/", PermissionPublic, s.home},
		{http.MethodGet, "/help", PermissionPublic, s.help},
		{http.MethodGet, "/privacy", PermissionPublic, s.privacy},
		{http.MethodGet, "/accessibility", PermissionPublic, s.accessibility},
		{http.MethodGet, "/api", PermissionPublic, s.apiDescription},
		{http.MethodGet, "/solutions", PermissionPublic, s.list(catalog.KindSolution)},
		{http.MethodGet, "/use-cases", PermissionPublic, s.list(catalog.KindUseCase)},
		{http.MethodGet, "/scenarios", PermissionPublic, s.list(catalog.KindScenario)},
		{http.MethodGet, "/projects", PermissionPublic, s.list(catalog.KindProject)},
		{http.MethodGet, "/needs", PermissionPublic, s.list(catalog.KindNeed)},
		{http.MethodGet, "/match", PermissionPublic, s.matchForm},
		{http.MethodPost, "/match", PermissionPublic, s.match},
		{http.MethodGet, "/challenges", PermissionPublic, s.challenges},
		{http.MethodGet, "/challenges/:id", PermissionPublic, s.challenge},
		{http.MethodGet, assetPrefix + "*", PermissionPublic, s.asset},

		{http.MethodGet, "/solutions/:slug", PermissionPublic, s.entry(catalog.KindSolution)},
		{http.MethodGet, "/use-cases/:slug", PermissionPublic, s.entry(catalog.KindUseCase)},
		{http.MethodGet, "/scenarios/:slug", PermissionPublic, s.entry(catalog.KindScenario)},
		{http.MethodGet, "/projects/:slug", PermissionPublic, s.entry(catalog.KindProject)},
		{http.MethodGet, "/organisations/:slug", PermissionPublic, s.entry(catalog.KindOrganisation)},
		{http.MethodGet, "/needs/:slug", PermissionPublic, s.entry(catalog.KindNeed)},

		{http.MethodGet, "/healthz", PermissionPublic, s.machine.health},
		{http.MethodGet, "/readyz", PermissionPublic, s.machine.ready},
		{http.MethodGet, "/robots.txt", PermissionPublic, s.machine.robots},
		{http.MethodGet, "/opensearch.xml", PermissionPublic, s.machine.openSearch},
		{http.MethodGet, "/sitemap.xml", PermissionPublic, s.machine.sitemapIndex},
		{http.MethodGet, "/sitemap/:file", PermissionPublic, s.machine.sitemap},
	}
}
