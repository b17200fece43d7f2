package bolt

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
)

// crashFolder names the store that the child of TestCrash writes to.
const crashFolder = "SHOWCASE_TEST_CRASH_FOLDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(crashFolder); dir != "" {
		if err := writeUntilKilled(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
	os.Exit(m.Run())
}

const crashWriters = 4

// writeUntilKilled writes with several writers and prints each write when it
// was acknowledged: writer, version, sequence.
func writeUntilKilled(dir string) error {
	ctx := context.Background()
	s, err := Open(ctx, dir, Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	failed := make(chan error)
	var printing sync.Mutex
	for w := range crashWriters {
		go func() {
			for {
				var e *catalog.Entry
				sequence, err := s.Update(ctx, func(tx catalog.UpdateTx) (err error) {
					e, err = tx.EntryBySlug(catalog.KindSolution, crashSlug(w))
					if errors.Is(err, catalog.ErrNotFound) {
						e, err = testEntry(crashSlug(w)), nil
					}
					if err != nil {
						return err
					}
					next := int(e.Version) + 1
					e.Public = &catalog.Revision{Number: next, Content: &catalog.Solution{Name: strconv.Itoa(next), Summary: strings.Repeat("x", next%3000)}}
					return tx.PutEntry(e, testEvent(e))
				})
				if err != nil {
					failed <- err
					return
				}
				printing.Lock()
				fmt.Println(w, e.Version, sequence)
				printing.Unlock()
			}
		}()
	}
	return <-failed
}

func crashSlug(writer int) string { return "crash-" + strconv.Itoa(writer) }

// TestCrash kills a writing process at random moments, also while it opens the
// store, and demands that every acknowledged write is there and that the store
// is whole.
func TestCrash(t *testing.T) {
	const kills = 25
	dir := t.TempDir()
	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 1))
	var acknowledged [crashWriters]uint64
	var newest uint64
	total := 0
	for range kills {
		for _, line := range runAndKill(t, dir, time.Duration(random.IntN(60))*time.Millisecond) {
			var w int
			var version, sequence uint64
			if _, err := fmt.Sscan(line, &w, &version, &sequence); err != nil {
				continue // "open", or a line cut by the kill
			}
			acknowledged[w], newest = max(acknowledged[w], version), max(newest, sequence)
			total++
		}
		verifyCrash(t, dir, acknowledged, newest)
	}
	if total == 0 {
		t.Error("no write was acknowledged in any life")
	}
	t.Logf("%d writes acknowledged in %d lives", total, kills)
}

// runAndKill lets a child write for a while after its first sign of life (or
// not at all when life is very short), kills it, and returns what it printed.
func runAndKill(t *testing.T, dir string, life time.Duration) []string {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), crashFolder+"="+dir)
	var complaints strings.Builder
	child.Stderr = &complaints
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	var printed []string
	if life > 10*time.Millisecond && lines.Scan() {
		printed = append(printed, lines.Text())
	}
	timer := time.AfterFunc(life, func() { _ = child.Process.Kill() }) // it may be dead already
	defer timer.Stop()
	for lines.Scan() {
		printed = append(printed, lines.Text())
	}
	_, _ = io.Copy(io.Discard, out)
	_ = child.Wait() // killed, as it should be
	if complaints.Len() > 0 {
		t.Errorf("the child says: %s", complaints.String())
	}
	return printed
}

func verifyCrash(t *testing.T, dir string, acknowledged [crashWriters]uint64, newest uint64) {
	t.Helper()
	s, err := Open(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}()
	wantClean(t, s)
	if got, err := s.Sequence(t.Context()); err != nil || got < newest {
		t.Errorf("sequence %d, %v; %d was acknowledged", got, err, newest)
	}
	for w, version := range acknowledged {
		if version == 0 {
			continue
		}
		e, err := bySlug(t, s, crashSlug(w))
		if err != nil {
			t.Errorf("entry of writer %d: %v", w, err)
			continue
		}
		if e.Version < version || e.Public.Content.Title() != strconv.FormatUint(e.Version, 10) {
			t.Errorf("writer %d has version %d with text %q, %d was acknowledged", w, e.Version, e.Public.Content.Title(), version)
		}
		earlier := 0
		err = s.View(t.Context(), func(tx catalog.Tx) error {
			for _, err := range tx.Revisions(e.ID) {
				if err != nil {
					return err
				}
				earlier++
			}
			return nil
		})
		if err != nil || earlier != int(e.Version)-1 {
			t.Errorf("writer %d has %d earlier revisions, %v, want %d", w, earlier, err, e.Version-1)
		}
	}
}
