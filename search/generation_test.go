package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"ileanet.eu/showcase/catalog"
)

// TestDamagedIndexIsBuiltAnew does to an index what crashes, disks and people
// do, and expects the same answers after the next start.
func TestDamagedIndexIsBuiltAnew(t *testing.T) {
	c := newCorpus(t, 8)
	m := newMemory()
	m.put(c.mixed(120)...)
	r := Request{Query: c.words[3], Kinds: everything}
	want := func(e *Engine) string { return asJSON(t, search(t, e, catalog.Visitor, r)) }
	for _, tt := range []struct {
		name    string
		damage  func(dir, generation string) error
		rebuilt bool
	}{
		{"nothing", func(string, string) error { return nil }, false},
		{"folder deleted", func(dir, _ string) error { return os.RemoveAll(dir) }, true},
		{"generation deleted", func(_, g string) error { return os.RemoveAll(g) }, true},
		{"generation emptied", func(_, g string) error { return errors.Join(os.RemoveAll(g), os.Mkdir(g, 0o700)) }, true},
		{"pointer deleted", func(dir, _ string) error { return os.Remove(filepath.Join(dir, fileLive)) }, true},
		{"pointer cut", func(dir, _ string) error { return os.Truncate(filepath.Join(dir, fileLive), 9) }, true},
		{"description emptied", func(_, g string) error { return os.Truncate(filepath.Join(g, "index_meta.json"), 0) }, true},
		{"segment cut", func(_, g string) error {
			return onSegment(g, func(path string) error { return os.Truncate(path, 900) })
		}, true},
		{"segment deleted", func(_, g string) error { return onSegment(g, os.Remove) }, true},
		{"bit flipped", func(_, g string) error { return onSegment(g, flip) }, true},
		{"root emptied", func(_, g string) error { return os.Truncate(filepath.Join(g, "store", "root.bolt"), 0) }, true},
		{"root cut", func(_, g string) error { return os.Truncate(filepath.Join(g, "store", "root.bolt"), 9000) }, true},
		{"other form", func(dir, g string) error {
			return folder{dir}.setLive(pointer{Generation: filepath.Base(g), Stamp: "old"})
		}, true},
		{"two starts ended", func(dir, g string) error {
			return writeJSON(filepath.Join(dir, fileOpening), opening{Generation: filepath.Base(g), Count: maxOpenings})
		}, true},
		{"one start ended", func(dir, g string) error {
			return writeJSON(filepath.Join(dir, fileOpening), opening{Generation: filepath.Base(g), Count: 1})
		}, false},
		{"left over", func(_, g string) error {
			return os.WriteFile(filepath.Join(g, "store", "0000000000ff.zap"), []byte("half"), 0o600)
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := dirs(t)
			before := ""
			t.Run("built", func(t *testing.T) { before = want(openEngine(t, dir, m)) })
			public := filepath.Join(dir, "public")
			p, err := folder{public}.live()
			must(t, err)
			must(t, tt.damage(public, filepath.Join(public, p.Generation)))
			e := openEngine(t, dir, m)
			if diff := cmp.Diff(before, want(e)); diff != "" {
				t.Errorf("answer differs (-before +after):\n%s", diff)
			}
			after, err := folder{public}.live()
			must(t, err)
			if rebuilt := after.Generation != p.Generation || tt.name == "folder deleted" || tt.name == "pointer deleted" || tt.name == "pointer cut"; rebuilt != tt.rebuilt {
				t.Errorf("generation %s, then %s", p.Generation, after.Generation)
			}
			noDifferences(t, e)
		})
	}
}

func must(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// onSegment does something to the file of some segment in use.
func onSegment(generation string, do func(path string) error) error {
	names, err := segmentFiles(filepath.Join(generation, "store", "root.bolt"))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return errors.New("no segment on disk")
	}
	return do(filepath.Join(generation, "store", names[0]))
}

// flip changes a bit in the middle of a file.
func flip(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	data[len(data)/2] ^= 4
	return os.WriteFile(path, data, 0o600)
}

func TestIndexAheadOfStoreIsBuiltAnew(t *testing.T) {
	c := newCorpus(t, 9)
	entries := c.mixed(60)
	dir := dirs(t)
	t.Run("built", func(t *testing.T) {
		m := newMemory()
		m.put(entries...)
		m.put(c.solution())
		openEngine(t, dir, m)
	})
	m := newMemory()
	m.put(entries...)
	noDifferences(t, openEngine(t, dir, m))
}

func TestIndexCatchesUp(t *testing.T) {
	c := newCorpus(t, 10)
	m := newMemory()
	m.put(c.mixed(60)...)
	dir := dirs(t)
	t.Run("built", func(t *testing.T) { openEngine(t, dir, m) })
	for range 700 { // more than one step
		m.put(c.need())
	}
	m.remove(c.solutions[0], c.solutions[1])
	e := openEngine(t, dir, m)
	noDifferences(t, e)
	if p, err := (folder{filepath.Join(dir, "public")}).live(); err != nil || p.Generation != "000001" {
		t.Errorf("pointer %+v, %v: want the first generation still", p, err)
	}
}

func TestReindex(t *testing.T) {
	c := newCorpus(t, 11)
	m := newMemory()
	m.put(c.mixed(80)...)
	dir := dirs(t)
	e := openEngine(t, dir, m)
	before := asJSON(t, search(t, e, catalog.Visitor, Request{Kinds: everything}))
	done := make(chan error)
	go func() { done <- e.Reindex(context.WithoutCancel(t.Context())) }()
	for running := true; running; {
		select {
		case err := <-done:
			must(t, err)
			running = false
		default:
			if after := asJSON(t, search(t, e, catalog.Visitor, Request{Kinds: everything})); after != before {
				t.Fatal("answer changed during the rebuild")
			}
		}
	}
	names, err := folder{filepath.Join(dir, "public")}.generations()
	must(t, err)
	if diff := cmp.Diff([]string{"000002"}, names); diff != "" {
		t.Errorf("generations (-want +got):\n%s", diff)
	}
	m.put(c.solution())
	settle(t, e, m)
	noDifferences(t, e)
}

// slow is a source whose reads wait for a word.
type slow struct {
	*memory
	release chan struct{}
}

func (s slow) View(ctx context.Context, fn func(catalog.Tx) error) error {
	select {
	case <-s.release:
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.memory.View(ctx, fn)
}

func TestUnavailableUntilBuilt(t *testing.T) {
	s := slow{newMemory(), make(chan struct{})}
	e, err := Open(t.Context(), dirs(t), s, lists(t), Options{})
	must(t, err)
	if err := e.Ready(); !errors.Is(err, catalog.ErrUnavailable) {
		t.Errorf("Ready() = %v, want unavailable", err)
	}
	if _, err := e.Search(t.Context(), catalog.Visitor, Request{}); !errors.Is(err, catalog.ErrUnavailable) {
		t.Errorf("Search() = %v, want unavailable", err)
	}
	if _, err := e.Suggest(t.Context(), catalog.Visitor, "dro", "en", 5); !errors.Is(err, catalog.ErrUnavailable) {
		t.Errorf("Suggest() = %v, want unavailable", err)
	}
	close(s.release)
	settle(t, e, s)
	if r := search(t, e, catalog.Visitor, Request{}); r.Total != 0 {
		t.Errorf("total %d in an empty catalogue", r.Total)
	}
	must(t, e.Close())
	if _, err := e.Search(t.Context(), catalog.Visitor, Request{}); !errors.Is(err, catalog.ErrUnavailable) {
		t.Errorf("Search() after Close = %v, want unavailable", err)
	}
}

// TestKilledIndexCatchesUp ends processes while they index, and looks whether
// the next one has every entry once.
func TestKilledIndexCatchesUp(t *testing.T) {
	const child = "SHOWCASE_SEARCH_CHILD"
	c := newCorpus(t, 12)
	m := newMemory()
	m.put(c.mixed(100)...)
	if dir := os.Getenv(child); dir != "" {
		e, err := Open(context.Background(), dir, m, lists(t), Options{Now: func() time.Time { return today }})
		must(t, err)
		fmt.Println("open")
		for {
			m.put(c.solution(), c.need())
			time.Sleep(time.Millisecond)
			_ = e
		}
	}
	dir := dirs(t)
	for i := range 5 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledIndexCatchesUp$")
		cmd.Env = append(os.Environ(), child+"="+dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		if _, err := out.Read(make([]byte, 64)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(40+60*i) * time.Millisecond)
		must(t, cmd.Process.Kill())
		_ = cmd.Wait() // it was killed
	}
	// The store of the next process has at least what the killed ones had.
	for range 1200 {
		m.put(c.solution(), c.need())
	}
	noDifferences(t, openEngine(t, dir, m))
}
