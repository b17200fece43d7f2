package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/vocabularies"
	"ileanet.eu/showcase/search"
)

// testURL is the address that requests of package httptest are for.
const testURL = "http://example.com"

// today is the day of every test.
var today = time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)

// emptyCatalogue has vocabularies and no entries.
type emptyCatalogue struct{ vocabularies *catalog.Vocabularies }

func (emptyCatalogue) Lookup(context.Context, catalog.Actor, catalog.Kind, string) (*catalog.View, error) {
	return nil, catalog.ErrNotFound
}

func (emptyCatalogue) LookupAll(context.Context, catalog.Actor, []catalog.ID) (map[catalog.ID]*catalog.View, error) {
	return nil, nil
}

func (emptyCatalogue) Referring(context.Context, catalog.Actor, catalog.ID, catalog.Kind, int) ([]*catalog.View, bool, error) {
	return nil, false, nil
}

func (emptyCatalogue) Addresses(context.Context, catalog.Actor, catalog.Kind) ([]catalog.Address, error) {
	return nil, nil
}

func (e emptyCatalogue) Vocabularies() *catalog.Vocabularies { return e.vocabularies }

// searchFunc answers searches; it completes nothing and is always ready.
type searchFunc func(search.Request) (*search.Results, error)

func (f searchFunc) Search(_ context.Context, _ catalog.Actor, r search.Request) (*search.Results, error) {
	return f(r)
}

func (searchFunc) Suggest(context.Context, catalog.Actor, string, string, int) ([]search.Suggestion, error) {
	return nil, nil
}

func (searchFunc) Similar(context.Context, catalog.Actor, catalog.ID, string, int) ([]search.Hit, error) {
	return nil, nil
}

func (searchFunc) Match(_ context.Context, _ catalog.Actor, text, _ string) (*search.Match, error) {
	return &search.Match{Text: html.EscapeString(text)}, nil
}
func (searchFunc) Ready() error    { return nil }
func (searchFunc) Applied() uint64 { return 0 }

// nobody knows no credential.
type nobody struct{ Accounts }

func (nobody) Session(context.Context, string) (*catalog.Identity, error) {
	return nil, catalog.ErrUnauthenticated
}

func (nobody) Token(context.Context, string) (*catalog.Identity, error) {
	return nil, catalog.ErrUnauthenticated
}

func findNothing(r search.Request) (*search.Results, error) {
	return &search.Results{Query: r.Query, Page: r.Page, Size: r.Size, Sort: r.Sort}, nil
}

// loadVocabularies reads them once: they are read-only, and many tests make a
// server.
var loadVocabularies = sync.OnceValues(vocabularies.Load)

// shippedVocabularies are the lists in the program.
func shippedVocabularies(tb testing.TB) *catalog.Vocabularies {
	tb.Helper()
	v, err := loadVocabularies()
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

// newTestServer makes a server over an empty catalogue whose searches find
// nothing; change alters its configuration.
func newTestServer(t *testing.T, change func(*Config)) *Server {
	t.Helper()
	c := Config{
		Catalogue: emptyCatalogue{shippedVocabularies(t)},
		Searcher:  searchFunc(findNothing),
		Accounts:  nobody{},
		Logger:    slog.New(slog.DiscardHandler),
		Now:       func() time.Time { return today },
		Version:   "1.2.3",
		PublicURL: testURL,
	}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// do answers one request.
func do(s http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

// get answers a GET; headers are pairs of name and value.
func get(s http.Handler, target string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, target, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return do(s, r)
}

// document is a page to ask by CSS selectors.
type document struct {
	t    *testing.T
	root *html.Node
}

// open gets a page that has to be there.
func open(t *testing.T, s http.Handler, target string, headers ...string) document {
	t.Helper()
	w := get(s, target, headers...)
	if w.Code != http.StatusOK {
		t.Fatalf("GET %s = %d, want 200\n%s", target, w.Code, w.Body)
	}
	return parse(t, w.Body.String())
}

func parse(t *testing.T, body string) document {
	t.Helper()
	root, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return document{t, root}
}

// all are the elements a selector finds.
func (d document) all(selector string) []*html.Node {
	d.t.Helper()
	s, err := cascadia.ParseGroup(selector)
	if err != nil {
		d.t.Fatalf("selector %s: %v", selector, err)
	}
	return cascadia.QueryAll(d.root, s)
}

// text is the text of the only element a selector finds, white space folded.
func (d document) text(selector string) string {
	d.t.Helper()
	found := d.all(selector)
	if len(found) != 1 {
		d.t.Errorf("%s finds %d elements, want 1", selector, len(found))
		return ""
	}
	return textOf(found[0])
}

// texts are the texts of all elements a selector finds.
func (d document) texts(selector string) []string {
	d.t.Helper()
	var out []string
	for _, n := range d.all(selector) {
		out = append(out, textOf(n))
	}
	return out
}

// attr is an attribute of the only element a selector finds.
func (d document) attr(selector, name string) string {
	d.t.Helper()
	found := d.all(selector)
	if len(found) != 1 {
		d.t.Errorf("%s finds %d elements, want 1", selector, len(found))
		return ""
	}
	return attrOf(found[0], name)
}

// textOf is the text of an element as it reads: what a browser sets on lines of
// its own is a word of its own.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		switch {
		case c.Type == html.TextNode:
			b.WriteString(c.Data)
		case c.Type == html.ElementNode && !slices.Contains(inline, c.DataAtom):
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// inline are the elements that stand within a line.
var inline = []atom.Atom{atom.A, atom.B, atom.Code, atom.Mark, atom.Span, atom.Strong}

func attrOf(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func TestFilterAddress(t *testing.T) {
	if got, want := filterAddress(catalog.KindUseCase, "user", "a b&c"), "/use-cases?user=a+b%26c"; got != want {
		t.Errorf("filterAddress = %s, want %s", got, want)
	}
}
