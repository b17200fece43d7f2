package search

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
)

// TestCanary puts restricted texts with words of their own into the sample:
// a green and an amber solution, a green one that a clear one links to, and
// green fields of a clear one. No answer to a visitor may change by a byte, and
// no answer to a member by the amber one.
func TestCanary(t *testing.T) {
	t.Parallel()
	entries, err := sample.Load()
	must(t, err)
	i := slices.IndexFunc(entries, func(e *catalog.Entry) bool {
		return e.Kind == catalog.KindSolution && e.Access == catalog.AccessClear && e.State == catalog.StatePublished
	})
	before, green, amber := newMemory(), newMemory(), newMemory()
	before.put(entries...)

	c := newCorpus(t, 50)
	canary := func(access catalog.AccessLevel, word string) *catalog.Entry {
		e := c.entry(&catalog.Solution{
			Name: "Border drone " + word, OneLine: "Drone at the " + word + "-border", Summary: strings.Repeat("border drone fingerprint "+word+" ", 30),
			Technology: []string{c.concept(catalog.VocabularyTechnology)}, TRL: 9, UILanguages: []string{"ro"}, SolutionType: c.concept("solution_type"),
		})
		e.Access, e.State, e.Confirmed = access, catalog.StatePublished, catalog.DateOf(today)
		e.Tags = []catalog.Tag{{Challenge: c.concept(catalog.VocabularyChallenge), Strength: "core"}}
		return e
	}
	organisation := c.entry(&catalog.Organisation{Name: "Greenorg", Country: "MT"})
	organisation.Access, organisation.State = catalog.AccessGreen, catalog.StatePublished
	whole := entries[i].Clone()
	content := whole.Public.Content.(*catalog.Solution)
	content.LegalBasisNote, content.Restrictions, content.ProcurementRoute = "greenfield border drone", "greenfield", "greenfield drone"
	whole.Owner = organisation.ID
	changed := slices.Clone(entries)
	changed[i] = whole
	greenOnes := append(changed, canary(catalog.AccessGreen, "greenbird"), organisation)
	green.put(greenOnes...)
	amber.put(append(greenOnes, canary(catalog.AccessAmber, "amberbird"), canary(catalog.AccessAmberStrict, "strictbird"))...)

	plain, withGreen, withAmber := openEngine(t, dirs(t), before), openEngine(t, dirs(t), green), openEngine(t, dirs(t), amber)
	member := catalog.Actor{Role: catalog.RoleMember}
	same(t, catalog.Visitor, plain, withAmber)
	same(t, member, withGreen, withAmber)
	// The test can tell: members see the green one.
	for word, want := range map[string]int{"greenbird": 1, "greenfield": 1, "amberbird": 0, "strictbird": 0} {
		if got := search(t, withAmber, member, Request{Query: word}).Total; got != want {
			t.Errorf("a member finds %d entries with %s, want %d", got, word, want)
		}
	}
}

// same compares answers of every channel of search for a viewer.
func same(t *testing.T, viewer catalog.Actor, a, b *Engine) {
	t.Helper()
	compare := func(what string, ask func(e *Engine) string) {
		t.Helper()
		if want, got := ask(a), ask(b); want != got {
			t.Errorf("%s: %s tells of restricted entries:\n%s", viewer.Role, what, cmp.Diff(want, got))
		}
	}
	for _, q := range []string{
		"", "border", "drone", "border drone", "fingerprint -drone", `"border drone"`, "dro*", "bor* fin*", "greenbird", "green*", "greenfield", "amberbird",
		"greenbird-border", "greenbirdborder", "greenorg", "drone greenbird", "country:MT", "trl:in-use border",
	} {
		for _, sort := range Sorts {
			for _, kinds := range [][]catalog.Kind{nil, everything} {
				r := Request{Query: q, Kinds: kinds, Sort: sort, Size: MaxPageSize, Language: "en"}
				compare("search for "+q, func(e *Engine) string { return asJSON(t, search(t, e, viewer, r)) })
			}
		}
	}
	for _, prefix := range []string{"b", "bor", "d", "dro", "border dro", "green", "amber", "gr", "fin"} {
		compare("suggest "+prefix, func(e *Engine) string { return suggest(t, e, viewer, prefix) })
	}
	for _, text := range []string{"A drone at the border reads a fingerprint.", "greenbird at the greenfield-border", "amberbird and drone", "greenorg"} {
		compare("match "+text, func(e *Engine) string { return asJSON(t, matched(t, e, viewer, text)) })
	}
	for _, h := range search(t, a, viewer, Request{Query: "drone", Kinds: everything, Size: MaxPageSize}).Hits {
		compare("similar to "+h.Slug, func(e *Engine) string { return asJSON(t, similar(t, e, viewer, h.ID)) })
	}
}

// TestAnyRequestIsAnswered holds that no text and no number is an error, that
// what could not be used is told of, and that the answer stays in its limits.
func TestAnyRequestIsAnswered(t *testing.T) {
	t.Parallel()
	c := newCorpus(t, 51)
	m := newMemory()
	m.put(c.mixed(150)...)
	e := openEngine(t, dirs(t), m)
	for _, tt := range []struct {
		name, q, hint string
	}{
		{"ten megabytes", strings.Repeat("border ", 10<<20/7), "hint.too_long"},
		{"ten megabytes of one word", strings.Repeat("b", 10<<20), "hint.too_long"},
		{"space before much text", strings.Repeat(" ", 2000) + strings.Repeat("border ", 200), "hint.too_long"},
		{"space between", "border" + strings.Repeat(" ", 2000) + "drone", "hint.too_long"},
		{"broken text", "bor\xffder \xc3\x28", "hint.characters"},
		{"broken at the cut", strings.Repeat("a", 511) + "ß", "hint.too_long"},
		{"nothing but syntax", `"" -- * : () OR AND NOT -"`, ""},
		{"no partner", `"border drone`, "hint.quote"},
		{"no such field", "colour:red", "hint.field"},
		{"no such value", "trl:nonsense", "hint.field"},
		{"many words", strings.Repeat("border ", 40), "hint.too_many_words"},
		{"many prefixes", "bor* sen* kam* log* vas*", "hint.prefix"},
		{"short prefix", "b*", "hint.prefix"},
		{"long phrase", `"` + strings.Repeat("border ", 60) + `"`, "hint.too_many_words"},
		{"engine syntax", `+title:"x"~2^5 /.*/ [a TO z] {"match_all":{}}`, ""},
		{"control characters", "border\x00\x1b[31m\u202edrone", ""},
		{"marks alone", "\u0301\u0301\u0301", ""},
		{"excluding everything", "-border -sensor -a", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := search(t, e, catalog.Visitor, Request{Query: tt.q, Kinds: everything})
			if has := slices.ContainsFunc(r.Hints, func(h Hint) bool { return h.Key == tt.hint }); tt.hint != "" && !has {
				t.Errorf("hints %v, want %s", r.Hints, tt.hint)
			}
			if len(r.Query) > 2*MaxQueryBytes || len(r.Understood) > 2*MaxQueryBytes {
				t.Errorf("the answer repeats %d and %d bytes of the query", len(r.Query), len(r.Understood))
			}
			if _, err := e.Suggest(t.Context(), catalog.Visitor, tt.q, "xx", 1<<30); err != nil {
				t.Errorf("Suggest: %v", err)
			}
			if m := matched(t, e, catalog.Visitor, tt.q); len(m.Text) > 6*MaxMatchText || len(m.Areas) > maxAreas {
				t.Errorf("Match answers %d areas and %d bytes of text", len(m.Areas), len(m.Text))
			}
		})
	}
	for _, r := range []Request{
		{Page: -1, Size: -1},
		{Page: 1 << 40, Size: 1 << 40},
		{Page: MaxPage, Size: MaxPageSize},
		{Sort: "best", Language: "xx"},
		{Kinds: []catalog.Kind{"planet"}},
		{Filters: map[string][]string{"colour": {"red"}, FacetTRL: {"nonsense", ""}, FacetCountry: {strings.Repeat("x", 1<<20)}}},
		{Filters: map[string][]string{FacetChallenge: make([]string, 1<<16)}},
	} {
		got := search(t, e, catalog.Visitor, r)
		if got.Page < 1 || got.Page > MaxPage || got.Size < 1 || got.Size > MaxPageSize || len(got.Hits) > MaxPageSize {
			t.Errorf("%.200v: page %d of size %d with %d hits", r, got.Page, got.Size, len(got.Hits))
		}
	}
}

// TestSearchesAtOnce holds that searches of both audiences at the same time
// answer as they do alone: nothing of one may reach another.
func TestSearchesAtOnce(t *testing.T) {
	t.Parallel()
	c := newCorpus(t, 52)
	m := newMemory()
	entries := c.mixed(200)
	c.restrict(entries)
	m.put(entries...)
	e := openEngine(t, dirs(t), m)
	var searches sync.WaitGroup
	for i, viewer := range []catalog.Actor{catalog.Visitor, {Role: catalog.RoleMember}, catalog.Visitor, {Role: catalog.RoleMember}} {
		r := Request{Kinds: everything, Size: MaxPageSize, Page: 1 + i/2}
		want := asJSON(t, search(t, e, viewer, r))
		searches.Go(func() {
			for range 60 {
				if got := asJSON(t, search(t, e, viewer, r)); got != want {
					t.Errorf("%s: the answer differs beside other searches:\n%.2000s", viewer.Role, cmp.Diff(want, got))
					return
				}
			}
		})
	}
	searches.Wait()
}
