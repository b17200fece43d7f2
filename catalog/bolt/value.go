package bolt

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"

	"ileanet.eu/showcase/catalog"
)

// valueVersion is the first byte of every sealed value.
const valueVersion = 1

// sumLength is how many bytes of the SHA-256 are kept: enough to notice any
// accident of a disk, which is all it is for.
const sumLength = 8

// seal makes the stored form of a record: version, checksum, JSON.
func seal(bucket, key []byte, record any) ([]byte, error) {
	body, err := json.Marshal(record)
	if err != nil {
		return nil, err
	}
	value := make([]byte, 0, 1+sumLength+len(body))
	value = append(value, valueVersion)
	value = append(value, checksum(bucket, key, body)...)
	return append(value, body...), nil
}

// unseal verifies a stored value and decodes it. Every error is an
// [catalog.ErrDamaged]: the caller names the record.
func unseal(bucket, key, value []byte, record any) error {
	if len(value) < 1+sumLength {
		return fmt.Errorf("%w: %d bytes are too short for a record", catalog.ErrDamaged, len(value))
	}
	if value[0] != valueVersion {
		return fmt.Errorf("%w: no record begins with byte %d", catalog.ErrDamaged, value[0])
	}
	sum, body := value[1:1+sumLength], value[1+sumLength:]
	if !bytes.Equal(sum, checksum(bucket, key, body)) {
		return fmt.Errorf("%w: its checksum is wrong", catalog.ErrDamaged)
	}
	if err := json.Unmarshal(body, record); err != nil {
		return fmt.Errorf("%w: %w", catalog.ErrDamaged, err)
	}
	return nil
}

// checksum covers the place of a record as well as its bytes, so that a value
// found under another record's key does not pass.
func checksum(bucket, key, body []byte) []byte {
	h := sha256.New()
	h.Write(bucket)
	h.Write([]byte{0})
	h.Write(key)
	h.Write([]byte{0})
	h.Write(body)
	return h.Sum(nil)[:sumLength]
}

func decodeEntry(id catalog.ID, value []byte) (*catalog.Entry, error) {
	e := new(catalog.Entry)
	err := unseal(bucketEntries, []byte(id), value, e)
	if err == nil && e.ID != id {
		err = fmt.Errorf("%w: it says to be %s", catalog.ErrDamaged, e.ID)
	}
	if err == nil {
		err = sound(e)
	}
	if err != nil {
		return nil, fmt.Errorf("entry %s: %w", id, damaged(err))
	}
	return e, nil
}

// damaged puts an error under [catalog.ErrDamaged] if it is not there yet.
func damaged(err error) error {
	if errors.Is(err, catalog.ErrDamaged) {
		return err
	}
	return fmt.Errorf("%w: %w", catalog.ErrDamaged, err)
}
