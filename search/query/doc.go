// Package query is the search language: what a person typed, as clauses. It
// knows no engine and no vocabulary, and it never fails: what it cannot read as
// typed it reads as plain words, and says so in a hint.
//
//	drone OR balloon "green border" -fog trl:pilot thermo* cammera~
//
// asks for entries with the word drone or the word balloon, with the phrase
// green border, without the word fog, filtered by trl=pilot, with a word that
// begins with thermo and one that is written much like cammera.
//
//	text ─► clean ─────────────► parse ─────────────► Query ─► String
//	        cut to MaxBytes,     word by word,        clauses  reads back as
//	        quotes and hyphens   at most MaxWords              the same Query
//	        made plain
//
// What a word means, in which language and with which concepts, is for the
// reader of the Query: the plan of package search.
package query
