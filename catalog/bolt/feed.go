package bolt

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"ileanet.eu/showcase/catalog"
)

// pageSize is how many records one read transaction of a follower takes.
const pageSize = 500

// lookAgain is how long a follower sleeps at most without looking. Every commit
// wakes it; this only makes a lost signal cost seconds instead of a follower.
const lookAgain = 5 * time.Second

// record is a value copied out of a transaction.
type record struct {
	sequence uint64
	kind     catalog.Kind
	id       catalog.ID
	value    []byte // nil when the entry was deleted
}

// Changes implements [catalog.Feed]. It returns at most 500 rows at a time, so
// that no transaction lasts long.
func (s *Store) Changes(ctx context.Context, after uint64, limit int) ([]catalog.Change, uint64, error) {
	var records []record
	var upTo uint64
	err := s.read(ctx, "changes", func(r *reader) error {
		upTo = r.sequence()
		entries := r.tx.Bucket(bucketEntries)
		for key, row := range ascend(r.tx.Bucket(bucketFeed), nil, numberKey(after)) {
			mark, kind, id, ok := parseFeedRow(row)
			if !ok {
				continue
			}
			rec := record{sequence: number(key), kind: kind, id: id}
			if mark == feedPut {
				if rec.value = bytes.Clone(entries.Get([]byte(id))); rec.value == nil {
					continue // lost; Check names it
				}
			}
			if len(records) >= min(limit, pageSize) {
				upTo = max(after, lastSequence(records))
				return nil
			}
			records = append(records, rec)
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	var rows []catalog.Change
	for _, rec := range records {
		change := catalog.Change{Sequence: rec.sequence, ID: rec.id, Kind: rec.kind}
		if rec.value != nil {
			if change.Entry, err = decodeEntry(rec.id, rec.value); err != nil {
				continue // damaged; Check names it
			}
		}
		rows = append(rows, change)
	}
	return rows, upTo, nil
}

func lastSequence(records []record) uint64 {
	if len(records) == 0 {
		return 0
	}
	return records[len(records)-1].sequence
}

// Sequence implements [catalog.Feed].
func (s *Store) Sequence(ctx context.Context) (sequence uint64, err error) {
	err = s.read(ctx, "sequence", func(r *reader) error {
		sequence = r.sequence()
		return nil
	})
	return sequence, err
}

// Wait implements [catalog.Feed]. It ends with an error when the store is
// closed meanwhile.
func (s *Store) Wait(ctx context.Context, after uint64) error {
	timer := time.NewTicker(lookAgain)
	defer timer.Stop()
	for {
		signal := s.signal() // taken before looking, so that no commit slips between
		sequence, err := s.Sequence(ctx)
		if err != nil {
			return fmt.Errorf("wait: %w", err)
		}
		if sequence > after {
			return nil
		}
		select {
		case <-signal:
		case <-timer.C:
		case <-s.closing:
			return fmt.Errorf("wait: %w", errClosed)
		case <-ctx.Done():
			return fmt.Errorf("wait: %w", ctx.Err())
		}
	}
}

// signal is a channel that the next commit closes.
func (s *Store) signal() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.committed
}

// wake rouses everyone who waits for a commit.
func (s *Store) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.committed)
	s.committed = make(chan struct{})
}

// Scan implements [catalog.Feed], in the order of the ids. visit runs outside
// any transaction and may take its time.
func (s *Store) Scan(ctx context.Context, visit func(*catalog.Entry) error) (uint64, error) {
	sequence, err := s.Sequence(ctx)
	if err != nil {
		return 0, fmt.Errorf("scan: %w", err)
	}
	var after []byte
	for {
		var page []record
		err := s.read(ctx, "scan", func(r *reader) error {
			for key, value := range ascend(r.tx.Bucket(bucketEntries), nil, after) {
				page = append(page, record{id: catalog.ID(key), value: bytes.Clone(value)})
				if after = key; len(page) == pageSize {
					break
				}
			}
			return nil
		})
		if err != nil {
			return 0, err
		}
		for _, rec := range page {
			e, err := decodeEntry(rec.id, rec.value)
			if err != nil {
				continue // damaged; Check names it
			}
			if err := visit(e); err != nil {
				return 0, err
			}
		}
		if len(page) < pageSize {
			return sequence, letGo(s.db)
		}
	}
}
