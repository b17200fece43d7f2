package search

import (
	"fmt"
	"syscall"

	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// letGo takes the pages of a segment's file out of this process's memory after
// its columns or titles were read from all over it. They stay in the system's cache and
// come back when a search needs them. A segment that is not on disk yet has no
// such pages.
func letGo(s segment.Segment) error {
	mapped, ok := s.(interface{ Data() []byte })
	if !ok || len(mapped.Data()) == 0 {
		return nil
	}
	if err := syscall.Madvise(mapped.Data(), syscall.MADV_DONTNEED); err != nil {
		return fmt.Errorf("let go of the pages of a segment: %w", err)
	}
	return nil
}
