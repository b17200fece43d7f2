package main

import (
	"errors"
	"net"
	"net/http"
	"time"

	"ileanet.eu/showcase/handlers"
	"ileanet.eu/showcase/search/benchmark"
)

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
	if err := b.pageOverJSON(warm[:len(warm)/4]); err != nil { // few enough for all answers to be kept
		return err
	}
	if b.report.Repeated, err = benchmark.Repeat(ctx, api, browse.Request); err != nil {
		return err
	}
	b.report.Empty, err = b.emptyRate(client)
	return err
}

// pageOverJSON measures what a page needs and what the same answer needs as
// JSON, neither compressed and both asked before, so that only writing them
// differs: a page may search for more than its JSON does.
func (b *bench) pageOverJSON(cases []benchmark.Case) error {
	for _, m := range []struct {
		address benchmark.Address
		cpu     *time.Duration
	}{
		{benchmark.API, new(time.Duration)},
		{benchmark.Page, new(time.Duration)},
		{benchmark.API, &b.report.APICPU},
		{benchmark.Page, &b.report.PageCPU},
	} {
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
