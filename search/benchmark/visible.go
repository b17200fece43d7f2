package benchmark

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"ileanet.eu/showcase/catalog"
)

// Delays are times, sorted.
type Delays []time.Duration

// Quantile is the time that the share of them do not exceed.
func (d Delays) Quantile(share float64) time.Duration { return quantile(d, share) }

// visibleWithin is how long a change is waited for.
const visibleWithin = 30 * time.Second

// Visible times n changes, each from the moment it is asked for until a search
// finds it. change makes one and returns words that only the changed entry has.
func Visible(ctx context.Context, target Target, n int, change func(i int) (words string, err error)) (Delays, error) {
	var delays Delays
	for i := range n {
		began := time.Now()
		changed, err := change(i)
		if err != nil {
			return nil, fmt.Errorf("change an entry: %w", err)
		}
		ask, err := target(words(changed))
		if err != nil {
			return nil, err
		}
		if err := found(ctx, ask); err != nil {
			return nil, err
		}
		delays = append(delays, time.Since(began))
	}
	slices.Sort(delays)
	return delays, nil
}

// found asks until something is found.
func found(ctx context.Context, ask Ask) error {
	ctx, cancel := context.WithTimeout(ctx, visibleWithin)
	defer cancel()
	for {
		results, err := ask(ctx)
		switch {
		case errors.Is(err, catalog.ErrUnavailable): // too many searches at once
		case err != nil:
			return fmt.Errorf("wait for a change: %w", err)
		case results.Total > 0:
			return nil
		}
		select {
		case <-time.After(200 * time.Microsecond):
		case <-ctx.Done():
			return fmt.Errorf("wait for a change: %w", ctx.Err())
		}
	}
}

// UnderLoad runs work while as many searchers as there are processors ask for
// the cases again and again.
func UnderLoad(ctx context.Context, target Target, cases []Case, work func() error) error {
	asks, err := prepare(target, cases)
	if err != nil {
		return err
	}
	loading, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() {
		ended <- together(func() error {
			for i := 0; loading.Err() == nil; i++ {
				_, err := asks[i%len(asks)](loading)
				if err != nil && loading.Err() == nil && !errors.Is(err, catalog.ErrUnavailable) {
					return err
				}
			}
			return nil
		})
	}()
	err = work()
	stop()
	return errors.Join(err, <-ended)
}
