package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers"
	"ileanet.eu/showcase/search"
	"ileanet.eu/showcase/search/benchmark"
)

// How much is measured at most: rounds of one request of each class, in fours,
// because a request has 0 to 3 filters, and changes.
const (
	benchRounds  = 40
	benchChanges = 100
)

// bench measures one catalogue.
type bench struct {
	env     *environment
	dir     string
	mix     *benchmark.Mix
	changed []catalog.ID // solutions that may be changed
	report  *benchmark.Report

	app *app
	web *handlers.Server
}

// rounds are requests that were not asked before: fewer for a small catalogue,
// which has no more to ask.
func (b *bench) rounds() []benchmark.Case {
	return b.mix.Rounds(min(benchRounds, 4*max(1, b.report.Entries/1000)))
}

// run measures everything, step by step.
func (b *bench) run() (err error) {
	if b.report.Engine.Built, err = buildIndex(b.env, b.dir); err != nil {
		return err
	}
	before := benchmark.ReadMemory()
	if err := b.start(); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.app.close()) }()
	warm := b.rounds()
	b.report.Requests = len(warm)
	for _, step := range []struct {
		name string
		run  func() error
	}{
		{"searches in process", func() error { return b.searches(warm, before) }},
		{"searches through HTTP", func() error { return b.site(warm) }},
		{"stock Bleve", func() error { return b.stock(warm) }},
		{"changes", b.changes},
	} {
		b.env.errorf("measuring %s\n", step.name)
		if err := step.run(); err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
	}
	return nil
}

// start opens store, index and site and waits for the first page.
func (b *bench) start() (err error) {
	began := time.Now()
	if b.app, err = openAll(b.env, b.dir); err != nil {
		return err
	}
	b.web, err = handlers.New(handlers.Config{
		Catalogue: b.app.service, Searcher: b.app.engine, Accounts: b.app.service, Logger: b.env.log, Now: b.env.now, Version: version(),
	})
	if err == nil {
		_, err = benchmark.Measure(b.env.ctx, benchmark.Handler(b.web, benchmark.Page), []benchmark.Case{browse}, nil)
	}
	if err != nil {
		return errors.Join(err, b.app.close())
	}
	b.report.Engine.Start = time.Since(began)
	return nil
}

// browse is the request for everything.
var browse = benchmark.Case{Class: "browse", Request: search.Request{Kinds: search.Kinds}}

// searches measures the engine in process.
func (b *bench) searches(warm []benchmark.Case, before benchmark.Memory) (err error) {
	ctx, side, engine := b.env.ctx, &b.report.Engine, benchmark.Engine(b.app.engine)
	if side.Cold, err = benchmark.Measure(ctx, engine, b.rounds(), nil); err != nil {
		return err
	}
	if side.Warm, err = benchmark.Measure(ctx, engine, warm, nil); err != nil {
		return err
	}
	if side.Rate, err = benchmark.Rate(ctx, engine, b.rounds()); err != nil {
		return err
	}
	side.Memory = benchmark.ReadMemory().Less(before)
	all, err := b.app.engine.Search(ctx, catalog.Visitor, browse.Request)
	if err != nil {
		return err
	}
	b.report.Findable = all.Total
	if b.report.AllDisk, err = folderSize(filepath.Join(b.dir, "index")); err != nil {
		return err
	}
	side.Disk, err = folderSize(filepath.Join(b.dir, "index", string(catalog.AudiencePublic)))
	return err
}
