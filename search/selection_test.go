package search

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/catalogtest"
	"ileanet.eu/showcase/catalog/sample"
)

// demonstration is the shipped sample and a generated corpus, with restricted
// and unpublished entries among them.
func demonstration(t *testing.T) *memory {
	t.Helper()
	entries, err := sample.Load()
	must(t, err)
	m := newMemory()
	m.put(entries...)
	m.put(catalogtest.Corpus(lists(t), 3, 600, catalogtest.MixedAccess(), catalogtest.MixedStates())...)
	return m
}

// census knows the values of every entry a reader may find, read from the
// entries themselves: nothing of the engine is used.
type census struct {
	vs      *catalog.Vocabularies
	entries map[catalog.ID]*catalog.View
	values  map[catalog.ID]map[string][]string // by facet
	words   []string                           // of titles and leads
}

func newCensus(vs *catalog.Vocabularies, m *memory, reader catalog.Actor) *census {
	c := &census{vs: vs, entries: map[catalog.ID]*catalog.View{}, values: map[catalog.ID]map[string][]string{}}
	for id, e := range m.entries {
		if v, ok := catalog.Visible(reader, e); ok && !v.Stub {
			c.entries[id] = v
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.entries)) {
		v := c.entries[id]
		if slices.Contains(Kinds, v.Kind) && m.entries[id].MergedInto == "" {
			c.values[id] = c.read(v)
			c.words = append(c.words, strings.Fields(v.Title+" "+v.Record.Lead())...)
		}
	}
	return c
}

func (c *census) read(v *catalog.View) map[string][]string {
	is := map[string][]string{FacetKind: {string(v.Kind)}, FacetLanguage: {v.Language}, FacetFresh: {FreshOlder}}
	if at, ok := v.Confirmed.Time(); ok && at.After(today.AddDate(-1, 0, -1)) {
		is[FacetFresh] = []string{FreshYear}
	}
	for _, tag := range v.Tags {
		for id := tag.Challenge; id != ""; id = c.vs.List(catalog.VocabularyChallenge).Concept(id).Broader {
			is[FacetChallenge] = append(is[FacetChallenge], id)
		}
	}
	country := func(ref catalog.Ref) {
		if o := c.entries[ref]; o != nil {
			is[FacetCountry] = append(is[FacetCountry], o.Record.(*catalog.Organisation).Country)
		}
	}
	switch r := v.Record.(type) {
	case *catalog.Solution:
		c.solution(is, r)
		country(r.Provider)
	case *catalog.Project:
		is[FacetProgramme] = []string{r.Programme}
		country(r.Coordinator)
		for _, p := range r.Partners {
			country(p.Organisation)
		}
	case *catalog.UseCase:
		is[FacetEnvironment], is[FacetUser], is[FacetSystem], is[FacetFlag] = r.Environment, r.Actors, r.Systems, r.LegalFlags
	case *catalog.Scenario:
		is[FacetEnvironment], is[FacetUser] = []string{r.Setting.BorderType}, r.Actors
	case *catalog.Need:
		is[FacetEnvironment], is[FacetUser] = r.Environment, r.EndUsers
	}
	for facet, values := range is {
		values = slices.Clone(values)
		slices.Sort(values)
		is[facet] = slices.DeleteFunc(slices.Compact(values), func(v string) bool { return v == "" })
	}
	return is
}

func (c *census) solution(is map[string][]string, r *catalog.Solution) {
	is[FacetTechnology], is[FacetType], is[FacetEnvironment] = r.Technology, []string{r.SolutionType}, r.Environment
	is[FacetUser], is[FacetFlag], is[FacetLanguage] = r.EndUsers, r.LegalFlags, r.UILanguages
	is[FacetNetwork], is[FacetCost] = []string{r.Network}, []string{r.CostBand}
	for _, s := range r.EUSystems {
		is[FacetSystem] = append(is[FacetSystem], s.System)
	}
	if r.TRL > 0 {
		is[FacetTRL] = []string{c.vs.TRLBand(r.TRL)}
	}
	for _, ref := range r.Projects {
		if p := c.entries[ref]; p != nil {
			is[FacetProgramme] = append(is[FacetProgramme], p.Record.(*catalog.Project).Programme)
		}
	}
	for _, ref := range r.Evidence {
		if e := c.entries[ref]; e != nil {
			is[FacetEvidence] = append(is[FacetEvidence], e.Record.(*catalog.Evidence).Grade)
		}
	}
	if grades := slices.DeleteFunc(is[FacetEvidence], func(g string) bool { return g == "" }); len(grades) > 0 {
		is[FacetEvidence] = []string{slices.Min(grades)}
	}
}

// counts are the total and the disjunctive counts, entry by entry.
func (c *census) counts(r Request) (total int, counts map[string]map[string]int) {
	counts = map[string]map[string]int{}
	filters := maps.Clone(r.Filters)
	for _, k := range r.Bounded().Kinds {
		filters[FacetKind] = append(filters[FacetKind], string(k))
	}
	for _, is := range c.values {
		failed := map[string]bool{}
		for facet, wanted := range filters {
			has := func(v string) bool { return slices.Contains(is[facet], v) }
			lacks := func(v string) bool { return !has(v) }
			if r.MatchAll[facet] && slices.ContainsFunc(wanted, lacks) || !r.MatchAll[facet] && !slices.ContainsFunc(wanted, has) {
				failed[facet] = true
			}
		}
		if len(failed) == 0 {
			total++
		}
		for facet, values := range is {
			if len(failed) > 1 || len(failed) == 1 && (!failed[facet] || r.MatchAll[facet]) {
				continue
			}
			if counts[facet] == nil {
				counts[facet] = map[string]int{}
			}
			for _, v := range values {
				counts[facet][v]++
			}
		}
	}
	return total, maps.Collect(nonEmpty(counts))
}

func nonEmpty(counts map[string]map[string]int) func(yield func(string, map[string]int) bool) {
	return func(yield func(string, map[string]int) bool) {
		for facet, values := range counts {
			if len(values) > 0 && !yield(facet, values) {
				return
			}
		}
	}
}

// selection chooses values of a few facets, mostly ones that occur together.
func (c *census) selection(random *rand.Rand, ids []catalog.ID) Request {
	r := Request{Filters: map[string][]string{}, MatchAll: map[string]bool{}, Kinds: everything}
	if random.IntN(2) == 0 {
		r.Kinds = []catalog.Kind{Kinds[random.IntN(len(Kinds))], Kinds[random.IntN(len(Kinds))]}
	}
	is := c.values[ids[random.IntN(len(ids))]]
	for range random.IntN(5) {
		rule := FacetRules[1+random.IntN(len(FacetRules)-1)]
		if random.IntN(4) == 0 {
			is = c.values[ids[random.IntN(len(ids))]]
		}
		if values := is[rule.Name]; len(values) > 0 {
			v := values[random.IntN(len(values))]
			if !slices.Contains(r.Filters[rule.Name], v) {
				r.Filters[rule.Name] = append(r.Filters[rule.Name], v)
			}
			if random.IntN(4) == 0 {
				r.MatchAll[rule.Name] = true
			}
		}
	}
	return r
}

// TestSelectionsEqualCensus holds, for 500 random selections over the sample
// and a generated corpus, that totals and facet counts are those of counting
// entry by entry, and what more values and more words may do to a total.
func TestSelectionsEqualCensus(t *testing.T) {
	t.Parallel()
	m := demonstration(t)
	e := openEngine(t, dirs(t), m)
	random := rand.New(rand.NewPCG(30, 1))
	for _, audience := range catalog.Audiences {
		c := newCensus(lists(t), m, audience.Reader())
		ids := slices.Sorted(maps.Keys(c.values))
		found := 0
		for range 250 {
			r := c.selection(random, ids)
			got := search(t, e, audience.Reader(), r)
			total, counts := c.counts(r)
			if got.Total != total {
				t.Fatalf("%s: %+v: total %d, want %d", audience, r, got.Total, total)
			}
			if diff := cmp.Diff(counts, flatCounts(got.Facets)); diff != "" {
				t.Fatalf("%s: %+v: counts (-want +got):\n%s", audience, r, diff)
			}
			if total > 0 {
				found++
			}
			selectedAreListed(t, r, got)
			c.widen(t, e, audience, random, r, got.Total)
			c.narrow(t, e, audience, random, r, got.Total)
		}
		if found < 150 {
			t.Errorf("%s: only %d selections found anything", audience, found)
		}
	}
}

// selectedAreListed holds that every selected value is listed as such.
func selectedAreListed(t *testing.T, r Request, got *Results) {
	t.Helper()
	listed := map[string]bool{}
	var walk func(facet string, values []FacetValue)
	walk = func(facet string, values []FacetValue) {
		for _, v := range values {
			if v.Selected {
				listed[facet+"="+v.Value] = true
			}
			walk(facet, v.Children)
		}
	}
	for _, f := range got.Facets {
		walk(f.Name, f.Values)
	}
	for facet, values := range r.Filters {
		for _, v := range values {
			if !listed[facet+"="+v] {
				t.Errorf("%+v: %s=%s is not listed as selected", r, facet, v)
			}
		}
	}
}

// widen holds that a further value inside a facet never lowers the total.
func (c *census) widen(t *testing.T, e *Engine, audience catalog.Audience, random *rand.Rand, r Request, total int) {
	t.Helper()
	for facet, values := range r.Filters {
		list := lists(t).List(vocabularyOf(facet))
		if r.MatchAll[facet] || list == nil {
			continue
		}
		wider := r
		wider.Filters = maps.Clone(r.Filters)
		wider.Filters[facet] = append(slices.Clone(values), list.Concepts[random.IntN(len(list.Concepts))].ID)
		if more := search(t, e, audience.Reader(), wider).Total; more < total {
			t.Errorf("%s: %+v finds %d, with %v %d", audience, r, total, wider.Filters[facet], more)
		}
	}
}

// narrow holds that a further word never raises the total, once there is one
// that has to hold, unless it completes a name that is looked for in other
// words.
func (c *census) narrow(t *testing.T, e *Engine, audience catalog.Audience, random *rand.Rand, r Request, total int) {
	t.Helper()
	at := random.IntN(len(c.words) - 3)
	for _, word := range c.words[at : at+3] { // neighbours, as people type them
		asked := r.Query == "" || !onlyFunctionWords(e, r.Query)
		r.Query = strings.TrimSpace(r.Query + " " + strings.TrimLeft(word, "-"))
		more := search(t, e, audience.Reader(), r)
		if more.Total > total && asked && !namesTogether(more.Reading) {
			t.Errorf("%s: %+v finds %d, %d without the last word", audience, r, more.Total, total)
		}
		total = more.Total
	}
}

// onlyFunctionWords reports whether a text has no word that must hold; another
// word then takes the place of those that have to.
func onlyFunctionWords(e *Engine, text string) bool {
	for _, t := range Tokens(text) {
		if t.Form == FormWord && !e.words().lexicon.function(text[t.Start:t.End], t.Term) {
			return false
		}
	}
	return true
}

// namesTogether reports whether several words of a query were read as one name.
func namesTogether(readings []Reading) bool {
	return slices.ContainsFunc(readings, func(r Reading) bool {
		return len(r.Also) > 0 || len(r.Concepts) > 0 && strings.Contains(r.Text, " ")
	})
}
