package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/search/benchmark"
)

// TestBench measures a small catalogue, and measures it again as it was kept.
func TestBench(t *testing.T) {
	dir := t.TempDir()
	got := command(t, "bench", "--entries", "200", "--data", dir)
	last := got.wantOK(t)
	for _, name := range slices.Concat(benchmark.Classes(), []string{
		benchmark.Whole, "CPU per request", "start to first answer", "JSON", "page over JSON", "alone", "under load",
	}) {
		if !regexp.MustCompile(`(?m)^  ` + name + `\b.* \d`).MatchString(got.stdout) {
			t.Errorf("the report has no figures of %q:\n%s", name, got.stdout)
		}
	}
	if want := "total and all facet counts equal to stock Bleve's: 52 of 52 requests"; last != want {
		t.Errorf("the report ends with %q, want %q\n%s", last, want, got.stdout)
	}
	if testing.Short() {
		return
	}
	again := command(t, "bench", "--entries", "200", "--data", dir, "--no-stock")
	if last := again.wantOK(t); last != "stock Bleve was left out: no answer was compared" {
		t.Errorf("without Bleve the report ends with %q", last)
	}
	if !strings.Contains(got.stderr, "making 200 entries") || strings.Contains(again.stderr, "making") || strings.Contains(again.stderr, "building") {
		t.Errorf("the catalogue was not used again:\n%s", again.stderr)
	}
}

// TestBenchLeavesNothing: without --data the catalogue is removed.
func TestBenchLeavesNothing(t *testing.T) {
	if testing.Short() {
		t.Skip("makes another catalogue")
	}
	t.Setenv("TMPDIR", t.TempDir())
	command(t, "bench", "--entries", "60", "--no-stock").wantOK(t)
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
	command(t, "bench", "--entries", "0").wantFailure(t, exitFailed, "a number above 0")
}
