package search

import (
	"slices"
	"unicode/utf8"

	"ileanet.eu/showcase/search/query"
)

// Limits of a plan.
const (
	maxExpansion = 50 // words of the index that a prefix or a fuzzy word stands for
	maxRun       = 64 // words, with the parts of compounds
)

// The ways a match came about, for [Why.Via].
const (
	viaWord    = "word"
	viaStem    = "stem"
	viaSynonym = "synonym"
	viaPrefix  = "prefix"
	viaFuzzy   = "fuzzy"
)

// A plan is a query as the index is asked: clauses that must all hold, but for
// those that the query joins by OR; see chains.
type plan struct {
	clauses []*clause
	any     bool // one clause that is not excluded suffices
	hints   []Hint
	query   query.Query
}

// alternatives is the plan of the same clauses of which one suffices.
func (p *plan) alternatives() *plan {
	either := *p
	either.any = true
	return &either
}

// scored reports whether the query has words that rank entries.
func (p *plan) scored() bool {
	return slices.ContainsFunc(p.clauses, func(c *clause) bool { return !c.exclude && c.filter.facet == "" })
}

// A clause is one condition: it holds for an entry that has any of its terms,
// its phrase, all parts of a group, or any of its concepts.
type clause struct {
	text    string // as typed
	source  int    // number of the clause of the query it comes from
	chain   int    // number of the first clause of the query that this one is joined to by OR
	exclude bool
	rank    bool    // only ranks: an entry need not meet it
	filter  concept // facet value asked for by "field:value"; no facet otherwise

	terms  []fieldTerm
	groups []group   // names of several words in other languages
	phrase []string  // words that stand side by side in one field
	full   []concept // concepts the query names
	trust  []float64 // by concept named: how plausible the language is in which it is
	heard  float64   // the same of the translations
	from   string    // words of the query that name them
	part   []concept // concepts in whose names the word occurs

	as     string     // how it is read: a Read constant
	naming *naming    // shared by the clauses whose words name concepts together
	also   []*wording // of the glossary, named by its words
}

// A naming is a run of words that names concepts.
type naming struct {
	text     string
	concepts []concept
}

// A fieldTerm is a term of a text field.
type fieldTerm struct {
	field int // number in textFields
	term  string
	via   string
}

// words is what a plan asks of the index while it is made.
type words interface {
	// parts are the words of a compound that some entry hyphenates.
	parts(joined string) ([]string, error)
	// asOne are the terms of the compounds that a word is a part of and that
	// some entry without the word has.
	asOne(word string, l *lexicon) ([]fieldTerm, error)
	// beginning are at most most words that begin with prefix.
	beginning(prefix string, most int) ([]string, error)
	// like are at most most words that are written like a word, the likest first.
	like(word string, most int) ([]string, error)
}

// planner makes a plan from a query.
type planner struct {
	lexicon  *lexicon
	index    words
	plan     *plan
	run      []queryWord // plain words not yet turned into clauses
	source   int         // number of the clause of the query being read
	tongue   tongue      // of the run
	prefixes int
}

// plan reads a query for an index.
func (l *lexicon) plan(text string, index words) (*plan, error) {
	q, hints := query.Parse(text)
	p := &planner{lexicon: l, index: index, plan: &plan{query: q}}
	for _, h := range hints {
		p.hint(h.Key, h.Text)
	}
	for i, c := range q.Clauses {
		if c.Or { // words are named together only on one side
			if err := p.flush(); err != nil {
				return nil, err
			}
		}
		p.source = i
		if err := p.add(c); err != nil {
			return nil, err
		}
	}
	if err := p.flush(); err != nil {
		return nil, err
	}
	chains := q.Chains()
	for _, c := range p.plan.clauses {
		c.chain = chains[c.source]
	}
	p.plan.require()
	return p.plan, nil
}

// require makes the words that only rank hold too where there are no others:
// who asks for "how to" gets entries with both.
func (p *plan) require() {
	for _, c := range p.clauses {
		if !c.rank && !c.exclude {
			return
		}
	}
	for _, c := range p.clauses {
		if c.as == ReadOptional {
			c.rank, c.as = false, ReadWord
		}
	}
}

func (p *planner) hint(key, text string) {
	p.plan.hints = append(p.plan.hints, Hint{Key: key, Text: text})
}

func (p *planner) add(c query.Clause) error {
	switch {
	case c.Kind == query.Filter:
		return p.filter(c)
	case c.Kind == query.Prefix && p.mayStand(c.Text, query.MinPrefix):
		return p.standsFor(c, ReadPrefix, viaPrefix, p.index.beginning)
	case c.Kind == query.Fuzzy && p.mayStand(c.Text, query.MinFuzzy):
		return p.standsFor(c, ReadFuzzy, viaFuzzy, p.index.like)
	case c.Kind == query.Phrase || c.Quoted || c.Exclude:
		return p.exact(c)
	}
	return p.word(c.Text)
}

// filter adds a facet value, or its text as words when it is none.
func (p *planner) filter(c query.Clause) error {
	value, ok := p.lexicon.value(c.Field, c.Text)
	if !ok {
		p.hint(query.HintField, c.Field+":"+c.Text)
		return p.add(query.Clause{Kind: query.Word, Text: c.Text, Exclude: c.Exclude})
	}
	if err := p.flush(); err != nil {
		return err
	}
	p.addClause(&clause{
		text: c.String(), source: p.source, exclude: c.Exclude, filter: concept{c.Field, value}, as: ReadFilter,
	})
	return nil
}

// mayStand reports whether a text may stand for several words of the index: it
// has letters enough once folded, and the query has few such.
func (p *planner) mayStand(text string, least int) bool {
	return p.prefixes < query.MaxPrefixes && utf8.RuneCountInString(folded(text)) >= least
}

// standsFor adds a clause that holds for the words of the index that its text
// stands for.
func (p *planner) standsFor(c query.Clause, as, via string, words func(string, int) ([]string, error)) error {
	if err := p.flush(); err != nil {
		return err
	}
	p.prefixes++
	found, err := words(folded(c.Text), maxExpansion)
	if err != nil {
		return err
	}
	out := &clause{text: c.Text, source: p.source, exclude: c.Exclude, as: as}
	for _, word := range found {
		out.terms = append(out.terms, exactTerms(word, via)...)
	}
	p.addClause(out)
	return nil
}

// exact adds a quoted or excluded clause: words as written, side by side. An
// excluded word also excludes its inflections unless it is quoted, but never
// the concepts its words stand for: that would hide more than was said.
func (p *planner) exact(c query.Clause) error {
	if err := p.flush(); err != nil {
		return err
	}
	out := &clause{text: c.Text, source: p.source, exclude: c.Exclude, as: ReadPhrase}
	tokens := Tokens(c.Text)
	for _, t := range tokens {
		switch t.Form {
		case FormWord:
			out.phrase = append(out.phrase, t.Term)
		case FormJoined:
			if !c.Quoted {
				out.terms = append(out.terms, exactTerms(t.Term, viaWord)...)
			}
		case FormLatin:
		}
	}
	if len(out.phrase) == 0 {
		return nil
	}
	if len(out.phrase) == 1 {
		out.as = ReadExact
		out.terms = append(out.terms, exactTerms(out.phrase[0], viaWord)...)
		if !c.Quoted {
			w := p.queryWord(c.Text, tokens[0])
			out.terms = append(out.terms, w.stemTerms()...)
		}
		out.phrase = nil
	}
	p.addClause(out)
	return nil
}

// addClause adds a clause that stands by itself.
func (p *planner) addClause(c *clause) {
	if c.exclude {
		c.as = ReadExclude
	}
	p.plan.clauses = append(p.plan.clauses, c)
}

// word adds a plain word to the run. A word that an entry or a label writes
// with a hyphen, or that is made of words of the vocabularies, is read as its
// parts, so that all spellings find the same.
func (p *planner) word(text string) error {
	tokens := slices.DeleteFunc(Tokens(text), func(t Token) bool { return t.Form != FormWord })
	if len(tokens) != 1 {
		for _, t := range tokens {
			p.run = append(p.run, p.queryWord(text, t))
		}
		return nil
	}
	parts, err := p.parts(text, tokens[0])
	if err != nil {
		return err
	}
	if len(parts) < 2 || len(p.run)+len(parts) > maxRun {
		p.run = append(p.run, p.queryWord(text, tokens[0]))
		return nil
	}
	for _, part := range parts {
		w := p.queryWord(part, Tokens(part)[0])
		w.whole = text
		p.run = append(p.run, w)
	}
	return nil
}

// parts are the words a typed word is made of, none when it is one.
func (p *planner) parts(text string, t Token) ([]string, error) {
	if parts := p.lexicon.compounds[t.Term]; parts != nil {
		return parts, nil
	}
	if parts, err := p.index.parts(t.Term); len(parts) > 1 || err != nil {
		return parts, err
	}
	if p.lexicon.names[t.Term] {
		return nil, nil
	}
	for _, typed := range append([]string{text}, spellings(text)...) {
		if parts := p.lexicon.stemmers.splitters.any(typed); parts != nil {
			return parts, nil
		}
	}
	return nil, nil
}

func (p *planner) queryWord(text string, t Token) queryWord {
	w := p.lexicon.word(text, t)
	w.source = p.source
	return w
}

// flush turns the run of plain words into clauses. The clause of a word does
// not depend on the other words, so that a further word never finds more.
func (p *planner) flush() error {
	first := len(p.plan.clauses)
	for i, w := range p.run {
		c := &clause{text: w.text, source: w.source, as: ReadWord, part: p.lexicon.partOf(w)}
		if w.function {
			c.rank, c.as = true, ReadOptional
		}
		joined, err := p.index.asOne(w.term, p.lexicon)
		if err != nil {
			return err
		}
		c.terms = append(w.lookups(), joined...)
		p.joinNeighbours(c, i)
		p.plan.clauses = append(p.plan.clauses, c)
	}
	p.readNumbers(p.plan.clauses[first:])
	p.tongue = p.lexicon.tongue(p.run)
	p.nameConcepts(p.plan.clauses[first:])
	p.run = nil
	return nil
}

// joinNeighbours lets the clause of a word hold for the words that were typed
// with it as one: a hyphen says that two words may be one, and a compound may
// be meant as it stands.
func (p *planner) joinNeighbours(c *clause, i int) {
	w := p.run[i]
	if w.whole != "" {
		p.join(c, w.whole, folded(w.whole))
	}
	for _, n := range []int{i - 1, i} {
		if n >= 0 && n+1 < len(p.run) && p.run[n].source == p.run[n+1].source {
			p.join(c, p.run[n].text+p.run[n+1].text, p.run[n].term+p.run[n+1].term)
		}
	}
}

// join adds words written as one to a clause.
func (p *planner) join(c *clause, text, term string) {
	for _, t := range p.lexicon.oneWord(text, term) {
		if !slices.Contains(c.terms, t) {
			c.terms = append(c.terms, t)
		}
	}
}

// oneWord are the terms of words written as one.
func (l *lexicon) oneWord(text, term string) []fieldTerm {
	if len(term) > maxTerm {
		return nil
	}
	w := queryWord{text: text, term: term}
	if utf8.RuneCountInString(term) >= 4 && !numeric(term) {
		w.stems = l.stemmers.all(text)
	}
	return append(exactTerms(term, viaWord), w.stemTerms()...)
}
