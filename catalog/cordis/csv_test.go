package cordis

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// rowsOf reads a table.
func rowsOf(t *testing.T, text string) (rows []*row) {
	t.Helper()
	table, err := newCSVReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	for {
		r, err := table.read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
}

// topicTable is a small table in the official manner.
const topicTable = "\"projectID\";\"topic\";\"title\"\n"

func TestOfficialQuoting(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want []string // the titles
	}{
		"plain":                    {"\"101900001\";\"A\";\"plain\"\n", []string{"plain"}},
		"empty":                    {"\"101900001\";\"A\";\"\"\n", []string{""}},
		"no line break at the end": {"\"101900001\";\"A\";\"plain\"", []string{"plain"}},
		"quotes inside":            {"\"101900001\";\"A\";\"a \"bold\" move\"\n", []string{`a "bold" move`}},
		"quoted by the database":   {"\"101900001\";\"A\";\"\"Seals for FTB\"\"\n", []string{`"Seals for FTB"`}},
		"quoted, quotes inside":    {"\"101900001\";\"A\";\"\"the \"\"Fit\"\" package\"\"\n", []string{`"the ""Fit"" package"`}},
		"ends with a quote":        {"\"101900001\";\"A\";\"a \"bold\"\"\n", []string{`a "bold"`}},
		"begins with a quote":      {"\"101900001\";\"A\";\"\"bold\" it is\"\n", []string{`"bold" it is`}},
		"semicolon":                {"\"101900001\";\"A\";\"one; two\"\n", []string{"one; two"}},
		"lines":                    {"\"101900001\";\"A\";\"one\n\ntwo\"\n", []string{"one\n\ntwo"}},
		"quote at the end of a line": {
			"\"101900001\";\"A\";\"say \"yes\"\nor \"no\"\"\n\"101900002\";\"B\";\"next\"\n", []string{"say \"yes\"\nor \"no\"", "next"},
		},
		"a line that looks like a row, almost": {"\"101900001\";\"A\";\"see \"101900002\";\nand more\"\n", []string{"see \"101900002\";\nand more"}},
		"CRLF":                                 {"\"101900001\";\"A\";\"one\"\r\n\"101900002\";\"B\";\"two \"x\"\"\r\n", []string{"one", `two "x"`}},
		"escaped by someone": {
			"\"101900001\";\"A\";\"x \"\";\"\" y\"\n\"101900002\";\"B\";\"a \"\"b\"\"\"\n", []string{`x ";" y`, `a "b"`},
		},
		"blank lines between": {"\n\"101900001\";\"A\";\"one\"\n\n\"101900002\";\"B\";\"two\"\n\n\n", []string{"one", "two"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, r := range rowsOf(t, topicTable+test.text) {
				if r.fault != "" {
					t.Fatalf("line %d: %s", r.line, r.fault)
				}
				got = append(got, r.get("title"))
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("titles are %q, want %q", got, test.want)
			}
		})
	}
}

// TestOfficialRecovery: one faulty row hides no other, and each is named by the
// line it begins in.
func TestOfficialRecovery(t *testing.T) {
	for name, test := range map[string]struct {
		text   string
		sound  string // first fields of the sound rows
		faulty []int  // lines of the faulty ones
	}{
		"a separator inside a value": {"\"101900001\";\"A\";\"x \";\" y\"\n\"101900002\";\"B\";\"ok\"\n", "101900002", []int{2}},
		"a field too few":            {"\"101900001\";\"A\"\n\"101900002\";\"B\";\"ok\"\n", "101900002", []int{2}},
		"a row without id":           {"\"101900001\";\"A\";\"ok\"\n\"\";\"B\";\"lost\"\n\"101900003\";\"C\";\"ok\"\n", "101900001  101900003", nil},
		"words between rows":         {"\"101900001\";\"A\";\"ok\"\n<<<<<<< HEAD\n\"101900002\";\"B\";\"ok\"\n", "101900001 101900002", []int{3}},
		"the last row cut":           {"\"101900001\";\"A\";\"ok\"\n\"101900002\";\"B\";\"o", "101900001", []int{3}},
		"a row too long":             {"\"101900001\";\"A\";\"" + strings.Repeat("x\n", maxRecord) + "\"\n\"101900002\";\"B\";\"ok\"\n", "101900002", []int{2}},
		"a row of too many lines":    {"\"101900001\";\"A\";\"" + strings.Repeat("\n", maxLines) + "\"\n\"101900002\";\"B\";\"ok\"\n", "101900002", []int{2}},
		"a line too long":            {"\"101900001\";\"A\";\"" + strings.Repeat("x", 2*maxRecord) + "\"\n\"101900002\";\"B\";\"ok\"\n", "101900002", []int{2}},
		"a field too long":           {"\"101900001\";\"A\";\"" + strings.Repeat("x", maxField+1) + "\"\n\"101900002\";\"B\";\"ok\"\n", "101900002", []int{2}},
	} {
		t.Run(name, func(t *testing.T) {
			checkRecovery(t, topicTable+test.text, test.sound, test.faulty)
		})
	}
}

// checkRecovery reads a table and compares the keys of its sound rows and the
// lines of the faulty ones.
func checkRecovery(t *testing.T, table, wantSound string, wantFaulty []int) {
	t.Helper()
	var sound []string
	var faulty []int
	for _, r := range rowsOf(t, table) {
		if r.fault == "" {
			sound = append(sound, r.fields[0])
		} else {
			faulty = append(faulty, r.line)
		}
	}
	if got := strings.Join(sound, " "); got != wantSound || !reflect.DeepEqual(faulty, wantFaulty) {
		t.Errorf("sound are %q, faulty the lines %v; want %q and %v", got, faulty, wantSound, wantFaulty)
	}
}

func TestStandardRecovery(t *testing.T) {
	const head = "projectID;topic;title\n"
	for name, test := range map[string]struct {
		text   string
		sound  string
		faulty []int
	}{
		"a quote never closed":   {"101900001;A;\"open\n101900002;B;ok\n101900003;C;ok\n", "101900002 101900003", []int{2}},
		"a quote inside":         {"101900001;A;\"open \"x\" y\"\n101900002;B;ok\n", "101900002", []int{2}},
		"a field too many":       {"101900001;A;b;c\n101900002;B;ok\n", "101900002", []int{2}},
		"a field too few":        {"101900001;A\n101900002;B;ok\n", "101900002", []int{2}},
		"lines in a field":       {"101900001;A;\"one\n2\n\nthree\"\n101900002;B;ok\n", "101900001 101900002", nil},
		"quotes in a bare field": {"101900001;A;2\" pipe\n101900002;B;\"2\"\" pipe\"\n", "101900001 101900002", nil},
		"last field empty":       {"101900001;A;\n101900002;B;\"\"\r\n", "101900001 101900002", nil},
	} {
		t.Run(name, func(t *testing.T) {
			checkRecovery(t, head+test.text, test.sound, test.faulty)
		})
	}
}

// TestSameTableOtherwiseWritten: marks at the beginning, line breaks,
// separators, inserted columns and another order of them change nothing.
func TestSameTableOtherwiseWritten(t *testing.T) {
	plain := "\"id\";\"acronym\";\"title\";\"objective\";\"frameworkProgramme\";\"totalCost\"\n" +
		"\"101900001\";\"LANTERN\";\"Lights, and more\";\"Two lines:\none and two.\";\"HORIZON\";\"12,50\"\n"
	want := readAll(t, Options{}, file(t, "p.csv", plain))
	for name, text := range map[string]string{
		"BOM":            "\ufeff" + plain,
		"CRLF":           strings.ReplaceAll(plain, "\n", "\r\n"),
		"BOM and CRLF":   "\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n"),
		"RFC 4180, bare": "id;acronym;title;objective;frameworkProgramme;totalCost\n101900001;LANTERN;Lights, and more;\"Two lines:\none and two.\";HORIZON;12,50\n",
		"commas":         "id,acronym,title,objective,frameworkProgramme,totalCost\n101900001,LANTERN,\"Lights, and more\",\"Two lines:\none and two.\",HORIZON,12.5\n",
		"tabs":           "id\tacronym\ttitle\tobjective\tframeworkProgramme\ttotalCost\n101900001\tLANTERN\tLights, and more\t\"Two lines:\none and two.\"\tHORIZON\t12.50\n",
		"another order, another case": "\"TotalCost\";\"FRAMEWORKPROGRAMME\";\"objective\";\"title\";\"acronym\";\"ID\"\n" +
			"\"12,50\";\"HORIZON\";\"Two lines:\none and two.\";\"Lights, and more\";\"LANTERN\";\"101900001\"\n",
		"columns inserted and added": "\"id\";\"new\";\"acronym\";\"title\";\"objective\";\"frameworkProgramme\";\"totalCost\";\"newer\"\n" +
			"\"101900001\";\"x\";\"LANTERN\";\"Lights, and more\";\"Two lines:\none and two.\";\"HORIZON\";\"12,50\";\"y\"\n",
	} {
		t.Run(name, func(t *testing.T) {
			r := readAll(t, Options{}, file(t, "p.csv", text))
			if len(r.rejections) > 0 {
				t.Fatalf("rejected: %v", r.rejections)
			}
			sameRecords(t, "101900001", r, want)
		})
	}
}

// TestKeywordColumn: newer dumps insert keywords, each list written as its
// author liked.
func TestKeywordColumn(t *testing.T) {
	for text, want := range map[string][]string{
		"borders, sensors,  quiet  light": {"borders", "sensors", "quiet light"},
		"borders; sensors; Borders":       {"borders", "sensors"},
		"borders\nsensors":                {"borders", "sensors"},
		`"one ""two"", three"`:            {`one "two"`, "three"},
		"AI (fair, open), drones":         {"AI (fair, open)", "drones"},
		"(unbalanced, list":               {"(unbalanced", "list"},
		" ,;. ":                           nil,
		"":                                nil,
	} {
		r := readAll(t, Options{}, file(t, "p.csv", projectTable(map[string]string{
			"id": "101900001", "title": "T", "frameworkProgramme": "HORIZON", "keywords": text,
		})))
		if got := r.project(t, "101900001").Keywords; !reflect.DeepEqual(got, want) {
			t.Errorf("keywords of %q are %q, want %q", text, got, want)
		}
	}
}

func TestBadRecords(t *testing.T) {
	sound := map[string]string{"id": "101900002", "title": "Sound", "frameworkProgramme": "HORIZON"}
	for name, test := range map[string]struct {
		row                  map[string]string
		field, reason, value string
	}{
		"id":           {map[string]string{"id": "12345678901", "title": "T"}, "id", "is not the number of a grant", "12345678901"},
		"title":        {map[string]string{"id": "101900001"}, "title", "is missing", ""},
		"date":         {map[string]string{"id": "101900001", "title": "T", "endDate": "31.12.2024"}, "endDate", "is not a date", "31.12.2024"},
		"cost":         {map[string]string{"id": "101900001", "title": "T", "totalCost": "1 000"}, "totalCost", "is not a number", "1 000"},
		"contribution": {map[string]string{"id": "101900001", "title": "T", "ecMaxContribution": "-1"}, "ecMaxContribution", "is below 0", "-1"},
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t, "p.csv", projectTable(sound, test.row))
			r := readAll(t, Options{}, path)
			if r.projects["101900002"] == nil || r.Projects != 1 {
				t.Errorf("%d projects were taken, want the sound one", r.Projects)
			}
			want := catalog.Rejection{Kind: catalog.KindProject, File: path, Line: 3, Field: test.field, Reason: test.reason, Value: test.value}
			if len(r.rejections) != 1 || *r.rejections[0] != want {
				t.Fatalf("rejected %v, want %v", r.rejections, &want)
			}
			if line := r.rejections[0].Error(); !strings.HasPrefix(line, path+":3: "+test.field+": "+test.reason) {
				t.Errorf("the message is %q", line)
			}
		})
	}
}

// TestBadParts: rows of the other tables are parts of an entry, and the rest of
// the entry goes in.
func TestBadParts(t *testing.T) {
	const head = "\"projectID\";\"organisationID\";\"name\";\"activityType\";\"order\";\"role\";\"ecContribution\"\n"
	const good = "\"101900001\";\"900000001\";\"IQL\";\"REC\";\"1\";\"coordinator\";\"1\"\n"
	for name, test := range map[string]struct{ row, field, reason string }{
		"project":      {"\"CLAY\";\"900000009\";\"X\";\"REC\";\"2\";\"participant\";\"1\"\n", "projectID", "is not the number of a grant"},
		"name":         {"\"101900001\";\"900000009\";\"\";\"REC\";\"2\";\"participant\";\"1\"\n", "name", "is missing"},
		"order":        {"\"101900001\";\"900000009\";\"X\";\"REC\";\"b\";\"participant\";\"1\"\n", "order", "is not a whole number"},
		"contribution": {"\"101900001\";\"900000009\";\"X\";\"REC\";\"2\";\"participant\";\"a lot\"\n", "ecContribution", "is not a number"},
		"fields":       {"\"101900001\";\"900000009\";\"X\"\n", "", "has not the 7 fields of the header"},
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t, "o.csv", head+test.row+good)
			r := readAll(t, Options{}, "testdata/project.csv", path)
			if p := r.project(t, "101900001"); len(p.Partners) != 1 || len(r.organisations) != 1 {
				t.Errorf("%d partners and %d organisations, want 1 of each", len(p.Partners), len(r.organisations))
			}
			if len(r.rejections) != 1 {
				t.Fatalf("rejected %v, want one row", r.rejections)
			}
			no := r.rejections[0]
			if no.Kind != "" || no.File != path || no.Line != 2 || no.Field != test.field || !strings.Contains(no.Reason, test.reason) {
				t.Errorf("rejected as %+v, want line 2, field %q, reason %q", no, test.field, test.reason)
			}
		})
	}
}

// TestSpectrum holds the reader of RFC 4180 against the cases of csv-spectrum.
// The header needs no table of CORDIS there, so the scanner is fed alone.
func TestSpectrum(t *testing.T) {
	const suite = "../../../shared/data/suites/csv-spectrum"
	files, err := filepath.Glob(suite + "/csvs/*.csv")
	if err != nil || len(files) == 0 {
		t.Skipf("the suite csv-spectrum is not in %s", suite)
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		t.Run(name, func(t *testing.T) {
			var want []map[string]string
			data, err := os.ReadFile(filepath.Join(suite, "json", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(string(data), "{") { // one record alone
				data = []byte("[" + string(data) + "]")
			}
			if err := json.Unmarshal(data, &want); err != nil {
				t.Fatal(err)
			}
			first, rest, _ := strings.Cut(content(t, path), "\n")
			names := scan(t, first)
			c := &csvReader{head: &header{names: names, delimiter: ','}, in: bufio.NewReader(strings.NewReader(rest)), line: 2}
			var got []map[string]string
			for {
				r, err := c.read()
				if errors.Is(err, io.EOF) {
					break
				}
				if err != nil || r.fault != "" {
					t.Fatalf("%v %+v", err, r)
				}
				record := map[string]string{}
				for i, n := range names {
					record[n] = r.fields[i]
				}
				got = append(got, record)
			}
			if name == "location_coordinates" { // the suite expects another number than its table holds
				delete(got[0], "Contact Phone Number")
				delete(want[0], "Contact Phone Number")
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func scan(t *testing.T, text string) []string {
	t.Helper()
	s := scanner{delimiter: ','}
	if s.feed([]byte(text)); s.broken || s.open {
		t.Fatalf("%q cannot be read", text)
	}
	return s.fields
}
