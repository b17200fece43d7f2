package search

import (
	"container/list"
	"sync"
)

// An lru keeps the values used last, up to a number of bytes. It is safe for
// concurrent use; values are shared and must not be changed.
type lru[K comparable, V any] struct {
	most int

	mu    sync.Mutex
	bytes int
	byKey map[K]*list.Element
	order *list.List // of *lruEntry[K, V], used last in front
}

type lruEntry[K comparable, V any] struct {
	key   K
	value V
	bytes int
}

func newLRU[K comparable, V any](most int) *lru[K, V] {
	return &lru[K, V]{most: most, byKey: map[K]*list.Element{}, order: list.New()}
}

func (c *lru[K, V]) get(key K) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.byKey[key]
	if at == nil {
		return value, false
	}
	c.order.MoveToFront(at)
	return at.Value.(*lruEntry[K, V]).value, true
}

// put keeps a value unless it is so large that little else would be kept.
func (c *lru[K, V]) put(key K, value V, bytes int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byKey[key] != nil || bytes > c.most/4 {
		return
	}
	c.byKey[key] = c.order.PushFront(&lruEntry[K, V]{key, value, bytes})
	for c.bytes += bytes; c.bytes > c.most; {
		c.remove(c.order.Back())
	}
}

func (c *lru[K, V]) remove(at *list.Element) {
	e := c.order.Remove(at).(*lruEntry[K, V])
	delete(c.byKey, e.key)
	c.bytes -= e.bytes
}

// limit sets the number of bytes that are kept from now on.
func (c *lru[K, V]) limit(most int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for c.most = most; c.bytes > c.most; {
		c.remove(c.order.Back())
	}
}

// keep forgets the values whose key is not worth keeping.
func (c *lru[K, V]) keep(worth func(K) bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for at := c.order.Front(); at != nil; {
		next := at.Next()
		if !worth(at.Value.(*lruEntry[K, V]).key) {
			c.remove(at)
		}
		at = next
	}
}
