package search

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog"
)

// MaxMatchText is how many characters [Engine.Match] reads of a text.
const MaxMatchText = 5000

// Limits of the answer to a text.
const (
	maxMatchWords = 40 // telling words of a text that are looked for
	maxMatchNames = 20 // concepts named in it that are looked for
	maxAreas      = 8
)

// matchKinds are the kinds of entry that answer a text, in the order they are
// shown, with how many of each.
var matchKinds = []struct {
	kind catalog.Kind
	most int
}{{catalog.KindSolution, 8}, {catalog.KindUseCase, 5}, {catalog.KindScenario, 3}}

// Match is what the catalogue has for a text that describes an operation.
type Match struct {
	Text  string `json:"text"`  // the text as HTML: escaped, with what named an area or stands in an entry in <mark>
	Areas []Area `json:"areas"` // best first
	Hits  []Hit  `json:"hits"`  // solutions, then use cases, then scenarios; best first
}

// Area is a challenge area that a text is about.
type Area struct {
	Value string   `json:"value"`
	Label string   `json:"label"`
	Words []string `json:"words"` // of the text, that named it
}

// Match reads a text in any of the ten languages, which is cut to
// [MaxMatchText] characters, and answers with the challenge areas it names and
// the entries that have most in common with it, as the viewer may see them.
// [Hit.Why] says what. Nothing of the text is kept.
func (e *Engine) Match(ctx context.Context, viewer catalog.Actor, text, language string) (*Match, error) {
	var m *Match
	err := e.read(ctx, viewer, "match", func(snap *snapshot) (err error) {
		m, err = e.answering.Load().match(ctx, snap, cutText(text), language)
		return err
	})
	return m, err
}

// cutText is a text as UTF-8 with one kind of line end, cut to the limit.
func cutText(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	if utf8.RuneCountInString(text) > MaxMatchText {
		text = string([]rune(text)[:MaxMatchText])
	}
	return text
}

func (e *answerer) match(ctx context.Context, snap *snapshot, text, language string) (*Match, error) {
	r := e.lexicon.readText(text)
	areas, named := r.areas()
	m := &Match{Areas: []Area{}, Hits: []Hit{}}
	for _, a := range areas {
		m.Areas = append(m.Areas, Area{Value: a.concept.id, Label: e.lexicon.label(a.concept, language), Words: a.words})
	}
	p, err := r.plan(snap)
	if err != nil {
		return nil, err
	}
	met := make([]bool, len(p.clauses))
	base, err := evaluate(ctx, snap, p, nil, dayOf(e.now()))
	if err != nil {
		return nil, err
	}
	for _, k := range matchKinds {
		hits, err := e.matching(ctx, base, k.kind, k.most, language, met)
		if err != nil {
			return nil, err
		}
		m.Hits = append(m.Hits, hits...)
	}
	marks := append(named, r.met(met)...)
	m.Text = markedText{text: text, marks: joinMarks(marks)}.html()
	return m, nil
}

// matching are the best entries of a kind. It notes the clauses they meet.
func (e *answerer) matching(ctx context.Context, base *evaluation, kind catalog.Kind, most int, language string, met []bool) ([]Hit, error) {
	if len(base.plan.clauses) == 0 {
		return nil, nil
	}
	of := selection{facet: facetNumber(FacetKind), values: []string{string(kind)}}
	ev := &evaluation{snap: base.snap, plan: base.plan, selections: []selection{of}, today: base.today, before: base}
	if err := ev.run(ctx); err != nil {
		return nil, err
	}
	best, err := ev.top(ctx, SortRelevance, 0, spare*most)
	if err != nil {
		return nil, err
	}
	best = slices.DeleteFunc(best, func(c candidate) bool { return !ev.answers(c) })
	best = best[:min(most, len(best))]
	for _, c := range best {
		for i, b := range ev.segments[c.segment].clauses {
			met[i] = met[i] || b.Contains(c.number)
		}
	}
	return e.hits(ev, best, language)
}

// answers reports whether a hit has enough in common with a text: an area that
// the text names, or two other things, as far as there are two.
func (ev *evaluation) answers(hit candidate) bool {
	for i, c := range ev.plan.clauses {
		named := slices.ContainsFunc(c.full, func(c concept) bool { return c.facet == FacetChallenge })
		if named && ev.segments[hit.segment].clauses[i].Contains(hit.number) {
			return true
		}
	}
	return ev.met(hit) >= min(minShared, len(ev.plan.clauses))
}

// joinMarks puts marks in order and makes one of those that overlap.
func joinMarks(marks []mark) []mark {
	slices.SortFunc(marks, func(a, b mark) int { return a.start - b.start })
	var joined []mark
	for _, m := range marks {
		if n := len(joined); n > 0 && m.start < joined[n-1].end {
			joined[n-1].end = max(joined[n-1].end, m.end)
			continue
		}
		joined = append(joined, m)
	}
	return joined
}

// html is the whole text, escaped, with the marks as mark elements.
func (t markedText) html() string {
	var b strings.Builder
	at := 0
	for _, m := range t.marks {
		writeHTML(&b, t.text[at:m.start])
		b.WriteString("<mark>")
		writeHTML(&b, t.text[m.start:m.end])
		b.WriteString("</mark>")
		at = m.end
	}
	writeHTML(&b, t.text[at:])
	return b.String()
}
