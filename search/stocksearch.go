package search

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2"
	blevesearch "github.com/blevesearch/bleve/v2/search"
)

// stockValues is how many values of a facet Bleve answers: more than any facet
// has.
const stockValues = 1000

// A stockSearch is a request as Bleve is asked it.
type stockSearch struct {
	index      bleve.Index
	request    Request
	plan       *plan
	selections []selection
	today      int32
	results    *Results
}

func (q *stockSearch) run(ctx context.Context) (*Results, error) {
	request := bleve.NewSearchRequestOptions(bleveQuery(q.plan, q.selections, -1, q.today), q.request.Size, (q.request.Page-1)*q.request.Size, false)
	request.SortBy(q.order())
	request.Fields = []string{fieldCard}
	if q.plan.scored() {
		request.Highlight = bleve.NewHighlight()
		request.Highlight.Fields = []string{fieldName, fieldLead, fieldBody}
	} else {
		request.Score = "none"
	}
	for i := range FacetRules {
		if !q.selected(i) {
			q.countFacet(request, i)
		}
	}
	answer, err := q.index.SearchInContext(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("stock search: %w", err)
	}
	results := *q.results
	results.Total = int(answer.Total)
	if results.Hits, err = stockHits(answer.Hits); err != nil {
		return nil, err
	}
	results.Facets = make([]Facet, len(FacetRules))
	for i, rule := range FacetRules {
		counted := answer
		if q.selected(i) {
			if counted, err = q.without(ctx, i); err != nil {
				return nil, err
			}
		}
		results.Facets[i] = Facet{Name: rule.Name, Values: stockCounts(counted.Facets[rule.Name])}
	}
	return &results, nil
}

// order is the sort in Bleve's words. The id, which decides last in the engine,
// is left out: Bleve would read it for every hit.
func (q *stockSearch) order() []string {
	switch q.request.Sort {
	case SortTitle:
		return []string{stockTitle}
	case SortTRL:
		return []string{"-" + stockLevel, "-" + stockDay, stockTitle}
	case SortNewest:
		return []string{"-" + stockCreated, stockTitle}
	case SortConfirmed:
		return []string{"-" + stockDay, stockTitle}
	}
	return []string{"-_score", "-" + stockDay, stockTitle}
}

// selected reports whether a facet leaves out its own selection.
func (q *stockSearch) selected(facet int) bool {
	return slices.ContainsFunc(q.selections, func(s selection) bool { return s.facet == facet && !s.all })
}

// without counts a facet without its own selection.
func (q *stockSearch) without(ctx context.Context, facet int) (*bleve.SearchResult, error) {
	request := bleve.NewSearchRequestOptions(bleveQuery(q.plan, q.selections, facet, q.today), 0, 0, false)
	request.Score = "none"
	q.countFacet(request, facet)
	answer, err := q.index.SearchInContext(ctx, request)
	if err != nil {
		return nil, fmt.Errorf("stock search: %w", err)
	}
	return answer, nil
}

func (q *stockSearch) countFacet(request *bleve.SearchRequest, facet int) {
	name := FacetRules[facet].Name
	counted := bleve.NewFacetRequest(name, stockValues)
	if name == FacetFresh {
		since := freshSince(q.today)
		counted.Field = stockDay
		counted.AddNumericRange(FreshYear, &since, nil)
		counted.AddNumericRange(FreshOlder, nil, &since)
	}
	request.AddFacet(name, counted)
}

// stockCounts are the values of a facet as Bleve counted them.
func stockCounts(counted *blevesearch.FacetResult) []FacetValue {
	values := []FacetValue{}
	if counted == nil {
		return values
	}
	if counted.Terms != nil {
		for _, v := range counted.Terms.Terms() {
			values = append(values, FacetValue{Value: v.Term, Count: v.Count})
		}
	}
	for _, v := range counted.NumericRanges {
		values = append(values, FacetValue{Value: v.Name, Count: v.Count})
	}
	return values
}

func stockHits(found blevesearch.DocumentMatchCollection) ([]Hit, error) {
	hits := make([]Hit, len(found))
	for i, match := range found {
		hit, err := cardOf(match.Fields)
		if err != nil {
			return nil, fmt.Errorf("hit %s: %w", match.ID, err)
		}
		hit.Score = match.Score
		for field, fragments := range match.Fragments {
			for _, fragment := range fragments {
				hit.Snippets = append(hit.Snippets, Snippet{Field: field, HTML: fragment})
			}
		}
		hits[i] = hit
	}
	return hits, nil
}

// cardOf reads the stored part of a hit.
func cardOf(fields map[string]any) (Hit, error) {
	var hit Hit
	stored, _ := fields[fieldCard].(string)
	if err := json.Unmarshal([]byte(stored), &hit); err != nil {
		return Hit{}, fmt.Errorf("card: %w", err)
	}
	return hit, nil
}
