package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
)

// site is a running demonstration catalogue.
type site struct {
	url  string
	log  *syncBuffer
	said syncBuffer // standard output behind the first line
}

// syncBuffer is a buffer that a server writes to while a test reads it.
type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

var shared struct {
	once sync.Once
	site *site
	stop func() int
	dir  string
}

// demo starts the demonstration catalogue once for all tests of the package:
// the real program on a free port with an empty data folder.
func demo(t *testing.T) *site {
	t.Helper()
	shared.once.Do(func() {
		dir, err := os.MkdirTemp("", "showcase-test-*")
		if err != nil {
			t.Fatal(err)
		}
		shared.dir = dir
		shared.site, shared.stop = start(t, "demo", "--addr", "127.0.0.1:0", "--data", dir+"/demo")
	})
	if shared.site == nil {
		t.Fatal("the demonstration catalogue did not start")
	}
	return shared.site
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.stop != nil {
		if ended := shared.stop(); ended != exitOK && code == 0 {
			_, _ = os.Stderr.WriteString("the demonstration catalogue did not end cleanly:\n" + shared.site.log.String())
			code = 1
		}
	}
	if shared.dir != "" {
		_ = os.RemoveAll(shared.dir) // a left-over folder fails no test
	}
	os.Exit(code)
}

// start runs a serving command and waits until it is ready. stop ends it as
// SIGTERM would and returns its exit code.
func start(t *testing.T, args ...string) (s *site, stop func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	s = &site{log: &syncBuffer{}}
	ended := make(chan int, 1)
	go func() {
		ended <- run(ctx, args, func(string) string { return "" }, strings.NewReader(""), in, s.log)
		_ = in.Close() // closing a pipe does not fail
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		cancel()
		t.Fatalf("%v did not start: %v\n%s", args, err, s.log)
	}
	go func() { _, _ = io.Copy(&s.said, out) }()
	s.url = strings.TrimSpace(strings.TrimPrefix(line, "Showcase is at "))
	for range 600 {
		if status, _ := s.get(t, "/readyz"); status == http.StatusOK {
			return s, func() int { cancel(); return <-ended }
		}
		time.Sleep(20 * time.Millisecond)
	}
	cancel()
	t.Fatalf("%v was not ready:\n%s", args, s.log)
	return nil, nil
}

// get reads a page.
func (s *site) get(t *testing.T, path string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.url+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultTransport.RoundTrip(request) // redirects stay visible
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }() // it was read to its end
	data, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(data)
}

// listed returns the first n addresses of the sitemap of a collection.
func (s *site) listed(t *testing.T, collection string, n int) []string {
	t.Helper()
	_, body := s.get(t, "/sitemap/"+collection+".xml")
	var sitemap struct {
		URLs []struct {
			Location string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(body), &sitemap); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, u := range sitemap.URLs[:min(n, len(sitemap.URLs))] {
		paths = append(paths, strings.TrimPrefix(u.Location, s.url))
	}
	return paths
}

// fixedPages are the pages that do not depend on an entry.
var fixedPages = []string{
	"/", "/solutions", "/solutions?q=drone", "/solutions?challenge=registration-biometrics", "/solutions?q=qqqqqqq",
	"/solutions?q=heartbeat+lorry+night",
	"/match", "/sign-in", "/use-cases", "/scenarios", "/projects", "/needs", "/challenges", "/challenges/registration",
	"/challenges/training-legal", "/api", "/help", "/privacy", "/accessibility", "/no-such-page",
}

// pages are the fixed pages and two entries of each kind.
func (s *site) pages(t *testing.T) []string {
	t.Helper()
	all := append([]string{}, fixedPages...)
	for _, collection := range []string{"solutions", "use-cases", "scenarios", "projects", "needs", "organisations"} {
		all = append(all, s.listed(t, collection, 2)...)
	}
	return all
}

// TestDemonstrationIsLoud: it names every account, and none of them is let in
// when the folder is served otherwise.
func TestDemonstrationIsLoud(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	s, stop := start(t, "demo", "--addr", "127.0.0.1:0", "--data", dir)
	if code := stop(); code != exitOK {
		t.Fatalf("ended with %d\n%s", code, s.log)
	}
	said := s.said.String()
	for _, account := range sample.Accounts() {
		if !strings.Contains(said, account.Email) {
			t.Errorf("the start does not name %s:\n%s", account.Email, said)
		}
	}
	if !strings.Contains(said, "THIS IS A DEMONSTRATION") || !strings.Contains(said, sample.Password) || strings.Contains(said, "OTHER MACHINES") {
		t.Errorf("the start says\n%s", said)
	}
	if list := command(t, "user", "list", "--data", dir); strings.Count(list.stdout, "\n") != len(sample.Accounts()) {
		t.Errorf("the accounts are\n%s", list.stdout)
	}
	signIn := func(a *app) error {
		_, _, err := a.service.SignIn(t.Context(), catalog.SignIn{Email: "admin@example.org", Password: sample.Password})
		return err
	}
	env := &environment{ctx: t.Context(), now: time.Now, log: slog.New(slog.DiscardHandler), stdout: io.Discard}
	err := withStore(env, dataFlag{dir}, func(a *app) error {
		if err := signIn(a); !errors.Is(err, catalog.ErrUnauthenticated) {
			t.Errorf("outside the demonstration: %v", err)
		}
		if err := fillDemonstration(env, a, dir); err != nil { // a second start changes nothing
			t.Error(err)
		}
		a.service.AdmitDemonstration()
		return signIn(a)
	})
	if err != nil {
		t.Error(err)
	}
	command(t, "demo", "--addr", "127.0.0.1:0", "--data", filledFolder(t)).wantFailure(t, exitFailed, "holds another catalogue", "--data")
}

func TestDemonstrationForOtherMachines(t *testing.T) {
	var out bytes.Buffer
	sayDemonstration(&environment{stdout: &out}, &net.TCPAddr{IP: net.IPv4zero, Port: 80})
	if !strings.Contains(out.String(), "OTHER MACHINES at 0.0.0.0:80") {
		t.Errorf("says\n%s", &out)
	}
}
