package catalogtest_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/catalogtest"
	"ileanet.eu/showcase/catalog/vocabularies"
)

func load(t *testing.T) *catalog.Vocabularies {
	t.Helper()
	v, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCorpusIsValid(t *testing.T) {
	v := load(t)
	mixed := []catalogtest.Option{catalogtest.MixedAccess(), catalogtest.MixedStates()}
	for name, options := range map[string][]catalogtest.Option{"clear": nil, "mixed": mixed, "short": {catalogtest.ShortTexts()}} {
		t.Run(name, func(t *testing.T) {
			kinds := map[catalog.Kind]int{}
			ids, slugs := map[catalog.ID]bool{}, map[string]bool{}
			entries := catalogtest.Corpus(v, 1, 1000, options...)
			for _, e := range entries {
				kinds[e.Kind]++
				if !e.ID.Valid() || ids[e.ID] || slugs[e.Slug] || !e.Access.Valid() {
					t.Errorf("entry %s %q access %s is not valid or comes twice", e.ID, e.Slug, e.Access)
				}
				ids[e.ID], slugs[e.Slug] = true, true
				for _, r := range []*catalog.Revision{e.Draft, e.Public} {
					if r == nil {
						continue
					}
					if errs := catalog.Validate(r.Content, v); errs != nil {
						t.Errorf("%s %s: %v", e.Kind, e.Slug, errs)
					}
				}
			}
			for _, e := range entries {
				catalog.EachRef(e.Current().Content, func(field string, _ catalog.Kind, ref *catalog.Ref) {
					if !ids[*ref] {
						t.Errorf("%s of %s leads to nothing", field, e.Slug)
					}
				})
			}
			for _, kind := range catalog.Kinds {
				if kinds[kind] == 0 && kind != catalog.KindDocument {
					t.Errorf("no entry of kind %s", kind)
				}
			}
		})
	}
}

func TestCorpusIsTheSameAgain(t *testing.T) {
	v := load(t)
	first, second := catalogtest.Corpus(v, 3, 120), catalogtest.Corpus(v, 3, 120)
	if diff := cmp.Diff(encode(t, first), encode(t, second)); diff != "" {
		t.Errorf("second corpus differs:\n%s", diff)
	}
	g := catalogtest.NewGenerator(v, 3, 120)
	for _, i := range []int{119, 0, 60} {
		if diff := cmp.Diff(encode(t, first[i:i+1]), encode(t, []*catalog.Entry{g.Entry(i)})); diff != "" {
			t.Errorf("entry %d made alone differs:\n%s", i, diff)
		}
	}
	if encode(t, first[:50]) == encode(t, catalogtest.Corpus(v, 4, 50)) {
		t.Error("another seed gives the same entries")
	}
}

// TestCorpusVaries holds what measurements need: facets that differ and depend
// on each other, and words of very different frequency.
func TestCorpusVaries(t *testing.T) {
	v := load(t)
	challenges, byPair := map[string]int{}, map[string]int{}
	entries := catalogtest.Corpus(v, 1, 3000)
	for _, e := range entries {
		if s, ok := e.Public.Content.(*catalog.Solution); ok {
			challenges[e.Tags[0].Challenge]++
			byPair[e.Tags[0].Challenge+" "+s.Technology[0]]++
		}
	}
	if len(challenges) < 35 {
		t.Errorf("solutions have %d challenge areas, want most of 42", len(challenges))
	}
	most := 0
	for _, n := range byPair {
		most = max(most, n)
	}
	if independent := challenges["registration-identity"] / 34; most < 5*independent {
		t.Errorf("the commonest pair of challenge and technology has %d solutions: facets do not depend on each other", most)
	}
}

// TestCorpusReadsLikeText holds what the figures of a search depend on: how long
// texts are, how many words there are, and that phrases return.
func TestCorpusReadsLikeText(t *testing.T) {
	const n = 10_000
	var words, solutions int
	known, pairs := map[string]int{}, map[[2]string]int{}
	g := catalogtest.NewGenerator(load(t), 1, n)
	for i := range n {
		s, ok := g.Entry(i).Public.Content.(*catalog.Solution)
		if !ok {
			continue
		}
		solutions++
		before := ""
		for _, text := range []string{s.Name, s.OneLine, s.Summary, s.DoesNot, s.MaintenanceNote, s.Hardware, s.OperatingLimits, s.LegalBasisNote} {
			for word := range strings.FieldsSeq(strings.ToLower(text)) {
				word = strings.Trim(word, ".")
				words++
				known[word]++
				pairs[[2]string{before, word}]++
				before = word
			}
		}
	}
	if mean := words / solutions; mean < 120 || mean > 300 {
		t.Errorf("a solution has %d words in the mean, want 120 to 300", mean)
	}
	if len(known) < 50_000 {
		t.Errorf("solutions have %d different words, want many", len(known))
	}
	often := 0
	for pair, times := range pairs {
		if times >= 10 && known[pair[0]] < 200 && known[pair[1]] < 200 {
			often++
		}
	}
	if often < 100 {
		t.Errorf("%d pairs of rarer words return ten times, want phrases that return", often)
	}
}

func encode(t *testing.T, entries []*catalog.Entry) string {
	t.Helper()
	data, err := json.Marshal(entries)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func BenchmarkCorpus(b *testing.B) {
	v, err := vocabularies.Load()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		catalogtest.Corpus(v, 1, 1000)
	}
}
