package cordis

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog"
)

// fuzzSource stands for the file that a fuzzed text would be in.
var fuzzSource = &source{path: "fuzz", name: "fuzz"}

func seed(f *testing.F, paths ...string) {
	f.Helper()
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
}

// FuzzCSV: every table either has a header that is refused or is read to its
// end, each row is sound or has a reason, and no line is counted twice.
func FuzzCSV(f *testing.F) {
	seed(f, append([]string{"testdata/before-2021.csv"}, tables...)...)
	f.Add([]byte("id,title,objective,frameworkProgramme\n101900001,\"a \"\" b\",\"c\nd\",HORIZON\n"))
	f.Add([]byte("\"projectID\";\"topic\"\n\"1\";\"a\";\"\n\"\"\n<<<<\n\"101900001\";\"\"x\"\"\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		table, err := newCSVReader(strings.NewReader(string(data)))
		if err != nil {
			return
		}
		lines := strings.Count(string(data), "\n") + 1
		last := 1
		for {
			r, err := table.read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if r.line <= last || r.line > lines {
				t.Fatalf("a row in line %d behind one in line %d, of %d lines", r.line, last, lines)
			}
			last = r.line
			if r.fault == "" && len(r.fields) != len(table.head.names) {
				t.Fatalf("a sound row with %d fields of %d", len(r.fields), len(table.head.names))
			}
			use(t, r)
		}
	})
}

// use makes of a row what the import would make of it.
func use(t *testing.T, r *row) {
	t.Helper()
	switch r.head.table {
	case tableProject, tableOld:
		p, no := r.project(fuzzSource)
		if (p == nil) == (no == nil) {
			t.Fatalf("a row gives %v and %v", p, no)
		}
		if p != nil {
			if r.head.table == tableOld {
				r.members(fuzzSource, p)
			}
			sound(t, p.incoming())
		}
	case tableOrganisation:
		if _, o, _, no := r.participation(fuzzSource); no == nil {
			sound(t, o.incoming())
		}
	case tableScience, tableTopic, tableLegalBasis, tableWebLink, tableWebItem, tableNone:
		var f facts
		if no := r.say(fuzzSource, interner{}, func(string) *facts { return &f }); r.fault != "" && no == nil {
			t.Fatal("a faulty row is taken")
		}
	}
}

// sound demands what the catalogue would refuse otherwise for no good reason.
func sound(t *testing.T, in *catalog.Incoming) {
	t.Helper()
	for _, e := range catalog.ValidateDraft(in.Content, nil) {
		switch e.Key {
		case catalog.ErrKeyCharacter, catalog.ErrKeyAddress, catalog.ErrKeyCountry, catalog.ErrKeyDate:
			t.Errorf("%s: %s", e.Field, e.Key)
		}
	}
	if in.Slug != strings.ToLower(in.Slug) || strings.ContainsAny(in.Slug, " /?#%") {
		t.Errorf("slug %q", in.Slug)
	}
}

// FuzzXML: any bytes are a project or a rejection with a reason.
func FuzzXML(f *testing.F) {
	seed(f, xmlFiles...)
	f.Add([]byte(`<project xmlns="x"><id>101900001</id><title>T</title></project>`))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><project/>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, _, no := readXML(strings.NewReader(string(data)), fuzzSource)
		if (p == nil) == (no == nil) {
			t.Fatalf("gives %v and %v", p, no)
		}
		if no != nil && no.Reason == "" {
			t.Fatal("rejected without reason")
		}
		if p != nil {
			sound(t, p.incoming())
		}
	})
}

// FuzzText: a cleaned text stays as it is when it is cleaned again, unless it
// was quoted or marked up twice over, and holds nothing the catalogue refuses.
func FuzzText(f *testing.F) {
	for _, s := range []string{`"a ""b"""`, "<p>x</p>\n\n\ny", "â€™", "'x'", "a\u200bb\u202e", "\xff", "one, (two, three); four"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := clean(s)
		if !utf8.ValidString(got) || strings.Contains(got, "\n\n\n") || strings.Contains(got, "  ") || strings.ContainsAny(got, "\r\t") {
			t.Errorf("clean(%q) = %q", s, got)
		}
		if short := summary(got); utf8.RuneCountInString(short) > maxSummary || strings.Contains(short, "\n") {
			t.Errorf("summary is %q", short)
		}
		for _, k := range keywords(s) {
			if k == "" || utf8.RuneCountInString(k) > maxKeyword || strings.Contains(k, "\n") {
				t.Errorf("keyword %q", k)
			}
		}
		if bare := unguard(s); len(bare) > len(s) {
			t.Errorf("unguard(%q) = %q", s, bare)
		}
		if strings.Contains(line(s), "\n") {
			t.Errorf("line(%q) has more than one", s)
		}
	})
}
