package search

import (
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// maxKnownTerms bounds the terms remembered for a segment. A list costs some
// hundred bytes beside what is mapped from the file.
const maxKnownTerms = 1 << 14

// A termCache remembers posting lists of a segment: those of terms, and those
// of the values of a facet chosen together. A word is looked for in every field
// and as the stems of every language. Most of these are in no dictionary, which
// is as soon found again as remembered. It is safe for concurrent use.
type termCache struct {
	mu    sync.RWMutex
	lists map[termKey]*roaring.Bitmap
}

type termKey struct{ field, term string }

func newTermCache() *termCache { return &termCache{lists: map[termKey]*roaring.Bitmap{}} }

func (c *termCache) get(field, term string) (*roaring.Bitmap, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	b, ok := c.lists[termKey{field, term}]
	return b, ok
}

// put remembers a list. When there are too many, all are forgotten: those in
// use come back at the price of one look-up each.
func (c *termCache) put(field, term string, entries *roaring.Bitmap) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.lists) >= maxKnownTerms {
		clear(c.lists)
	}
	c.lists[termKey{field, term}] = entries
}
