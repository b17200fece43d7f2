package search

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"ileanet.eu/showcase/catalog"
)

// keySequence is where an index keeps the number of the feed it has applied,
// written in the batch that applies it.
var keySequence = []byte("sequence")

// keyBatch is where it keeps the number of the batch that was written last. An
// answer holds as long as that number: a batch may leave the sequence as it is.
var keyBatch = []byte("batch")

// A generation is one index on disk, in a folder of its own. It is safe for
// concurrent use; only one goroutine writes.
type generation struct {
	dir     string
	index   bleve.Index
	columns *columnStore

	preparing sync.Mutex // held while titles are made

	mu        sync.Mutex
	persisted uint64        // sequence that is on disk
	advanced  chan struct{} // closed and replaced when persisted rises
	closed    bool
	users     sync.WaitGroup // open snapshots
	newest    *state         // the last one opened; used while the index has not moved
	batch     uint64         // number of the last batch
}

// bleveOptions are given at creation and at each opening.
//
// Unsafe batches answer before they are on disk: our own sequence makes waiting
// unnecessary, and Bleve's default mode panics after a failed write.
func bleveOptions() map[string]any {
	return map[string]any{"unsafe_batch": true, "bolt_timeout": "5s"}
}

// createGeneration makes an empty index in dir.
func createGeneration(dir string) (g *generation, err error) {
	err = guard("create index", func() error {
		index, err := bleve.NewUsing(dir, bleveMapping(), scorch.Name, scorch.Name, bleveOptions())
		if err != nil {
			return fmt.Errorf("create index %s: %w", dir, err)
		}
		g = newGeneration(dir, index)
		return nil
	})
	return g, err
}

// openGeneration opens the index in dir and checks that it answers.
func openGeneration(dir string) (g *generation, err error) {
	err = guard("open index", func() error {
		index, err := bleve.OpenUsing(dir, bleveOptions())
		if err != nil {
			return fmt.Errorf("open index %s: %w", dir, err)
		}
		g = newGeneration(dir, index)
		return nil
	})
	if err != nil {
		return nil, err
	}
	snap, err := g.snapshot()
	if err != nil {
		return nil, errors.Join(err, g.close())
	}
	g.persisted, g.batch = snap.sequence, snap.batch
	g.release(snap)
	return g, nil
}

func newGeneration(dir string, index bleve.Index) *generation {
	return &generation{dir: dir, index: index, columns: newColumnStore(filepath.Join(dir, folderColumns)), advanced: make(chan struct{})}
}

// snapshot is the newest state of the index. It must be given back with
// release.
func (g *generation) snapshot() (snap *snapshot, err error) {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return nil, fmt.Errorf("index %s: %w", g.dir, catalog.ErrUnavailable)
	}
	g.users.Add(1)
	g.mu.Unlock()
	err = guard("read index", func() error {
		index, err := g.reader()
		if err != nil {
			return err
		}
		st, err := g.state(index)
		if err != nil {
			return errors.Join(err, index.Close())
		}
		snap = st.open()
		return nil
	})
	if err != nil {
		g.users.Done()
		return nil, err
	}
	return snap, nil
}

// state is what is kept of a state of the index: made once, when it is new.
func (g *generation) state(index *scorch.IndexSnapshot) (*state, error) {
	g.mu.Lock()
	newest := g.newest
	g.mu.Unlock()
	if newest != nil && newest.index == index {
		return newest, nil
	}
	st, err := g.columns.open(index)
	if err != nil {
		return nil, err
	}
	g.mu.Lock()
	g.newest = st
	g.mu.Unlock()
	return st, nil
}

// reader is Bleve's own view of the index.
func (g *generation) reader() (*scorch.IndexSnapshot, error) {
	inner, err := g.index.Advanced()
	if err != nil {
		return nil, fmt.Errorf("index %s: %w", g.dir, err)
	}
	reader, err := inner.Reader()
	if err != nil {
		return nil, fmt.Errorf("read index %s: %w", g.dir, err)
	}
	index, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, errors.Join(fmt.Errorf("index %s is a %T", g.dir, reader), reader.Close())
	}
	return index, nil
}

// release gives back a snapshot.
func (g *generation) release(snap *snapshot) {
	// Closing a snapshot only counts references down; what it reports is the
	// unmapping of files nobody reads any more.
	_ = snap.close()
	g.users.Done()
}

// apply indexes documents and removes entries in one step, and notes that the
// feed is applied up to sequence.
func (g *generation) apply(docs []*flat, removed []catalog.ID, sequence uint64, s *stemmers) error {
	documents := documents(docs, s)
	return guard("write index", func() error {
		batch := g.index.NewBatch()
		for _, doc := range documents {
			if err := batch.IndexAdvanced(doc); err != nil {
				return fmt.Errorf("index %s: %w", doc.ID(), err)
			}
		}
		for _, id := range removed {
			batch.Delete(string(id))
		}
		g.batch++
		batch.SetInternal(keySequence, encodeSequence(sequence))
		batch.SetInternal(keyBatch, encodeSequence(g.batch))
		batch.SetPersistedCallback(func(err error) {
			if err == nil {
				g.notePersisted(sequence)
			}
		})
		if err := g.index.Batch(batch); err != nil {
			return fmt.Errorf("write index %s: %w", g.dir, err)
		}
		return nil
	})
}

func (g *generation) notePersisted(sequence uint64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if sequence > g.persisted {
		g.persisted = sequence
		close(g.advanced)
		g.advanced = make(chan struct{})
	}
}

// warm builds the columns of new segments before a request has to, and forgets
// those of old ones.
func (g *generation) warm() error {
	snap, err := g.snapshot()
	if err != nil {
		return err
	}
	g.columns.keep(snap.index)
	g.release(snap)
	return nil
}

// save writes what was derived from the segments beside them, so that the next
// start need not derive it again.
func (g *generation) save() error {
	snap, err := g.snapshot()
	if err != nil {
		return err
	}
	defer g.release(snap)
	return guard("save columns", func() error { return g.columns.save(snap.state) })
}

// prepare makes what suggestions need of new segments, so that no person waits
// for it. One at a time does.
func (g *generation) prepare() error {
	if !g.preparing.TryLock() {
		return nil
	}
	defer g.preparing.Unlock()
	snap, err := g.snapshot()
	if err != nil {
		return err
	}
	defer g.release(snap)
	return guard("read titles", func() error {
		for _, view := range snap.segments {
			if _, err := view.titles(); err != nil {
				return err
			}
		}
		return nil
	})
}

// close waits for open snapshots and releases the files. Batches that are not
// on disk are lost, which the sequence in the index tells.
func (g *generation) close() error {
	g.mu.Lock()
	if g.closed {
		g.mu.Unlock()
		return nil
	}
	g.closed = true
	g.mu.Unlock()
	g.users.Wait()
	return guard("close index", g.index.Close)
}

// remove closes the generation and deletes its folder.
func (g *generation) remove() error {
	return errors.Join(g.close(), os.RemoveAll(g.dir))
}

// sync forces to disk what Bleve does not: its own description of the index
// and the folders.
func (g *generation) sync() error {
	for _, path := range []string{filepath.Join(g.dir, "index_meta.json"), filepath.Join(g.dir, "store"), g.dir, filepath.Dir(g.dir)} {
		if err := syncPath(path); err != nil {
			return err
		}
	}
	return nil
}

// syncPath forces a file or folder to disk.
func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("sync: %w", err)
	}
	err = f.Sync()
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", path, err)
	}
	return nil
}

func encodeSequence(sequence uint64) []byte { return binary.BigEndian.AppendUint64(nil, sequence) }

// decodeSequence is 0 for what encodeSequence did not write.
func decodeSequence(data []byte) uint64 {
	if len(data) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(data)
}
