package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/bolt"
	"ileanet.eu/showcase/catalog/vocabularies"
	"ileanet.eu/showcase/search"
)

// dataFlag is the flag of every command that works on a data folder.
type dataFlag struct {
	Data string `default:"showcase-data" help:"Data folder: holds the store and the search index." placeholder:"DIR"`
}

// existing fails when the folder holds no catalogue: a mistyped name must not
// make a new, empty one.
func (d dataFlag) existing() error {
	if _, err := os.Stat(filepath.Join(d.Data, "store.db")); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("there is no catalogue in %s; name its folder with --data", d.Data)
	} else if err != nil {
		return err
	}
	return nil
}

// app is an opened data folder: this is the only place that names a backend.
type app struct {
	store   *bolt.Store
	service *catalog.Service
	engine  *search.Engine // nil where the command needs no index
}

// openStore opens the store of a data folder, making it when it is not there.
func openStore(env *environment, dir string) (*app, error) {
	lists, err := vocabularies.LoadChanged(filepath.Join(dir, vocabularies.ChangesFile))
	if err != nil {
		return nil, err
	}
	store, err := bolt.Open(env.ctx, dir, bolt.Options{})
	if err != nil {
		return nil, err
	}
	return &app{store: store, service: catalog.NewService(store, lists, env.now, catalog.NewID)}, nil
}

// openAll opens the store and the index behind it.
func openAll(env *environment, dir string) (*app, error) {
	a, err := openStore(env, dir)
	if err != nil {
		return nil, err
	}
	if a.engine, err = openEngine(env, a, dir); err != nil {
		return nil, errors.Join(err, a.close())
	}
	return a, nil
}

// openEngine opens the search index of a data folder; it begins to follow the
// store at once.
func openEngine(env *environment, a *app, dir string) (*search.Engine, error) {
	return search.Open(env.ctx, filepath.Join(dir, "index"), a.store, a.service.Vocabularies(),
		search.Options{Logger: env.log, Now: env.now})
}

// close closes the index before the store it follows.
func (a *app) close() error {
	var err error
	if a.engine != nil {
		err = a.engine.Close()
	}
	return errors.Join(err, a.store.Close())
}

// withStore runs do on the store of an existing data folder.
func withStore(env *environment, data dataFlag, do func(*app) error) (err error) {
	if err := data.existing(); err != nil {
		return err
	}
	a, err := openStore(env, data.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	return do(a)
}

// waitReady waits until the index has everything that is in the store now.
func (a *app) waitReady(ctx context.Context) error {
	sequence, err := a.service.Sequence(ctx)
	if err != nil {
		return err
	}
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	for a.engine.Ready() != nil || a.engine.Applied() < sequence {
		select {
		case <-look.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
