package main

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
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
		Catalogue: b.app.service, Searcher: b.app.engine, Logger: b.env.log, Now: b.env.now, Version: version(),
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

// site measures answers for programs and pages for people.
func (b *bench) site(warm []benchmark.Case) (err error) {
	ctx, client := b.env.ctx, &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 64}}
	defer client.CloseIdleConnections()
	base, stop, err := b.listen(b.web)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	api := benchmark.HTTP(client, base, benchmark.API)
	if b.report.API, err = benchmark.Measure(ctx, api, b.rounds(), nil); err != nil {
		return err
	}
	if b.report.Page, err = benchmark.Measure(ctx, benchmark.HTTP(client, base, benchmark.Page), b.rounds(), nil); err != nil {
		return err
	}
	if err := b.pageOverJSON(warm[:len(warm)/2]); err != nil {
		return err
	}
	if b.report.Repeated, err = benchmark.Repeat(ctx, api, browse.Request); err != nil {
		return err
	}
	b.report.Empty, err = b.emptyRate(client)
	return err
}

// pageOverJSON measures what a page needs and what the same answer needs as
// JSON, both asked before, so that only writing them differs.
func (b *bench) pageOverJSON(cases []benchmark.Case) error {
	for _, m := range []struct {
		address benchmark.Address
		cpu     *time.Duration
	}{{benchmark.API, new(time.Duration)}, {benchmark.API, &b.report.APICPU}, {benchmark.Page, &b.report.PageCPU}} {
		figures, err := benchmark.Measure(b.env.ctx, benchmark.Handler(b.web, m.address), cases, nil)
		if err != nil {
			return err
		}
		*m.cpu = figures.CPU
	}
	return nil
}

// emptyRate is the rate of a handler that does nothing.
func (b *bench) emptyRate(client *http.Client) (rate float64, err error) {
	base, stop, err := b.listen(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	return benchmark.Repeat(b.env.ctx, benchmark.HTTP(client, base, benchmark.API), browse.Request)
}

// listen serves a handler on this machine until stop is called.
func (b *bench) listen(h http.Handler) (base string, stop func() error, err error) {
	listener, err := (&net.ListenConfig{}).Listen(b.env.ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := handlers.HTTPServer(h)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	return "http://" + listener.Addr().String(), func() error {
		err := server.Close()
		if failed := <-ended; !errors.Is(failed, http.ErrServerClosed) {
			err = errors.Join(err, failed)
		}
		return err
	}, nil
}

// stock measures Bleve's own search at the same requests and compares every
// answer.
func (b *bench) stock(cases []benchmark.Case) (err error) {
	side, ctx := b.report.Stock, b.env.ctx
	if side == nil {
		return nil
	}
	if b.report.Entries >= benchMany {
		cases = cases[:len(cases)/10]
	}
	if err := b.buildStock(side); err != nil {
		return err
	}
	before, began := benchmark.ReadMemory(), time.Now()
	index, err := b.app.engine.OpenStock(b.stockFolder())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	stock := benchmark.Stock(index)
	if _, err := benchmark.Measure(ctx, stock, []benchmark.Case{browse}, nil); err != nil {
		return err
	}
	side.Start = time.Since(began)
	var answers []benchmark.Answer
	side.Warm, err = benchmark.Measure(ctx, stock, cases, func(r *search.Results) { answers = append(answers, benchmark.NewAnswer(r)) })
	if err != nil {
		return err
	}
	if side.Rate, err = benchmark.Rate(ctx, stock, cases); err != nil {
		return err
	}
	side.Memory = benchmark.ReadMemory().Less(before)
	b.report.Compared = len(cases)
	b.report.Equal, b.report.Difference, err = benchmark.Compare(ctx, benchmark.Engine(b.app.engine), cases, answers)
	return err
}

func (b *bench) stockFolder() string { return filepath.Join(b.dir, "stock") }

// buildStock builds the index of stock Bleve unless it is there.
func (b *bench) buildStock(side *benchmark.Side) error {
	if _, err := os.Stat(b.stockFolder()); err != nil {
		began := time.Now()
		if err := b.app.engine.BuildStock(b.env.ctx, b.stockFolder()); err != nil {
			return err
		}
		side.Built = time.Since(began)
	}
	var err error
	side.Disk, err = folderSize(b.stockFolder())
	return err
}
