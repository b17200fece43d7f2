package query

import (
	"slices"
	"strings"
)

// Kind is what a clause asks for.
type Kind int

// The kinds of clause.
const (
	Word   Kind = iota // one word
	Phrase             // words in this order, side by side
	Prefix             // a word that begins like this
	Filter             // a value of a facet, "field:value"
)

// Clause is one condition of a query.
type Clause struct {
	Kind    Kind
	Text    string // the word, phrase, prefix or filter value, as typed
	Field   string // of a Filter: the facet
	Exclude bool   // must not match
	Quoted  bool   // typed in quotation marks: never stemmed, expanded or corrected
}

// Query is a list of clauses, all of which must hold. The zero Query holds for
// every entry.
type Query struct {
	Clauses []Clause
}

// String writes the query so that Parse reads it again as the same query.
func (q Query) String() string {
	parts := make([]string, len(q.Clauses))
	for i, c := range q.Clauses {
		parts[i] = c.String()
	}
	return strings.Join(parts, " ")
}

// Without is the query without the clauses of the given numbers.
func (q Query) Without(numbers []int) Query {
	var left Query
	for i, c := range q.Clauses {
		if !slices.Contains(numbers, i) {
			left.Clauses = append(left.Clauses, c)
		}
	}
	return left
}

// Quoted is the query with the words among the clauses of the given numbers in
// quotation marks, so that they mean nothing but themselves.
func (q Query) Quoted(numbers []int) Query {
	quoted := Query{Clauses: slices.Clone(q.Clauses)}
	for _, i := range numbers {
		if c := &quoted.Clauses[i]; c.Kind == Word && !c.Exclude {
			c.Quoted = true
		}
	}
	return quoted
}

// String writes the clause as a person would type it.
func (c Clause) String() string {
	s := c.Text
	switch {
	case c.Kind == Filter:
		s = c.Field + ":" + quoteIfNeeded(c.Text)
	case c.Quoted:
		s = `"` + c.Text + `"`
	case c.Kind == Prefix:
		s += "*"
	}
	if c.Exclude {
		s = "-" + s
	}
	return s
}

func quoteIfNeeded(s string) string {
	if strings.ContainsAny(s, " \t\"") {
		return `"` + strings.ReplaceAll(s, `"`, "") + `"`
	}
	return s
}
