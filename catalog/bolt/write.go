package bolt

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"go.etcd.io/bbolt"

	"ileanet.eu/showcase/catalog"
)

// writer is a transaction that may write. undo takes back what it changed in
// the caller's entries, for when nothing is committed after all. torn is the
// error of a write that stopped half way: even if the caller passes over it,
// the transaction must not be committed.
type writer struct {
	reader
	wrote bool
	undo  []func()
	torn  error
}

var _ catalog.UpdateTx = (*writer)(nil)

// PutEntry implements [catalog.UpdateTx].
func (w *writer) PutEntry(e *catalog.Entry, event catalog.Event) error {
	if err := w.putEntry(e, event); err != nil {
		return fmt.Errorf("put entry %s: %w", e.ID, err)
	}
	return nil
}

func (w *writer) putEntry(e *catalog.Entry, event catalog.Event) error {
	if err := sound(e); err != nil {
		return err
	}
	old, err := w.old(e.ID, e.Version)
	if err != nil {
		return err
	}
	if old != nil && old.Kind != e.Kind {
		return fmt.Errorf("%w: a %s cannot become a %s", catalog.ErrInvalid, old.Kind, e.Kind)
	}
	version, former, format := e.Version, e.OldSlugs, e.Format
	undo := func() { e.Version, e.OldSlugs, e.Format = version, former, format }
	e.Version, e.OldSlugs, e.Format = version+1, formerSlugs(old, e), catalog.EntryFormat
	keys := derive(e)
	if err := w.vacant(e, keys); err != nil { // before the first write: a caller may try another slug
		undo()
		return err
	}
	w.undo = append(w.undo, undo)
	w.torn = w.supersede(old, e)
	if w.torn == nil {
		w.torn = w.store(old, e, keys, event)
	}
	return w.torn
}

// vacant reports as [catalog.ErrConflict] when another entry has a slug or
// external id among the keys.
func (w *writer) vacant(e *catalog.Entry, keys derived) error {
	for _, key := range keys.slugs {
		if holder := w.tx.Bucket(bucketSlugs).Get(key); holder != nil && string(holder) != string(e.ID) {
			return fmt.Errorf("%w: slug %q belongs to entry %s", catalog.ErrConflict, split(key)[1], holder)
		}
	}
	for _, key := range keys.external {
		if holder := w.tx.Bucket(bucketExternal).Get(key); holder != nil && string(holder) != string(e.ID) {
			return fmt.Errorf("%w: external id %q belongs to entry %s", catalog.ErrConflict, key, holder)
		}
	}
	return nil
}

// old reads the stored entry that a write replaces, nil when it is new, and
// compares the version.
func (w *writer) old(id catalog.ID, version uint64) (*catalog.Entry, error) {
	old, err := w.Entry(id)
	switch {
	case errors.Is(err, catalog.ErrNotFound):
		if version != 0 {
			return nil, fmt.Errorf("%w: version %d was read, the entry is gone", catalog.ErrConflict, version)
		}
		return nil, nil
	case err != nil:
		return nil, err
	case old.Version != version:
		return nil, fmt.Errorf("%w: version %d was read, the store has %d", catalog.ErrConflict, version, old.Version)
	}
	return old, nil
}

// formerSlugs is what e.OldSlugs must be: every slug the entry ever had except
// the one it has now.
func formerSlugs(old, e *catalog.Entry) []string {
	var all []string
	if old != nil {
		all = append(slices.Clone(old.OldSlugs), old.Slug)
	}
	var former []string
	for _, slug := range append(all, e.OldSlugs...) {
		if slug != e.Slug && !slices.Contains(former, slug) {
			former = append(former, slug)
		}
	}
	return former
}

// supersede puts the revisions that are no longer current into the history.
func (w *writer) supersede(old, e *catalog.Entry) error {
	if old == nil {
		return nil
	}
	for _, revision := range []*catalog.Revision{old.Draft, old.Public} {
		if revision == nil || isCurrent(e, revision.Number) {
			continue
		}
		if err := w.putRevision(e.ID, revision); err != nil {
			return err
		}
	}
	for _, revision := range []*catalog.Revision{e.Draft, e.Public} { // one taken up again
		if revision == nil {
			continue
		}
		if err := w.delete(bucketRevisions, revisionKey(e.ID, revision.Number)); err != nil {
			return err
		}
	}
	return nil
}

// isCurrent reports whether the entry itself holds the revision.
func isCurrent(e *catalog.Entry, number int) bool {
	return e.Draft != nil && e.Draft.Number == number || e.Public != nil && e.Public.Number == number
}

func (w *writer) putRevision(id catalog.ID, revision *catalog.Revision) error {
	key := revisionKey(id, revision.Number)
	value, err := seal(bucketRevisions, key, revision)
	if err != nil {
		return fmt.Errorf("revision %d: %w", revision.Number, err)
	}
	return w.put(bucketRevisions, key, value)
}

// store writes the record with everything derived from it.
func (w *writer) store(old, e *catalog.Entry, keys derived, event catalog.Event) error {
	if err := w.reorder(e.ID, derive(old), keys); err != nil {
		return err
	}
	if old == nil {
		if err := w.put(bucketKinds, kindKey(e.Kind, e.ID), nil); err != nil {
			return err
		}
		if err := w.count(e.Kind, +1); err != nil {
			return err
		}
	}
	value, err := seal(bucketEntries, []byte(e.ID), e)
	if err != nil {
		return err
	}
	if err := w.put(bucketEntries, []byte(e.ID), value); err != nil {
		return err
	}
	return w.log(event, feedRow(feedPut, e.Kind, e.ID), e.ID)
}

// reorder brings the secondary orders of an entry from what they were to what
// they must be.
func (w *writer) reorder(id catalog.ID, from, to derived) error {
	for _, order := range []struct {
		bucket, value []byte
		from, to      [][]byte
	}{
		{bucketSlugs, []byte(id), from.slugs, to.slugs},
		{bucketExternal, []byte(id), from.external, to.external},
		{bucketLinks, nil, from.links, to.links},
	} {
		for _, key := range missing(order.from, order.to) {
			if err := w.delete(order.bucket, key); err != nil {
				return err
			}
		}
		for _, key := range missing(order.to, order.from) {
			if err := w.put(order.bucket, key, order.value); err != nil {
				return err
			}
		}
	}
	return nil
}

// missing lists the keys of a that are not in b; both are sorted.
func missing(a, b [][]byte) [][]byte {
	var only [][]byte
	for _, key := range a {
		if _, found := slices.BinarySearchFunc(b, key, bytes.Compare); !found {
			only = append(only, key)
		}
	}
	return only
}

// LoadEntry implements [catalog.UpdateTx].
func (w *writer) LoadEntry(e *catalog.Entry, earlier []*catalog.Revision, event catalog.Event) error {
	if err := w.loadEntry(e, earlier, event); err != nil {
		return fmt.Errorf("load entry %s: %w", e.ID, err)
	}
	return nil
}

func (w *writer) loadEntry(e *catalog.Entry, earlier []*catalog.Revision, event catalog.Event) error {
	if err := sound(e); err != nil {
		return err
	}
	if e.Version == 0 {
		return fmt.Errorf("%w: an entry of an export has a version", catalog.ErrInvalid)
	}
	if w.tx.Bucket(bucketEntries).Get([]byte(e.ID)) != nil {
		return fmt.Errorf("%w: there is an entry with this id", catalog.ErrConflict)
	}
	for _, revision := range earlier {
		if err := soundRevision(e.Kind, revision); err != nil {
			return err
		}
		if isCurrent(e, revision.Number) {
			return fmt.Errorf("%w: revision %d is current and earlier", catalog.ErrInvalid, revision.Number)
		}
	}
	keys := derive(e)
	if err := w.vacant(e, keys); err != nil {
		return err
	}
	for _, revision := range earlier {
		if w.torn = w.putRevision(e.ID, revision); w.torn != nil {
			return w.torn
		}
	}
	w.torn = w.store(nil, e, keys, event)
	return w.torn
}

// DeleteEntry implements [catalog.UpdateTx].
func (w *writer) DeleteEntry(id catalog.ID, version uint64, event catalog.Event) error {
	if err := w.deleteEntry(id, version, event); err != nil {
		return fmt.Errorf("delete entry %s: %w", id, err)
	}
	return nil
}

func (w *writer) deleteEntry(id catalog.ID, version uint64, event catalog.Event) error {
	old, err := w.old(id, version)
	if err != nil {
		return err
	}
	if old == nil {
		return catalog.ErrNotFound
	}
	w.torn = w.remove(old, event)
	return w.torn
}

func (w *writer) remove(old *catalog.Entry, event catalog.Event) error {
	if err := w.reorder(old.ID, derive(old), derived{}); err != nil {
		return err
	}
	for key := range ascend(w.tx.Bucket(bucketRevisions), prefixed(string(old.ID)), nil) {
		if err := w.delete(bucketRevisions, key); err != nil {
			return err
		}
	}
	if err := w.delete(bucketKinds, kindKey(old.Kind, old.ID)); err != nil {
		return err
	}
	if err := w.count(old.Kind, -1); err != nil {
		return err
	}
	if err := w.delete(bucketEntries, []byte(old.ID)); err != nil {
		return err
	}
	return w.log(event, feedRow(feedDelete, old.Kind, old.ID), old.ID)
}

// count changes the number of entries of a kind.
func (w *writer) count(kind catalog.Kind, by int) error {
	n, err := w.Count(kind)
	if err != nil {
		return err
	}
	return w.put(bucketCounts, []byte(kind), numberKey(uint64(n+by)))
}

// put and delete are the only writes of a transaction.
func (w *writer) put(bucket, key, value []byte) error {
	w.wrote = true
	return w.tx.Bucket(bucket).Put(key, value)
}

func (w *writer) delete(bucket, key []byte) error {
	w.wrote = true
	return w.tx.Bucket(bucket).Delete(key)
}

// rollBack ends the transaction without a trace, in the store and in the
// entries of the callers.
func rollBack(tx *bbolt.Tx, writers []*writer) {
	for _, w := range slices.Backward(writers) {
		for _, undo := range slices.Backward(w.undo) {
			undo()
		}
	}
	_ = tx.Rollback() // says only that the transaction has ended already
}
