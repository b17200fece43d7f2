package catalog

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// importBatch is how many records of an import share one transaction: enough
// to share the cost of a sync, few enough to hold up no other writer for long.
const importBatch = 500

// Incoming is one entry as a source outside the catalogue states it.
type Incoming struct {
	// ExternalID names the entry at its source, such as
	// "cordis:project:787021". It finds the entry again in a later import.
	ExternalID string
	// Slug is wished for; a taken one gets the end of the external id added.
	Slug string
	// Content is what the source states. Its links are external ids; one that
	// the catalogue does not know is left out. Empty fields are not stated.
	Content     Content
	Origin      Origin // without a day, the day of the import
	Language    string // ISO 639-1 code of the texts
	Confirmed   Date   // when the source last said so
	Suggestions []Suggestion

	File string // where it stands, for messages
	Line int
}

// Rejection says why a record was not taken. As an error among the records of
// an import it is counted and the import goes on.
type Rejection struct { //nolint:errname // a line of a report first, an error only among the records
	Kind   Kind   // what the record would have become; empty for a part of an entry
	File   string // name of the file, within an archive "archive.zip: name"
	Line   int    // where the record begins, from 1
	Field  string // empty when the record as a whole is faulty
	Reason string // English, without full stop
	Value  string // what stands there, shortened; may be empty
}

// Error is one line with everything the rejection knows.
func (r *Rejection) Error() string {
	text := fmt.Sprintf("%s:%d: ", r.File, r.Line)
	if r.Field != "" {
		text += r.Field + ": "
	}
	text += r.Reason
	if r.Value != "" {
		text += fmt.Sprintf(" (%q)", r.Value)
	}
	return text
}

// Is makes every Rejection an [ErrInvalid].
func (r *Rejection) Is(target error) bool { return target == ErrInvalid }

// Difference is one field that an import changes. A new entry is one
// Difference without a field whose After is the title.
type Difference struct {
	Kind       Kind
	ExternalID string
	Slug       string
	Field      string
	Before     string // shortened for a line of a report, as After
	After      string
}

// ImportOptions say how to import.
type ImportOptions struct {
	DryRun    bool             // report what would be done and write nothing
	By        Actor            // who imports, for the audit trail; a program when zero
	Different func(Difference) // called for each difference once it is written, or would be; may be nil
	Rejected  func(*Rejection) // called for each record that is not taken; may be nil
}

// ImportCounts are the figures of one kind of entry: Read is the sum of the
// others.
type ImportCounts struct {
	Read, New, Changed, Unchanged, Rejected int
}

// ImportReport is what an import did.
type ImportReport struct {
	Counts map[Kind]ImportCounts
	// RejectedParts counts rejected rows that hold only a part of an entry,
	// such as one participation.
	RejectedParts int
}

func (r *ImportReport) add(kind Kind, change func(*ImportCounts)) {
	c := r.Counts[kind]
	c.Read++
	change(&c)
	r.Counts[kind] = c
}

// Import takes records of a source outside the catalogue, in their order: what
// a record links to must come before it.
//
// A record whose external id is new becomes a published, clear entry marked
// listing only, each of its fields with its origin. Of a known entry a field is
// changed only when it came from an import before (it has an origin) or is
// empty, and the changed entry gets a new revision; an entry that a team has a
// draft of, or that is not published or archived, is left alone. Tags, state
// and slug never change, an empty field of the record changes nothing, and a
// second import of the same records writes nothing.
//
// A record that breaks a rule of its fields, names an external id for the
// second time, or is a [*Rejection] among the records is rejected and the rest
// goes in. Records are written in batches: an import that ends early, by ctx or
// an error, leaves whole batches, and running it again completes it. The report
// is valid then too.
func (s *Service) Import(ctx context.Context, records iter.Seq2[*Incoming, error], o ImportOptions) (*ImportReport, error) {
	im := &importer{
		Service: s, options: o,
		report: &ImportReport{Counts: map[Kind]ImportCounts{}},
		seen:   map[string]bool{}, promised: map[Ref]Ref{},
	}
	var batch []*Incoming
	for in, err := range records {
		if rejection, ok := errors.AsType[*Rejection](err); ok {
			im.reject(rejection)
			continue
		}
		if err != nil {
			return im.report, fmt.Errorf("import: %w", err)
		}
		if im.seen[in.ExternalID] {
			im.reject(in.rejection("external_id", "stands twice in this import", in.ExternalID))
			continue
		}
		im.seen[in.ExternalID] = true
		if batch = append(batch, in); len(batch) == importBatch {
			if err := im.write(ctx, batch); err != nil {
				return im.report, fmt.Errorf("import: %w", err)
			}
			batch = batch[:0]
		}
	}
	if err := im.write(ctx, batch); err != nil {
		return im.report, fmt.Errorf("import: %w", err)
	}
	return im.report, nil
}

func (in *Incoming) rejection(field, reason, value string) *Rejection {
	return &Rejection{
		Kind: in.Content.Kind(), File: in.File, Line: in.Line,
		Field: field, Reason: reason, Value: shorten(value),
	}
}

// importer is one import on its way.
type importer struct {
	*Service
	options ImportOptions
	report  *ImportReport
	seen    map[string]bool
	// promised are the ids of entries that a dry run would have made, by
	// external id.
	promised map[Ref]Ref
}

// outcome is what an import does with one record.
type outcome struct {
	entry       *Entry // to be put; nil when nothing is to be written
	event       Event
	isNew       bool
	differences []Difference
	rejection   *Rejection
}

// write takes a batch of records in one transaction.
func (im *importer) write(ctx context.Context, batch []*Incoming) error {
	if len(batch) == 0 {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	var outcomes []outcome
	work := func(tx Tx, put func(*Entry, Event) error) error {
		outcomes = make([]outcome, 0, len(batch)) // anew: a transaction may run twice
		known := map[Ref]Ref{}
		for _, in := range batch {
			out, err := im.decide(tx, in, known)
			if err != nil {
				return fmt.Errorf("%s: %w", in.ExternalID, err)
			}
			if out.entry != nil {
				if err := put(out.entry, out.event); err != nil {
					return fmt.Errorf("%s: %w", in.ExternalID, err)
				}
			}
			outcomes = append(outcomes, out)
		}
		return nil
	}
	var err error
	if im.options.DryRun {
		err = im.store.View(ctx, func(tx Tx) error {
			return work(tx, func(e *Entry, _ Event) error {
				im.promised[Ref(e.ExternalIDs[0])] = e.ID
				return nil
			})
		})
	} else {
		_, err = im.store.Update(ctx, func(tx UpdateTx) error { return work(tx, tx.PutEntry) })
	}
	if err != nil {
		return err
	}
	for i, out := range outcomes {
		im.count(batch[i], out)
	}
	return nil
}

// count adds what was done with a record to the report.
func (im *importer) count(in *Incoming, out outcome) {
	kind := in.Content.Kind()
	switch {
	case out.rejection != nil:
		im.reject(out.rejection)
		return
	case out.isNew:
		im.report.add(kind, func(c *ImportCounts) { c.New++ })
	case out.entry != nil:
		im.report.add(kind, func(c *ImportCounts) { c.Changed++ })
	default:
		im.report.add(kind, func(c *ImportCounts) { c.Unchanged++ })
	}
	if im.options.Different != nil {
		for _, d := range out.differences {
			im.options.Different(d)
		}
	}
}

func (im *importer) reject(r *Rejection) {
	if r.Kind == "" {
		im.report.RejectedParts++
	} else {
		im.report.add(r.Kind, func(c *ImportCounts) { c.Rejected++ })
	}
	if im.options.Rejected != nil {
		im.options.Rejected(r)
	}
}
