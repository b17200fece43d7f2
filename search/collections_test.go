package search

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// collections is where the public relevance collections lie, in the layout of
// BEIR. They are no part of the project.
const collections = "../../shared/data/relevance"

// TestCollections holds that texts are ranked at least as well as by BM25 with
// a stemmer, on public collections of questions that are judged by others.
func TestCollections(t *testing.T) {
	if testing.Short() {
		t.Skip("indexes four collections: not in -short mode")
	}
	for _, tt := range []struct {
		name, language string
		ndcg, recall   float64 // at 10 and at 100, of Lucene's BM25
	}{
		{"cranfield", "en", 0.3670, 0.7347},
		{"cisi", "en", 0.3822, 0.4465},
		{"xquad-en", "en", 0.9680, 0},
		{"xquad-de", "de", 0.9158, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := readCollection(t, tt.name)
			gotNDCG, gotRecall := c.measure(t, c.open(t, tt.language))
			t.Logf("nDCG@10 %.4f (at least %.4f), recall@100 %.4f (at least %.4f), %d questions", gotNDCG, tt.ndcg, gotRecall, tt.recall, len(c.grades))
			if gotNDCG < tt.ndcg || gotRecall < tt.recall {
				t.Errorf("nDCG@10 %.4f, recall@100 %.4f: want at least %.4f and %.4f", gotNDCG, gotRecall, tt.ndcg, tt.recall)
			}
		})
	}
}

// A collection is texts, and questions with the grades of the texts that answer
// them.
type collection struct {
	texts, questions []collected
	grades           map[string]map[string]int // by question, by text
}

type collected struct {
	ID    string `json:"_id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

func readCollection(t *testing.T, name string) *collection {
	t.Helper()
	dir := filepath.Join(collections, name)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not there", dir)
	}
	c := &collection{grades: map[string]map[string]int{}}
	eachLine(t, filepath.Join(dir, "corpus.jsonl"), func(line string) error { return appendJSON(&c.texts, line) })
	eachLine(t, filepath.Join(dir, "queries.jsonl"), func(line string) error { return appendJSON(&c.questions, line) })
	eachLine(t, filepath.Join(dir, "qrels", "test.tsv"), func(line string) error {
		fields := strings.Split(line, "\t")
		if fields[0] == "query-id" {
			return nil
		}
		grade, err := strconv.Atoi(fields[len(fields)-1])
		if c.grades[fields[0]] == nil {
			c.grades[fields[0]] = map[string]int{}
		}
		c.grades[fields[0]][fields[1]] = grade
		return err
	})
	return c
}

func appendJSON(list *[]collected, line string) error {
	var one collected
	err := json.Unmarshal([]byte(line), &one)
	*list = append(*list, one)
	return err
}

func eachLine(t *testing.T, name string, visit func(line string) error) {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { must(t, file.Close()) }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		if err := visit(lines.Text()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	must(t, lines.Err())
}

// open opens an engine on the texts as projects that differ in nothing else.
func (c *collection) open(t *testing.T, language string) *Engine {
	t.Helper()
	entries := make([]*catalog.Entry, len(c.texts))
	for i, text := range c.texts {
		project := &catalog.Project{FullTitle: text.Title, Objective: text.Text}
		entries[i] = &catalog.Entry{
			Format: catalog.EntryFormat, ID: catalog.IDFor(text.ID, today), Kind: catalog.KindProject, Slug: text.ID,
			State: catalog.StatePublished, Access: catalog.AccessClear, Language: language, Created: today, Updated: today,
			Public: &catalog.Revision{Number: 1, At: today, Content: project},
		}
	}
	m := newMemory()
	m.put(entries...)
	return openEngine(t, dirs(t), m)
}

// measure asks the questions that have grades.
func (c *collection) measure(t *testing.T, e *Engine) (meanNDCG, meanRecall float64) {
	t.Helper()
	asked := 0.0
	for _, question := range c.questions {
		grades := c.grades[question.ID]
		if grades == nil {
			continue
		}
		found, err := disjunction(e, question.Text, 100)
		if err != nil {
			t.Fatalf("%s: %v", question.ID, err)
		}
		asked++
		meanNDCG += ndcg(found, grades, 10, linear)
		meanRecall += recall(found, grades, 100)
	}
	return meanNDCG / asked, meanRecall / asked
}

// disjunction is the slugs of the entries that have any of the words of a
// question, best first. It is read past the limits of a query: some are whole
// paragraphs.
func disjunction(e *Engine, question string, most int) ([]string, error) {
	g, snap, err := e.shards[catalog.AudiencePublic].acquire()
	if err != nil {
		return nil, err
	}
	defer g.release(snap)
	p := &planner{lexicon: e.words().lexicon, index: snap, plan: &plan{any: true}}
	for i, word := range strings.Fields(question) {
		p.source = i // words of one source may be one word
		if err := p.word(word); err != nil {
			return nil, err
		}
	}
	if err := p.flush(); err != nil {
		return nil, err
	}
	ctx := context.Background()
	ev, err := evaluate(ctx, snap, p.plan, nil, dayOf(e.now()))
	if err != nil {
		return nil, err
	}
	best, err := ev.top(ctx, SortRelevance, 0, most)
	if err != nil {
		return nil, err
	}
	found := make([]string, len(best))
	for i, c := range best {
		stored, err := ev.segments[c.segment].view.card(c.number)
		if err != nil {
			return nil, err
		}
		found[i] = stored.Hit.Slug
	}
	return found, nil
}
