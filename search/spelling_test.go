package search

import (
	"slices"
	"testing"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog"
)

// TestDistance says by example how errors are counted.
func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"drone", "drone", 0},
		{"drone", "dron", 1},
		{"drone", "droone", 1},
		{"drone", "drane", 1},
		{"drone", "dorne", 1}, // neighbours swapped
		{"ca", "abc", 3},      // no place is edited twice
		{"vessel", "wessle", 2},
		{"συνορα", "σνυορα", 1},
		{"grenze", "grence", 1},
		{"drone", "", 5},
		{"drone", "radar", 5},
	} {
		for most := range 7 {
			want := min(tt.want, most+1)
			if got := distance(tt.a, tt.b, most); got != want {
				t.Errorf("distance(%q, %q, %d) = %d, want %d", tt.a, tt.b, most, got, want)
			}
			if got := distance(tt.b, tt.a, most); got != want {
				t.Errorf("distance(%q, %q, %d) = %d, want %d", tt.b, tt.a, most, got, want)
			}
		}
	}
}

// plainDistance is the definition of distance by recursion.
func plainDistance(a, b []rune) int {
	i, j := len(a), len(b)
	if i == 0 || j == 0 {
		return i + j
	}
	cost := 1
	if a[i-1] == b[j-1] {
		cost = 0
	}
	d := min(plainDistance(a[:i-1], b)+1, plainDistance(a, b[:j-1])+1, plainDistance(a[:i-1], b[:j-1])+cost)
	if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
		d = min(d, plainDistance(a[:i-2], b[:j-2])+1)
	}
	return d
}

// accepts runs an automaton over a word as a dictionary does.
func accepts(s *speller, word string) bool {
	state := s.Start()
	for i := range len(word) {
		if !s.CanMatch(state) {
			return false
		}
		state = s.Accept(state, word[i])
	}
	return s.CanMatch(state) && s.IsMatch(state)
}

// FuzzSpelling checks distance and automaton against the definition.
func FuzzSpelling(f *testing.F) {
	f.Add("drone", "dorne", "drnoe")
	f.Add("abcab", "bacba", "aabbc")
	f.Add("όριο", "ορίο", "\xff\xfe")
	f.Add("日本語", "本日語", "本語")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if !utf8.ValidString(a) || !utf8.ValidString(b) || !utf8.ValidString(c) || len([]rune(a)) > 6 || len([]rune(b)) > 6 || len([]rune(c)) > 6 {
			t.Skip()
		}
		for most := range maxEdits + 1 {
			s := newSpeller(a, most)
			for _, word := range []string{a, b, c, b} {
				want := min(plainDistance([]rune(a), []rune(word)), most+1)
				if got := distance(a, word, most); got != want {
					t.Errorf("distance(%q, %q, %d) = %d, want %d", a, word, most, got, want)
				}
				if got := accepts(s, word); got != (want <= most) {
					t.Errorf("the automaton of %q with %d errors answers %t to %q", a, most, got, word)
				}
			}
		}
	})
}

// TestResemblingIsAllThatResembles compares the walk over the dictionaries of
// an index with looking at each of their words.
func TestResemblingIsAllThatResembles(t *testing.T) {
	m := newMemory()
	m.put(newCorpus(t, 60).mixed(200)...)
	e := openEngine(t, dirs(t), m)
	g, snap, err := e.shards[catalog.AudienceMember].acquire()
	if err != nil {
		t.Fatal(err)
	}
	defer g.release(snap)
	compared := 0
	for _, view := range snap.segments {
		for _, field := range exactFields {
			all := collect(t, func(visit func(string) bool) error { return view.terms(field, "", visit) })
			for i := 0; i < len(all); i += 1 + len(all)/20 {
				for most := range maxEdits + 1 {
					want := slices.DeleteFunc(slices.Clone(all), func(term string) bool { return distance(all[i], term, most) > most })
					got := collect(t, func(visit func(string) bool) error { return view.resembling(field, newSpeller(all[i], most), visit) })
					if !slices.Equal(got, want) {
						t.Errorf("terms of %s with %d errors in %q: %q, want %q", field, most, all[i], got, want)
					}
					compared += len(want)
				}
			}
		}
	}
	if compared < 100 {
		t.Errorf("%d terms compared: the corpus is too poor", compared)
	}
}

// collect is what a walk visits.
func collect(t *testing.T, walk func(visit func(string) bool) error) []string {
	t.Helper()
	var found []string
	err := walk(func(term string) bool {
		found = append(found, term)
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestEditsIn says which words may be misspelt.
func TestEditsIn(t *testing.T) {
	for _, tt := range []struct {
		term  string
		short bool
		want  int
	}{
		{"sis", true, 0},
		{"sis", false, 0},
		{"etias", true, 0},
		{"boat", false, 1},
		{"vessels", false, 1},
		{"λιμανι", false, 1},
		{"detector", false, 2},
		{"επιτηρηση", false, 2},
	} {
		if got := editsIn(tt.term, tt.short); got != tt.want {
			t.Errorf("editsIn(%q, %t) = %d, want %d", tt.term, tt.short, got, tt.want)
		}
	}
}

// TestUnlike: words that few errors part are never taken for unlike.
func TestUnlike(t *testing.T) {
	words := []string{"border", "bordre", "bodrer", "grenzen", "grenze", "σύνορα", "συνορα", "granica", "graniczna", "drone", "drones", "drum", "aaaa", "bbbb"}
	passed := 0
	for _, a := range words {
		for _, b := range words {
			for most := range maxEdits + 1 {
				unlike := lettersOf(a).unlike(lettersOf(b), most)
				if unlike && distance(a, b, most) <= most {
					t.Errorf("%s and %s are %d errors apart and taken for unlike", a, b, distance(a, b, most))
				}
				if unlike {
					passed++
				}
			}
		}
	}
	if passed == 0 {
		t.Error("no words are unlike")
	}
}
