package cordis

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog"
)

func TestNumber(t *testing.T) {
	for text, want := range map[string]float64{
		"2500000": 2500000, "2500000,50": 2500000.5, "2500000.5": 2500000.5, " 1 ": 1, "0": 0, "593173039.51000011": 593173039.51, "1e3": 1000,
	} {
		if got, err := number(text); err != nil || got == nil || *got != want {
			t.Errorf("number(%q) = %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", " ", "NULL", "NaN", "None"} {
		if got, err := number(text); err != nil || got != nil {
			t.Errorf("number(%q) = %v, %v; want none", text, got, err)
		}
	}
	for _, text := range []string{"much", "-1", "1.2.3", "1,234,567", "0x10", "1_000", "Inf", "1e999", "12 EUR"} {
		if got, err := number(text); err == nil {
			t.Errorf("number(%q) = %v, want an error", text, got)
		}
	}
}

func TestDate(t *testing.T) {
	for text, want := range map[string]catalog.Date{
		"2022-09-01": "2022-09-01", "2022-09-01 10:00:00": "2022-09-01", "2022-09-01T10:00:00Z": "2022-09-01",
		"01/09/2022": "2022-09-01", "41640": "2014-01-01", "": "", "NaT": "", " 2022-09-01 ": "2022-09-01",
	} {
		if got, err := date(text); err != nil || got != want {
			t.Errorf("date(%q) = %q, %v; want %q", text, got, err, want)
		}
	}
	for _, text := range []string{"2022", "2022-02-30", "0001-01-01", "9999-01-01", "soon", "31.12.2022", "99/99/2022"} {
		if got, err := date(text); err == nil {
			t.Errorf("date(%q) = %q, want an error", text, got)
		}
	}
}

func TestCountry(t *testing.T) {
	for text, want := range map[string]string{
		"EL": "EL", "GR": "EL", "UK": "UK", "GB": "UK", "XK": "XK", " fr ": "FR", "": "", "NULL": "", "FRA": "", "F1": "",
	} {
		if got := country(text); got != want {
			t.Errorf("country(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestAddress(t *testing.T) {
	for text, want := range map[string]string{
		"http://a.example.org/x": "http://a.example.org/x", "www.dfrc.example": "https://www.dfrc.example",
		"//a.example.org": "https://a.example.org", "https://a.example.org; https://b.example.org": "https://a.example.org",
		"javascript:alert(1)": "", "ftp://a.example.org": "", "n/a": "", "NULL": "", "": "", "localhost": "", "http://": "",
		"https://" + strings.Repeat("a", 2000) + ".example": "",
	} {
		if got := address(text); got != want {
			t.Errorf("address(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPoint(t *testing.T) {
	for text, want := range map[string]*catalog.Point{
		"48.85,2.35": {Lat: 48.85, Lon: 2.35}, " -1.5 , 0 ": {Lat: -1.5},
		"": nil, "48.85": nil, "91,0": nil, "0,181": nil, "NaN,NaN": nil, "here,there": nil,
	} {
		if got := point(text); (got == nil) != (want == nil) || got != nil && *got != *want {
			t.Errorf("point(%q) = %v, want %v", text, got, want)
		}
	}
}

func TestUnquote(t *testing.T) {
	for text, want := range map[string]string{
		`"a ""b"" c"`: `a "b" c`, `"a"`: "a", `""`: "", `"a" and "b"`: `"a" and "b"`, `"the teaser is cut...`: `"the teaser is cut...`,
		`plain`: "plain", `"`: `"`, `"""Lead"" first"`: `"Lead" first`,
	} {
		if got := unquote(text); got != want {
			t.Errorf("unquote(%s) = %s, want %s", text, got, want)
		}
	}
}

func TestUnguard(t *testing.T) {
	for text, want := range map[string]string{
		"'Whole text.'": "Whole text.", "'Only before.": "Only before.", "'Frontex's aim": "Frontex's aim",
		"'Quoted' word first": "'Quoted' word first", "plain": "plain", "'": "", "it's": "it's",
		"'Smugglers' boats' are watched.": "'Smugglers' boats' are watched.",
	} {
		if got := unguard(text); got != want {
			t.Errorf("unguard(%s) = %q, want %q", text, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"peopleâ€™s":                         "people’s",
		"cafÃ©":                              "café",
		"Ã‰cole":                             "École",
		"CÔTÉ Â":                             "CÔTÉ Â",
		"château":                            "château",
		"a\u00a0b\u202fc":                    "a b c",
		"zero\u200bwidth":                    "zerowidth",
		"a\u2028b":                           "a\nb",
		"a\r\nb\rc":                          "a\nb\nc",
		"a\n\n\n\nb":                         "a\n\nb",
		"tab\there   and  there":             "tab here and there",
		"e\u0301":                            "é",
		"<p>One</p><p>Two<br/>Three</p>":     "One\n\nTwo\nThree",
		"H<sub>2</sub>O":                     "H2O",
		"a message <payload> of 5 < 6 bytes": "a message <payload> of 5 < 6 bytes",
		"R&amp;D &lt;b&gt;":                  "R&D <b>",
		"bad \xff byte":                      "bad \ufffd byte",
		"turned \u202eround":                 "turned round",
		"bell \a":                            "bell",
	} {
		if got := clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSummary(t *testing.T) {
	first := strings.Repeat("word ", 100) + "end."
	long := first + " Second sentence that does not fit, because it is " + strings.Repeat("very ", 40) + "long."
	if got := summary(long); got != first {
		t.Errorf("summary ends %q, want the first sentence", got[len(got)-40:])
	}
	if got := summary("Short, e.g. this.\n\nAnd that."); got != "Short, e.g. this. And that." {
		t.Errorf("summary is %q", got)
	}
	cut := summary(strings.Repeat("λέξη ", 300))
	if n := utf8.RuneCountInString(cut); n > maxSummary || !strings.HasSuffix(cut, "λέξη…") {
		t.Errorf("a text of one sentence is cut to %d characters, %q", n, cut)
	}
	// A full stop that ends no sentence is no place to cut.
	for _, stop := range []string{"e.g. The", "Dr. Who", "J. Smith", "approx. Five", "item 2. Methods"} {
		text := strings.Repeat("a", 500) + ". B " + stop + strings.Repeat(" c", 100)
		if got := summary(text); got != strings.Repeat("a", 500)+"." {
			t.Errorf("with %q the summary ends %q", stop, got[len(got)-20:])
		}
	}
}

func TestCodes(t *testing.T) {
	for text, want := range map[string][]string{
		"H2020-EU.3.7.6.;H2020-EU.3.7.1.": {"H2020-EU.3.7.6", "H2020-EU.3.7.1"},
		"H2020-EU.3.7.6.,H2020-EU.3.7.1.": {"H2020-EU.3.7.6", "H2020-EU.3.7.1"},
		"A;a; ;A":                         {"A"},
		"":                                nil,
	} {
		if got := codes(text); !slices.Equal(got, want) {
			t.Errorf("codes(%q) = %q, want %q", text, got, want)
		}
	}
	if got := code("/HORIZON-RIA"); got != "HORIZON-RIA" {
		t.Errorf("code is %q", got)
	}
}

// TestWords: abbreviations only in capitals, hyphens any way, plural or not.
func TestWords(t *testing.T) {
	w := &words{terms: map[string][]term{}, rank: map[string]int{}}
	w.add("a", "EES")
	w.add("b", "pre-frontier")
	w.add("c", "travel document")
	for text, want := range map[string]string{
		"the EES is": "a", "he sees ees": "", "prefrontier": "b", "Pre-Frontier": "b", "pre frontier": "b",
		"Travel documents,": "c", "travel the document": "", "document": "",
	} {
		got := ""
		for _, s := range w.suggest(text) {
			got += s.Challenge
		}
		if got != want {
			t.Errorf("%q suggests %q, want %q", text, got, want)
		}
	}
}

func TestSecurityTopics(t *testing.T) {
	for topic, want := range map[string]bool{
		"HORIZON-CL3-2021-BM-01-01": true, "SEC-15-BES-2017": true, "BES-06-2015": true, "DRS-11-2014": true, "FCT-07-2014": true,
		"SU-FCT01-2018-2019-2020": true, "SU-BES02-2018-2019-2020": true, "SU-INFRA01-2018": true,
		"HORIZON-CL4-2021-DIGITAL-01": false, "ICT-01-2016": false, "SU-DS03-2019-2020": false, "SECURE-1": false,
	} {
		if got := securityTopics.MatchString(topic); got != want {
			t.Errorf("topic %s of security: %v, want %v", topic, got, want)
		}
	}
}
