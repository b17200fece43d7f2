package cordis

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

const (
	maxRows   = 1_000_000 // rows of one table
	maxField  = 64 << 10  // bytes of one field
	maxRecord = 1 << 20   // bytes of one row
	maxLines  = 500       // lines of one row of the official tables
)

// row is one row of a table, or the reason why it could not be read.
type row struct {
	head   *header
	fields []string
	line   int    // where it begins, from 1
	fault  string // empty when the row is sound
	column string // the column at fault, if it is one
	raw    string // for messages
}

// get is the value in the column, "" where the table has no such column.
func (r *row) get(column string) string {
	if i, ok := r.head.column[column]; ok && i < len(r.fields) {
		return r.fields[i]
	}
	return ""
}

// csvReader reads the rows of a table in either of two dialects.
//
// The official tables quote every field and escape nothing: values with quotes
// in them stand there as they came. Where a row ends can only be told from how
// the next one begins, an id in quotes. The other dialect is RFC 4180 with any
// delimiter. A row of the first dialect that happens to be sound RFC 4180 is
// read as such, so that a table someone has cleaned is read right as well.
//
// After a row that cannot be read, reading goes on at the next line that looks
// like the beginning of a row.
type csvReader struct {
	head   *header
	in     *bufio.Reader
	line   int // number of the next line of in
	rows   int
	pushed []textLine // lines read ahead, last one first
}

// textLine is one line of a file with its line break.
type textLine struct {
	text    []byte
	number  int
	tooLong bool // text is only the beginning and the end
}

// newCSVReader reads the header.
func newCSVReader(r io.Reader) (*csvReader, error) {
	c := &csvReader{in: bufio.NewReaderSize(r, 1<<16), line: 1}
	first, err := c.next()
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if c.head, err = parseHeader(first.text); err != nil {
		return nil, err
	}
	return c, nil
}

// read returns the next row, which may be a faulty one, or io.EOF.
func (c *csvReader) read() (*row, error) {
	var r *row
	var err error
	if c.head.official {
		r, err = c.readOfficial()
	} else {
		r, err = c.readStandard()
	}
	if err != nil {
		return nil, err
	}
	if c.rows++; c.rows > maxRows {
		return nil, fmt.Errorf("the table has more than %d rows", maxRows)
	}
	if r.fault == "" {
		for i, f := range r.fields {
			if len(f) > maxField {
				r.fault, r.column, r.raw = "is longer than 64 kB", c.head.names[i], f[:maxRaw]
			}
		}
	}
	return r, nil
}

// readOfficial collects lines until one ends with a quote and the next begins
// with an id in quotes.
func (c *csvReader) readOfficial() (*row, error) {
	lines, err := c.skipBlank()
	if err != nil {
		return nil, err
	}
	if lines[0].text[0] != '"' {
		return c.stray(lines)
	}
	size, tooLong := len(lines[0].text), lines[0].tooLong
	for {
		next, err := c.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		last := bytes.TrimRight(lines[len(lines)-1].text, "\r\n")
		if bytes.HasSuffix(last, []byte(`"`)) && c.head.starts(next.text) {
			c.push(next)
			break
		}
		if size += len(next.text); size > maxRecord || next.tooLong || len(lines) == maxLines {
			tooLong = true
			lines = lines[:1] // the beginning is enough for a message
			lines = append(lines, textLine{text: ending(next.text)})
			continue
		}
		lines = append(lines, next)
	}
	if tooLong {
		return c.faulty(lines[:1], fmt.Sprintf("the row is longer than %d kB or %d lines", maxRecord>>10, maxLines)), nil
	}
	text := bytes.TrimRight(joined(lines), "\r\n")
	if fields, ok := c.head.officialFields(text); ok {
		return &row{head: c.head, fields: fields, line: lines[0].number}, nil
	}
	// The next row may have lost its id and been taken for a part of this one.
	for i := 1; i < len(lines); i++ {
		if fields, ok := c.head.officialFields(bytes.TrimRight(joined(lines[:i]), "\r\n")); ok {
			c.push(lines[i:]...)
			return &row{head: c.head, fields: fields, line: lines[0].number}, nil
		}
	}
	return c.faulty(lines, fmt.Sprintf("the row has not the %d fields of the header", len(c.head.names))), nil
}

// stray collects lines that belong to no row, up to the next one.
func (c *csvReader) stray(lines []textLine) (*row, error) {
	for {
		next, err := c.next()
		if err == nil && !c.head.starts(next.text) {
			continue
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if err == nil {
			c.push(next)
		}
		return c.faulty(lines, "the line belongs to no row"), nil
	}
}

// readStandard collects lines until every quote is closed.
func (c *csvReader) readStandard() (*row, error) {
	lines, err := c.skipBlank()
	if err != nil {
		return nil, err
	}
	s := scanner{delimiter: c.head.delimiter}
	size, again := 0, 0 // again: the first line that could begin another row
	fault := ""
	for i := 0; ; i++ {
		if i == len(lines) {
			next, err := c.next()
			if errors.Is(err, io.EOF) {
				fault = "a quote is never closed"
				break
			}
			if err != nil {
				return nil, err
			}
			lines = append(lines, next)
		}
		if i > 0 && again == 0 && c.head.starts(lines[i].text) {
			again = i
		}
		if size += len(lines[i].text); size > maxRecord || lines[i].tooLong {
			fault = fmt.Sprintf("the row is longer than %d kB, or a quote is never closed", maxRecord>>10)
			break
		}
		if s.feed(lines[i].text); s.broken {
			fault = "a quote stands inside a quoted field"
			break
		}
		if !s.open {
			break
		}
	}
	if fault == "" && len(s.fields) != len(c.head.names) {
		fault = fmt.Sprintf("the row has %d fields instead of %d", len(s.fields), len(c.head.names))
	}
	if fault == "" {
		return &row{head: c.head, fields: s.fields, line: lines[0].number}, nil
	}
	if again > 0 {
		c.push(lines[again:]...)
		lines = lines[:again]
	}
	return c.faulty(lines, fault), nil
}

const maxRaw = 60 // bytes of a faulty row that a message shows

func (c *csvReader) faulty(lines []textLine, fault string) *row {
	text := bytes.TrimSpace(joined(lines))
	return &row{head: c.head, line: lines[0].number, fault: fault, raw: string(text[:min(len(text), maxRaw)])}
}

// skipBlank returns the next line that is not blank.
func (c *csvReader) skipBlank() ([]textLine, error) {
	for {
		l, err := c.next()
		if err != nil {
			return nil, err
		}
		if len(bytes.TrimSpace(l.text)) > 0 {
			return []textLine{l}, nil
		}
	}
}

// next reads a line. One longer than a row may be is read to its end, but only
// its beginning and the characters that may end a row are kept.
func (c *csvReader) next() (textLine, error) {
	if n := len(c.pushed); n > 0 {
		l := c.pushed[n-1]
		c.pushed = c.pushed[:n-1]
		return l, nil
	}
	l := textLine{number: c.line}
	for {
		part, err := c.in.ReadSlice('\n')
		if len(l.text) < maxRecord && !l.tooLong {
			l.text = append(l.text, part...)
		} else if len(part) > 0 {
			l.tooLong = true
			end := ending(append(bytes.Clone(ending(l.text)), part...))
			l.text = append(l.text[:maxRaw], end...)
		}
		switch {
		case err == nil:
			c.line++
			return l, nil
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF) && len(l.text) > 0:
			c.line++
			return l, nil
		}
		return l, err
	}
}

// ending is as much of the end of a line as shows whether a row may end there.
func ending(line []byte) []byte { return line[max(0, len(line)-len("\"\r\n")):] }

// push gives lines back, to be read again in their order.
func (c *csvReader) push(lines ...textLine) {
	lines = slices.Clone(lines)
	slices.Reverse(lines)
	c.pushed = append(c.pushed, lines...)
}

func joined(lines []textLine) []byte {
	if len(lines) == 1 {
		return lines[0].text
	}
	var all []byte
	for _, l := range lines {
		all = append(all, l.text...)
	}
	return all
}

// officialFields splits a row of the official writer.
func (h *header) officialFields(text []byte) ([]string, bool) {
	s := scanner{delimiter: h.delimiter}
	if s.feed(text); !s.broken && !s.open && len(s.fields) == len(h.names) {
		return s.fields, true
	}
	if len(text) < 2 || text[0] != '"' || text[len(text)-1] != '"' {
		return nil, false
	}
	parts := bytes.Split(text[1:len(text)-1], []byte(`";"`))
	if len(parts) != len(h.names) {
		return nil, false
	}
	fields := make([]string, len(parts))
	for i, p := range parts {
		fields[i] = string(p)
	}
	return fields, true
}

// scanner takes one row of RFC 4180 apart, fed with its lines.
type scanner struct {
	delimiter byte
	fields    []string
	open      bool // inside a quoted field: another line is needed
	broken    bool // a quote stands where none may
	field     []byte
}

// feed takes the next line of the row, with its line break.
func (s *scanner) feed(line []byte) {
	for i := 0; i < len(line) || s.open; {
		if !s.open {
			if line[i] != '"' {
				end := i + bytes.IndexByte(line[i:], s.delimiter)
				if end < i {
					s.fields = append(s.fields, string(bytes.TrimRight(line[i:], "\r\n")))
					return
				}
				s.fields = append(s.fields, string(line[i:end]))
				i = end + 1
				if i == len(line) || isBreak(line[i:]) {
					s.fields = append(s.fields, "")
					return
				}
				continue
			}
			s.open = true
			i++
		}
		quote := bytes.IndexByte(line[i:], '"')
		if quote < 0 {
			s.field = append(s.field, line[i:]...)
			return
		}
		s.field = append(s.field, line[i:i+quote]...)
		i += quote + 1
		if i < len(line) && line[i] == '"' {
			s.field = append(s.field, '"')
			i++
			continue
		}
		s.open = false
		s.fields = append(s.fields, string(s.field))
		s.field = s.field[:0]
		switch {
		case i == len(line) || isBreak(line[i:]):
			return
		case line[i] != s.delimiter:
			s.broken = true
			return
		}
		i++
		if i == len(line) || isBreak(line[i:]) {
			s.fields = append(s.fields, "")
			return
		}
	}
}

// isBreak reports whether nothing but a line break is left.
func isBreak(rest []byte) bool {
	return string(rest) == "\n" || string(rest) == "\r\n" || string(rest) == "\r"
}
