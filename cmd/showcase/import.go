package main

import (
	"errors"
	"os"
	"path/filepath"
)

type importCommand struct {
	Catalogue importCatalogue `cmd:"" help:"Read a whole catalogue that 'showcase export' wrote, into an empty data folder."`
}

type importCatalogue struct {
	dataFlag
	Folder string `arg:"" help:"Folder that the export is in." type:"path"`
}

// Run reads the export.
func (c *importCatalogue) Run(env *environment) (err error) {
	file, err := os.Open(filepath.Join(c.Folder, exportCatalogue))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	a, err := openStore(env, c.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	entries, err := a.service.ImportExport(env.ctx, file)
	if err != nil {
		return err
	}
	env.printf("%d entries imported into %s\n", entries, c.Data)
	return nil
}
