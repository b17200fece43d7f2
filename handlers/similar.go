package handlers

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// Numbers of similar entries: as many as are shown, out of as many as are asked
// for, because some stand on the page already.
const (
	shownSimilar = 6
	askedSimilar = 18
)

// similar are the entries that have most in common with this one and do not
// stand on the page already. While no index answers there are none: the entry
// is worth reading without.
func (r *reading) similar() (*section, error) {
	sec := &section{ID: "similar", Key: "entry.similar", Intro: r.T("entry.similar_intro")}
	hits, err := r.searcher.Similar(r.ctx, r.viewer, r.view.ID, r.Code(), askedSimilar)
	if err != nil && !errors.Is(err, catalog.ErrUnavailable) {
		return nil, fmt.Errorf("similar entries: %w", err)
	}
	for i := range hits {
		if r.linked[hits[i].ID] == nil && len(sec.Items) < shownSimilar {
			sec.Items = append(sec.Items, r.similarItem(&hits[i]))
		}
	}
	return sec, nil
}

// similarItem is an entry in short with what it shares with this one.
func (r *reading) similarItem(h *search.Hit) item {
	lang := r.foreign(h.Language)
	it := item{
		value: value{Text: h.Title, URL: h.URL, Lang: lang}, Lead: said{shorten(h.Summary, 240), lang},
		Details: []string{r.T(kindKeys[h.Kind])},
	}
	var concepts, words []string
	for _, why := range h.Why {
		into := &words
		if facetKeys[why.Field] != "" {
			into = &concepts
		}
		if !slices.ContainsFunc(*into, func(s string) bool { return strings.EqualFold(s, why.Text) }) {
			*into = append(*into, why.Text)
		}
	}
	if len(concepts) > 0 {
		it.Details = append(it.Details, r.T("entry.shared", "areas", strings.Join(concepts, "; ")))
	}
	if len(words) > 0 {
		it.Details = append(it.Details, r.T("entry.shared_words", "words", strings.Join(words, ", ")))
	}
	return it
}
