package bolt

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"ileanet.eu/showcase/catalog"
)

// flip changes one bit in the middle of the first value of a bucket.
func flip(tx *bbolt.Tx, bucket []byte) error {
	key, value := tx.Bucket(bucket).Cursor().First()
	spoiled := bytes.Clone(value)
	spoiled[len(spoiled)/2] ^= 1
	return tx.Bucket(bucket).Put(key, spoiled)
}

// TestDamagedEntry flips a bit of one entry: it fails loudly, everything else
// goes on, and Check names it.
func TestDamagedEntry(t *testing.T) {
	dir := filled(t)
	var id catalog.ID
	tamper(t, dir, func(tx *bbolt.Tx) error {
		key, _ := tx.Bucket(bucketEntries).Cursor().First()
		id = catalog.ID(key)
		return flip(tx, bucketEntries)
	})
	s := openTest(t, dir)
	err := s.View(t.Context(), func(tx catalog.Tx) error {
		_, err := tx.Entry(id)
		if !errors.Is(err, catalog.ErrDamaged) || !strings.Contains(err.Error(), string(id)) {
			t.Errorf("entry: %v, want ErrDamaged with the id", err)
		}
		listed := 0
		for e, err := range tx.Entries(catalog.KindSolution, "") {
			if err != nil || e.ID == id {
				t.Errorf("list holds %v, %v", e, err)
			}
			listed++
		}
		if listed != 2 {
			t.Errorf("the list has %d entries, want the 2 sound ones", listed)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	rows, upTo, err := s.Changes(t.Context(), 0, 10)
	if err != nil || len(rows) != 2 || upTo != 5 {
		t.Errorf("changes: %d rows up to %d, %v, want 2 up to 5", len(rows), upTo, err)
	}
	scanned := 0
	if _, err := s.Scan(t.Context(), func(*catalog.Entry) error { scanned++; return nil }); err != nil || scanned != 2 {
		t.Errorf("scan: %d entries, %v, want 2", scanned, err)
	}
	put(t, s, testEntry("delta")) // other writes go on
	if got := differences(t, s); len(got) != 1 || !strings.Contains(got[0], string(id)) {
		t.Errorf("check reports %q, want the entry alone", got)
	}
}

func TestEveryByteOfAValueIsCovered(t *testing.T) {
	key := []byte("key")
	value, err := seal(bucketUsers, key, &catalog.User{ID: "a", Email: "b"})
	if err != nil {
		t.Fatal(err)
	}
	var u catalog.User
	if err := unseal(bucketUsers, key, value, &u); err != nil {
		t.Fatal(err)
	}
	for i := range value {
		for bit := range 8 {
			spoiled := bytes.Clone(value)
			spoiled[i] ^= 1 << bit
			if err := unseal(bucketUsers, key, spoiled, &u); !errors.Is(err, catalog.ErrDamaged) {
				t.Errorf("bit %d of byte %d: %v", bit, i, err)
			}
		}
	}
	for cut := range value {
		if err := unseal(bucketUsers, key, value[:cut], &u); !errors.Is(err, catalog.ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", cut, err)
		}
	}
	if err := unseal(bucketUsers, []byte("other"), value, &u); !errors.Is(err, catalog.ErrDamaged) {
		t.Errorf("value under another key: %v", err)
	}
	if err := unseal(bucketEvents, key, value, &u); !errors.Is(err, catalog.ErrDamaged) {
		t.Errorf("value in another bucket: %v", err)
	}
}

// TestCheckFindsDifferences plants one fault at a time.
func TestCheckFindsDifferences(t *testing.T) {
	alpha, bravo := testEntry("alpha").ID, testEntry("bravo").ID
	reseal := func(tx *bbolt.Tx, change func(*catalog.Event)) error {
		key := numberKey(3)
		var event catalog.Event
		if err := unseal(bucketEvents, key, tx.Bucket(bucketEvents).Get(key), &event); err != nil {
			return err
		}
		change(&event)
		value, err := seal(bucketEvents, key, event)
		if err != nil {
			return err
		}
		return tx.Bucket(bucketEvents).Put(key, value)
	}
	remove := func(bucket, key []byte) func(tx *bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			if tx.Bucket(bucket).Get(key) == nil {
				return errors.New("there is no such key")
			}
			return tx.Bucket(bucket).Delete(key)
		}
	}
	insert := func(bucket, key, value []byte) func(tx *bbolt.Tx) error {
		return func(tx *bbolt.Tx) error { return tx.Bucket(bucket).Put(key, value) }
	}
	tests := map[string]struct {
		spoil func(tx *bbolt.Tx) error
		want  string
	}{
		"revision damaged":  {func(tx *bbolt.Tx) error { return flip(tx, bucketRevisions) }, "revision 1 of entry " + string(bravo)},
		"user damaged":      {func(tx *bbolt.Tx) error { return flip(tx, bucketUsers) }, "user "},
		"slug lost":         {remove(bucketSlugs, slugKey(catalog.KindSolution, "alpha")), `slug "solution/alpha" is missing`},
		"former slug lost":  {remove(bucketSlugs, slugKey(catalog.KindSolution, "bravo")), `slug "solution/bravo" is missing`},
		"slug elsewhere":    {insert(bucketSlugs, slugKey(catalog.KindSolution, "alpha"), []byte(bravo)), "leads to"},
		"slug too many":     {insert(bucketSlugs, slugKey(catalog.KindSolution, "ghost"), []byte(alpha)), `slug "solution/ghost" is in its order`},
		"external id lost":  {remove(bucketExternal, []byte("x:1")), `external id "x:1" is missing`},
		"external too many": {insert(bucketExternal, []byte("x:2"), []byte(alpha)), `external id "x:2" is in its order`},
		"link lost":         {remove(bucketLinks, linkKey(catalog.IDFor("provider", testTime), catalog.KindSolution, alpha)), "link "},
		"link too many":     {insert(bucketLinks, linkKey(alpha, catalog.KindSolution, bravo), nil), "link "},
		"kind order lost":   {remove(bucketKinds, kindKey(catalog.KindSolution, alpha)), "kind "},
		"kind order ghost":  {insert(bucketKinds, kindKey(catalog.KindNeed, alpha), nil), "order of kinds"},
		"count wrong":       {insert(bucketCounts, []byte(catalog.KindSolution), numberKey(9)), "counted as 9"},
		"address lost":      {remove(bucketEmails, []byte("officer@example.org")), "address of user"},
		"address too many":  {insert(bucketEmails, []byte("ghost@example.org"), []byte(alpha)), "2 addresses lead to 1 accounts"},
		"feed row lost":     {remove(bucketFeed, numberKey(1)), "rows in the feed"},
		"feed row too many": {insert(bucketFeed, numberKey(2), feedRow(feedPut, catalog.KindSolution, alpha)), "is not its newest"},
		"feed row unread":   {insert(bucketFeed, numberKey(1), []byte("?")), "cannot be read"},
		"feed row newer":    {insert(bucketFeed, numberKey(99), feedRow(feedPut, catalog.KindSolution, alpha)), "newer than the newest event"},
		"feed says deleted": {insert(bucketFeed, numberKey(1), feedRow(feedDelete, catalog.KindSolution, alpha)), "the catalogue otherwise"},
		"position lost":     {remove(bucketPositions, []byte(alpha)), "no row in the feed"},
		"entry lost":        {remove(bucketEntries, []byte(alpha)), "alpha"},
		"event damaged":     {func(tx *bbolt.Tx) error { return flip(tx, bucketEvents) }, "audit event 1"},
		"event lost":        {remove(bucketEvents, numberKey(3)), "audit event 4"},
		"newest event lost": {remove(bucketEvents, numberKey(5)), "the audit trail ends at event 4 instead of 5"},
		"event rewritten":   {func(tx *bbolt.Tx) error { return reseal(tx, func(e *catalog.Event) { e.Note = "forged" }) }, "audit event 3 was changed"},
		"event chained anew": {func(tx *bbolt.Tx) error {
			return reseal(tx, func(e *catalog.Event) { e.Note = "forged"; *e = e.Sealed(e.Sequence, e.Previous) })
		}, "audit event 4 does not continue the chain"},
		"credential damaged": {func(tx *bbolt.Tx) error { return flip(tx, bucketCredentials) }, "credential: stored value is damaged"},
		"credential renamed": {func(tx *bbolt.Tx) error {
			b := tx.Bucket(bucketCredentials)
			value, err := seal(bucketCredentials, []byte("other"), &catalog.Credential{Hash: "hash"})
			return errors.Join(err, b.Delete([]byte("hash")), b.Put([]byte("other"), value))
		}, "it says to be another"},
		"holder lost":     {remove(bucketHolders, holderKey(catalog.IDFor("officer", testTime), "session")), "is missing from the order of its holder"},
		"holder too many": {insert(bucketHolders, holderKey(alpha, "ghost"), []byte("hash")), "2 rows in the order of holders lead to 1 credentials"},
		"head damaged":    {insert(bucketMeta, metaHead, []byte("?")), "head of the audit trail"},
	}
	for name, c := range tests {
		t.Run(name, func(t *testing.T) {
			dir := filled(t)
			tamper(t, dir, c.spoil)
			got := differences(t, openTest(t, dir))
			if !slices.ContainsFunc(got, func(d string) bool { return strings.Contains(d, c.want) }) {
				t.Errorf("check reports %q, want a line with %q", got, c.want)
			}
		})
	}
	t.Run("nothing", func(t *testing.T) { wantClean(t, openTest(t, filled(t))) })
}

// TestLostEntryIsDamage: that an order names an entry which is not there must
// not look like an entry that never was.
func TestLostEntryIsDamage(t *testing.T) {
	dir := filled(t)
	tamper(t, dir, func(tx *bbolt.Tx) error { return tx.Bucket(bucketEntries).Delete([]byte(testEntry("alpha").ID)) })
	s := openTest(t, dir)
	if _, err := bySlug(t, s, "alpha"); !errors.Is(err, catalog.ErrDamaged) {
		t.Errorf("by slug: %v, want ErrDamaged", err)
	}
	if rows, _, err := s.Changes(t.Context(), 0, 10); err != nil || len(rows) != 2 {
		t.Errorf("changes: %d rows, %v, want 2: a lost entry is not a deleted one", len(rows), err)
	}
}

// TestWritesGoOnBehindADamagedEvent: one bad line of the audit trail must not
// stop the catalogue.
func TestWritesGoOnBehindADamagedEvent(t *testing.T) {
	dir := filled(t)
	tamper(t, dir, func(tx *bbolt.Tx) error {
		key, value := tx.Bucket(bucketEvents).Cursor().Last()
		spoiled := bytes.Clone(value)
		spoiled[20] ^= 4
		return tx.Bucket(bucketEvents).Put(key, spoiled)
	})
	s := openTest(t, dir)
	put(t, s, testEntry("delta"))
	if got := differences(t, s); len(got) != 1 || !strings.Contains(got[0], "audit event 5") {
		t.Errorf("check reports %q, want event 5 alone", got)
	}
}
