package handlers

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// pagedKinds are the kinds whose entries have pages.
var pagedKinds = []catalog.Kind{
	catalog.KindSolution, catalog.KindUseCase, catalog.KindScenario, catalog.KindProject, catalog.KindNeed, catalog.KindOrganisation,
}

// sitemapMost is how many addresses the sitemap protocol allows in one file.
const sitemapMost = 50_000

// machine answers what programs ask a site for: its health, its addresses, how
// to search it.
type machine struct {
	addresses func(ctx context.Context, viewer catalog.Actor, kind catalog.Kind) ([]catalog.Address, error)
	searcher  Searcher
	draining  func() bool
	base      func(echo.Context) string // address of the site, without slash at the end

	mu       sync.Mutex
	sequence uint64 // of the feed when sitemaps were made
	sitemaps map[catalog.Kind][]catalog.Address
}

// health says that the process answers. It asks nothing of anybody.
func (m *machine) health(c echo.Context) error {
	return c.String(http.StatusOK, "ok\n")
}

// ready says whether requests should be sent here: the index has reached the
// feed once and the server is not ending. With ?sequence=N it also waits to
// have applied that write.
func (m *machine) ready(c echo.Context) error {
	if m.draining() {
		return unready(c, "ending\n")
	}
	if m.searcher.Ready() != nil {
		return unready(c, "index: not yet ready\n")
	}
	if asked := c.QueryParam("sequence"); asked != "" {
		n, err := strconv.ParseUint(asked, 10, 64)
		if err != nil {
			return c.String(http.StatusBadRequest, "sequence: a whole number is wanted\n")
		}
		if m.searcher.Applied() < n {
			return unready(c, "index: not yet at that sequence\n")
		}
	}
	return c.String(http.StatusOK, "ready\n")
}

// unready says what is missing, and that it is worth asking again at once.
func unready(c echo.Context, what string) error {
	c.Response().Header().Set("Retry-After", "1")
	return c.String(http.StatusServiceUnavailable, what)
}

// robots keeps crawlers to the entries: the combinations of filters are without
// end.
func (m *machine) robots(c echo.Context) error {
	var b strings.Builder
	b.WriteString("User-agent: *\nDisallow: /api/\n")
	for _, kind := range pagedKinds {
		fmt.Fprintf(&b, "Disallow: /%s?\n", kind.Collection())
	}
	fmt.Fprintf(&b, "Sitemap: %s/sitemap.xml\n", m.base(c))
	return c.String(http.StatusOK, b.String())
}

// openSearch lets a browser add the catalogue to its search engines.
func (m *machine) openSearch(c echo.Context) error {
	type address struct {
		Type     string `xml:"type,attr"`
		Template string `xml:"template,attr"`
		Rel      string `xml:"rel,attr,omitempty"`
	}
	base := m.base(c)
	return m.xml(c, "application/opensearchdescription+xml", struct {
		XMLName     xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
		ShortName   string
		Description string
		Encoding    string    `xml:"InputEncoding"`
		URL         []address `xml:"Url"`
	}{
		ShortName: "Showcase", Description: "Research results for border management", Encoding: "UTF-8",
		URL: []address{{Type: "text/html", Template: base + "/solutions?q={searchTerms}"}},
	})
}

// siteURL is one address in a sitemap or an index of sitemaps.
type siteURL struct {
	Location string `xml:"loc"`
	Modified string `xml:"lastmod,omitempty"`
}

const sitemapNamespace = "http://www.sitemaps.org/schemas/sitemap/0.9"

// sitemapIndex names a sitemap for each kind of entry.
func (m *machine) sitemapIndex(c echo.Context) error {
	var maps []siteURL
	for _, kind := range pagedKinds {
		maps = append(maps, siteURL{Location: m.base(c) + "/sitemap/" + kind.Collection() + ".xml"})
	}
	return m.xml(c, "application/xml", struct {
		XMLName xml.Name  `xml:"sitemapindex"`
		XMLNS   string    `xml:"xmlns,attr"`
		Maps    []siteURL `xml:"sitemap"`
	}{XMLNS: sitemapNamespace, Maps: maps})
}

// sitemap lists the entries of one kind that a visitor may see.
func (m *machine) sitemap(c echo.Context) error {
	collection, ok := strings.CutSuffix(c.Param("file"), ".xml")
	kind, err := catalog.KindOfCollection(collection)
	if !ok || err != nil {
		return catalog.ErrNotFound
	}
	addresses, err := m.list(c.Request().Context(), kind)
	if err != nil {
		return err
	}
	urls := make([]siteURL, 0, len(addresses))
	for _, a := range addresses {
		urls = append(urls, siteURL{Location: m.base(c) + a.Path, Modified: string(catalog.DateOf(a.Updated))})
	}
	return m.xml(c, "application/xml", struct {
		XMLName xml.Name  `xml:"urlset"`
		XMLNS   string    `xml:"xmlns,attr"`
		URLs    []siteURL `xml:"url"`
	}{XMLNS: sitemapNamespace, URLs: urls})
}

// list reads the addresses of a kind once for each state of the catalogue:
// reading all entries is too dear to do for whoever asks.
func (m *machine) list(ctx context.Context, kind catalog.Kind) ([]catalog.Address, error) {
	if !slices.Contains(pagedKinds, kind) {
		return nil, catalog.ErrNotFound
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if now := m.searcher.Applied(); m.sitemaps == nil || now != m.sequence {
		m.sequence, m.sitemaps = now, map[catalog.Kind][]catalog.Address{}
	}
	if known, ok := m.sitemaps[kind]; ok {
		return known, nil
	}
	addresses, err := m.addresses(ctx, catalog.Visitor, kind)
	if err != nil {
		return nil, err
	}
	addresses = addresses[:min(len(addresses), sitemapMost)]
	m.sitemaps[kind] = addresses
	return addresses, nil
}

// xml answers with a document.
func (m *machine) xml(c echo.Context, contentType string, document any) error {
	data, err := xml.MarshalIndent(document, "", " ")
	if err != nil {
		return err
	}
	return c.Blob(http.StatusOK, contentType+"; charset=utf-8", append([]byte(xml.Header), data...))
}
