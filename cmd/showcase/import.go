package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/cordis"
)

type importCommand struct {
	Cordis    importCordis    `cmd:"" help:"Read research projects from files of CORDIS: CSV tables, XML, zipped or gzipped, or the CSV of before 2021."`
	Catalogue importCatalogue `cmd:"" help:"Read a whole catalogue that 'showcase export' wrote, into an empty data folder."`
}

type importCordis struct {
	dataFlag
	DryRun bool     `help:"Say what would change and write nothing."`
	Only   string   `enum:"security,all" default:"all" help:"'security' takes civil security projects and those that speak of border management."`
	Files  []string `arg:"" help:"Files to read; tables of one data set belong together." type:"existingfile"`
}

// Run reads the files into the store. The search index takes the projects in
// when the catalogue is next served.
func (c *importCordis) Run(env *environment) (err error) {
	dir := c.Data
	if c.DryRun && c.existing() != nil {
		// Compared with an empty catalogue, which is not to be made for it.
		if dir, err = os.MkdirTemp("", "showcase-dry-run-*"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	a, err := openStore(env, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	return c.into(env, a)
}

// into reads the files and imports what they hold.
func (c *importCordis) into(env *environment, a *app) error {
	bar := newProgressBar(env.stderr)
	reading, err := cordis.Read(env.ctx, c.Files, cordis.Options{
		OnlySecurity: c.Only == "security", Vocabularies: a.service.Vocabularies(), Progress: bar.at,
	})
	if err != nil {
		bar.end()
		return err
	}
	options := catalog.ImportOptions{
		DryRun: c.DryRun, By: operator,
		Rejected: func(r *catalog.Rejection) { env.errorf("rejected: %s\n", r.Error()) },
	}
	if c.DryRun {
		options.Different = func(d catalog.Difference) { env.printf("%s\n", line(d)) }
	}
	report, err := a.service.Import(env.ctx, reading.Records(env.ctx), options)
	bar.end()
	for _, f := range reading.Files {
		env.printf("%s: %s, %d rows read\n", f.Name, f.Holds, f.Rows)
	}
	for _, name := range reading.Skipped {
		env.printf("%s: skipped, nothing of CORDIS\n", name)
	}
	if report != nil {
		summarise(env, report)
	}
	return err
}

// line writes a difference for a person.
func line(d catalog.Difference) string {
	if d.Field == "" {
		return fmt.Sprintf("new %s %s: %s", d.Kind, d.ExternalID, d.After)
	}
	return fmt.Sprintf("changed %s %s: %s: %q -> %q", d.Kind, d.Slug, d.Field, d.Before, d.After)
}

// summarise ends an import; the line of the projects is the last.
func summarise(env *environment, report *catalog.ImportReport) {
	if report.RejectedParts > 0 {
		env.printf("%d rows that hold only a part of an entry were rejected\n", report.RejectedParts)
	}
	for _, kind := range []catalog.Kind{catalog.KindOrganisation, catalog.KindProject} {
		n := report.Counts[kind]
		env.printf("%s: %d read, %d new, %d changed, %d unchanged, %d rejected\n",
			kind.Collection(), n.Read, n.New, n.Changed, n.Unchanged, n.Rejected)
	}
}

// progressBar shows on a terminal how far an import is, and nothing elsewhere.
type progressBar struct {
	container *mpb.Progress
	bar       *mpb.Bar
}

func newProgressBar(out io.Writer) *progressBar {
	file, ok := out.(*os.File)
	if !ok {
		return &progressBar{}
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &progressBar{}
	}
	return &progressBar{container: mpb.New(mpb.WithOutput(out), mpb.WithWidth(64))}
}

// at moves the bar to done of total bytes.
func (p *progressBar) at(done, total int64) {
	if p.container == nil {
		return
	}
	if p.bar == nil {
		p.bar = p.container.AddBar(total,
			mpb.PrependDecorators(decor.Name("reading "), decor.CountersKibiByte("% .1f / % .1f")),
			mpb.AppendDecorators(decor.Percentage()))
	}
	p.bar.SetTotal(total, false)
	p.bar.SetCurrent(done)
}

func (p *progressBar) end() {
	if p.bar != nil {
		p.bar.SetTotal(-1, true)
		p.container.Wait()
	}
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
	sequence, err := a.service.Sequence(env.ctx)
	if err != nil {
		return err
	}
	if sequence > 0 {
		return fmt.Errorf("%s holds a catalogue already; name an empty folder with --data", c.Data)
	}
	entries, err := a.service.ImportExport(env.ctx, file)
	if err != nil {
		return err
	}
	env.printf("%d entries imported into %s\n", entries, c.Data)
	return nil
}
