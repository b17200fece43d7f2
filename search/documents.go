package search

import (
	"runtime"
	"sync"

	"github.com/blevesearch/bleve/v2/document"
)

// documents makes the documents of a batch on all processors: analysing text
// is most of the work of indexing.
func documents(flats []*flat, s *stemmers) []*document.Document {
	out := make([]*document.Document, len(flats))
	next := make(chan int)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(flats)) {
		workers.Go(func() {
			for i := range next {
				out[i] = flats[i].document(s)
			}
		})
	}
	for i := range flats {
		next <- i
	}
	close(next)
	workers.Wait()
	return out
}
