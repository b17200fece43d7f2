package search

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestResident: what opening an index reads does not stay in the memory of the
// process.
func TestResident(t *testing.T) {
	m, dir := generated(t, 2000), t.TempDir()
	t.Run("built", func(t *testing.T) { openEngine(t, dir, m) })
	t.Run("opened", func(t *testing.T) {
		openEngine(t, dir, m)
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
		if got := residentBelow(t, dir); got > size/2 { // a third, and without letting go three fifths
			t.Errorf("%d kB of %d kB of segments are in memory", got>>10, size>>10)
		}
	})
}

// residentBelow is how many bytes of the mapped segments below dir are in this
// process's memory.
func residentBelow(t *testing.T, dir string) (bytes int) {
	t.Helper()
	maps, err := os.Open("/proc/self/smaps")
	if err != nil {
		t.Skip("the system does not tell what is in memory: ", err)
	}
	defer func() { _ = maps.Close() }() // only read
	within := false
	for lines := bufio.NewScanner(maps); lines.Scan(); {
		line := lines.Text()
		var kB int
		switch n, _ := fmt.Sscanf(line, "Rss: %d kB", &kB); {
		case n == 1 && within:
			bytes += kB << 10
		case n == 0 && strings.Contains(strings.Fields(line)[0], "-"):
			within = strings.Contains(line, dir) && strings.HasSuffix(line, ".zap")
		}
	}
	return bytes
}
