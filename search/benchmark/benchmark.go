// Package benchmark times searches: a mixed set of requests, asked of the
// engine, of stock Bleve or through HTTP, with every answer compared.
//
//	samples of the catalogue ─► Mix ─► []Case ─► Measure, Rate, Compare ─► Report
//	sample.go                   mix.go           measure.go  compare.go    report.go
//	                                             target.go   visible.go
//
// It knows neither how a catalogue is made nor where it lies: the command that
// uses it brings [Sample]s, [Target]s and a way to change an entry.
package benchmark
