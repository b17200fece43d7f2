package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/bolt"
)

// cordisFixture are the tables that the tests of the reader use as well.
var cordisFixture = []string{
	"../../catalog/cordis/testdata/project.csv", "../../catalog/cordis/testdata/organization.csv",
	"../../catalog/cordis/testdata/topics.csv", "../../catalog/cordis/testdata/legalBasis.csv",
	"../../catalog/cordis/testdata/euroSciVoc.csv", "../../catalog/cordis/testdata/webLink.csv",
}

// answer is what a command wrote and how it ended.
type answer struct {
	code           int
	stdout, stderr string
}

// command runs the program to its end.
func command(t *testing.T, args ...string) answer {
	t.Helper()
	return commandWith(t, "", args...)
}

func commandWith(t *testing.T, stdin string, args ...string) answer {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, func(string) string { return "" }, strings.NewReader(stdin), &out, &errs)
	return answer{code, out.String(), errs.String()}
}

// wantOK fails unless the command ended well, and returns its last line.
func (a answer) wantOK(t *testing.T) (last string) {
	t.Helper()
	if a.code != exitOK {
		t.Fatalf("exit code %d\n%s%s", a.code, a.stdout, a.stderr)
	}
	lines := strings.Split(strings.TrimRight(a.stdout, "\n"), "\n")
	return lines[len(lines)-1]
}

// wantFailure fails unless the command ended with the code and said all the
// words.
func (a answer) wantFailure(t *testing.T, code int, words ...string) {
	t.Helper()
	if a.code != code {
		t.Errorf("exit code %d, want %d\n%s%s", a.code, code, a.stdout, a.stderr)
	}
	for _, word := range words {
		if !strings.Contains(a.stdout+a.stderr, word) {
			t.Errorf("answer has no %q:\n%s%s", word, a.stdout, a.stderr)
		}
	}
}

func importFixture(t *testing.T, dir string, flags ...string) answer {
	t.Helper()
	return command(t, slices.Concat([]string{"import", "cordis", "--data", dir}, flags, cordisFixture)...)
}

// filledFolder is a data folder with the fixture in it.
func filledFolder(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	importFixture(t, dir).wantOK(t)
	return dir
}

// stored is everything in a folder's store, by id.
func stored(t *testing.T, dir string) (entries map[catalog.ID]*catalog.Entry, users []*catalog.User) {
	t.Helper()
	store, err := bolt.Open(t.Context(), dir, bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	entries = map[catalog.ID]*catalog.Entry{}
	_, err = store.Scan(t.Context(), func(e *catalog.Entry) error { entries[e.ID] = e; return nil })
	err = errors.Join(err, store.View(t.Context(), func(tx catalog.Tx) error {
		for u, err := range tx.Users() {
			if err != nil {
				return err
			}
			users = append(users, u)
		}
		return nil
	}))
	if err := errors.Join(err, store.Close()); err != nil {
		t.Fatal(err)
	}
	return entries, users
}

func TestImportCordis(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	dry := importFixture(t, dir, "--dry-run")
	const all = "projects: 4 read, 4 new, 0 changed, 0 unchanged, 0 rejected"
	if last := dry.wantOK(t); last != all {
		t.Errorf("a dry run ends with %q, want %q", last, all)
	}
	for _, line := range []string{
		"new organisation cordis:organisation:900000002: NORTH PASS POLICE\n",
		`new project cordis:project:101900001: LANTERN: Lights on the "green" border` + "\n",
		"organization.csv: organization, 7 rows read\n",
	} {
		if !strings.Contains(dry.stdout, line) {
			t.Errorf("the dry run says no %q:\n%s", line, dry.stdout)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the dry run made the data folder: %v", err)
	}
	first := importFixture(t, dir)
	if last := first.wantOK(t); last != all || strings.Contains(first.stdout, "new project") {
		t.Errorf("the import says\n%s", first.stdout)
	}
	const none = "projects: 4 read, 0 new, 0 changed, 4 unchanged, 0 rejected"
	if last := importFixture(t, dir).wantOK(t); last != none {
		t.Errorf("the second import ends with %q, want %q", last, none)
	}
	if last := command(t, "check", "--data", dir).wantOK(t); last != "0 differences" {
		t.Errorf("check ends with %q", last)
	}
}

// TestImportCordisChanged: the report of differences, before and after.
func TestImportCordisChanged(t *testing.T) {
	dir := filledFolder(t)
	text, err := os.ReadFile(cordisFixture[0])
	if err != nil {
		t.Fatal(err)
	}
	changed := filepath.Join(t.TempDir(), "project.csv")
	if err := os.WriteFile(changed, bytes.Replace(text, []byte(`"SIGNED";"Lights`), []byte(`"CLOSED";"Lights`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	again := func(flags ...string) answer {
		return command(t, slices.Concat([]string{"import", "cordis", "--data", dir}, flags, []string{changed}, cordisFixture[1:])...)
	}
	dry := again("--dry-run")
	const summary = "projects: 4 read, 0 new, 1 changed, 3 unchanged, 0 rejected"
	if last := dry.wantOK(t); last != summary || !strings.HasPrefix(dry.stdout, `changed project lantern: status: "signed" -> "closed"`+"\n") {
		t.Errorf("the dry run says\n%s", dry.stdout)
	}
	for _, want := range []string{summary, "projects: 4 read, 0 new, 0 changed, 4 unchanged, 0 rejected"} {
		if last := again().wantOK(t); last != want {
			t.Errorf("the import ends with %q, want %q", last, want)
		}
	}
}

func TestImportCordisOnlySecurity(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	const want = "projects: 3 read, 3 new, 0 changed, 0 unchanged, 0 rejected"
	if last := importFixture(t, dir, "--only", "security").wantOK(t); last != want {
		t.Errorf("ends with %q, want %q", last, want)
	}
}

// TestImportCordisRejects: a bad record is named and the rest goes in.
func TestImportCordisRejects(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.csv")
	table := "\"id\";\"title\";\"objective\";\"frameworkProgramme\";\"startDate\"\n" +
		"\"101900001\";\"Good\";\"o\";\"HORIZON\";\"2024-01-01\"\n\"101900002\";\"Bad\";\"o\";\"HORIZON\";\"some day\"\n"
	if err := os.WriteFile(path, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	got := command(t, "import", "cordis", "--data", filepath.Join(t.TempDir(), "data"), path)
	if last := got.wantOK(t); last != "projects: 2 read, 1 new, 0 changed, 0 unchanged, 1 rejected" {
		t.Errorf("ends with %q", last)
	}
	if want := "rejected: " + path + ":3: startDate: is not a date (\"some day\")\n"; got.stderr != want {
		t.Errorf("says %q, want %q", got.stderr, want)
	}
}

func TestImportCordisOfOtherFiles(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	command(t, "import", "cordis", "--data", dir, "command_test.go").wantFailure(t, exitFailed, "command_test.go is not a file of CORDIS", "expected a table of CORDIS")
	command(t, "import", "cordis", "--data", dir, "no-such-file.csv").wantFailure(t, exitUsage, "no-such-file.csv")
}

func TestExportAndImport(t *testing.T) {
	dir, folder, other := filledFolder(t), filepath.Join(t.TempDir(), "export"), filepath.Join(t.TempDir(), "other")
	commandWith(t, "correct horse battery\n", "user", "add", "--data", dir, "--role", "reviewer", "--password-stdin", "eve@example.org").wantOK(t)
	if last := command(t, "export", "--data", dir, folder).wantOK(t); !strings.HasPrefix(last, "exported 9 entries and 10 audit events to ") {
		t.Errorf("export ends with %q", last)
	}
	command(t, "export", "--data", dir, folder).wantFailure(t, exitFailed, "exists")
	if last := command(t, "import", "catalogue", "--data", other, folder).wantOK(t); last != "9 entries imported into "+other {
		t.Errorf("import ends with %q", last)
	}
	entries, users := stored(t, dir)
	entriesToo, usersToo := stored(t, other)
	if len(entries) != 9 || !reflect.DeepEqual(entries, entriesToo) {
		t.Errorf("%d entries became %d, or others", len(entries), len(entriesToo))
	}
	for _, u := range users {
		u.Password = "" // an export lets nobody sign in
	}
	if len(users) != 1 || !reflect.DeepEqual(users, usersToo) {
		t.Errorf("accounts %v became %v", users, usersToo)
	}
	if last := command(t, "check", "--data", other).wantOK(t); last != "0 differences" {
		t.Errorf("check ends with %q", last)
	}
	// What goes in once more finds the folder filled and changes nothing.
	command(t, "import", "catalogue", "--data", other, folder).wantFailure(t, exitFailed, "holds a catalogue already")
	if again, _ := stored(t, other); !reflect.DeepEqual(again, entries) {
		t.Error("a refused import changed the catalogue")
	}
	const next = "projects: 4 read, 0 new, 0 changed, 4 unchanged, 0 rejected"
	if last := importFixture(t, other).wantOK(t); last != next {
		t.Errorf("an import into the copy ends with %q, want %q", last, next)
	}
}

// TestWhileServing backs up, checks, exports and reindexes a catalogue that is
// being served, and restores the backup elsewhere.
func TestWhileServing(t *testing.T) {
	dir, backup := filledFolder(t), filepath.Join(t.TempDir(), "backup")
	s, stop := start(t, "serve", "--addr", "127.0.0.1:0", "--data", dir)
	stopped := false
	defer func() {
		if !stopped {
			stop()
		}
	}()
	if last := command(t, "backup", "--data", dir, backup).wantOK(t); last != backup+" written and verified" {
		t.Errorf("backup ends with %q", last)
	}
	command(t, "backup", "--data", dir, backup).wantFailure(t, exitFailed, "exists already")
	if last := command(t, "check", "--data", dir).wantOK(t); last != "0 differences" {
		t.Errorf("check ends with %q", last)
	}
	if last := command(t, "reindex", "--data", dir).wantOK(t); last != "the index is built anew" {
		t.Errorf("reindex ends with %q", last)
	}
	command(t, "export", "--data", dir, filepath.Join(t.TempDir(), "export")).wantOK(t)
	if status, body := s.get(t, "/api/v1/search?kind=project&q=lantern"); status != http.StatusOK || !strings.Contains(body, `"total":1`) {
		t.Errorf("after all that the search answers %d, %s", status, body)
	}
	// Accounts are managed beside the server; it does the work.
	const mail = "eve@example.org"
	if last := command(t, "user", "add", "--data", dir, "--role", "reviewer", mail).wantOK(t); !strings.HasPrefix(last, "password: ") {
		t.Errorf("user add ends with %q", last)
	}
	command(t, "user", "add", "--data", dir, "--role", "reviewer", mail).wantFailure(t, exitFailed, "there is an account "+mail+" already")
	command(t, "user", "role", "--data", dir, mail, "team").wantOK(t)
	command(t, "user", "disable", "--data", dir, mail).wantOK(t)
	if last := command(t, "user", "list", "--data", dir).wantOK(t); last != mail+"\tteam\tdisabled" {
		t.Errorf("user list ends with %q", last)
	}
	command(t, "user", "enable", "--data", dir, mail).wantOK(t)
	if last := commandWith(t, "correct horse battery\n", "user", "reset", "--data", dir, "--password-stdin", mail).wantOK(t); last != "account "+mail+": new password" {
		t.Errorf("user reset ends with %q", last)
	}
	if last := command(t, "user", "token", "--data", dir, "--scope", "read", mail).wantOK(t); !strings.HasPrefix(last, "showcase_") {
		t.Errorf("user token ends with %q", last)
	}
	if strings.Contains(s.log.String(), "correct horse") {
		t.Error("a password stands in the log")
	}
	// What needs the store for itself is told who holds it.
	importFixture(t, dir).wantFailure(t, exitFailed, "another process has it open", "process "+strconv.Itoa(os.Getpid()))
	command(t, "restore", "--data", dir, "--overwrite", backup).wantFailure(t, exitFailed, "another process")

	stopped = true
	if code := stop(); code != exitOK {
		t.Errorf("the server ended with %d\n%s", code, s.log)
	}
	if !strings.Contains(s.log.String(), "stopping") {
		t.Errorf("the server did not say that it stops:\n%s", s.log)
	}

	other := filepath.Join(t.TempDir(), "other")
	command(t, "restore", "--data", other, backup).wantOK(t)
	entries, _ := stored(t, dir)
	if restored, _ := stored(t, other); !reflect.DeepEqual(restored, entries) {
		t.Errorf("%d entries were restored as %d, or others", len(entries), len(restored))
	}
	command(t, "restore", "--data", other, backup).wantFailure(t, exitFailed, "--overwrite")
	command(t, "restore", "--data", other, "--overwrite", backup).wantOK(t)
	if last := command(t, "check", "--data", other).wantOK(t); last != "0 differences" {
		t.Errorf("check ends with %q", last)
	}
	command(t, "restore", "--data", other, "--overwrite", cordisFixture[0]).wantFailure(t, exitFailed)
	if left, _ := stored(t, other); !reflect.DeepEqual(left, entries) {
		t.Error("restoring what is no backup changed the catalogue")
	}
}

// TestRestoreEndsSessions: a backup may hold sessions that were ended since.
func TestRestoreEndsSessions(t *testing.T) {
	dir, backup, other := filledFolder(t), filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "other")
	const mail, secret = "eve@example.org", "correct horse battery"
	commandWith(t, secret, "user", "add", "--data", dir, "--role", "reviewer", "--password-stdin", mail).wantOK(t)
	env := &environment{ctx: t.Context(), now: time.Now}
	var session string
	err := withStore(env, dataFlag{dir}, func(a *app) (err error) {
		session, _, err = a.service.SignIn(t.Context(), catalog.SignIn{Email: mail, Password: secret})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	command(t, "backup", "--data", dir, backup).wantOK(t)
	command(t, "restore", "--data", other, backup).wantOK(t)
	for folder, want := range map[string]error{dir: nil, other: catalog.ErrUnauthenticated} {
		err := withStore(env, dataFlag{folder}, func(a *app) error {
			_, err := a.service.Session(t.Context(), session)
			return err
		})
		if !errors.Is(err, want) {
			t.Errorf("the session in %s: %v, want %v", folder, err, want)
		}
	}
}

// TestCheckFindsDamage: a changed byte in the store, a lost index.
func TestCheckFindsDamage(t *testing.T) {
	dir := filledFolder(t)
	command(t, "check", "--data", dir).wantOK(t)
	path := filepath.Join(dir, "store.db")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	places := regexp.MustCompile("Reading documents before").FindAllIndex(data, -1)
	if len(places) == 0 {
		t.Fatal("the store does not hold the title as text")
	}
	for _, at := range places {
		data[at[0]] ^= 1
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	got := command(t, "check", "--data", dir)
	got.wantFailure(t, exitFailed, "checksum")
	if strings.Contains(got.stdout, "\n0 differences") || !strings.Contains(got.stdout, " differences\n") {
		t.Errorf("check says\n%s", got.stdout)
	}
}

func TestIndexLost(t *testing.T) {
	for name, lose := range map[string]func(index string) error{
		"deleted": os.RemoveAll,
		"emptied": func(index string) error { return errors.Join(os.RemoveAll(index), os.Mkdir(index, 0o700)) },
		"cut": func(index string) error {
			files, err := filepath.Glob(index + "/*/*/store/*.zap")
			for _, f := range files {
				err = errors.Join(err, os.Truncate(f, 100))
			}
			if len(files) == 0 {
				err = errors.New("there is no segment to cut")
			}
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filledFolder(t)
			command(t, "check", "--data", dir).wantOK(t)
			if err := lose(filepath.Join(dir, "index")); err != nil {
				t.Fatal(err)
			}
			if last := command(t, "check", "--data", dir).wantOK(t); last != "0 differences" {
				t.Errorf("check ends with %q", last)
			}
		})
	}
}

func TestUsers(t *testing.T) {
	dir := filledFolder(t)
	const mail = "Eve@Example.org"
	last := command(t, "user", "add", "--data", dir, "--role", "team", "--organisation", "north-pass-police", "--name", "Eve", mail).wantOK(t)
	if !strings.HasPrefix(last, "password: ") || len(last) < 30 {
		t.Errorf("user add ends with %q, want a password", last)
	}
	command(t, "user", "add", "--data", dir, "--role", "team", mail).wantFailure(t, exitFailed, "there is an account "+mail+" already")
	command(t, "user", "add", "--data", dir, "--role", "king", "a@example.org").wantFailure(t, exitUsage, "--role", "lea")
	command(t, "user", "add", "--data", dir, "--role", "team", "not an address").wantFailure(t, exitFailed, "email")
	command(t, "user", "add", "--data", dir, "--role", "team", "--organisation", "no-such", "b@example.org").wantFailure(t, exitFailed, "not found")
	commandWith(t, "short\n", "user", "reset", "--data", dir, "--password-stdin", mail).wantFailure(t, exitFailed, "at least")
	for _, step := range []struct{ args, list string }{
		{"", "eve@example.org\tteam\tactive"},
		{"disable", "eve@example.org\tteam\tdisabled"},
		{"enable", "eve@example.org\tteam\tactive"},
	} {
		if step.args != "" {
			command(t, "user", step.args, "--data", dir, mail).wantOK(t)
		}
		if got := command(t, "user", "list", "--data", dir).wantOK(t); got != step.list {
			t.Errorf("after %q the list is %q, want %q", step.args, got, step.list)
		}
	}
	command(t, "user", "role", "--data", dir, mail, "reviewer").wantOK(t)
	if _, users := stored(t, dir); users[0].Organisation == "" {
		t.Error("another role took the organisation away")
	}
	command(t, "user", "role", "--data", dir, "--organisation", "no-such", mail, "reviewer").wantFailure(t, exitFailed, "not found")
	command(t, "user", "role", "--data", dir, "--organisation", "north-pass-police", mail, "reviewer").wantOK(t)
	if got := command(t, "user", "list", "--data", dir).wantOK(t); got != "eve@example.org\treviewer\tactive" {
		t.Errorf("the list is %q", got)
	}
	if last := command(t, "user", "reset", "--data", dir, mail).wantOK(t); !strings.HasPrefix(last, "password: ") {
		t.Errorf("reset ends with %q", last)
	}
	command(t, "user", "reset", "--data", dir, "--second-factor", mail).wantOK(t)
	if last := command(t, "user", "token", "--data", dir, "--scope", "read,write", mail).wantOK(t); !strings.HasPrefix(last, "showcase_") || len(last) != 52 {
		t.Errorf("user token ends with %q, want a token", last)
	}
	command(t, "user", "token", "--data", dir, "--scope", "all", mail).wantFailure(t, exitUsage, "--scope", "read", "write")
	command(t, "user", "token", "--data", dir, "--scope", "read", "--days", "400", mail).wantFailure(t, exitFailed, "days")
	command(t, "user", "disable", "--data", dir, "nobody@example.org").wantFailure(t, exitFailed, "there is no account nobody@example.org")
	if _, users := stored(t, dir); len(users) != 1 || !strings.HasPrefix(users[0].Password, "$argon2id$") {
		t.Errorf("accounts are %+v, want one with a hash", users)
	}
}

func TestVersion(t *testing.T) {
	if got := command(t, "version").wantOK(t); !regexp.MustCompile(`^showcase \d+\.\d+\.\d+(\+[0-9a-f]{12})? \(go.*, \w+/\w+\)$`).MatchString(got) {
		t.Errorf("version is %q", got)
	}
}

// TestWrongCommandLines answers with what would be right.
func TestWrongCommandLines(t *testing.T) {
	for args, words := range map[string][]string{
		"":                             {"Usage: showcase <command>", "import", "serve"},
		"swerve":                       {"unexpected argument swerve", "serve"},
		"serve --adr 127.0.0.1:1":      {"unknown flag --adr", "did you mean", "--addr"},
		"import":                       {"cordis", "catalogue"},
		"import cordis":                {"expected", "files"},
		"import cordis --only x a.csv": {"--only", "security"},
		"backup":                       {"<file>"},
		"restore":                      {"<file>"},
		"user":                         {"add", "reset"},
		"user add a@example.org":       {"--role"},
		"check extra":                  {"unexpected argument extra"},
	} {
		t.Run(args, func(t *testing.T) {
			got := command(t, strings.Fields(args)...)
			got.wantFailure(t, exitUsage, words...)
			if got.stdout != "" {
				t.Errorf("the standard output has %q", got.stdout)
			}
		})
	}
	if help := command(t, "--help"); help.code != exitOK || !strings.Contains(help.stdout, "import") {
		t.Errorf("help ends with %d:\n%s", help.code, help.stdout)
	}
}

// TestMistypedFolder: no command that reads makes a new catalogue.
func TestMistypedFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mistyped")
	for _, args := range []string{"check", "reindex", "backup x", "export x", "user list"} {
		words := strings.Fields(args)
		name, rest := words[:1], words[1:]
		if words[0] == "user" {
			name, rest = words, nil
		}
		command(t, slices.Concat(name, []string{"--data", dir}, rest)...).wantFailure(t, exitFailed, "there is no catalogue in "+dir, "--data")
	}
	if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder was made: %v", err)
	}
	command(t, "restore", "--data", dir, "no-such-backup").wantFailure(t, exitFailed, "no-such-backup")
}

// TestInterruptedImport ends at once and says so.
func TestInterruptedImport(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var errs bytes.Buffer
	args := slices.Concat([]string{"import", "cordis", "--data", filepath.Join(t.TempDir(), "data")}, cordisFixture)
	began := time.Now()
	code := run(ctx, args, func(string) string { return "" }, strings.NewReader(""), io.Discard, &errs)
	if code != exitFailed || !strings.Contains(errs.String(), "canceled") || time.Since(began) > 10*time.Second {
		t.Errorf("ended with %d after %v: %s", code, time.Since(began), &errs)
	}
}
