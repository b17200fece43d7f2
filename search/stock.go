package search

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"ileanet.eu/showcase/catalog"
)

// A Stock answers what an [Engine] answers to visitors with Bleve's own search,
// on an index that is mapped as Bleve offers it: the measure of the engine, in
// speed and in every count. It does not follow the feed.
type Stock struct {
	engine *Engine
	index  bleve.Index
}

// OpenStock opens the index that [Engine.BuildStock] made. The engine reads the
// queries: it must stay open, and hold the entries the index was built from.
func (e *Engine) OpenStock(dir string) (*Stock, error) {
	index, err := bleve.OpenUsing(dir, bleveOptions())
	if err != nil {
		return nil, fmt.Errorf("open stock index %s: %w", dir, err)
	}
	return &Stock{engine: e, index: index}, nil
}

// BuildStock makes an index in dir of what visitors may find, the same words in
// the same fields as in the engine's own. dir must not exist; it is there only
// when the index is complete.
func (e *Engine) BuildStock(ctx context.Context, dir string) (err error) {
	partial := dir + ".partial"
	if err := os.RemoveAll(partial); err != nil {
		return fmt.Errorf("build stock index: %w", err)
	}
	index, err := bleve.NewUsing(partial, bleveMapping(), scorch.Name, scorch.Name, bleveOptions())
	if err != nil {
		return fmt.Errorf("build stock index: %w", err)
	}
	err = errors.Join(e.fillStock(ctx, index), index.Close())
	if err != nil {
		return fmt.Errorf("build stock index: %w", err)
	}
	return os.Rename(partial, dir)
}

// fillStock indexes all entries and waits until they are on disk.
func (e *Engine) fillStock(ctx context.Context, index bleve.Index) error {
	public := e.shards[catalog.AudiencePublic]
	ids, err := public.ids(ctx)
	if err != nil {
		return err
	}
	known := parts{}
	onDisk := make(chan error, 1)
	for start := 0; start < len(ids); start += buildBatch {
		end := min(start+buildBatch, len(ids))
		flats, _, err := public.read(ctx, ids[start:end], known)
		if err != nil {
			return err
		}
		documents, err := stockDocuments(flats, public.stemmers)
		if err != nil {
			return err
		}
		batch := index.NewBatch()
		for _, doc := range documents {
			if err := batch.IndexAdvanced(doc); err != nil {
				return err
			}
		}
		if end == len(ids) {
			batch.SetPersistedCallback(func(err error) { onDisk <- err })
		}
		if err := index.Batch(batch); err != nil {
			return err
		}
	}
	if len(ids) == 0 {
		return nil
	}
	select {
	case err := <-onDisk:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Close closes the index.
func (s *Stock) Close() error { return s.index.Close() }

// Prepare reads a request and returns the search for it. Reading is the
// engine's work; the search is Bleve's alone: one search for page, total and
// counts, and one more for each facet with a selection of its own.
func (s *Stock) Prepare(r Request) (search func(context.Context) (*Results, error), err error) {
	g, snap, err := s.engine.shards[catalog.AudiencePublic].acquire()
	if err != nil {
		return nil, err
	}
	defer g.release(snap)
	r = r.Bounded()
	p, err := s.engine.words().lexicon.plan(r.Query, snap)
	if err != nil {
		return nil, err
	}
	if r.Sort == SortRelevance && !p.scored() {
		r.Sort = SortConfirmed
	}
	q := &stockSearch{
		index: s.index, request: r, plan: p, today: dayOf(s.engine.now()),
		selections: narrowing(r.selections(s.engine.words().vocabularies)),
	}
	q.results = r.results(p.query.String(), p.hints)
	return q.run, nil
}

// narrowing leaves out a selection of all kinds, which every entry fulfils.
func narrowing(selections []selection) (kept []selection) {
	for _, s := range selections {
		if FacetRules[s.facet].Name != FacetKind || len(s.values) < len(indexed) {
			kept = append(kept, s)
		}
	}
	return kept
}
