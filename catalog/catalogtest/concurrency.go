package catalogtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"sync"

	"ileanet.eu/showcase/catalog"
)

var concurrencyCases = []testCase{
	{name: "no increment is lost", run: func(s *suite) {
		const writers, each = 8, 15
		e := solution("counter")
		e.Reason = "0"
		s.put(e)
		var all sync.WaitGroup
		for range writers {
			all.Go(func() {
				for range each {
					s.increment(e.ID)
				}
			})
		}
		all.Wait()
		got := s.entry(e.ID)
		if got.Reason != strconv.Itoa(writers*each) || got.Version != writers*each+1 {
			s.Errorf("counter is %s at version %d, want %d at %d", got.Reason, got.Version, writers*each, writers*each+1)
		}
	}},
	{name: "one failing update does not touch its neighbours", run: func(s *suite) {
		const writers = 24
		s.put(solution("taken"))
		var all sync.WaitGroup
		for i := range writers {
			all.Go(func() {
				e := solution(fmt.Sprintf("neighbour-%d", i))
				_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
					if err := tx.PutEntry(e, write(e)); err != nil {
						return err
					}
					if i%3 == 0 {
						return errStop
					}
					return nil
				})
				if i%3 == 0 {
					s.wantError(err, errStop, "failing update")
				} else if err != nil || e.Version != 1 {
					s.Errorf("update %d: version %d, %v", i, e.Version, err)
				}
			})
		}
		all.Wait()
		if got, want := s.sequence(), uint64(1+writers*2/3); got != want {
			s.Errorf("sequence is %d, want %d", got, want)
		}
	}},
	{name: "a poller misses nothing and sees no late sequence", run: func(s *suite) {
		s.follow(func(ctx context.Context, seen map[catalog.ID]*catalog.Entry) (uint64, error) { return 0, ctx.Err() })
	}},
	{name: "scan and then changes miss nothing", run: func(s *suite) {
		s.follow(func(ctx context.Context, seen map[catalog.ID]*catalog.Entry) (uint64, error) {
			return s.Scan(ctx, func(e *catalog.Entry) error {
				seen[e.ID] = e
				return nil
			})
		})
	}},
}

// increment raises the number an entry holds, reading and writing in separate
// transactions, until nobody comes between.
func (s *suite) increment(id catalog.ID) {
	for {
		var e *catalog.Entry
		err := s.View(s.Context(), func(tx catalog.Tx) (err error) {
			e, err = tx.Entry(id)
			return err
		})
		if err != nil {
			s.Errorf("increment: %v", err)
			return
		}
		n, err := strconv.Atoi(e.Reason)
		if err != nil {
			s.Error(err)
			return
		}
		e.Reason = strconv.Itoa(n + 1)
		err = s.try(e)
		if err == nil {
			return
		}
		if !errors.Is(err, catalog.ErrConflict) {
			s.Errorf("increment: %v", err)
			return
		}
	}
}

// follow lets writers put and delete entries while followers copy the feed,
// starting with what begin gives them, and compares the copies with the store.
func (s *suite) follow(begin func(ctx context.Context, seen map[catalog.ID]*catalog.Entry) (uint64, error)) {
	const writers, each, followers = 4, 60, 2
	for i := range 30 {
		s.put(solution(fmt.Sprintf("before-%d", i)))
	}
	var writing sync.WaitGroup
	for w := range writers {
		writing.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(w)))
			for range each {
				s.churn(w, random)
			}
		})
	}
	last := make(chan struct{})
	copies := make([]map[catalog.ID]*catalog.Entry, followers)
	var following sync.WaitGroup
	for f := range followers {
		following.Go(func() {
			copies[f] = map[catalog.ID]*catalog.Entry{}
			s.copyFeed(copies[f], last, begin)
		})
	}
	writing.Wait()
	close(last)
	s.put(solution("after")) // wakes those who wait
	following.Wait()

	want := map[catalog.ID]uint64{}
	if _, err := s.Scan(s.Context(), func(e *catalog.Entry) error { want[e.ID] = e.Version; return nil }); err != nil {
		s.Fatal(err)
	}
	for f, seen := range copies {
		for id, version := range want {
			if e := seen[id]; e == nil || e.Version != version {
				s.Errorf("follower %d has %v of %s, want version %d", f, e, id, version)
			}
		}
		if len(seen) != len(want) {
			s.Errorf("follower %d has %d entries, want %d", f, len(seen), len(want))
		}
	}
}

// churn puts or deletes one of a writer's own entries.
func (s *suite) churn(writer int, random *rand.Rand) {
	slug := fmt.Sprintf("churned-%d-%d", writer, random.IntN(12))
	_, err := s.Update(s.Context(), func(tx catalog.UpdateTx) error {
		e, err := tx.EntryBySlug(catalog.KindSolution, slug)
		switch {
		case errors.Is(err, catalog.ErrNotFound):
			e = solution(slug)
		case err != nil:
			return err
		case e.Version%5 == 0:
			return tx.DeleteEntry(e.ID, e.Version, write(e))
		}
		return tx.PutEntry(e, write(e))
	})
	if err != nil {
		s.Errorf("churn: %v", err)
	}
}

// copyFeed follows the feed until the last change.
func (s *suite) copyFeed(seen map[catalog.ID]*catalog.Entry, last <-chan struct{}, begin func(context.Context, map[catalog.ID]*catalog.Entry) (uint64, error)) {
	ctx := s.Context()
	after, err := begin(ctx, seen)
	if err != nil {
		s.Errorf("begin: %v", err)
		return
	}
	for {
		ended := false
		select {
		case <-last:
			ended = true
		default:
		}
		rows, upTo, err := s.Changes(ctx, after, 7)
		if err != nil {
			s.Errorf("changes: %v", err)
			return
		}
		inPage := map[catalog.ID]bool{}
		for _, row := range rows {
			if row.Sequence <= after || row.Sequence > upTo || inPage[row.ID] {
				s.Errorf("row %d of %s in the page (%d, %d]", row.Sequence, row.ID, after, upTo)
			}
			inPage[row.ID] = true
			if row.Entry == nil {
				delete(seen, row.ID)
			} else {
				seen[row.ID] = row.Entry
			}
		}
		after = upTo
		if len(rows) > 0 {
			continue
		}
		if ended && after >= s.sequence() {
			if _, found := seen[solution("after").ID]; found {
				return
			}
		}
		if err := s.Wait(ctx, after); err != nil {
			s.Errorf("wait: %v", err)
			return
		}
	}
}

var careCases = []testCase{
	{name: "a store in use passes its check", run: func(s *suite) {
		a, b := solution("a"), entry("b", &catalog.Solution{Name: "B", Provider: idOf("provider")})
		a.ExternalIDs = []string{"x:1"}
		s.put(a, b)
		a.Slug, a.Public = "a2", numbered(2)
		s.put(a)
		s.delete(b)
		s.putUser(&catalog.User{ID: idOf("u"), Email: "u@example.org"})
		s.clean()
	}},
	{name: "a backup is taken while the store is in use", run: func(s *suite) {
		s.put(solution("a"))
		var writing sync.WaitGroup
		writing.Go(func() {
			for i := range 20 {
				s.put(solution(fmt.Sprintf("meanwhile-%d", i)))
			}
		})
		var copied bytes.Buffer
		if err := s.Backup(s.Context(), &copied); err != nil {
			s.Error(err)
		}
		writing.Wait()
		if copied.Len() == 0 {
			s.Error("the backup is empty")
		}
	}},
	{name: "a backup ends with its context and with its writer", run: func(s *suite) {
		s.put(solution("a"))
		ctx, cancel := context.WithCancel(s.Context())
		err := s.Backup(ctx, writerFunc(func(p []byte) (int, error) { cancel(); return len(p), nil }))
		s.wantError(err, context.Canceled, "backup with ended context")
		err = s.Backup(s.Context(), writerFunc(func([]byte) (int, error) { return 0, errStop }))
		if err == nil {
			s.Error("backup to a broken writer succeeded")
		}
	}},
	{name: "a closed store answers with an error", closed: true, run: func(s *suite) {
		s.put(solution("a"))
		waiting := make(chan error)
		go func() { waiting <- s.Wait(s.Context(), 5) }()
		if err := s.Close(); err != nil {
			s.Fatal(err)
		}
		s.wantError(<-waiting, catalog.ErrUnavailable, "wait")
		s.wantError(s.View(s.Context(), func(catalog.Tx) error { return nil }), catalog.ErrUnavailable, "view")
		_, err := s.Update(s.Context(), func(catalog.UpdateTx) error { return nil })
		s.wantError(err, catalog.ErrUnavailable, "update")
		_, _, err = s.Changes(s.Context(), 0, 10)
		s.wantError(err, catalog.ErrUnavailable, "changes")
		_, err = s.Scan(s.Context(), func(*catalog.Entry) error { return nil })
		s.wantError(err, catalog.ErrUnavailable, "scan")
		s.wantError(s.Backup(s.Context(), &bytes.Buffer{}), catalog.ErrUnavailable, "backup")
		s.wantError(s.Check(s.Context(), func(string) {}), catalog.ErrUnavailable, "check")
		if err := s.Close(); err != nil {
			s.Errorf("second close: %v", err)
		}
	}},
}

type writerFunc func(p []byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }
