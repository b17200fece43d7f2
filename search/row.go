package search

import (
	"cmp"
	"encoding/binary"
	"errors"
	"math"
)

// A row is what ranking and sorting need of an entry, held in memory for all
// entries. It is indexed as one keyword term, because a walk over a dictionary
// reads the rows of a whole segment without touching its stored documents.
type row struct {
	day      int32 // confirmed, days since 1970; 0 when never
	created  int64 // milliseconds since 1970
	trl      uint8
	flags    uint8
	grade    uint8     // best evidence, 1 for a; 0 without
	complete uint8     // percent of asked fields filled
	areas    uint8     // challenge areas, those above them counted too
	lengths  [5]uint32 // tokens by text field
	title    string    // folded, for sorting
}

// The flags of a row.
const (
	flagArchived uint8 = 1 << iota
	flagListing
)

// maxTitleKey is the number of bytes of a title that take part in sorting.
const maxTitleKey = 160

const rowFixed = 4 + 8 + 5

var errRow = errors.New("row of the index is cut")

// term writes the row as a term of the index.
func (r row) term() []byte {
	b := make([]byte, 0, rowFixed+15+len(r.title))
	b = binary.BigEndian.AppendUint32(b, uint32(r.day))
	b = binary.BigEndian.AppendUint64(b, uint64(r.created))
	b = append(b, r.trl, r.flags, r.grade, r.complete, r.areas)
	for _, n := range r.lengths {
		b = binary.AppendUvarint(b, uint64(n))
	}
	return append(b, r.title...)
}

// parseRow reads what term wrote.
func parseRow(term string) (row, error) {
	if len(term) < rowFixed {
		return row{}, errRow
	}
	b := []byte(term)
	r := row{
		day:     int32(binary.BigEndian.Uint32(b)),
		created: int64(binary.BigEndian.Uint64(b[4:])),
		trl:     b[12], flags: b[13], grade: b[14], complete: b[15], areas: b[16],
	}
	b = b[rowFixed:]
	for i := range r.lengths {
		n, size := binary.Uvarint(b)
		if size <= 0 || n > math.MaxUint32 {
			return row{}, errRow
		}
		r.lengths[i] = uint32(n)
		b = b[size:]
	}
	r.title = string(b)
	return r, nil
}

// before is negative when an entry comes before another in a sort by columns,
// titles aside.
func (r *row) before(o *row, sort string) int {
	switch sort {
	case SortTRL:
		return cmp.Or(cmp.Compare(o.trl, r.trl), cmp.Compare(o.day, r.day))
	case SortNewest:
		return cmp.Compare(o.created, r.created)
	case SortConfirmed:
		return cmp.Compare(o.day, r.day)
	}
	return 0
}
