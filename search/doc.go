// Package search finds entries: from the words of an officer to ranked entries
// with exact counts.
//
// There is one index for each audience (see [catalog.Audience]). The public
// one never holds a word of a restricted entry, so that no count, order,
// suggestion or score can tell that one exists. An index is derived from the
// feed and disposable: missing, damaged or outdated, it is built anew.
//
// # A search
//
//		Request ── Bounded ─► query.Parse ─► plan ─► evaluate ─┬─► facets ─► readings, exits, near, corrections
//		request.go            query/         plan.go evaluate.go│   facets.go
//		                                                        └─► top ─► hits
//		                                                            rank.go, score.go   snippet.go, why.go
//
//	  - [Engine.Search] (engine.go) takes a snapshot of the audience's index
//	    (segment.go) and answers from it alone: with what it answered before, as
//	    long as no batch was written since (cache.go), or else when it has its
//	    turn (admission.go). No store is asked: what a page shows is stored with
//	    the document (card.go).
//	  - The query becomes a plan: clauses that must all hold, each a set of
//	    terms, a phrase or concepts. The clause of a word does not depend on the
//	    other words unless they are a name together, so that a further word finds
//	    less.
//	  - Each clause is a bitmap of entries for each segment of the index, made of
//	    Bleve's posting lists, which are looked up once (terms.go). Such bitmaps
//	    are shared by all requests and never changed. Words of a phrase are
//	    compared by position in the entries that have all of them (phrase.go).
//	    Bleve keeps the index; its own search is used to
//	    compare, in tests and in Stock (stock.go), which measures the engine.
//	  - Facets are counted in one pass over columns (columns.go), which are made
//	    once for each segment and kept beside it in a file (columnfile.go); so are
//	    the keys that entries are sorted by (row.go). layout.go knows where the
//	    values stand in the answer.
//	  - The best entries are found block by block (score.go): of posting lists
//	    that are decoded once (impacts.go) the most that each can do in a block
//	    is known, and blocks that cannot reach the page are left out. The scores
//	    and the total do not depend on it.
//	  - Only words of the page that begin like one of the query (beginnings.go)
//	    are analysed to be marked.
//	  - A thin result gets ways out (exits.go), the entries that have some of the
//	    words (near.go) and other spellings (correct.go), by the same bitmaps.
//
// # From words to what is meant
//
// All of this only adds to what the words themselves find, and the answer tells
// it (reading.go) with the query that takes it back.
//
//   - lexicon.go knows the names of concepts in ten languages; naming.go finds
//     them in a run of words. A named facet value adds the entries that have
//     it; a word of the glossary (wording.go) adds those that have its
//     translations.
//   - tongue.go guesses the language of a query, softly: a name counts less in a
//     language that its other words do not speak, and finds the same.
//   - together.go: the words of a name of several words count where they stand
//     near each other.
//   - functionwords.go: words such as "with" rank and need not hold.
//   - numbers.go reads maturity and price; vocabulary.go and compound.go know how
//     compounds are parted and joined; greeklish.go, stem.go and
//     queryword.go bring spellings and inflections to one.
//
// # From an entry or a text to entries
//
// [Engine.Similar] (similar.go) and [Engine.Match] (match.go, readtext.go) make a
// plan of alternatives from the telling words (telling.go) of an entry or of a
// text that a person pastes, whose language its function words tell
// (textlanguage.go).
//
// [Engine.Suggest] (suggest.go) completes what is typed from the words of titles
// (titles.go, made once for each segment) and of the names of concepts, typing
// errors included (completer.go, spelling.go).
//
// # An index
//
//		catalog.Feed ─► follower ─► flatten ─► document ─► generation ─► snapshot, columns
//		                follower.go flatten.go document.go generation.go segment.go
//		                rebuild.go  text.go    analysis.go folder.go
//		                                       stem.go
//
//	  - A shard (shard.go) is one audience: its live generation, and the follower
//	    that applies the feed to it. The number of the feed is written in the
//	    batch that applies it, so that a killed process loses nothing.
//	  - A document holds an entry and what it takes from entries it links to, as
//	    the audience sees them. When one of those changes, the document is made
//	    again (affected, in open.go).
//	  - Start (open.go) verifies the files (damage.go), the form of documents (stamp, in
//	    fields.go) and the number of the feed. What does not fit is built anew
//	    beside it and swapped in (rebuild.go) while searches go on.
//	  - Calls into Bleve go through guard (guard.go), which turns a panic into
//	    an error. [Engine.Check] (check.go) compares index and store.
package search
