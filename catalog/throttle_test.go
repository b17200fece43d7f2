package catalog

import (
	"errors"
	"net/netip"
	"strconv"
	"testing"
	"time"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// at is the n-th address of a network.
func at(n int) netip.Addr { return netip.AddrFrom4([4]byte{198, 51, byte(n >> 8), byte(n)}) }

// fails counts a failed sign-in and reports whether it was let through.
func (t *throttle) fails(now time.Time, email string, address netip.Addr) bool {
	_, err := t.try(now, t.signInLimits(now, email, address)...)
	return err == nil
}

func TestThrottleOfAnAddress(t *testing.T) {
	c := newThrottle()
	for i := range 100 {
		if !c.fails(noon, "a"+strconv.Itoa(i), at(1)) {
			t.Fatalf("failure %d of an address is refused", i+1)
		}
	}
	if c.fails(noon, "b", at(1)) || !c.fails(noon, "b", at(2)) {
		t.Error("after a hundred failures the address, and no other, must wait")
	}
	if c.fails(noon.Add(59*time.Minute), "b", netip.MustParseAddr("::ffff:198.51.0.1")) {
		t.Error("an address in another form is another one")
	}
	if !c.fails(noon.Add(time.Hour), "b", at(1)) {
		t.Error("after an hour it must be let in again")
	}
}

// TestThrottleEverywhere: an account that is tried from everywhere is tried a
// hundred times, but from where its owner signs in it still opens.
func TestThrottleEverywhere(t *testing.T) {
	c := newThrottle()
	home, away := at(5000), at(5001)
	c.signedIn(noon, "eve", home)
	for i := range 100 {
		if !c.fails(noon, "eve", at(i)) {
			t.Fatalf("failure %d is refused", i+1)
		}
	}
	if c.fails(noon, "eve", away) || !c.fails(noon, "eve", home) {
		t.Error("strangers must wait, and the owner's address must not")
	}
	if !c.fails(noon, "ada", away) {
		t.Error("another account must not wait")
	}
	month := noon.Add(31 * 24 * time.Hour)
	for i := range 100 {
		c.fails(month, "eve", at(i))
	}
	if c.fails(month, "eve", home) {
		t.Error("an address from which nobody signed in for a month is still known")
	}
}

func TestThrottleTakesBack(t *testing.T) {
	c := newThrottle()
	for range 50 {
		undo, err := c.try(noon, limit{"k", 1})
		if err != nil {
			t.Fatal(err)
		}
		undo()
	}
	if len(c.counts) != 0 {
		t.Errorf("%d counts are left of nothing", len(c.counts))
	}
	if _, err := c.try(noon, limit{"k", 1}, limit{"full", 0}); !errors.Is(err, ErrThrottled) || len(c.counts) != 0 {
		t.Errorf("a refused attempt was counted, or not refused: %v", err)
	}
}

// TestThrottleOfATurnedClock: a count from the future locks nobody out.
func TestThrottleOfATurnedClock(t *testing.T) {
	c := newThrottle()
	for range 10 {
		c.fails(noon.Add(24*time.Hour), "eve", at(1))
	}
	if c.fails(noon.Add(24*time.Hour), "eve", at(1)) || !c.fails(noon, "eve", at(1)) {
		t.Error("ten failures must count in their hour, and only in it")
	}
}

func TestThrottleKeepsItsSize(t *testing.T) {
	c := newThrottle()
	for i := range throttleSize + 10 {
		if _, err := c.try(noon, limit{strconv.Itoa(i), 1}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(c.counts); n > throttleSize || n < throttleSize/2 {
		t.Errorf("%d counts are kept, want at most %d and not much less", n, throttleSize)
	}
	late := noon.Add(2 * time.Hour)
	for i := range throttleSize {
		if _, err := c.try(late, limit{"late " + strconv.Itoa(i), 1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.try(late, limit{"late 0", 1}); err == nil {
		t.Error("what is over was not dropped first")
	}
}

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64",
	} {
		if got := network(netip.MustParseAddr(address)); got != want {
			t.Errorf("network of %s is %s, want %s", address, got, want)
		}
	}
	if network(netip.Addr{}) != "invalid IP" {
		t.Errorf("network of no address is %q", network(netip.Addr{}))
	}
}
