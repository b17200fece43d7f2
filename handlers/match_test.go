package handlers

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// operation describes one that the sample has answers for.
const operation = "The camera loses the <b>rubber boat</b> in fog.\nOn landing, fingerprints are taken from wet hands & checked in EURODAC."

// postForm sends a form of one field as a browser does.
func postForm(s http.Handler, target, name, value string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(url.Values{name: {value}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return do(s, r)
}

func postJSON(s http.Handler, target, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, target, strings.NewReader(body))
	r.Header.Set("Content-Type", typeJSON)
	return do(s, r)
}

// TestMatchPage sends a description and gets areas, entries and the text with
// its marks, and nothing that a browser or a proxy may keep.
func TestMatchPage(t *testing.T) {
	s := sampleSite(t)
	for _, language := range catalog.Languages {
		w := postForm(s, "/match", "text", strings.ReplaceAll(operation, "\n", "\r\n"), "Accept-Language", language)
		if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != noStore || w.Header().Get("ETag") != "" {
			t.Fatalf("%s: answers %d, Cache-Control %q, ETag %q", language, w.Code, w.Header().Get("Cache-Control"), w.Header().Get("ETag"))
		}
		d := parse(t, w.Body.String())
		if got, want := d.text(".read-text"), strings.ReplaceAll(operation, "\n", " "); got != want {
			t.Errorf("%s: the text is shown as %q, want %q", language, got, want)
		}
		if marked := d.texts(".read-text mark"); !slices.Contains(marked, "fog") || !slices.Contains(marked, "EURODAC") {
			t.Errorf("%s: marked are %q", language, marked)
		}
		if d.attr(`.items a[href="/challenges/registration-biometrics"]`, "href") == "" || len(d.all(".items .item-details")) == 0 {
			t.Errorf("%s: the area of fingerprints or the words that named it are missing", language)
		}
		if links := d.all(`.card a[href="/solutions/harbour-case-ten-finger-face-enrolment"]`); len(links) != 1 {
			t.Errorf("%s: the solution that fits is linked %d times", language, len(links))
		}
		if got := textOf(d.all("textarea")[0]); !strings.Contains(got, "EURODAC") {
			t.Errorf("%s: the form lost the text: %q", language, got)
		}
	}
}

// TestMatchRefusesAndKeepsTheText holds that a refused text is not lost.
func TestMatchRefusesAndKeepsTheText(t *testing.T) {
	s := sampleSite(t)
	long := strings.Repeat("β ", search.MaxMatchText/2)
	for _, tt := range []struct {
		name, text string
		status     int
	}{
		{"nothing", "", 422},
		{"space", " \r\n ", 422},
		{"longest", long, 200},
		{"longest with line ends of two characters", strings.Repeat("a\r\n", search.MaxMatchText/2), 200},
		{"too long", long + "x", 422},
	} {
		w := postForm(s, "/match", "text", tt.text)
		if w.Code != tt.status || w.Header().Get("Cache-Control") != noStore {
			t.Errorf("%s: answers %d, Cache-Control %q; want %d, no-store", tt.name, w.Code, w.Header().Get("Cache-Control"), tt.status)
			continue
		}
		d := parse(t, w.Body.String())
		if refused := len(d.all("#failure")) == 1 && d.attr("textarea", "aria-invalid") == "true"; refused != (tt.status == 422) {
			t.Errorf("%s: refused is %t", tt.name, refused)
		}
		if want := strings.ReplaceAll(tt.text, "\r\n", "\n"); tt.status == 422 && !strings.Contains(w.Body.String(), "\n"+want+"</textarea>") {
			t.Errorf("%s: the form lost the text", tt.name)
		}
	}
	if d := open(t, s, "/match?text=drone"); d.attr("form.match-form", "method") != "post" || textOf(d.all("textarea")[0]) != "" {
		t.Error("a text in the address is read")
	}
	if d := parse(t, postForm(s, "/match", "text", "it is a nice day").Body.String()); len(d.all(".empty a")) == 0 {
		t.Error("a text that nothing fits is a dead end")
	}
	for _, page := range []string{"/", "/scenarios", "/help"} {
		if len(open(t, s, page).all(`main a[href="/match"]`)) == 0 {
			t.Errorf("%s has no link to the form", page)
		}
	}
}

// TestMatchAPI asks as a program does.
func TestMatchAPI(t *testing.T) {
	s := sampleSite(t)
	body, err := json.Marshal(map[string]string{"text": operation, "lang": "fr"})
	if err != nil {
		t.Fatal(err)
	}
	w := postJSON(s, apiBase+"/match", string(body))
	var m search.Match
	decode(t, w, &m)
	if w.Code != http.StatusOK || w.Header().Get("Cache-Control") != noStore || len(m.Areas) == 0 || len(m.Hits) == 0 {
		t.Fatalf("answers %d, Cache-Control %q, %d areas, %d entries", w.Code, w.Header().Get("Cache-Control"), len(m.Areas), len(m.Hits))
	}
	label := shippedVocabularies(t).Label(catalog.VocabularyChallenge, m.Areas[0].Value, "fr")
	if m.Areas[0].Label != label || m.Hits[0].Kind != catalog.KindSolution || !strings.Contains(m.Text, "<mark>fog</mark>") || !strings.Contains(m.Text, "&lt;b&gt;") {
		t.Errorf("the first area is %q, the first entry a %s, the text %s", m.Areas[0].Label, m.Hits[0].Kind, m.Text)
	}
	for body, want := range map[string]int{
		`{}`: 422, `{"text":""}`: 422, `{"text":"drone","lang":"xx"}`: 422, `{"text":"drone"}`: 200, `{"text":"drone"`: 400,
		`{"text":"` + strings.Repeat("ä", search.MaxMatchText) + `"}`: 200, `{"text":"` + strings.Repeat("ä", search.MaxMatchText+1) + `"}`: 422,
	} {
		if w := postJSON(s, apiBase+"/match", body); w.Code != want {
			t.Errorf("%.60s answers %d, want %d: %.200s", body, w.Code, want, w.Body)
		}
	}
}

// TestSimilarSection looks at pages of every kind that has one: entries with a
// reason, none of them the entry itself or linked above, at most six.
func TestSimilarSection(t *testing.T) {
	s := sampleSite(t)
	with := map[catalog.Kind]int{}
	for i, e := range s.entries {
		if e.State != catalog.StatePublished || e.Access != catalog.AccessClear || !slices.Contains(search.Kinds, e.Kind) || i%4 > 0 {
			continue
		}
		d := open(t, s, e.Kind.Path(e.Slug))
		sections := d.all(`section:has(#similar)`)
		if len(sections) == 0 {
			continue
		}
		with[e.Kind]++
		similar := document{t, sections[0]}
		items := similar.all(".items > li")
		if len(items) == 0 || len(items) > shownSimilar {
			t.Errorf("%s: %d similar entries", e.Slug, len(items))
		}
		for _, item := range items {
			link := document{t, item}.attr("a", "href")
			if len(d.all(`main a[href="`+link+`"]`)) != 1 {
				t.Errorf("%s: %s stands elsewhere on the page too", e.Slug, link)
			}
			if details := (document{t, item}).text(".item-details"); !strings.Contains(details, "Shared") {
				t.Errorf("%s: %s has no reason: %q", e.Slug, link, details)
			}
		}
	}
	for _, kind := range search.Kinds {
		if with[kind] < 2 {
			t.Errorf("%d entries of kind %s have similar ones: the sample has more", with[kind], kind)
		}
	}
}
