package search

import (
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// bleveQuery says in Bleve's own queries what a plan and selections hold for. A
// selection of the facet without is left out unless its values are ANDed, so
// that the facet can be counted; -1 leaves none out. today dates the facet
// fresh. Fields are weighted as in the engine.
func bleveQuery(p *plan, selections []selection, without int, today int32) query.Query {
	var must, should, mustNot []query.Query
	for _, c := range p.clauses {
		switch {
		case c.exclude:
			mustNot = append(mustNot, clauseQuery(c, today))
		case c.rank:
			should = append(should, clauseQuery(c, today))
		}
	}
	for _, c := range p.chains() {
		must = append(must, chainQueries(p, c, today)...)
	}
	for _, s := range selections {
		if s.facet != without || s.all {
			must = append(must, selectionQuery(s, today))
		}
	}
	if len(must) == 0 {
		must = append(must, bleve.NewMatchAllQuery())
	}
	if len(should) == 0 && len(mustNot) == 0 {
		return bleve.NewConjunctionQuery(must...)
	}
	all := bleve.NewBooleanQuery()
	all.AddMust(must...)
	all.AddShould(should...)
	all.AddMustNot(mustNot...)
	return all
}

// chainQueries must all hold.
func chainQueries(p *plan, c chain, today int32) []query.Query {
	var either []query.Query
	for _, all := range c {
		var together []query.Query
		for _, i := range all {
			together = append(together, clauseQuery(p.clauses[i], today))
		}
		if len(c) == 1 {
			return together
		}
		either = append(either, bleve.NewConjunctionQuery(together...))
	}
	return []query.Query{bleve.NewDisjunctionQuery(either...)}
}

func clauseQuery(c *clause, today int32) query.Query {
	if c.filter.facet != "" {
		return valueQuery(c.filter.facet, c.filter.id, today)
	}
	var anyOf []query.Query
	for _, t := range c.terms {
		anyOf = append(anyOf, termQuery(textFields[t.field], t.term, weights.field[t.field]))
	}
	for _, named := range c.full {
		anyOf = append(anyOf, termQuery(named.facet, named.id, weights.concept))
	}
	for _, named := range c.part {
		if !slices.Contains(c.full, named) {
			anyOf = append(anyOf, termQuery(named.facet, named.id, weights.conceptPart))
		}
	}
	for _, g := range c.groups {
		anyOf = append(anyOf, groupQuery(g))
	}
	if len(c.phrase) > 0 {
		for i, field := range exactFields {
			phrase := bleve.NewPhraseQuery(c.phrase, field)
			phrase.SetBoost(weights.field[i])
			anyOf = append(anyOf, phrase)
		}
	}
	return bleve.NewDisjunctionQuery(anyOf...)
}

func groupQuery(g group) query.Query {
	all := make([]query.Query, len(g.parts))
	for i, terms := range g.parts {
		some := make([]query.Query, len(terms))
		for j, t := range terms {
			some[j] = termQuery(textFields[t.field], t.term, weights.conceptPart)
		}
		all[i] = bleve.NewDisjunctionQuery(some...)
	}
	return bleve.NewConjunctionQuery(all...)
}

func selectionQuery(s selection, today int32) query.Query {
	values := make([]query.Query, len(s.values))
	for i, v := range s.values {
		values[i] = valueQuery(FacetRules[s.facet].Name, v, today)
	}
	if s.all {
		return bleve.NewConjunctionQuery(values...)
	}
	return bleve.NewDisjunctionQuery(values...)
}

// valueQuery holds for the entries with a value of a facet. Whether one is
// fresh is told by the day, which only the index of a [Stock] has as a field.
func valueQuery(facet, value string, today int32) query.Query {
	if facet != FacetFresh {
		return termQuery(facet, value, 1)
	}
	since := freshSince(today)
	days := bleve.NewNumericRangeQuery(&since, nil)
	if value != FreshYear {
		days = bleve.NewNumericRangeQuery(nil, &since)
	}
	days.SetField(stockDay)
	return days
}

// freshSince is the first day on which a confirmation still is fresh.
func freshSince(today int32) float64 { return float64(max(1, today-365)) }

func termQuery(field, value string, boost float64) query.Query {
	q := bleve.NewTermQuery(value)
	q.SetField(field)
	q.SetBoost(boost)
	return q
}
