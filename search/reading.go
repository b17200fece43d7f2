package search

import (
	"slices"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search/query"
)

// maxAlso bounds the further words told of a part of a query.
const maxAlso = 4

// readings say how the parts of a query were read. Counts of concepts are those
// of the facets of the answer.
func (e *answerer) readings(p *plan, facets []Facet, language string) []Reading {
	readings := []Reading{}
	for _, part := range p.readParts() {
		r := Reading{Text: part.text, As: part.as, Or: p.query.Clauses[part.sources[0]].Or, Rest: p.query.Without(p.query.Joined(part.sources)).String()}
		for _, c := range part.concepts {
			if rc := (ReadingConcept{c.facet, c.id, e.lexicon.label(c, language), countOf(facets, c)}); !slices.Contains(r.Concepts, rc) {
				r.Concepts = append(r.Concepts, rc)
			}
		}
		r.Also = part.translations(language)
		if len(r.Concepts) > 0 || len(r.Also) > 0 {
			r.Exact = p.query.Quoted(part.sources).String()
		}
		readings = append(readings, r)
	}
	return readings
}

// A readPart is a part of a query that was read as one.
type readPart struct {
	text     string
	as       string
	sources  []int // clauses of the query
	concepts []concept
	also     []*wording
	naming   *naming
}

// readParts are the parts of the query in order: words that name concepts
// together are one part, and so are the parts of a compound.
func (p *plan) readParts() []readPart {
	var parts []readPart
	for _, c := range p.clauses {
		last := len(parts) - 1
		same := last >= 0 && (c.naming != nil && c.naming == parts[last].naming ||
			slices.Contains(parts[last].sources, c.source))
		if !same {
			parts = append(parts, readPart{text: p.query.Clauses[c.source].Text, as: c.as, naming: c.naming})
			last++
		}
		part := &parts[last]
		if !slices.Contains(part.sources, c.source) {
			if len(part.sources) > 0 {
				part.text += " " + p.query.Clauses[c.source].Text
			}
			part.sources = append(part.sources, c.source)
		}
		if c.naming != nil {
			part.as = c.as
			part.concepts = append(part.concepts, c.naming.concepts...)
		}
		part.also = append(part.also, c.also...)
	}
	return parts
}

// translations are names of the words in the language of the reader first, and
// then in others.
func (r *readPart) translations(language string) []string {
	var names []string
	for _, w := range r.also {
		for _, code := range append([]string{language}, catalog.Languages...) {
			name := w.labels[code]
			if len(names) < maxAlso && name != "" && folded(name) != folded(r.text) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// countOf is the number of entries of an answer that have a concept.
func countOf(facets []Facet, c concept) int {
	var find func(values []FacetValue) int
	find = func(values []FacetValue) int {
		for _, v := range values {
			if v.Value == c.id {
				return v.Count
			}
			if n := find(v.Children); n > 0 {
				return n
			}
		}
		return 0
	}
	for _, f := range facets {
		if f.Name == c.facet {
			return find(f.Values)
		}
	}
	return 0
}

// exactWords is the query as exact words only, "" when it is already.
func exactWords(q query.Query) string {
	every := make([]int, len(q.Clauses))
	for i := range every {
		every[i] = i
	}
	if exact := q.Quoted(every).String(); exact != q.String() {
		return exact
	}
	return ""
}
