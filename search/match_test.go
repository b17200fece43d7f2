package search

import (
	"html"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
)

func matched(tb testing.TB, e *Engine, viewer catalog.Actor, text string) *Match {
	tb.Helper()
	m, err := e.Match(tb.Context(), viewer, text, "en")
	if err != nil {
		tb.Fatalf("Match: %v", err)
	}
	return m
}

// TestMatchReadsAnOperation says by example what paragraphs in three languages
// and two scripts lead to in the sample.
func TestMatchReadsAnOperation(t *testing.T) {
	t.Parallel()
	entries, err := sample.Load()
	must(t, err)
	m := newMemory()
	m.put(entries...)
	e := openEngine(t, dirs(t), m)
	for _, tt := range []struct {
		name, text  string
		areas, hits []string
		marked      []string
	}{
		{
			"English",
			"At night a rubber boat leaves the coast. The thermal camera on the tower loses it in fog. On landing, fingerprints are taken from wet hands and checked in EURODAC. A drone follows.",
			[]string{"enrolment", "drones"},
			[]string{"harbour-case-ten-finger-face-enrolment", "fog-bank-off-cape-lethra", "enrol-ten-fingers-and-face-at-the-quay"},
			[]string{"fingerprints", "fog", "EURODAC", "drone"},
		},
		{
			"German",
			"Ein Lkw steht an der Kontrollstelle. Der Zoll vermutet Personen im Laderaum; ein Herzschlagdetektor ist bestellt.",
			[]string{"checks-goods"},
			[]string{"listen-for-people-in-a-closed-lorry", "refrigerated-trailer-without-refrigeration"},
			[]string{"Lkw", "Herzschlagdetektor"},
		},
		{
			"Greek",
			"Η κάμερα δεν βλέπει στην ομίχλη, το drone δεν πετά με άνεμο. Θέλουμε έγκαιρη προειδοποίηση και ταυτοποίηση χωρίς έγγραφα.",
			[]string{"identity", "early"},
			[]string{"paraktios-stathmos-mikron-lemvon", "find-people-in-the-water-in-fog", "find-earlier-registration-under-other-name"},
			[]string{"ομίχλη", "χωρίς έγγραφα", "drone"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := matched(t, e, catalog.Visitor, tt.text)
			for _, want := range tt.areas {
				if !slices.ContainsFunc(got.Areas, func(a Area) bool {
					return strings.Contains(a.Value+" "+strings.ToLower(a.Label), want) && len(a.Words) > 0
				}) {
					t.Errorf("areas %v lack %s", got.Areas, want)
				}
			}
			for _, want := range tt.hits {
				if !slices.ContainsFunc(got.Hits, func(h Hit) bool { return h.Slug == want && len(h.Why) > 0 }) {
					t.Errorf("entries %v lack %s", slugs(got.Hits), want)
				}
			}
			for _, want := range tt.marked {
				if !strings.Contains(got.Text, "<mark>"+want+"</mark>") {
					t.Errorf("%s is not marked in %s", want, got.Text)
				}
			}
		})
	}
	idle := matched(t, e, catalog.Visitor, "it is a nice day and we went for ice cream")
	if len(idle.Areas)+len(idle.Hits) > 0 || strings.Contains(idle.Text, "<mark>") {
		t.Errorf("a text about nothing is answered with %v and %v", idle.Areas, slugs(idle.Hits))
	}
}

func slugs(hits []Hit) []string {
	var all []string
	for _, h := range hits {
		all = append(all, string(h.Kind)+" "+h.Slug)
	}
	return all
}

// TestLanguageOf tells the language of a text by its function words.
func TestLanguageOf(t *testing.T) {
	for text, want := range map[string]string{
		"The camera loses the boat in the fog, and it is found by another":        "en",
		"La caméra perd le bateau dans la brume et les agents ne le voient pas":   "fr",
		"Die Kamera verliert das Boot im Nebel und findet es nicht mehr":          "de",
		"La cámara pierde el barco en la niebla y no lo encuentra hasta el día":   "es",
		"La telecamera perde la barca nella nebbia e non la trova più fino al":    "it",
		"A câmara perde o barco no nevoeiro e não o encontra até ao dia seguinte": "pt",
		"De camera verliest de boot in de mist en vindt hem niet meer terug":      "nl",
		"Kamera traci łódź we mgle i nie może jej znaleźć, bo jest za daleko":     "pl",
		"Η κάμερα χάνει τη βάρκα στην ομίχλη και δεν τη βρίσκει μέχρι το πρωί":    "el",
		"Camera pierde barca în ceață și nu o mai găsește până la ziuă, este":     "ro",
		"EURODAC SIS VIS": "",
		"":                "",
	} {
		if got := languageOf(Tokens(text)); got != want {
			t.Errorf("%q is taken for %q, want %q", text, got, want)
		}
	}
}

// FuzzMatchMarks holds for any text: marks lie in it between whole characters,
// in order and apart, and the HTML says the text and nothing else.
func FuzzMatchMarks(f *testing.F) {
	for _, text := range []string{
		"A drone, fingerprint <b>enrolment</b> & EURODAC.\r\nl'empreinte digitale", "χωρίς έγγραφα\x00\xff", "pre-frontier d'identité sans papiers",
		"<mark>drone</mark>", strings.Repeat("drone ", 900), "thermal camera camera thermal camera",
	} {
		f.Add(text)
	}
	l := lexicaOf(f).lexicon
	f.Fuzz(func(t *testing.T, text string) {
		text = cutText(text)
		if n := utf8.RuneCountInString(text); n > MaxMatchText || !utf8.ValidString(text) {
			t.Fatalf("%d characters are left of a text", n)
		}
		r := l.readText(text)
		_, named := r.areas()
		for i := range r.words {
			if i%2 == 0 {
				r.asked["word "+r.words[i].term] = 0
			}
		}
		marks := joinMarks(append(named, r.met([]bool{true})...))
		at := 0
		for _, m := range marks {
			if m.start < at || m.end <= m.start || m.end > len(text) || !utf8.ValidString(text[m.start:m.end]) {
				t.Fatalf("mark %d to %d behind %d in %q", m.start, m.end, at, text)
			}
			at = m.end
		}
		written := markedText{text: text, marks: marks}.html()
		plain := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(written)
		if strings.ContainsAny(plain, `<>"`) || html.UnescapeString(plain) != html.UnescapeString(html.EscapeString(text)) {
			t.Fatalf("%q is written as %q", text, written)
		}
		if strings.Count(written, "<mark>") != len(marks) {
			t.Fatalf("%d marks are written as %q", len(marks), written)
		}
	})
}
