package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// Restore puts a backup into dir as its store. The copy is checked like a
// running store is, and nothing is replaced unless it is faultless. A store that
// is there already is replaced only when overwrite is true, and never while a
// process has it open; it need not be readable.
func Restore(ctx context.Context, dir string, from io.Reader, overwrite bool) error {
	if err := restore(ctx, dir, from, overwrite); err != nil {
		return fmt.Errorf("restore store %s: %w", dir, err)
	}
	return nil
}

func restore(ctx context.Context, dir string, from io.Reader, overwrite bool) (err error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return err
	}
	path := filepath.Join(dir, storeFile)
	_, err = os.Stat(path)
	switch {
	case err == nil && !overwrite:
		return errors.New("there is a store already; say that it is to be overwritten, or choose another folder")
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return err
	}
	name, err := copySynced(ctx, dir, from)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(name))
		}
	}()
	if err := faultless(ctx, name); err != nil {
		return err
	}
	if err := unused(dir, path); err != nil {
		return err
	}
	if err := os.Rename(name, path); err != nil {
		return err
	}
	return writeSynced(filepath.Join(dir, identityFile), []byte(identityText))
}

// copySynced writes what it reads to a new file in dir.
func copySynced(ctx context.Context, dir string, from io.Reader) (name string, err error) {
	f, err := os.CreateTemp(dir, storeFile+".restore-*")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(&endingWriter{ctx, f}, from)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// faultless opens the file read-only and checks all of it.
func faultless(ctx context.Context, name string) (err error) {
	if err := wholeLength(name); err != nil {
		return fmt.Errorf("the backup is no good: %w", err)
	}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the backup is no good: %v", r)
		}
	}()
	db, err := bbolt.Open(name, fileMode, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return fmt.Errorf("the backup is no good: %w", err)
	}
	s := newStore(db, filepath.Dir(name))
	defer func() { err = errors.Join(err, db.Close()) }()
	version, err := s.format(ctx)
	if err != nil {
		return fmt.Errorf("the backup is no good: %w", err)
	}
	if version != currentLayout.version {
		// Of another version only the structure can be checked; opening it
		// upgrades or refuses it.
		faults, err := s.structure(ctx)
		if err == nil && len(faults) > 0 {
			err = fmt.Errorf("the backup is no good: %s", faults[0])
		}
		return err
	}
	var first string
	differences := 0
	err = s.Check(ctx, func(difference string) {
		if differences++; differences == 1 {
			first = difference
		}
	})
	if err != nil {
		return err
	}
	if differences > 0 {
		return fmt.Errorf("the backup is no good: %d differences, the first: %s", differences, first)
	}
	return nil
}

// unused makes sure that no process has the store open. Whether the store can
// be read does not matter.
func unused(dir, path string) error {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	db, err := bbolt.Open(path, fileMode, &bbolt.Options{ReadOnly: true, Timeout: time.Second})
	if errors.Is(err, berrors.ErrTimeout) {
		return fmt.Errorf("another process has the store open: %s", holder(dir))
	}
	if err == nil {
		return db.Close()
	}
	return nil // an unreadable store is what restoring is for
}
