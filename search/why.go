package search

import (
	"slices"
	"strings"
)

// maxWhy bounds the reasons shown for a hit.
const maxWhy = 6

// A reasoner says, for one hit of the page, where each word of the query was
// found and how.
type reasoner struct {
	ev       *evaluation
	lexicon  *lexicon
	language string
}

// why answers the reasons for a hit whose texts are marked in found.
func (r *reasoner) why(c candidate, found []markedText) ([]Why, error) {
	reasons := []Why{}
	for i, clause := range r.ev.plan.clauses {
		if clause.exclude || clause.filter.facet != "" || clause.as == ReadOptional {
			continue
		}
		some, err := r.clause(i, clause, c, found)
		if err != nil {
			return nil, err
		}
		for _, w := range some {
			if len(reasons) < maxWhy && !slices.Contains(reasons, w) {
				reasons = append(reasons, w)
			}
		}
	}
	return reasons, nil
}

// clause answers the place in the text and the concept that a clause holds by.
// A concept that is named in full is told even beside the word itself, because
// it says which filter finds the same; one that only has the word in its name
// is told when nothing else is.
func (r *reasoner) clause(i int, c *clause, hit candidate, found []markedText) ([]Why, error) {
	view := r.ev.segments[hit.segment].view
	var reasons []Why
	if w, ok := inText(i, c, found); ok {
		reasons = append(reasons, w)
	} else if ok, err := view.inContext(c, hit.number); err != nil {
		return nil, err
	} else if ok {
		reasons = append(reasons, Why{Field: fieldContext, Text: c.text, Via: viaWord, From: c.text})
	}
	w, ok, err := r.byConcept(view, hit.number, c.full, c.from)
	if err == nil && !ok && len(reasons) == 0 {
		w, ok, err = r.byConcept(view, hit.number, c.part, c.text)
	}
	if ok {
		reasons = append(reasons, w)
	}
	if len(reasons) == 0 && err == nil && len(c.groups) > 0 {
		reasons = r.byWording(i, c, hit)
	}
	return reasons, err
}

// byWording tells the name in the reader's language of a word of the glossary
// whose names of several words an entry has.
func (r *reasoner) byWording(i int, c *clause, hit candidate) []Why {
	b := r.ev.segments[hit.segment].found[i].groups
	if b == nil || !b.Contains(hit.number) {
		return nil
	}
	part := readPart{text: c.text, also: c.also}
	names := part.translations(r.language)
	if len(names) == 0 {
		return nil
	}
	return []Why{{Field: fieldBody, Text: names[0], Via: viaSynonym, From: c.text}}
}

// inText is the first word of the marked texts that answers the clause, one
// found as written before one found by its stem.
func inText(i int, c *clause, found []markedText) (why Why, ok bool) {
	for _, t := range found {
		for _, m := range t.marks {
			for _, u := range m.uses {
				if u.clause != i || ok && (why.Via != viaStem || u.via == viaStem) {
					continue
				}
				why, ok = Why{Field: t.field, Text: t.text[m.start:m.end], Via: u.via, From: c.text}, true
			}
		}
	}
	return why, ok
}

// inContext reports whether a word of the clause stands in what the entry
// takes from linked entries, whose text is not kept.
func (v *segmentView) inContext(c *clause, number uint32) (bool, error) {
	terms := slices.Clone(c.phrase)
	for _, t := range c.terms {
		if textFields[t.field] == fieldContext {
			terms = append(terms, t.term)
		}
	}
	for _, term := range terms {
		b, err := v.bitmap(fieldContext, term)
		if err != nil {
			return false, err
		}
		if b != nil && b.Contains(number) {
			return true, nil
		}
	}
	return false, nil
}

// byConcept is the first of the concepts that the entry has.
func (r *reasoner) byConcept(view *segmentView, number uint32, concepts []concept, from string) (Why, bool, error) {
	for _, named := range concepts {
		b, err := view.bitmap(named.facet, named.id)
		if err != nil {
			return Why{}, false, err
		}
		if b != nil && b.Contains(number) {
			label := r.lexicon.label(named, r.language)
			return Why{Field: named.facet, Text: label, Via: viaSynonym, From: strings.TrimSpace(from)}, true, nil
		}
	}
	return Why{}, false, nil
}
