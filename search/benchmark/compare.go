package benchmark

import (
	"context"
	"fmt"
	"maps"

	"ileanet.eu/showcase/search"
)

// An Answer is what must be equal whoever answers: the total, and the count of
// each value that any entry found has.
type Answer struct {
	total  int
	counts map[[2]string]int
}

// NewAnswer reads the results of a search.
func NewAnswer(r *search.Results) Answer {
	a := Answer{total: r.Total, counts: map[[2]string]int{}}
	for _, facet := range r.Facets {
		a.add(facet.Name, facet.Values)
	}
	return a
}

func (a *Answer) add(facet string, values []search.FacetValue) {
	for _, v := range values {
		if v.Count > 0 {
			a.counts[[2]string{facet, v.Value}] = v.Count
		}
		a.add(facet, v.Children)
	}
}

// Compare asks for the cases and compares the answers with those given. It is
// the number of equal ones and the first that differs, "" when none does.
func Compare(ctx context.Context, target Target, cases []Case, answers []Answer) (equal int, first string, err error) {
	for i, c := range cases {
		ask, err := target(c.Request)
		if err != nil {
			return 0, "", err
		}
		results, err := ask(ctx)
		if err != nil {
			return 0, "", fmt.Errorf("%s %+v: %w", c.Class, c.Request, err)
		}
		got := NewAnswer(results)
		switch {
		case got.total == answers[i].total && maps.Equal(got.counts, answers[i].counts):
			equal++
		case first == "":
			first = fmt.Sprintf("%s %s: %d and %d found", c.Class, Parameters(c.Request).Encode(), got.total, answers[i].total)
		}
	}
	return equal, first, nil
}
