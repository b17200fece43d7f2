package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// The columns of a segment on disk have a file in this folder of the
// generation, named as the file of the segment. It spares a start the reading
// of the dictionaries. It is never relied upon: one that is missing, damaged or
// of another segment is made anew.
const folderColumns = "columns"

// columnForm is the number of the form of these files. Raise it with every
// change to what columnCoder writes.
const columnForm = 1

var errColumns = errors.New("columns are damaged or of another segment")

// A columnCoder writes and reads columns: numbers one behind the other, and
// apart from them all texts, whose memory the strings that are read share.
type columnCoder struct {
	numbers coder
	texts   []byte // written so far
	unread  string // still to be read
}

// codeNumber codes a whole number of any kind.
func codeNumber[T int | int32 | int64 | uint8 | uint32](k *columnCoder, n *T) {
	u := uint64(*n)
	if k.numbers.number(&u); !k.numbers.writing { // others read while this writes
		*n = T(u)
	}
}

func (k *columnCoder) text(s *string) {
	n := len(*s)
	codeNumber(k, &n)
	switch {
	case k.numbers.writing:
		k.texts = append(k.texts, *s...)
	case n < 0 || n > len(k.unread):
		k.numbers.failed = true
	default:
		*s, k.unread = k.unread[:n], k.unread[n:]
	}
}

// size codes a number of things that take a byte each at least.
func (k *columnCoder) size(n int) int {
	codeNumber(k, &n)
	if !k.numbers.writing && (n < 0 || n > len(k.numbers.text)) {
		k.numbers.failed = true
		return 0
	}
	return n
}

func (k *columnCoder) row(r *row) {
	codeNumber(k, &r.day)
	codeNumber(k, &r.created)
	for _, n := range []*uint8{&r.trl, &r.flags, &r.grade, &r.complete, &r.areas} {
		codeNumber(k, n)
	}
	for f := range r.lengths {
		codeNumber(k, &r.lengths[f])
	}
	k.text(&r.title)
}

// entries codes what stands by entry, facets aside.
func (k *columnCoder) entries(c *columns) {
	n := k.size(len(c.rows))
	if !k.numbers.writing {
		c.rows, c.ids, c.ranks = make([]row, n), make([]string, n), make([]uint32, n)
	}
	for i := range n {
		k.row(&c.rows[i])
		k.text(&c.ids[i])
		codeNumber(k, &c.ranks[i])
	}
}

// encodeColumns writes columns with the values their ordinals stand for.
func encodeColumns(c *columns, known []facetValue, sum uint32) []byte {
	k := columnCoder{numbers: coder{writing: true}}
	k.entries(c)
	values := len(c.totals)
	k.size(values)
	for i := range values {
		codeNumber(&k, &known[i].facet)
		k.text(&known[i].name)
	}
	for i := range c.rows {
		k.size(int(c.facets.starts[i+1] - c.facets.starts[i]))
		c.facets.of(uint32(i), func(ordinal uint32) { codeNumber(&k, &ordinal) })
	}
	terms := c.compoundTerms()
	k.size(len(terms))
	for i := range terms {
		k.text(&terms[i])
	}
	data := binary.BigEndian.AppendUint32(nil, columnForm)
	data = binary.BigEndian.AppendUint32(data, sum)
	data = binary.BigEndian.AppendUint64(data, uint64(len(k.numbers.data)))
	data = append(append(data, k.numbers.data...), k.texts...)
	return binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(data))
}

// decodeColumns reads what encodeColumns wrote for a segment with this checksum
// and number of entries. Values get the numbers they have in this process.
func decodeColumns(data []byte, sum uint32, count int, values *values) (*columns, error) {
	const head = 4 + 4 + 8
	end := len(data) - crc32.Size
	if end < head || binary.BigEndian.Uint32(data[end:]) != crc32.ChecksumIEEE(data[:end]) ||
		binary.BigEndian.Uint32(data) != columnForm || binary.BigEndian.Uint32(data[4:]) != sum {
		return nil, errColumns
	}
	body := data[head:end]
	size := binary.BigEndian.Uint64(data[8:])
	if size > uint64(len(body)) {
		return nil, errColumns
	}
	k := columnCoder{numbers: coder{text: string(body[:size])}, unread: string(body[size:])}
	c := &columns{compounds: map[string][]string{}}
	k.entries(c)
	if len(c.rows) != count {
		return nil, errColumns
	}
	k.readFacets(c, values)
	for range k.size(0) {
		term := ""
		k.text(&term)
		c.addCompound(term)
	}
	if k.numbers.failed || k.numbers.text != "" || k.unread != "" {
		return nil, errColumns
	}
	c.sum()
	return c, nil
}

// readFacets reads the values of all entries.
func (k *columnCoder) readFacets(c *columns, values *values) {
	ordinals := make([]uint32, k.size(0))
	for i := range ordinals {
		var v facetValue
		codeNumber(k, &v.facet)
		k.text(&v.name)
		if v.facet < 0 || v.facet >= len(FacetRules) {
			k.numbers.failed = true
			return
		}
		v.name = strings.Clone(v.name) // it outlives the segment
		ordinals[i] = values.ordinal(v)
	}
	starts := make([]uint32, len(c.rows)+1)
	column := make([]uint32, 0, 8*len(c.rows))
	for i := range c.rows {
		for range k.size(0) {
			var n uint32
			codeNumber(k, &n)
			if int(n) >= len(ordinals) {
				k.numbers.failed = true
				return
			}
			column = append(column, ordinals[n])
		}
		starts[i+1] = uint32(len(column))
	}
	c.setFacets(starts, column)
}

// columnPath is where the columns of a segment are kept, with its checksum; ""
// for a segment that is not on disk.
func (s *columnStore) columnPath(of segment.Segment) (path string, sum uint32) {
	file, ok := of.(interface {
		Path() string
		CRC() uint32
	})
	if !ok || s.dir == "" {
		return "", 0
	}
	return filepath.Join(s.dir, strings.TrimSuffix(filepath.Base(file.Path()), ".zap")), file.CRC()
}

// load reads the columns of a segment from disk; nil where they must be built.
func (s *columnStore) load(of segment.Segment) *columns {
	path, sum := s.columnPath(of)
	if path == "" {
		return nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	c, err := decodeColumns(data, sum, int(of.Count()), s.values)
	if err != nil {
		return nil
	}
	return c
}

// save writes the columns of the segments on disk that have no file yet, and
// removes the files of segments that are no more.
func (s *columnStore) save(st *state) error {
	s.saving.Lock()
	defer s.saving.Unlock()
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("save columns: %w", err)
	}
	used := map[string]bool{}
	for _, part := range st.parts {
		path, sum := s.columnPath(part.segment)
		if path == "" {
			continue
		}
		used[filepath.Base(path)] = true
		if _, err := os.Stat(path); err == nil && !part.columns.unsaved.Load() {
			continue
		}
		if err := writeFile(path, encodeColumns(part.columns, s.values.known(), sum)); err != nil {
			return err
		}
		part.columns.unsaved.Store(false)
	}
	return s.sweep(used)
}

// saveColumns saves the columns of the live generation. Without them the next
// start takes longer, which is no reason to fail.
func (s *shard) saveColumns() {
	s.mu.Lock()
	live := s.live
	s.mu.Unlock()
	if live == nil {
		return
	}
	if err := live.save(); err != nil {
		s.log.Warn("columns of the search index not saved", "audience", s.audience, "error", err)
	}
}

// sweep removes the files that are not in use.
func (s *columnStore) sweep(used map[string]bool) error {
	files, err := os.ReadDir(s.dir)
	if err != nil {
		return fmt.Errorf("sweep columns: %w", err)
	}
	for _, file := range files {
		if used[file.Name()] {
			continue
		}
		if err := os.Remove(filepath.Join(s.dir, file.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("sweep columns: %w", err)
		}
	}
	return nil
}

// writeFile replaces a file in one step.
func writeFile(path string, data []byte) error {
	temporary := path + ".new"
	if err := os.WriteFile(temporary, data, 0o600); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	if err := os.Rename(temporary, path); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return nil
}
