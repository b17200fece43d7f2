// Package catalog says what the catalogue holds, who may see and change it,
// and what a store must promise. It knows no database, no index and no HTTP.
//
// One record is an [Entry]: an envelope (identity, state, access level, tags)
// around one or two [Revision]s of typed [Content] — the revision the team
// last wrote and the one the public reads. The content types ([Solution],
// [Project], [UseCase], …) carry their rules in struct tags; [Fields] reads
// these tags once, and validation, redaction, links and completeness all work
// from that one table.
//
//	team ──► Draft revision ──review──► Public revision ──► Visible(viewer, entry) ──► View
//	                 │                        │
//	             Validate               Store.Update: record + event + feed row, one transaction
//	                                          │
//	                                     Feed.Changes ──► the search index, elsewhere
//
// People are accounts ([User]). What they show to be let in is a [Credential];
// [Service.Session] and [Service.Token] turn it into the [Actor] whom [Can] and
// [Visible] ask for.
//
// Nothing reads an entry for a person except through [Visible]; the feed and
// the backup are the two exceptions, and they never answer a request.
package catalog
