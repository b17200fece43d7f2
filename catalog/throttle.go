package catalog

import (
	"fmt"
	"maps"
	"net/netip"
	"sync"
	"time"
)

// How often something may fail within an hour. An account is counted for each
// address by itself, so that a stranger elsewhere locks nobody out. Only when
// it is tried from everywhere does everywhere count together; then addresses
// from which the account signed in lately are still let in.
const (
	limitAccount    = 10  // one account from one address
	limitAddress    = 100 // all accounts from one address
	limitEverywhere = 100 // one account from all addresses
	limitCode       = 10  // the second factor of one account: whoever tries knows the password
	limitMail       = 5   // mails to one address
	limitChallenges = 300 // passkeys asked for from one address
)

const (
	throttleWindow = time.Hour
	knownFor       = 30 * day
	throttleSize   = 100_000 // keys kept; an attack from more sources than that has other answers
)

// Throttled says for how long nothing more is tried. It is an [ErrThrottled].
type Throttled struct { //nolint:errname // an answer that happens to come as an error
	Wait time.Duration
}

// Error names the time to wait.
func (t *Throttled) Error() string { return fmt.Sprintf("%v: wait %v", ErrThrottled, t.Wait) }

// Is makes every Throttled an ErrThrottled.
func (*Throttled) Is(target error) bool { return target == ErrThrottled }

// throttle counts failures. The counts live in memory: a restart forgets them,
// and of several servers each counts by itself.
type throttle struct {
	mu     sync.Mutex
	counts map[string]tally
	known  map[string]time.Time // account and address → last sign-in
}

// tally is how often something failed since the window began.
type tally struct {
	failures int
	began    time.Time
}

func newThrottle() *throttle {
	return &throttle{counts: map[string]tally{}, known: map[string]time.Time{}}
}

// limit is how often the key may fail.
type limit struct {
	key string
	max int
}

// try counts an attempt as failed beforehand, so that of many at once no more
// than allowed are made, and fails with [*Throttled] when one of the limits is
// reached; then nothing is counted. undo takes the count back.
func (t *throttle) try(now time.Time, limits ...limit) (undo func(), err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range limits {
		if c := t.tally(l.key, now); c.failures >= l.max {
			return nil, &Throttled{Wait: throttleWindow - now.Sub(c.began)}
		}
	}
	t.makeRoom(now)
	for _, l := range limits {
		c := t.tally(l.key, now)
		c.failures++
		t.counts[l.key] = c
	}
	return func() { t.undo(now, limits) }, nil
}

func (t *throttle) undo(now time.Time, limits []limit) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, l := range limits {
		c := t.tally(l.key, now)
		if c.failures--; c.failures > 0 {
			t.counts[l.key] = c
		} else {
			delete(t.counts, l.key)
		}
	}
}

// forget begins the count of a key anew, after something went well.
func (t *throttle) forget(key string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.counts, key)
}

// tally is the count of a key. One whose window has ended, or begins in the
// future because the clock was turned back, begins anew.
func (t *throttle) tally(key string, now time.Time) tally {
	c, ok := t.counts[key]
	if age := now.Sub(c.began); !ok || age < 0 || age >= throttleWindow {
		return tally{began: now}
	}
	return c
}

// signInLimits are the limits of signing in to an account from an address.
func (t *throttle) signInLimits(now time.Time, email string, address netip.Addr) []limit {
	from := network(address)
	limits := []limit{{"account " + email + " from " + from, limitAccount}, {"from " + from, limitAddress}}
	t.mu.Lock()
	defer t.mu.Unlock()
	if last, ok := t.known[email+" "+from]; !ok || now.Sub(last) > knownFor {
		limits = append(limits, limit{"account " + email, limitEverywhere})
	}
	return limits
}

// signedIn forgets the failures of the account from the address and remembers
// that they belong together.
func (t *throttle) signedIn(now time.Time, email string, address netip.Addr) {
	from := network(address)
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.counts, "account "+email+" from "+from)
	t.makeRoom(now)
	t.known[email+" "+from] = now
}

// makeRoom drops what has ended when there is much, and, if that is not enough,
// a quarter of it, whichever.
func (t *throttle) makeRoom(now time.Time) {
	shrink(t.counts, func(c tally) bool { return now.Sub(c.began) >= throttleWindow })
	shrink(t.known, func(last time.Time) bool { return now.Sub(last) > knownFor })
}

func shrink[V any](m map[string]V, ended func(V) bool) {
	if len(m) < throttleSize {
		return
	}
	maps.DeleteFunc(m, func(_ string, v V) bool { return ended(v) })
	for key := range m {
		if len(m) < throttleSize/4*3 {
			return
		}
		delete(m, key)
	}
}

// network is the address as far as one subscriber has it alone.
func network(address netip.Addr) string {
	address = address.Unmap().WithZone("")
	if address.Is6() {
		const subscriber = 64
		if p, err := address.Prefix(subscriber); err == nil {
			return p.String()
		}
	}
	return address.String()
}

// throttleMail counts a mail that somebody asks for.
func (s *Service) throttleMail(email string, address netip.Addr) error {
	_, err := s.throttle.try(s.now(), limit{"mail to " + email, limitMail}, limit{"mail from " + network(address), limitAddress})
	return err
}
