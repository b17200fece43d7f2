package search

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

// randomRequest asks for words and values that occur.
func randomRequest(random *rand.Rand, c *corpus) Request {
	r := Request{Filters: map[string][]string{}, MatchAll: map[string]bool{}, Size: 30}
	for range random.IntN(4) {
		word := c.words[random.IntN(len(c.words))]
		switch random.IntN(10) {
		case 0:
			word = `"` + word + " " + c.words[random.IntN(40)] + `"`
		case 1:
			word = word[:min(len(word), 4)] + "*"
		case 2:
			word = "-" + word
		case 3:
			word = "trl:" + c.concept(catalog.VocabularyTRLBand)
		case 4:
			word = word + "-" + c.words[random.IntN(40)]
		case 5:
			word = word[:len(word)-1] + "x~"
		case 6, 7:
			if r.Query != "" {
				word = "OR " + word
			}
		}
		r.Query = strings.TrimSpace(r.Query + " " + word)
	}
	if random.IntN(2) == 0 {
		r.Kinds = everything
	}
	for range random.IntN(4) {
		rule := FacetRules[1+random.IntN(len(FacetRules)-1)]
		value := ""
		switch rule.Name {
		case FacetFresh:
			value = []string{FreshYear, FreshOlder}[random.IntN(2)]
		case FacetCountry:
			value = []string{"EL", "DE", "XX"}[random.IntN(3)]
		case FacetLanguage:
			value = catalog.Languages[random.IntN(10)]
		default:
			value = c.concept(rule.Vocabulary)
		}
		r.Filters[rule.Name] = append(r.Filters[rule.Name], value)
		r.MatchAll[rule.Name] = random.IntN(3) == 0
	}
	r.Sort = append([]string{""}, Sorts...)[random.IntN(len(Sorts)+1)]
	return r
}

// flatCounts are the counts of an answer by facet and value, the hierarchy
// laid flat.
func flatCounts(facets []Facet) map[string]map[string]int {
	counts := map[string]map[string]int{}
	var walk func(name string, values []FacetValue)
	walk = func(name string, values []FacetValue) {
		for _, v := range values {
			if v.Count > 0 {
				if counts[name] == nil {
					counts[name] = map[string]int{}
				}
				counts[name][v.Value] = v.Count
			}
			walk(name, v.Children)
		}
	}
	for _, f := range facets {
		walk(f.Name, f.Values)
	}
	return counts
}

// sameAsModel compares an answer of the engine with the model's.
func sameAsModel(t *testing.T, md *model, e *Engine, viewer catalog.Actor, r Request) *Results {
	t.Helper()
	got, want := search(t, e, viewer, r), md.answer(t, r)
	if got.Total != want.total {
		t.Fatalf("%+v: total %d, want %d", r, got.Total, want.total)
	}
	if diff := cmp.Diff(want.counts, flatCounts(got.Facets)); diff != "" {
		t.Fatalf("%+v: counts (-want +got):\n%s", r, diff)
	}
	for i, h := range got.Hits {
		if h.ID != want.ids[i] || math.Abs(h.Score-want.scores[i]) > 1e-9 {
			t.Fatalf("%+v: hit %d is %s (%v), want %s (%v)", r, i, h.ID, h.Score, want.ids[i], want.scores[i])
		}
	}
	if n := min(want.total, 30); len(got.Hits) != n {
		t.Fatalf("%+v: %d hits, want %d", r, len(got.Hits), n)
	}
	return got
}

func TestSearchEqualsModel(t *testing.T) {
	c := newCorpus(t, 2)
	m := newMemory()
	entries := c.mixed(500)
	c.restrict(entries)
	m.put(entries...)
	e := openEngine(t, dirs(t), m)
	// Changes and deletions make many segments with replaced entries.
	for i := range 30 {
		from := entries[i*7%len(entries)]
		changed := from.Clone()
		changed.Tags = []catalog.Tag{{Challenge: c.concept(catalog.VocabularyChallenge)}}
		m.put(changed)
		if i%4 == 0 {
			m.remove(entries[len(entries)-1-i].ID)
		}
		settle(t, e, m)
	}
	random := rand.New(rand.NewPCG(3, 3))
	for _, audience := range catalog.Audiences {
		md := newModel(t, m, e, audience)
		found := 0
		for range 250 {
			r := randomRequest(random, c)
			got := sameAsModel(t, md, e, audience.Reader(), r)
			if got.Total > 0 {
				found++
			}
			narrower := got.Total
			if r.Query != "" && !strings.Contains(r.Query, ":") {
				word := r
				word.Query += " " + c.words[random.IntN(len(c.words))]
				if more := search(t, e, audience.Reader(), word); more.Total > narrower {
					t.Errorf("%q finds %d, %q %d", r.Query, narrower, word.Query, more.Total)
				}
			}
			for facet, values := range r.Filters {
				if r.MatchAll[facet] {
					continue
				}
				wider := r
				wider.Filters = map[string][]string{}
				for f, vs := range r.Filters {
					wider.Filters[f] = slices.Clone(vs)
				}
				wider.Filters[facet] = append(wider.Filters[facet], c.concept(vocabularyName(facet)))
				if more := search(t, e, audience.Reader(), wider); more.Total < narrower {
					t.Errorf("%v finds %d, with %v %d", values, narrower, wider.Filters[facet], more.Total)
				}
			}
		}
		if found < 50 {
			t.Errorf("only %d requests found anything", found)
		}
	}
	noDifferences(t, e)
}

// vocabularyName is the list of a facet, any for one without.
func vocabularyName(facet string) string {
	if name := vocabularyOf(facet); name != "" {
		return name
	}
	return catalog.VocabularyTRLBand
}

func noDifferences(t *testing.T, e *Engine) {
	t.Helper()
	if err := e.Check(t.Context(), func(d string) { t.Error(d) }); err != nil {
		t.Fatal(err)
	}
}

func TestAudiencesLearnNothing(t *testing.T) {
	c := newCorpus(t, 4)
	all := c.mixed(300)
	open := c.restrict(all)
	var green []*catalog.Entry
	for _, e := range all {
		if e.Access == catalog.AccessGreen || slices.Contains(open, e) {
			green = append(green, e)
		}
	}
	whole := newMemory()
	whole.put(all...)
	holding := openEngine(t, dirs(t), whole)
	for _, tt := range []struct {
		viewer  catalog.Actor
		entries []*catalog.Entry
	}{{catalog.Visitor, open}, {catalog.Actor{Role: catalog.RoleMember}, green}, {catalog.Actor{Role: catalog.RoleAdministrator}, green}} {
		without := newMemory()
		without.put(tt.entries...)
		lacking := openEngine(t, dirs(t), without)
		random := rand.New(rand.NewPCG(5, 5))
		for range 80 {
			r := randomRequest(random, c)
			want, got := asJSON(t, search(t, lacking, tt.viewer, r)), asJSON(t, search(t, holding, tt.viewer, r))
			if got != want {
				t.Fatalf("%s: %+v tells of restricted entries:\n%s", tt.viewer.Role, r, cmp.Diff(want, got))
			}
			prefix := c.words[random.IntN(len(c.words))][:2]
			if want, got := suggest(t, lacking, tt.viewer, prefix), suggest(t, holding, tt.viewer, prefix); got != want {
				t.Fatalf("%s: suggestions for %s tell of restricted entries:\n%s", tt.viewer.Role, prefix, cmp.Diff(want, got))
			}
		}
	}
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func suggest(t *testing.T, e *Engine, viewer catalog.Actor, prefix string) string {
	t.Helper()
	s, err := e.Suggest(t.Context(), viewer, prefix, "en", 20)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(s)
}
