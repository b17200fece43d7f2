package bolt

import (
	"bytes"
	"fmt"
	"iter"
	"slices"

	"go.etcd.io/bbolt"

	"ileanet.eu/showcase/catalog"
)

// reader is a read-only transaction.
type reader struct {
	tx *bbolt.Tx
}

var _ catalog.Tx = (*reader)(nil)

// Entry implements [catalog.Tx].
func (r *reader) Entry(id catalog.ID) (*catalog.Entry, error) {
	value := r.tx.Bucket(bucketEntries).Get([]byte(id))
	if value == nil {
		return nil, fmt.Errorf("entry %s: %w", id, catalog.ErrNotFound)
	}
	return decodeEntry(id, value)
}

// EntryBySlug implements [catalog.Tx].
func (r *reader) EntryBySlug(kind catalog.Kind, slug string) (*catalog.Entry, error) {
	id := r.tx.Bucket(bucketSlugs).Get(slugKey(kind, slug))
	if id == nil {
		return nil, fmt.Errorf("%s %q: %w", kind, slug, catalog.ErrNotFound)
	}
	e, err := r.pointed(catalog.ID(id), "slug", slug)
	if err == nil && (e.Kind != kind || e.Slug != slug && !slices.Contains(e.OldSlugs, slug)) {
		return nil, fmt.Errorf("%s %q: %w: entry %s has another slug", kind, slug, catalog.ErrDamaged, e.ID)
	}
	return e, err
}

// EntryByExternalID implements [catalog.Tx].
func (r *reader) EntryByExternalID(external string) (*catalog.Entry, error) {
	id := r.tx.Bucket(bucketExternal).Get([]byte(external))
	if id == nil {
		return nil, fmt.Errorf("entry with external id %q: %w", external, catalog.ErrNotFound)
	}
	return r.pointed(catalog.ID(id), "external id", external)
}

// pointed reads the entry a secondary order names. That it is missing is
// damage, not absence.
func (r *reader) pointed(id catalog.ID, what, name string) (*catalog.Entry, error) {
	value := r.tx.Bucket(bucketEntries).Get([]byte(id))
	if value == nil {
		return nil, fmt.Errorf("%s %q: %w: entry %s is missing", what, name, catalog.ErrDamaged, id)
	}
	return decodeEntry(id, value)
}

// Entries implements [catalog.Tx].
func (r *reader) Entries(kind catalog.Kind, after catalog.ID) iter.Seq2[*catalog.Entry, error] {
	return func(yield func(*catalog.Entry, error) bool) {
		prefix := prefixed(string(kind))
		entries := r.tx.Bucket(bucketEntries)
		for key := range ascend(r.tx.Bucket(bucketKinds), prefix, []byte(after)) {
			id := catalog.ID(key[len(prefix):])
			e, err := decodeEntry(id, entries.Get([]byte(id)))
			if err != nil {
				continue // a damaged entry must not hide the others; Check names it
			}
			if !yield(e, nil) {
				return
			}
		}
	}
}

// IDs implements [catalog.Tx].
func (r *reader) IDs(kind catalog.Kind, after catalog.ID) iter.Seq2[catalog.ID, error] {
	return func(yield func(catalog.ID, error) bool) {
		prefix := prefixed(string(kind))
		for key := range ascend(r.tx.Bucket(bucketKinds), prefix, []byte(after)) {
			if !yield(catalog.ID(key[len(prefix):]), nil) {
				return
			}
		}
	}
}

// Referring implements [catalog.Tx].
func (r *reader) Referring(id catalog.ID, kind catalog.Kind) iter.Seq2[catalog.ID, error] {
	return func(yield func(catalog.ID, error) bool) {
		prefix := prefixed(string(id), string(kind))
		for key := range ascend(r.tx.Bucket(bucketLinks), prefix, nil) {
			if !yield(catalog.ID(key[len(prefix):]), nil) {
				return
			}
		}
	}
}

// Count implements [catalog.Tx].
func (r *reader) Count(kind catalog.Kind) (int, error) {
	return int(number(r.tx.Bucket(bucketCounts).Get([]byte(kind)))), nil
}

// Revisions implements [catalog.Tx].
func (r *reader) Revisions(id catalog.ID) iter.Seq2[*catalog.Revision, error] {
	return func(yield func(*catalog.Revision, error) bool) {
		for key, value := range ascend(r.tx.Bucket(bucketRevisions), prefixed(string(id)), nil) {
			revision := new(catalog.Revision)
			if err := unseal(bucketRevisions, key, value, revision); err != nil {
				yield(nil, fmt.Errorf("revision %d of entry %s: %w", number(key[len(id)+1:]), id, err))
				return
			}
			if !yield(revision, nil) {
				return
			}
		}
	}
}

// User implements [catalog.Tx].
func (r *reader) User(id catalog.ID) (*catalog.User, error) {
	value := r.tx.Bucket(bucketUsers).Get([]byte(id))
	if value == nil {
		return nil, fmt.Errorf("user %s: %w", id, catalog.ErrNotFound)
	}
	return decodeUser(id, value)
}

// UserByEmail implements [catalog.Tx].
func (r *reader) UserByEmail(email string) (*catalog.User, error) {
	id := r.tx.Bucket(bucketEmails).Get(emailKey(email))
	if id == nil {
		return nil, fmt.Errorf("user with this address: %w", catalog.ErrNotFound)
	}
	return decodeUser(catalog.ID(id), r.tx.Bucket(bucketUsers).Get(id))
}

// Users implements [catalog.Tx].
func (r *reader) Users() iter.Seq2[*catalog.User, error] {
	return func(yield func(*catalog.User, error) bool) {
		for _, id := range ascend(r.tx.Bucket(bucketEmails), nil, nil) {
			u, err := decodeUser(catalog.ID(id), r.tx.Bucket(bucketUsers).Get(id))
			if err != nil {
				continue // as in Entries
			}
			if !yield(u, nil) {
				return
			}
		}
	}
}

func decodeUser(id catalog.ID, value []byte) (*catalog.User, error) {
	u := new(catalog.User)
	err := unseal(bucketUsers, []byte(id), value, u)
	if err == nil && u.ID != id {
		err = fmt.Errorf("%w: it says to be %s", catalog.ErrDamaged, u.ID)
	}
	if err != nil {
		return nil, fmt.Errorf("user %s: %w", id, err)
	}
	return u, nil
}

// Events implements [catalog.Tx].
func (r *reader) Events(after uint64) iter.Seq2[catalog.Event, error] {
	return func(yield func(catalog.Event, error) bool) {
		for key, value := range ascend(r.tx.Bucket(bucketEvents), nil, numberKey(after)) {
			var event catalog.Event
			if err := unseal(bucketEvents, key, value, &event); err != nil {
				yield(catalog.Event{}, fmt.Errorf("audit event %d: %w", number(key), err))
				return
			}
			if !yield(event, nil) {
				return
			}
		}
	}
}

// sequence is the number of the newest event, 0 when there is none.
func (r *reader) sequence() uint64 {
	key, _ := r.tx.Bucket(bucketEvents).Cursor().Last()
	return number(key)
}

// ascend yields the rows of a bucket whose keys begin with prefix, in order,
// from the first one behind prefix+after; all of them when after is empty. Keys
// belong to the caller, values are valid until the next write.
func ascend(b *bbolt.Bucket, prefix, after []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(key, value []byte) bool) {
		c := b.Cursor()
		last := slices.Concat(prefix, after)
		key, value := c.Seek(last)
		if len(after) > 0 && bytes.Equal(key, last) {
			key, value = c.Next()
		}
		for key != nil && bytes.HasPrefix(key, prefix) {
			last = bytes.Clone(key)
			if !yield(last, value) {
				return
			}
			if !b.Writable() {
				key, value = c.Next()
				continue
			}
			// What was yielded may have led to a write, after which a cursor
			// can skip rows: find the place again.
			c = b.Cursor()
			if key, value = c.Seek(last); bytes.Equal(key, last) {
				key, value = c.Next()
			}
		}
	}
}
