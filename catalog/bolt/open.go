package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"
)

// The files of a store.
const (
	storeFile    = "store.db"
	identityFile = "identity"
	holderFile   = "holder"
)

const (
	folderMode fs.FileMode = 0o700
	fileMode   fs.FileMode = 0o600
)

// leastMap is how much address space is reserved for the file at least: while
// the file fits, no writer has to wait for readers to let go of the old map.
const leastMap = 1 << 30

const identityText = `This folder holds the catalogue of a Showcase.
While this file is here, a missing or empty store.db is an error and not the
beginning of a new, empty catalogue.
`

// Options are what an operator may choose about a store.
type Options struct {
	// MaxSize is the greatest size of the file in bytes; when it is reached,
	// writes are catalog.ErrUnavailable and reads go on. 0 means no limit.
	MaxSize int64
	// LockTimeout is how long Open waits for another process to let go of the
	// store; 0 means 5 seconds.
	LockTimeout time.Duration
}

// Open opens the store in dir, which is made when it is missing, and upgrades
// an older one. It fails in one sentence that an operator can act on when
// another process has the store open, when store.db is missing or empty where
// there was one, when it is damaged, and when a newer program wrote it.
func Open(ctx context.Context, dir string, o Options) (*Store, error) {
	return open(ctx, dir, o, currentLayout)
}

func open(ctx context.Context, dir string, o Options, l layout) (*Store, error) {
	s, err := openLayout(ctx, dir, o, l)
	if err != nil {
		return nil, fmt.Errorf("open store %s: %w", dir, err)
	}
	return s, nil
}

func openLayout(ctx context.Context, dir string, o Options, l layout) (*Store, error) {
	if err := os.MkdirAll(dir, folderMode); err != nil {
		return nil, err
	}
	path := filepath.Join(dir, storeFile)
	if err := present(dir, path, l); err != nil {
		return nil, err
	}
	db, err := openFile(dir, path, o)
	if err != nil {
		return nil, err
	}
	s := newStore(db, dir)
	if err := s.prepare(ctx, l); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// present makes sure that there is a store file: it is made whole for a folder
// that never had one, and its loss is an error for a folder that did.
func present(dir, path string, l layout) error {
	identity := filepath.Join(dir, identityFile)
	_, err := os.Stat(identity)
	known := err == nil
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	info, err := os.Stat(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	switch lost := err != nil; {
	case lost && known:
		return errors.New("store.db is missing although this folder held a catalogue: restore a backup, or remove the file \"identity\" to begin an empty catalogue")
	case !lost && info.Size() == 0:
		return errors.New("store.db is empty: restore a backup, or remove store.db and the file \"identity\" to begin an empty catalogue")
	case lost:
		if err := create(dir, path, l); err != nil {
			return err
		}
	default:
		if err := wholeLength(path); err != nil {
			return err
		}
	}
	if known {
		return nil
	}
	return writeSynced(identity, []byte(identityText))
}

// create makes an empty store under another name and links it into place, so
// that store.db is never seen half made and no other process's is replaced.
func create(dir, path string, l layout) (err error) {
	f, err := os.CreateTemp(dir, storeFile+".new-*")
	if err != nil {
		return err
	}
	name := f.Name()
	defer func() { err = errors.Join(err, os.Remove(name)) }()
	if err := f.Close(); err != nil {
		return err
	}
	db, err := bbolt.Open(name, fileMode, &bbolt.Options{NoFreelistSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, b := range buckets {
			if _, err := tx.CreateBucket(b.name); err != nil {
				return err
			}
		}
		return writeFormat(tx, l.version)
	})
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	if err := os.Link(name, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(dir)
}

// openFile opens and locks the file. bbolt panics on some damaged files, which
// becomes an error here.
func openFile(dir, path string, o Options) (db *bbolt.DB, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	var file *os.File
	options := &bbolt.Options{
		Timeout:         o.LockTimeout,
		FreelistType:    bbolt.FreelistMapType,
		NoFreelistSync:  true, // rewriting the free list on each commit can grow the file forty-fold
		NoStatistics:    true,
		InitialMmapSize: int(max(leastMap, 2*info.Size(), o.MaxSize)),
		MaxSize:         int(o.MaxSize),
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			var err error
			file, err = os.OpenFile(name, flag&^os.O_CREATE, mode)
			return file, err
		},
	}
	if options.Timeout == 0 {
		options.Timeout = 5 * time.Second
	}
	defer func() {
		if r := recover(); r != nil {
			_ = file.Close() // gives the lock back; the panic is the error to tell
			err = fmt.Errorf("store.db is damaged (%v): restore a backup", r)
		}
	}()
	db, err = bbolt.Open(path, fileMode, options)
	switch {
	case errors.Is(err, berrors.ErrTimeout):
		return nil, fmt.Errorf("another process has it open: %s", holder(dir))
	case errors.Is(err, berrors.ErrInvalid), errors.Is(err, berrors.ErrChecksum), errors.Is(err, berrors.ErrVersionMismatch):
		return nil, fmt.Errorf("store.db is damaged (%w): restore a backup", err)
	case err != nil:
		return nil, err
	}
	return db, nil
}

// prepare checks the opened file, brings it to the layout and signs the holder
// file.
func (s *Store) prepare(ctx context.Context, l layout) error {
	if err := os.WriteFile(filepath.Join(s.dir, holderFile), fmt.Appendf(nil, "process %d\n", os.Getpid()), fileMode); err != nil {
		return err
	}
	faults, err := s.structure(ctx)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return fmt.Errorf("store.db is damaged (%s): restore a backup", faults[0])
	}
	if err := s.upgrade(ctx, l); err != nil {
		return err
	}
	return letGo(s.db)
}

// holder says which process has the store open, as far as it told.
func holder(dir string) string {
	path := filepath.Join(dir, holderFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return "it left no name"
	}
	who := strings.TrimSpace(string(data))
	if info, err := os.Stat(path); err == nil {
		who += ", since " + info.ModTime().UTC().Format(time.DateTime) + " UTC"
	}
	return who
}

// writeSynced writes a small file so that it survives a power cut.
func writeSynced(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, fileMode)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes new and renamed files of a folder survive a power cut.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
