package search

import (
	"flag"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

var sweeping = flag.Bool("sweep", false, "look for better weights on the tuning half of the judged queries")

// steps are the factors that a weight is tried with in one round, and rounds
// how often all weights are gone through. Nought is none of them: a weight would
// never come back from it.
var steps = []float64{0.5, 0.8, 1.25, 2}

const rounds = 4

// leastGain is the nDCG a change must win over all queries. Less is chance: one
// good entry that moves by one place in one or two answers.
const leastGain = 0.002

// A knob is one number of the table of weights.
type knob struct {
	name  string
	value *float64
}

// knobs are all weights that are no whole number. They are found by reflection
// so that a weight that is added to the table is swept too.
func knobs() []knob {
	var list []knob
	table := reflect.ValueOf(&weights).Elem()
	for i := range table.NumField() {
		field, name := table.Field(i), table.Type().Field(i).Name
		switch at := reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Interface().(type) {
		case *float64:
			list = append(list, knob{name, at})
		case *[len(weights.field)]float64:
			for n := range at {
				list = append(list, knob{fmt.Sprintf("%s[%s]", name, textFields[n]), &at[n]})
			}
		}
	}
	return list
}

// TestSweep looks for better weights by coordinate ascent: one weight after
// another is tried at some factors of its value, the best is kept, and all are
// gone through again until none wins. It prints the table it ends with. It is
// no parallel test: weights are read by every search.
func TestSweep(t *testing.T) {
	if !*sweeping {
		t.Skip("run with -sweep")
	}
	defer func(before any) { reflect.ValueOf(&weights).Elem().Set(reflect.ValueOf(before)) }(weights)
	e, queries := openSample(t), half(t, false)
	best := measure(t, e, queries).languages[overAll].ndcg
	t.Logf("before: nDCG@10 %.4f", best)
	for range rounds {
		began := best
		for _, k := range knobs() {
			best = k.climb(t, best, func() float64 { return measure(t, e, queries).languages[overAll].ndcg })
		}
		if best == began {
			break
		}
	}
	var table strings.Builder
	for _, k := range knobs() {
		fmt.Fprintf(&table, "%s\t%.4g\n", k.name, *k.value)
	}
	t.Logf("weights:\n%s\n%s", &table, measure(t, e, queries).table())
}

// climb sets the knob to the step that wins most over best, if any wins enough,
// and answers the nDCG it then has.
func (k knob) climb(t *testing.T, best float64, try func() float64) float64 {
	t.Helper()
	before := *k.value
	kept := before
	for _, step := range steps {
		*k.value = before * step
		if got := try(); got >= best+leastGain {
			best, kept = got, *k.value
		}
	}
	if *k.value = kept; kept != before {
		t.Logf("%s %.4g, was %.4g: nDCG@10 %.4f", k.name, kept, before, best)
	}
	return best
}

// TestKnobs holds that the sweep sees every number of the table, and turns the
// table itself.
func TestKnobs(t *testing.T) {
	t.Parallel()
	seen := map[string]float64{}
	for _, k := range knobs() {
		seen[k.name] = *k.value
	}
	for name, want := range map[string]float64{
		"field[name]": weights.field[0], "field[stems]": weights.field[4], "concept": weights.concept, "k1": weights.k1, "listing": weights.listing,
	} {
		if got, ok := seen[name]; !ok || got != want {
			t.Errorf("knob %s is %v, want %v", name, got, want)
		}
	}
}
