package search

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"ileanet.eu/showcase/catalog"
)

// A shard is the index of one audience: the generation that answers, and the
// follower that keeps it level with the feed.
type shard struct {
	*lexica
	audience catalog.Audience
	dir      string
	source   Source
	log      *slog.Logger
	answers  *answerCache

	building *sync.Mutex // held while a new generation is built; all shards share it, so that memory holds one build
	writing  sync.Mutex  // held while the live generation is written or replaced

	mu      sync.Mutex
	live    *generation // nil until the first build is complete
	applied uint64      // sequence that the live generation answers for
	ready   bool        // it has been level with the feed once
	failed  error       // why the last step of the follower failed, nil when it did not
}

// acquire is the newest state of the live generation, to be released through
// the generation.
func (s *shard) acquire() (*generation, *snapshot, error) {
	for {
		s.mu.Lock()
		g := s.live
		s.mu.Unlock()
		if g == nil {
			return nil, nil, fmt.Errorf("the %s index is being built: %w", s.audience, catalog.ErrUnavailable)
		}
		snap, err := g.snapshot()
		if err == nil {
			return g, snap, nil
		}
		s.mu.Lock()
		replaced := s.live != g
		s.mu.Unlock()
		if !replaced {
			return nil, nil, err
		}
	}
}

// status answers what Applied and Ready need.
func (s *shard) status() (applied uint64, ready bool, failed error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.applied, s.ready, s.failed
}

// advance notes what the follower has reached.
func (s *shard) advance(applied uint64, level bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.applied, s.failed = applied, nil
	s.ready = s.ready || level
}

// ids are all entries that may be in the index.
func (s *shard) ids(ctx context.Context) (ids []catalog.ID, err error) {
	err = s.source.View(ctx, func(tx catalog.Tx) error {
		ids = nil
		for _, kind := range indexed {
			for id, err := range tx.IDs(kind, "") {
				if err != nil {
					return err
				}
				ids = append(ids, id)
			}
		}
		return nil
	})
	return ids, err
}

// read makes the flat forms of entries as they stand in the store now; those
// that the audience may not find come back in gone. Linked entries in known are
// not read again.
func (s *shard) read(ctx context.Context, ids []catalog.ID, known parts) (flats []*flat, gone []catalog.ID, err error) {
	err = s.source.View(ctx, func(tx catalog.Tx) error {
		flats, gone = nil, nil
		for _, id := range ids {
			f, err := s.flat(tx, id, known)
			if err != nil {
				return err
			}
			if f == nil {
				gone = append(gone, id)
			} else {
				flats = append(flats, f)
			}
		}
		return nil
	})
	return flats, gone, err
}

// flat is the flat form of one entry, nil when it does not exist, cannot be
// read or is not for the audience.
func (s *shard) flat(tx catalog.Tx, id catalog.ID, known parts) (*flat, error) {
	e, err := readable(tx.Entry(id))
	if e == nil || err != nil {
		return nil, err
	}
	return flatten(linked{tx: tx, reader: s.audience.Reader(), known: known}, s.vocabularies, e)
}
