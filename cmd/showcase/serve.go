package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"path/filepath"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/passkey"
	"ileanet.eu/showcase/catalog/vocabularies"
	"ileanet.eu/showcase/handlers"
)

// How a server ends: it first says that it is not ready, so that a balancer
// sends nobody any more, then finishes what it has begun.
const (
	lameDuck = 5 * time.Second
	drain    = 25 * time.Second
)

// serveFlags are the flags of the commands that serve.
type serveFlags struct {
	Addr      string         `default:"127.0.0.1:8080" help:"Address to listen on." placeholder:"HOST:PORT"`
	Config    string         `help:"File of settings (TOML): a line for each flag, such as addr = \"127.0.0.1:8080\"." placeholder:"FILE" type:"path"`
	PublicURL string         `help:"Address people use, such as https://catalogue.example.eu. Requests for other hosts are refused; without it, for all but numeric ones." placeholder:"URL"`
	Proxy     []netip.Prefix `help:"Networks of the proxies before the catalogue, such as 127.0.0.1/32. Of requests from there the address in X-Forwarded-For counts, so that failed sign-ins are counted by who tried." placeholder:"CIDR"`
	Contact   string         `help:"Mail address of the operator, for the privacy notice and the accessibility statement." placeholder:"ADDRESS"`
}

type serveCommand struct {
	serveFlags
	dataFlag
}

// Run serves the catalogue in the data folder until it is told to stop.
func (c *serveCommand) Run(env *environment) (err error) {
	a, err := openAll(env, c.Data)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.close()) }()
	return serve(env, a, c.Data, c.serveFlags, false)
}

// serve listens until the context ends, then drains.
func serve(env *environment, a *app, dir string, flags serveFlags, demo bool) (err error) {
	if flags.PublicURL != "" { // passkeys are made for an address that stays
		site, err := passkey.NewSite("Showcase", flags.PublicURL)
		if err != nil {
			return err
		}
		a.service.OfferPasskeys(site)
	}
	web, err := handlers.New(handlers.Config{
		Catalogue: a.service, Searcher: a.engine, Accounts: a.service, Logger: env.log, Now: env.now,
		PublicURL: flags.PublicURL, Demo: demo, Version: version(), Contact: flags.Contact, Proxies: flags.Proxy,
	})
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(env.ctx, "tcp", flags.Addr)
	if err != nil {
		return fmt.Errorf("%w; choose another address with --addr", err)
	}
	stopControl, err := listenControl(env, a, dir)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, stopControl()) }()
	watching, stopWatching := context.WithCancel(env.ctx)
	defer stopWatching()
	go watchVocabularies(watching, env.log, filepath.Join(dir, vocabularies.ChangesFile), a.useVocabularies)
	go purgeCredentials(watching, env.log, a.service)
	server := handlers.HTTPServer(web)
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	env.printf("Showcase is at http://%s\n", listener.Addr())
	if demo {
		sayDemonstration(env, listener.Addr())
	}

	select {
	case err := <-failed:
		return err
	case <-env.ctx.Done():
	}
	web.Drain()
	env.log.Info("stopping")
	if !demo {
		time.Sleep(lameDuck)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(env.ctx), drain)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return fmt.Errorf("some answers were cut off: %w", err)
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// purgeEvery is how often what has ended of sessions, tokens and invitations is
// deleted.
const purgeEvery = time.Hour

// purgeCredentials deletes what has ended until ctx ends.
func purgeCredentials(ctx context.Context, log *slog.Logger, service *catalog.Service) {
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		if _, err := service.PurgeCredentials(ctx); err != nil && ctx.Err() == nil {
			log.Warn("what has ended of sessions stays for now", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
