package search

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"

	"ileanet.eu/showcase/catalog"
)

// memory is a source that a test can write to: entries by id and a feed with
// one row for each.
type memory struct {
	mu        sync.RWMutex
	entries   map[catalog.ID]*catalog.Entry
	rows      map[catalog.ID]feedRow
	referring map[catalog.ID]map[catalog.ID]bool // by the entry linked to
	sequence  uint64
	changed   chan struct{}
}

type feedRow struct {
	sequence uint64
	kind     catalog.Kind
}

func newMemory() *memory {
	return &memory{entries: map[catalog.ID]*catalog.Entry{}, rows: map[catalog.ID]feedRow{}, referring: map[catalog.ID]map[catalog.ID]bool{}, changed: make(chan struct{})}
}

// put writes entries, each with a feed row.
func (m *memory) put(entries ...*catalog.Entry) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range entries {
		m.sequence++
		e = e.Clone()
		e.Version++
		if old := m.entries[e.ID]; old != nil {
			e.Version = old.Version + 1
		}
		m.entries[e.ID] = e
		for id := range links(e) {
			if m.referring[id] == nil {
				m.referring[id] = map[catalog.ID]bool{}
			}
			m.referring[id][e.ID] = true
		}
		m.rows[e.ID] = feedRow{m.sequence, e.Kind}
	}
	m.wake()
	return m.sequence
}

func (m *memory) remove(ids ...catalog.ID) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range ids {
		m.sequence++
		m.rows[id] = feedRow{m.sequence, m.rows[id].kind}
		delete(m.entries, id)
	}
	m.wake()
	return m.sequence
}

func (m *memory) wake() {
	close(m.changed)
	m.changed = make(chan struct{})
}

func (m *memory) Sequence(context.Context) (uint64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.sequence, nil
}

func (m *memory) Wait(ctx context.Context, after uint64) error {
	for {
		m.mu.RLock()
		sequence, changed := m.sequence, m.changed
		m.mu.RUnlock()
		if sequence > after {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (m *memory) Changes(_ context.Context, after uint64, limit int) ([]catalog.Change, uint64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	var rows []catalog.Change
	for id, r := range m.rows {
		if r.sequence > after {
			rows = append(rows, catalog.Change{Sequence: r.sequence, ID: id, Kind: r.kind, Entry: m.entries[id]})
		}
	}
	slices.SortFunc(rows, func(a, b catalog.Change) int { return int(a.Sequence) - int(b.Sequence) })
	if len(rows) > limit {
		rows = rows[:limit]
		return rows, rows[limit-1].Sequence, nil
	}
	return rows, m.sequence, nil
}

func (m *memory) Scan(_ context.Context, visit func(*catalog.Entry) error) (uint64, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	for _, id := range slices.Sorted(maps.Keys(m.entries)) {
		if err := visit(m.entries[id]); err != nil {
			return 0, err
		}
	}
	return m.sequence, nil
}

func (m *memory) View(_ context.Context, fn func(catalog.Tx) error) error {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return fn(memoryTx{Tx: nil, m: m})
}

// memoryTx is the part of a transaction that search uses.
type memoryTx struct {
	catalog.Tx
	m *memory
}

func (t memoryTx) Entry(id catalog.ID) (*catalog.Entry, error) {
	e := t.m.entries[id]
	if e == nil {
		return nil, catalog.ErrNotFound
	}
	return e, nil
}

func (t memoryTx) IDs(kind catalog.Kind, _ catalog.ID) iter.Seq2[catalog.ID, error] {
	return func(yield func(catalog.ID, error) bool) {
		for _, id := range slices.Sorted(maps.Keys(t.m.entries)) {
			if t.m.entries[id].Kind == kind && !yield(id, nil) {
				return
			}
		}
	}
}

func (t memoryTx) Referring(id catalog.ID, kind catalog.Kind) iter.Seq2[catalog.ID, error] {
	return func(yield func(catalog.ID, error) bool) {
		for _, from := range slices.Sorted(maps.Keys(t.m.referring[id])) {
			e := t.m.entries[from]
			if e != nil && e.Kind == kind && links(e)[id] && !yield(from, nil) {
				return
			}
		}
	}
}

// links are the ids an entry links to.
func links(e *catalog.Entry) map[catalog.ID]bool {
	ids := map[catalog.ID]bool{}
	if e.Owner != "" {
		ids[e.Owner] = true
	}
	for _, r := range []*catalog.Revision{e.Public, e.Draft} {
		if r != nil {
			catalog.EachRef(r.Content, func(_ string, _ catalog.Kind, ref *catalog.Ref) { ids[*ref] = true })
		}
	}
	return ids
}
