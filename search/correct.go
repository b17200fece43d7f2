package search

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"ileanet.eu/showcase/search/query"
)

// Limits of the other spellings looked for.
const (
	maxCorrections = 3
	perWord        = 3  // spellings tried for a word
	mostTried      = 12 // queries counted for an answer
	// rare is how many entries may have a word that is still taken for an error,
	// when another spelling is this many times as frequent.
	rare, moreFrequent = 2, 5
)

// A spelling is another word that a typed one may stand for.
type spelling struct {
	term    string
	edits   int
	entries int    // that have it
	surface string // as written, when it is known
}

// corrections are other spellings of a query with few results, from the words
// of the entries in the index and from the vocabularies. Only words typed
// plainly are changed, and only where the whole query then finds more: the
// words have to occur together. Because each finds more than the query it
// corrects, no correction leads back.
func (e *answerer) corrections(ctx context.Context, ev *evaluation, asked Request) ([]Correction, error) {
	r := asked.Bounded()
	found := []Correction{}
	type tried struct {
		Correction
		edits int
	}
	var better []tried
	queries, err := e.respelled(ev)
	if err != nil {
		return nil, err
	}
	for _, q := range queries {
		r.Query = q.query.String()
		total, err := e.total(ctx, ev, r)
		if err != nil {
			return nil, err
		}
		if total > ev.total {
			better = append(better, tried{Correction{Query: r.Query, Total: total}, q.edits})
		}
	}
	slices.SortStableFunc(better, func(a, b tried) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(b.Total, a.Total))
	})
	for _, b := range better[:min(len(better), maxCorrections)] {
		if b.edits == better[0].edits && 2*b.Total >= better[0].Total {
			found = append(found, b.Correction)
		}
	}
	return found, nil
}

// A respelling is a query with some words in another spelling.
type respelling struct {
	query query.Query
	edits int
}

// respelled are the queries in which one word is spelled otherwise, and those
// in which all doubtful ones are.
func (e *answerer) respelled(ev *evaluation) ([]respelling, error) {
	var queries []respelling
	original := respelling{query: ev.plan.query}
	all := []respelling{original}
	doubtful := 0
	for source, c := range ev.plan.query.Clauses {
		term, ok := ev.doubtful(source, c)
		if !ok {
			continue
		}
		others, err := e.spellings(ev.snap, term, ev.found(source))
		if err != nil {
			return nil, err
		}
		if len(others) == 0 {
			continue
		}
		doubtful++
		queries = append(queries, respell([]respelling{original}, source, others)...)
		all = respell(all, source, others)
		all = all[:min(len(all), mostTried)]
	}
	if doubtful > 1 {
		queries = append(all, queries...)
	}
	return queries[:min(len(queries), mostTried)], nil
}

// respell replaces a clause of each query by each of the spellings.
func respell(queries []respelling, source int, others []spelling) []respelling {
	var out []respelling
	for _, q := range queries {
		for _, o := range others {
			next := respelling{query.Query{Clauses: slices.Clone(q.query.Clauses)}, q.edits + o.edits}
			next.query.Clauses[source].Text = o.surface
			out = append(out, next)
		}
	}
	return out
}

// doubtful is the term of a clause of the query that may be a typing error: one
// word, typed plainly, that is no name and that hardly any entry has.
func (ev *evaluation) doubtful(source int, c query.Clause) (term string, ok bool) {
	if c.Kind != query.Word || c.Quoted || c.Exclude {
		return "", false
	}
	tokens := slices.DeleteFunc(Tokens(c.Text), func(t Token) bool { return t.Form != FormWord })
	if len(tokens) != 1 || editsIn(tokens[0].Term, tokens[0].Short) == 0 {
		return "", false
	}
	for _, clause := range ev.plan.clauses {
		if clause.source == source && (clause.as != ReadWord || clause.also != nil) {
			return "", false
		}
	}
	return tokens[0].Term, ev.found(source) <= rare
}

// found is the number of entries that meet a clause of the query.
func (ev *evaluation) found(source int) int {
	found := 0
	for _, h := range ev.segments {
		found += h.view.count(ev.meeting(h, source))
	}
	return found
}

// spellings are the words like a term that more entries have, the likeliest
// first: few errors, then the same first letter, then many entries.
func (e *answerer) spellings(snap *snapshot, term string, found int) ([]spelling, error) {
	inEntries, err := snap.spellings(term)
	if err != nil {
		return nil, err
	}
	var others []spelling
	for _, s := range append(inEntries, e.lexicon.spellings(term)...) {
		i := slices.IndexFunc(others, func(o spelling) bool { return o.term == s.term })
		switch {
		case s.term == term:
		case i < 0:
			others = append(others, s)
		default:
			others[i].entries = max(others[i].entries, s.entries)
			others[i].surface = cmp.Or(others[i].surface, s.surface)
		}
	}
	others = slices.DeleteFunc(others, func(s spelling) bool { return s.entries < moreFrequent*found })
	first, _ := utf8.DecodeRuneInString(term)
	starts := func(s spelling) int {
		if r, _ := utf8.DecodeRuneInString(s.term); r == first {
			return 0
		}
		return 1
	}
	slices.SortFunc(others, func(a, b spelling) int {
		return cmp.Or(
			cmp.Compare(a.edits, b.edits),
			cmp.Compare(starts(a), starts(b)),
			cmp.Compare(b.entries, a.entries), strings.Compare(a.term, b.term),
		)
	})
	others = e.apart(others)
	for i, o := range others {
		if o.surface != "" {
			continue
		}
		if others[i].surface, err = snap.surface(o.term); err != nil {
			return nil, err
		}
	}
	return others, nil
}

// apart keeps the first of the words that are inflections of each other: they
// find the same.
func (e *answerer) apart(others []spelling) []spelling {
	var kept []spelling
	known := map[string]bool{}
	for _, o := range others {
		stems := e.stemmers.all(o.term)
		if len(kept) == perWord || slices.ContainsFunc(stems, func(stem string) bool { return known[stem] }) {
			continue
		}
		kept = append(kept, o)
		for _, stem := range stems {
			known[stem] = true
		}
	}
	return kept
}

// spellings are the words of live entries like a term.
func (s *snapshot) spellings(term string) ([]spelling, error) {
	most := editsIn(term, false)
	like := newSpeller(term, most)
	entries := map[string]int{}
	for _, view := range s.segments {
		for _, field := range exactFields {
			var failed error
			err := view.resembling(field, like, func(other string) bool {
				var n int
				n, failed = view.entries(field, other)
				entries[other] += n
				return failed == nil
			})
			if err = errors.Join(err, failed); err != nil {
				return nil, err
			}
		}
	}
	var found []spelling
	for other, n := range entries {
		if n > 0 {
			found = append(found, spelling{term: other, edits: distance(term, other, most), entries: n})
		}
	}
	return found, nil
}

// entries is the number of live entries that have a term in a field.
func (v *segmentView) entries(field, term string) (int, error) {
	b, err := v.bitmap(field, term)
	return v.count(b), err
}

// spellings are the words of names like a term.
func (l *lexicon) spellings(term string) []spelling {
	most := editsIn(term, false)
	letters := lettersOf(term)
	var found []spelling
	for _, s := range l.spelled {
		if s.letters.unlike(letters, most) {
			continue
		}
		if edits := distance(term, s.word, most); edits <= most {
			found = append(found, spelling{term: s.word, edits: edits, surface: s.surface})
		}
	}
	return found
}

// surface is how some live entry writes a word, in small letters unless it is
// an abbreviation; the word as it is indexed when none is found.
func (s *snapshot) surface(term string) (string, error) {
	for _, view := range s.segments {
		for _, field := range exactFields[:3] {
			b, err := view.bitmap(field, term)
			if err != nil {
				return "", err
			}
			if b == nil {
				continue
			}
			live := view.alive(b.Clone())
			if live.IsEmpty() {
				continue
			}
			stored, err := view.card(live.Minimum())
			if err != nil {
				return "", err
			}
			if written := writtenIn(stored, term); written != "" {
				return written, nil
			}
		}
	}
	return term, nil
}

// writtenIn is how an entry writes a word.
func writtenIn(stored *card, term string) string {
	for _, text := range []string{stored.Hit.Title, stored.Lead, stored.Body} {
		for _, t := range Tokens(text) {
			if t.Form != FormWord || t.Term != term {
				continue
			}
			word := text[t.Start:t.End]
			if strings.ToUpper(word) == word && !strings.ContainsFunc(word, unicode.IsLower) {
				return word
			}
			return strings.ToLower(word)
		}
	}
	return ""
}
