// Package cordis reads the public data of CORDIS, the European Commission's
// register of research projects, into records for the catalogue: the official
// tables in CSV, the official XML with one project a file, either of them
// loose, gzipped or zipped, and the single-file CSV of before 2021.
//
//	files ──recognise──► sources ──survey──► tables joined, organisations, places of the projects
//	                        │                                   │
//	                        └──────────── read again ───────────┴──► Records ──► catalog.Service.Import
//
// What a file is follows from its content, never from its name. The tables may
// come in any order, and tables that name projects of which no row is given
// yield nothing. A faulty record is rejected with its file, line, field and
// reason, and the others go in.
package cordis
