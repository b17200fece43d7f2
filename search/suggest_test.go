package search

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// completions are the suggestions for a prefix as "kind text".
func completions(t *testing.T, e *Engine, prefix string) []string {
	t.Helper()
	s, err := e.Suggest(t.Context(), catalog.Visitor, prefix, "en", 12)
	must(t, err)
	var all []string
	for _, x := range s {
		all = append(all, x.Kind+" "+x.Text)
	}
	return all
}

// TestSuggestToleratesTypos says by example what is completed: titles in the
// order of the alphabet, those that begin as typed before others, and those
// with typing errors last.
func TestSuggestToleratesTypos(t *testing.T) {
	t.Parallel()
	c := newCorpus(t, 40)
	m := newMemory()
	for _, name := range []string{
		"Zebracam at sea", "Harbour zebracam", "Zebra counter", "Quayside XYQ reader", "Étagère du quai", "Πύλη ζεβρακάμ", "Zebra-cam mount",
	} {
		e := c.entry(&catalog.Solution{Name: name, OneLine: "x", SolutionType: "handheld-device"})
		e.State = catalog.StatePublished
		m.put(e)
	}
	e := openEngine(t, dirs(t), m)
	for _, tt := range []struct {
		typed string
		want  string
	}{
		{"zebrac", "Zebracam at sea|Harbour zebracam|Zebra-cam mount|Zebra counter"},
		{"zebar", "Harbour zebracam|Zebra counter|Zebra-cam mount|Zebracam at sea"}, // swapped
		{"zwbracsm", "Harbour zebracam|Zebra-cam mount|Zebracam at sea"},            // two errors in eight letters
		{"zwbrscm", ""}, // two in seven
		{"harbor zebr", "Harbour zebracam"},
		{"xyq", "Quayside XYQ reader"},
		{"xyz", ""},  // three letters are as typed
		{"XYQR", ""}, // so are capitals
		{"etagrre", "Étagère du quai"},
		{"ζευρακ", "Πύλη ζεβρακάμ"},
		{"zevrak", "Πύλη ζεβρακάμ"},
	} {
		var got []string
		for _, s := range completions(t, e, tt.typed) {
			if title, ok := strings.CutPrefix(s, "solution "); ok {
				got = append(got, title)
			}
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%q is completed by %q, want %q", tt.typed, strings.Join(got, "|"), tt.want)
		}
	}
	if got := completions(t, e, "fingrep"); !slices.ContainsFunc(got, func(s string) bool { return strings.HasPrefix(s, "challenge ") }) {
		t.Errorf("a misspelt fingerprint names no challenge area: %q", got)
	}
}

// resemblesWord is what a typed word may have to do with a word, by definition.
func (w *typedWord) resemblesWord(word string) (exact, tolerant bool) {
	if strings.HasPrefix(word, w.term) {
		return true, true
	}
	if w.speller == nil {
		return false, false
	}
	runes := []rune(word)
	for end := range len(runes) + 1 {
		if distance(w.term, string(runes[:end]), w.speller.most) <= w.speller.most {
			return false, true
		}
	}
	return false, false
}

// completes is what typed words have to do with a name, by definition.
func completes(typed []*typedWord, name string) (exact, tolerant bool) {
	exact, tolerant = true, true
	for _, w := range typed {
		some, like := false, false
		for _, t := range Tokens(name) {
			e, l := w.resemblesWord(t.Term)
			some, like = some || e, like || l
		}
		exact, tolerant = exact && some, tolerant && like
	}
	return exact, tolerant
}

// suggested are the suggestions by definition: every name and title is looked
// at.
func suggested(l *lexica, c *census, prefix string, limit int) []Suggestion {
	typed := l.suggester.typed(prefix)
	groups := make([][]Suggestion, len(suggestionKinds))
	for i, kind := range suggestionKinds {
		if kind == FacetChallenge || kind == FacetTechnology {
			groups[i] = namedConcepts(l, kind, typed)
		} else {
			groups[i] = titledEntries(c, kind, typed)
		}
		groups[i] = groups[i][:min(limit, len(groups[i]))]
	}
	return share(groups, limit)
}

func namedConcepts(l *lexica, facet string, typed []*typedWord) []Suggestion {
	var exact, tolerant []Suggestion
	for _, c := range l.vocabularies.List(vocabularyOf(facet)).Concepts {
		s := Suggestion{Kind: facet, Value: c.ID, Text: c.Label("en"), URL: "/challenges/" + c.ID}
		if facet == FacetTechnology {
			s.URL = "/solutions?" + url.Values{facet: {c.ID}}.Encode()
		}
		some, like := false, false
		names := []string{}
		for _, language := range catalog.Languages {
			names = append(append(names, c.Labels[language]), c.Synonyms[language]...)
		}
		for _, name := range names {
			e, l := completes(typed, name)
			some, like = some || e, like || l
		}
		switch {
		case some:
			exact = append(exact, s)
		case like:
			tolerant = append(tolerant, s)
		}
	}
	return append(exact, tolerant...)
}

func titledEntries(c *census, kind string, typed []*typedWord) []Suggestion {
	type found struct {
		class int
		view  *catalog.View
	}
	var all []found
	for id := range c.values {
		v := c.entries[id]
		if exact, tolerant := completes(typed, v.Title); string(v.Kind) == kind && tolerant {
			f := found{2, v}
			if exact {
				f.class = 1
			}
			if exact && strings.HasPrefix(titleKey(v.Title), typed[0].term) {
				f.class = 0
			}
			all = append(all, f)
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		return cmp.Or(cmp.Compare(a.class, b.class), cmp.Compare(titleKey(a.view.Title), titleKey(b.view.Title)), cmp.Compare(a.view.ID, b.view.ID))
	})
	var out []Suggestion
	for _, f := range all {
		out = append(out, Suggestion{Kind: kind, Value: f.view.Slug, Text: f.view.Title, URL: f.view.URL})
	}
	return out
}

// TestSuggestionsAreAllThatComplete compares suggestions with looking at every
// name and title, on an index of several segments with replaced entries, for
// both audiences.
func TestSuggestionsAreAllThatComplete(t *testing.T) {
	t.Parallel()
	m := demonstration(t)
	e := openEngine(t, dirs(t), m)
	random := rand.New(rand.NewPCG(8, 8))
	for i, id := range slices.Sorted(maps.Keys(m.entries)) {
		if i%9 == 0 { // replaced one by one, so that segments have deletions
			entry := m.entries[id].Clone()
			entry.Version++
			m.put(entry)
		}
	}
	settle(t, e, m)
	for _, viewer := range []catalog.Actor{catalog.Visitor, {Role: catalog.RoleMember}} {
		c := newCensus(lists(t), m, viewer)
		words := slices.Clone(c.words)
		for _, concept := range lists(t).List(catalog.VocabularyChallenge).Concepts {
			words = append(words, strings.Fields(concept.Labels["el"]+" "+concept.Labels["en"])...)
		}
		slices.Sort(words)
		many := 0
		for range 30 {
			typed := misspelt(random, words[random.IntN(len(words))])
			if random.IntN(3) == 0 {
				typed += " " + misspelt(random, words[random.IntN(len(words))])
			}
			limit := 1 + random.IntN(maxSuggestions)
			got, err := e.Suggest(t.Context(), viewer, typed, "en", limit)
			must(t, err)
			if want := suggested(e.words(), c, typed, limit); asJSON(t, got) != asJSON(t, append([]Suggestion{}, want...)) {
				t.Fatalf("%s: %q (at most %d) is completed by\n%v, want\n%v", viewer.Role, typed, limit, got, want)
			}
			many += len(got)
		}
		if many < 60 {
			t.Errorf("%s: %d suggestions in all: the words are too rare", viewer.Role, many)
		}
	}
}

// misspelt is the beginning of a word, perhaps with errors.
func misspelt(random *rand.Rand, word string) string {
	runes := []rune(word)
	runes = runes[:1+random.IntN(len(runes))]
	for range random.IntN(3) {
		at := random.IntN(len(runes))
		switch random.IntN(4) {
		case 0:
			runes[at] = 'x'
		case 1:
			runes = slices.Insert(runes, at, 'e')
		case 2:
			runes[at], runes[0] = runes[0], runes[at]
		case 3:
			if len(runes) > 1 {
				runes = slices.Delete(runes, at, at+1)
			}
		}
	}
	return string(runes)
}
