package catalog

import (
	"context"
	"fmt"
	"time"
)

// Address is where an entry is found and when it last changed.
type Address struct {
	Path    string // such as "/solutions/coach-check"
	Updated time.Time
}

// Addresses lists every entry of a kind that the viewer may see, withdrawn ones
// left out, in the order they were made. It reads in short steps and holds up
// no writer.
func (s *Service) Addresses(ctx context.Context, viewer Actor, kind Kind) ([]Address, error) {
	var all []Address
	after := ID("")
	for {
		var page []Address
		next := after
		err := s.store.View(ctx, func(tx Tx) error {
			page, next = nil, after
			read := 0
			for e, err := range tx.Entries(kind, after) {
				if err != nil {
					return err
				}
				next = e.ID
				if _, sees := standing(viewer, e); sees && e.State != StateWithdrawn && e.State != StateFrozen {
					page = append(page, Address{kind.Path(e.Slug), e.Updated})
				}
				if read++; read == loadBatch {
					return nil
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("addresses of kind %s: %w", kind, err)
		}
		all = append(all, page...)
		if next == after {
			return all, nil
		}
		after = next
	}
}
