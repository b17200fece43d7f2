package catalogtest

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Resident is how many bytes of the mapped files that chosen picks by path are
// in this process's memory. The test is skipped where the system does not tell.
func Resident(tb testing.TB, chosen func(path string) bool) (bytes int) {
	tb.Helper()
	maps, err := os.Open("/proc/self/smaps")
	if err != nil {
		tb.Skip("the system does not tell what is in memory: ", err)
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
			words := strings.Fields(line)
			within = chosen(words[len(words)-1])
		}
	}
	return bytes
}
