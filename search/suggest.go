package search

import (
	"cmp"
	"context"
	"maps"
	"net/url"
	"slices"

	"ileanet.eu/showcase/catalog"
)

// suggestionKinds are the groups of suggestions in the order they are shown.
var suggestionKinds = []string{FacetChallenge, string(catalog.KindSolution), string(catalog.KindProject), string(catalog.KindUseCase), FacetTechnology}

// maxSuggestions bounds the suggestions of one answer.
const maxSuggestions = 50

// suggester completes the names of challenge areas and technologies.
type suggester struct {
	vocabularies  *catalog.Vocabularies
	names         map[string]*conceptNames // by facet
	abbreviations map[string]bool          // words of names that are always typed in full
}

// conceptNames are the names of the concepts of a facet.
type conceptNames struct {
	ids   []string // of the concepts, by number of the name
	words *completer
}

func newSuggester(vocabularies *catalog.Vocabularies) *suggester {
	s := &suggester{vocabularies: vocabularies, names: map[string]*conceptNames{}, abbreviations: map[string]bool{}}
	for _, facet := range []string{FacetChallenge, FacetTechnology} {
		n := &conceptNames{}
		byWord := map[string][]uint32{}
		add := func(id, name string) {
			for _, t := range Tokens(name) {
				byWord[t.Term] = append(byWord[t.Term], uint32(len(n.ids)))
				if t.Short {
					s.abbreviations[t.Term] = true
				}
			}
			n.ids = append(n.ids, id)
		}
		for c := range concepts(vocabularies.List(vocabularyOf(facet))) {
			eachName(c, func(_, name string) { add(c.ID, name) })
		}
		n.words = &completer{titles: len(n.ids)}
		for _, word := range slices.Sorted(maps.Keys(byWord)) {
			n.words.add(word, byWord[word])
		}
		s.names[facet] = n
	}
	return s
}

// concepts are those of a facet with a name that completes what was typed,
// those without typing errors first.
func (s *suggester) concepts(facet string, words []*typedWord, language string, most int) []completion {
	names := s.names[facet]
	var found []completion
	seen := map[string]bool{}
	take := func(n uint32) bool {
		id := names.ids[n]
		if seen[id] {
			return true
		}
		seen[id] = true
		address := "/challenges/" + url.PathEscape(id)
		if facet != FacetChallenge {
			address = "/solutions?" + url.Values{facet: {id}}.Encode()
		}
		label := s.vocabularies.Label(vocabularyOf(facet), id, language)
		found = append(found, completion{concept: Suggestion{Kind: facet, Value: id, URL: address, Text: label}})
		return len(found) < most
	}
	names.words.exact(words).each(take)
	if len(found) < most {
		names.words.tolerant(words).each(take)
	}
	return found
}

// Suggest completes what a person has typed so far: challenge areas and
// technologies by their names in any language, and titles of solutions,
// projects and use cases the viewer may see. Every typed word is the beginning
// of some word of the name; names that have it with typing errors come behind
// all others. The answer is in groups, at most limit in all.
func (e *Engine) Suggest(ctx context.Context, viewer catalog.Actor, prefix, language string, limit int) ([]Suggestion, error) {
	suggester := e.words().suggester
	words := suggester.typed(bounded(prefix))
	limit = min(limit, maxSuggestions)
	if len(words) == 0 || limit <= 0 {
		return []Suggestion{}, nil
	}
	found := []Suggestion{}
	err := e.read(ctx, viewer, "suggest", func(snap *snapshot) error {
		titles, err := snap.titles(words, limit)
		if err != nil {
			return err
		}
		groups := make([][]completion, len(suggestionKinds))
		for i, kind := range suggestionKinds {
			if groups[i] = titles[kind]; kind == FacetChallenge || kind == FacetTechnology {
				groups[i] = suggester.concepts(kind, words, language, limit)
			}
		}
		for _, c := range share(groups, limit) {
			s, err := c.read()
			if err != nil {
				return err
			}
			found = append(found, s)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return found, nil
}

// A typedWord is one word of what was typed so far.
type typedWord struct {
	term    string
	speller *speller // nil where no typing error is looked for
}

// typed are the words typed so far, each once. A word with a hyphen counts as
// its parts.
func (s *suggester) typed(prefix string) []*typedWord {
	var words []*typedWord
	for _, t := range Tokens(prefix) {
		known := slices.ContainsFunc(words, func(w *typedWord) bool { return w.term == t.Term })
		if t.Form != FormWord || known || len(words) == MaxQueryWords {
			continue
		}
		w := &typedWord{term: t.Term}
		if most := editsIn(t.Term, t.Short || s.abbreviations[t.Term]); most > 0 {
			w.speller = newSpeller(t.Term, most)
		}
		words = append(words, w)
	}
	return words
}

// share takes suggestions from the groups in turn until there are limit.
func share[T any](groups [][]T, limit int) []T {
	taken := make([]int, len(groups))
	for left, moved := limit, true; left > 0 && moved; {
		moved = false
		for i := range groups {
			if left > 0 && taken[i] < len(groups[i]) {
				taken[i]++
				left--
				moved = true
			}
		}
	}
	var out []T
	for i, n := range taken {
		out = append(out, groups[i][:n]...)
	}
	return out
}

// titles are, by kind, the entries whose title completes what was typed. Those
// that begin with the first word come first, those with typing errors last.
func (s *snapshot) titles(words []*typedWord, most int) (map[string][]completion, error) {
	found := map[string][]completion{}
	for _, view := range s.segments {
		if err := view.complete(words, most, found); err != nil {
			return nil, err
		}
	}
	for kind, all := range found {
		slices.SortFunc(all, completion.compare)
		found[kind] = all[:min(most, len(all))]
	}
	return found, nil
}

// A completion is an entry whose title completes what was typed, or a concept
// with such a name.
type completion struct {
	concept Suggestion // where there is no view
	view    *segmentView
	number  uint32
	class   int
}

// read is the completion as it is shown. What an entry shows is read from the
// index only now: few are shown.
func (a completion) read() (Suggestion, error) {
	if a.view == nil {
		return a.concept, nil
	}
	c, err := a.view.card(a.number)
	if err != nil {
		return Suggestion{}, err
	}
	return Suggestion{Kind: string(c.Hit.Kind), Value: c.Hit.Slug, Text: c.Hit.Title, URL: c.Hit.URL}, nil
}

// The classes of completions, best first.
const (
	classBegins    = iota // the title begins with the first word typed
	classHas              // some word of it does
	classResembles        // there are typing errors
)

func (a completion) compare(b completion) int {
	x, y := a.view.columns, b.view.columns
	return cmp.Or(
		cmp.Compare(a.class, b.class),
		cmp.Compare(x.rows[a.number].title, y.rows[b.number].title),
		cmp.Compare(x.ids[a.number], y.ids[b.number]),
	)
}
