package search

import (
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog/fold"
)

// greeklish brings the ways Greek is typed in Latin letters to one: by sound
// (f, v, i), by look (w, 8, x) or by the transliteration of passports.
var greeklish = strings.NewReplacer(
	"nch", "gch", "nx", "gch", "ng", "gg", "8", "th", "ch", "ch", "x", "ch", "ks", "ch", "ph", "f",
	"ou", "ou", "u", "ou", "ei", "i", "oi", "i", "ai", "e", "y", "i", "w", "o", "b", "v", "j", "ch",
)

// greeklishEndings are greekEndings as they read in Latin letters, longest first.
var greeklishEndings = func() []string {
	endings := make([]string, len(greekEndings))
	for i, ending := range greekEndings {
		endings[i] = greeklish.Replace(fold.Latin(ending))
	}
	slices.SortStableFunc(endings, func(a, b string) int { return len(b) - len(a) })
	return endings
}()

// stemGreeklish takes the ending off a Greek word in Latin letters, so that
// "diavatiria" meets διαβατηρίων.
func stemGreeklish(latin string) string {
	word := greeklish.Replace(latin)
	for _, ending := range greeklishEndings {
		if stem, ok := strings.CutSuffix(word, ending); ok && len(stem) >= 4 {
			return stem
		}
	}
	return word
}
