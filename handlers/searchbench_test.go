//go:build unix

package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// BenchmarkSearchAnswer answers one search as JSON and as a page, uncompressed.
// The engine is asked once and its answer kept, so that what is measured is
// making the answer alone.
func BenchmarkSearchAnswer(b *testing.B) {
	s := sampleSite(b)
	for name, query := range map[string]string{"words": "q=border+surveillance", "filter": "trl=pilot", "nothing": "q=qqqqqq+border"} {
		results := map[string]*search.Results{}
		keep := searchFunc(func(r search.Request) (*search.Results, error) {
			key := r.Query + r.Sort + string(r.Kinds[0])
			if results[key] == nil {
				found, err := s.searcher.Search(context.Background(), catalog.Visitor, r)
				if err != nil {
					return nil, err
				}
				results[key] = found
			}
			return results[key], nil
		})
		kept, err := New(Config{Catalogue: s.service, Searcher: keep, Accounts: s.service, Logger: slog.New(slog.DiscardHandler), Now: func() time.Time { return today }, Version: "test", PublicURL: testURL})
		if err != nil {
			b.Fatal(err)
		}
		for form, path := range map[string]string{"json": apiBase + "/search?kind=solution&", "page": "/solutions?"} {
			b.Run(name+"/"+form, func(b *testing.B) {
				b.ReportAllocs()
				bytes, began := 0, processorTime(b)
				for b.Loop() {
					w := do(kept, httptest.NewRequest(http.MethodGet, path+query, nil))
					if w.Code != http.StatusOK {
						b.Fatalf("%s answers %d", path+query, w.Code)
					}
					bytes = w.Body.Len()
				}
				b.ReportMetric(float64((processorTime(b)-began).Microseconds())/float64(b.N), "cpu-µs/op")
				b.ReportMetric(float64(bytes), "bytes")
			})
		}
	}
}

// processorTime is what the process has used of the processors so far.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
