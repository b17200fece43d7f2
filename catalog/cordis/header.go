package cordis

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
)

// table is what a CSV file holds.
type table int

// The tables of CORDIS. Each is recognised by its columns, never by the name of
// its file.
const (
	tableNone table = iota
	tableProject
	tableOld // projects in the single-file layout from before 2021
	tableOrganisation
	tableScience
	tableTopic
	tableLegalBasis
	tableWebLink
	tableWebItem
)

// expected says what a file may be, for the message about one that is not.
const expected = "expected a table of CORDIS with its header (project, organization, euroSciVoc, topics, legalBasis, " +
	"webLink or webItem, or the single-file layout of before 2021), projects in XML, or a zip or gzip file of these"

// String names the table as CORDIS does.
func (t table) String() string {
	switch t {
	case tableNone:
	case tableProject:
		return "project"
	case tableOld:
		return "project (layout before 2021)"
	case tableOrganisation:
		return "organization"
	case tableScience:
		return "euroSciVoc"
	case tableTopic:
		return "topics"
	case tableLegalBasis:
		return "legalBasis"
	case tableWebLink:
		return "webLink"
	case tableWebItem:
		return "webItem"
	}
	return "none"
}

// marks are the columns a table is recognised by, the more telling ones first.
var marks = []struct {
	table   table
	columns []string
}{
	{tableOld, []string{"id", "title", "objective", "coordinator", "participants"}},
	{tableProject, []string{"id", "title", "objective", "frameworkprogramme"}},
	{tableOrganisation, []string{"projectid", "name", "role", "activitytype"}},
	{tableScience, []string{"projectid", "euroscivoctitle"}},
	{tableLegalBasis, []string{"projectid", "legalbasis"}},
	{tableTopic, []string{"projectid", "topic"}},
	{tableWebLink, []string{"projectid", "physurl"}},
	{tableWebItem, []string{"uri", "type", "represents"}},
}

// header is the first line of a table: which table it is and how its rows are
// written.
type header struct {
	table     table
	names     []string       // as they stand
	column    map[string]int // by name in lower case
	delimiter byte
	official  bool // every field is quoted and nothing escaped
	letters   bool // rows begin with a language code, not with an id
}

// parseHeader reads the first line of a file.
func parseHeader(line []byte) (*header, error) {
	line = bytes.TrimRight(bytes.TrimPrefix(line, []byte("\ufeff")), "\r\n")
	if bytes.IndexByte(line, 0) >= 0 {
		return nil, errors.New("it is not text in UTF-8")
	}
	h := &header{delimiter: ';', column: map[string]int{}}
	most := 0
	for _, d := range []byte{';', ',', '\t'} {
		if n := bytes.Count(line, []byte{d}); n > most {
			h.delimiter, most = d, n
		}
	}
	s := scanner{delimiter: h.delimiter}
	s.feed(line)
	if s.broken || s.open {
		return nil, errors.New("the quotes of its first line do not match")
	}
	for i, name := range s.fields {
		name = strings.TrimSpace(name)
		h.names = append(h.names, name)
		if _, twice := h.column[strings.ToLower(name)]; !twice {
			h.column[strings.ToLower(name)] = i
		}
	}
	for _, m := range marks {
		if h.has(m.columns) {
			h.table = m.table
			break
		}
	}
	if h.table == tableNone {
		return nil, fmt.Errorf("no table has the columns %s", shorten(strings.Join(h.names, ", ")))
	}
	h.official = h.delimiter == ';' && line[0] == '"' && line[len(line)-1] == '"' &&
		bytes.Count(line, []byte(`";"`)) == len(h.names)-1
	h.letters = strings.EqualFold(h.names[0], "language")
	return h, nil
}

func (h *header) has(columns []string) bool {
	for _, c := range columns {
		if _, ok := h.column[c]; !ok {
			return false
		}
	}
	return true
}

// starts reports whether a line looks like the beginning of a row: 6 to 9
// digits, in the official tables in quotes and followed by another field.
func (h *header) starts(line []byte) bool {
	quoted := len(line) > 0 && line[0] == '"'
	if h.official && !quoted {
		return false
	}
	if quoted {
		line = line[1:]
	}
	n := 0
	for n < len(line) && (line[n] >= '0' && line[n] <= '9' && !h.letters || line[n] >= 'a' && line[n] <= 'z' && h.letters) {
		n++
	}
	if h.letters && n != 2 || !h.letters && (n < 6 || n > 9) {
		return false
	}
	rest := line[n:]
	if quoted {
		if len(rest) == 0 || rest[0] != '"' {
			return false
		}
		rest = rest[1:]
	}
	if len(rest) == 0 || rest[0] != h.delimiter {
		return false
	}
	return !h.official || len(rest) > 1 && rest[1] == '"'
}
