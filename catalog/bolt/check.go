package bolt

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"ileanet.eu/showcase/catalog"
)

// Check implements [catalog.Store]. It holds up writers while it walks the
// pages of the file (about 0.2 ms per megabyte) and then reads every record in
// one read transaction. report is called when that has ended.
func (s *Store) Check(ctx context.Context, report func(difference string)) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("check: %w", err)
	}
	differences, err := s.structure(ctx)
	if err != nil {
		return fmt.Errorf("check: %w", err)
	}
	if len(differences) == 0 { // in a broken file reading on could end the process
		err := s.read(ctx, "check", func(r *reader) error {
			c := &checker{reader: r, ctx: ctx}
			c.run()
			differences = append(differences, c.differences...)
			return ctx.Err()
		})
		if err != nil {
			return fmt.Errorf("check: %w", err)
		}
	}
	for _, difference := range differences {
		report(difference)
	}
	return letGo(s.db)
}

// structure lets bbolt check its pages. That needs the writer's place: a commit
// meanwhile would look like damage.
func (s *Store) structure(ctx context.Context) (faults []string, err error) {
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	tx, err := s.begin(!s.db.IsReadOnly())
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	for err := range tx.Check() {
		faults = append(faults, "store.db: "+err.Error())
	}
	return append(faults, lacking(tx)...), nil
}

// lacking names the buckets that a store of its version must have and has not.
func lacking(tx *bbolt.Tx) (faults []string) {
	version := currentLayout.version
	if meta := tx.Bucket(bucketMeta); meta != nil {
		version, _ = strconv.Atoi(string(meta.Get(metaFormat))) // what is no number, upgrade tells
	}
	for _, b := range buckets {
		if b.since <= version && tx.Bucket(b.name) == nil {
			faults = append(faults, fmt.Sprintf("store.db: bucket %s is missing", b.name))
		}
	}
	return faults
}

// checker compares what the store holds with what its records say it must
// hold. For each secondary order it looks up the rows every record asks for and
// counts them; only when the order holds more than that are its rows walked.
type checker struct {
	*reader
	ctx         context.Context
	differences []string

	entries   map[catalog.Kind]int
	slugs     int
	external  int
	links     int
	positions int
	damaged   map[string]bool // ids of records that cannot be read
}

func (c *checker) run() {
	c.entries, c.damaged = map[catalog.Kind]int{}, map[string]bool{}
	for _, step := range []func(){c.checkEntries, c.checkRevisions, c.checkUsers, c.checkCredentials, c.checkFeed, c.checkOrders, c.checkEvents} {
		if c.ctx.Err() == nil {
			step()
		}
	}
}

func (c *checker) report(format string, args ...any) {
	c.differences = append(c.differences, fmt.Sprintf(format, args...))
}

// all yields every row of a bucket until the check's context ends.
func (c *checker) all(bucket []byte, visit func(key, value []byte)) {
	for key, value := range ascend(c.tx.Bucket(bucket), nil, nil) {
		if c.ctx.Err() != nil {
			return
		}
		visit(key, value)
	}
}

func (c *checker) checkEntries() {
	c.all(bucketEntries, func(key, value []byte) {
		id := catalog.ID(key)
		e, err := decodeEntry(id, value)
		if err != nil {
			c.damaged[string(id)] = true
			c.report("%v", err)
			return
		}
		c.entries[e.Kind]++
		keys := derive(e)
		c.slugs += c.rows(bucketSlugs, "slug", keys.slugs, id)
		c.external += c.rows(bucketExternal, "external id", keys.external, id)
		c.links += c.rows(bucketLinks, "link", keys.links, "")
		c.rows(bucketKinds, "kind", [][]byte{kindKey(e.Kind, id)}, "")
	})
}

// rows looks up the rows that a record asks for and counts them.
func (c *checker) rows(bucket []byte, what string, keys [][]byte, want catalog.ID) int {
	for _, key := range keys {
		switch found := c.tx.Bucket(bucket).Get(key); {
		case found == nil:
			c.report("%s %q is missing from its order", what, readable(key))
		case string(found) != string(want):
			c.report("%s %q leads to %q instead of %q", what, readable(key), found, want)
		}
	}
	return len(keys)
}

func (c *checker) checkRevisions() {
	c.all(bucketRevisions, func(key, value []byte) {
		const numberLength = 8
		if len(key) < numberLength+2 {
			c.report("revision %q has no entry", readable(key))
			return
		}
		id := catalog.ID(key[:len(key)-numberLength-1])
		revision := new(catalog.Revision)
		n := number(key[len(key)-numberLength:])
		if err := unseal(bucketRevisions, key, value, revision); err != nil {
			c.report("revision %d of entry %s: %v", n, id, err)
			return
		}
		if c.damaged[string(id)] {
			return
		}
		e, err := c.Entry(id)
		switch {
		case err != nil:
			c.report("revision %d belongs to no entry: %v", n, err)
		case isCurrent(e, int(n)):
			c.report("revision %d of entry %s is current and earlier at once", n, id)
		case revision.Number != int(n) || revision.Content == nil || revision.Content.Kind() != e.Kind:
			c.report("revision %d of entry %s is that of another", n, id)
		}
	})
}

func (c *checker) checkUsers() {
	users := 0
	c.all(bucketUsers, func(key, value []byte) {
		users++
		u, err := decodeUser(catalog.ID(key), value)
		if err != nil {
			c.damaged[string(key)] = true
			c.report("%v", err)
			return
		}
		c.rows(bucketEmails, "address of user", [][]byte{emailKey(u.Email)}, u.ID)
	})
	if rows := c.size(bucketEmails); rows > users {
		c.report("%d addresses lead to %d accounts", rows, users)
	}
}

func (c *checker) checkFeed() {
	newest := c.sequence()
	c.all(bucketFeed, func(key, value []byte) {
		sequence := number(key)
		mark, kind, id, ok := parseFeedRow(value)
		if !ok {
			c.report("feed row %d cannot be read", sequence)
			return
		}
		c.positions++
		if sequence > newest {
			c.report("feed row %d is newer than the newest event %d", sequence, newest)
		}
		if at := number(c.tx.Bucket(bucketPositions).Get([]byte(id))); at != sequence {
			c.report("feed row %d of entry %s is not its newest, which is %d", sequence, id, at)
		}
		exists := c.tx.Bucket(bucketKinds).Get(kindKey(kind, id)) != nil
		if exists != (mark == feedPut) {
			c.report("feed row %d of %s %s says %q, the catalogue otherwise", sequence, kind, id, mark)
		}
	})
	if rows := c.size(bucketPositions); rows != c.positions {
		c.report("%d entries have %d rows in the feed", rows, c.positions)
	}
	c.all(bucketEntries, func(key, _ []byte) {
		if c.tx.Bucket(bucketPositions).Get(key) == nil {
			c.report("entry %s has no row in the feed", key)
		}
	})
}

// checkOrders finds rows that no record asks for, and wrong counts.
func (c *checker) checkOrders() {
	c.surplus(bucketSlugs, "slug", c.slugs, func(key, value []byte) catalog.ID { return catalog.ID(value) },
		func(d derived) [][]byte { return d.slugs })
	c.surplus(bucketExternal, "external id", c.external, func(key, value []byte) catalog.ID { return catalog.ID(value) },
		func(d derived) [][]byte { return d.external })
	c.surplus(bucketLinks, "link", c.links, func(key, _ []byte) catalog.ID {
		parts := split(key)
		return catalog.ID(parts[len(parts)-1])
	}, func(d derived) [][]byte { return d.links })
	total := 0
	for _, kind := range catalog.Kinds {
		total += c.entries[kind]
		if n, _ := c.Count(kind); len(c.damaged) == 0 && n != c.entries[kind] {
			c.report("%d entries of kind %s are counted as %d", c.entries[kind], kind, n)
		}
	}
	if rows := c.size(bucketKinds); len(c.damaged) == 0 && rows != total {
		c.report("%d entries have %d rows in the order of kinds", total, rows)
	}
}

// surplus walks an order that holds more rows than the records ask for.
func (c *checker) surplus(bucket []byte, what string, want int, of func(key, value []byte) catalog.ID, keys func(derived) [][]byte) {
	if c.size(bucket) <= want {
		return // that none is missing was checked with the entries
	}
	c.all(bucket, func(key, value []byte) {
		id := of(key, value)
		if c.damaged[string(id)] {
			return // its record is the one to mend
		}
		e, err := c.Entry(id)
		if err != nil || len(missing([][]byte{key}, keys(derive(e)))) > 0 {
			c.report("%s %q is in its order, but entry %q does not have it", what, readable(key), id)
		}
	})
}

func (c *checker) size(bucket []byte) int {
	n := 0
	c.all(bucket, func(_, _ []byte) { n++ })
	return n
}

func (c *checker) checkEvents() {
	var previous catalog.Event
	unreadable := false
	c.all(bucketEvents, func(key, value []byte) {
		var event catalog.Event
		err := unseal(bucketEvents, key, value, &event)
		if err != nil {
			c.report("audit event %d: %v", number(key), err)
			previous, unreadable = catalog.Event{Sequence: number(key)}, true
			return
		}
		if unreadable { // what follows can only be compared with itself
			previous.Hash, unreadable = event.Previous, false
		}
		if err := event.Follows(previous); err != nil {
			c.report("audit event %d: %v", number(key), err)
		}
		previous = event
	})
	newest, err := c.head()
	if err != nil {
		c.report("%v", err)
	} else if newest.Sequence != previous.Sequence || newest.Hash != previous.Hash && !unreadable {
		c.report("the audit trail ends at event %d instead of %d", previous.Sequence, newest.Sequence)
	}
}

// readable shows a key with its separators.
func readable(key []byte) string { return strings.ReplaceAll(string(key), "\x00", "/") }
