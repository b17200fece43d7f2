package search

import (
	"context"
	"errors"
	"slices"
	"time"

	"ileanet.eu/showcase/catalog"
)

// batchSize is how many changes or documents are handled in one step.
const batchSize = 500

// pauses are the waits after a first, second and further failure in a row.
var pauses = []time.Duration{time.Second, 5 * time.Second, 30 * time.Second}

// follow keeps the index level with the feed until ctx ends. After three
// failures of the index in a row it is built anew.
func (s *shard) follow(ctx context.Context) {
	failures := 0
	for ctx.Err() == nil {
		err := s.step(ctx)
		switch {
		case err == nil:
			failures = 0
			continue
		case ctx.Err() != nil:
			return
		}
		s.mu.Lock()
		s.failed = err
		s.mu.Unlock()
		s.log.Error("search index does not follow", "audience", s.audience, "error", err)
		pause := pauses[min(failures, len(pauses)-1)]
		failures++
		if failures == len(pauses) && errors.Is(err, errIndex) {
			s.log.Warn("search index failed again and again, building it anew", "audience", s.audience)
			if err := s.rebuild(ctx); err == nil {
				failures = 0
				continue
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// errIndex marks failures of the index, as opposed to those of the store.
var errIndex = errors.New("index failed")

// step builds the index when there is none, applies what the feed offers, or
// waits for more.
func (s *shard) step(ctx context.Context) error {
	s.mu.Lock()
	missing := s.live == nil
	s.mu.Unlock()
	if missing {
		return s.rebuild(ctx)
	}
	s.writing.Lock()
	applied, level, err := s.catchUp(ctx, s.live, s.applied)
	if err == nil {
		s.advance(applied, level)
	}
	s.writing.Unlock()
	if err != nil || !level {
		return err
	}
	s.saveColumns()
	// Beside the follower: after a merge it takes longer than a change may
	// wait. What fails fails again, and is told, when somebody asks.
	go func(g *generation) { _ = g.prepare() }(s.live)
	return s.source.Wait(ctx, applied)
}

// catchUp applies the next changes behind sequence to a generation. level says
// that there were none.
func (s *shard) catchUp(ctx context.Context, g *generation, sequence uint64) (applied uint64, level bool, err error) {
	rows, upTo, err := s.source.Changes(ctx, sequence, batchSize)
	if err != nil {
		return sequence, false, err
	}
	if len(rows) == 0 && upTo <= sequence {
		return sequence, true, nil
	}
	ids, err := s.affected(ctx, g, rows)
	if err != nil {
		return sequence, false, err
	}
	// An organisation may be linked from thousands of projects. The checkpoint
	// moves with the last part; until then a restart applies them again.
	for part := range slices.Chunk(append(ids, ""), batchSize+1) {
		last := part[len(part)-1] == ""
		reached := sequence
		if last {
			reached, part = upTo, part[:len(part)-1]
		}
		if err := s.apply(ctx, g, part, reached); err != nil {
			return sequence, false, err
		}
	}
	return upTo, false, nil
}

// apply brings the documents of the entries up to date.
func (s *shard) apply(ctx context.Context, g *generation, ids []catalog.ID, sequence uint64) error {
	flats, gone, err := s.read(ctx, ids, parts{})
	if err != nil {
		return err
	}
	if err := g.apply(flats, gone, sequence, s.stemmers); err != nil {
		return errors.Join(errIndex, err)
	}
	if err := g.warm(); err != nil {
		return errors.Join(errIndex, err)
	}
	return nil
}
