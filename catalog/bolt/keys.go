package bolt

import (
	"encoding/binary"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// The buckets. Ids are the 36 characters of a UUID; parts of a key are
// separated by a zero byte, which none of them contains; numbers in keys are
// big-endian so that they sort.
var (
	bucketMeta      = []byte("meta")      // name → text, see the meta keys below
	bucketEntries   = []byte("entries")   // id → sealed entry
	bucketRevisions = []byte("revisions") // id 0 number → sealed revision that is no longer current
	bucketUsers     = []byte("users")     // id → sealed account
	bucketEvents    = []byte("events")    // sequence → sealed audit event

	bucketCredentials = []byte("credentials") // hash → sealed credential

	// Derived from the records above.
	bucketKinds     = []byte("kinds")     // kind 0 id → nothing
	bucketCounts    = []byte("counts")    // kind → number of entries
	bucketSlugs     = []byte("slugs")     // kind 0 slug → id; former slugs too
	bucketExternal  = []byte("external")  // external id → id
	bucketLinks     = []byte("links")     // target id 0 kind 0 id → nothing: the entry links to target
	bucketEmails    = []byte("emails")    // address in lower case → id of the account
	bucketHolders   = []byte("holders")   // holder 0 id → hash of the credential
	bucketFeed      = []byte("feed")      // sequence → '+' or '-', kind 0 id: the newest change of the entry
	bucketPositions = []byte("positions") // id → sequence of its feed row
)

// buckets lists every bucket, with the version of the layout that brought it.
var buckets = []struct {
	name  []byte
	since int
}{
	{bucketMeta, 1},
	{bucketEntries, 1},
	{bucketRevisions, 1},
	{bucketUsers, 1},
	{bucketEvents, 1},
	{bucketKinds, 1},
	{bucketCounts, 1},
	{bucketSlugs, 1},
	{bucketExternal, 1},
	{bucketLinks, 1},
	{bucketEmails, 1},
	{bucketFeed, 1},
	{bucketPositions, 1},
	{bucketCredentials, 2},
	{bucketHolders, 2},
}

// The keys of bucketMeta.
var (
	metaFormat = []byte("format") // decimal version of this layout
	metaHead   = []byte("head")   // sealed place of the newest event in the chain, so that a lost one shows
)

// The first byte of a feed row.
const (
	feedPut    = '+' // the entry was written
	feedDelete = '-' // the entry was deleted
)

// separated joins the parts of a key.
func separated(parts ...string) []byte { return []byte(strings.Join(parts, "\x00")) }

// prefixed is the prefix of all keys that begin with the parts.
func prefixed(parts ...string) []byte { return append(separated(parts...), 0) }

// split takes a key apart into its parts.
func split(key []byte) []string { return strings.Split(string(key), "\x00") }

func numberKey(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

// number reads a number written by numberKey; 0 when it is none.
func number(b []byte) uint64 {
	if len(b) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func kindKey(kind catalog.Kind, id catalog.ID) []byte { return separated(string(kind), string(id)) }

func slugKey(kind catalog.Kind, slug string) []byte { return separated(string(kind), slug) }

func linkKey(target catalog.ID, kind catalog.Kind, id catalog.ID) []byte {
	return separated(string(target), string(kind), string(id))
}

func revisionKey(id catalog.ID, revision int) []byte {
	return append(prefixed(string(id)), numberKey(uint64(revision))...)
}

func emailKey(email string) []byte { return []byte(strings.ToLower(email)) }

func holderKey(holder, id catalog.ID) []byte { return separated(string(holder), string(id)) }

func feedRow(mark byte, kind catalog.Kind, id catalog.ID) []byte {
	return append([]byte{mark}, kindKey(kind, id)...)
}

// parseFeedRow is the inverse of feedRow; ok is false for what is not a row.
func parseFeedRow(row []byte) (mark byte, kind catalog.Kind, id catalog.ID, ok bool) {
	if len(row) == 0 || row[0] != feedPut && row[0] != feedDelete {
		return 0, "", "", false
	}
	parts := split(row[1:])
	if len(parts) != 2 {
		return 0, "", "", false
	}
	return row[0], catalog.Kind(parts[0]), catalog.ID(parts[1]), true
}
