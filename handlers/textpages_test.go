package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
	"ileanet.eu/showcase/search/query"
)

// TestHelpKnowsEveryFilter holds the examples against the search language: each
// filter has one, each is understood and finds what its link finds.
func TestHelpKnowsEveryFilter(t *testing.T) {
	var shown []string
	for _, f := range helpFilters {
		shown = append(shown, f.facet)
	}
	for _, field := range query.Fields {
		if field != search.FacetKind && !slices.Contains(shown, field) { // the kind is chosen by the page
			t.Errorf("the help has no example of %s:", field)
		}
	}
	s := sampleSite(t)
	d := open(t, s, "/help")
	links := d.all(".help-table a")
	if want := len(helpWords) + len(helpFilters) - 1; len(links) != want { // prices are told to members
		t.Fatalf("the help has %d examples, want %d", len(links), want)
	}
	for _, link := range links {
		typed := textOf(link)
		results, err := s.searcher.Search(t.Context(), catalog.Visitor, search.Request{Query: typed})
		if err != nil {
			t.Fatal(err)
		}
		if results.Total == 0 {
			t.Errorf("%s finds nothing", typed)
		}
		if len(results.Hints) > 0 {
			t.Errorf("%s is not understood: %v", typed, results.Hints)
		}
		address, err := url.Parse(attrOf(link, "href"))
		if err != nil {
			t.Fatal(err)
		}
		var linked struct{ Total int }
		decode(t, get(s, apiBase+"/search?"+address.RawQuery), &linked)
		if address.Path != "/solutions" || linked.Total != results.Total {
			t.Errorf("%s finds %d, its link %s finds %d", typed, results.Total, address, linked.Total)
		}
	}
}

// TestHelpDefinesTerms holds that definitions come from the vocabularies, in
// the language of the reader.
func TestHelpDefinesTerms(t *testing.T) {
	s := newTestServer(t, nil)
	lists := shippedVocabularies(t)
	for _, language := range catalog.Languages {
		d := open(t, s, "/help", "Accept-Language", language)
		items := d.texts("main li")
		for _, name := range []string{"trl", "trl_band", "trl_basis", "trl_confidence", "evidence_grade", "access_level"} {
			for _, c := range lists.List(name).Concepts {
				if label := c.Label(language); !slices.Contains(items, label) {
					t.Errorf("the help in %s does not define %s: %s", language, c.ID, label)
				}
			}
		}
		for _, chip := range d.all(".chip") {
			if attrOf(chip, "lang") == "" {
				t.Errorf("%s in its own language is not marked as such", textOf(chip))
			}
		}
	}
}

// TestStatementsNameTheOperator holds where people can write to.
func TestStatementsNameTheOperator(t *testing.T) {
	with := newTestServer(t, func(c *Config) { c.Contact = "showcase@example.eu" })
	without := newTestServer(t, nil)
	for _, path := range []string{"/privacy", "/accessibility"} {
		if got := open(t, with, path).attr("main a", "href"); got != "mailto:showcase@example.eu" {
			t.Errorf("%s: address %s", path, got)
		}
		d := open(t, without, path)
		if len(d.all(`main a`)) != 0 || !strings.Contains(d.text("main"), "has not stated an address") {
			t.Errorf("%s does not say that there is no address", path)
		}
	}
}

// TestOnlyTheLanguageIsKept holds what the privacy notice says of cookies, and
// that its pages are linked from every page.
func TestOnlyTheLanguageIsKept(t *testing.T) {
	s := newTestServer(t, nil)
	for _, path := range []string{"/privacy", "/api/v1/vocabularies", "/nowhere", "/readyz"} {
		if got := get(s, path).Header().Get("Set-Cookie"); got != "" {
			t.Errorf("%s sets %s", path, got)
		}
	}
	footer := []string{}
	for _, a := range open(t, s, "/").all("footer a") {
		footer = append(footer, attrOf(a, "href"))
	}
	for _, path := range []string{"/help", "/privacy", "/accessibility", "/api"} {
		if !slices.Contains(footer, path) {
			t.Errorf("the foot of a page has no link to %s", path)
		}
		if got := get(s, path).Code; got != http.StatusOK {
			t.Errorf("%s answers %d", path, got)
		}
	}
}
