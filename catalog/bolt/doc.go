// Package bolt keeps the catalogue in one bbolt file.
//
// A folder holds
//
//	store.db   everything: entries, revisions, accounts, credentials, audit trail, feed
//	identity   says that a store was made here, so that a lost store.db stops
//	           the start instead of becoming an empty catalogue
//	holder     process id of the program that has the store open
//
// Every record is stored as "version | checksum | JSON" and the checksum, which
// covers the key as well, is verified on every read: bbolt itself does not
// notice a flipped bit in a value. Everything else in the file (slugs, links,
// counts, feed) is derived from the records in the same transaction and
// recounted by [Store.Check]. keys.go declares every bucket and key.
//
//	Update ─► queue ─► one transaction for all who wait ─► one sync ─► wake followers
//	View, Changes, Scan ─► short read transactions, bytes copied out before they end
package bolt
