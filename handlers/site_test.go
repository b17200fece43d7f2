package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/bolt"
	"ileanet.eu/showcase/catalog/sample"
	"ileanet.eu/showcase/search"
)

// site is the demonstration catalogue behind real handlers: real store, real
// index. Tests share one and only read it.
type site struct {
	*Server
	service *catalog.Service
	entries []*catalog.Entry
	close   func() error
}

var sharedSite struct {
	once sync.Once
	site *site
	err  error
	dir  string
}

func TestMain(m *testing.M) {
	code := m.Run()
	if s := sharedSite.site; s != nil {
		if err := s.close(); err != nil && code == 0 {
			slog.Error("close the shared site", "error", err)
			code = 1
		}
	}
	if sharedSite.dir != "" {
		_ = os.RemoveAll(sharedSite.dir) // a left-over folder fails no test
	}
	os.Exit(code)
}

// sampleSite is the shared site.
func sampleSite(tb testing.TB) *site {
	tb.Helper()
	sharedSite.once.Do(func() {
		if sharedSite.dir, sharedSite.err = os.MkdirTemp("", "showcase-handlers-*"); sharedSite.err != nil {
			return
		}
		var entries []*catalog.Entry
		if entries, sharedSite.err = sample.Load(); sharedSite.err != nil {
			return
		}
		sharedSite.site, sharedSite.err = openSite(tb, sharedSite.dir, entries)
	})
	if sharedSite.err != nil {
		tb.Fatal(sharedSite.err)
	}
	return sharedSite.site
}

// openSite makes a site of its own over the entries, for a test that changes
// it.
func openSite(tb testing.TB, dir string, entries []*catalog.Entry) (*site, error) {
	tb.Helper()
	ctx := context.WithoutCancel(tb.Context()) // a shared site outlives the test that made it
	now := func() time.Time { return today }
	store, err := bolt.Open(ctx, dir, bolt.Options{})
	if err != nil {
		return nil, err
	}
	lists := shippedVocabularies(tb)
	service := catalog.NewService(store, lists, now, catalog.NewID)
	if err := service.Load(ctx, entries); err != nil {
		return nil, err
	}
	engine, err := search.Open(ctx, filepath.Join(dir, "index"), store, lists, search.Options{Now: now})
	if err != nil {
		return nil, err
	}
	server, err := New(Config{Catalogue: service, Searcher: engine, Accounts: service, Logger: slog.New(slog.DiscardHandler), Now: now, Demo: true, Version: "test", PublicURL: testURL})
	if err != nil {
		return nil, err
	}
	s := &site{Server: server, service: service, entries: entries, close: func() error {
		if err := engine.Close(); err != nil {
			return err
		}
		return store.Close()
	}}
	return s, s.level(ctx, engine)
}

// level waits until the index has everything in the store.
func (s *site) level(ctx context.Context, engine *search.Engine) error {
	sequence, err := s.service.Sequence(ctx)
	if err != nil {
		return err
	}
	for engine.Ready() != nil || engine.Applied() < sequence {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return nil
}

// get asks for an address as a visitor.
func (s *site) get(path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}
