package handlers

import (
	"fmt"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

func TestMapHasAPointForEachLocatedPartner(t *testing.T) {
	var entries []*catalog.Entry
	at := func(slug, country string, location *catalog.Point) catalog.ID {
		e := entryOf(slug, &catalog.Organisation{Name: slug, ShortName: slug, Country: country, Location: location})
		entries = append(entries, e)
		return e.ID
	}
	p := &catalog.Project{
		Acronym: "MAP", FullTitle: "A project on a map", Programme: "h2020", Summary: "x", Start: "2019-05-01", End: "2022-10-31",
		Coordinator: at("athens", "EL", &catalog.Point{Lat: 38, Lon: 23.7}),
	}
	for slug, location := range map[string]*catalog.Point{
		"lisbon": {Lat: 38.7, Lon: -9.1}, "helsinki": {Lat: 60.2, Lon: 24.9}, "sydney": {Lat: -33.9, Lon: 151.2}, "nowhere": nil,
	} {
		p.Partners = append(p.Partners, catalog.Partner{Organisation: at(slug, "PT", location), Role: "participant"})
	}
	d := open(t, siteOf(t, append(entries, entryOf("map", p))...), "/projects/map")
	if got := len(d.all(".map circle")); got != 3 {
		t.Errorf("%d points, want 3", got)
	}
	if got := len(d.all(".map circle.first")); got != 1 {
		t.Errorf("%d points of the coordinator, want 1", got)
	}
	if got := len(d.all(`section:has(#partners) .scroll tbody tr`)); got != 5 {
		t.Errorf("%d rows of partners, want 5", got)
	}
	notes := strings.Join(d.texts(".map-beside .note"), " ")
	for _, want := range []string{"Partners outside the map: 1", "Partners whose place is not known: 1"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the map says %q, want %q", notes, want)
		}
	}
	if got, want := strings.Join(d.texts(`section:has(#timeline) tbody tr > *`), ", "), "1 May 2019, 31 October 2022, 42 months"; got != want {
		t.Errorf("dates = %q, want %q", got, want)
	}
	if got := len(d.all(".timeline text")); got != 4 {
		t.Errorf("%d years, want 4", got)
	}
}

func TestLargestProjectStaysBelowItsLimit(t *testing.T) {
	var entries []*catalog.Entry
	amount := 1234567.0
	p := &catalog.Project{
		Acronym: "GREAT", FullTitle: strings.Repeat("Η μεγάλη ", 60), Programme: "horizon-europe", Summary: strings.Repeat("σύνοψη ", 85),
		Objective: strings.Repeat("σκοπός ", 2800), EUContribution: &amount, Start: "2023-01-01", End: "2026-12-31",
	}
	for i := range 199 {
		name := fmt.Sprintf("Οργανισμός με πολύ μεγάλη επωνυμία που περιέχει και τον αριθμό %d %s", i, strings.Repeat("και άλλα ", 20))
		e := entryOf(fmt.Sprintf("organisation-with-a-long-name-of-its-own-%d", i), &catalog.Organisation{
			Name: name, ShortName: "x", Country: "EL", Location: &catalog.Point{Lat: 36 + float64(i)/20, Lon: float64(i) / 8},
		})
		entries = append(entries, e)
		p.Partners = append(p.Partners, catalog.Partner{Organisation: e.ID, Role: "participant", Contribution: &amount})
	}
	p.Coordinator = entries[0].ID
	w := get(siteOf(t, append(entries, entryOf("great", p))...), "/projects/great?lang=el")
	if w.Code != 200 || w.Body.Len() > 100_000 {
		t.Errorf("the page answers %d with %d bytes, want at most 100 kB", w.Code, w.Body.Len())
	}
	d := parse(t, w.Body.String())
	if got := len(d.all(".map circle")); got != 199 {
		t.Errorf("%d points, want 199", got)
	}
	if text := textOf(d.root); !strings.Contains(text, "100 εγγραφές από 199") || !strings.Contains(text, "Χαρακτήρες που δεν εμφανίζονται εδώ: 13.6") {
		t.Error("the page does not say how much it leaves out")
	}
}

func TestFactsOfAProjectNameTheirOrigin(t *testing.T) {
	e := entryOf("known", &catalog.Project{
		Acronym: "KNOWN", FullTitle: "A project from open data", Programme: "h2020", Summary: "x", GrantAgreement: "700001",
		FiguresSource: "CORDIS", FiguresDate: "2026-10-01", SourceURL: "https://cordis.europa.eu/project/id/700001",
	})
	e.ListingOnly = true
	e.Origin = map[string]catalog.Origin{"grant_agreement": {Source: "cordis", On: "2026-10-01"}}
	d := open(t, siteOf(t, e), "/projects/known")
	facts := strings.Join(d.texts(".facts > div"), "\n")
	if want := "Grant agreement 700001 from CORDIS, 1 Oct 2026"; !strings.Contains(facts, want) {
		t.Errorf("facts lack %q:\n%s", want, facts)
	}
	if got := len(d.all(`a[href="https://cordis.europa.eu/project/id/700001"][rel="noopener noreferrer nofollow"]`)); got != 1 {
		t.Errorf("%d links to the source, want 1", got)
	}
	if got := d.texts(".remark"); len(got) != 1 || !strings.Contains(got[0], "invited to claim") {
		t.Errorf("remarks = %q", got)
	}
}
