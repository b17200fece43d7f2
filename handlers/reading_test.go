package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// What an engine may say of parts of a query.
var (
	readLorry = search.Reading{Text: "lorry", As: search.ReadWord, Also: []string{"camion", "Lastkraftwagen"}, Rest: "heartbeat with", Exact: `"lorry" heartbeat with`}
	readHeart = search.Reading{
		Text: "heartbeat", As: search.ReadConcept, Rest: "lorry with", Exact: `lorry "heartbeat" with`,
		Concepts: []search.ReadingConcept{{Facet: search.FacetChallenge, Value: "checks-goods", Count: 12}},
	}
	readWith = search.Reading{Text: "with", As: search.ReadOptional, Rest: "lorry heartbeat"}
	readMID  = search.Reading{
		Text: "MID", As: search.ReadAmbiguous, Exact: `"MID"`,
		Concepts: []search.ReadingConcept{
			{Facet: search.FacetSystem, Value: "sis", Count: 4},
			{Facet: search.FacetTechnology, Value: "biometrics-face", Count: 2},
			{Facet: search.FacetUser, Value: "coast-guard"},
		},
	}
)

func testLabeller(t *testing.T, language string) labeller {
	t.Helper()
	s := newTestServer(t, nil)
	return s.labeller(s.locale.Localizer(language))
}

func TestReadingSentence(t *testing.T) {
	read := func(as, text string) search.Reading { return search.Reading{As: as, Text: text} }
	many := search.Reading{As: search.ReadWord, Text: "van", Also: []string{"a", "b", "c", "d", "e"}}
	for _, c := range []struct {
		language string
		readings []search.Reading
		want     string
	}{
		{"en", []search.Reading{readLorry, readHeart, readWith}, "Searched for “lorry” (also: camion, Lastkraftwagen) and “heartbeat” (Challenge area: Vehicles, cargo and hidden persons). Not required: “with”."},
		{"de", []search.Reading{readLorry, readWith}, "Gesucht wurde: „lorry“ (auch: camion, Lastkraftwagen). Nicht verlangt: „with“."},
		{"en", []search.Reading{many}, "Searched for “van” (also: a, b, c, d, …)."},
		{"en", []search.Reading{readMID}, "Searched for “MID”."},
		{"en", []search.Reading{
			read(search.ReadPhrase, `"green border"`), read(search.ReadExact, `"fog"`), read(search.ReadPrefix, "thermo*"),
			read(search.ReadExclude, "-rain"), read(search.ReadExclude, `-"open sea"`), read(search.ReadFilter, "trl:pilot"),
		}, "Searched for the phrase “green border”, exactly “fog” and words beginning with “thermo”. Only with Maturity (TRL): Pilot (7-8). Left out: “rain” and “open sea”."},
		{"en", []search.Reading{
			read(search.ReadWord, "fog"), read(search.ReadWord, "drone"), {As: search.ReadFuzzy, Text: "baloon~", Or: true},
		}, "Searched for “fog” and “drone” or words written much like “baloon”."},
		{"fr", []search.Reading{read(search.ReadExclude, "-country:EL")}, "Exclu : Pays: Grèce."},
	} {
		if got := testLabeller(t, c.language).readingSentence(c.readings); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.language, got, c.want)
		}
	}
}

// TestUnderstood holds what is offered of a reading, and where it leads.
func TestUnderstood(t *testing.T) {
	l := testLabeller(t, "en")
	state := newSearch(catalog.KindSolution).asking("lorry heartbeat with").with(search.FacetTRL, "pilot").onPage(2)
	results := &search.Results{Exact: `"lorry" "heartbeat" "with"`, Reading: []search.Reading{readLorry, readHeart, readWith}}
	got := l.understood(state, results)
	want := state.asking(results.Exact).url()
	if got.ExactURL != want || strings.Contains(want, "page=") {
		t.Errorf("exact words lead to %s, want %s", got.ExactURL, want)
	}
	if len(got.Meanings) != 1 || len(got.Meanings[0].Choices) != 1 {
		t.Fatalf("meanings %+v, want one choice", got.Meanings)
	}
	m, c := got.Meanings[0], got.Meanings[0].Choices[0]
	if want := "/solutions?challenge=checks-goods&q=lorry+with&trl=pilot"; c.URL != want || c.Count != 12 || c.Text != "Challenge area: Vehicles, cargo and hidden persons" {
		t.Errorf("choice %+v, want %s", c, want)
	}
	want = "/solutions?" + url.Values{"q": {readHeart.Exact}, "trl": {"pilot"}}.Encode()
	if m.JustURL != want || m.Asks {
		t.Errorf("only the word: %+v, want %s", m, want)
	}
	results.Exact = state.query
	if got := l.understood(state, results).ExactURL; got != "" {
		t.Errorf("a query that is exact already leads to %s", got)
	}
	plainWord := []search.Reading{{Text: "drone", As: search.ReadWord}}
	for _, nothing := range [][]search.Reading{nil, {}, plainWord} {
		results.Reading = nothing
		if got := l.understood(state, results); got != nil {
			t.Errorf("of %+v the page says %+v", nothing, got)
		}
	}
}

// TestChoicesKeepTheirPromise holds that a choice is offered only where it
// gives what it says.
func TestChoicesKeepTheirPromise(t *testing.T) {
	l := testLabeller(t, "en")
	state := newSearch(catalog.KindSolution).asking("MID")
	facets := func(s searchState) (offered []string) {
		m := l.meaning(s, readMID, "0")
		for _, c := range m.Choices {
			offered = append(offered, c.Text)
		}
		return offered
	}
	system, face := l.facetValue(search.FacetSystem, "sis"), l.facetValue(search.FacetTechnology, "biometrics-face")
	if got := facets(state); !slices.Equal(got, []string{system, face}) {
		t.Errorf("offered %v, want those that find something", got)
	}
	chosen := state.with(search.FacetSystem, "ees")
	if got := facets(chosen); !slices.Equal(got, []string{face}) {
		t.Errorf("offered %v beside a choice that it would widen", got)
	}
	if got := facets(chosen.matchingAll(search.FacetSystem, true)); !slices.Equal(got, []string{system, face}) {
		t.Errorf("offered %v where all choices must hold", got)
	}
}

// TestSearchPageHelps looks at the page of a search that found nothing and at
// one that found little.
func TestSearchPageHelps(t *testing.T) {
	near := search.Hit{ID: "n1", Kind: catalog.KindSolution, URL: "/solutions/n1", Title: "Near", Language: "en", Missing: []string{"petits", "bateaux"}}
	found := search.Hit{ID: "f1", Kind: catalog.KindSolution, URL: "/solutions/f1", Title: "Found", Language: "en"}
	results := &search.Results{
		Query: "MID heartbeat", Exact: `"MID" "heartbeat"`, Reading: []search.Reading{readMID, readHeart},
		Corrections: []search.Correction{{Query: "mind heartbeat", Total: 1}, {Query: "mild heartbeat", Total: 14}},
		Near:        slices.Repeat([]search.Hit{near}, 7), Exits: []search.Exit{{Drop: "q=MID", Total: 3}},
	}
	s := newTestServer(t, func(c *Config) {
		c.Contact = "desk@example.eu"
		c.Searcher = searchFunc(func(r search.Request) (*search.Results, error) {
			if r.Query == "" {
				return findNothing(r)
			}
			return results, nil
		})
	})
	d := open(t, s, "/solutions?q=MID+heartbeat")
	if got := d.text(".fixes"); got != "Did you mean: mind heartbeat 1 solution; mild heartbeat 14 solutions" {
		t.Errorf("corrections: %s", got)
	}
	if got := d.texts(".meanings .asks a"); len(got) != 3 || got[2] != "only the word “MID”" {
		t.Errorf("the abbreviation is asked about with %q", got)
	}
	if got := d.text(".meanings li:not(.asks) .just"); got != "only the word “heartbeat”" {
		t.Errorf("the link that takes a reading back is called %q", got)
	}
	if got := d.texts(".near .missing"); len(got) != 7 || got[0] != "Missing: petits, bateaux" {
		t.Errorf("near entries lack %q", got)
	}
	order := d.texts(".results h2")
	if want := []string{"0 solutions for “MID heartbeat”", "No entry has all words. These have some of them:", "With fewer conditions", "Nothing here helps?"}; !slices.Equal(order, want) {
		t.Errorf("the empty page goes %q, want %q", order, want)
	}
	if got := d.attr(".onward a[href^=mailto]", "href"); got != "mailto:desk@example.eu" {
		t.Errorf("the operator is written to at %q", got)
	}
	results.Total, results.Hits, results.Near = 1, []search.Hit{found}, []search.Hit{near}
	d = open(t, s, "/solutions?q=MID+heartbeat")
	if got := d.texts(".card h3"); !slices.Equal(got, []string{"Found", "Near"}) {
		t.Errorf("cards %v", got)
	}
	if got := d.texts(".results h2"); len(got) != 4 || got[1] != "These entries have some of the words" {
		t.Errorf("the page with one entry goes %q", got)
	}
	if w := get(s, "/solutions"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), `class="understood"`) {
		t.Errorf("a page without words answers %d and says how it was understood", w.Code)
	}
}
