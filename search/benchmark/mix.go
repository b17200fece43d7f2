package benchmark

import (
	"cmp"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// A Case is a request and the class it is reported under.
type Case struct {
	Class   string
	Request search.Request
}

// commonWords is how many words count as common ones.
const commonWords = 200

// maxFilters is how many filters a request has at most.
const maxFilters = 3

// A Mix makes requests: the same ones for the same seed and samples, and none
// twice, so that no cache of results helps.
type Mix struct {
	random  *rand.Rand
	samples []Sample
	entries map[string]int // samples by word
	common  map[string]bool
	asked   map[string]bool
}

// NewMix is a mix of requests about the samples, of which there must be some.
func NewMix(seed uint64, samples []Sample) *Mix {
	m := &Mix{
		random: rand.New(rand.NewPCG(seed, 1)), samples: samples,
		entries: map[string]int{}, common: map[string]bool{}, asked: map[string]bool{},
	}
	for _, s := range samples {
		seen := map[string]bool{}
		for _, word := range s.words {
			if word = strings.ToLower(word); !seen[word] {
				seen[word] = true
				m.entries[word]++
			}
		}
	}
	words := slices.SortedFunc(maps.Keys(m.entries), func(a, b string) int {
		return cmp.Or(cmp.Compare(m.entries[b], m.entries[a]), cmp.Compare(a, b))
	})
	for _, word := range words[:min(commonWords, len(words))] {
		m.common[word] = true
	}
	return m
}

// Rounds makes n requests of each class, class after class in each round. The
// number of filters goes from 0 to 3 and begins again. A class for which the
// samples have no words is left out.
func (m *Mix) Rounds(n int) []Case {
	var cases []Case
	for i := range n {
		for _, c := range classes {
			if r, ok := m.request(c, i%(maxFilters+1)); ok {
				cases = append(cases, Case{c.name, r})
			}
		}
	}
	return cases
}

// request makes a request that was not asked before; one that was when the
// samples are too few for another.
func (m *Mix) request(c class, filters int) (r search.Request, ok bool) {
	if c.filters != nil {
		filters = c.filters(filters)
	}
	for range 2000 {
		s := m.samples[m.random.IntN(len(m.samples))]
		made, can := c.make(m, s)
		if !can || !m.filter(&made, s, filters) {
			continue
		}
		r, ok = made, true
		if key := Parameters(r).Encode(); !m.asked[key] {
			m.asked[key] = true
			break
		}
	}
	return r, ok
}

// filter adds values of other facets that the sample has, so that something is
// found, as when a person chooses from what is offered; false when it has too
// few.
func (m *Mix) filter(r *search.Request, s Sample, filters int) bool {
	facets := slices.Sorted(maps.Keys(s.values))
	facets = slices.DeleteFunc(facets, func(f string) bool { return len(r.Filters[f]) > 0 })
	if len(facets) < filters {
		return false
	}
	m.random.Shuffle(len(facets), func(i, j int) { facets[i], facets[j] = facets[j], facets[i] })
	for _, facet := range facets[:filters] {
		m.choose(r, facet, s)
	}
	return true
}

// choose adds a value of a facet that the sample has.
func (m *Mix) choose(r *search.Request, facet string, s Sample) {
	if r.Filters == nil {
		r.Filters = map[string][]string{}
	}
	value := s.values[facet][m.random.IntN(len(s.values[facet]))]
	if !slices.Contains(r.Filters[facet], value) {
		r.Filters[facet] = append(r.Filters[facet], value)
	}
}

// kinds are one or more kinds of entry.
func (m *Mix) kinds() []catalog.Kind {
	kinds := slices.Clone(search.Kinds)
	m.random.Shuffle(len(kinds), func(i, j int) { kinds[i], kinds[j] = kinds[j], kinds[i] })
	kinds = kinds[:1+m.random.IntN(len(kinds))]
	slices.Sort(kinds)
	return kinds
}
