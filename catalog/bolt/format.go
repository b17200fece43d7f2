package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"go.etcd.io/bbolt"
)

// layout is a version of the buckets and keys, with the steps that lead to it:
// steps[i] brings a store of version i+1 to version i+2.
type layout struct {
	version int
	steps   []func(*bbolt.Tx) error
}

// currentLayout is what this program writes. A change of keys.go or value.go
// raises the version and adds a step.
var currentLayout = layout{version: 2, steps: []func(*bbolt.Tx) error{addCredentials}}

// addCredentials leads to version 2, the first that knows credentials.
func addCredentials(tx *bbolt.Tx) error {
	_, err := tx.CreateBucket(bucketCredentials)
	if err == nil {
		_, err = tx.CreateBucket(bucketHolders)
	}
	return err
}

// upgrade brings the store to the layout, one transaction a step, so that a
// kill between two of them only means to go on later. A backup is taken first.
func (s *Store) upgrade(ctx context.Context, l layout) error {
	version, err := s.format(ctx)
	if err != nil {
		return err
	}
	if version > l.version {
		return fmt.Errorf("a newer program wrote store.db (format %d, this one knows up to %d): use that program, or restore an older backup", version, l.version)
	}
	if version == l.version {
		return nil
	}
	if err := s.backupBefore(ctx, version); err != nil {
		return fmt.Errorf("backup before the upgrade of format %d: %w", version, err)
	}
	for ; version < l.version; version++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		err := s.db.Update(func(tx *bbolt.Tx) error {
			if err := l.steps[version-1](tx); err != nil {
				return err
			}
			return writeFormat(tx, version+1)
		})
		if err != nil {
			return fmt.Errorf("upgrade from format %d: %w", version, err)
		}
	}
	return nil
}

// format reads the version of the store's layout.
func (s *Store) format(ctx context.Context) (version int, err error) {
	err = s.read(ctx, "format", func(r *reader) error {
		meta := r.tx.Bucket(bucketMeta)
		if meta == nil {
			return errors.New("store.db was not made by this program")
		}
		version, err = strconv.Atoi(string(meta.Get(metaFormat)))
		if err != nil || version < 1 {
			return fmt.Errorf("store.db is damaged (its format is %q): restore a backup", meta.Get(metaFormat))
		}
		return nil
	})
	return version, err
}

func writeFormat(tx *bbolt.Tx, version int) error {
	return tx.Bucket(bucketMeta).Put(metaFormat, []byte(strconv.Itoa(version)))
}

// backupBefore writes a copy of the store beside it. One of an earlier attempt
// stays: it is the older and so the safer one.
func (s *Store) backupBefore(ctx context.Context, version int) error {
	path := filepath.Join(s.dir, fmt.Sprintf("store-format-%d.db", version))
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	f, err := os.CreateTemp(s.dir, storeFile+".backup-*")
	if err != nil {
		return err
	}
	err = s.Backup(ctx, f)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if err := os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(s.dir)
}
