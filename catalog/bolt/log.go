package bolt

import (
	"fmt"

	"ileanet.eu/showcase/catalog"
)

// head is the newest place of the audit chain. It stands apart from the events
// so that a damaged newest event stops no write, and a lost one shows.
type head struct {
	Sequence uint64 `json:"sequence"`
	Hash     string `json:"hash"`
}

func (r *reader) head() (head, error) {
	var h head
	value := r.tx.Bucket(bucketMeta).Get(metaHead)
	if value == nil {
		return h, nil
	}
	if err := unseal(bucketMeta, metaHead, value, &h); err != nil {
		return h, fmt.Errorf("head of the audit trail: %w", err)
	}
	return h, nil
}

// log appends the event to the audit trail and, when row is not nil, makes row
// the entry's one row of the feed.
func (w *writer) log(event catalog.Event, row []byte, id catalog.ID) error {
	last, err := w.head()
	if err != nil {
		return err
	}
	event = event.Sealed(last.Sequence+1, last.Hash)
	key := numberKey(event.Sequence)
	value, err := seal(bucketEvents, key, event)
	if err != nil {
		return fmt.Errorf("audit event %d: %w", event.Sequence, err)
	}
	if err := w.put(bucketEvents, key, value); err != nil {
		return err
	}
	value, err = seal(bucketMeta, metaHead, head{event.Sequence, event.Hash})
	if err != nil {
		return fmt.Errorf("head of the audit trail: %w", err)
	}
	if err := w.put(bucketMeta, metaHead, value); err != nil {
		return err
	}
	if row == nil {
		return nil
	}
	if before := w.tx.Bucket(bucketPositions).Get([]byte(id)); before != nil {
		if err := w.delete(bucketFeed, before); err != nil {
			return err
		}
	}
	if err := w.put(bucketPositions, []byte(id), key); err != nil {
		return err
	}
	return w.put(bucketFeed, key, row)
}

// PutUser implements [catalog.UpdateTx].
func (w *writer) PutUser(u *catalog.User, event catalog.Event) error {
	if err := w.putUser(u, event); err != nil {
		return fmt.Errorf("put user %s: %w", u.ID, err)
	}
	return nil
}

func (w *writer) putUser(u *catalog.User, event catalog.Event) error {
	if u.ID == "" || u.Email == "" {
		return fmt.Errorf("%w: an account needs an id and an address", catalog.ErrInvalid)
	}
	emails, users := w.tx.Bucket(bucketEmails), w.tx.Bucket(bucketUsers)
	if holder := emails.Get(emailKey(u.Email)); holder != nil && string(holder) != string(u.ID) {
		return fmt.Errorf("%w: another account has this address", catalog.ErrConflict)
	}
	var old *catalog.User
	if value := users.Get([]byte(u.ID)); value != nil {
		var err error
		if old, err = decodeUser(u.ID, value); err != nil {
			return err
		}
	}
	w.torn = w.storeUser(old, u, event)
	return w.torn
}

func (w *writer) storeUser(old, u *catalog.User, event catalog.Event) error {
	key := emailKey(u.Email)
	if old != nil {
		if err := w.delete(bucketEmails, emailKey(old.Email)); err != nil {
			return err
		}
	}
	if err := w.put(bucketEmails, key, []byte(u.ID)); err != nil {
		return err
	}
	value, err := seal(bucketUsers, []byte(u.ID), u)
	if err != nil {
		return err
	}
	if err := w.put(bucketUsers, []byte(u.ID), value); err != nil {
		return err
	}
	return w.log(event, nil, "")
}

// DeleteUser implements [catalog.UpdateTx].
func (w *writer) DeleteUser(id catalog.ID, event catalog.Event) error {
	u, err := w.User(id)
	if err != nil {
		return fmt.Errorf("delete %w", err)
	}
	if w.torn = w.removeUser(u, event); w.torn != nil {
		return fmt.Errorf("delete user %s: %w", id, w.torn)
	}
	return nil
}

func (w *writer) removeUser(u *catalog.User, event catalog.Event) error {
	if err := w.delete(bucketEmails, emailKey(u.Email)); err != nil {
		return err
	}
	if err := w.delete(bucketUsers, []byte(u.ID)); err != nil {
		return err
	}
	return w.log(event, nil, "")
}

// Log implements [catalog.UpdateTx].
func (w *writer) Log(event catalog.Event) error {
	if w.torn = w.log(event, nil, ""); w.torn != nil {
		return fmt.Errorf("write audit event: %w", w.torn)
	}
	return nil
}
