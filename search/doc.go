// Package search finds entries: from the words of an officer to ranked entries
// with exact counts.
//
//	words ─► query.Parse ─► expand (words → concepts, stems) ─► evaluate (bitmaps per segment)
//	                                                              │        │
//	                              catalog.Feed ─► follower ─► index      columns ─► facet counts
//	                                                              │
//	                                                   rank ─► page ─► snippets
//
// There is one index for each audience (see [catalog.Audience]). The public
// one never holds a word of a restricted entry, so that no count, order,
// suggestion or score can tell that one exists. An index is derived from the
// feed and disposable: missing, damaged or outdated, it is built anew.
package search
