package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"ileanet.eu/showcase/search/benchmark"
)

// TestBench measures a small catalogue, and measures it again as it was kept.
func TestBench(t *testing.T) {
	dir := t.TempDir()
	for _, args := range [][]string{{"bench", "--entries", "200", "--data", dir}, {"bench", "--entries", "200", "--data", dir, "--no-stock"}} {
		got := command(t, args...)
		last := got.wantOK(t)
		for _, name := range append(benchmark.Classes(), "whole set", "CPU per request", "start to first answer", "page over JSON", "under load", "again and again") {
			if !strings.Contains(got.stdout, "\n"+name) && !strings.Contains(got.stdout, name) {
				t.Errorf("%v: the report has no %q:\n%s", args, name, got.stdout)
			}
		}
		want := "total and all facet counts equal to stock Bleve's: 44 of 44 requests"
		if len(args) > 5 {
			want = "stock Bleve was left out: no answer was compared"
		}
		if last != want {
			t.Errorf("%v: the report ends with %q, want %q\n%s", args, last, want, got.stdout)
		}
		if made := strings.Contains(got.stderr, "making 200 entries"); made == (len(args) > 5) {
			t.Errorf("%v: entries made: %t", args, made)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "200", "store.db")); err != nil {
		t.Errorf("the catalogue was not kept: %v", err)
	}
}

// TestBenchLeavesNothing: without --data the catalogue is removed.
func TestBenchLeavesNothing(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	command(t, "bench", "--entries", "60", "--no-stock").wantOK(t)
	left, err := os.ReadDir(os.TempDir())
	if err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
	command(t, "bench", "--entries", "0").wantFailure(t, exitFailed, "a number above 0")
}
