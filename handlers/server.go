// Package handlers is the web application: pages for people and, beside them,
// answers for programs, over what packages catalog and search offer.
//
//	request ─► middleware.go (headers, host, limits, language, log)
//	        ─► routes.go (the whole table) ─► a handler
//	               │                             │ searchstate.go: URL ↔ search.Request
//	               ▼                             ▼
//	        errors.go ◄── error           view model ─► render.go ─► answer.go (ETag, compression)
//	                                        (x.go)   (x.templ)
//
// Handlers return errors; errors.go alone turns one into a status, a page or
// problem details and a line in the log. Pages are view models rendered into a
// buffer: a page is sent whole or not at all. Every page works without script.
//
// Templates are those of templ, compiled into Go. html/template, the other
// candidate, passes each value through a chain of functions that look at what
// it is. A page of 20 results with all filters (70 kB, the answer of the engine
// given) took 2.8 ms of processor time with it: 1.9 in templates, 0.3 for the
// view model, 0.5 to collect garbage. The same page takes 0.5 ms with templ:
// 0.2 in templates, 0.13 for the view model, 0.12 for garbage. The same answer
// as JSON takes 0.14 ms. BenchmarkSearchAnswer measures both.
package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
	"ileanet.eu/showcase/search"
	"ileanet.eu/showcase/static"
)

// Catalogue is what pages read from [catalog.Service].
type Catalogue interface {
	Lookup(ctx context.Context, viewer catalog.Actor, kind catalog.Kind, slug string) (*catalog.View, error)
	LookupAll(ctx context.Context, viewer catalog.Actor, ids []catalog.ID) (map[catalog.ID]*catalog.View, error)
	Referring(ctx context.Context, viewer catalog.Actor, id catalog.ID, kind catalog.Kind, limit int) (views []*catalog.View, more bool, err error)
	Addresses(ctx context.Context, viewer catalog.Actor, kind catalog.Kind) ([]catalog.Address, error)
	Vocabularies() *catalog.Vocabularies
}

// Searcher is what pages ask of the search engine.
type Searcher interface {
	// Search answers a request as the viewer may see it. It is
	// [catalog.ErrUnavailable] while no index is ready.
	Search(ctx context.Context, viewer catalog.Actor, r search.Request) (*search.Results, error)
	// Suggest completes what a person has typed so far, best first.
	Suggest(ctx context.Context, viewer catalog.Actor, typed, language string, limit int) ([]search.Suggestion, error)
	// Similar are the entries that have most in common with one, best first.
	Similar(ctx context.Context, viewer catalog.Actor, id catalog.ID, language string, most int) ([]search.Hit, error)
	// Match answers what the catalogue has for a text, of which it keeps nothing.
	Match(ctx context.Context, viewer catalog.Actor, text, language string) (*search.Match, error)
	// Ready is nil when searches can be answered.
	Ready() error
	// Applied is the feed sequence that every index has applied.
	Applied() uint64
}

// Config is what a [Server] is made of.
type Config struct {
	Catalogue Catalogue
	Searcher  Searcher
	Accounts  Accounts
	Logger    *slog.Logger
	Now       func() time.Time
	// PublicURL is the address people use, such as "https://showcase.example.eu".
	// Requests for any other host but this machine's own are refused. Empty in
	// development: then requests for numeric addresses are taken as well.
	PublicURL string
	// Demo tells that the entries are invented examples.
	Demo bool
	// Version of the program, for the foot of pages.
	Version string
	// Proxies are the networks of the proxies whose X-Forwarded-For is believed;
	// of all other requests the address they come from counts.
	Proxies []netip.Prefix
	// Contact is the mail address of whoever operates the catalogue, for the
	// privacy notice and the accessibility statement. They say so when it is
	// empty.
	Contact string
}

// Server answers HTTP requests. It is safe for concurrent use.
type Server struct {
	catalogue Catalogue
	searcher  Searcher
	accounts  Accounts
	log       *slog.Logger
	now       func() time.Time
	public    *url.URL // nil when not configured
	demo      bool
	version   string
	contact   string
	proxies   []netip.Prefix

	locale      *locale.Bundle
	assets      *assets
	crossOrigin *http.CrossOriginProtection
	echo        *echo.Echo
	machine     *machine
	examples    shownExamples
	description *huma.OpenAPI // of the interface for programs
	draining    atomic.Bool
}

var _ http.Handler = (*Server)(nil)

// New makes a server. It fails when the configuration lacks a part, when
// PublicURL is no absolute address or when a file in the program is wrong.
func New(c Config) (*Server, error) {
	if c.Catalogue == nil || c.Searcher == nil || c.Accounts == nil || c.Logger == nil || c.Now == nil {
		return nil, errors.New("web server: catalogue, searcher, accounts, logger and clock are needed")
	}
	s := &Server{
		catalogue: c.Catalogue, searcher: c.Searcher, accounts: c.Accounts, log: c.Logger, now: c.Now,
		demo: c.Demo, version: c.Version, contact: c.Contact, proxies: c.Proxies,
		crossOrigin: http.NewCrossOriginProtection(),
	}
	var err error
	if c.PublicURL != "" {
		s.public, err = url.Parse(c.PublicURL)
		if err != nil || s.public.Host == "" || s.public.Scheme != "http" && s.public.Scheme != "https" {
			return nil, fmt.Errorf("web server: the public address %q is not an absolute http or https address", c.PublicURL)
		}
	}
	if s.locale, err = locale.Load(); err != nil {
		return nil, fmt.Errorf("web server: %w", err)
	}
	if s.assets, err = newAssets(static.Files); err != nil {
		return nil, fmt.Errorf("web server: %w", err)
	}
	s.machine = &machine{addresses: c.Catalogue.Addresses, searcher: c.Searcher, draining: s.draining.Load, base: s.siteAddress}
	s.echo = s.newEcho()
	return s, nil
}

// Drain makes the server say that it is not ready, while it goes on answering:
// the first step of ending it.
func (s *Server) Drain() { s.draining.Store(true) }

// siteAddress is the address of the site without slash at the end: the
// configured one, or the one the request came to.
func (s *Server) siteAddress(c echo.Context) string {
	if s.public != nil {
		return s.public.Scheme + "://" + s.public.Host
	}
	return c.Scheme() + "://" + c.Request().Host
}

func (s *Server) newEcho() *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.IPExtractor = s.callers()
	e.HTTPErrorHandler = s.handleError
	e.Use(s.logged, s.secured, s.recovered, s.hosted, s.limited, s.sameOrigin, s.languaged, s.identified)
	for _, r := range s.routes() {
		handler := s.permitted(r)
		e.Add(r.Method, r.Path, handler)
		if r.Method == http.MethodGet {
			e.Add(http.MethodHead, r.Path, handler)
		}
	}
	s.description = registerAPI(e, &api{catalogue: s.catalogue, searcher: s.searcher, log: s.log}, s.version)
	return e
}

// callers finds the address that a request comes from.
func (s *Server) callers() echo.IPExtractor {
	if len(s.proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range s.proxies {
		trust = append(trust, echo.TrustIPRange(&net.IPNet{
			IP: p.Masked().Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen()),
		}))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// HTTPServer is a server for h with every limit set that protects it from slow
// and oversized requests.
func HTTPServer(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    32 << 10,
	}
}
