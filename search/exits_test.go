package search

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

// TestExitsLead holds, for random requests, that every exit finds exactly what
// it says, and more than the request.
func TestExitsLead(t *testing.T) {
	c := newCorpus(t, 20)
	m := newMemory()
	m.put(c.mixed(200)...)
	e := openEngine(t, dirs(t), m)
	random := rand.New(rand.NewPCG(20, 1))
	thin, several := 0, 0
	for range 300 {
		r := randomRequest(random, c)
		if random.IntN(4) == 0 {
			r.Query += " zzyzx"
		}
		r.Page = 1 + random.IntN(2)
		got := search(t, e, catalog.Visitor, r)
		if got.Total >= FewResults {
			if len(got.Exits) != 0 {
				t.Fatalf("%+v: %d results and exits %v", r, got.Total, got.Exits)
			}
			continue
		}
		thin++
		if len(got.Exits) == 0 && (r.Query != "" || len(r.Filters) > 0) {
			t.Errorf("%+v: %d results and no exit", r, got.Total)
		}
		if len(got.Exits) > maxExits {
			t.Errorf("%+v: %d exits", r, len(got.Exits))
		}
		for i, x := range got.Exits {
			if total := search(t, e, catalog.Visitor, x.Request).Total; total != x.Total || total <= got.Total {
				t.Errorf("%+v: exit %s says %d, finds %d; the request %d", r, x.Drop, x.Total, total, got.Total)
			}
			if len(x.Parts) > 1 {
				several++
			}
			if i > 0 && len(x.Parts) == 1 && len(got.Exits[i-1].Parts) == 1 && got.Exits[i-1].Total < x.Total {
				t.Errorf("%+v: exit %s (%d) comes after %s (%d)", r, x.Drop, x.Total, got.Exits[i-1].Drop, got.Exits[i-1].Total)
			}
		}
	}
	if thin < 50 || several < 10 {
		t.Errorf("only %d thin results, %d exits that leave out several conditions", thin, several)
	}
}

// TestExits names what each exit of some requests leaves out.
func TestExits(t *testing.T) {
	m := newMemory()
	c := newCorpus(t, 21)
	for _, s := range []*catalog.Solution{
		{Name: "Fog radar", Technology: []string{"radar-sensing"}, TRL: 4},
		{Name: "Fog radar two", Technology: []string{"radar-sensing"}, TRL: 5},
		{Name: "Fog camera", TRL: 9},
	} {
		e := c.entry(s)
		e.Tags = nil
		m.put(e)
	}
	project := c.entry(&catalog.Project{Acronym: "MISTY", FullTitle: "Fog buoys"})
	project.Tags = nil
	m.put(project)
	e := openEngine(t, dirs(t), m)
	for _, tt := range []struct {
		name string
		r    Request
		want []string // Drop and what is left of the query
	}{
		{"word", Request{Query: "fog radar zebra"}, []string{"q=zebra → fog radar"}},
		{"kind", Request{Query: "buoys"}, []string{"q=buoys → ", "kind=solution → buoys"}},
		{"exclusion", Request{Query: "fog -radar -camera"}, []string{"q=-radar → fog -camera", "kind=solution → fog -radar -camera", "q=-camera → fog -radar"}},
		{"filter", Request{Query: "camera", Filters: map[string][]string{FacetCountry: {"EL", "DE"}}}, []string{"country=EL&country=DE → camera"}},
		{"two dead words", Request{Query: "fog zebra yak"}, []string{"q=zebra&q=yak → fog"}},
		{"everything dead", Request{Query: "zebra", Filters: map[string][]string{FacetCountry: {"XX"}}}, []string{"country=XX&q=zebra → "}},
		{"phrase", Request{Query: `camera "radar fog"`}, []string{`q=%22radar+fog%22 → camera`}},
		{"either word", Request{Query: "camera radar OR zebra"}, []string{"q=camera → radar OR zebra", "q=radar+OR+zebra → camera"}},
		{"values that are ANDed", Request{Filters: map[string][]string{FacetTechnology: {"radar-sensing", "nothing"}}, MatchAll: map[string]bool{FacetTechnology: true}}, []string{"technology=nothing → "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, x := range search(t, e, catalog.Visitor, tt.r).Exits {
				got = append(got, x.Drop+" → "+x.Request.Query)
			}
			if tt.name == "kind" || tt.name == "exclusion" { // the rest is not of interest here
				got = slices.DeleteFunc(got, func(x string) bool { return !slices.Contains(tt.want, x) })
			}
			if tt.name == "everything dead" {
				got = got[:min(1, len(got))]
			}
			if diff := cmp.Diff(strings.Join(tt.want, "\n"), strings.Join(got, "\n")); diff != "" {
				t.Errorf("exits (-want +got):\n%s", diff)
			}
		})
	}
}
