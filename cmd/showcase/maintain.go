package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"ileanet.eu/showcase/catalog/bolt"
)

// errDifferences is the end of a check that found something; the lines have
// been written.
var errDifferences = errors.New("differences were found")

type checkCommand struct {
	dataFlag
}

// Run compares store and index.
func (c *checkCommand) Run(env *environment) error { return perform(env, c.dataFlag, "check", "") }

// check verifies the store by itself, then the index against the store. It
// writes a line for each difference and how many there were.
func check(ctx context.Context, _ *environment, a *app, _ string, out io.Writer) error {
	differences := 0
	report := func(difference string) {
		differences++
		_, _ = fmt.Fprintln(out, difference)
	}
	if err := a.store.Check(ctx, report); err != nil {
		return fmt.Errorf("check the store: %w", err)
	}
	if err := a.engine.Check(ctx, report); err != nil {
		return fmt.Errorf("check the index: %w", err)
	}
	if _, err := fmt.Fprintf(out, "%d differences\n", differences); err != nil {
		return err
	}
	if differences > 0 {
		return errDifferences
	}
	return nil
}

type reindexCommand struct {
	dataFlag
}

// Run builds the index anew.
func (c *reindexCommand) Run(env *environment) error { return perform(env, c.dataFlag, "reindex", "") }

// reindex builds new generations beside the live ones and puts them in place.
func reindex(ctx context.Context, _ *environment, a *app, _ string, out io.Writer) error {
	if err := a.engine.Reindex(ctx); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "the index is built anew")
	return err
}

type backupCommand struct {
	dataFlag
	File string `arg:"" help:"File to write; it must not exist yet." type:"path"`
}

// Run writes a backup.
func (c *backupCommand) Run(env *environment) error {
	return perform(env, c.dataFlag, "backup", c.File)
}

// backup writes a copy of the store beside the target, syncs and verifies it,
// and only then gives it its name: a file under that name is a good backup.
func backup(ctx context.Context, _ *environment, a *app, target string, out io.Writer) (err error) {
	if _, err := os.Stat(target); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s exists already; a backup is never overwritten", target)
	}
	file, err := os.CreateTemp(filepath.Dir(target), ".showcase-backup-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreMissing(os.Remove(file.Name())))
		}
	}()
	err = a.store.Backup(ctx, file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return fmt.Errorf("write the backup: %w", err)
	}
	if err := bolt.Verify(ctx, file.Name()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), target); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s written and verified\n", target)
	return err
}

func ignoreMissing(err error) error {
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

type restoreCommand struct {
	dataFlag
	Overwrite bool   `help:"Replace the store that is in the folder."`
	File      string `arg:"" help:"Backup to restore." type:"path"`
}

// Run puts the backup in place and ends the sessions in it; the index is built
// from it at the next start.
func (c *restoreCommand) Run(env *environment) (err error) {
	if err := existingFile(c.File); err != nil {
		return err
	}
	if !c.Overwrite && c.existing() == nil {
		return fmt.Errorf("there is a catalogue in %s already; replace it with --overwrite, or name another folder with --data", c.Data)
	}
	file, err := os.Open(c.File)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	if err := bolt.Restore(env.ctx, c.Data, file, c.Overwrite); err != nil {
		return err
	}
	if err := os.RemoveAll(filepath.Join(c.Data, "index")); err != nil {
		return fmt.Errorf("put the old index away: %w", err)
	}
	// The backup may hold sessions that were ended since.
	err = withStore(env, c.dataFlag, func(a *app) error { return a.service.EndEverySession(env.ctx, operator) })
	if err != nil {
		return fmt.Errorf("the store is restored, but: %w", err)
	}
	env.printf("restored into %s; people sign in anew, and the search index is built at the next start\n", c.Data)
	return nil
}

type exportCommand struct {
	dataFlag
	Folder string `arg:"" help:"Folder to write; it must not exist yet." type:"path"`
}

// Run writes an export.
func (c *exportCommand) Run(env *environment) error {
	return perform(env, c.dataFlag, "export", c.Folder)
}

// Names of the files of an export.
const (
	exportCatalogue = "catalogue.jsonl"
	exportAudit     = "audit.jsonl"
)

// export writes the catalogue and its audit trail into a new folder.
func export(ctx context.Context, _ *environment, a *app, folder string, out io.Writer) error {
	if err := os.Mkdir(folder, 0o700); err != nil {
		return err
	}
	var entries, events int
	err := writeFile(filepath.Join(folder, exportCatalogue), func(w io.Writer) (err error) {
		entries, err = a.service.Export(ctx, w)
		return err
	})
	if err != nil {
		return err
	}
	err = writeFile(filepath.Join(folder, exportAudit), func(w io.Writer) (err error) {
		events, err = a.service.ExportAudit(ctx, w)
		return err
	})
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "exported %d entries and %d audit events to %s\n", entries, events, folder)
	return err
}

// writeFile makes a file that only its owner can read.
func writeFile(path string, write func(io.Writer) error) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := write(file); err != nil {
		return errors.Join(err, file.Close())
	}
	return errors.Join(file.Sync(), file.Close())
}
