package search

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

// texts opens an engine on needs with the given statements, in a language.
func texts(t *testing.T, language string, statements ...string) (*Engine, []catalog.ID) {
	t.Helper()
	c := newCorpus(t, 40)
	m := newMemory()
	var ids []catalog.ID
	for i, s := range statements {
		e := c.entry(&catalog.Need{Name: fmt.Sprintf("N%d", i), Statement: s, Status: "open"})
		e.Language, e.Tags, e.Confirmed, e.State, e.ListingOnly = language, nil, "", catalog.StatePublished, false
		m.put(e)
		ids = append(ids, e.ID)
	}
	return openEngine(t, dirs(t), m), ids
}

// finds is the numbers of the statements a query finds, in their order.
func finds(t *testing.T, e *Engine, ids []catalog.ID, q string) string {
	t.Helper()
	hits := map[catalog.ID]bool{}
	for _, h := range search(t, e, catalog.Visitor, Request{Query: q, Kinds: everything}).Hits {
		hits[h.ID] = true
	}
	var found strings.Builder
	for i, id := range ids {
		if hits[id] {
			fmt.Fprint(&found, i)
		}
	}
	return found.String()
}

// TestWordsAreFound says by example what finds what: each query with the
// statements it finds.
func TestWordsAreFound(t *testing.T) {
	for _, tt := range []struct {
		name, language string
		statements     []string
		finds          map[string]string
	}{
		{
			"Greek without accents", "el",
			[]string{"Έλεγχος πλαστών διαβατηρίων", "Σύνορα και θάλασσα"},
			map[string]string{"ΕΛΕΓΧΟΣ": "0", "ελεγχος": "0", "έλεγχος": "0", "διαβατήρια": "0", "διαβατηρια": "0", "σύνορα": "1", "συνορα": "1", "synora": "1", "έλεγχοσ": "0"},
		},
		{
			"Polish without diacritics", "pl",
			[]string{"Łączność przygraniczna i źródła zakłóceń", "Straż graniczna"},
			map[string]string{"łączność": "0", "lacznosc": "0", "zrodla": "0", "ŹRÓDŁA": "0", "straz": "1", "graniczną": "1", "zaklocen": "0"},
		},
		{
			"German", "de",
			[]string{"Die Straße zur Grenze, Prüfung großer Fahrzeuge", "Strassen und Grenzen"},
			map[string]string{"strasse": "01", "Straße": "01", "STRASSE": "01", "grenzen": "01", "prüfungen": "0", "prufung": "0", "gross": "0"},
		},
		{
			"French elision", "fr",
			[]string{"L’aéroport d'Orly et l'identité", "Contrôles aux aéroports"},
			map[string]string{"aeroport": "01", "orly": "0", "l'identité": "0", "aéroports": "01", "controle": "1"},
		},
		{
			"Romanian", "ro",
			[]string{"Frontiera și poliția", "Autorități vamale"},
			map[string]string{"politia": "0", "poliţia": "0", "si": "0", "autoritati": "1"},
		},
		{
			"abbreviations are not stemmed", "en",
			[]string{"The SIS is asked", "The sister ship", "An AIS and the EES", "One ee"},
			map[string]string{"SIS": "0", "sis": "0", "AIS": "2", "ai": "", "EES": "2", "ee": "3", "sisters": "1"},
		},
		{
			"syntax", "en",
			[]string{"green border in fog", "border that is green", "fog at sea"},
			map[string]string{
				`"green border"`: "0", "green border": "01", "fog -sea": "0", "fog -border": "2", `fog -"green border"`: "2", `"border green"`: "",
				"bord*": "01", "kind:need fog": "02", "kind:project fog": "", "fog -kind:need": "", "green AND fog": "0", "fog NOT sea": "0",
			},
		},
		{
			"inflection", "en",
			[]string{"Detecting drones at borders", "A drone detector"},
			map[string]string{"drone": "01", "drones": "01", "detection drones": "01", `"drones"`: "0", `"drone"`: "1"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e, ids := texts(t, tt.language, tt.statements...)
			for q, want := range tt.finds {
				if got := finds(t, e, ids, q); got != want {
					t.Errorf("%s finds %q, want %q", q, got, want)
				}
			}
		})
	}
}

// TestSpellingsAreOne holds that a compound finds the same entries, with the
// same scores, whether it is typed with a hyphen, as one word or as two, once
// some entry or label has the hyphen; and that its parts alone find it too.
func TestSpellingsAreOne(t *testing.T) {
	t.Parallel()
	e, ids := texts(t, "en",
		"A pre-frontier picture", "The prefrontier picture", "Beyond the pre frontier", "Many prefrontiers", // 0 to 3: a label has it
		"A zig-zag course", "The zigzag course", "They zig and zag", // 4 to 6: an entry has it
		"An on-the-dot answer", "An onthedot answer", // 7, 8: three parts
		"A wristwatch", "A wrist and a watch", // 9, 10: no hyphen anywhere
		"frontier", "zag", // 11, 12
	)
	for _, group := range []struct{ queries, want string }{
		{"pre-frontier|prefrontier|pre frontier|Pre‑Frontier|PREFRONTIER", "0123"},
		{"zig-zag|zigzag|zig zag|ZIGZAG", "456"},
		{"on-the-dot|onthedot|on the dot", "78"},
		{"wristwatch", "9"},
		{"wrist watch", "10"},
		{"zag", "45612"},
		{"frontier", "012311"},
	} {
		first := ""
		for i, q := range strings.Split(group.queries, "|") {
			if got := finds(t, e, ids, q); got != group.want {
				t.Errorf("%s finds %q, want %q", q, got, group.want)
			}
			var scores strings.Builder
			for _, h := range search(t, e, catalog.Visitor, Request{Query: q, Kinds: everything}).Hits {
				fmt.Fprintln(&scores, h.Title, h.Score)
			}
			if i == 0 {
				first = scores.String()
			}
			if diff := cmp.Diff(first, scores.String()); diff != "" {
				t.Errorf("%s ranks otherwise than the first of %s:\n%s", q, group.queries, diff)
			}
		}
	}
}

func TestSnippetsAreEscaped(t *testing.T) {
	t.Parallel()
	e, _ := texts(t, "en", `Fog & <script>alert("fog")</script> <b>fog</b> <mark>x</mark> 'fog'`)
	h := search(t, e, catalog.Visitor, Request{Query: "fog <script> <mark>", Kinds: everything}).Hits
	if len(h) != 1 || len(h[0].Snippets) != 1 {
		t.Fatalf("hits %+v, want one with one snippet", h)
	}
	want := `<mark>Fog</mark> &amp; &lt;<mark>script</mark>&gt;alert(&#34;<mark>fog</mark>&#34;)&lt;/<mark>script</mark>&gt; &lt;b&gt;<mark>fog</mark>&lt;/b&gt; ` +
		`&lt;<mark>mark</mark>&gt;x&lt;/<mark>mark</mark>&gt; &#39;<mark>fog</mark>&#39;`
	if diff := cmp.Diff(want, h[0].Snippets[0].HTML); diff != "" {
		t.Errorf("snippet (-want +got):\n%s", diff)
	}
}

// TestTiesAreStable holds that entries alike in all that ranks them come in
// the order of their ids, on every page and after the index is built anew.
func TestTiesAreStable(t *testing.T) {
	t.Parallel()
	m := newMemory()
	c := newCorpus(t, 41)
	for range 25 {
		e := c.entry(&catalog.Need{Name: "Same", Statement: "The same words", Status: "open"})
		e.Tags, e.Confirmed, e.State, e.ListingOnly, e.Created = nil, "", catalog.StatePublished, false, today
		m.put(e)
	}
	e := openEngine(t, dirs(t), m)
	order := func(sort string) string {
		var ids []string
		for page := 1; page <= 4; page++ {
			for _, h := range search(t, e, catalog.Visitor, Request{Query: "same", Kinds: everything, Sort: sort, Page: page, Size: 8}).Hits {
				ids = append(ids, string(h.ID))
			}
		}
		return strings.Join(ids, "\n")
	}
	want := order(SortRelevance)
	if n := len(strings.Split(want, "\n")); n != 25 {
		t.Fatalf("%d entries on four pages, want 25", n)
	}
	must(t, e.Reindex(t.Context()))
	for _, sort := range Sorts {
		if got := order(sort); got != want {
			t.Errorf("order by %s differs from that by relevance", sort)
		}
	}
}
