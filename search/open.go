package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"ileanet.eu/showcase/catalog"
)

func (s *shard) folder() folder { return folder{s.dir} }

// start opens the live generation. When there is none that can be used, the
// follower builds one; only what keeps that from working is an error.
func (s *shard) start(ctx context.Context) error {
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return fmt.Errorf("index of %s: %w", s.audience, err)
	}
	g, name, err := s.open(ctx)
	switch {
	case err == nil:
		s.live, s.applied = g, g.persisted
	case errors.Is(err, fs.ErrNotExist):
		s.log.Info("no search index yet, building it", "audience", s.audience)
	case ctx.Err() != nil:
		return err
	default:
		s.log.Warn("search index cannot be used, building it anew", "audience", s.audience, "reason", err)
	}
	if err := s.folder().sweep(name); err != nil {
		return fmt.Errorf("index of %s: %w", s.audience, err)
	}
	return nil
}

// open opens and verifies the generation the pointer names.
func (s *shard) open(ctx context.Context) (g *generation, name string, err error) {
	f := s.folder()
	p, err := f.live()
	if err != nil {
		return nil, "", err
	}
	if p.Stamp != s.stamp {
		return nil, "", fmt.Errorf("its form is %s, this program writes %s", p.Stamp, s.stamp)
	}
	dir := filepath.Join(s.dir, p.Generation)
	if _, err := os.Stat(dir); err != nil {
		// Said in other words, because a missing generation is no first start.
		return nil, "", fmt.Errorf("generation %s is missing", p.Generation)
	}
	left, err := f.beginOpening(p.Generation)
	if err != nil {
		return nil, "", err
	}
	if !left {
		return nil, "", errors.Join(fmt.Errorf("the program ended %d times while opening it", maxOpenings), f.putAside(p.Generation))
	}
	if err := verifyFiles(dir); err != nil {
		return nil, "", errors.Join(err, f.putAside(p.Generation))
	}
	if g, err = openGeneration(dir); err != nil {
		return nil, "", errors.Join(err, f.putAside(p.Generation))
	}
	if err := f.endOpening(); err != nil {
		return nil, "", errors.Join(err, g.close())
	}
	newest, err := s.source.Sequence(ctx)
	if err != nil {
		return nil, p.Generation, errors.Join(err, g.close())
	}
	if g.persisted > newest {
		return nil, "", errors.Join(fmt.Errorf("it is at %d, ahead of the store at %d", g.persisted, newest), g.close())
	}
	return g, p.Generation, nil
}

// affected are the entries whose documents the changes touch: the changed
// ones, those whose document took something from one, and those that link to
// one now.
func (s *shard) affected(ctx context.Context, g *generation, rows []catalog.Change) ([]catalog.ID, error) {
	ids := &idSet{seen: map[catalog.ID]bool{}}
	for _, row := range rows {
		ids.add(row.ID)
	}
	snap, err := g.snapshot()
	if err != nil {
		return nil, err
	}
	defer g.release(snap)
	err = guard("read links", func() error {
		for _, row := range rows {
			if !influences(row.Kind) {
				continue
			}
			if err := snap.having(fieldLinks, string(row.ID), ids.add); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	known := ids.ids
	err = s.source.View(ctx, func(tx catalog.Tx) error {
		ids.reset(known)
		for _, row := range rows {
			if err := s.referring(tx, row, ids); err != nil {
				return fmt.Errorf("entries that link to %s: %w", row.ID, err)
			}
		}
		return nil
	})
	return ids.ids, err
}

// referring adds the entries that take something from the changed one.
func (s *shard) referring(tx catalog.Tx, row catalog.Change, ids *idSet) error {
	if !influences(row.Kind) {
		return nil
	}
	for _, kind := range indexed {
		for id, err := range tx.Referring(row.ID, kind) {
			if err != nil {
				return err
			}
			ids.add(id)
		}
	}
	if row.Entry == nil || row.Kind != catalog.KindExperience {
		return nil
	}
	// An experience is counted on the solution it links to, not the other way
	// round.
	for _, revision := range []*catalog.Revision{row.Entry.Public, row.Entry.Draft} {
		if revision == nil {
			continue
		}
		if x, ok := revision.Content.(*catalog.Experience); ok && x.Solution != "" {
			ids.add(x.Solution)
		}
	}
	return nil
}

// influences reports whether documents of other entries take something from
// entries of this kind.
func influences(kind catalog.Kind) bool {
	switch kind {
	case catalog.KindProject, catalog.KindUseCase, catalog.KindOrganisation, catalog.KindExperience, catalog.KindEvidence:
		return true
	case catalog.KindSolution, catalog.KindScenario, catalog.KindNeed, catalog.KindDocument:
	}
	return false
}

// having calls visit with the live entries that have a term.
func (s *snapshot) having(field, term string, visit func(catalog.ID)) error {
	for _, view := range s.segments {
		b, err := view.bitmap(field, term)
		if err != nil {
			return err
		}
		each(b, func(n uint32) {
			if view.deleted == nil || !view.deleted.Contains(n) {
				visit(catalog.ID(view.columns.ids[n]))
			}
		})
	}
	return nil
}

// An idSet is ids without repetition, in the order they came.
type idSet struct {
	ids  []catalog.ID
	seen map[catalog.ID]bool
}

func (s *idSet) add(id catalog.ID) {
	if !s.seen[id] {
		s.seen[id] = true
		s.ids = append(s.ids, id)
	}
}

// reset makes ids the content, for a function that runs more than once.
func (s *idSet) reset(ids []catalog.ID) {
	clear(s.seen)
	s.ids = s.ids[:0:0]
	for _, id := range ids {
		s.add(id)
	}
}
