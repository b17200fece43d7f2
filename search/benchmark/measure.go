package benchmark

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"ileanet.eu/showcase/search"
)

// Figures are what a set of requests took.
type Figures struct {
	CPU  time.Duration // of the process, for one request
	took map[string][]time.Duration
}

// Whole is the class of all requests together.
const Whole = "whole set"

// Quantile is the time within which the share of a class's requests were
// answered, 0 when there were none.
func (f *Figures) Quantile(class string, share float64) time.Duration {
	return quantile(f.took[class], share)
}

// quantile reads sorted times.
func quantile(sorted []time.Duration, share float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)-1, int(share*float64(len(sorted))))]
}

// Measure asks for one case after another and gives each answer to seen, which
// may be nil.
func Measure(ctx context.Context, target Target, cases []Case, seen func(*search.Results)) (*Figures, error) {
	asks, err := prepare(target, cases)
	if err != nil {
		return nil, err
	}
	f := &Figures{took: map[string][]time.Duration{}}
	before := processorTime()
	for i, ask := range asks {
		began := time.Now()
		results, err := ask(ctx)
		took := time.Since(began)
		if err != nil {
			return nil, fmt.Errorf("%s %+v: %w", cases[i].Class, cases[i].Request, err)
		}
		f.took[cases[i].Class] = append(f.took[cases[i].Class], took)
		f.took[Whole] = append(f.took[Whole], took)
		if seen != nil {
			seen(results)
		}
	}
	f.CPU = (processorTime() - before) / time.Duration(max(len(cases), 1))
	for _, took := range f.took {
		slices.Sort(took)
	}
	return f, nil
}

// prepare prepares all cases, so that no preparation is timed.
func prepare(target Target, cases []Case) ([]Ask, error) {
	asks := make([]Ask, len(cases))
	for i, c := range cases {
		ask, err := target(c.Request)
		if err != nil {
			return nil, fmt.Errorf("%s %+v: %w", c.Class, c.Request, err)
		}
		asks[i] = ask
	}
	return asks, nil
}

// Rate asks for the cases on all processors at once and is the number of
// answers in a second.
func Rate(ctx context.Context, target Target, cases []Case) (float64, error) {
	asks, err := prepare(target, cases)
	if err != nil {
		return 0, err
	}
	var next atomic.Int64
	began := time.Now()
	err = together(func() error {
		for i := next.Add(1); int(i) <= len(asks); i = next.Add(1) {
			if _, err := asks[i-1](ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return float64(len(cases)) / time.Since(began).Seconds(), nil
}

// repeatFor is how long [Repeat] asks.
const repeatFor = time.Second / 2

// Repeat asks for one request again and again on all processors and is the
// number of answers in a second.
func Repeat(ctx context.Context, target Target, r search.Request) (float64, error) {
	ask, err := target(r)
	if err != nil {
		return 0, err
	}
	var answers atomic.Int64
	began := time.Now()
	err = together(func() error {
		for time.Since(began) < repeatFor {
			if _, err := ask(ctx); err != nil {
				return err
			}
			answers.Add(1)
		}
		return nil
	})
	return float64(answers.Load()) / time.Since(began).Seconds(), err
}

// together runs work on each processor and answers every error.
func together(work func() error) error {
	failed := make([]error, runtime.GOMAXPROCS(0))
	var workers sync.WaitGroup
	for i := range failed {
		workers.Go(func() { failed[i] = work() })
	}
	workers.Wait()
	return errors.Join(failed...)
}
