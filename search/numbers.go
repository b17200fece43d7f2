package search

import (
	"slices"
	"strconv"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// atMost are the words before an amount that make it an upper bound, folded.
var atMost = strings.Fields(`
	under below max maximum than to within
	moins max jusqu maximum
	unter bis hochstens weniger als maximal
	menos hasta maximo de
	meno fino massimo di a
	ate menos maximo
	onder tot maximaal minder dan
	ponizej do maksymalnie niz
	κατω εωσ μεχρι απο
	sub pana maxim la`)

// currencies follow an amount.
var currencies = []string{"eur", "euro", "euros", "ευρω", "€"}

// readNumbers reads the maturity and the price that words of the run state:
// "TRL 7", "under 60k". A price never has to hold, because most entries do not
// state one; it only ranks.
func (p *planner) readNumbers(clauses []*clause) {
	for i := range p.run {
		if number, ok := p.level(i); ok {
			p.state(clauses[i:i+2], concept{FacetTRL, number})
		}
		if first, last, amount, ok := p.amount(i); ok {
			if bands := p.lexicon.costBands(amount); len(bands) > 0 {
				p.state(clauses[first:last+1], bands...)
				for _, c := range clauses[first : last+1] {
					c.rank = true
				}
			}
		}
	}
}

// state notes that words stand for facet values.
func (p *planner) state(clauses []*clause, concepts ...concept) {
	texts := make([]string, len(clauses))
	for i, c := range clauses {
		texts[i] = c.text
	}
	named := &naming{text: strings.Join(texts, " "), concepts: concepts}
	for _, c := range clauses {
		c.full, c.from, c.naming, c.as = concepts, named.text, named, ReadConcept
		c.part = nil
	}
}

// level is the band of the maturity that the words from i state.
func (p *planner) level(i int) (string, bool) {
	if p.run[i].term != "trl" || i+1 >= len(p.run) {
		return "", false
	}
	level, err := strconv.Atoi(p.run[i+1].term)
	if err != nil {
		return "", false
	}
	band := p.lexicon.vocabularies.TRLBand(level)
	return band, band != ""
}

// amount is the sum in euro that word i begins, and the words that state it: it
// is bounded from above by a word before, or followed by the currency.
func (p *planner) amount(i int) (first, last, amount int, ok bool) {
	amount, ok = parseAmount(p.run[i].term)
	if !ok {
		return 0, 0, 0, false
	}
	first, last = i, i
	for last+1 < len(p.run) && len(p.run[last+1].term) == 3 && numeric(p.run[last+1].term) { // 60 000, 60.000
		thousands, err := strconv.Atoi(p.run[last+1].term)
		if err != nil || amount > 1_000_000 {
			break
		}
		amount, last = amount*1000+thousands, last+1
	}
	named := last+1 < len(p.run) && slices.Contains(currencies, p.run[last+1].term)
	if named {
		last++
	}
	for first > 0 && i-first < 2 && slices.Contains(atMost, p.run[first-1].term) {
		first--
	}
	return first, last, amount, amount >= 1000 && (named || first < i)
}

// parseAmount reads a number with an optional k or m behind it.
func parseAmount(term string) (int, bool) {
	digits, factor := term, 1
	for suffix, by := range map[string]int{"k": 1000, "m": 1_000_000, "mio": 1_000_000} {
		if d, found := strings.CutSuffix(term, suffix); found {
			digits, factor = d, by
		}
	}
	if digits == "" || !numeric(digits) || len(digits) > 7 {
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	return n * factor, err == nil
}

// costBands are the bands of cost that do not go beyond an amount.
func (l *lexicon) costBands(amount int) []concept {
	var bands []concept
	for c := range concepts(l.vocabularies.List(catalog.VocabularyCostBand)) {
		if len(c.Levels) > 0 && c.Levels[len(c.Levels)-1] <= amount {
			bands = append(bands, concept{FacetCost, c.ID})
		}
	}
	return bands
}
