package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/catalogtest"
	"ileanet.eu/showcase/catalog/vocabularies"
	"ileanet.eu/showcase/search/benchmark"
)

// What a catalogue and its requests are made from.
const (
	benchSeed    = 1
	benchSamples = 3000
	benchMany    = 500_000 // entries from which texts are shorter and Bleve is asked less
	benchBatch   = 1000
)

// newBench makes the catalogue unless it is there, and the requests.
func newBench(env *environment, dir string, n int, stock bool) (*bench, error) {
	lists, err := vocabularies.Load()
	if err != nil {
		return nil, err
	}
	var options []catalogtest.Option
	if n >= benchMany {
		options = append(options, catalogtest.ShortTexts())
	}
	generator := catalogtest.NewGenerator(lists, benchSeed, n, options...)
	if err := fillStore(env, dir, generator, n); err != nil {
		return nil, err
	}
	b := &bench{env: env, dir: dir, report: &benchmark.Report{Entries: n}}
	if stock {
		b.report.Stock = &benchmark.Side{}
	}
	var samples []benchmark.Sample
	for i := 0; i < n; i += max(1, n/benchSamples) {
		e := generator.Entry(i)
		if s, ok := benchmark.NewSample(e, lists); ok {
			samples = append(samples, s)
		}
		if e.Kind == catalog.KindSolution {
			b.changed = append(b.changed, e.ID)
		}
	}
	if len(samples) == 0 {
		return nil, errors.New("none of the entries can be found; more are needed")
	}
	b.mix = benchmark.NewMix(benchSeed, samples)
	return b, nil
}

// fillStore writes the entries into an empty store, a batch in a transaction.
func fillStore(env *environment, dir string, generator *catalogtest.Generator, n int) (err error) {
	a, err := openStore(env, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	sequence, err := a.service.Sequence(env.ctx)
	if err != nil {
		return err
	}
	if sequence > 0 {
		if sequence < uint64(n) {
			return fmt.Errorf("the catalogue in %s was left half made; remove the folder", dir)
		}
		return nil
	}
	env.errorf("making %d entries\n", n)
	for start := 0; start < n; start += benchBatch {
		var batch []*catalog.Entry
		for i := start; i < min(start+benchBatch, n); i++ {
			e := generator.Entry(i)
			e.Version = 1
			batch = append(batch, e)
		}
		if err := a.service.Load(env.ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// buildIndex makes sure that the search index is whole, and answers how long
// that took when there was none.
func buildIndex(env *environment, dir string) (took time.Duration, err error) {
	_, err = os.Stat(filepath.Join(dir, "index"))
	first := errors.Is(err, fs.ErrNotExist)
	if first {
		env.errorf("building the index\n")
	}
	began := time.Now()
	a, err := openAll(env, dir)
	if err != nil {
		return 0, err
	}
	err = a.waitReady(env.ctx)
	if first {
		took = time.Since(began)
	}
	return took, errors.Join(err, a.close())
}

// folderSize is how many bytes the files below a folder have.
func folderSize(dir string) (bytes int64, err error) {
	err = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil // merged away meanwhile
		}
		if err != nil {
			return err
		}
		bytes += info.Size()
		return nil
	})
	return bytes, err
}
