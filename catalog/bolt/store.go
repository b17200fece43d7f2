package bolt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"

	"go.etcd.io/bbolt"

	"ileanet.eu/showcase/catalog"
)

// Store is an open store. It is safe for concurrent use.
type Store struct {
	db     *bbolt.DB
	dir    string
	queue  queue
	turn   chan struct{}         // held by the one who writes
	failed atomic.Pointer[error] // the commit after which no write is taken

	mu        sync.Mutex
	committed chan struct{} // closed and replaced by each commit
	closing   chan struct{}
	closed    bool
}

var _ catalog.Store = (*Store)(nil)

func newStore(db *bbolt.DB, dir string) *Store {
	return &Store{
		db: db, dir: dir,
		turn: make(chan struct{}, 1), committed: make(chan struct{}), closing: make(chan struct{}),
	}
}

// View implements [catalog.Store]. After Close it fails with
// [catalog.ErrUnavailable].
func (s *Store) View(ctx context.Context, fn func(tx catalog.Tx) error) error {
	return s.read(ctx, "view", func(r *reader) error { return fn(r) })
}

// read calls fn with a read transaction; name goes into errors that are not
// fn's own.
func (s *Store) read(ctx context.Context, name string, fn func(*reader) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	tx, err := s.begin(false)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer func() { _ = tx.Rollback() }() // ends a read; there is nothing that can fail
	return fn(&reader{tx})
}

// Backup implements [catalog.Store]. It reads in one transaction for as long as
// w takes, and meanwhile the space of replaced records is not used again: give
// it a local file, never a slow client.
func (s *Store) Backup(ctx context.Context, w io.Writer) error {
	return s.read(ctx, "backup", func(r *reader) error {
		if _, err := r.tx.WriteTo(&endingWriter{ctx, w}); err != nil {
			if ctx.Err() != nil { // bbolt does not wrap every error of the writer
				err = ctx.Err()
			}
			return fmt.Errorf("backup: %w", err)
		}
		return nil
	})
}

// endingWriter stops writing when ctx ends.
type endingWriter struct {
	ctx context.Context
	w   io.Writer
}

func (e *endingWriter) Write(p []byte) (int, error) {
	if err := e.ctx.Err(); err != nil {
		return 0, err
	}
	return e.w.Write(p)
}

// Close implements [catalog.Store]. A second Close does nothing.
func (s *Store) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.closing)
	s.mu.Unlock()

	// The holder file goes while the lock is still ours: later it might be the
	// next one's.
	errHolder := os.Remove(filepath.Join(s.dir, holderFile))
	if errors.Is(errHolder, os.ErrNotExist) {
		errHolder = nil
	}
	if err := errors.Join(errHolder, s.db.Close()); err != nil {
		return fmt.Errorf("close store: %w", err)
	}
	return nil
}
