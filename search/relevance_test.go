package search

import (
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
)

var (
	updateGolden = flag.Bool("update", false, "write the golden file of TestRelevance anew")
	heldOut      = flag.Bool("held", false, "measure the judged queries that are held out, once all tuning is done")
)

// shownFirst is how many entries of an answer are judged, and lookedAt how many
// of them an officer looks at before typing something else.
const shownFirst, lookedAt = 10, 5

// overAll is the row of figures over the queries of all languages.
const overAll = "all"

// An outcome is how well one query was answered.
type outcome struct {
	ndcg, success, reciprocal, dead float64
}

// figures are the means of the outcomes of some queries.
type figures struct {
	queries int
	outcome
}

// A report is the figures of each language and over all, and the nDCG of each
// query.
type report struct {
	languages map[string]figures
	queries   map[string]float64
}

// openSample opens an engine on the demonstration catalogue.
func openSample(tb testing.TB) *Engine {
	tb.Helper()
	entries, err := sample.Load()
	if err != nil {
		tb.Fatal(err)
	}
	m := newMemory()
	m.put(entries...)
	return openEngine(tb, dirs(tb), m)
}

// shown is the entries of an answer in the order the page shows them.
func shown(results *Results) []Hit {
	return slices.Concat(results.Hits, results.Near)
}

// judge answers a query as the search page would for a visitor.
func (q *judgedQuery) judge(tb testing.TB, e *Engine) outcome {
	tb.Helper()
	results := search(tb, e, catalog.Visitor, Request{Query: q.Query, Kinds: q.kinds(), Language: q.language})
	var slugs []string
	for _, h := range shown(results) {
		slugs = append(slugs, h.Slug)
	}
	slugs = slugs[:min(shownFirst, len(slugs))]
	grades := q.grades()
	o := outcome{ndcg: ndcg(slugs, grades, shownFirst, exponential)}
	if rank := rankOf(slugs, grades, 2); rank > 0 {
		o.reciprocal = 1 / float64(rank)
		if rank <= lookedAt {
			o.success = 1
		}
	}
	if len(slugs) == 0 && len(results.Exits) == 0 {
		o.dead = 1
	}
	return o
}

// measure answers all queries.
func measure(tb testing.TB, e *Engine, queries []*judgedQuery) report {
	tb.Helper()
	r := report{languages: map[string]figures{}, queries: map[string]float64{}}
	for _, q := range queries {
		o := q.judge(tb, e)
		r.queries[q.ID] = o.ndcg
		for _, name := range []string{q.language, overAll} {
			r.languages[name] = r.languages[name].with(o)
		}
	}
	return r
}

// with is the figures with one more outcome in them.
func (f figures) with(o outcome) figures {
	n := float64(f.queries)
	mean := func(before, value float64) float64 { return (before*n + value) / (n + 1) }
	return figures{f.queries + 1, outcome{
		mean(f.ndcg, o.ndcg), mean(f.success, o.success), mean(f.reciprocal, o.reciprocal), mean(f.dead, o.dead),
	}}
}

// table is the figures of each language and over all.
func (r report) table() string {
	var b strings.Builder
	fmt.Fprint(&b, "language\tqueries\tnDCG@10\tsuccess@5\tMRR\tdead ends\n")
	for _, name := range append(slices.Clone(catalog.Languages), overAll) {
		f := r.languages[name]
		fmt.Fprintf(&b, "%s\t%d\t%.4f\t%.4f\t%.4f\t%.4f\n", name, f.queries, f.ndcg, f.success, f.reciprocal, f.dead)
	}
	return b.String()
}

// String is the report as it stands in the golden file.
func (r report) String() string {
	var b strings.Builder
	fmt.Fprint(&b, r.table(), "\nquery\tnDCG@10\n")
	for _, id := range slices.Sorted(maps.Keys(r.queries)) {
		fmt.Fprintf(&b, "%s\t%.4f\n", id, r.queries[id])
	}
	return b.String()
}

// readReport reads what String wrote.
func readReport(text string) (report, error) {
	r := report{languages: map[string]figures{}, queries: map[string]float64{}}
	for number, line := range strings.Split(text, "\n") {
		fields := strings.Split(line, "\t")
		values := make([]float64, len(fields)-1)
		if fields[0] == "" || fields[0] == "language" || fields[0] == "query" {
			continue
		}
		for i, field := range fields[1:] {
			var err error
			if values[i], err = strconv.ParseFloat(field, 64); err != nil {
				return r, fmt.Errorf("line %d: %w", number+1, err)
			}
		}
		switch len(values) {
		case 5:
			r.languages[fields[0]] = figures{int(values[0]), outcome{values[1], values[2], values[3], values[4]}}
		case 1:
			r.queries[fields[0]] = values[0]
		default:
			return r, fmt.Errorf("line %d has %d columns", number+1, len(fields))
		}
	}
	return r, nil
}

// rounding is what a figure in the golden file may differ by from the one that
// was measured.
const rounding = 0.00006

// worse lists the figures that are worse than they were, one a line.
func (r report) worse(before report) []string {
	var lines []string
	fell := func(name, figure string, now, then float64) {
		if now < then-rounding {
			lines = append(lines, fmt.Sprintf("%s: %s %.4f, was %.4f", name, figure, math.Abs(now), math.Abs(then)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(before.languages)) {
		now, then := r.languages[name], before.languages[name]
		fell(name, "nDCG@10", now.ndcg, then.ndcg)
		fell(name, "success@5", now.success, then.success)
		fell(name, "MRR", now.reciprocal, then.reciprocal)
		fell(name, "dead ends", -now.dead, -then.dead)
	}
	if len(lines) == 0 {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(before.queries)) {
		fell(id, "nDCG@10", r.queries[id], before.queries[id])
	}
	return lines
}

// TestRelevance holds that no language, and not the whole, is answered worse
// than the golden file says. It reads the tuning half only; with -held it
// prints the figures of the other half instead.
func TestRelevance(t *testing.T) {
	t.Parallel()
	e := openSample(t)
	if *heldOut {
		t.Logf("queries held out:\n%s", measure(t, e, half(t, true)).table())
		return
	}
	got := measure(t, e, half(t, false))
	golden := filepath.Join(judgements, "golden.tsv")
	if *updateGolden {
		must(t, os.WriteFile(golden, []byte(got.String()), 0o644))
	}
	data, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	want, err := readReport(string(data))
	if err != nil {
		t.Fatalf("%s: %v", golden, err)
	}
	for _, line := range got.worse(want) {
		t.Error(line)
	}
	for _, q := range half(t, false) {
		if _, known := want.queries[q.ID]; !known {
			t.Errorf("%s is not in %s: run with -update", q.ID, golden)
		}
	}
	if t.Failed() {
		t.Logf("now:\n%s", got.table())
	}
}

// TestWorse holds that a drop in any figure is told, with the queries that
// fell, and that nothing else is.
func TestWorse(t *testing.T) {
	t.Parallel()
	before := report{
		languages: map[string]figures{"el": {2, outcome{0.7, 1, 0.75, 0}}, overAll: {2, outcome{0.7, 1, 0.75, 0}}},
		queries:   map[string]float64{"el-01": 0.9, "el-03": 0.5},
	}
	for _, tt := range []struct {
		name  string
		el    outcome
		third float64
		want  string
	}{
		{"the same", outcome{0.7, 1, 0.75, 0}, 0.5, ""},
		{"better", outcome{0.8, 1, 1, 0}, 0.7, ""},
		{"rounding", outcome{0.69995, 0.99995, 0.74995, 0.00005}, 0.5, ""},
		{"a query fell and the mean did not", outcome{0.7, 1, 0.75, 0}, 0.1, ""},
		{"order", outcome{0.6, 1, 0.75, 0}, 0.3, "el: nDCG@10 0.6000, was 0.7000; el-03: nDCG@10 0.3000, was 0.5000"},
		{"success", outcome{0.7, 0.5, 0.75, 0}, 0.5, "el: success@5 0.5000, was 1.0000"},
		{"rank", outcome{0.7, 1, 0.5, 0}, 0.5, "el: MRR 0.5000, was 0.7500"},
		{"a dead end", outcome{0.7, 1, 0.75, 0.5}, 0.5, "el: dead ends 0.5000, was 0.0000"},
	} {
		now := report{
			languages: map[string]figures{"el": {2, tt.el}, overAll: before.languages[overAll]},
			queries:   map[string]float64{"el-01": 0.9, "el-03": tt.third},
		}
		if got := strings.Join(now.worse(before), "; "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	again, err := readReport(before.String())
	if err != nil || len(again.worse(before)) > 0 || again.queries["el-03"] != 0.5 || again.languages["el"] != before.languages["el"] {
		t.Errorf("read again: %+v, %v", again, err)
	}
}
