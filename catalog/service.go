package catalog

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"ileanet.eu/showcase/catalog/passkey"
)

// Service is the catalogue as people and programs use it: reads for a viewer,
// writes through the rules of the workflow. It holds nothing of the
// entries and is safe for concurrent use.
type Service struct {
	store        Store
	vocabularies atomic.Pointer[Vocabularies]
	now          func() time.Time
	newID        func(AccessLevel) ID

	hashing       hashing
	throttle      *throttle
	demonstration atomic.Bool
	passkeys      *passkey.Site // nil where none are offered
}

// NewService makes a service over a store. Time and ids come from the
// functions given, so that tests can fix them.
func NewService(store Store, vocabularies *Vocabularies, now func() time.Time, newID func(AccessLevel) ID) *Service {
	s := &Service{store: store, now: now, newID: newID, hashing: newHashing(), throttle: newThrottle()}
	s.UseVocabularies(vocabularies)
	return s
}

// Vocabularies are the controlled lists in force.
func (s *Service) Vocabularies() *Vocabularies { return s.vocabularies.Load() }

// UseVocabularies puts other lists in force, at once and for everybody. They
// have the same concepts in other words, or more.
func (s *Service) UseVocabularies(vocabularies *Vocabularies) { s.vocabularies.Store(vocabularies) }

// Sequence is the number of the newest event.
func (s *Service) Sequence(ctx context.Context) (uint64, error) { return s.store.Sequence(ctx) }

// Moved says that an entry is found under another slug; it is an error of
// [Service.Lookup].
type Moved struct { //nolint:errname // an answer that happens to come as an error
	Slug string
}

// Error names the new slug.
func (m *Moved) Error() string { return "moved to " + m.Slug }

// Lookup returns what the viewer may see of the entry with the slug.
//
// It is [ErrNotFound] when there is none, or none the viewer may know of;
// a [*Moved] when the slug is a former one or the entry was merged into
// another; and [ErrGone], together with the stub, when it was withdrawn or
// frozen.
func (s *Service) Lookup(ctx context.Context, viewer Actor, kind Kind, slug string) (*View, error) {
	var view *View
	err := s.store.View(ctx, func(tx Tx) error {
		e, err := tx.EntryBySlug(kind, slug)
		if err != nil {
			return err
		}
		seen, ok := Visible(viewer, e)
		if !ok {
			return ErrNotFound
		}
		if e.MergedInto != "" {
			if into, err := tx.Entry(e.MergedInto); err == nil {
				if _, ok := Visible(viewer, into); ok {
					return &Moved{Slug: into.Slug}
				}
			}
		}
		if e.Slug != slug {
			return &Moved{Slug: e.Slug}
		}
		view = seen
		if seen.Stub {
			return ErrGone
		}
		return nil
	})
	if err != nil && !errors.Is(err, ErrGone) {
		return nil, wrapLookup(kind, slug, err)
	}
	return view, err
}

func wrapLookup(kind Kind, slug string, err error) error {
	return fmt.Errorf("look up %s %q: %w", kind, slug, err)
}

// LookupAll returns what the viewer may see of the entries with the ids, by
// id. Entries that do not exist, are withdrawn or may not be known are left
// out.
func (s *Service) LookupAll(ctx context.Context, viewer Actor, ids []ID) (map[ID]*View, error) {
	views := map[ID]*View{}
	err := s.store.View(ctx, func(tx Tx) error {
		clear(views)
		for _, id := range ids {
			if _, done := views[id]; done || id == "" {
				continue
			}
			e, err := tx.Entry(id)
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err != nil {
				return fmt.Errorf("look up %s: %w", id, err)
			}
			if view, ok := Visible(viewer, e); ok && !view.Stub {
				views[id] = view
			}
		}
		return nil
	})
	return views, err
}

// Referring returns what the viewer may see of the entries of a kind that link
// to id, in the order they were made, at most limit of them, and whether there
// are more.
func (s *Service) Referring(ctx context.Context, viewer Actor, id ID, kind Kind, limit int) (views []*View, more bool, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		views, more = nil, false
		for ref, err := range tx.Referring(id, kind) {
			if err != nil {
				return err
			}
			e, err := tx.Entry(ref)
			if err != nil {
				return err
			}
			view, ok := Visible(viewer, e)
			if !ok || view.Stub || !links(view, id) {
				continue
			}
			if len(views) == limit {
				more = true
				return nil
			}
			views = append(views, view)
		}
		return nil
	})
	if err != nil {
		return nil, false, fmt.Errorf("entries of kind %s that link to %s: %w", kind, id, err)
	}
	return views, more, nil
}

// links reports whether the part of an entry that the viewer sees links to id:
// a link in a restricted field or in a draft must not show.
func links(view *View, id ID) bool {
	found := view.Owner == id
	EachRef(view.Record, func(_ string, _ Kind, ref *Ref) { found = found || *ref == id })
	return found
}
