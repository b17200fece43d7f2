package search

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"
)

// rebuild makes a new generation beside the live one and puts it in its place.
// Searches go on in the old one meanwhile. Wherever it is ended, the next start
// finds either the old or the new one.
func (s *shard) rebuild(ctx context.Context) error {
	s.building.Lock()
	defer s.building.Unlock()
	began := time.Now()
	name, err := s.folder().next()
	if err != nil {
		return err
	}
	g, err := createGeneration(filepath.Join(s.dir, name))
	if err != nil {
		return errors.Join(errIndex, err)
	}
	entries, err := s.fill(ctx, g)
	if err == nil {
		err = s.swap(ctx, g, name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("build %s index: %w", s.audience, err), g.remove())
	}
	s.log.Info("search index built", "audience", s.audience, "generation", name, "entries", entries,
		"took", time.Since(began).Round(time.Millisecond))
	return nil
}

// fill indexes all entries. What is written meanwhile is caught up with from
// the sequence taken first, and so is what it makes of the remembered parts.
func (s *shard) fill(ctx context.Context, g *generation) (entries int, err error) {
	sequence, err := s.source.Sequence(ctx)
	if err != nil {
		return 0, err
	}
	ids, err := s.ids(ctx)
	if err != nil {
		return 0, err
	}
	known := parts{}
	// The sequence stays 0 until the last batch, so that a generation cut short
	// can never pass for a whole one.
	for part := range slices.Chunk(ids, buildBatch) {
		flats, _, err := s.read(ctx, part, known)
		if err != nil {
			return 0, err
		}
		if err := g.apply(flats, nil, 0, s.stemmers); err != nil {
			return 0, errors.Join(errIndex, err)
		}
		entries += len(flats)
	}
	if err := g.apply(nil, nil, sequence, s.stemmers); err != nil {
		return 0, errors.Join(errIndex, err)
	}
	return entries, s.level(ctx, g, sequence)
}

// buildBatch is the number of entries in a batch of a build: larger than in
// following, because segments need merging and nobody waits for the entries.
const buildBatch = 2 * batchSize

// level applies changes until there are none, then waits until all is on disk.
func (s *shard) level(ctx context.Context, g *generation, sequence uint64) error {
	for {
		applied, level, err := s.catchUp(ctx, g, sequence)
		if err != nil {
			return err
		}
		if level {
			return g.persist(ctx, applied)
		}
		sequence = applied
	}
}

// swap makes a generation that is level the live one.
func (s *shard) swap(ctx context.Context, g *generation, name string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	snap, err := g.snapshot()
	if err != nil {
		return errors.Join(errIndex, err)
	}
	sequence := snap.sequence
	g.release(snap)
	if err := s.level(ctx, g, sequence); err != nil {
		return err
	}
	if err := g.sync(); err != nil {
		return errors.Join(errIndex, err)
	}
	if err := s.folder().setLive(pointer{Generation: name, Stamp: s.stamp}); err != nil {
		return errors.Join(errIndex, err)
	}
	s.mu.Lock()
	old := s.live
	s.live, s.applied, s.ready, s.failed = g, g.onDisk(), true, nil
	s.mu.Unlock()
	if old == nil {
		return nil
	}
	// The new one answers already: what is left of the old is a matter of disk
	// space, and the next start sweeps it up.
	if err := old.remove(); err != nil {
		s.log.Warn("old search index not removed", "audience", s.audience, "error", err)
	}
	return nil
}

// persist waits until the index is on disk up to a sequence.
func (g *generation) persist(ctx context.Context, sequence uint64) error {
	for {
		g.mu.Lock()
		persisted, advanced := g.persisted, g.advanced
		g.mu.Unlock()
		if persisted >= sequence {
			return nil
		}
		select {
		case <-advanced:
		case <-ctx.Done():
			return fmt.Errorf("index on disk up to %d of %d: %w", persisted, sequence, ctx.Err())
		}
	}
}

// onDisk is the sequence up to which the index is on disk.
func (g *generation) onDisk() uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.persisted
}
