package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// need returns the path of a program or file that a test cannot do without.
// Where it is missing the test is skipped, or fails when SHOWCASE_TEST_REQUIRE
// names the tool. `make test` installs everything.
func need(t *testing.T, tool string, candidates ...string) string {
	t.Helper()
	for _, c := range candidates {
		if path, err := exec.LookPath(c); err == nil {
			return path
		}
		if info, err := os.Stat(c); err == nil && !info.IsDir() {
			path, err := filepath.Abs(c)
			if err != nil {
				t.Fatal(err)
			}
			return path
		}
	}
	for required := range strings.SplitSeq(os.Getenv("SHOWCASE_TEST_REQUIRE"), ",") {
		if required == tool {
			t.Fatalf("%s is required and missing: none of %s", tool, strings.Join(candidates, ", "))
		}
	}
	t.Skipf("%s is not installed (%s); `make test` installs it", tool, strings.Join(candidates, ", "))
	return ""
}

const npm = "../../.cache/npm/node_modules/"

func needChromium(t *testing.T) string {
	t.Helper()
	return need(t, "browser", "chromium", "chromium-browser", "google-chrome")
}

func needAxe(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(need(t, "browser", npm+"axe-core/axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
