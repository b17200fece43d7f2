package search

import (
	"cmp"
	"slices"
	"strings"
)

// Of what an area is worth that a text names: all words of a name, or single
// words that stand in few other names.
const (
	wholeName = 1.0
	partName  = 0.3
	leastArea = 0.4 // so that one word is not enough
)

// A readText is a text as the lexicon understands it.
type readText struct {
	lexicon  *lexicon
	text     string
	tokens   []Token     // its words
	words    []queryWord // the same as a query would have them
	mentions []mention
	worded   []mention // of the glossary
	count    *wordCount
	language languageSet    // the one it is written in; none when it does not tell
	asked    map[string]int // clauses of the plan, by what they ask for
}

// A mention is a run of words of a text that names concepts.
type mention struct {
	start, end int // numbers of tokens
	concepts   []concept
}

func (l *lexicon) readText(text string) *readText {
	r := &readText{lexicon: l, text: text, asked: map[string]int{}}
	r.tokens = slices.DeleteFunc(Tokens(text), func(t Token) bool { return t.Form != FormWord })
	language := languageOf(r.tokens)
	r.language = languageSetOf(language)
	for _, t := range r.tokens {
		r.words = append(r.words, l.wordOf(language, text, t))
	}
	r.count = l.countWords(language)
	r.count.add(text, 1)
	r.mention()
	return r
}

// mention finds the names of concepts and words of the glossary, the longest
// first. Only runs of words that all stand in names, and that no function word
// begins or ends, are looked up: there are few.
func (r *readText) mention() {
	known := make([]bool, len(r.words))
	for i, w := range r.words {
		known[i] = r.lexicon.languagesOf(w) != 0
	}
	named, worded := make([]bool, len(r.words)), make([]bool, len(r.words))
	for length := min(r.lexicon.longest, len(r.words)); length > 0; length-- {
		for start := 0; start+length <= len(r.words); start++ {
			end := start + length
			if r.words[start].function || r.words[end-1].function || slices.Contains(known[start:end], false) {
				continue
			}
			concepts, glossary := r.namedBy(start, end)
			r.mentions = take(r.mentions, mention{start, end, concepts}, named)
			r.worded = take(r.worded, mention{start, end, glossary}, worded)
		}
	}
}

// namedBy are the areas and the like that a run of words names, and the words
// of the glossary that it is in the language of the text.
func (r *readText) namedBy(start, end int) (concepts, glossary []concept) {
	for _, c := range r.lexicon.named(r.words[start:end]) {
		switch {
		case slices.Contains(partFacets, c.facet):
			concepts = append(concepts, c.concept)
		case c.facet == facetGlossary && (r.language == 0 || c.languages&r.language != 0):
			glossary = append(glossary, c.concept)
		}
	}
	return concepts, glossary
}

// take adds a mention of something whose words are not part of another.
func take(mentions []mention, m mention, taken []bool) []mention {
	if len(m.concepts) == 0 || slices.Contains(taken[m.start:m.end], true) {
		return mentions
	}
	for i := m.start; i < m.end; i++ {
		taken[i] = true
	}
	return append(mentions, m)
}

// source is the words of a mention as they stand in the text.
func (r *readText) source(m mention) string {
	return r.text[r.tokens[m.start].Start:r.tokens[m.end-1].End]
}

// mark is the place of a run of words in the text.
func (r *readText) mark(start, end int) mark {
	return mark{start: r.tokens[start].Start, end: r.tokens[end-1].End}
}

// A weighedArea is a challenge area with what speaks for it in a text.
type weighedArea struct {
	concept concept
	weight  float64
	words   []string
	marks   []mark
	seen    map[string]bool
}

// add notes that a run of words speaks for the area. The same words again mark
// the text, and weigh no more.
func (a *weighedArea) add(words, key string, weight float64, m mark) {
	a.marks = append(a.marks, m)
	if !a.seen[key] {
		a.seen[key] = true
		a.words = append(a.words, words)
		a.weight += weight
	}
}

// areas are the challenge areas that the text names, best first, and the marks
// of what names them. A word that is part of many names says little for each.
func (r *readText) areas() ([]*weighedArea, []mark) {
	byID := map[string]*weighedArea{}
	of := func(c concept) *weighedArea {
		if byID[c.id] == nil {
			byID[c.id] = &weighedArea{concept: c, seen: map[string]bool{}}
		}
		return byID[c.id]
	}
	for _, m := range r.mentions {
		named := challenges(m.concepts)
		for _, c := range named {
			weight := wholeName * (1 + float64(m.end-m.start)) / float64(1+len(named))
			of(c).add(r.source(m), r.key(m.start, m.end), weight, r.mark(m.start, m.end))
		}
	}
	for i, w := range r.words {
		if w.function || numeric(w.term) {
			continue
		}
		parts := challenges(r.lexicon.partOf(w))
		for _, c := range parts {
			if a := of(c); !a.marked(r.mark(i, i+1)) {
				a.add(w.text, r.key(i, i+1), partName/float64(len(parts)), r.mark(i, i+1))
			}
		}
	}
	return best(byID)
}

// challenges are those of the concepts that are challenge areas.
func challenges(concepts []concept) []concept {
	var areas []concept
	for _, c := range concepts {
		if c.facet == FacetChallenge {
			areas = append(areas, c)
		}
	}
	return areas
}

// key is a run of words in the form in which it is the same word again.
func (r *readText) key(start, end int) string {
	var terms []string
	for _, w := range r.words[start:end] {
		terms = append(terms, w.term)
	}
	return strings.Join(terms, " ")
}

// marked reports whether a place of the text is marked already.
func (a *weighedArea) marked(m mark) bool {
	return slices.ContainsFunc(a.marks, func(o mark) bool { return o.start <= m.start && m.end <= o.end })
}

// best are the areas with enough for them, and their marks.
func best(byID map[string]*weighedArea) (areas []*weighedArea, marks []mark) {
	for _, a := range byID {
		if a.weight >= leastArea {
			areas = append(areas, a)
		}
	}
	slices.SortFunc(areas, func(a, b *weighedArea) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.concept.id, b.concept.id))
	})
	areas = areas[:min(maxAreas, len(areas))]
	for _, a := range areas {
		marks = append(marks, a.marks...)
	}
	return areas, marks
}

// plan is the alternatives that the text asks for: the concepts it names, and
// the words that tell it from others.
func (r *readText) plan(snap *snapshot) (*plan, error) {
	p := &plan{any: true}
	for _, m := range r.mentions {
		words := r.source(m)
		i := slices.IndexFunc(p.clauses, func(c *clause) bool { return slices.Equal(c.full, m.concepts) })
		if i < 0 && len(p.clauses) < maxMatchNames {
			i = len(p.clauses)
			p.clauses = append(p.clauses, &clause{text: words, full: m.concepts, from: words})
		}
		if i >= 0 {
			r.asked["name "+r.key(m.start, m.end)] = i
		}
	}
	words, err := snap.telling(r.count, 1, maxMatchWords)
	if err != nil {
		return nil, err
	}
	for _, w := range words {
		r.asked["word "+w.term] = len(p.clauses)
		p.clauses = append(p.clauses, w.clause())
	}
	return p, r.translate(p, snap)
}

// translate lets the plan ask for the translations of the words of the glossary
// that a text has, unless they stand in too many entries to tell anything. One
// that is a telling word asks for both.
func (r *readText) translate(p *plan, snap *snapshot) error {
	limit, left := snap.tellingLimit(), maxMatchWords
	for _, m := range r.worded {
		key := "word " + r.key(m.start, m.end)
		i, asked := r.asked[key]
		if left == 0 || asked && len(p.clauses[i].also) > 0 {
			continue
		}
		c := &clause{text: r.source(m), heard: 1}
		for _, named := range m.concepts {
			c.translate(r.lexicon.wordings[named.id])
		}
		entries, err := snap.spread(c.terms, limit)
		if err != nil {
			return err
		}
		if entries > limit {
			continue
		}
		left--
		if !asked {
			r.asked[key], p.clauses = len(p.clauses), append(p.clauses, c)
			continue
		}
		for _, w := range c.also {
			p.clauses[i].translate(w)
		}
	}
	return nil
}

// met are the marks of the names and words whose clauses of the plan hold for
// an entry shown.
func (r *readText) met(met []bool) []mark {
	var marks []mark
	add := func(key string, start, end int) {
		if i, asked := r.asked[key]; asked && met[i] {
			marks = append(marks, r.mark(start, end))
		}
	}
	for _, m := range r.mentions {
		add("name "+r.key(m.start, m.end), m.start, m.end)
	}
	for _, m := range r.worded {
		add("word "+r.key(m.start, m.end), m.start, m.end)
	}
	for i, w := range r.words {
		add("word "+w.term, i, i+1)
	}
	return marks
}
