package search

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog/catalogtest"
)

// TestResident: what opening an index reads does not stay in the memory of the
// process.
func TestResident(t *testing.T) {
	m, dir := generated(t, 2000), t.TempDir()
	t.Run("built", func(t *testing.T) { openEngine(t, dir, m) })
	t.Run("opened", func(t *testing.T) {
		e := openEngine(t, dir, m)
		for _, sh := range e.shards { // titles are read in the background
			g, snap, err := sh.acquire()
			must(t, err)
			for _, view := range snap.segments {
				_, err := view.titles()
				must(t, err)
			}
			g.release(snap)
		}
		segments, err := filepath.Glob(filepath.Join(dir, "*", "*", "store", "*.zap"))
		if err != nil || len(segments) == 0 {
			t.Fatalf("no segments on disk: %v", err)
		}
		size := 0
		for _, path := range segments {
			info, err := os.Stat(path)
			must(t, err)
			size += int(info.Size())
		}
		below := func(path string) bool { return strings.HasPrefix(path, dir) && strings.HasSuffix(path, ".zap") }
		if got := catalogtest.Resident(t, below); got > size/2 { // a third, and without letting go three fifths
			t.Errorf("%d kB of %d kB of segments are in memory", got>>10, size>>10)
		}
	})
}
