package search

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

func TestAnswersAreKept(t *testing.T) {
	c := newCorpus(t, 21)
	m := newMemory()
	m.put(c.mixed(80)...)
	e := openEngine(t, dirs(t), m)
	kept := e.shards[catalog.AudiencePublic].answers
	r := Request{Query: c.words[1], Kinds: everything}
	first := asJSON(t, search(t, e, catalog.Visitor, r))
	answer := search(t, e, catalog.Visitor, r)
	if len(kept.byKey) != 1 {
		t.Fatalf("%d answers kept of one request", len(kept.byKey))
	}
	if diff := cmp.Diff(first, asJSON(t, answer)); diff != "" {
		t.Fatalf("repeated answer differs (-first +second):\n%s", diff)
	}
	// What a caller does to its lists stays with it.
	answer.Hits[0].Title, answer.Facets[0].Name, answer.Total = "changed", "changed", -1
	if diff := cmp.Diff(first, asJSON(t, search(t, e, catalog.Visitor, r))); diff != "" {
		t.Fatalf("answer was changed by a caller (-first +third):\n%s", diff)
	}
}

// TestKeptAnswersEqualNewOnes asks everything twice, of an engine that keeps
// answers and of one that does not, for each audience, while entries change.
func TestKeptAnswersEqualNewOnes(t *testing.T) {
	c := newCorpus(t, 22)
	entries := c.mixed(150)
	c.restrict(entries)
	m := newMemory()
	m.put(entries...)
	keeping := openEngine(t, dirs(t), m)
	forgetting := openEngine(t, dirs(t), m)
	for _, sh := range forgetting.shards {
		sh.answers = newLRU[answerKey, *Results](0)
	}
	random := rand.New(rand.NewPCG(7, 7))
	var requests []Request
	for range 12 {
		requests = append(requests, randomRequest(random, c))
	}
	for round := range 6 {
		for _, r := range requests {
			for _, audience := range catalog.Audiences {
				want := asJSON(t, search(t, forgetting, audience.Reader(), r))
				for range 2 {
					if got := asJSON(t, search(t, keeping, audience.Reader(), r)); got != want {
						t.Fatalf("round %d, %s: %+v:\n%s", round, audience, r, cmp.Diff(want, got))
					}
				}
			}
		}
		changed := entries[random.IntN(len(entries))].Clone()
		changed.Access = []catalog.AccessLevel{catalog.AccessClear, catalog.AccessGreen, catalog.AccessAmber}[round%3]
		m.put(changed, c.solution())
		settle(t, keeping, m)
		settle(t, forgetting, m)
	}
	for _, sh := range forgetting.shards {
		if len(sh.answers.byKey) > 0 {
			t.Error("an engine that keeps nothing kept an answer")
		}
	}
}

func TestKeysTellRequestsApart(t *testing.T) {
	e, snap := &answerer{lexica: lexicaOf(t)}, &snapshot{state: &state{}}
	seen := map[string]Request{}
	for _, r := range []Request{
		{},
		{Query: "a"},
		{Query: "a\xff"},
		{Query: "a\xfe"},
		{Query: "a\" \""},
		{Page: 2},
		{Size: 3},
		{Sort: SortTitle},
		{Language: "de"},
		{Sort: SortConfirmed},
		{Kinds: everything},
		{Kinds: everything[:2]},
		{Filters: map[string][]string{FacetTRL: {"a"}}},
		{Filters: map[string][]string{FacetTRL: {"a", "b"}}},
		{Filters: map[string][]string{FacetTRL: {"a b"}}},
		{Filters: map[string][]string{FacetType: {"a"}}},
		{Filters: map[string][]string{FacetTRL: {"a", "b"}}, MatchAll: map[string]bool{FacetTRL: true}},
	} {
		key := e.answerKey(nil, snap, r, 1).request
		if other, ok := seen[key]; ok {
			t.Errorf("%+v and %+v have the key %s", r, other, key)
		}
		seen[key] = r
	}
}

func TestSearchesEnd(t *testing.T) {
	c := newCorpus(t, 24)
	m := newMemory()
	m.put(c.mixed(40)...)
	e := openEngine(t, dirs(t), m)
	e.longest = time.Nanosecond
	if _, err := e.Search(t.Context(), catalog.Visitor, Request{Query: c.words[0]}); !errors.Is(err, catalog.ErrUnavailable) {
		t.Errorf("a search without time ended with %v", err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Search(ended, catalog.Visitor, Request{Query: c.words[0]}); !errors.Is(err, context.Canceled) {
		t.Errorf("a search that nobody waits for ended with %v", err)
	}
	e.longest = maxSearchTime
	search(t, e, catalog.Visitor, Request{Query: c.words[0]}) // neither was kept as an answer
}

func TestSearchesShareAState(t *testing.T) {
	c := newCorpus(t, 23)
	m := newMemory()
	m.put(c.mixed(60)...)
	e := openEngine(t, dirs(t), m)
	for _, sh := range e.shards {
		sh.answers = newLRU[answerKey, *Results](0)
	}
	var want [20]string
	request := func(i int) Request { return Request{Query: c.words[i%7], Kinds: everything, Sort: Sorts[i%len(Sorts)]} }
	for i := range want {
		want[i] = asJSON(t, search(t, e, catalog.Visitor, request(i)))
	}
	var group sync.WaitGroup
	failed := make(chan string, 8)
	for range cap(failed) {
		group.Go(func() {
			for i := range want {
				if got := asJSON(t, search(t, e, catalog.Visitor, request(i))); got != want[i] {
					failed <- fmt.Sprintf("request %d:\n%s", i, cmp.Diff(want[i], got))
					return
				}
			}
		})
	}
	group.Wait()
	close(failed)
	for text := range failed {
		t.Error(text)
	}
}
