package bolt

import (
	"fmt"
	"syscall"
	"unsafe"

	"go.etcd.io/bbolt"
)

// letGo takes the file's pages out of this process's memory after all of them
// were read, as opening, scanning and checking do. They stay in the system's
// cache and come back when they are needed, but no longer count as memory the
// server holds, most of which it would never look at again.
func letGo(db *bbolt.DB) error {
	return db.View(func(tx *bbolt.Tx) error { // the mapping stays where it is meanwhile
		start := db.Info().Data
		pages := unsafe.Slice(*(**byte)(unsafe.Pointer(&start)), tx.Size())
		if err := syscall.Madvise(pages, syscall.MADV_DONTNEED); err != nil {
			return fmt.Errorf("let go of the pages of store.db: %w", err)
		}
		return nil
	})
}
