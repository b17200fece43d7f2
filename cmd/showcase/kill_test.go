package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/bolt"
	"ileanet.eu/showcase/catalog/cordis"
)

// childArguments holds the command line of a child of these tests, one argument
// a line.
const childArguments = "SHOWCASE_TEST_CHILD"

// TestChild is no test: it is the program in a process of its own, for those
// that kill it.
func TestChild(*testing.T) {
	if text := os.Getenv(childArguments); text != "" {
		args := strings.Split(text, "\n")
		if args[0] != "import-aloud" {
			os.Args = append([]string{"showcase"}, args...)
			main()
		}
		if err := importAloud(args[1], args[2:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
}

// child is the program with these arguments in a process of its own.
func child(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	c := exec.Command(os.Args[0], "-test.run=^TestChild$")
	c.Env = append(os.Environ(), childArguments+"="+strings.Join(args, "\n"))
	return c
}

// importAloud imports as the command does and prints each entry when it is
// written.
func importAloud(dir string, files []string) error {
	env := &environment{ctx: context.Background(), now: time.Now}
	a, err := openStore(env, dir)
	if err != nil {
		return err
	}
	reading, err := cordis.Read(env.ctx, files, cordis.Options{Vocabularies: a.service.Vocabularies()})
	if err != nil {
		return err
	}
	_, err = a.service.Import(env.ctx, reading.Records(env.ctx), catalog.ImportOptions{
		Different: func(d catalog.Difference) { fmt.Println(d.ExternalID) },
	})
	fmt.Println("complete")
	return errors.Join(err, a.close())
}

// manyProjects writes tables of more projects than go into a few transactions.
func manyProjects(t *testing.T) (paths []string) {
	t.Helper()
	projects := strings.Builder{}
	organisations := strings.Builder{}
	projects.WriteString("\"id\";\"acronym\";\"title\";\"objective\";\"frameworkProgramme\"\n")
	organisations.WriteString("\"projectID\";\"organisationID\";\"name\";\"role\";\"activityType\"\n")
	for i := range 800 {
		id := 101900000 + i
		fmt.Fprintf(&projects, "\"%d\";\"ACRO%d\";\"Project number %d\";\"It counts to %d at the border.\";\"HORIZON\"\n", id, i%700, i, i)
		fmt.Fprintf(&organisations, "\"%d\";\"%d\";\"ORGANISATION %d\";\"coordinator\";\"REC\"\n", id, 900000000+i%300, i%300)
	}
	for name, text := range map[string]string{"project.csv": projects.String(), "organization.csv": organisations.String()} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

// TestKilledImport kills an import at random moments and demands that whatever
// was said to be written is there, that the store is whole, that the index
// catches up by itself, and that the import, repeated, ends in what one run
// gives.
func TestKilledImport(t *testing.T) {
	const kills = 25
	files := manyProjects(t)
	whole := filepath.Join(t.TempDir(), "whole")
	began := time.Now()
	if lines, err := lifeOf(t, whole, files, time.Hour); err != nil || lines[len(lines)-1] != "complete" {
		t.Fatalf("the import does not end: %v", err)
	}
	longest := time.Since(began)
	want := byExternal(t, whole)

	random := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 2))
	dir, folders, killed, said := "", 0, 0, map[string]bool{}
	begin := func() {
		dir, said = filepath.Join(t.TempDir(), fmt.Sprint("folder", folders)), map[string]bool{}
		folders++
	}
	for begin(); killed < kills; {
		lines, err := lifeOf(t, dir, files, time.Duration(random.Int64N(int64(longest))))
		complete := false
		for _, line := range lines {
			if complete = line == "complete"; !complete {
				said[line] = true
			}
		}
		if !complete || err != nil {
			killed++
		}
		got := byExternal(t, dir)
		for external := range said {
			if got[external] == nil && want[external] != nil { // the kill may have cut a line
				t.Errorf("%s was written and is lost", external)
			}
		}
		if killed == kills/2 && len(got) > 0 {
			if last := command(t, "check", "--data", dir).wantOK(t); last != "0 differences" {
				t.Errorf("check ends with %q", last)
			}
		}
		if complete {
			if !maps.EqualFunc(got, want, sameEntry) {
				t.Errorf("%d entries, of another content than the %d of one run", len(got), len(want))
			}
			begin()
		}
	}
	if lines, err := lifeOf(t, dir, files, time.Hour); err != nil || lines[len(lines)-1] != "complete" {
		t.Fatalf("the repeated import does not end: %v", err)
	}
	if got := byExternal(t, dir); !maps.EqualFunc(got, want, sameEntry) {
		t.Errorf("%d entries, of another content than the %d of one run", len(got), len(want))
	}
	if last := command(t, "check", "--data", dir).wantOK(t); last != "0 differences" {
		t.Errorf("check ends with %q", last)
	}
	t.Logf("%d kills in %d folders, a whole import takes %v", killed, folders, longest)
}

// lifeOf imports in a process of its own, kills it after a while, and returns
// what it printed.
func lifeOf(t *testing.T, dir string, files []string, life time.Duration) (printed []string, err error) {
	t.Helper()
	c := child(t, append([]string{"import-aloud", dir}, files...)...)
	var complaints strings.Builder
	c.Stderr = &complaints
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(life, func() { _ = c.Process.Kill() }) // it may be dead already
	defer timer.Stop()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		printed = append(printed, lines.Text())
	}
	err = c.Wait()
	if complaints.Len() > 0 {
		t.Errorf("the child says: %s", &complaints)
	}
	return printed, err
}

// byExternal is what a store holds by external id, the store found whole. A
// folder in which there is none yet holds nothing.
func byExternal(t *testing.T, dir string) map[string]*catalog.Entry {
	t.Helper()
	if _, err := os.Stat(filepath.Join(dir, "store.db")); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	store, err := bolt.Open(t.Context(), dir, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	entries, names := map[string]*catalog.Entry{}, map[catalog.ID]string{}
	err = store.Check(t.Context(), func(d string) { t.Errorf("check: %s", d) })
	_, scanned := store.Scan(t.Context(), func(e *catalog.Entry) error {
		entries[e.ExternalIDs[0]], names[e.ID] = e, e.ExternalIDs[0]
		return nil
	})
	if err := errors.Join(err, scanned, store.Close()); err != nil {
		t.Fatal(err)
	}
	for _, e := range entries { // ids differ from run to run
		catalog.EachRef(e.Public.Content, func(_ string, _ catalog.Kind, ref *catalog.Ref) { *ref = catalog.Ref(names[*ref]) })
	}
	return entries
}

// sameEntry compares all but ids and times.
func sameEntry(a, b *catalog.Entry) bool {
	return a.Slug == b.Slug && a.State == b.State && a.Version == b.Version && a.Public.Number == b.Public.Number &&
		reflect.DeepEqual(a.Origin, b.Origin) && reflect.DeepEqual(a.Suggestions, b.Suggestions) && reflect.DeepEqual(a.Public.Content, b.Public.Content)
}

// TestTerminated ends the real program by SIGTERM: cleanly, and with nothing
// left open.
func TestTerminated(t *testing.T) {
	dir := filledFolder(t)
	c := child(t, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	var log syncBuffer
	c.Stderr = &log
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "Showcase is at http://127.0.0.1:") {
		t.Errorf("the server says %q, %v\n%s", line, err, log.String())
	}
	if err := c.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.Wait(); err != nil {
		t.Errorf("the server ended with %v\n%s", err, log.String())
	}
	if _, err := os.Stat(socketPath(dir)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its socket is left: %v", err)
	}
	if last := command(t, "check", "--data", dir).wantOK(t); last != "0 differences" {
		t.Errorf("check ends with %q", last)
	}
}
