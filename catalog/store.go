package catalog

import (
	"context"
	"io"
	"iter"
)

// Store keeps the catalogue. All of it can be relied on alike, whatever the
// database behind: package catalogtest holds the promises as tests.
//
//   - An Update that returned nil is on disk. After a crash it is there whole;
//     one that returned an error is there whole or not at all.
//   - Within Update and View, reads see one consistent state, including the
//     Update's own writes. Updates have the outcome they would have one after
//     the other: what one read is still so when its writes are committed.
//   - Entries handed out belong to the caller; changing them changes nothing
//     in the store until they are put.
//   - No method waits without limit: ctx ends every wait.
type Store interface {
	Feed

	// View calls fn with a read-only transaction. fn must not keep tx, wait, or
	// do input or output: an open transaction can hold up every writer.
	View(ctx context.Context, fn func(tx Tx) error) error

	// Update calls fn with a transaction and commits what it wrote when fn
	// returns nil; otherwise nothing is written and the error is returned. fn
	// may be called more than once and must touch nothing but tx and its own
	// result variables, which it sets anew each time. The result is the
	// sequence of the last event written, or the current one when none was.
	Update(ctx context.Context, fn func(tx UpdateTx) error) (sequence uint64, err error)

	// Backup writes a consistent copy of the whole store to w while it is in
	// use.
	Backup(ctx context.Context, w io.Writer) error

	// Check verifies every record's checksum, every secondary order and the
	// audit chain, and calls report once for each difference.
	Check(ctx context.Context, report func(difference string)) error

	// Close waits for running transactions and releases the store.
	Close() error
}

// Tx reads the store. Missing records are [ErrNotFound], records whose checksum
// is wrong [ErrDamaged].
type Tx interface {
	// Entry returns the entry with the id.
	Entry(id ID) (*Entry, error)
	// EntryBySlug returns the entry of the kind that has, or once had, the slug.
	EntryBySlug(kind Kind, slug string) (*Entry, error)
	// EntryByExternalID returns the entry with this external id.
	EntryByExternalID(external string) (*Entry, error)
	// Entries yields the entries of a kind in the order of their ids, starting
	// behind after ("" for all). A damaged entry is left out, so that it hides
	// no other; Check names it. Entries may be written while they are yielded.
	Entries(kind Kind, after ID) iter.Seq2[*Entry, error]
	// IDs yields the ids of the entries of a kind like Entries, without reading
	// the entries: a damaged one is among them.
	IDs(kind Kind, after ID) iter.Seq2[ID, error]
	// Referring yields the ids of the entries of a kind whose public or draft
	// content, or owner, links to id, in the order of their ids.
	Referring(id ID, kind Kind) iter.Seq2[ID, error]
	// Count is the number of entries of a kind.
	Count(kind Kind) (int, error)
	// Revisions yields the earlier revisions of an entry, oldest first. The
	// current ones stand in the entry itself.
	Revisions(id ID) iter.Seq2[*Revision, error]

	// User returns the account with the id, UserByEmail the one with the
	// address (compared without case).
	User(id ID) (*User, error)
	UserByEmail(email string) (*User, error)
	// Users yields every account in the order of the addresses, damaged ones
	// left out.
	Users() iter.Seq2[*User, error]

	// Credential returns the credential with the hash.
	Credential(hash string) (*Credential, error)
	// Credentials yields the credentials of a holder in the order of their ids,
	// or those of every holder ("") in the order of holders and ids, damaged
	// ones left out. Credentials may be written while they are yielded.
	Credentials(holder ID) iter.Seq2[*Credential, error]

	// Events yields the audit trail behind the given sequence, oldest first.
	Events(after uint64) iter.Seq2[Event, error]
}

// UpdateTx reads and writes the store. A write of an entry or account takes the
// event that goes into the audit trail with it; the store numbers and seals it.
type UpdateTx interface {
	Tx

	// PutEntry writes the entry, an audit event and a feed row. e.Version must
	// be the version that was read (0 for a new entry), else [ErrConflict]; the
	// store raises it by one, in e as well. A revision that is no longer
	// current goes into the history. A slug or external id that another entry
	// has is [ErrConflict], also one it had formerly; the transaction may go on
	// and try another. The store keeps every former slug of e in e.OldSlugs.
	// An entry without id, slug or content of its kind is [ErrInvalid]. When
	// nothing is written after all, e is again as it was.
	PutEntry(e *Entry, event Event) error

	// LoadEntry writes an entry of an export as it stands, version included,
	// with its earlier revisions, an audit event and a feed row. It is
	// [ErrConflict] when the id, a slug or an external id is taken.
	LoadEntry(e *Entry, earlier []*Revision, event Event) error

	// DeleteEntry removes the entry and its revisions and leaves a feed row
	// that says so. version as in PutEntry.
	DeleteEntry(id ID, version uint64, event Event) error

	// PutUser writes the account and an audit event. An address that another
	// account has is [ErrConflict].
	PutUser(u *User, event Event) error

	// DeleteUser removes the account and writes an audit event. Its address is
	// free from then on; its credentials stay until they are deleted.
	DeleteUser(id ID, event Event) error

	// PutCredential writes the credential, and DeleteCredential removes it,
	// without an event and without a feed row: which of their uses belong into
	// the audit trail is the service's to say, with Log. A credential without
	// hash, id, purpose or holder is [ErrInvalid], one whose id another one of
	// the holder has is [ErrConflict].
	PutCredential(c *Credential) error
	DeleteCredential(hash string) error

	// Log writes an audit event that goes with no other write.
	Log(event Event) error
}
