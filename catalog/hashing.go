package catalog

import (
	"context"
	"fmt"
	"runtime"
	"time"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog/password"
)

// maxPassword is the longest password taken: longer ones only cost.
const maxPassword = 256

// hashingWait is how long a request waits for its turn to hash at most.
const hashingWait = 10 * time.Second

// hashing makes and compares password hashes, at most one for each processor at
// a time: each takes 19 MiB and 40 ms, and a flood of sign-ins must leave room
// for the readers.
type hashing struct {
	turns chan struct{}
}

func newHashing() hashing { return hashing{make(chan struct{}, runtime.GOMAXPROCS(0))} }

// turn waits for the turn, which the result gives back. It is
// [ErrUnavailable] when too many wait.
func (h hashing) turn(ctx context.Context) (done func(), err error) {
	timer := time.NewTimer(hashingWait)
	defer timer.Stop()
	select {
	case h.turns <- struct{}{}:
		return func() { <-h.turns }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-timer.C:
		return nil, fmt.Errorf("%w: too many sign in at once", ErrUnavailable)
	}
}

// hash makes the hash of a new password; one that is too short or too long is
// [ErrInvalid].
func (h hashing) hash(ctx context.Context, secret string) (string, error) {
	switch n := utf8.RuneCountInString(secret); {
	case n < password.MinLength:
		return "", FieldErrors{{Field: "password", Key: ErrKeyTooShort, Args: map[string]any{"min": password.MinLength}}}
	case n > maxPassword:
		return "", FieldErrors{{Field: "password", Key: ErrKeyTooLong, Args: map[string]any{"max": maxPassword, "length": n}}}
	}
	done, err := h.turn(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	return password.Hash(secret)
}

// matches compares a password with the hash of an account, "" when there is
// none. It costs the same in both cases.
func (h hashing) matches(ctx context.Context, secret, hash string) (bool, error) {
	done, err := h.turn(ctx)
	if err != nil {
		return false, err
	}
	defer done()
	if hash == "" {
		hash = password.Decoy
	}
	return password.Matches(secret, hash)
}
