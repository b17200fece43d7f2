package main

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"ileanet.eu/showcase/search"
	"ileanet.eu/showcase/search/benchmark"
)

// stock measures Bleve's own search at the same requests and compares every
// answer.
func (b *bench) stock(cases []benchmark.Case) (err error) {
	side, ctx := b.report.Stock, b.env.ctx
	if side == nil {
		return nil
	}
	if b.report.Entries >= benchMany {
		cases = cases[:len(cases)/10]
	}
	if err := b.buildStock(side); err != nil {
		return err
	}
	before, began := benchmark.ReadMemory(), time.Now()
	index, err := b.app.engine.OpenStock(b.stockFolder())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, index.Close()) }()
	stock := benchmark.Stock(index)
	if _, err := benchmark.Measure(ctx, stock, []benchmark.Case{browse}, nil); err != nil {
		return err
	}
	side.Start = time.Since(began)
	var answers []benchmark.Answer
	side.Warm, err = benchmark.Measure(ctx, stock, cases, func(r *search.Results) { answers = append(answers, benchmark.NewAnswer(r)) })
	if err != nil {
		return err
	}
	if side.Rate, err = benchmark.Rate(ctx, stock, cases); err != nil {
		return err
	}
	side.Memory = benchmark.ReadMemory().Less(before)
	b.report.Compared = len(cases)
	b.report.Equal, b.report.Difference, err = benchmark.Compare(ctx, benchmark.Engine(b.app.engine), cases, answers)
	return err
}

func (b *bench) stockFolder() string { return filepath.Join(b.dir, "stock") }

// buildStock builds the index of stock Bleve unless it is there.
func (b *bench) buildStock(side *benchmark.Side) error {
	if _, err := os.Stat(b.stockFolder()); err != nil {
		began := time.Now()
		if err := b.app.engine.BuildStock(b.env.ctx, b.stockFolder()); err != nil {
			return err
		}
		side.Built = time.Since(began)
	}
	var err error
	side.Disk, err = folderSize(b.stockFolder())
	return err
}
