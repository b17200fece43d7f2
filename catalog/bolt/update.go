package bolt

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"syscall"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"ileanet.eu/showcase/catalog"
)

// batchSize is how many updates share one transaction at most.
const batchSize = 200

// update is one call of [Store.Update] on its way through the queue.
type update struct {
	ctx context.Context
	fn  func(catalog.UpdateTx) error

	sequence uint64
	err      error
	panicked any
	done     chan struct{} // closed when the fields above are final
}

// queue holds the updates that wait for a transaction.
type queue struct {
	mu      sync.Mutex
	waiting []*update
}

func (q *queue) add(u *update) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = append(q.waiting, u)
}

// take removes the updates that have waited longest.
func (q *queue) take() []*update {
	q.mu.Lock()
	defer q.mu.Unlock()
	n := min(len(q.waiting), batchSize)
	taken := slices.Clone(q.waiting[:n])
	q.waiting = slices.Delete(q.waiting, 0, n)
	return taken
}

// withdraw removes u and reports whether it was still waiting.
func (q *queue) withdraw(u *update) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	i := slices.Index(q.waiting, u)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	return i >= 0
}

// Update implements [catalog.Store]. Updates that arrive while another is being
// written share the next transaction and its one sync of the disk: nobody waits
// for company, and many writers cost little more than one. ctx ends the wait
// for the turn; a commit under way is waited for, since its outcome counts.
//
// A full disk or a file of the greatest size is [catalog.ErrUnavailable], and
// the next Update may succeed. After any other failed commit nobody can say
// what the disk holds, so the store takes no more writes until it is opened
// again. fn must not call Update.
func (s *Store) Update(ctx context.Context, fn func(tx catalog.UpdateTx) error) (uint64, error) {
	if err := ctx.Err(); err != nil {
		return 0, fmt.Errorf("update: %w", err)
	}
	u := &update{ctx: ctx, fn: fn, done: make(chan struct{})}
	s.queue.add(u)
	select {
	case s.turn <- struct{}{}:
		s.lead(u)
	case <-u.done:
	case <-ctx.Done():
		if s.queue.withdraw(u) {
			return 0, fmt.Errorf("update: %w", ctx.Err())
		}
		<-u.done
	}
	if u.panicked != nil {
		panic(u.panicked) // where the caller of fn can see it
	}
	if u.err != nil {
		return 0, u.err
	}
	return u.sequence, nil
}

// lead writes what waits until u is among it, then hands on the turn.
func (s *Store) lead(u *update) {
	defer func() { <-s.turn }()
	for {
		select {
		case <-u.done:
			return
		default:
			s.write(s.queue.take())
		}
	}
}

var errAborted = errors.New("update: its function ended the goroutine")

// write brings the updates into the store, in as few transactions as it takes,
// and settles each of them.
func (s *Store) write(updates []*update) {
	settled := false
	defer func() {
		for _, u := range updates {
			if !settled { // a function called runtime.Goexit
				u.err = errAborted
			}
			close(u.done)
		}
	}()
	together := slices.Clone(updates)
	var alone []*update
	for len(together) > 0 {
		spoiler := s.attempt(together)
		if spoiler < 0 {
			break
		}
		alone = append(alone, together[spoiler])
		together = slices.Delete(together, spoiler, spoiler+1)
	}
	for _, u := range alone {
		s.attempt([]*update{u})
	}
	settled = true
}

// attempt runs the updates in one transaction. An update that fails after it
// wrote spoils the transaction for the others: its place is returned, nothing
// is written, and the caller tries again without it. Otherwise the result is
// -1 and every update has its outcome.
func (s *Store) attempt(updates []*update) (spoiler int) {
	tx, err := s.begin(true)
	if err != nil {
		fail(updates, err)
		return -1
	}
	var writers []*writer
	committed := false
	defer func() {
		if !committed {
			rollBack(tx, writers)
		}
	}()
	wrote := false
	for i, u := range updates {
		w := &writer{reader: reader{tx}}
		writers = append(writers, w)
		u.run(w)
		if u.err != nil && w.wrote {
			if len(updates) == 1 {
				return -1
			}
			return i
		}
		u.sequence = w.sequence()
		wrote = wrote || w.wrote
	}
	if !wrote {
		return -1
	}
	if err := tx.Commit(); err != nil {
		fail(updates, s.commitFailed(err))
		return -1
	}
	committed = true
	s.wake()
	return -1
}

// run calls the function and notes its outcome.
func (u *update) run(w *writer) {
	u.err, u.panicked = nil, nil
	defer func() {
		if r := recover(); r != nil {
			u.panicked = fmt.Sprintf("%v\n\n%s", r, debug.Stack())
			u.err = errors.New("update: panic")
		}
	}()
	if err := u.ctx.Err(); err != nil {
		u.err = fmt.Errorf("update: %w", err)
		return
	}
	if u.err = u.fn(w); u.err == nil {
		u.err = w.torn
	}
}

// fail gives the error to every update that has none of its own.
func fail(updates []*update, err error) {
	for _, u := range updates {
		if u.err == nil {
			u.err = err
		}
	}
}

// begin starts a transaction, or says why the store cannot.
func (s *Store) begin(writable bool) (*bbolt.Tx, error) {
	if writable {
		if cause := s.failed.Load(); cause != nil {
			return nil, fmt.Errorf("%w: the store takes no writes since a commit failed (%w); it must be opened again", catalog.ErrUnavailable, *cause)
		}
	}
	tx, err := s.db.Begin(writable)
	if errors.Is(err, berrors.ErrDatabaseNotOpen) {
		return nil, errClosed
	}
	return tx, err
}

var errClosed = fmt.Errorf("%w: the store is closed", catalog.ErrUnavailable)

func (s *Store) commitFailed(err error) error {
	// bbolt wraps some system errors as text only.
	full := errors.Is(err, berrors.ErrMaxSizeReached) || errors.Is(err, syscall.ENOSPC) ||
		strings.Contains(err.Error(), syscall.ENOSPC.Error())
	if full {
		return fmt.Errorf("commit: %w: %w", catalog.ErrUnavailable, err)
	}
	s.failed.Store(&err)
	return fmt.Errorf("commit: %w", err)
}
