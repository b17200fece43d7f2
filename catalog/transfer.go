package catalog

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// ExportFormat is the version of the form that [Service.Export] writes.
const ExportFormat = 1

// loadBatch is how many entries are written in one transaction: enough to
// share the cost of a sync, few enough to hold up no other writer for long.
const loadBatch = 500

// exportLine is one line of an export: the header, or one record.
type exportLine struct {
	Showcase string      `json:"showcase,omitempty"` // "export", in the header only
	Format   int         `json:"format,omitempty"`
	At       *time.Time  `json:"at,omitempty"`
	Sequence uint64      `json:"sequence,omitempty"` // everything up to here is in the export
	Entry    *Entry      `json:"entry,omitempty"`
	Earlier  []*Revision `json:"earlier,omitempty"`
	User     *User       `json:"user,omitempty"`
}

// Export writes every entry at every access level with its earlier revisions,
// and every account, as JSON Lines: a header, then a record a line. It returns
// how many entries it wrote. The result holds restricted texts, so it belongs
// to the operator alone. It holds nothing that lets anyone sign in: no password
// hash, second factor, passkey, session, token or invitation. People set a new password
// where it is read; a backup keeps everything.
func (s *Service) Export(ctx context.Context, w io.Writer) (entries int, err error) {
	out := bufio.NewWriterSize(w, 1<<16)
	encoder := json.NewEncoder(out)
	sequence, err := s.store.Sequence(ctx)
	if err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	now := s.now().UTC()
	if err := encoder.Encode(exportLine{Showcase: "export", Format: ExportFormat, At: &now, Sequence: sequence}); err != nil {
		return 0, fmt.Errorf("export: %w", err)
	}
	_, err = s.store.Scan(ctx, func(e *Entry) error {
		earlier, err := s.earlier(ctx, e.ID)
		if err != nil {
			return err
		}
		entries++
		return encoder.Encode(exportLine{Entry: e, Earlier: earlier})
	})
	if err != nil {
		return entries, fmt.Errorf("export: %w", err)
	}
	users, err := s.users(ctx)
	if err != nil {
		return entries, fmt.Errorf("export: %w", err)
	}
	for _, u := range users {
		u = u.withoutSecrets()
		u.SecondFactor, u.Passkeys = nil, nil
		if err := encoder.Encode(exportLine{User: u}); err != nil {
			return entries, fmt.Errorf("export: %w", err)
		}
	}
	return entries, out.Flush()
}

func (s *Service) earlier(ctx context.Context, id ID) (revisions []*Revision, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		revisions = nil
		for r, err := range tx.Revisions(id) {
			if err != nil {
				return err
			}
			revisions = append(revisions, r)
		}
		return nil
	})
	return revisions, err
}

func (s *Service) users(ctx context.Context) (users []*User, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		users = nil
		for u, err := range tx.Users() {
			if err != nil {
				return err
			}
			users = append(users, u)
		}
		return nil
	})
	return users, err
}

// ImportExport reads what [Service.Export] wrote into a catalogue that holds
// none of it, and returns how many entries it read. An id that is there
// already is [ErrConflict]; what was read before the error stays.
func (s *Service) ImportExport(ctx context.Context, r io.Reader) (entries int, err error) {
	decoder := json.NewDecoder(bufio.NewReaderSize(r, 1<<16))
	var header exportLine
	if err := decoder.Decode(&header); err != nil || header.Showcase != "export" {
		return 0, fmt.Errorf("%w: this is not an export of a catalogue", ErrInvalid)
	}
	if header.Format > ExportFormat {
		return 0, fmt.Errorf("%w: the export has format %d, this program reads up to %d", ErrInvalid, header.Format, ExportFormat)
	}
	var batch []exportLine
	flush := func() error {
		err := s.load(ctx, batch)
		batch = batch[:0]
		return err
	}
	for n := 2; ; n++ {
		var line exportLine
		err := decoder.Decode(&line)
		if errors.Is(err, io.EOF) {
			return entries, flush()
		}
		if err != nil {
			return entries, fmt.Errorf("%w: record %d: %w", ErrInvalid, n, err)
		}
		batch = append(batch, line)
		if line.Entry != nil {
			entries++
		}
		if len(batch) == loadBatch {
			if err := flush(); err != nil {
				return entries, err
			}
		}
	}
}

// Load writes entries as they stand, such as those of the demonstration
// catalogue, into a catalogue that holds none of them.
func (s *Service) Load(ctx context.Context, entries []*Entry) error {
	for start := 0; start < len(entries); start += loadBatch {
		var batch []exportLine
		for _, e := range entries[start:min(start+loadBatch, len(entries))] {
			batch = append(batch, exportLine{Entry: e})
		}
		if err := s.load(ctx, batch); err != nil {
			return err
		}
	}
	return nil
}

// load writes a batch in one transaction.
func (s *Service) load(ctx context.Context, batch []exportLine) error {
	now := s.now()
	_, err := s.store.Update(ctx, func(tx UpdateTx) error {
		for _, line := range batch {
			switch {
			case line.Entry != nil:
				e := line.Entry
				event := Event{At: now, Action: ActionImport, Object: e.ID, Kind: e.Kind, To: e.State}
				if err := tx.LoadEntry(e, line.Earlier, event); err != nil {
					return fmt.Errorf("load %s %s: %w", e.Kind, e.Slug, err)
				}
			case line.User != nil:
				event := Event{At: now, Action: ActionImport, Object: line.User.ID}
				if err := tx.PutUser(line.User, event); err != nil {
					return fmt.Errorf("load account %s: %w", line.User.ID, err)
				}
			}
		}
		return nil
	})
	return err
}

// ExportAudit writes the audit trail as JSON Lines, oldest first, and returns
// how many events it wrote.
func (s *Service) ExportAudit(ctx context.Context, w io.Writer) (events int, err error) {
	encoder := json.NewEncoder(w)
	after := uint64(0)
	for {
		batch, err := s.events(ctx, after)
		if err != nil || len(batch) == 0 {
			return events, err
		}
		for _, e := range batch {
			if err := encoder.Encode(e); err != nil {
				return events, fmt.Errorf("export the audit trail: %w", err)
			}
			events++
		}
		after = batch[len(batch)-1].Sequence
	}
}

// events reads the next few events behind after, in one short transaction.
func (s *Service) events(ctx context.Context, after uint64) (batch []Event, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		batch = nil
		for e, err := range tx.Events(after) {
			if err != nil {
				return err
			}
			if batch = append(batch, e); len(batch) == loadBatch {
				return nil
			}
		}
		return nil
	})
	return batch, err
}
