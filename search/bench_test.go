package search

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/catalogtest"
	"ileanet.eu/showcase/catalog/sample"
)

// generated is a source with n generated entries.
func generated(tb testing.TB, n int) *memory {
	tb.Helper()
	m := newMemory()
	m.put(catalogtest.Corpus(lists(tb), 1, n)...)
	return m
}

// mix makes the requests that pages and programs send, by class, from the words
// and values of the entries themselves.
type mix struct {
	random *rand.Rand
	census *census
	ids    []catalog.ID
}

func newMix(tb testing.TB, m *memory) *mix {
	tb.Helper()
	c := newCensus(lists(tb), m, catalog.Visitor)
	return &mix{random: rand.New(rand.NewPCG(1, 1)), census: c, ids: slices.Sorted(maps.Keys(c.values))}
}

// words are neighbours in the title or lead of some entry.
func (x *mix) words(n int) []string {
	for {
		v := x.census.entries[x.ids[x.random.IntN(len(x.ids))]]
		words := strings.Fields(v.Title + " " + v.Record.Lead())
		if len(words) >= n {
			at := x.random.IntN(len(words) - n + 1)
			return words[at : at+n]
		}
	}
}

func (x *mix) filtered(r Request) Request {
	s := x.census.selection(x.random, x.ids)
	s.Query, s.Kinds = r.Query, everything
	return s
}

func (x *mix) prefix() string {
	for {
		if w := clean(x.words(1)[0]); len(w) >= 5 {
			return w[:4] + "*"
		}
	}
}

// classes are the requests of the search page in the order of the report.
var classes = []struct {
	name string
	make func(x *mix) Request
}{
	{"home", func(*mix) Request { return Request{} }},
	{"all kinds", func(*mix) Request { return Request{Kinds: everything} }},
	{"filters", func(x *mix) Request { return x.filtered(Request{}) }},
	{"one word", func(x *mix) Request { return Request{Query: x.words(1)[0], Kinds: everything} }},
	{"two words", func(x *mix) Request { return Request{Query: strings.Join(x.words(2), " "), Kinds: everything} }},
	{"words and filters", func(x *mix) Request { return x.filtered(Request{Query: strings.Join(x.words(2), " ")}) }},
	{"phrase", func(x *mix) Request {
		return Request{Query: `"` + strings.Join(x.words(3), " ") + `"`, Kinds: everything}
	}},
	{"prefix", func(x *mix) Request { return Request{Query: x.prefix(), Kinds: everything} }},
	{"exclusion", func(x *mix) Request { w := x.words(2); return Request{Query: w[0] + " -" + w[1], Kinds: everything} }},
	{"nothing found", func(x *mix) Request { return x.filtered(Request{Query: strings.Join(x.words(3), " ") + " qqqqqq"}) }},
	{"page 20", func(x *mix) Request { return Request{Kinds: everything, Page: 20, Sort: SortTitle} }},
	{"32 words", func(x *mix) Request {
		return Request{Query: strings.Join(slices.Repeat(x.words(4), 8), " "), Kinds: everything}
	}},
	{"phrase of 32", func(x *mix) Request {
		return Request{Query: `"` + strings.Join(slices.Repeat(x.words(2), 16), " ") + `"`, Kinds: everything}
	}},
}

// BenchmarkSearch reports the time of a search by class of request over 10,000
// entries, in process, pages of 20 with snippets, all facets counted. Only the
// class "repeated" is answered from what was answered before.
func BenchmarkSearch(b *testing.B) {
	m := generated(b, 10_000)
	e := openEngine(b, dirs(b), m)
	x := newMix(b, m)
	b.Run("repeated", func(b *testing.B) {
		for range b.N {
			search(b, e, catalog.Visitor, Request{Query: "border", Kinds: everything})
		}
	})
	for _, sh := range e.shards {
		sh.answers = newLRU[answerKey, *Results](0)
	}
	for _, class := range classes {
		requests := make([]Request, 300)
		for i := range requests {
			requests[i] = class.make(x)
		}
		b.Run(strings.ReplaceAll(class.name, " ", "-"), func(b *testing.B) {
			var took []time.Duration
			for i := range b.N {
				began := time.Now()
				search(b, e, catalog.Visitor, requests[i%len(requests)])
				took = append(took, time.Since(began))
			}
			quantiles(b, took)
		})
	}
	b.Run("suggest-flood", func(b *testing.B) {
		flood := "a b c d e f g h i j k l m n o p q r s t u v w x y z"
		for range b.N {
			if _, err := e.Suggest(b.Context(), catalog.Visitor, flood, "en", 12); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkHelp reports the time of suggestions as a word is typed, with and
// without errors, of similar entries and of the answer to a text of 5,000
// characters, over 100,000 entries, in process.
func BenchmarkHelp(b *testing.B) {
	m := generated(b, 100_000)
	e := openEngine(b, dirs(b), m)
	must(b, e.shards[catalog.AudiencePublic].live.prepare())
	x := newMix(b, m)
	typing := func(spell func(string) string) func() error {
		return func() error {
			word := []rune(spell(x.words(1)[0]))
			_, err := e.Suggest(b.Context(), catalog.Visitor, string(word[:1+x.random.IntN(len(word))]), "en", 12)
			return err
		}
	}
	for _, help := range []struct {
		name string
		ask  func() error
	}{
		{"suggest", typing(func(word string) string { return word })},
		{"suggest-misspelt", typing(func(word string) string { return misspelt(x.random, word+word) })},
		{"similar", func() error {
			_, err := e.Similar(b.Context(), catalog.Visitor, x.ids[x.random.IntN(len(x.ids))], "en", 18)
			return err
		}},
		{"match", func() error {
			_, err := e.Match(b.Context(), catalog.Visitor, x.paragraph(), "en")
			return err
		}},
	} {
		b.Run(help.name, func(b *testing.B) {
			var took []time.Duration
			for range b.N {
				began := time.Now()
				must(b, help.ask())
				took = append(took, time.Since(began))
			}
			quantiles(b, took)
		})
	}
}

// paragraph is the longest text that a match reads, from the texts of entries.
func (x *mix) paragraph() string {
	var text strings.Builder
	for text.Len() < MaxMatchText {
		v := x.census.entries[x.ids[x.random.IntN(len(x.ids))]]
		text.WriteString(v.Title + ". " + v.Record.Lead() + "\n")
	}
	return text.String()
}

func quantiles(b *testing.B, took []time.Duration) {
	b.Helper()
	slices.Sort(took)
	for name, at := range map[string]int{"p50-µs": len(took) / 2, "p95-µs": len(took) * 95 / 100} {
		b.ReportMetric(float64(took[at].Microseconds()), name)
	}
}

// BenchmarkStart reports the time from Open until the engine is ready: with
// the sample and no index, and with 20,000 entries already indexed.
func BenchmarkStart(b *testing.B) {
	entries, err := sample.Load()
	if err != nil {
		b.Fatal(err)
	}
	shipped := newMemory()
	shipped.put(entries...)
	b.Run("sample-from-nothing", func(b *testing.B) {
		for range b.N {
			start(b, dirs(b), shipped)
		}
	})
	many := generated(b, 20_000)
	dir := ""
	b.Run("build-20000", func(b *testing.B) {
		for range b.N {
			dir = dirs(b)
			start(b, dir, many)
		}
	})
	dir = dirs(b)
	start(b, dir, many)
	b.Run("indexed-20000", func(b *testing.B) {
		for range b.N {
			start(b, dir, many)
		}
	})
}

// start opens an engine as the program does, and closes it off the clock.
func start(b *testing.B, dir string, source Source) {
	b.Helper()
	e, err := Open(context.Background(), dir, source, lists(b), Options{})
	if err != nil {
		b.Fatal(err)
	}
	settle(b, e, source)
	b.StopTimer()
	if err := e.Close(); err != nil {
		b.Fatal(err)
	}
	b.StartTimer()
}

// BenchmarkColumns reports the time to derive the columns of 2,000 entries from
// the dictionaries of their segments, and to read them from disk.
func BenchmarkColumns(b *testing.B) {
	e := openEngine(b, dirs(b), generated(b, 2000))
	g, snap, err := e.shards[catalog.AudiencePublic].acquire()
	must(b, err)
	defer g.release(snap)
	must(b, g.columns.save(snap.state))
	b.Run("built", func(b *testing.B) {
		for range b.N {
			for _, view := range snap.segments {
				_, err := newColumnStore("").build(view)
				must(b, err)
			}
		}
	})
	b.Run("read", func(b *testing.B) {
		for range b.N {
			for _, view := range snap.segments {
				if g.columns.load(view.segment) == nil {
					b.Fatal("no columns on disk")
				}
			}
		}
	})
}
