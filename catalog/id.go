package catalog

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/google/uuid"
)

// ID identifies an entry or a user: a UUID in its canonical text form. Ids of
// entries are version 7 (they sort by time of creation), ids of restricted
// entries version 4 (a time of creation would tell something).
type ID string

// Ref is a link to another entry: its [ID].
type Ref = ID

// Valid reports whether id is a UUID in canonical form.
func (id ID) Valid() bool {
	u, err := uuid.Parse(string(id))
	return err == nil && u.String() == string(id)
}

// NewID makes a fresh id for an entry of the given access level.
func NewID(access AccessLevel) ID {
	if access != AccessClear {
		return ID(uuid.NewString())
	}
	return ID(uuid.Must(uuid.NewV7()).String())
}

// IDFor makes the same version 7 id each time it is given the same name and
// time: entries made from files keep their id from run to run.
func IDFor(name string, created time.Time) ID {
	sum := sha256.Sum256([]byte(name))
	var u uuid.UUID
	copy(u[:], sum[:])
	var ms [8]byte
	binary.BigEndian.PutUint64(ms[:], uint64(created.UnixMilli())<<16)
	copy(u[:6], ms[:6])
	u[6] = u[6]&0x0f | 0x70
	u[8] = u[8]&0x3f | 0x80
	return ID(u.String())
}

// HiddenIDFor makes the same version 4 id each time it is given the same name:
// for a restricted entry made from files, whose id must not tell when it was
// made.
func HiddenIDFor(name string) ID {
	sum := sha256.Sum256([]byte(name))
	var u uuid.UUID
	copy(u[:], sum[:])
	u[6] = u[6]&0x0f | 0x40
	u[8] = u[8]&0x3f | 0x80
	return ID(u.String())
}
