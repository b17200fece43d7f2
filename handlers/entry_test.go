package handlers

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/bolt"
	"ileanet.eu/showcase/catalog/sample"
)

// paged reports whether a visitor finds a page of the entry.
func paged(e *catalog.Entry) bool {
	view, ok := catalog.Visible(catalog.Visitor, e)
	return ok && !view.Stub && slices.Contains(pagedKinds, e.Kind)
}

// entryOf makes a public entry for a test.
func entryOf(slug string, content catalog.Content) *catalog.Entry {
	created := today.AddDate(-1, 0, 0)
	return &catalog.Entry{
		Format: catalog.EntryFormat, Version: 1, ID: catalog.IDFor(slug, created), Kind: content.Kind(), Slug: slug,
		State: catalog.StatePublished, Access: catalog.AccessClear, Language: "en", Created: created, Updated: created, Published: &created,
		Confirmed: catalog.DateOf(today), Public: &catalog.Revision{Number: 1, At: created, Content: content},
	}
}

// siteOf serves the entries; its searches find nothing.
func siteOf(t *testing.T, entries ...*catalog.Entry) *Server {
	t.Helper()
	store, err := bolt.Open(t.Context(), t.TempDir(), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() }) // a left-over lock fails no test
	now := func() time.Time { return today }
	service := catalog.NewService(store, shippedVocabularies(t), now, catalog.NewID)
	if err := service.Load(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return newTestServer(t, func(c *Config) { c.Catalogue, c.Logger = service, slog.New(slog.DiscardHandler) })
}

func TestEveryEntryOfTheSampleHasItsPage(t *testing.T) {
	s := sampleSite(t)
	known := map[string]int{}
	pages := 0
	for _, e := range s.entries {
		if !paged(e) {
			continue
		}
		for _, language := range []string{"en", "el"} {
			address := e.Kind.Path(e.Slug) + "?lang=" + language
			w := get(s, address)
			if w.Code != http.StatusOK {
				t.Errorf("GET %s = %d, want 200", address, w.Code)
				continue
			}
			pages++
			if size := w.Body.Len(); size > 100_000 {
				t.Errorf("GET %s has %d bytes, want at most 100 kB", address, size)
			}
			checkEntryPage(t, address, parse(t, w.Body.String()), func(path string) int {
				if known[path] == 0 {
					known[path] = get(s, path).Code
				}
				return known[path]
			})
		}
	}
	if pages < 2*250 {
		t.Errorf("%d pages were walked, want the whole sample", pages)
	}
}

// checkEntryPage looks for what must be right on the page of any entry.
func checkEntryPage(t *testing.T, address string, d document, status func(string) int) {
	t.Helper()
	anchors := map[string]int{}
	for _, n := range d.all("[id]") {
		anchors[attrOf(n, "id")]++
	}
	for id, count := range anchors {
		if count > 1 {
			t.Errorf("%s: the id %s stands %d times", address, id, count)
		}
	}
	for _, n := range d.all("h1, h2, h3, h4, th, dt, dd, caption") {
		if textOf(n) == "" {
			t.Errorf("%s: an empty %s", address, n.Data)
		}
	}
	if got, want := len(d.all(".contents a")), len(d.all(".section")); got != want {
		t.Errorf("%s: the contents name %d sections, the page has %d", address, got, want)
	}
	for _, key := range []string{"entry.", "solution.", "usecase.", "scenario.", "project.", "organisation.", "need.", "walk."} {
		for _, text := range d.texts("dt, h2, h3, h4, p, th") {
			if strings.HasPrefix(text, key) {
				t.Errorf("%s: the message %s is missing", address, text)
			}
		}
	}
	for _, n := range d.all("main a") {
		checkLink(t, address, n, anchors, status)
	}
	checkLinkedData(t, address, d)
}

func checkLink(t *testing.T, address string, n *html.Node, anchors map[string]int, status func(string) int) {
	t.Helper()
	u, err := url.Parse(attrOf(n, "href"))
	switch {
	case err != nil:
		t.Errorf("%s: link %v", address, err)
	case u.Host != "":
		if u.Scheme != "https" && u.Scheme != "http" || attrOf(n, "rel") != "noopener noreferrer nofollow" {
			t.Errorf("%s: link to %s with rel %q", address, u, attrOf(n, "rel"))
		}
	case u.Path == "":
		if anchors[u.Fragment] == 0 {
			t.Errorf("%s: link to #%s, which is not there", address, u.Fragment)
		}
	case status(u.Path) != http.StatusOK:
		t.Errorf("%s: link to %s answers %d", address, u.Path, status(u.Path))
	}
}

func checkLinkedData(t *testing.T, address string, d document) {
	t.Helper()
	scripts := d.all(`script[type="application/ld+json"]`)
	if len(scripts) != 1 {
		t.Errorf("%s has %d blocks of linked data, want 1", address, len(scripts))
		return
	}
	var data linkedData
	if err := json.Unmarshal([]byte(scripts[0].FirstChild.Data), &data); err != nil {
		t.Errorf("%s: linked data: %v", address, err)
		return
	}
	if data.Context != "https://schema.org" || len(data.Graph) != 2 || data.Graph[0].Type == "" || data.Graph[0].Name == "" || data.Graph[1].Type != "BreadcrumbList" {
		t.Errorf("%s: linked data %+v", address, data)
	}
}

func TestPageOfASolution(t *testing.T) {
	s := sampleSite(t)
	d := open(t, s, "/solutions/harbour-case-ten-finger-face-enrolment")
	for selector, want := range map[string]string{
		"h1":                         "Harbour case for ten-finger and face enrolment",
		".lead":                      "Hand-carried case that takes rolled and flat prints and a face image on a quay, with finger-by-finger quality signals",
		"section.box:first-child h2": "Relevance",
	} {
		if got := d.text(selector); got != want {
			t.Errorf("%s = %q, want %q", selector, got, want)
		}
	}
	facts := strings.Join(d.texts(".box dd"), "\n")
	for _, want := range []string{
		"Biometric enrolment Built for this", "TRL 9 - in operational use In use (9)", "Deployment confirmed by an authority July 2026",
		"Confidence of the review: High 28 August 2026", "5 h", "12 h", "Hours", "14 adults per case and hour", "English, Italian, Greek, French",
		"Countries named: 3 Italy, Greece, Germany",
	} {
		if !strings.Contains(facts, want) {
			t.Errorf("the boxes do not say %q:\n%s", want, facts)
		}
	}
	if got := d.texts(".marks .badge"); !reflect.DeepEqual(got, []string{"Fictional example", "TLP:CLEAR - public"}) {
		t.Errorf("marks = %q", got)
	}
	if got := len(d.all(".experience .profile tbody tr")); got != 15 {
		t.Errorf("%d axes of three experiences, want 15", got)
	}
	if got := len(d.all(".evidence")); got != 3 {
		t.Errorf("%d items of evidence, want 3", got)
	}
	// What only members may read is not there.
	for _, hidden := range []string{"longer than 72 hours", "beyond 72 hours", "airline approval", "rental by the week", "sales engineer"} {
		if strings.Contains(textOf(d.root), hidden) {
			t.Errorf("the page tells a visitor %q", hidden)
		}
	}
}

func TestUnknownIsShownAsUnknown(t *testing.T) {
	solution := entryOf("bare", &catalog.Solution{Name: "Bare", OneLine: "Says little", Summary: "Little.", SolutionType: "mobile-app"})
	d := open(t, siteOf(t, solution), "/solutions/bare")
	unknown := map[string]bool{}
	for _, n := range d.all(".box .facts > div") {
		text := textOf(n)
		unknown[strings.TrimSpace(strings.TrimSuffix(text, "Not stated"))] = strings.HasSuffix(text, "Not stated")
	}
	for _, label := range []string{"Training, user", "Training, administrator", "Set-up effort", "Network", "Throughput", "Interface languages", "Task"} {
		if !unknown[label] {
			t.Errorf("%s is not shown as unknown", label)
		}
	}
}

func TestAlternativesStandAtTheirStep(t *testing.T) {
	s := sampleSite(t)
	checked := 0
	for _, e := range s.entries {
		u, ok := e.Current().Content.(*catalog.UseCase)
		if !ok || !paged(e) {
			continue
		}
		d := open(t, s, e.Kind.Path(e.Slug))
		steps := d.all(".steps > li")
		if len(steps) != len(u.MainFlow) {
			t.Errorf("%s shows %d steps, want %d", e.Slug, len(steps), len(u.MainFlow))
			continue
		}
		for _, a := range u.Alternatives {
			if checked++; !strings.Contains(textOf(steps[a.Step-1]), strings.Join(strings.Fields(a.Text), " ")) {
				t.Errorf("%s: step %d lacks its alternative %q", e.Slug, a.Step, a.Text)
			}
		}
	}
	if checked < 60 {
		t.Errorf("%d alternatives checked, want more", checked)
	}
}

func TestScenarioWalkShowsEachStepOfTheStory(t *testing.T) {
	s := sampleSite(t)
	useCases := map[catalog.ID]bool{}
	for _, e := range s.entries {
		useCases[e.ID] = paged(e)
	}
	for _, e := range s.entries {
		scenario, ok := e.Current().Content.(*catalog.Scenario)
		if !ok || !paged(e) {
			continue
		}
		want := 0
		for _, id := range scenario.UseCases {
			if useCases[id] {
				want++
			}
		}
		d := open(t, s, e.Kind.Path(e.Slug))
		if got := len(d.all(".walk > li")); got != want {
			t.Errorf("%s walks %d steps, want %d", e.Slug, got, want)
		}
		for _, step := range d.all(".walk > li") {
			if text := textOf(step); strings.Contains(text, "Nothing in the catalogue yet") == strings.Contains(text, "Products") {
				t.Errorf("%s: a step says neither or both of something and nothing: %s", e.Slug, text)
			}
		}
	}
}

func TestWalkTellsProductsMethodsAndCoursesApart(t *testing.T) {
	covered := entryOf("search-a-coach", &catalog.UseCase{Name: "Search a coach", Goal: "Find", MainFlow: []string{"a", "b", "c"}})
	bare := entryOf("search-a-ship", &catalog.UseCase{Name: "Search a ship", Goal: "Find", MainFlow: []string{"a", "b", "c"}})
	solution := func(slug, of string) *catalog.Entry {
		return entryOf(slug, &catalog.Solution{Name: slug, OneLine: slug, Summary: slug, SolutionType: of, UseCases: []catalog.ID{covered.ID}})
	}
	story := entryOf("story", &catalog.Scenario{Name: "Story", Situation: "Once", UseCases: []catalog.ID{bare.ID, covered.ID}})
	s := siteOf(t, covered, bare, story, solution("lamp", "handheld-device"), solution("checklist", "method-procedure"), solution("lesson", "training-course"))
	d := open(t, s, "/scenarios/story")
	if got, want := d.texts(".walk > li > h3"), []string{"Step 1: Search a ship", "Step 2: Search a coach"}; !reflect.DeepEqual(got, want) {
		t.Errorf("steps = %q, want %q", got, want)
	}
	if got := d.texts(".walk .nothing"); len(got) != 1 {
		t.Errorf("%d steps have nothing, want 1", len(got))
	}
	want := []string{"Products lamp", "Methods and rules checklist", "Courses and exercises lesson"}
	for i, got := range d.texts(".walk-group") {
		if !strings.HasPrefix(got, want[i]) {
			t.Errorf("group %d = %q, want %q", i, got, want[i])
		}
	}
}

func TestHiddenAndMissingEntriesLookTheSame(t *testing.T) {
	s := sampleSite(t)
	hidden := 0
	for _, e := range s.entries {
		if paged(e) || !slices.Contains(pagedKinds, e.Kind) || e.State == catalog.StateWithdrawn {
			continue
		}
		hidden++
		missing := e.Slug[:len(e.Slug)-1] + "0" // as long, and no entry's
		answer := func(slug string) string {
			w := get(s, e.Kind.Path(slug))
			header := w.Header().Clone()
			header.Del("X-Request-Id")
			return fmt.Sprintln(w.Code, header) + strings.ReplaceAll(w.Body.String(), slug, "SLUG")
		}
		if got, want := answer(e.Slug), answer(missing); got != want || !strings.HasPrefix(got, "404") {
			t.Errorf("%s %s answers\n%s\na missing one\n%s", e.Kind, e.Slug, got, want)
		}
	}
	if hidden < 5 {
		t.Errorf("%d hidden entries checked, want more", hidden)
	}
}

func TestFormerSlugsMergedAndWithdrawnEntries(t *testing.T) {
	content := func(name string) *catalog.Solution {
		return &catalog.Solution{Name: name, OneLine: "x", Summary: "A summary that is gone.", SolutionType: "mobile-app"}
	}
	renamed := entryOf("new-name", content("Renamed"))
	renamed.OldSlugs = []string{"old-name"}
	merged := entryOf("double", content("Double"))
	merged.MergedInto = renamed.ID
	withdrawn := entryOf("withdrawn", content("Withdrawn <one>"))
	withdrawn.State, withdrawn.Reason = catalog.StateWithdrawn, "No longer made."
	s := siteOf(t, renamed, merged, withdrawn)
	for _, slug := range []string{"old-name", "double"} {
		w := get(s, "/solutions/"+slug+"?lang=de")
		if got, want := w.Header().Get("Location"), "/solutions/new-name?lang=de"; w.Code != http.StatusMovedPermanently || got != want {
			t.Errorf("%s answers %d to %q, want 301 to %q", slug, w.Code, got, want)
		}
	}
	w := get(s, "/solutions/withdrawn")
	if w.Code != http.StatusGone {
		t.Fatalf("a withdrawn entry answers %d, want 410", w.Code)
	}
	d := parse(t, w.Body.String())
	if got := d.text("h1"); got != "Withdrawn <one>" {
		t.Errorf("its heading is %q", got)
	}
	if body := textOf(d.root); !strings.Contains(body, "24 November 2025") || !strings.Contains(body, "No longer made.") || strings.Contains(body, "A summary") {
		t.Errorf("its stub says %s", body)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodHead, "/solutions/new-name", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.RequestURI, r.Host = "/solutions/new-name", "127.0.0.1"
	if w := do(s, r); w.Code != http.StatusOK || w.Header().Get("ETag") == "" {
		t.Errorf("HEAD answers %d with ETag %q", w.Code, w.Header().Get("ETag"))
	}
}

// Nothing that a visitor may not read changes a byte of what a visitor reads.
func TestRestrictedTextChangesNoPage(t *testing.T) {
	plain, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	changed, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	fields := 0
	for _, e := range changed {
		if catalogued, ok := catalog.Visible(catalog.Visitor, e); !ok || catalogued == nil {
			fields += plantCanary(e.Current().Content, func(catalog.AccessLevel) bool { return true })
			continue
		}
		fields += plantCanary(e.Public.Content, func(l catalog.AccessLevel) bool { return l != catalog.AccessClear })
	}
	if fields < 100 {
		t.Fatalf("%d fields were changed, want more", fields)
	}
	before, after := siteOf(t, plain...), siteOf(t, changed...)
	for _, e := range plain {
		if !paged(e) {
			continue
		}
		address := e.Kind.Path(e.Slug)
		got, want := get(after, address), get(before, address)
		if got.Body.String() != want.Body.String() || got.Header().Get("ETag") != want.Header().Get("ETag") {
			t.Errorf("GET %s tells of a restricted text", address)
		}
	}
}

// plantCanary writes another text into the text fields of the levels chosen and
// returns how many it changed.
func plantCanary(c catalog.Content, chosen func(catalog.AccessLevel) bool) int {
	changed := 0
	v := reflect.ValueOf(c).Elem()
	for i, f := range catalog.Fields(c.Kind()) {
		field := v.Field(i)
		if f.Vocabulary != "" || f.Ref != "" || f.Format != "" || f.Max == 0 || field.Type() != reflect.TypeFor[string]() || !chosen(f.Access) {
			continue
		}
		field.SetString("canary in the field " + f.Name)
		changed++
	}
	return changed
}

func TestHostileTextIsHarmless(t *testing.T) {
	const script = `</script><script>alert(1)</script><img src=x onerror=alert(1)>`
	provider := entryOf("provider", &catalog.Organisation{Name: script, ShortName: script, Country: "FR", Website: "javascript://host.example/%0aalert(1)"})
	solution := entryOf("hostile", &catalog.Solution{
		Name: script, OneLine: script, Summary: script, SolutionType: script, Provider: provider.ID, Criticism: []string{"javascript:alert(1)", "javascript://host.example/%0aalert(1)", "data:text/html,x"},
		Technology: []string{`"><script>`}, Hardware: script, Throughput: &catalog.Quantity{Value: 1, Unit: script},
	})
	s := siteOf(t, provider, solution)
	for _, address := range []string{"/solutions/hostile", "/organisations/provider"} {
		d := open(t, s, address)
		if got := len(d.all("script")); got != 2 { // the module in the head and the linked data
			t.Errorf("%s has %d script elements, want 2", address, got)
		}
		if found := d.all("img, [onerror], main [style]"); len(found) > 0 {
			t.Errorf("%s has %d elements of the hostile text", address, len(found))
		}
		for _, n := range d.all("a") {
			if u, err := url.Parse(attrOf(n, "href")); err != nil || u.Scheme != "" {
				t.Errorf("%s links to %s", address, attrOf(n, "href"))
			}
		}
		checkLinkedData(t, address, d)
	}
}

func TestOldConfirmationsAreRemarkedOn(t *testing.T) {
	for confirmed, want := range map[catalog.Date]int{
		"2026-11-24": 0, "2025-11-24": 0, "2025-11-20": 1, "2025-05-24": 1, "2025-05-20": 2, "": 0,
	} {
		e := entryOf("some", &catalog.Solution{Name: "Some", OneLine: "x", Summary: "x", SolutionType: "mobile-app"})
		e.Confirmed = confirmed
		if got := len(open(t, siteOf(t, e), "/solutions/some").all(".remark")); got != want {
			t.Errorf("confirmed on %q: %d remarks, want %d", confirmed, got, want)
		}
	}
}
