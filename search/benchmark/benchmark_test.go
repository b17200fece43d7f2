package benchmark_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog/catalogtest"
	"ileanet.eu/showcase/catalog/vocabularies"
	"ileanet.eu/showcase/search"
	"ileanet.eu/showcase/search/benchmark"
	"ileanet.eu/showcase/search/query"
)

func mix(t *testing.T, seed uint64) *benchmark.Mix {
	t.Helper()
	lists, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	var samples []benchmark.Sample
	for _, e := range catalogtest.Corpus(lists, 1, 600) {
		if s, ok := benchmark.NewSample(e, lists); ok {
			samples = append(samples, s)
		}
	}
	return benchmark.NewMix(seed, samples)
}

// TestMix holds that requests are the same again, that none comes twice, that
// each class is there with 0 to 3 filters, and that all mean what they say.
func TestMix(t *testing.T) {
	first := mix(t, 1)
	cases := append(first.Rounds(8), first.Rounds(4)...)
	second := mix(t, 1)
	if diff := cmp.Diff(cases, append(second.Rounds(8), second.Rounds(4)...)); diff != "" {
		t.Errorf("the second mix differs:\n%s", diff)
	}
	if cmp.Equal(cases, mix(t, 2).Rounds(12)) {
		t.Error("another seed makes the same requests")
	}
	asked := map[string]bool{}
	filters := map[string]map[int]bool{}
	for _, c := range cases {
		key := benchmark.API(c.Request)
		if asked[key] {
			t.Errorf("%s comes twice", key)
		}
		asked[key] = true
		if filters[c.Class] == nil {
			filters[c.Class] = map[int]bool{}
		}
		filters[c.Class][len(c.Request.Filters)] = true
		if _, hints := query.Parse(c.Request.Query); hints != nil {
			t.Errorf("%s: %q is read otherwise than meant: %v", c.Class, c.Request.Query, hints)
		}
	}
	for _, class := range benchmark.Classes() {
		want := []int{0, 1, 2, 3}
		switch class {
		case "browse":
			want = []int{0}
		case "filter", "alternatives":
			want = []int{1, 2, 3}
		}
		if got := slices.Sorted(maps.Keys(filters[class])); !slices.Equal(got, want) {
			t.Errorf("%s comes with %v filters, want %v", class, got, want)
		}
	}
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		request   search.Request
		api, page string
	}{
		{search.Request{Kinds: search.Kinds}, "/api/v1/search?kind=all", "/solutions?kind=all"},
		{search.Request{Query: "fog", Kinds: search.Kinds[2:3], Page: 2}, "/api/v1/search?kind=usecase&page=2&q=fog", "/use-cases?page=2&q=fog"},
		{
			search.Request{
				Kinds: search.Kinds[:2], Sort: search.SortTitle,
				Filters: map[string][]string{"user": {"a", "b"}, "trl": {"c"}}, MatchAll: map[string]bool{"user": true},
			},
			"/api/v1/search?kind=solution&kind=project&match.user=all&sort=title&trl=c&user=a&user=b",
			"/solutions?kind=solution&kind=project&match.user=all&sort=title&trl=c&user=a&user=b",
		},
	} {
		if got := benchmark.API(c.request); got != c.api {
			t.Errorf("the address for programs is %s, want %s", got, c.api)
		}
		if got := benchmark.Page(c.request); got != c.page {
			t.Errorf("the address for people is %s, want %s", got, c.page)
		}
	}
}

// TestCompareTells holds that another total, another count and a value too many
// are differences.
func TestCompareTells(t *testing.T) {
	results := func(total int, values ...search.FacetValue) *search.Results {
		return &search.Results{Total: total, Facets: []search.Facet{{Name: "trl", Values: values}}}
	}
	pilot := search.FacetValue{Value: "pilot", Count: 2}
	above := search.FacetValue{Value: "above", Count: 3, Children: []search.FacetValue{pilot}}
	same := results(3, above, search.FacetValue{Value: "none", Selected: true})
	cases := []benchmark.Case{{Class: "phrase", Request: search.Request{Query: "fog"}}}
	for _, c := range []struct {
		name  string
		other *search.Results
		equal int
	}{
		{"the same, values side by side", results(3, pilot, search.FacetValue{Value: "above", Count: 3}), 1},
		{"another total", results(4, above), 0},
		{"another count", results(3, search.FacetValue{Value: "above", Count: 2}, pilot), 0},
		{"a value too many", results(3, above, search.FacetValue{Value: "lab", Count: 1}), 0},
		{"a value too few", results(3, search.FacetValue{Value: "above", Count: 3}), 0},
	} {
		target := func(search.Request) (benchmark.Ask, error) {
			return func(context.Context) (*search.Results, error) { return same, nil }, nil
		}
		equal, first, err := benchmark.Compare(t.Context(), target, cases, []benchmark.Answer{benchmark.NewAnswer(c.other)})
		if err != nil {
			t.Fatal(err)
		}
		if equal != c.equal || (first == "") != (c.equal == 1) || c.equal == 0 && !strings.HasPrefix(first, "phrase ") {
			t.Errorf("%s: %d equal, first difference %q", c.name, equal, first)
		}
	}
}
