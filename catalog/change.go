package catalog

import "context"

// Change is one row of the feed: the newest state of one entry.
type Change struct {
	Sequence uint64
	ID       ID
	Kind     Kind
	// Entry is the entry as it was when the row was read, which may be newer
	// than Sequence; nil when the entry was deleted.
	Entry *Entry
}

// Feed is the part of a store that followers such as the search index read. It
// holds every entry at every access level: nothing read here may reach a person
// except through [Visible].
//
// There is at most one row per entry, the newest; a deleted entry leaves a row
// without entry for ever. Once a sequence has been returned, no smaller one
// appears later.
type Feed interface {
	// Changes returns at most limit rows with a sequence above after, in order.
	// A follower that has applied them has applied everything up to upTo: the
	// sequence of the last row when there may be more, else the newest sequence
	// of the store. A row whose entry cannot be read is left out and named by
	// Check, so that one damaged record holds up nobody.
	Changes(ctx context.Context, after uint64, limit int) (rows []Change, upTo uint64, err error)

	// Sequence is the number of the newest event.
	Sequence(ctx context.Context) (uint64, error)

	// Wait returns when Sequence is above after, or when ctx ends (then
	// with its error).
	Wait(ctx context.Context, after uint64) error

	// Scan calls visit for every entry and returns the sequence as it was
	// before the first. Entries may be newer than that: Scan, then Changes from
	// the returned sequence, misses nothing. It reads in short steps and holds
	// up no writer. Entries that cannot be read are left out. An error of visit
	// ends the scan and is returned; visit may write.
	Scan(ctx context.Context, visit func(*Entry) error) (uint64, error)
}
