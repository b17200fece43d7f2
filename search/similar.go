package search

import (
	"context"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"ileanet.eu/showcase/catalog"
)

// Limits of what is taken for similar.
const (
	maxSimilar      = 20
	maxSimilarWords = 25 // telling words of an entry that are looked for
	minShared       = 2  // areas, technologies or words: one in common is chance
	spare           = 4  // times as many entries are looked at as are shown, because some have too little
)

// Similar are entries of any kind that have most in common with an entry, at
// most most, best first: challenge areas, technologies and the words that tell
// the entry from others. [Hit.Why] says which. There are none for an entry that
// the viewer's index does not hold.
func (e *Engine) Similar(ctx context.Context, viewer catalog.Actor, id catalog.ID, language string, most int) ([]Hit, error) {
	similar := []Hit{}
	err := e.read(ctx, viewer, "similar", func(snap *snapshot) (err error) {
		similar, err = e.answering.Load().similar(ctx, snap, id, language, min(most, maxSimilar))
		return err
	})
	if err != nil {
		return nil, err
	}
	return similar, nil
}

// read lets fn read the newest state of the viewer's index, in its turn.
func (e *Engine) read(ctx context.Context, viewer catalog.Actor, what string, fn func(snap *snapshot) error) error {
	if err := e.admission.enter(ctx); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer e.admission.leave()
	g, snap, err := e.shards[catalog.AudienceOf(viewer)].acquire()
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer g.release(snap)
	if err := guard(what, func() error { return fn(snap) }); err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (e *answerer) similar(ctx context.Context, snap *snapshot, id catalog.ID, language string, most int) ([]Hit, error) {
	at, own, err := snap.entry(id)
	if err != nil || own == nil {
		return []Hit{}, err
	}
	p, err := e.likeness(snap, own, language)
	if err != nil {
		return nil, err
	}
	if len(p.clauses) == 0 {
		return []Hit{}, nil
	}
	ev, err := evaluate(ctx, snap, p, nil, dayOf(e.now()))
	if err != nil {
		return nil, err
	}
	itself := ev.segments[at.segment]
	itself.hits = roaring.AndNot(itself.hits, roaring.BitmapOf(at.number))
	best, err := ev.top(ctx, SortRelevance, 0, spare*most)
	if err != nil {
		return nil, err
	}
	best = slices.DeleteFunc(best, func(c candidate) bool { return ev.met(c) < minShared })
	return e.hits(ev, best[:min(most, len(best))], language)
}

// likeness is the plan that finds what is like an entry.
func (e *answerer) likeness(snap *snapshot, own *card, language string) (*plan, error) {
	p := &plan{any: true}
	for _, shared := range []struct {
		facet string
		ids   []string
	}{{FacetChallenge, own.Hit.Challenge}, {FacetTechnology, own.Hit.Technology}} {
		for _, id := range shared.ids {
			c := concept{shared.facet, id}
			p.clauses = append(p.clauses, &clause{text: e.lexicon.label(c, language), full: []concept{c}})
		}
	}
	count := e.lexicon.countWords(own.Hit.Language)
	for i, text := range []string{own.Hit.Title, own.Lead, own.Body} {
		count.add(text, weights.field[i])
	}
	words, err := snap.telling(count, 2, maxSimilarWords)
	if err != nil {
		return nil, err
	}
	for _, w := range words {
		p.clauses = append(p.clauses, w.clause())
	}
	return p, nil
}

// entry is the place and the stored part of an entry; nil without.
func (s *snapshot) entry(id catalog.ID) (candidate, *card, error) {
	for i, view := range s.segments {
		known, err := view.bitmap("_id", string(id))
		if err != nil {
			return candidate{}, nil, err
		}
		if known == nil {
			continue
		}
		if live := view.alive(known.Clone()); !live.IsEmpty() {
			at := candidate{segment: i, number: live.Minimum()}
			c, err := view.card(at.number)
			return at, c, err
		}
	}
	return candidate{}, nil, nil
}

// met counts the clauses of the plan that hold for a hit.
func (ev *evaluation) met(c candidate) int {
	met := 0
	for _, b := range ev.segments[c.segment].clauses {
		if b.Contains(c.number) {
			met++
		}
	}
	return met
}
