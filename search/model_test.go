package search

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// model answers requests the plain way: every entry is looked at, one by one.
// It shares the reading of a query with the engine and nothing of how the
// answer is found.
type model struct {
	vs      *catalog.Vocabularies
	lexicon *lexicon
	docs    []*modelDoc
}

type modelDoc struct {
	flat      *flat
	tokens    [5]map[string][]int // positions by field and term
	compounds map[string]bool
}

// newModel reads every entry of the source as the audience sees it.
func newModel(t *testing.T, m *memory, e *Engine, audience catalog.Audience) *model {
	t.Helper()
	md := &model{vs: e.words().vocabularies, lexicon: e.words().lexicon}
	err := m.View(t.Context(), func(tx catalog.Tx) error {
		for _, entry := range m.entries {
			f, err := flatten(linked{tx: tx, reader: audience.Reader(), known: parts{}}, e.words().vocabularies, entry)
			if err != nil {
				return err
			}
			if f != nil {
				md.docs = append(md.docs, newModelDoc(f, e.words().stemmers))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return md
}

func newModelDoc(f *flat, s *stemmers) *modelDoc {
	d := &modelDoc{flat: f, compounds: map[string]bool{}}
	for i, text := range []string{f.card.Hit.Title, f.card.Lead, f.card.Body, f.context} {
		d.tokens[i] = map[string][]int{}
		tokens := Tokens(text)
		addCompounds(d.compounds, tokens)
		f.row.lengths[i] = uint32(len(tokens))
		for _, token := range tokens {
			d.tokens[i][token.Term] = append(d.tokens[i][token.Term], token.Position)
		}
		if i == len(stemCounts) {
			continue
		}
		for _, stem := range appendStems(nil, s, f.card.Hit.Language, text, tokens, int(textStart(i, &f.row.lengths))) {
			if d.tokens[4] == nil {
				d.tokens[4] = map[string][]int{}
			}
			for range stemCounts[i] {
				d.tokens[4][string(stem.Term)] = append(d.tokens[4][string(stem.Term)], stem.Position)
				f.row.lengths[4]++
			}
		}
	}
	return d
}

func (m *model) parts(joined string) ([]string, error) {
	var all []string
	for _, d := range m.docs {
		for c := range d.compounds {
			if strings.HasPrefix(c, joined+" ") {
				all = append(all, c)
			}
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return strings.Fields(slices.Min(all))[1:], nil
}

func (m *model) asOne(word string, l *lexicon) ([]fieldTerm, error) {
	compounds := append(m.compounds(word), l.joined[word]...)
	slices.Sort(compounds)
	var terms []fieldTerm
	for _, compound := range slices.Compact(compounds) {
		if some := l.oneWord(compound, compound); m.adds(word, some) {
			terms = append(terms, some...)
		}
	}
	return terms, nil
}

func (m *model) compounds(part string) []string {
	var all []string
	for _, d := range m.docs {
		for c := range d.compounds {
			if words := strings.Fields(c); slices.Contains(words[1:], part) {
				all = append(all, words[0])
			}
		}
	}
	return all
}

func (m *model) adds(word string, terms []fieldTerm) bool {
	return slices.ContainsFunc(m.docs, func(d *modelDoc) bool {
		for field := range exactFields {
			if len(d.tokens[field][word]) > 0 {
				return false
			}
		}
		return slices.ContainsFunc(terms, func(t fieldTerm) bool { return len(d.tokens[t.field][t.term]) > 0 })
	})
}

func (m *model) beginning(prefix string, most int) ([]string, error) {
	var all []string
	for _, d := range m.docs {
		for field := range exactFields {
			for term := range d.tokens[field] {
				if strings.HasPrefix(term, prefix) {
					all = append(all, term)
				}
			}
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(most, len(all))], nil
}

func (m *model) like(word string, most int) ([]string, error) {
	found := map[string]int{}
	for _, d := range m.docs {
		for field := range exactFields {
			for term := range d.tokens[field] {
				if distance(word, term, editsIn(word, false)) <= editsIn(word, false) {
					found[term]++
				}
			}
		}
	}
	all := slices.SortedFunc(maps.Keys(found), func(a, b string) int {
		return cmp.Or(cmp.Compare(distance(word, a, maxEdits), distance(word, b, maxEdits)), cmp.Compare(found[b], found[a]), strings.Compare(a, b))
	})
	return all[:min(most, len(all))], nil
}

func (d *modelDoc) has(facet, value string) bool {
	if facet == FacetFresh {
		return isFresh(d.flat.row.day, dayOf(today)) == (value == FreshYear)
	}
	return slices.Contains(d.flat.facets[facet], value)
}

func (d *modelDoc) concept(cs []concept) bool {
	return slices.ContainsFunc(cs, func(c concept) bool { return d.has(c.facet, c.id) })
}

func (d *modelDoc) phrase(words []string) bool {
	for field := range exactFields {
		for _, at := range d.tokens[field][words[0]] {
			all := true
			for i, w := range words {
				all = all && slices.Contains(d.tokens[field][w], at+i)
			}
			if all {
				return true
			}
		}
	}
	return false
}

func (d *modelDoc) holds(c *clause) bool {
	if c.filter.facet != "" {
		return d.has(c.filter.facet, c.filter.id)
	}
	for _, t := range c.terms {
		if len(d.tokens[t.field][t.term]) > 0 {
			return true
		}
	}
	return d.concept(c.full) || d.concept(c.part) || d.group(c.groups) || len(c.phrase) > 0 && d.phrase(c.phrase)
}

func (d *modelDoc) group(groups []group) bool {
	has := func(t fieldTerm) bool { return len(d.tokens[t.field][t.term]) > 0 }
	return slices.ContainsFunc(groups, func(g group) bool {
		return !slices.ContainsFunc(g.parts, func(terms []fieldTerm) bool { return !slices.ContainsFunc(terms, has) })
	})
}

// together reports whether the parts of a group stand near one place of
// its first.
func (d *modelDoc) together(groups []group) bool {
	places := func(terms []fieldTerm) (at []int) {
		for _, t := range terms {
			for _, p := range d.tokens[t.field][t.term] {
				at = append(at, p+int(textStart(t.field, &d.flat.row.lengths)))
			}
		}
		return at
	}
	return slices.ContainsFunc(groups, func(g group) bool {
		return slices.ContainsFunc(places(g.parts[0]), func(from int) bool {
			return !slices.ContainsFunc(g.parts, func(part []fieldTerm) bool {
				return !slices.ContainsFunc(places(part), func(p int) bool {
					return max(p, from)-min(p, from) <= len(g.parts)+nearby
				})
			})
		})
	})
}

func (d *modelDoc) text(p *plan) bool {
	held := map[int]bool{} // by chain, whether one of its clauses holds
	links := p.query.Chains()
	for source := range links {
		all, some := true, false
		for _, c := range p.clauses {
			if c.source != source || c.rank {
				continue
			}
			if c.exclude && d.holds(c) {
				return false
			}
			all, some = all && (c.exclude || d.holds(c)), true
		}
		if some {
			held[links[source]] = held[links[source]] || all
		}
	}
	for _, holds := range held {
		if !holds {
			return false
		}
	}
	return true
}

func (d *modelDoc) selected(s selection) bool {
	name := FacetRules[s.facet].Name
	match := func(value string) bool { return d.has(name, value) }
	if s.all {
		return !slices.ContainsFunc(s.values, func(v string) bool { return !match(v) })
	}
	return slices.ContainsFunc(s.values, match)
}

// answer is the total, the counts by facet and value, and the ids in order
// with their scores.
type answer struct {
	total  int
	counts map[string]map[string]int
	ids    []catalog.ID
	scores []float64
}

func (m *model) answer(t *testing.T, r Request) answer {
	t.Helper()
	r = r.Bounded()
	p, err := m.lexicon.plan(r.Query, m)
	if err != nil {
		t.Fatal(err)
	}
	selections := r.selections(m.vs)
	a := answer{counts: map[string]map[string]int{}}
	var hits []*modelDoc
	for _, d := range m.docs {
		if !d.text(p) {
			continue
		}
		var failed []int
		for _, s := range selections {
			if !d.selected(s) {
				failed = append(failed, s.facet)
			}
		}
		if len(failed) == 0 {
			hits = append(hits, d)
		}
		for i, rule := range FacetRules {
			own := len(failed) == 1 && failed[0] == i && !r.MatchAll[rule.Name]
			if len(failed) > 0 && !own {
				continue
			}
			values := d.flat.facets[rule.Name]
			if rule.Name == FacetFresh {
				values = []string{FreshOlder}
				if d.has(FacetFresh, FreshYear) {
					values = []string{FreshYear}
				}
			}
			for _, v := range values {
				if a.counts[rule.Name] == nil {
					a.counts[rule.Name] = map[string]int{}
				}
				a.counts[rule.Name][v]++
			}
		}
	}
	a.total = len(hits)
	scores := m.scores(p, hits)
	sort := r.Sort
	if sort == SortRelevance && !p.scored() {
		sort = SortConfirmed
	}
	if sort != SortRelevance {
		clear(scores)
	}
	slices.SortFunc(hits, func(x, y *modelDoc) int {
		a, b := x.flat.row, y.flat.row
		last := cmp.Or(strings.Compare(a.title, b.title), cmp.Compare(x.flat.id, y.flat.id))
		switch sort {
		case SortTitle:
			return last
		case SortTRL:
			return cmp.Or(int(b.trl)-int(a.trl), int(b.day-a.day), last)
		case SortNewest:
			return cmp.Or(cmp.Compare(b.created, a.created), last)
		case SortConfirmed:
			return cmp.Or(int(b.day-a.day), last)
		}
		return cmp.Or(int(a.flags&flagArchived)-int(b.flags&flagArchived), cmp.Compare(scores[y], scores[x]), int(b.day-a.day), last)
	})
	for _, d := range hits {
		a.ids, a.scores = append(a.ids, d.flat.id), append(a.scores, scores[d])
	}
	return a
}

// scores is BM25 over weighted fields as the books write it.
func (m *model) scores(p *plan, hits []*modelDoc) map[*modelDoc]float64 {
	scores := map[*modelDoc]float64{}
	var average [5]float64
	for f := range average {
		for _, d := range m.docs {
			average[f] += float64(d.flat.row.lengths[f])
		}
		average[f] = math.Max(1, average[f]/float64(len(m.docs)))
	}
	for _, c := range p.clauses {
		if c.exclude || c.filter.facet != "" || c.as == ReadOptional {
			continue
		}
		m.addClause(c, average, hits, scores)
	}
	for _, d := range hits {
		scores[d] *= prior(&d.flat.row, dayOf(today))
	}
	return scores
}

// addClause adds what a clause is worth for each hit.
func (m *model) addClause(c *clause, average [5]float64, hits []*modelDoc, scores map[*modelDoc]float64) {
	own, other := slices.Clone(c.own()), c.others()
	for _, word := range c.phrase {
		own = append(own, exactTerms(word, viaWord)...)
	}
	top := 0.0
	idf := func(holds func(d *modelDoc) bool) float64 {
		df := 0.0
		for _, d := range m.docs {
			if holds(d) {
				df++
			}
		}
		if df == 0 {
			return 0
		}
		rarity := math.Log(1 + (float64(len(m.docs))-df+0.5)/(df+0.5))
		top = math.Max(top, rarity)
		return rarity
	}
	ownIDF := idf(func(d *modelDoc) bool {
		if len(c.phrase) > 0 {
			return d.phrase(c.phrase)
		}
		return d.any(own)
	})
	otherIDF := idf(func(d *modelDoc) bool { return d.any(other) })
	togetherIDF := idf(func(d *modelDoc) bool { return d.together(c.groups) })
	groupIDF := idf(func(d *modelDoc) bool { return d.group(c.groups) })
	partIDF := idf(func(d *modelDoc) bool { return d.concept(c.part) })
	named := make([]float64, len(c.full))
	for i, concept := range c.full {
		named[i] = idf(func(d *modelDoc) bool { return d.has(concept.facet, concept.id) })
	}
	if top == 0 {
		return
	}
	for _, d := range hits {
		tf := ownIDF*d.frequency(own, average) + otherIDF*weights.translation*c.heard*d.frequency(other, average)
		if d.group(c.groups) {
			tf += groupIDF * weights.loose * c.heard
		}
		if d.together(c.groups) {
			tf += togetherIDF * weights.group * c.heard
		}
		if d.concept(c.part) {
			tf += partIDF * weights.conceptPart
		}
		for i, concept := range c.full {
			if d.has(concept.facet, concept.id) {
				tf += named[i] * c.trusted(i) * conceptWeight(concept.facet) * d.fit(concept) / m.areaNorm(d, concept.facet)
			}
		}
		tf /= top
		scores[d] += top * tf * (weights.k1 + 1) / (tf + weights.k1)
	}
}

func (d *modelDoc) any(terms []fieldTerm) bool {
	return slices.ContainsFunc(terms, func(t fieldTerm) bool { return len(d.tokens[t.field][t.term]) > 0 })
}

func (d *modelDoc) frequency(terms []fieldTerm, average [5]float64) float64 {
	tf := 0.0
	for _, t := range terms {
		if n := float64(len(d.tokens[t.field][t.term])); n > 0 {
			tf += weights.field[t.field] * n / (1 - weights.b + weights.b*float64(d.flat.row.lengths[t.field])/average[t.field])
		}
	}
	return tf
}

// fit is the factor of the strength with which an area was given.
func (d *modelDoc) fit(c concept) float64 {
	switch {
	case c.facet == FacetChallenge && slices.Contains(d.flat.strengths, "core "+c.id):
		return 1 + weights.core
	case c.facet == FacetChallenge && slices.Contains(d.flat.strengths, "adjacent "+c.id):
		return 1 + weights.adjacent
	}
	return 1
}

// areaNorm is what the weight of an area is divided by.
func (m *model) areaNorm(d *modelDoc, facet string) float64 {
	if facet != FacetChallenge {
		return 1
	}
	areas := 0.0
	for _, o := range m.docs {
		areas += float64(len(o.flat.facets[FacetChallenge]))
	}
	average := math.Max(1, areas/math.Max(1, float64(len(m.docs))))
	return 1 - weights.bConcept + weights.bConcept*float64(len(d.flat.facets[FacetChallenge]))/average
}
