package search

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"ileanet.eu/showcase/catalog"
)

// suggestionKinds are the groups of suggestions in the order they are shown.
var suggestionKinds = []string{FacetChallenge, string(catalog.KindSolution), string(catalog.KindProject), string(catalog.KindUseCase), FacetTechnology}

// maxSuggestions bounds the suggestions of one answer.
const maxSuggestions = 50

// suggester completes the names of challenge areas and technologies.
type suggester struct {
	vocabularies *catalog.Vocabularies
	names        map[string][]conceptName // by facet
}

// A conceptName is one name of a concept as words.
type conceptName struct {
	id    string
	words []string
}

func newSuggester(vocabularies *catalog.Vocabularies) *suggester {
	s := &suggester{vocabularies: vocabularies, names: map[string][]conceptName{}}
	for _, facet := range []string{FacetChallenge, FacetTechnology} {
		list := vocabularies.List(vocabularyOf(facet))
		if list == nil {
			continue
		}
		for _, c := range list.Concepts {
			for _, language := range slices.Sorted(maps.Keys(c.Labels)) {
				s.add(facet, c.ID, c.Labels[language])
			}
			for _, language := range slices.Sorted(maps.Keys(c.Synonyms)) {
				for _, synonym := range c.Synonyms[language] {
					s.add(facet, c.ID, synonym)
				}
			}
		}
	}
	return s
}

func (s *suggester) add(facet, id, name string) {
	var words []string
	for _, t := range Tokens(name) {
		words = append(words, t.Term)
	}
	s.names[facet] = append(s.names[facet], conceptName{id, words})
}

// concepts are those of a facet with a name that has, for each typed word, a
// word that begins with it.
func (s *suggester) concepts(facet string, typed []string, language string, most int) []Suggestion {
	var found []Suggestion
	seen := map[string]bool{}
	for _, name := range s.names[facet] {
		if len(found) == most {
			break
		}
		if seen[name.id] || !name.begins(typed) {
			continue
		}
		seen[name.id] = true
		address := "/challenges/" + url.PathEscape(name.id)
		if facet != FacetChallenge {
			address = "/solutions?" + url.Values{facet: {name.id}}.Encode()
		}
		found = append(found, Suggestion{
			Kind: facet, Value: name.id, URL: address,
			Text: s.vocabularies.Label(vocabularyOf(facet), name.id, language),
		})
	}
	return found
}

func (n conceptName) begins(typed []string) bool {
	for _, prefix := range typed {
		if !slices.ContainsFunc(n.words, func(word string) bool { return strings.HasPrefix(word, prefix) }) {
			return false
		}
	}
	return true
}

// Suggest completes what a person has typed so far: challenge areas and
// technologies by their names in any language, and titles of solutions,
// projects and use cases the viewer may see. Every typed word is the beginning
// of some word of the name. The answer is in groups, at most limit in all.
func (e *Engine) Suggest(ctx context.Context, viewer catalog.Actor, prefix, language string, limit int) ([]Suggestion, error) {
	typed := typedWords(bounded(prefix))
	limit = min(limit, maxSuggestions)
	if len(typed) == 0 || limit <= 0 {
		return []Suggestion{}, nil
	}
	if err := e.admission.enter(ctx); err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	defer e.admission.leave()
	g, snap, err := e.shards[catalog.AudienceOf(viewer)].acquire()
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	defer g.release(snap)
	groups := make([][]Suggestion, len(suggestionKinds))
	err = guard("suggest", func() error {
		for i, kind := range suggestionKinds {
			if kind == FacetChallenge || kind == FacetTechnology {
				groups[i] = e.suggester.concepts(kind, typed, language, limit)
			} else if groups[i], err = snap.titles(kind, typed, limit); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	return share(groups, limit), nil
}

// typedWords are the words typed so far. A word with a hyphen counts as its
// parts.
func typedWords(prefix string) []string {
	var words []string
	for _, t := range Tokens(prefix) {
		if t.Form == FormWord {
			words = append(words, t.Term)
		}
	}
	return words[:min(len(words), MaxQueryWords)]
}

// share takes suggestions from the groups in turn until there are limit.
func share(groups [][]Suggestion, limit int) []Suggestion {
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
	out := []Suggestion{}
	for i, n := range taken {
		out = append(out, groups[i][:n]...)
	}
	return out
}

// titles are the entries of a kind whose title has, for each typed word, a word
// that begins with it; those that begin with what was typed come first.
func (s *snapshot) titles(kind string, typed []string, most int) ([]Suggestion, error) {
	type title struct {
		view   *segmentView
		number uint32
		first  bool
	}
	var found []title
	for _, view := range s.segments {
		entries, err := view.titled(kind, typed)
		if err != nil {
			return nil, err
		}
		each(entries, func(n uint32) {
			found = append(found, title{view, n, strings.HasPrefix(view.columns.rows[n].title, typed[0])})
		})
	}
	slices.SortFunc(found, func(a, b title) int {
		if a.first != b.first {
			if a.first {
				return -1
			}
			return 1
		}
		return cmp.Or(
			cmp.Compare(a.view.columns.rows[a.number].title, b.view.columns.rows[b.number].title),
			cmp.Compare(a.view.columns.ids[a.number], b.view.columns.ids[b.number]),
		)
	})
	var out []Suggestion
	for _, t := range found[:min(most, len(found))] {
		c, err := t.view.card(t.number)
		if err != nil {
			return nil, err
		}
		out = append(out, Suggestion{Kind: kind, Value: c.Hit.Slug, Text: c.Hit.Title, URL: c.Hit.URL})
	}
	return out, nil
}

// titled is the live entries of a kind with words in the title that begin as
// typed.
func (v *segmentView) titled(kind string, typed []string) (*roaring.Bitmap, error) {
	known, err := v.bitmap(FacetKind, kind)
	if err != nil || known == nil {
		return nil, err
	}
	entries := v.alive(known.Clone())
	for _, prefix := range typed {
		some := roaring.New()
		var failed error
		err := v.terms(fieldName, prefix, func(term string) bool {
			var b *roaring.Bitmap
			if b, failed = v.bitmap(fieldName, term); failed == nil && b != nil {
				some.Or(b)
			}
			return failed == nil
		})
		if err == nil {
			err = failed
		}
		if err != nil {
			return nil, err
		}
		if entries.And(some); entries.IsEmpty() {
			break
		}
	}
	return entries, nil
}
