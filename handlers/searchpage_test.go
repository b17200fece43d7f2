package handlers

import (
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// results asks the interface for programs for the same search as a page.
func (s *site) results(t *testing.T, kind catalog.Kind, query string) *search.Results {
	t.Helper()
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	if kind != catalog.KindSolution {
		values.Set("kind", string(kind))
	}
	w := s.get(apiBase + "/search?" + values.Encode())
	if w.Code != http.StatusOK {
		t.Fatalf("search %s answers %d: %s", query, w.Code, w.Body)
	}
	var r search.Results
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil {
		t.Fatal(err)
	}
	return &r
}

// page opens a page of the site.
func (s *site) page(t *testing.T, address string) document {
	t.Helper()
	return open(t, s, address)
}

// number is the only number in a text.
func number(t *testing.T, text string) int {
	t.Helper()
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, text)
	n, err := strconv.Atoi(digits)
	if err != nil {
		t.Fatalf("%q holds no number", text)
	}
	return n
}

// sentence is the number of entries the page says it found.
func (d document) sentence() int {
	d.t.Helper()
	before, _, _ := strings.Cut(d.text("#sentence"), " ")
	return number(d.t, before)
}

// TestSearchPageCounts holds that totals, hits and every facet count on the
// page are those of the interface for programs.
func TestSearchPageCounts(t *testing.T) {
	s := sampleSite(t)
	for _, c := range []struct {
		kind  catalog.Kind
		query string
	}{
		{catalog.KindSolution, ""},
		{catalog.KindSolution, "q=fingerprint"},
		{catalog.KindSolution, "challenge=registration-biometrics&trl=in-use&trl=pilot"},
		{catalog.KindSolution, "user=trainer&user=coast-guard&match.user=all"},
		{catalog.KindUseCase, "challenge=registration"},
		{catalog.KindProject, "programme=h2020&page=2"},
		{catalog.KindNeed, "lang=pl"},
		{catalog.KindScenario, "environment=hotspot-reception&lang=el"},
	} {
		want := s.results(t, c.kind, c.query)
		d := s.page(t, "/"+c.kind.Collection()+"?"+c.query)
		if got := d.sentence(); got != want.Total {
			t.Errorf("%s?%s says %d, want %d", c.kind, c.query, got, want.Total)
		}
		var titles []string
		for _, h := range want.Hits {
			titles = append(titles, strings.Join(strings.Fields(h.Title), " "))
		}
		if got := d.texts("[data-region] h3 a"); !slices.Equal(got, titles) {
			t.Errorf("%s?%s shows %v, want %v", c.kind, c.query, got, titles)
		}
		d.sameFacets(want.Facets)
	}
}

// sameFacets compares the checkboxes of the page with the facets of an answer.
func (d document) sameFacets(facets []search.Facet) {
	d.t.Helper()
	var each func(name string, values []search.FacetValue, seen map[string]search.FacetValue)
	each = func(name string, values []search.FacetValue, seen map[string]search.FacetValue) {
		for _, v := range values {
			seen[name+"="+v.Value] = v
			each(name, v.Children, seen)
		}
	}
	want := map[string]search.FacetValue{}
	for _, f := range facets {
		if f.Name != search.FacetKind {
			each(f.Name, f.Values, want)
		}
	}
	boxes := d.all(`.facet input[type=checkbox]:not([name^="match."])`)
	if len(boxes) != len(want) {
		d.t.Errorf("the page has %d checkboxes, want %d", len(boxes), len(want))
	}
	for _, box := range boxes {
		key := attrOf(box, "name") + "=" + attrOf(box, "value")
		count := textOf(lastChild(box.Parent))
		v, ok := want[key]
		if got := number(d.t, count); !ok || got != v.Count || slices.ContainsFunc(box.Attr, func(a html.Attribute) bool { return a.Key == "checked" }) != v.Selected {
			d.t.Errorf("checkbox %s says %d, want %+v", key, got, v)
		}
	}
}

func lastChild(n *html.Node) *html.Node { return n.LastChild }

// TestFacetsKeepTheirPromise checks boxes one at a time: the page then says
// the number that stood beside the box.
func TestFacetsKeepTheirPromise(t *testing.T) {
	s := sampleSite(t)
	state := newSearch(catalog.KindSolution).with(search.FacetTRL, "pilot")
	d := s.page(t, state.url())
	followed := 0
	for _, box := range d.all(`.facet input[type=checkbox]:not([name^="match."])`) {
		name, value, want := attrOf(box, "name"), attrOf(box, "value"), number(t, textOf(lastChild(box.Parent)))
		next := state.with(name, value)
		if name == search.FacetTRL {
			next = state.without(name, "pilot").with(name, value)
		}
		if got := s.page(t, next.url()).sentence(); got != want {
			t.Errorf("%s was to give %d, gives %d", next.url(), want, got)
		}
		followed++
	}
	if followed < 30 {
		t.Errorf("only %d boxes on the page", followed)
	}
	for _, a := range d.all(".tabs a, .exits a") {
		want := number(t, textOf(lastChild(a)))
		if got := s.page(t, attrOf(a, "href")).sentence(); got != want {
			t.Errorf("%s was to give %d, gives %d", attrOf(a, "href"), want, got)
		}
	}
}

func TestChipsTakeBackFilters(t *testing.T) {
	s := sampleSite(t)
	d := s.page(t, "/solutions?q=border&challenge=registration&trl=pilot&trl=bogus&sort=title")
	var got []string
	for _, a := range d.all(".chips a") {
		got = append(got, attrOf(a, "href"))
	}
	want := []string{
		"/solutions?q=border&sort=title&trl=bogus&trl=pilot", "/solutions?challenge=registration&q=border&sort=title&trl=pilot",
		"/solutions?challenge=registration&q=border&sort=title&trl=bogus", "/solutions?sort=title",
	}
	if !slices.Equal(got, want) {
		t.Errorf("chips lead to %v, want %v", got, want)
	}
	if unknown := d.text(".chip.unknown b"); unknown != "bogus" {
		t.Errorf("the unknown value is shown as %q", unknown)
	}
	if told := d.text(".notices li"); !strings.Contains(told, "bogus") {
		t.Errorf("the page says %q of a value that does not exist", told)
	}
	if kept := d.attr(`[data-region] input[type=hidden]`, "value"); kept != "title" {
		t.Errorf("the form keeps %q, want the order", kept)
	}
}

// TestEmptyResultLeadsOn holds that there is no dead end: each way on finds
// as many entries as it says.
func TestEmptyResultLeadsOn(t *testing.T) {
	s := sampleSite(t)
	for _, address := range []string{
		"/solutions?q=fingerprint+zzzzqq", "/solutions?q=zzzzqq&challenge=registration", "/solutions?challenge=registration&trl=bogus",
		"/solutions?q=drone+zzzzqq+yyyyqq&challenge=training&trl=bogus",
	} {
		d := s.page(t, address)
		if d.sentence() != 0 {
			t.Errorf("%s finds %d", address, d.sentence())
		}
		exits := d.all(".exits a[data-live]")
		if len(exits) == 0 {
			t.Errorf("%s offers no way on", address)
		}
		for _, a := range exits {
			var count *html.Node
			for n := a.NextSibling; n != nil && count == nil; n = n.NextSibling {
				if n.Type == html.ElementNode {
					count = n
				}
			}
			if got, want := s.page(t, attrOf(a, "href")).sentence(), number(t, textOf(count)); got != want || got == 0 {
				t.Errorf("%s: %s was to give %d, gives %d", address, attrOf(a, "href"), want, got)
			}
		}
	}
	for _, address := range []string{"/solutions?q=zzzzqq&challenge=registration", "/solutions?q=heartbeat+lorry", "/needs?q=zzzzqq"} {
		links := s.page(t, address).all(".onward a, .near h3 a")
		if len(links) < 3 {
			t.Errorf("%s leads onward by %d links", address, len(links))
		}
		for _, a := range links {
			s.page(t, attrOf(a, "href"))
		}
	}
	d := s.page(t, "/solutions?q=zzzzqq&challenge=registration")
	if got := d.texts(".onward a[href='/challenges/registration']"); len(got) != 1 {
		t.Errorf("the selected area is offered %d times, want once", len(got))
	}
}

// TestBadAddressesAreExplained holds that nothing a stranger writes into an
// address is a failure of ours.
func TestBadAddressesAreExplained(t *testing.T) {
	s := sampleSite(t)
	for query, says := range map[string]string{
		"page=-1": "-1", "page=abc": "abc", "size=1000000000": "1000000000", "kind=thing": "thing", "sort=colour": "colour",
		"trl=bogus": "bogus", "country=QQ": "QQ", "fresh=yesterday": "yesterday", "a=%zz": "address", "q=%ff%fe": "not text",
		"q=" + strings.Repeat("word+", 40): "32", "q=" + strings.Repeat("a", 3000): "512", "q=drone+OR": "OR", "q=bor~": "bor", "q=%22drone": "drone",
		"q=size:9": "size", "q=ab*": "ab",
	} {
		d := s.page(t, "/solutions?"+query)
		if told := strings.Join(d.texts(".notices li"), " "); !strings.Contains(told, says) {
			t.Errorf("?%.40s is explained by %q, want %q in it", query, told, says)
		}
	}
	for _, query := range []string{"lang=xx", "lang=%00", "utm_source=x", "q=<script>alert(1)</script>", "trl=%22%3E%3Cscript%3E", "q=" + strings.Repeat("%CE%B1", 600)} {
		w := s.get("/solutions?" + query)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<script>") || w.Body.Len() > 100_000 {
			t.Errorf("?%.40s answers %d with %d bytes", query, w.Code, w.Body.Len())
		}
	}
	if d := s.page(t, "/solutions?page=9999"); !strings.Contains(d.text("p.empty a"), "9999") || s.page(t, d.attr("p.empty a", "href")).sentence() == 0 {
		t.Error("a page beyond the last does not lead to the last")
	}
}

func TestSearchPageForRobots(t *testing.T) {
	s := sampleSite(t)
	for query, want := range map[string]struct {
		canonical string
		hidden    bool
	}{
		"":                             {"/solutions", false},
		"trl=pilot&lang=de&utm=1":      {"/solutions?trl=pilot", false},
		"trl=pilot&trl=in-use":         {"/solutions?trl=in-use&trl=pilot", true},
		"q=drone":                      {"/solutions?q=drone", true},
		"kind=project&sort=confirmed":  {"/projects", false},
		"challenge=registration&page=": {"/solutions?challenge=registration", false},
	} {
		d := s.page(t, "/solutions?"+query)
		if got := d.attr("link[rel=canonical]", "href"); got != testURL+want.canonical {
			t.Errorf("?%s is known as %s, want %s%s", query, got, testURL, want.canonical)
		}
		if got := len(d.all("meta[name=robots][content=noindex]")) == 1; got != want.hidden {
			t.Errorf("?%s is hidden from search engines: %v", query, got)
		}
	}
}

// TestPagesFollowEachOther walks through all pages of a list.
func TestPagesFollowEachOther(t *testing.T) {
	s := sampleSite(t)
	address, seen := "/projects", map[string]bool{}
	for {
		d := s.page(t, address)
		for _, a := range d.all("[data-region] h3 a") {
			seen[attrOf(a, "href")] = true
		}
		next := d.all("a[rel=next]")
		if len(next) == 0 {
			if len(seen) != d.sentence() {
				t.Errorf("the pages show %d projects, want %d", len(seen), d.sentence())
			}
			return
		}
		address = attrOf(next[0], "href")
	}
}

// TestSearchPageSpeaks looks at a Greek and a German page.
func TestSearchPageSpeaks(t *testing.T) {
	s := sampleSite(t)
	for language, want := range map[string][2]string{
		"de": {"Lösungen", "Biometrische Erfassung"},
		"el": {"Λύσεις", "Λήψη βιομετρικών δεδομένων"},
	} {
		d := s.page(t, "/solutions?q=livescan&challenge=registration&lang="+language)
		if got := d.text("h1"); got != want[0] {
			t.Errorf("%s: heading %q, want %q", language, got, want[0])
		}
		if got := d.texts(".why li"); len(got) == 0 || !strings.Contains(got[0], want[1]) {
			t.Errorf("%s: reasons %v, want %s in them", language, got, want[1])
		}
		for _, n := range d.all(".card") {
			heading := document{t, n}.all("h3")[0]
			if l := attrOf(heading, "lang"); l == language {
				t.Errorf("%s: a title in the language of the page has lang=%s", language, l)
			}
		}
	}
	d := s.page(t, "/solutions?q=Fingerabdrucknahme&lang=el")
	if got := d.attr("[data-region] h3[lang=de]", "lang"); got != "de" {
		t.Errorf("a German title on a Greek page has lang %q", got)
	}
	if got := d.texts("mark"); len(got) == 0 {
		t.Error("the word found is not marked")
	}
}

func TestPiecesOfSnippet(t *testing.T) {
	got := piecesOf(`a &lt;b&gt; <mark>c&amp;d</mark> <i>e</i> <mark>f`)
	want := []piece{{"a <b> ", false}, {"c&d", true}, {" <i>e</i> ", false}, {"f", true}}
	if !slices.Equal(got, want) {
		t.Errorf("pieces %v, want %v", got, want)
	}
}

// TestExitsOfTheEngine reads what the engine says to drop.
func TestExitsOfTheEngine(t *testing.T) {
	s := sampleSite(t)
	l := s.labeller(s.locale.Localizer("en"))
	state := newSearch(catalog.KindSolution).asking(`drone -fog "green border"`).with("trl", "in-use").with("country", "EL").with("country", "DE")
	for drop, want := range map[string]exit{
		"trl=in-use":            {"Without Maturity (TRL): In use (9)", "/solutions?country=DE&country=EL&q=drone+-fog+%22green+border%22", 3},
		"q=-fog":                {"Without “-fog”", "/solutions?country=DE&country=EL&q=drone+%22green+border%22&trl=in-use", 3},
		"q=%22green+border%22":  {"Without “\"green border\"”", "/solutions?country=DE&country=EL&q=drone+-fog&trl=in-use", 3},
		"country=EL&country=DE": {"Without Country: Greece, Country: Germany", "/solutions?q=drone+-fog+%22green+border%22&trl=in-use", 3},
		"trl=in-use&q=drone":    {"Without Maturity (TRL): In use (9), “drone”", "/solutions?country=DE&country=EL&q=-fog+%22green+border%22", 3},
		"kind=solution":         {"The same search in all kinds of entry", "/solutions?country=DE&country=EL&kind=all&q=drone+-fog+%22green+border%22&trl=in-use", 3},
	} {
		if got := l.exits(state, []search.Exit{{Drop: drop, Total: 3}}); len(got) != 1 || got[0] != want {
			t.Errorf("exit %s is %+v, want %+v", drop, got, want)
		}
	}
	for _, drop := range []string{"", "%zz", "q=boat", "trl=pilot", "q=drone&trl=pilot"} {
		if got := l.exits(state, []search.Exit{{Drop: drop, Total: 3}}); len(got) != 0 {
			t.Errorf("exit %q, which names nothing of the search, is shown: %+v", drop, got)
		}
	}
}

// TestFacetsShowTheFrequentAndTheSelected holds which values of a long facet
// stand in front and in which order, whatever is selected.
func TestFacetsShowTheFrequentAndTheSelected(t *testing.T) {
	s := newTestServer(t, nil)
	l := s.labeller(s.locale.Localizer("en"))
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		facet := search.Facet{Values: make([]search.FacetValue, random.IntN(25))}
		for i := range facet.Values {
			facet.Values[i] = search.FacetValue{Value: plain(i), Count: random.IntN(6), Selected: random.IntN(8) == 0}
		}
		ordered := slices.Clone(facet.Values)
		slices.SortStableFunc(ordered, func(a, b search.FacetValue) int { return b.Count - a.Count })
		var front, rest []string
		for i, v := range ordered {
			if len(ordered) <= facetShort+2 || i < facetShort || v.Selected {
				front = append(front, v.Value)
			} else {
				rest = append(rest, v.Value)
			}
		}
		view := l.facetView(search.FacetTechnology, facet)
		names := func(options []facetOption) (names []string) {
			for _, o := range options {
				names = append(names, o.Value)
			}
			return names
		}
		if got := names(view.Values); !slices.Equal(got, front) {
			t.Fatalf("%+v: %v stand in front, want %v", facet.Values, got, front)
		}
		if got := names(view.More); !slices.Equal(got, rest) || view.Total != len(facet.Values) {
			t.Fatalf("%+v: %v stand behind, want %v; total %d", facet.Values, got, rest, view.Total)
		}
	}
}
