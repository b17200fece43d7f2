package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/vocabularies"
)

// today is the day of all tests.
var today = time.Date(2026, 10, 1, 9, 0, 0, 0, time.UTC)

// known are the lexica of all tests: making them takes longer than most tests.
var known = sync.OnceValues(func() (*lexica, error) {
	vs, err := vocabularies.Load()
	if err != nil {
		return nil, err
	}
	return newLexica(vs)
})

func lexicaOf(tb testing.TB) *lexica {
	tb.Helper()
	l, err := known()
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func lists(tb testing.TB) *catalog.Vocabularies {
	tb.Helper()
	return lexicaOf(tb).vocabularies
}

// openEngine opens an engine on a source and waits until it is level.
func openEngine(tb testing.TB, dir string, source Source) *Engine {
	tb.Helper()
	e, err := open(tb.Context(), dir, source, lexicaOf(tb), Options{Now: func() time.Time { return today }, Logger: testLogger(tb)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := e.Close(); err != nil {
			tb.Errorf("close: %v", err)
		}
	})
	settle(tb, e, source)
	return e
}

func testLogger(tb testing.TB) *slog.Logger {
	tb.Helper()
	if _, ok := tb.(*testing.B); ok {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(writer{tb}, nil))
}

type writer struct{ tb testing.TB }

func (w writer) Write(p []byte) (int, error) {
	w.tb.Helper()
	if w.tb.Context().Err() == nil {
		w.tb.Log(strings.TrimSpace(string(p)))
	}
	return len(p), nil
}

// settle waits until every index has applied all of the source.
func settle(tb testing.TB, e *Engine, source Source) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	sequence, err := source.Sequence(ctx)
	if err != nil {
		tb.Fatal(err)
	}
	for e.Applied() < sequence || e.Ready() != nil {
		if ctx.Err() != nil {
			tb.Fatalf("applied %d of %d: %v", e.Applied(), sequence, e.Ready())
		}
		time.Sleep(2 * time.Millisecond)
	}
}

func search(tb testing.TB, e *Engine, viewer catalog.Actor, r Request) *Results {
	tb.Helper()
	for {
		results, err := e.Search(tb.Context(), viewer, r)
		if errors.Is(err, catalog.ErrUnavailable) && strings.Contains(err.Error(), "too many") {
			continue
		}
		if err != nil {
			tb.Fatalf("Search(%+v): %v", r, err)
		}
		results.Took, results.Sequence = 0, 0
		return results
	}
}

// everything are the kinds of entry that are found.
var everything = indexed

// corpus makes entries that are the same for the same seed.
type corpus struct {
	random *rand.Rand
	vs     *catalog.Vocabularies
	number int
	words  []string

	organisations, useCases, evidence, projects, solutions []catalog.ID
}

func newCorpus(tb testing.TB, seed uint64) *corpus {
	tb.Helper()
	c := &corpus{random: rand.New(rand.NewPCG(seed, 7)), vs: lists(tb)}
	for _, concept := range c.vs.List(catalog.VocabularyChallenge).Concepts {
		for _, t := range Tokens(concept.Labels["en"]) {
			c.words = append(c.words, t.Term)
		}
	}
	for i := range 400 {
		c.words = append(c.words, fmt.Sprintf("%s%s", syllables[i%len(syllables)], syllables[i/len(syllables)*7%len(syllables)]))
	}
	return c
}

var syllables = []string{"bor", "der", "sen", "tor", "ka", "mir", "lo", "ten", "vas", "pru", "gil", "nox", "ered", "uma", "phy", "zek", "ano", "rit", "sco", "bal"}

// text is a number of words, common ones more often.
func (c *corpus) text(words int) string {
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(" .\n"[max(0, c.random.IntN(30)-27)])
		}
		b.WriteString(c.word())
	}
	return b.String()
}

func (c *corpus) word() string {
	return c.words[int(float64(len(c.words))*c.random.Float64()*c.random.Float64())]
}

func (c *corpus) concept(list string) string {
	concepts := c.vs.List(list).Concepts
	return concepts[c.random.IntN(len(concepts))].ID
}

func (c *corpus) some(list string, most int) []string {
	var ids []string
	for range c.random.IntN(most + 1) {
		ids = append(ids, c.concept(list))
	}
	return ids
}

func pick(c *corpus, from []catalog.ID, most int) []catalog.Ref {
	var ids []catalog.Ref
	for range min(c.random.IntN(most+1), len(from)) {
		ids = append(ids, from[c.random.IntN(len(from))])
	}
	return ids
}

// entry wraps content as a published entry.
func (c *corpus) entry(content catalog.Content) *catalog.Entry {
	c.number++
	created := today.AddDate(0, 0, -c.random.IntN(2000))
	e := &catalog.Entry{
		Format: catalog.EntryFormat, ID: catalog.IDFor(fmt.Sprintf("entry %d", c.number), created), Kind: content.Kind(),
		Slug: fmt.Sprintf("entry-%d", c.number), State: catalog.StatePublished, Access: catalog.AccessClear,
		Language: catalog.Languages[c.random.IntN(len(catalog.Languages))], Created: created, Updated: created,
		ListingOnly: c.random.IntN(4) == 0,
		Public:      &catalog.Revision{Number: 1, At: created, Content: content},
	}
	if c.random.IntN(5) > 0 {
		e.Confirmed = catalog.DateOf(today.AddDate(0, 0, -c.random.IntN(900)))
	}
	if c.random.IntN(12) == 0 {
		e.State = catalog.StateArchived
	}
	for range c.random.IntN(4) {
		e.Tags = append(e.Tags, catalog.Tag{Challenge: c.concept(catalog.VocabularyChallenge), Strength: "core"})
	}
	return e
}

func (c *corpus) organisation() *catalog.Entry {
	countries := []string{"EL", "DE", "FR", "PL", "IT", "ES"}
	e := c.entry(&catalog.Organisation{Name: "Organisation " + c.text(2), Country: countries[c.random.IntN(len(countries))]})
	c.organisations = append(c.organisations, e.ID)
	return e
}

func (c *corpus) useCase() *catalog.Entry {
	e := c.entry(&catalog.UseCase{
		Name: c.text(4), Goal: c.text(12), Environment: c.some(catalog.VocabularyEnvironment, 2), Actors: c.some(catalog.VocabularyEndUser, 2),
		Trigger: c.text(8), MainFlow: []string{c.text(8), c.text(9), c.text(6)}, Systems: c.some(catalog.VocabularyEUSystem, 1),
	})
	c.useCases = append(c.useCases, e.ID)
	return e
}

func (c *corpus) proof() *catalog.Entry {
	e := c.entry(&catalog.Evidence{Name: c.text(4), Grade: c.concept("evidence_grade")})
	c.evidence = append(c.evidence, e.ID)
	return e
}

func (c *corpus) project() *catalog.Entry {
	content := &catalog.Project{
		Acronym: strings.ToUpper(c.word()), FullTitle: c.text(8), Programme: c.concept("programme"), Summary: c.text(30), Objective: c.text(250),
	}
	if len(c.organisations) > 0 {
		content.Coordinator = c.organisations[c.random.IntN(len(c.organisations))]
		for _, id := range pick(c, c.organisations, 4) {
			content.Partners = append(content.Partners, catalog.Partner{Organisation: id})
		}
	}
	e := c.entry(content)
	c.projects = append(c.projects, e.ID)
	return e
}

func (c *corpus) solution() *catalog.Entry {
	content := &catalog.Solution{
		Name: c.text(3), OneLine: c.text(10), Summary: c.text(60), Hardware: c.text(10), SolutionType: c.concept("solution_type"),
		Technology: c.some(catalog.VocabularyTechnology, 3), Environment: c.some(catalog.VocabularyEnvironment, 3),
		EndUsers: c.some(catalog.VocabularyEndUser, 2), LegalFlags: c.some("legal_flag", 2), TRL: c.random.IntN(10),
		UILanguages: []string{"en", catalog.Languages[c.random.IntN(len(catalog.Languages))]},
		UseCases:    pick(c, c.useCases, 3), Evidence: pick(c, c.evidence, 3), Projects: pick(c, c.projects, 1),
	}
	if len(c.organisations) > 0 {
		content.Provider = c.organisations[c.random.IntN(len(c.organisations))]
	}
	for _, system := range c.some(catalog.VocabularyEUSystem, 2) {
		content.EUSystems = append(content.EUSystems, catalog.EUSystem{System: system})
	}
	e := c.entry(content)
	c.solutions = append(c.solutions, e.ID)
	return e
}

func (c *corpus) scenario() *catalog.Entry {
	return c.entry(&catalog.Scenario{
		Name: c.text(5), Situation: c.text(60), Setting: catalog.Setting{BorderType: c.concept(catalog.VocabularyEnvironment), Place: c.text(3)},
		UseCases: pick(c, c.useCases, 3),
	})
}

func (c *corpus) need() *catalog.Entry {
	return c.entry(&catalog.Need{Name: c.text(5), Statement: c.text(30), Environment: c.some(catalog.VocabularyEnvironment, 2), Status: "open"})
}

func (c *corpus) experience(of catalog.ID) *catalog.Entry {
	return c.entry(&catalog.Experience{Solution: of, Month: "2026-03", Duration: c.text(2), Display: "name", TextsAccess: "clear"})
}

// mixed is about size entries of every kind.
func (c *corpus) mixed(size int) []*catalog.Entry {
	var entries []*catalog.Entry
	for range max(3, size/10) {
		entries = append(entries, c.organisation(), c.useCase(), c.proof())
	}
	for range size / 10 {
		entries = append(entries, c.project(), c.scenario(), c.need())
	}
	for len(entries) < size {
		entries = append(entries, c.solution())
		if len(entries)%3 == 0 {
			entries = append(entries, c.experience(c.solutions[c.random.IntN(len(c.solutions))]))
		}
	}
	return entries
}

// restrict makes a share of the entries green, amber or unpublished.
func (c *corpus) restrict(entries []*catalog.Entry) (open []*catalog.Entry) {
	for _, e := range entries {
		switch c.random.IntN(8) {
		case 0:
			e.Access = catalog.AccessGreen
		case 1:
			e.Access = catalog.AccessAmber
		case 2:
			e.State = catalog.StateDraft
			e.Draft, e.Public = e.Public, nil
		default:
			open = append(open, e)
		}
	}
	return open
}

// dirs is a folder for indexes that does not exist yet.
func dirs(tb testing.TB) string {
	tb.Helper()
	return filepath.Join(tb.TempDir(), "index")
}
