package handlers

import (
	"net/http"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// TestAreaCounts holds that the number beside each area and leaf, on the start
// page, the list of areas and the page of the area, is the total of its search.
func TestAreaCounts(t *testing.T) {
	s := sampleSite(t)
	home, list := s.page(t, "/"), s.page(t, "/challenges")
	concepts := s.service.Vocabularies().List(catalog.VocabularyChallenge).Concepts
	for _, c := range concepts {
		want := s.results(t, catalog.KindSolution, "challenge="+c.ID).Total
		link := `[href="/challenges/` + c.ID + `"]`
		if c.Broader == "" {
			if got := number(t, home.text(link+" .tile-count")); got != want {
				t.Errorf("start page: %s has %d solutions, want %d", c.ID, got, want)
			}
			if got := number(t, list.text("section:has("+link+") > p")); c.Broader == "" && got != want {
				t.Errorf("list: area %s has %d solutions, want %d", c.ID, got, want)
			}
			continue
		}
		if got := number(t, list.text("li:has("+link+") span")); got != want {
			t.Errorf("list: leaf %s has %d solutions, want %d", c.ID, got, want)
		}
		if got := number(t, s.page(t, "/challenges/"+c.Broader).text(".leaf-list li:has("+link+") span")); got != want {
			t.Errorf("area page: leaf %s has %d solutions, want %d", c.ID, got, want)
		}
	}
}

// TestAreaPages follows every number on the pages of all areas and leaves.
func TestAreaPages(t *testing.T) {
	s := sampleSite(t)
	empty := 0
	for _, c := range s.service.Vocabularies().List(catalog.VocabularyChallenge).Concepts {
		d := s.page(t, "/challenges/"+c.ID)
		if got := d.text("h1"); got != c.Label("en") {
			t.Errorf("%s is headed %q", c.ID, got)
		}
		for _, a := range d.all(".bands td a") {
			want := number(t, strings.Fields(textOf(a))[0])
			if got := s.results(t, catalog.KindSolution, strings.TrimPrefix(attrOf(a, "href"), "/solutions?")).Total; got != want {
				t.Errorf("%s: %s was to give %d, gives %d", c.ID, attrOf(a, "href"), want, got)
			}
		}
		for _, a := range d.all(".area-list:not(#open-needs) > p a") {
			if strings.HasPrefix(attrOf(a, "href"), "/needs?") && len(d.all("#open-needs")) > 0 {
				continue // names no number
			}
			if got, want := s.page(t, attrOf(a, "href")).sentence(), number(t, textOf(a)); got != want {
				t.Errorf("%s: %s was to give %d, gives %d", c.ID, attrOf(a, "href"), want, got)
			}
		}
		gap := len(d.all(".gap")) == 1
		if total := s.results(t, catalog.KindSolution, "challenge="+c.ID).Total; gap != (total == 0) {
			t.Errorf("%s has %d solutions and says that it has none: %v", c.ID, total, gap)
		}
		if gap {
			empty++
		}
	}
	if empty == 0 {
		t.Error("no area is empty, so the empty page was not looked at")
	}
}

func TestAreaAddresses(t *testing.T) {
	lists, err := catalog.NewVocabularies(
		&catalog.Vocabulary{Name: catalog.VocabularyChallenge, Concepts: []*catalog.Concept{
			{ID: "new", Labels: map[string]string{"en": "New"}, Description: "About.", Replaces: []string{"old"}},
		}},
		&catalog.Vocabulary{Name: catalog.VocabularyTRLBand},
	)
	if err != nil {
		t.Fatal(err)
	}
	s := newTestServer(t, func(c *Config) { c.Catalogue = emptyCatalogue{lists} })
	for path, want := range map[string]int{"/challenges/new": 200, "/challenges/old": 301, "/challenges/none": 404, "/challenges/%2F%2Fevil.example": 404} {
		if w := get(s, path); w.Code != want {
			t.Errorf("%s answers %d, want %d", path, w.Code, want)
		}
	}
	if to := get(s, "/challenges/old").Header().Get("Location"); to != "/challenges/new" {
		t.Errorf("a retired area leads to %s", to)
	}
	if got := open(t, s, "/challenges/new?lang=de").attr(".prose p[lang]", "lang"); got != "en" {
		t.Errorf("an English description on a German page has lang %q", got)
	}
}

// TestSuggestedAreasNeverShow puts an entry with a suggestion, and no tag, into
// a site of its own.
func TestSuggestedAreasNeverShow(t *testing.T) {
	shared := sampleSite(t)
	entry := *shared.entries[0]
	for _, e := range shared.entries {
		if e.Kind == catalog.KindProject && e.Access == catalog.AccessClear && e.State == catalog.StatePublished && e.ListingOnly {
			entry = *e
		}
	}
	entry.Tags = nil
	entry.Suggestions = []catalog.Suggestion{{Challenge: "training-interview"}}
	s, err := openSite(t, t.TempDir(), []*catalog.Entry{&entry})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	if n := s.results(t, catalog.KindProject, "").Total; n != 1 {
		t.Fatalf("the site has %d projects, want 1", n)
	}
	if n := s.results(t, catalog.KindProject, search.FacetChallenge+"=training-interview").Total; n != 0 {
		t.Errorf("a suggestion counts as a tag: %d", n)
	}
	for _, path := range []string{"/challenges/training-interview", "/challenges/training"} {
		w := s.get(path)
		if shown := strings.Contains(w.Body.String(), `"`+entry.Kind.Path(entry.Slug)+`"`); w.Code != http.StatusOK || shown {
			t.Errorf("%s answers %d and shows %s: %v", path, w.Code, entry.Slug, shown)
		}
	}
}

// TestHomeLinksLead opens everything the start page links to in its lists.
func TestHomeLinksLead(t *testing.T) {
	s := sampleSite(t)
	d := s.page(t, "/")
	for _, a := range d.all(".totals a") {
		if got, want := s.page(t, attrOf(a, "href")).sentence(), number(t, textOf(a)); got != want {
			t.Errorf("%s was to give %d, gives %d", attrOf(a, "href"), want, got)
		}
	}
	if got := len(d.all(".briefs li")); got != 3*homeEntries {
		t.Errorf("the start page shows %d entries, want %d", got, 3*homeEntries)
	}
	if got := len(d.all("main input[name=q]")); got != 1 {
		t.Errorf("the start page has %d search boxes, want 1", got)
	}
}
