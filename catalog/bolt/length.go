package bolt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"os"
)

// The places of what wholeLength reads in a page that holds a bbolt meta
// record, in bytes from the start of the page.
const (
	metaMagicAt    = 16
	metaPageSizeAt = 24
	metaHighAt     = 56 // number of pages in use
	metaTxAt       = 64
	metaSumAt      = 72
	metaEnd        = 80

	boltMagic = 0xED0CDAED
)

var errNoStore = errors.New("store.db is damaged (it does not begin as a store): restore a backup")

// wholeLength makes sure that a store file is as long as its newest meta record
// says. A file that was cut would otherwise end the process when a page behind
// its end is read through the memory map.
func wholeLength(path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	first, ok1, err := readMeta(f, 0)
	if err != nil {
		return err
	}
	// Without a first record the second is where the page size of this machine
	// puts it.
	second, ok2, err := readMeta(f, int64(max(first.pageSize, uint32(os.Getpagesize()))))
	if err != nil {
		return err
	}
	newest := first
	if !ok1 || ok2 && second.tx > first.tx {
		newest = second
	}
	if !ok1 && !ok2 {
		return errNoStore
	}
	if whole := int64(newest.high) * int64(newest.pageSize); info.Size() < whole {
		return fmt.Errorf("store.db was cut (%d of %d bytes are left): restore a backup", info.Size(), whole)
	}
	return nil
}

type boltMeta struct {
	pageSize uint32
	high, tx uint64
}

// readMeta reads the meta record of the page at offset; ok is false when there
// is none or its checksum is wrong.
func readMeta(f io.ReaderAt, offset int64) (m boltMeta, ok bool, err error) {
	page := make([]byte, metaEnd)
	if _, err := f.ReadAt(page, offset); errors.Is(err, io.EOF) {
		return m, false, nil
	} else if err != nil {
		return m, false, err
	}
	order := binary.NativeEndian // bbolt writes its records as they lie in memory
	sum := fnv.New64a()
	_, _ = sum.Write(page[metaMagicAt:metaSumAt]) // a hash takes every write
	if order.Uint32(page[metaMagicAt:]) != boltMagic || order.Uint64(page[metaSumAt:]) != sum.Sum64() {
		return m, false, nil
	}
	return boltMeta{
		pageSize: order.Uint32(page[metaPageSizeAt:]),
		high:     order.Uint64(page[metaHighAt:]),
		tx:       order.Uint64(page[metaTxAt:]),
	}, true, nil
}
