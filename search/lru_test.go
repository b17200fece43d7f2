package search

import "testing"

func TestLRUIsBounded(t *testing.T) {
	c := newLRU[int, string](100)
	for i := range 100 {
		c.put(i, "value", 10)
		c.get(0)
		if c.bytes > c.most || len(c.byKey) != c.order.Len() || c.bytes != 10*len(c.byKey) {
			t.Fatalf("%d bytes in %d values", c.bytes, len(c.byKey))
		}
	}
	if _, ok := c.get(0); !ok {
		t.Error("a value in use was forgotten")
	}
	if _, ok := c.get(50); ok {
		t.Error("a value long not used was kept")
	}
	if c.put(200, "large", 26); c.byKey[200] != nil {
		t.Error("a value of a quarter of all was kept")
	}
	c.keep(func(key int) bool { return key > 95 })
	for key := range c.byKey {
		if key <= 95 {
			t.Errorf("%d kept", key)
		}
	}
	if c.bytes != 10*len(c.byKey) || c.bytes == 0 {
		t.Errorf("%d bytes in %d values", c.bytes, len(c.byKey))
	}
}

func TestLRULimit(t *testing.T) {
	c := newLRU[int, string](100)
	for i := range 10 {
		c.put(i, "value", 10)
	}
	if c.limit(35); c.bytes != 30 || c.byKey[9] == nil || c.byKey[6] != nil {
		t.Errorf("%d bytes are left, want the three values used last", c.bytes)
	}
	c.limit(100)
	if c.put(20, "value", 20); c.bytes != 50 {
		t.Errorf("%d bytes, want 50: there is room again", c.bytes)
	}
}
