package search

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

// plainColumns are columns without what is made when it is asked for.
type plainColumns struct {
	IDs       []string
	Rows      []row
	Ranks     []uint32
	Values    [][]facetValue
	Totals    map[facetValue]uint32
	Sums      sums
	Compounds []string
}

func plainly(c *columns, known []facetValue) plainColumns {
	p := plainColumns{IDs: c.ids, Rows: c.rows, Ranks: c.ranks, Sums: c.sums, Compounds: c.compoundTerms(), Totals: map[facetValue]uint32{}}
	for n := range c.rows {
		var values []facetValue
		c.facets.of(uint32(n), func(ordinal uint32) { values = append(values, known[ordinal]) })
		p.Values = append(p.Values, values)
	}
	for ordinal, n := range c.totals {
		if n > 0 {
			p.Totals[known[ordinal]] = n
		}
	}
	return p
}

func compareColumns(t *testing.T, want, got plainColumns) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{}, facetValue{}, sums{})); diff != "" {
		t.Fatalf("columns differ (-want +got):\n%s", diff)
	}
}

func TestColumnsRoundTrip(t *testing.T) {
	c := newCorpus(t, 31)
	m := newMemory()
	m.put(c.mixed(150)...)
	e := openEngine(t, dirs(t), m)
	g, snap, err := e.shards[catalog.AudiencePublic].acquire()
	must(t, err)
	defer g.release(snap)
	random := rand.New(rand.NewPCG(1, 31))
	for _, part := range snap.state.parts {
		known := g.columns.values.known()
		data := encodeColumns(part.columns, known, 77)
		// Another process has met other values before.
		elsewhere := &values{ordinals: map[facetValue]uint32{}}
		for _, i := range random.Perm(len(known))[:len(known)/2] {
			elsewhere.ordinal(known[i])
		}
		count := len(part.columns.rows)
		got, err := decodeColumns(data, 77, count, elsewhere)
		must(t, err)
		compareColumns(t, plainly(part.columns, known), plainly(got, elsewhere.known()))
		for name, damaged := range map[string][]byte{
			"empty": nil, "cut": data[:random.IntN(len(data))], "longer": append(slices.Clip(data), 0), "flipped": flipped(random, data),
		} {
			if _, err := decodeColumns(damaged, 77, count, elsewhere); err == nil {
				t.Errorf("columns that are %s were read", name)
			}
		}
		if _, err := decodeColumns(data, 78, count, elsewhere); err == nil {
			t.Error("columns of another segment were read")
		}
		if _, err := decodeColumns(data, 77, count+1, elsewhere); err == nil {
			t.Error("columns of a segment of another length were read")
		}
	}
}

func flipped(random *rand.Rand, data []byte) []byte {
	data = slices.Clone(data)
	data[random.IntN(len(data))] ^= 1 << random.IntN(8)
	return data
}

// TestColumnsAreReadAtTheNextStart looks what becomes of the files when the
// program starts again, with good and with damaged ones.
func TestColumnsAreReadAtTheNextStart(t *testing.T) {
	c := newCorpus(t, 32)
	m := newMemory()
	m.put(c.mixed(120)...)
	r := Request{Query: c.words[2], Kinds: everything}
	dir := dirs(t)
	before := ""
	t.Run("first", func(t *testing.T) { before = asJSON(t, search(t, openEngine(t, dir, m), catalog.Visitor, r)) })
	for _, tt := range []struct {
		name   string
		damage func(path string) error
	}{
		{"good", func(string) error { return nil }},
		{"flipped", flip},
		{"good again", func(string) error { return nil }},
		{"cut", func(path string) error { return os.Truncate(path, 30) }},
		{"deleted", os.Remove},
		{"foreign", func(path string) error {
			return os.WriteFile(filepath.Join(filepath.Dir(path), "stranger"), []byte("no columns"), 0o600)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files, err := filepath.Glob(filepath.Join(dir, "public", "*", folderColumns, "*"))
			must(t, err)
			if len(files) == 0 {
				t.Fatal("no columns on disk")
			}
			for _, path := range files {
				must(t, tt.damage(path))
			}
			e := openEngine(t, dir, m)
			g, snap, err := e.shards[catalog.AudiencePublic].acquire()
			must(t, err)
			for _, part := range snap.state.parts {
				// They are saved behind the answer that the engine is level.
				for wait := 0; g.columns.load(part.segment) == nil; wait++ {
					if wait == 600 {
						g.release(snap)
						t.Fatal("no columns on disk although the engine is level")
					}
					time.Sleep(5 * time.Millisecond)
				}
			}
			must(t, g.columns.save(snap.state))
			g.release(snap)
			if diff := cmp.Diff(before, asJSON(t, search(t, e, catalog.Visitor, r))); diff != "" {
				t.Errorf("answer differs (-before +after):\n%s", diff)
			}
			left, err := filepath.Glob(filepath.Join(dir, "public", "*", folderColumns, "*"))
			must(t, err)
			if len(left) != len(snap.state.parts) {
				t.Errorf("%d files for %d segments: %v", len(left), len(snap.state.parts), left)
			}
		})
	}
}
