package handlers

import (
	"encoding/xml"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// starting is a searcher whose index is not there yet.
type starting struct{ searchFunc }

func (starting) Ready() error { return catalog.ErrUnavailable }

func TestReadyOnlyWithAnIndex(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.Searcher = starting{findNothing} })
	for path, want := range map[string]int{"/readyz": 503, "/readyz?sequence=0": 503, "/healthz": 200, "/": 200} {
		if w := get(s, path); w.Code != want || want == 503 && w.Header().Get("Retry-After") == "" {
			t.Errorf("%s without an index answers %d, want %d and Retry-After with 503", path, w.Code, want)
		}
	}
	s = newTestServer(t, nil)
	for path, want := range map[string]int{"/readyz": 200, "/readyz?sequence=0": 200, "/readyz?sequence=1": 503, "/readyz?sequence=1.5": 400} {
		if w := get(s, path); w.Code != want || want == 503 && w.Header().Get("Retry-After") == "" {
			t.Errorf("%s at sequence 0 answers %d, want %d and Retry-After with 503", path, w.Code, want)
		}
	}
	s.Drain()
	for path, want := range map[string]int{"/readyz": 503, "/healthz": 200, "/": 200} {
		if w := get(s, path); w.Code != want || want == 503 && w.Header().Get("Retry-After") == "" {
			t.Errorf("%s while ending answers %d, want %d and Retry-After with 503", path, w.Code, want)
		}
	}
}

// TestDocumentsForMachines reads them as their reader would, with addresses of
// the public site, whatever host was asked.
func TestDocumentsForMachines(t *testing.T) {
	s := newTestServer(t, func(c *Config) { c.PublicURL = "https://showcase.example.eu/" })
	read := func(path, mediaType string, into any) {
		t.Helper()
		w := get(s, "http://localhost:8080"+path)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), mediaType) {
			t.Fatalf("%s answers %d, %s; want 200, %s", path, w.Code, w.Header().Get("Content-Type"), mediaType)
		}
		if err := xml.Unmarshal(w.Body.Bytes(), into); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
	}
	var search struct {
		XMLName xml.Name
		Name    string `xml:"ShortName"`
		URL     []struct {
			Type     string `xml:"type,attr"`
			Template string `xml:"template,attr"`
		} `xml:"Url"`
	}
	read("/opensearch.xml", "application/opensearchdescription+xml", &search)
	if search.XMLName.Space != "http://a9.com/-/spec/opensearch/1.1/" || len(search.URL) != 1 || len(search.Name) > 16 ||
		search.URL[0].Template != "https://showcase.example.eu/solutions?q={searchTerms}" {
		t.Errorf("/opensearch.xml = %+v", search)
	}
	var index struct {
		XMLName xml.Name  `xml:"sitemapindex"`
		Maps    []siteURL `xml:"sitemap"`
	}
	read("/sitemap.xml", "application/xml", &index)
	if index.XMLName.Space != sitemapNamespace || len(index.Maps) != len(pagedKinds) {
		t.Errorf("/sitemap.xml = %+v", index)
	}
	for _, m := range index.Maps {
		address, err := url.Parse(m.Location)
		if err != nil || address.Host != "showcase.example.eu" {
			t.Errorf("/sitemap.xml names %s", m.Location)
			continue
		}
		var entries struct {
			XMLName xml.Name  `xml:"urlset"`
			URLs    []siteURL `xml:"url"`
		}
		read(address.Path, "application/xml", &entries)
	}
	robots := get(s, "http://localhost/robots.txt").Body.String()
	for _, line := range []string{"User-agent: *\n", "Disallow: /api/\n", "Disallow: /solutions?\n", "Sitemap: https://showcase.example.eu/sitemap.xml\n"} {
		if !strings.Contains(robots, line) {
			t.Errorf("/robots.txt lacks %q:\n%s", line, robots)
		}
	}
}

func TestNewRefusesWhatCannotServe(t *testing.T) {
	for name, change := range map[string]func(*Config){
		"no catalogue":   func(c *Config) { c.Catalogue = nil },
		"no searcher":    func(c *Config) { c.Searcher = nil },
		"no accounts":    func(c *Config) { c.Accounts = nil },
		"no clock":       func(c *Config) { c.Now = nil },
		"relative":       func(c *Config) { c.PublicURL = "/showcase" },
		"no such scheme": func(c *Config) { c.PublicURL = "ftp://showcase.example.eu" },
		"broken":         func(c *Config) { c.PublicURL = "https://%" },
	} {
		c := Config{Catalogue: emptyCatalogue{}, Searcher: searchFunc(findNothing), Accounts: nobody{}, Logger: newTestServer(t, nil).log, Now: newTestServer(t, nil).now}
		change(&c)
		if s, err := New(c); err == nil || s != nil {
			t.Errorf("%s: New = %v, %v; want an error", name, s, err)
		} else if errors.Is(err, catalog.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
