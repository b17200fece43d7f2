package main

import (
	"errors"
	"fmt"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search/benchmark"
)

// changes measures how soon a change is found, alone and while others search.
// Afterwards the entries are as they were.
func (b *bench) changes() (err error) {
	engine := benchmark.Engine(b.app.engine)
	each := min(benchChanges, len(b.changed)/8) // few of a small catalogue
	names := map[catalog.ID]string{}
	defer func() { err = errors.Join(err, b.rename(names)) }()
	measure := func(ids []catalog.ID) (benchmark.Delays, error) {
		return benchmark.Visible(b.env.ctx, engine, each, func(i int) (string, error) { return b.change(ids[i], names) })
	}
	if b.report.Alone, err = measure(b.changed[:each]); err != nil {
		return err
	}
	return benchmark.UnderLoad(b.env.ctx, engine, b.rounds(), func() (err error) {
		b.report.Loaded, err = measure(b.changed[each:])
		return err
	})
}

// change gives a solution a name that ends in a word of its own, and notes the
// name it had.
func (b *bench) change(id catalog.ID, names map[catalog.ID]string) (word string, err error) {
	sequence, err := b.app.service.Sequence(b.env.ctx)
	if err != nil {
		return "", err
	}
	word = fmt.Sprintf("changed%d", sequence)
	_, err = b.app.store.Update(b.env.ctx, func(tx catalog.UpdateTx) error {
		name, err := rename(tx, id, func(name string) string { return name + " " + word })
		names[id] = name
		return err
	})
	return word, err
}

// rename gives the solutions these names.
func (b *bench) rename(names map[catalog.ID]string) error {
	_, err := b.app.store.Update(b.env.ctx, func(tx catalog.UpdateTx) error {
		for id, name := range names {
			if _, err := rename(tx, id, func(string) string { return name }); err != nil {
				return err
			}
		}
		return nil
	})
	return err
}

// rename changes the name of a solution and answers the one it had.
func rename(tx catalog.UpdateTx, id catalog.ID, to func(string) string) (before string, err error) {
	e, err := tx.Entry(id)
	if err != nil {
		return "", err
	}
	s, ok := e.Public.Content.(*catalog.Solution)
	if !ok {
		return "", fmt.Errorf("%s is a %s: %w", id, e.Kind, catalog.ErrInvalid)
	}
	before = s.Name
	s.Name = to(before)
	e.Public.Number++
	return before, tx.PutEntry(e, catalog.Event{At: benchDay, Action: catalog.ActionWrite, Object: id, Kind: e.Kind, To: e.State})
}
