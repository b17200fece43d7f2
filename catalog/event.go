package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Event is one line of the audit trail: who did what to which record, when.
// Events are numbered from 1 without gaps; the number is also the sequence of
// the feed. Each carries the hash of the one before, so that a changed, lost
// or inserted line shows.
type Event struct {
	Sequence uint64    `json:"sequence"`
	At       time.Time `json:"at"`
	Actor    ID        `json:"actor,omitempty"` // user; empty for programs
	Role     Role      `json:"role,omitempty"`
	Action   Action    `json:"action"`
	Object   ID        `json:"object"`
	Kind     Kind      `json:"kind,omitempty"` // empty when the object is a user
	From     State     `json:"from,omitempty"`
	To       State     `json:"to,omitempty"`
	Revision int       `json:"revision,omitempty"`
	Note     string    `json:"note,omitempty"` // reason or source; never a text of the entry
	Previous string    `json:"previous"`       // hash of the event before, "" for the first
	Hash     string    `json:"hash"`
}

// Sealed is the event with its place in the chain filled in.
func (e Event) Sealed(sequence uint64, previous string) Event {
	e.Sequence, e.Previous, e.Hash = sequence, previous, ""
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.Hash = e.digest()
	return e
}

// digest is the SHA-256 over the event's JSON without its hash, which includes
// the hash of the event before.
func (e Event) digest() string {
	e.Hash = ""
	data, err := json.Marshal(e)
	if err != nil {
		panic("audit event: " + err.Error()) // an Event always has a JSON form
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Follows verifies that e is unchanged and stands right behind previous; the
// zero Event stands before the first.
func (e Event) Follows(previous Event) error {
	switch {
	case e.Sequence != previous.Sequence+1:
		return fmt.Errorf("%w: audit event %d follows %d", ErrDamaged, e.Sequence, previous.Sequence)
	case e.Previous != previous.Hash:
		return fmt.Errorf("%w: audit event %d does not continue the chain", ErrDamaged, e.Sequence)
	case e.Hash != e.digest():
		return fmt.Errorf("%w: audit event %d was changed", ErrDamaged, e.Sequence)
	}
	return nil
}
