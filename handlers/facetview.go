package handlers

import (
	"cmp"
	"net/url"
	"slices"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// Which facets a page treats how.
var (
	// facetsOpen are open at first; the others when something is selected.
	facetsOpen = []string{search.FacetChallenge, search.FacetTRL, search.FacetType}
	// facetsMany are those of which an entry can have several values, so that
	// asking for all of them makes sense.
	facetsMany = []string{
		search.FacetChallenge, search.FacetTechnology, search.FacetEnvironment, search.FacetUser,
		search.FacetSystem, search.FacetFlag, search.FacetLanguage, search.FacetCountry,
	}
	// facetsOrdered have an order of their own; the others show their most
	// frequent values first.
	facetsOrdered = []string{search.FacetChallenge, search.FacetTRL, search.FacetNetwork, search.FacetCost, search.FacetEvidence, search.FacetFresh}
)

// facetShort is how many values a long facet shows before "show all".
const facetShort = 6

// A facetView is one filter of the search page.
type facetView struct {
	Name    string
	Label   string
	Open    bool
	Chosen  int
	Values  []facetOption
	More    []facetOption // behind "show all"
	Total   int           // of all values
	Match   bool          // offers to ask for all chosen values instead of any
	All     bool          // all chosen values are asked for
	MatchID string
}

// A facetOption is a checkbox. The count is what choosing it alone in its
// facet gives.
type facetOption struct {
	ID       string // unique in the page and the same on the next, for focus
	Name     string // of the parameter
	Value    string
	Label    string
	Count    int
	Checked  bool
	Open     bool // shows its children
	Children []facetOption
}

// facetViews are the filters to show: those with a value to choose.
func (l labeller) facetViews(facets []search.Facet) []facetView {
	var views []facetView
	for _, rule := range search.FacetRules {
		facet := facetOf(facets, rule.Name)
		if rule.Name == search.FacetKind || len(facet.Values) == 0 {
			continue
		}
		views = append(views, l.facetView(rule.Name, facet))
	}
	return views
}

func (l labeller) facetView(name string, facet search.Facet) facetView {
	view := facetView{Name: name, Label: l.T(facetKeys[name]), All: facet.All, MatchID: "match-" + name, Total: len(facet.Values)}
	values, short := references(facet.Values), len(facet.Values)
	if !slices.Contains(facetsOrdered, name) {
		slices.SortStableFunc(values, func(a, b *search.FacetValue) int { return cmp.Compare(b.Count, a.Count) })
		if len(values) > facetShort+2 {
			short = selectedFirst(values, facetShort)
		}
	}
	options := l.options(name, values)
	view.Values, view.More = options[:short], options[short:]
	view.Chosen = checked(options)
	view.Open = view.Chosen > 0 || slices.Contains(facetsOpen, name)
	view.Match = slices.Contains(facetsMany, name) && (view.Chosen > 0 || facet.All)
	return view
}

// references are values to be put in order: moving one whole costs more than
// comparing it.
func references(values []search.FacetValue) []*search.FacetValue {
	refs := make([]*search.FacetValue, len(values))
	for i := range values {
		refs[i] = &values[i]
	}
	return refs
}

// selectedFirst brings the selected ones of the values behind the first few up
// to them, and answers how many stand in front then.
func selectedFirst(values []*search.FacetValue, first int) (front int) {
	front = first
	for i, v := range values {
		if i >= first && v.Selected {
			copy(values[front+1:i+1], values[front:i])
			values[front] = v
			front++
		}
	}
	return front
}

func (l labeller) options(name string, values []*search.FacetValue) []facetOption {
	options := make([]facetOption, 0, len(values))
	for _, v := range values {
		o := facetOption{ID: name + "-" + url.QueryEscape(v.Value), Name: name, Value: v.Value, Count: v.Count, Checked: v.Selected}
		if len(v.Children) > 0 {
			o.Children = l.options(name, references(v.Children))
		}
		if o.Label = v.Label; o.Label == "" || o.Label == v.Value { // no concept of a vocabulary
			o.Label, _ = l.value(name, v.Value)
		}
		o.Open = o.Checked || checked(o.Children) > 0
		options = append(options, o)
	}
	return options
}

// checked is the number of checked options, children included.
func checked(options []facetOption) int {
	n := 0
	for _, o := range options {
		if o.Checked {
			n++
		}
		n += checked(o.Children)
	}
	return n
}

// A chip is an active filter with the link that takes it back.
type chip struct {
	ID      string
	Facet   string
	Label   string
	URL     string
	Unknown bool // the facet has no such value
}

// chips are the active filters in the order of the facets.
func (l labeller) chips(s searchState) []chip {
	var chips []chip
	for _, rule := range search.FacetRules {
		for _, value := range s.filters[rule.Name] {
			label, known := l.value(rule.Name, value)
			chips = append(chips, chip{
				ID: "chip-" + rule.Name + "-" + url.QueryEscape(value), Facet: l.T(facetKeys[rule.Name]), Label: label,
				URL: s.without(rule.Name, value).url(), Unknown: !known,
			})
		}
	}
	return chips
}

// A tab leads to the same search among entries of another kind.
type tab struct {
	Label   string
	URL     string
	Count   int
	Current bool
}

// tabs are the kinds with the number of entries each would give. Filters that
// a kind does not have would give none, which the number tells.
func (l labeller) tabs(s searchState, facets []search.Facet) []tab {
	counts := facetOf(facets, search.FacetKind).Values
	s = s.sorted(s.sort)
	var tabs []tab
	sum := 0
	for _, kind := range kindOrder {
		n := countOf(counts, string(kind))
		sum += n
		tabs = append(tabs, tab{
			Label: l.T(kindsKeys[kind]), URL: s.of(kind).url(), Count: n,
			Current: len(s.kinds) == 1 && s.kinds[0] == kind,
		})
	}
	return append(tabs, tab{Label: l.T("kind.all"), URL: s.of(search.Kinds...).url(), Count: sum, Current: s.mixed()})
}

// kindOrder is the order in which kinds are offered, as in the navigation.
var kindOrder = []catalog.Kind{catalog.KindSolution, catalog.KindUseCase, catalog.KindScenario, catalog.KindProject, catalog.KindNeed}
