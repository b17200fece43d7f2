package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"ileanet.eu/showcase/catalog"
)

func TestOpenKeepsOthersOut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "data")
	openTest(t, dir)
	for path, want := range map[string]os.FileMode{dir: folderMode, filepath.Join(dir, storeFile): fileMode, filepath.Join(dir, identityFile): fileMode, filepath.Join(dir, holderFile): fileMode} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", filepath.Base(path), got, want)
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 3 {
		t.Errorf("the folder holds %d files (%v), want 3", len(files), err)
	}
}

func TestOpenWhileHeld(t *testing.T) {
	dir := t.TempDir()
	openTest(t, dir)
	refused(t, dir, "another process has it open", "process "+strconv.Itoa(os.Getpid()), "since 20")
}

func TestOpenLostStore(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, path string)
		words []string
	}{
		"missing": {func(t *testing.T, path string) {
			t.Helper()
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
		}, []string{"store.db is missing", "restore a backup"}},
		"empty": {func(t *testing.T, path string) {
			t.Helper()
			write(t, path, nil)
		}, []string{"store.db is empty", "restore a backup"}},
		"cut": {func(t *testing.T, path string) {
			t.Helper()
			write(t, path, read(t, path)[:5*os.Getpagesize()+17])
		}, []string{"store.db was cut", "restore a backup"}},
		"cut in the first page": {func(t *testing.T, path string) {
			t.Helper()
			write(t, path, read(t, path)[:100])
		}, []string{"store.db was cut", "restore a backup"}},
		"another file": {func(t *testing.T, path string) {
			t.Helper()
			write(t, path, bytes.Repeat([]byte("not a store "), 4000))
		}, []string{"store.db is damaged", "restore a backup"}},
		"both meta pages zeroed": {func(t *testing.T, path string) {
			t.Helper()
			data := read(t, path)
			clear(data[:2*os.Getpagesize()])
			write(t, path, data)
		}, []string{"store.db is damaged", "restore a backup"}},
		"not ours": {func(t *testing.T, path string) {
			t.Helper()
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			db, err := bbolt.Open(path, fileMode, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}, []string{"bucket meta is missing"}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filled(t)
			c.spoil(t, filepath.Join(dir, storeFile))
			refused(t, dir, c.words...)
		})
	}
}

// TestOpenTornMeta tears each of the two meta records in turn, as a power cut
// may: the other one, which is the state before the last commit or the same, is
// opened.
func TestOpenTornMeta(t *testing.T) {
	dir := filled(t)
	path := filepath.Join(dir, storeFile)
	data := read(t, path)
	for page := range 2 { // one of the two is the newest
		spoiled := bytes.Clone(data)
		record := page * os.Getpagesize()
		clear(spoiled[record+metaHighAt : record+metaEnd])
		write(t, path, spoiled)
		s, err := Open(t.Context(), dir, Options{})
		if err != nil {
			t.Errorf("meta page %d torn: %v", page, err)
			continue
		}
		if _, err := bySlug(t, s, "alpha"); err != nil {
			t.Errorf("meta page %d torn: %v", page, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestOpenAfterRemovedIdentityBeginsAnew(t *testing.T) {
	dir := filled(t)
	for _, name := range []string{storeFile, identityFile} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	s := openTest(t, dir)
	if n, err := s.Sequence(t.Context()); err != nil || n != 0 {
		t.Errorf("sequence %d, %v, want an empty store", n, err)
	}
}

func TestOpenNewerFormat(t *testing.T) {
	dir := filled(t)
	tamper(t, dir, func(tx *bbolt.Tx) error { return writeFormat(tx, 99) })
	refused(t, dir, "a newer program wrote store.db", "format 99", fmt.Sprintf("up to %d", currentLayout.version))
}

func TestOpenUnreadableFormat(t *testing.T) {
	dir := filled(t)
	tamper(t, dir, func(tx *bbolt.Tx) error { return tx.Bucket(bucketMeta).Put(metaFormat, []byte("one")) })
	refused(t, dir, `its format is "one"`)
}

// TestUpgradeFromFirstFormat: a store from before credentials gets their
// buckets and keeps all it had.
func TestUpgradeFromFirstFormat(t *testing.T) {
	dir := filled(t)
	tamper(t, dir, func(tx *bbolt.Tx) error {
		return errors.Join(tx.DeleteBucket(bucketCredentials), tx.DeleteBucket(bucketHolders), writeFormat(tx, 1))
	})
	if err := Verify(t.Context(), filepath.Join(dir, storeFile)); err != nil {
		t.Errorf("a backup of the first format: %v", err)
	}
	s := openTest(t, dir)
	wantClean(t, s)
	if _, err := bySlug(t, s, "alpha"); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "store-format-1.db")); err != nil {
		t.Errorf("the backup before the upgrade: %v", err)
	}
}

// TestOpenWithoutABucket: what a store of its version must have is not made
// anew.
func TestOpenWithoutABucket(t *testing.T) {
	dir := filled(t)
	tamper(t, dir, func(tx *bbolt.Tx) error { return tx.DeleteBucket(bucketCredentials) })
	refused(t, dir, "bucket credentials is missing")
}

func TestUpgrade(t *testing.T) {
	dir := filled(t)
	var ran []string
	step := func(name string, err error) func(*bbolt.Tx) error {
		return func(tx *bbolt.Tx) error {
			ran = append(ran, name)
			return errors.Join(tx.Bucket(bucketMeta).Put([]byte(name), []byte("done")), err)
		}
	}
	now := currentLayout.version
	later := func(steps ...func(*bbolt.Tx) error) layout {
		return layout{version: now + len(steps), steps: slices.Concat(currentLayout.steps, steps)}
	}
	broken := later(step("first", nil), step("second", errors.New("no luck")))
	if _, err := open(t.Context(), dir, Options{}, broken); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("upgrade from format %d: no luck", now+1)) {
		t.Fatalf("error is %v, want the failed step", err)
	}
	// The first step stays done; the next start goes on with the second.
	whole := later(step("first again", nil), step("second", nil))
	s, err := open(t.Context(), dir, Options{}, whole)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(ran, ", "); got != "first, second, second" {
		t.Errorf("steps run: %s", got)
	}
	if _, err := bySlug(t, s, "alpha"); err != nil {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	refused(t, dir, fmt.Sprintf("format %d", now+2))

	// The backup from before can be opened by the program that wrote it.
	old := t.TempDir()
	backup := bytes.NewReader(read(t, filepath.Join(dir, fmt.Sprintf("store-format-%d.db", now))))
	if err := Restore(t.Context(), old, backup, false); err != nil {
		t.Fatal(err)
	}
	wantClean(t, openTest(t, old))
}

func TestRestore(t *testing.T) {
	var copied bytes.Buffer
	source := openTest(t, filled(t))
	if err := source.Backup(t.Context(), &copied); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "restored")
	if err := Restore(t.Context(), dir, bytes.NewReader(copied.Bytes()), false); err != nil {
		t.Fatal(err)
	}
	s := openTest(t, dir)
	wantClean(t, s)
	if e, err := bySlug(t, s, "bravo"); err != nil || e.Version != 2 {
		t.Errorf("restored entry %v, %v", e, err)
	}

	again := func(overwrite bool) error {
		return Restore(t.Context(), dir, bytes.NewReader(copied.Bytes()), overwrite)
	}
	if err := again(false); err == nil || !strings.Contains(err.Error(), "there is a store already") {
		t.Errorf("restore over a store: %v", err)
	}
	if err := again(true); err == nil || !strings.Contains(err.Error(), "another process has the store open") {
		t.Errorf("restore over an open store: %v", err)
	}
	put(t, s, testEntry("later"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, storeFile), []byte("beyond reading"))
	if err := again(true); err != nil {
		t.Fatalf("restore over a damaged store: %v", err)
	}
	wantClean(t, openTest(t, dir))
}

func TestRestoreRefusesBadBackups(t *testing.T) {
	good := read(t, filepath.Join(filled(t), storeFile))
	damaged := filled(t)
	tamper(t, damaged, func(tx *bbolt.Tx) error { return flip(tx, bucketEntries) })
	for name, data := range map[string][]byte{
		"empty": nil, "text": []byte("hello"), "cut": good[:5*os.Getpagesize()],
		"damaged value": read(t, filepath.Join(damaged, storeFile)),
	} {
		dir := t.TempDir()
		err := Restore(t.Context(), dir, bytes.NewReader(data), false)
		if err == nil || !strings.Contains(err.Error(), "the backup is no good") {
			t.Errorf("%s: error is %v", name, err)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
			t.Errorf("%s: %d files are left, %v", name, len(files), err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Restore(ctx, t.TempDir(), bytes.NewReader(good), false); !errors.Is(err, context.Canceled) {
		t.Errorf("restore with an ended context: %v", err)
	}
}

func TestFullStore(t *testing.T) {
	s, err := Open(t.Context(), t.TempDir(), Options{MaxSize: 20 << 20})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	big := testEntry("big")
	big.Public.Content.(*catalog.Solution).Summary = strings.Repeat("x", 1<<20)
	put(t, s, testEntry("small"))
	for i := 0; err == nil; i++ {
		if i > 100 {
			t.Fatal("the store grows beyond its greatest size")
		}
		big.Public.Number = i + 1
		_, err = s.Update(t.Context(), func(tx catalog.UpdateTx) error { return tx.PutEntry(big, testEvent(big)) })
	}
	if !errors.Is(err, catalog.ErrUnavailable) {
		t.Errorf("error is %v, want ErrUnavailable", err)
	}
	stored, err := bySlug(t, s, "big")
	if err != nil || stored.Version != big.Version {
		t.Errorf("the store has version %v, the caller %d (%v)", stored, big.Version, err)
	}
	// What makes room still goes.
	_, err = s.Update(t.Context(), func(tx catalog.UpdateTx) error { return tx.DeleteEntry(big.ID, big.Version, testEvent(big)) })
	if err != nil {
		t.Errorf("delete in a full store: %v", err)
	}
	put(t, s, testEntry("after"))
	wantClean(t, s)
}

func TestCommitFailedTellsFullDisks(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		full bool
	}{
		"no space":         {&os.PathError{Op: "write", Path: storeFile, Err: syscall.ENOSPC}, true},
		"no space as text": {errors.New("file sync error: " + syscall.ENOSPC.Error()), true},
		"greatest size":    {berrors.ErrMaxSizeReached, true},
		"anything else":    {&os.PathError{Op: "write", Path: storeFile, Err: syscall.EIO}, false},
	} {
		s := newStore(nil, "")
		err := s.commitFailed(c.err)
		if !errors.Is(err, c.err) || errors.Is(err, catalog.ErrUnavailable) != c.full {
			t.Errorf("%s: error is %v", name, err)
		}
		if stopped := s.failed.Load() != nil; stopped == c.full {
			t.Errorf("%s: writes stopped is %t", name, stopped)
		}
	}
}
