package search

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"ileanet.eu/showcase/catalog"
)

// admissionWait is how long a search waits for its turn. A person does not
// notice it, and a queue that is longer than that only grows.
const admissionWait = 150 * time.Millisecond

// admission lets as many searches run at once as there are processors.
type admission chan struct{}

func newAdmission() admission { return make(admission, runtime.GOMAXPROCS(0)) }

// enter waits for a turn, which leave ends. It is [catalog.ErrUnavailable]
// when there is none soon.
func (a admission) enter(ctx context.Context) error {
	select {
	case a <- struct{}{}:
		return nil
	default:
	}
	timer := time.NewTimer(admissionWait)
	defer timer.Stop()
	select {
	case a <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return fmt.Errorf("too many searches at once: %w", catalog.ErrUnavailable)
	}
}

func (a admission) leave() { <-a }
