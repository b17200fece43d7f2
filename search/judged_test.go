package search

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
)

// judgements is the folder of the judged queries, see the README in it.
const judgements = "testdata/relevance"

// A judgedQuery is a query with the grades of the entries that help.
type judgedQuery struct {
	ID     string       `yaml:"id"`
	Query  string       `yaml:"query"`
	Note   string       `yaml:"note"`
	Kind   catalog.Kind `yaml:"kind"`
	Grade3 []string     `yaml:"grade3"`
	Grade2 []string     `yaml:"grade2"`
	Grade1 []string     `yaml:"grade1"`

	language string
}

// grades are the grades of the entries listed, by slug.
func (q *judgedQuery) grades() map[string]int {
	grades := map[string]int{}
	for grade, slugs := range [][]string{nil, q.Grade1, q.Grade2, q.Grade3} {
		for _, slug := range slugs {
			grades[slug] = grade
		}
	}
	return grades
}

// kinds are the kinds of entry that are searched.
func (q *judgedQuery) kinds() []catalog.Kind {
	if q.Kind == "" {
		return everything
	}
	return []catalog.Kind{q.Kind}
}

// heldOut reports whether nothing may be tuned by the query.
func (q *judgedQuery) heldOut() (bool, error) {
	_, number, _ := strings.Cut(q.ID, "-")
	n, err := strconv.Atoi(number)
	return n%2 == 0, err
}

// judgedQueries reads the judged queries of all languages.
func judgedQueries(tb testing.TB) []*judgedQuery {
	tb.Helper()
	var queries []*judgedQuery
	for _, language := range catalog.Languages {
		data, err := os.ReadFile(filepath.Join(judgements, language+".yaml"))
		if err != nil {
			tb.Fatal(err)
		}
		var list []*judgedQuery
		decoder := yaml.NewDecoder(bytes.NewReader(data))
		decoder.KnownFields(true)
		if err := decoder.Decode(&list); err != nil {
			tb.Fatalf("%s: %v", language, err)
		}
		for _, q := range list {
			q.language = language
		}
		queries = append(queries, list...)
	}
	return queries
}

// half is the judged queries that are held out, or the others.
func half(tb testing.TB, held bool) []*judgedQuery {
	tb.Helper()
	var queries []*judgedQuery
	for _, q := range judgedQueries(tb) {
		if h, err := q.heldOut(); err != nil {
			tb.Fatalf("%s: %v", q.ID, err)
		} else if h == held {
			queries = append(queries, q)
		}
	}
	return queries
}

// TestJudgedQueries holds the data to what its README says.
func TestJudgedQueries(t *testing.T) {
	t.Parallel()
	entries, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]catalog.Kind{} // of what a visitor sees
	for _, e := range entries {
		if e.Public != nil && e.Access == catalog.AccessClear {
			kinds[e.Slug] = e.Kind
		}
	}
	number, seen := map[string]int{}, map[string]string{}
	for _, q := range judgedQueries(t) {
		number[q.language]++
		if want := fmt.Sprintf("%s-%02d", q.language, number[q.language]); q.ID != want {
			t.Errorf("%s stands where %s is due", q.ID, want)
		}
		if key := string(q.Kind) + " " + strings.ToLower(q.Query); seen[key] != "" {
			t.Errorf("%s and %s are the same query", seen[key], q.ID)
		} else {
			seen[key] = q.ID
		}
		q.check(t, kinds)
	}
	for _, language := range catalog.Languages {
		least := 14
		if language == "en" {
			least = 30
		}
		if n := number[language]; n < least || n%2 != 0 {
			t.Errorf("%s has %d queries, want at least %d and as many held out as not", language, n, least)
		}
	}
}

// check holds one query to what can be said of it alone.
func (q *judgedQuery) check(t *testing.T, kinds map[string]catalog.Kind) {
	t.Helper()
	if q.Query == "" || q.Note == "" {
		t.Errorf("%s lacks a query or a note", q.ID)
	}
	if len(q.Grade3)+len(q.Grade2) == 0 {
		t.Errorf("%s: no entry is useful", q.ID)
	}
	grades := q.grades()
	if len(grades) != len(q.Grade3)+len(q.Grade2)+len(q.Grade1) {
		t.Errorf("%s: an entry is listed twice", q.ID)
	}
	for slug := range grades {
		kind, visible := kinds[slug]
		if !visible {
			t.Errorf("%s: a visitor sees no entry %s", q.ID, slug)
		}
		if q.Kind != "" && kind != q.Kind {
			t.Errorf("%s searches for a %s, %s is a %s", q.ID, q.Kind, slug, kind)
		}
	}
}
