package search

import (
	"math"
	"slices"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// wordsOf is a text as words of a query.
func (l *lexicon) wordsOf(text string) []queryWord {
	var words []queryWord
	for _, t := range Tokens(text) {
		if t.Form == FormWord {
			words = append(words, l.word(text, t))
		}
	}
	return words
}

// TestTongue says by example which language a query is taken for.
func TestTongue(t *testing.T) {
	t.Parallel()
	l := lexicaOf(t).lexicon
	for query, want := range map[string]string{
		"how many hours to train officers":      "en",
		"personnes cachées dans un camion":      "fr",
		"übermüdete Beamte in der Nachtschicht": "de",
		"barcos pequeños de noche":              "es",
		"persone nascoste nei camion":           "it",
		"pessoas escondidas em camiões":         "pt",
		"tolk voor een gesprek per telefoon":    "nl",
		"ludzie ukryci w ciężarówce":            "pl",
		"έλεγχος επιβατών":                      "el",
		"persoane ascunse în camioane":          "ro",
	} {
		tongue := l.tongue(l.wordsOf(query))
		if got := catalog.Languages[slices.Index(tongue[:], slices.Max(tongue[:]))]; got != want {
			t.Errorf("%q is taken for %s, want %s: %v", query, got, want, tongue)
		}
	}
}

// TestTrust holds that a name counts in full in a language that the words leave
// open, less in another, and never nothing.
func TestTrust(t *testing.T) {
	t.Parallel()
	l := lexicaOf(t).lexicon
	alone := l.tongue(l.wordsOf("drone"))
	for _, language := range []string{"en", "fr", "nl"} {
		if got := alone.trust(languageSetOf(language)); got != 1 {
			t.Errorf("drone alone is trusted in %s by %v, want 1", language, got)
		}
	}
	english, french := l.tongue(l.wordsOf("how to train officers")), l.tongue(l.wordsOf("contrôle des papiers dans le train"))
	fr := languageSetOf("fr")
	if in, out := french.trust(fr), english.trust(fr); in != 1 || out >= in || out < weights.doubt {
		t.Errorf("a French name is worth %v in French and %v in English", in, out)
	}
	if none := english.trust(0); math.Abs(none-weights.doubt) > 1e-12 {
		t.Errorf("a name of no language is worth %v, want %v", none, weights.doubt)
	}
}
