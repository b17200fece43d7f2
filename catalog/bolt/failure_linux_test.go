package bolt

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// TestFailedCommit makes the open file unwritable under the store. Nobody can
// say what the disk holds after that, so no write is taken until the store is
// opened again; reads go on.
func TestFailedCommit(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, storeFile)
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	e := testEntry("written")
	put(t, s, e)

	fd := openAs(t, path)
	writable, err := syscall.Dup(fd)
	if err != nil {
		t.Fatal(err)
	}
	readOnly, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Dup3(int(readOnly.Fd()), fd, syscall.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	e.Public = &catalog.Revision{Number: 2, Content: &catalog.Solution{Name: "lost"}}
	write := func() error {
		_, err := s.Update(t.Context(), func(tx catalog.UpdateTx) error { return tx.PutEntry(e, testEvent(e)) })
		return err
	}
	if err := write(); !errors.Is(err, syscall.EBADF) || errors.Is(err, catalog.ErrUnavailable) {
		t.Errorf("write to a read-only file: %v, want EBADF plainly", err)
	}
	if e.Version != 1 {
		t.Errorf("version is %d after the failed commit, want 1", e.Version)
	}

	if err := syscall.Dup3(writable, fd, syscall.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	if err := write(); !errors.Is(err, catalog.ErrUnavailable) {
		t.Errorf("write after a failed commit: %v, want ErrUnavailable", err)
	}
	if _, err := bySlug(t, s, "written"); err != nil {
		t.Errorf("read after a failed commit: %v", err)
	}
	if err := errors.Join(s.Close(), syscall.Close(writable), readOnly.Close()); err != nil {
		t.Fatal(err)
	}
	again := openTest(t, dir)
	put(t, again, e)
	wantClean(t, again)
}

// openAs is the descriptor under which this process has the file open.
func openAs(t *testing.T, path string) int {
	t.Helper()
	const descriptors = "/proc/self/fd"
	files, err := os.ReadDir(descriptors)
	if err != nil {
		t.Skip(err)
	}
	for _, f := range files {
		if target, err := os.Readlink(filepath.Join(descriptors, f.Name())); err == nil && target == path {
			fd, err := strconv.Atoi(f.Name())
			if err != nil {
				t.Fatal(err)
			}
			return fd
		}
	}
	t.Fatalf("%s is not open", path)
	return 0
}
