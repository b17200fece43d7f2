package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

type benchCommand struct {
	Entries []int  `default:"10000" help:"How many entries the catalogue has; several numbers, parted by commas, make a run each." placeholder:"N"`
	NoStock bool   `help:"Leave out stock Bleve, which takes most of the time, and with it the comparison of answers."`
	Data    string `help:"Folder to keep the catalogues in; what it holds of an earlier run is used again. Without it they go into a temporary folder and are removed." placeholder:"DIR" type:"path"`
}

// Help is what `showcase bench --help` says beside the flags.
func (*benchCommand) Help() string {
	return `Makes a catalogue of N invented entries, the same ones each time, and times a
mixed set of searches on it: in process and through HTTP, cold and warm, beside
Bleve's own search on the same entries. No request is asked twice where it is
timed, so that no cache of results helps. Prints one report for each N.

From half a million entries on texts are a third as long, and stock Bleve is
asked one request in ten.`
}

// benchDay is the day of every run, so that the answers are always the same.
var benchDay = time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)

// Run prints a report for each number of entries.
func (c *benchCommand) Run(env *environment) error {
	quiet := *env
	quiet.log = slog.New(slog.DiscardHandler)
	quiet.now = func() time.Time { return benchDay }
	for _, n := range c.Entries {
		if n < 1 {
			return fmt.Errorf("a catalogue of %d entries cannot be measured; name a number above 0", n)
		}
		if err := c.measure(&quiet, n); err != nil {
			return fmt.Errorf("bench of %d entries: %w", n, err)
		}
	}
	return nil
}

// measure measures one catalogue and prints the report.
func (c *benchCommand) measure(env *environment, n int) (err error) {
	dir := filepath.Join(c.Data, strconv.Itoa(n))
	if c.Data == "" {
		if dir, err = os.MkdirTemp("", "showcase-bench-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	}
	b, err := newBench(env, dir, n, !c.NoStock)
	if err != nil {
		return err
	}
	if err := b.run(); err != nil {
		return err
	}
	return b.report.Write(env.stdout)
}
