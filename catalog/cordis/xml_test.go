package cordis

import (
	"encoding/json"
	"strings"
	"testing"
)

var xmlFiles = []string{"testdata/101900001.xml", "testdata/101900002.xml"}

// TestXML reads the form with the namespace of the official dump and the one
// without: both say what the tables say.
func TestXML(t *testing.T) {
	fromTables := readAll(t, Options{Vocabularies: lists(t)}, tables...)
	for name, paths := range map[string][]string{
		"loose":   xmlFiles,
		"gzipped": gzipped(t, xmlFiles...),
		"zipped":  {zipped(t, xmlFiles, "__MACOSX/._101900001.xml", "\x00\x05\x16\x07")},
	} {
		t.Run(name, func(t *testing.T) {
			r := readAll(t, Options{Vocabularies: lists(t)}, paths...)
			if r.Projects != 2 || len(r.rejections) > 0 {
				t.Fatalf("%d projects, rejected %v, want 2 and none", r.Projects, r.rejections)
			}
			for _, id := range []string{"101900001", "101900002"} {
				sameRecords(t, id, r, fromTables)
			}
			for _, id := range []string{"900000001", "900000003"} {
				got, want := r.organisation(t, id), fromTables.organisation(t, id)
				a, _ := json.Marshal(got)
				b, _ := json.Marshal(want)
				if string(a) != string(b) {
					t.Errorf("organisation is %s, in the tables %s", a, b)
				}
			}
			rows := 0
			for _, f := range r.Files {
				rows += f.Rows
				if f.Holds != "project in XML" {
					t.Errorf("%s holds %q", f.Name, f.Holds)
				}
			}
			if rows != 2 {
				t.Errorf("%d rows are listed, want 2", rows)
			}
		})
	}
}

// TestBadXML names what is wrong and takes the sound project beside it.
func TestBadXML(t *testing.T) {
	sound := content(t, xmlFiles[0])
	change := func(from, to string) string {
		if !strings.Contains(sound, from) {
			t.Fatalf("the fixture has no %q", from)
		}
		return strings.Replace(sound, from, to, 1)
	}
	for name, test := range map[string]struct{ text, field, reason, value string }{
		"cut off":        {sound[:len(sound)/2], "", "cannot be read as a project in XML", ""},
		"not closed":     {change("</objective>", ""), "", "cannot be read as a project in XML", ""},
		"another root":   {"<article><id>101900001</id></article>", "", "expected element type <project>", ""},
		"two projects":   {sound + "<project/>", "", "more than one project", ""},
		"a DTD":          {change("<project", "<!DOCTYPE project [<!ENTITY a \"b\">]><project"), "", "document type", ""},
		"an entity":      {change("<title>", "<title>&lol;"), "", "invalid character entity", ""},
		"too deep":       {strings.Repeat("<project>", 200), "", "nested deeper", ""},
		"too large":      {change("<title>", "<title>"+strings.Repeat("a", maxXML)), "", "larger than 8 MB", ""},
		"no number":      {change("<id>101900001<", "<id>X-1<"), "id", "is not the number of a grant", "X-1"},
		"no title":       {change(`<title>Lights on the "green" border<`, "<title><"), "", "", ""}, // the acronym stands in
		"bad date":       {change("2023-01-01", "2023-13-01"), "startDate", "is not a date", "2023-13-01"},
		"bad cost":       {change("2500000.5", "much"), "totalCost", "is not a number", "much"},
		"negative":       {change("1999999.99", "-5"), "ecMaxContribution", "is below 0", "-5"},
		"bad order":      {change(`order="2"`, `order="second"`), "organization", "is not a whole number", ""},
		"nameless":       {change("<legalName>NORTH PASS POLICE", "<legalName>"), "organization", "has no name", ""},
		"another cipher": {change("UTF-8", "ISO-8859-1"), "", "encoding", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := readAll(t, Options{}, zipped(t, xmlFiles[1:], "bad/one.xml", test.text))
			if r.projects["101900002"] == nil {
				t.Error("the sound project was not taken")
			}
			if test.reason == "" {
				if r.Projects != 2 || len(r.rejections) > 0 {
					t.Errorf("%d projects, rejected %v", r.Projects, r.rejections)
				}
				return
			}
			if r.Projects != 1 || len(r.rejections) != 1 {
				t.Fatalf("%d projects, rejected %v, want one of each", r.Projects, r.rejections)
			}
			no := r.rejections[0]
			if no.Kind != "project" || !strings.HasSuffix(no.File, "archive.zip: bad/one.xml") || no.Line < 1 ||
				no.Field != test.field || !strings.Contains(no.Reason, test.reason) || no.Value != test.value {
				t.Errorf("rejected as %+v, want field %q, reason %q, value %q", no, test.field, test.reason, test.value)
			}
		})
	}
}
