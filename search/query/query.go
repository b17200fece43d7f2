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
	Fuzzy              // a word written like this but for few letters
	Filter             // a value of a facet, "field:value"
)

// Clause is one condition of a query.
type Clause struct {
	Kind    Kind
	Text    string // the word, phrase, prefix or filter value, as typed
	Field   string // of a Filter: the facet
	Exclude bool   // must not match
	Or      bool   // may hold in place of the clause before; neither of them is excluded
	Quoted  bool   // typed in quotation marks: never stemmed, expanded or corrected
}

// Query is a list of clauses, all of which must hold; of those joined by OR one.
// The zero Query holds for every entry.
type Query struct {
	Clauses []Clause
}

// String writes the query so that Parse reads it again as the same query.
func (q Query) String() string {
	var parts []string
	for i, c := range q.Clauses {
		if c.Or && i > 0 {
			parts = append(parts, "OR")
		}
		parts = append(parts, c.String())
	}
	return strings.Join(parts, " ")
}

// Chains says for each clause with which it is joined by OR: by the number of
// the first of them, its own for one that stands alone.
func (q Query) Chains() []int {
	chains := make([]int, len(q.Clauses))
	for i, c := range q.Clauses {
		chains[i] = i
		if c.Or && i > 0 {
			chains[i] = chains[i-1]
		}
	}
	return chains
}

// Joined are the given numbers of clauses and those of all clauses that are
// joined to them by OR.
func (q Query) Joined(numbers []int) []int {
	chains := q.Chains()
	var joined []int
	for i, chain := range chains {
		if slices.ContainsFunc(numbers, func(n int) bool { return chains[n] == chain }) {
			joined = append(joined, i)
		}
	}
	return joined
}

// Without is the query without the clauses of the given numbers.
func (q Query) Without(numbers []int) Query {
	return q.keep(func(i int) bool { return !slices.Contains(numbers, i) })
}

// Only is the query of the clauses of the given numbers.
func (q Query) Only(numbers []int) Query {
	return q.keep(func(i int) bool { return slices.Contains(numbers, i) })
}

// keep is the query of some clauses; those that were joined stay so.
func (q Query) keep(kept func(i int) bool) Query {
	var left Query
	chains, last := q.Chains(), -1
	for i, c := range q.Clauses {
		if kept(i) {
			c.Or = chains[i] == last
			left.Clauses, last = append(left.Clauses, c), chains[i]
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
	case c.Kind == Fuzzy:
		s += "~"
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
