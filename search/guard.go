package search

import (
	"fmt"
	"runtime/debug"

	"ileanet.eu/showcase/catalog"
)

// guard calls fn, which calls into Bleve, and turns a panic into an error:
// Bleve panics on damaged files and after failed writes. A fault in a mapped
// file, such as one cut while it is open, counts as a panic too.
func guard(operation string, fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s: %w: panic: %v", operation, catalog.ErrUnavailable, r)
		}
	}()
	return fn()
}
