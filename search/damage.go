package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Where Bleve keeps, in the file root.bolt, which segments an index has: a
// bucket of snapshots by age, in each a bucket for each segment with its file.
var (
	boltSnapshots = []byte{'s'}
	boltPath      = []byte{'p'}
)

// errDamaged says that the files of an index are not as they were written.
var errDamaged = errors.New("index is damaged")

// verifyFiles reads every segment the index in dir is made of and compares the
// checksum at its end, which Bleve writes and never looks at. It must be called
// before Bleve opens the index: a failed opening deletes good segments.
func verifyFiles(dir string) error {
	return guard("verify index", func() error {
		store := filepath.Join(dir, "store")
		names, err := segmentFiles(filepath.Join(store, "root.bolt"))
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := verifySegment(filepath.Join(store, name)); err != nil {
				return err
			}
		}
		return nil
	})
}

// segmentFiles are the files of the newest snapshot. Others in the folder are
// left from a write that did not end.
func segmentFiles(path string) (names []string, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	db, err := bolt.Open(path, 0o600, &bolt.Options{ReadOnly: true, Timeout: 5 * time.Second})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	err = db.View(func(tx *bolt.Tx) error {
		snapshots := tx.Bucket(boltSnapshots)
		if snapshots == nil {
			return fmt.Errorf("%w: %s has no snapshot", errDamaged, path)
		}
		newest, _ := snapshots.Cursor().Last()
		snapshot := snapshots.Bucket(newest)
		if snapshot == nil {
			return fmt.Errorf("%w: %s has no snapshot", errDamaged, path)
		}
		return snapshot.ForEachBucket(func(key []byte) error {
			if file := snapshot.Bucket(key).Get(boltPath); file != nil {
				names = append(names, string(file))
			}
			return nil
		})
	})
	return names, err
}

// verifySegment compares the last four bytes of a file with the CRC-32 of the
// others.
func verifySegment(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("verify segment: %w", err)
	}
	size := info.Size() - crc32.Size
	if size <= 0 {
		return fmt.Errorf("%w: %s has %d bytes", errDamaged, path, info.Size())
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, io.LimitReader(f, size)); err != nil {
		return fmt.Errorf("verify segment %s: %w", path, err)
	}
	var written [crc32.Size]byte
	if _, err := f.ReadAt(written[:], size); err != nil {
		return fmt.Errorf("verify segment %s: %w", path, err)
	}
	if binary.BigEndian.Uint32(written[:]) != sum.Sum32() {
		return fmt.Errorf("%w: checksum of %s does not match", errDamaged, path)
	}
	return nil
}
