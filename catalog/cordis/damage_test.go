package cordis

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// unreadable reads the files, which must fail and say all the words.
func unreadable(t *testing.T, paths []string, words ...string) {
	t.Helper()
	reading, err := Read(t.Context(), paths, Options{})
	if err == nil {
		for _, err = range reading.Records(t.Context()) {
			if err != nil {
				break
			}
		}
	}
	if err == nil {
		t.Fatalf("%v was read, want an error with %q", paths, words)
	}
	for _, word := range words {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error is %q, want %q in it", err, word)
		}
	}
}

func TestDamagedFiles(t *testing.T) {
	whole := content(t, gzipped(t, "testdata/project.csv")[0])
	archive := content(t, zipped(t, tables))
	flipped := []byte(archive)
	flipped[len("PK..")+200] ^= 0xff // within the first member's packed bytes
	for name, test := range map[string]struct {
		file  string
		words []string
	}{
		"gzip cut in the middle":  {file(t, "a.csv.gz", whole[:len(whole)/2]), []string{"a.csv.gz", "unexpected EOF"}},
		"gzip cut in the header":  {file(t, "b.csv.gz", whole[:6]), []string{"unpack", "b.csv.gz"}},
		"gzip cut before its sum": {file(t, "c.csv.gz", whole[:len(whole)-4]), []string{"c.csv.gz", "unexpected EOF"}},
		"zip cut":                 {file(t, "d.zip", archive[:len(archive)/2]), []string{"read archive", "d.zip"}},
		"zip with a changed byte": {file(t, "e.zip", string(flipped)), []string{"e.zip: data/project.csv"}},
		"nothing of CORDIS":       {file(t, "f.csv", "name;age\nEve;9\n"), []string{"f.csv", "no table has the columns name, age", "euroSciVoc"}},
		"no text":                 {file(t, "g.csv", "\x00\x01\x02"), []string{"g.csv", "not text in UTF-8", "expected"}},
		"a column missing":        {file(t, "h.csv", "\"id\";\"acronym\";\"objective\"\n\"1\";\"A\";\"B\"\n"), []string{"h.csv", "id, acronym, objective", "expected"}},
		"zip of nothing known":    {zipped(t, nil, "readme.txt", "hello"), []string{"holds no file of CORDIS", "expected"}},
		"empty":                   {file(t, "i.csv", ""), []string{"i.csv is empty"}},
		"a folder":                {t.TempDir(), []string{"is a folder"}},
		"not there":               {filepath.Join(t.TempDir(), "j.csv"), []string{"j.csv"}},
		"first line without end":  {file(t, "k.csv", strings.Repeat("a;", 1<<16)), []string{"k.csv", "first line"}},
	} {
		t.Run(name, func(t *testing.T) { unreadable(t, []string{test.file}, test.words...) })
	}
	unreadable(t, nil, "no file to read", "expected")
}

// TestAllRejected: a file of nothing but faults is taken for something else.
func TestAllRejected(t *testing.T) {
	path := file(t, "p.csv", "\"projectID\";\"topic\";\"title\"\n"+strings.Repeat("\"101900001\";\"x\"\n", maxRejections+1))
	unreadable(t, []string{path}, "more than 10000 records cannot be read", "p.csv")
}

func TestStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	reading, err := Read(ctx, tables, Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	var last error
	for _, err := range reading.Records(ctx) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("the records of an ended context end with %v", last)
	}
	if _, err := Read(ctx, tables, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("reading with an ended context gives %v", err)
	}
	// Whoever listens no more is not called again.
	n := 0
	for _, err := range reading.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 6 {
			break
		}
	}
	if n != 6 {
		t.Errorf("%d records, want 6", n)
	}
}

// TestProgress rises and ends at the whole.
func TestProgress(t *testing.T) {
	var at, of int64
	paths := append(gzipped(t, tables[1:]...), tables[0])
	readAll(t, Options{Progress: func(done, total int64) {
		if done < at || done > total || of != 0 && total != of {
			t.Errorf("progress went from %d of %d to %d of %d", at, of, done, total)
		}
		at, of = done, total
	}}, paths...)
	if at != of || at == 0 {
		t.Errorf("progress ended at %d of %d", at, of)
	}
}
