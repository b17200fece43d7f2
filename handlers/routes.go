package handlers

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// Permission says who may use a route.
type Permission string

// The permissions of routes. What somebody may do with an entry or an account is
// for package catalog to say.
const (
	PermissionPublic Permission = "public" // everyone, signed in or not
	PermissionMember Permission = "member" // everyone who is signed in
	PermissionAdmits Permission = "admits" // administrators and national contacts
)

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

		{http.MethodGet, "/sign-in", PermissionPublic, s.signInForm},
		{http.MethodPost, "/sign-in", PermissionPublic, s.signIn},
		{http.MethodPost, "/sign-out", PermissionPublic, s.signOut},
		{http.MethodGet, "/invitation/:secret", PermissionPublic, s.invitationForm},
		{http.MethodPost, "/invitation/:secret", PermissionPublic, s.acceptInvitation},
		{http.MethodGet, "/reset/:secret", PermissionPublic, s.resetForm},
		{http.MethodPost, "/reset/:secret", PermissionPublic, s.reset},
		{http.MethodGet, "/account", PermissionMember, s.account},
		{http.MethodPost, "/account", PermissionMember, s.setProfile},
		{http.MethodGet, "/account/password", PermissionMember, s.passwordForm},
		{http.MethodPost, "/account/password", PermissionMember, s.setPassword},
		{http.MethodGet, "/account/second-factor", PermissionMember, s.factorForm},
		{http.MethodPost, "/account/second-factor", PermissionMember, s.addFactor},
		{http.MethodPost, "/account/second-factor/off", PermissionMember, s.removeFactor},
		{http.MethodGet, "/account/recovery-codes", PermissionMember, s.recoveryForm},
		{http.MethodPost, "/account/recovery-codes", PermissionMember, s.renewCodes},
		{http.MethodPost, "/account/sessions", PermissionMember, s.endSessions},
		{http.MethodPost, "/account/sessions/:id", PermissionMember, s.endSession},
		{http.MethodGet, "/account/tokens", PermissionMember, s.tokenForm},
		{http.MethodPost, "/account/tokens", PermissionMember, s.makeToken},
		{http.MethodPost, "/account/tokens/:id", PermissionMember, s.revokeToken},
		{http.MethodPost, "/account/data", PermissionMember, s.ownData},
		{http.MethodGet, "/account/delete", PermissionMember, s.deletionForm},
		{http.MethodPost, "/account/delete", PermissionMember, s.deleteAccount},

		{http.MethodGet, "/admin/people", PermissionAdmits, s.people},
		{http.MethodPost, "/admin/people/:id", PermissionAdmits, s.changePerson},
		{http.MethodGet, "/admin/invitations", PermissionAdmits, s.inviteForm},
		{http.MethodPost, "/admin/invitations", PermissionAdmits, s.invite},
		{http.MethodPost, "/admin/invitations/:id", PermissionAdmits, s.revokeInvitation},

		{http.MethodGet, "/healthz", PermissionPublic, s.machine.health},
		{http.MethodGet, "/readyz", PermissionPublic, s.machine.ready},
		{http.MethodGet, "/robots.txt", PermissionPublic, s.machine.robots},
		{http.MethodGet, "/opensearch.xml", PermissionPublic, s.machine.openSearch},
		{http.MethodGet, "/sitemap.xml", PermissionPublic, s.machine.sitemapIndex},
		{http.MethodGet, "/sitemap/:file", PermissionPublic, s.machine.sitemap},
	}
}
