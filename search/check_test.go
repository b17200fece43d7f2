package search

import (
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// TestCheckFindsDifferences spoils an index in each way that Check promises to
// find, behind the back of the follower.
func TestCheckFindsDifferences(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(f *flat)
		want  string
	}{
		{"nothing", func(*flat) {}, ""},
		{"version", func(f *flat) { f.card.Version++ }, "text differs"},
		{"title", func(f *flat) { f.card.Hit.Title += " x" }, "text differs"},
		{"context", func(f *flat) { f.context += " stray words" }, "length differs"},
		{"date", func(f *flat) { f.row.day++ }, "order or length differs"},
		{"facet lost", func(f *flat) { delete(f.facets, FacetKind) }, "facet differs"},
		{"facet added", func(f *flat) { f.facets[FacetCountry] = append(f.facets[FacetCountry], "XX") }, "facet differs"},
		{"links lost", func(f *flat) { f.links = nil }, "link differs"},
		{"other entry", func(f *flat) { f.id = "01890000-0000-7000-8000-000000000000" }, "is a ghost"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCorpus(t, 14)
			m := newMemory()
			m.put(c.organisation(), c.useCase(), c.proof())
			solution := c.solution()
			solution.Public.Content.(*catalog.Solution).UseCases = c.useCases
			m.put(solution, c.need())
			e := openEngine(t, dirs(t), m)
			s := e.shards[catalog.AudiencePublic]
			flats, _, err := s.read(t.Context(), []catalog.ID{solution.ID}, parts{})
			must(t, err)
			tt.spoil(flats[0])
			must(t, s.live.apply(flats, nil, m.sequence, e.words().stemmers))
			must(t, s.live.warm())
			var found []string
			must(t, e.Check(t.Context(), func(d string) { found = append(found, d) }))
			switch all := strings.Join(found, "; "); {
			case tt.want == "" && all != "":
				t.Errorf("Check reports %q, want nothing", all)
			case len(found) > 1 || !strings.Contains(all, tt.want):
				t.Errorf("Check reports %q, want one with %q", all, tt.want)
			}
		})
	}
}

func TestCheckFindsMissing(t *testing.T) {
	c := newCorpus(t, 15)
	m := newMemory()
	m.put(c.mixed(30)...)
	e := openEngine(t, dirs(t), m)
	gone := c.solutions[0]
	must(t, e.shards[catalog.AudienceMember].live.apply(nil, []catalog.ID{gone}, m.sequence, e.words().stemmers))
	var found []string
	must(t, e.Check(t.Context(), func(d string) { found = append(found, d) }))
	if len(found) != 1 || !strings.Contains(found[0], "member index: "+string(gone)+" is missing") {
		t.Errorf("Check reports %q, want that %s is missing from the member index", found, gone)
	}
}
