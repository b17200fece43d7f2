package search

import (
	"cmp"
	"math"
	"slices"
	"testing"
)

// exponential is the gain of an entry of a grade: that of grade 3 is worth more
// than two of grade 2.
func exponential(grade int) float64 { return math.Exp2(float64(grade)) - 1 }

// linear is the gain that figures of the public collections are given in.
func linear(grade int) float64 { return float64(grade) }

// ndcg is the gain of the first entries of a result, each divided by the binary
// logarithm of its rank plus one, as a share of what the best order would give.
func ndcg(found []string, grades map[string]int, first int, gain func(grade int) float64) float64 {
	best := make([]int, 0, len(grades))
	for _, grade := range grades {
		best = append(best, grade)
	}
	slices.SortFunc(best, func(a, b int) int { return cmp.Compare(b, a) })
	var got, ideal float64
	for i, id := range found[:min(first, len(found))] {
		got += gain(grades[id]) / discount(i)
	}
	for i, grade := range best[:min(first, len(best))] {
		ideal += gain(grade) / discount(i)
	}
	if ideal == 0 {
		return 0
	}
	return got / ideal
}

func discount(place int) float64 { return math.Log2(float64(place + 2)) }

// recall is the share of the relevant entries that are among the first.
func recall(found []string, grades map[string]int, first int) float64 {
	relevant, seen := 0, 0
	for _, grade := range grades {
		if grade > 0 {
			relevant++
		}
	}
	for _, id := range found[:min(first, len(found))] {
		if grades[id] > 0 {
			seen++
		}
	}
	return float64(seen) / float64(max(1, relevant))
}

// rankOf is the place, from 1, of the first entry of at least a grade; 0 when
// there is none.
func rankOf(found []string, grades map[string]int, least int) int {
	return 1 + slices.IndexFunc(found, func(id string) bool { return grades[id] >= least })
}

func TestMeasures(t *testing.T) {
	t.Parallel()
	grades := map[string]int{"a": 3, "b": 2, "c": 1, "none": 0}
	for _, tt := range []struct {
		found              []string
		ndcg, ndcg1, share float64
		rank               int
	}{
		{nil, 0, 0, 0, 0},
		{[]string{"a", "b", "c"}, 1, 1, 1, 1},
		{[]string{"x", "a", "b", "c"}, (7/math.Log2(3) + 3/2. + 1/math.Log2(5)) / ideal, 0, 1, 2},
		{[]string{"none", "c", "b"}, (1/math.Log2(3) + 3/2.) / ideal, 0, 2 / 3., 3},
		{[]string{"c", "a"}, (1 + 7/math.Log2(3)) / ideal, 1 / 7., 2 / 3., 2},
		{[]string{"x", "y"}, 0, 0, 0, 0},
	} {
		near(t, "ndcg", tt.found, ndcg(tt.found, grades, 10, exponential), tt.ndcg)
		near(t, "ndcg of one", tt.found, ndcg(tt.found, grades, 1, exponential), tt.ndcg1)
		near(t, "recall", tt.found, recall(tt.found, grades, 100), tt.share)
		if got := rankOf(tt.found, grades, 2); got != tt.rank {
			t.Errorf("rankOf(%v) = %d, want %d", tt.found, got, tt.rank)
		}
	}
	near(t, "linear ndcg", nil, ndcg([]string{"c", "a"}, grades, 10, linear), (1+3/math.Log2(3))/(3+2/math.Log2(3)+1/2.))
	near(t, "recall of the first two", nil, recall([]string{"x", "a", "b"}, grades, 2), 1/3.)
}

// ideal is the gain of grades 3, 2, 1 in their order.
var ideal = 7 + 3/math.Log2(3) + 1/2.

func near(t *testing.T, what string, found []string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-12 {
		t.Errorf("%s of %v is %v, want %v", what, found, got, want)
	}
}
