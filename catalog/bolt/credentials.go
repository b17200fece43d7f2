package bolt

import (
	"fmt"
	"iter"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// Credential implements [catalog.Tx].
func (r *reader) Credential(hash string) (*catalog.Credential, error) {
	value := r.tx.Bucket(bucketCredentials).Get([]byte(hash))
	if value == nil {
		return nil, fmt.Errorf("credential: %w", catalog.ErrNotFound)
	}
	return decodeCredential(hash, value)
}

// Credentials implements [catalog.Tx].
func (r *reader) Credentials(holder catalog.ID) iter.Seq2[*catalog.Credential, error] {
	return func(yield func(*catalog.Credential, error) bool) {
		var prefix []byte
		if holder != "" {
			prefix = prefixed(string(holder))
		}
		for _, hash := range ascend(r.tx.Bucket(bucketHolders), prefix, nil) {
			c, err := decodeCredential(string(hash), r.tx.Bucket(bucketCredentials).Get(hash))
			if err != nil {
				continue // as in Entries
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}

// decodeCredential names a credential in its errors by nothing: the hash is
// what would let it be looked for.
func decodeCredential(hash string, value []byte) (*catalog.Credential, error) {
	c := new(catalog.Credential)
	err := unseal(bucketCredentials, []byte(hash), value, c)
	if err == nil && c.Hash != hash {
		err = fmt.Errorf("%w: it says to be another", catalog.ErrDamaged)
	}
	if err != nil {
		return nil, fmt.Errorf("credential: %w", err)
	}
	return c, nil
}

// PutCredential implements [catalog.UpdateTx].
func (w *writer) PutCredential(c *catalog.Credential) error {
	if err := w.putCredential(c); err != nil {
		return fmt.Errorf("put credential %s: %w", c.ID, err)
	}
	return nil
}

func (w *writer) putCredential(c *catalog.Credential) error {
	for _, name := range []string{c.Hash, string(c.ID), string(c.Holder), string(c.Purpose)} {
		if name == "" || strings.ContainsRune(name, 0) {
			return fmt.Errorf("%w: a credential needs a hash, an id, a holder and a purpose, without zero bytes", catalog.ErrInvalid)
		}
	}
	key, hash := holderKey(c.Holder, c.ID), []byte(c.Hash)
	if other := w.tx.Bucket(bucketHolders).Get(key); other != nil && string(other) != c.Hash {
		return fmt.Errorf("%w: the holder has another credential with this id", catalog.ErrConflict)
	}
	var old *catalog.Credential
	if value := w.tx.Bucket(bucketCredentials).Get(hash); value != nil {
		var err error
		if old, err = decodeCredential(c.Hash, value); err != nil {
			return err
		}
	}
	value, err := seal(bucketCredentials, hash, c)
	if err != nil {
		return err
	}
	if old != nil && (old.Holder != c.Holder || old.ID != c.ID) {
		if w.torn = w.delete(bucketHolders, holderKey(old.Holder, old.ID)); w.torn != nil {
			return w.torn
		}
	}
	if w.torn = w.put(bucketHolders, key, hash); w.torn == nil {
		w.torn = w.put(bucketCredentials, hash, value)
	}
	return w.torn
}

// DeleteCredential implements [catalog.UpdateTx].
func (w *writer) DeleteCredential(hash string) error {
	c, err := w.Credential(hash)
	if err != nil {
		return fmt.Errorf("delete %w", err)
	}
	if w.torn = w.delete(bucketHolders, holderKey(c.Holder, c.ID)); w.torn == nil {
		w.torn = w.delete(bucketCredentials, []byte(hash))
	}
	return w.torn
}

// checkCredentials compares the credentials with the order of their holders.
func (c *checker) checkCredentials() {
	credentials := 0
	c.all(bucketCredentials, func(key, value []byte) {
		credentials++
		credential, err := decodeCredential(string(key), value)
		if err != nil {
			c.report("%v", err)
			return
		}
		row := holderKey(credential.Holder, credential.ID)
		if found := c.tx.Bucket(bucketHolders).Get(row); string(found) != credential.Hash {
			c.report("credential %s is missing from the order of its holder %s", credential.ID, credential.Holder)
		}
	})
	if rows := c.size(bucketHolders); rows > credentials {
		c.report("%d rows in the order of holders lead to %d credentials", rows, credentials)
	}
}
