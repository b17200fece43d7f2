package search

import (
	"errors"
	"maps"
	"math"
	"slices"

	"ileanet.eu/showcase/catalog"
)

// A flattener fills the flat form of one entry.
type flattener struct {
	linked       linked
	vocabularies *catalog.Vocabularies
	view         *catalog.View

	hit     Hit
	facets  map[string][]string
	context paragraphs

	strength map[string]string // by challenge area
}

// strengths are those of a tag, the best first.
var strengths = []string{strengthCore, "partial", strengthAdjacent}

// The strengths that change what an area is worth.
const (
	strengthCore     = "core"
	strengthAdjacent = "adjacent"
)

// strengthTerm is how an index holds the strength with which an entry fits an
// area.
func strengthTerm(strength, area string) string { return strength + " " + area }

// linked reads the entries an entry takes part of its document from, as the
// audience sees them, and remembers their ids.
type linked struct {
	tx     catalog.Tx
	reader catalog.Actor
	known  parts
	seen   map[string]bool
}

// parts are the contents of linked entries as one audience sees them, nil for
// what it may not see. Twenty projects share an organisation, so they are kept
// while many entries are read.
type parts map[catalog.ID]catalog.Content

// maxParts bounds parts. An organisation takes about half a kilobyte.
const maxParts = 1 << 15

// content is that of the linked entry, or nil when the audience may not see it.
func (l *linked) content(id catalog.ID) (catalog.Content, error) {
	if id == "" {
		return nil, nil
	}
	content, ok := l.known[id]
	if !ok {
		var err error
		if content, err = l.read(id); err != nil {
			return nil, err
		}
		if len(l.known) >= maxParts {
			clear(l.known)
		}
		l.known[id] = content
	}
	if content == nil {
		return nil, nil
	}
	if l.seen == nil {
		l.seen = map[string]bool{}
	}
	l.seen[string(id)] = true
	return content, nil
}

func (l *linked) read(id catalog.ID) (catalog.Content, error) {
	e, err := readable(l.tx.Entry(id))
	if e == nil || err != nil {
		return nil, err
	}
	view, ok := catalog.Visible(l.reader, e)
	if !ok || view.Stub {
		return nil, nil
	}
	return view.Record, nil
}

// readable turns an entry that does not exist or is damaged into none: one bad
// record must not hold up the others. The store's own check reports it.
func readable(e *catalog.Entry, err error) (*catalog.Entry, error) {
	if errors.Is(err, catalog.ErrNotFound) || errors.Is(err, catalog.ErrDamaged) {
		return nil, nil
	}
	return e, err
}

func (l *linked) ids() []string { return slices.Sorted(maps.Keys(l.seen)) }

func (f *flattener) fill() error {
	v := f.view
	f.hit = Hit{
		ID: v.ID, Kind: v.Kind, Slug: v.Slug, URL: v.URL, Title: v.Title, Language: v.Language,
		Summary: shorten(leadText(v.Record), summaryLength), Confirmed: v.Confirmed, State: v.State, Access: v.Access,
		ListingOnly: v.ListingOnly, Fictional: v.Fictional, TRLConfidence: v.Assessment.TRLConfidence,
		Challenge: []string{}, Snippets: []Snippet{}, Why: []Why{},
	}
	f.facet(FacetKind, string(v.Kind))
	f.challenges()
	switch c := v.Record.(type) {
	case *catalog.Solution:
		return f.solution(c)
	case *catalog.Project:
		return f.project(c)
	case *catalog.UseCase:
		f.values(FacetEnvironment, c.Environment)
		f.values(FacetUser, c.Actors)
		f.values(FacetSystem, c.Systems)
		f.values(FacetFlag, c.LegalFlags)
	case *catalog.Scenario:
		f.value(FacetEnvironment, c.Setting.BorderType)
		f.values(FacetUser, c.Actors)
		if err := f.useCases(c.UseCases); err != nil {
			return err
		}
	case *catalog.Need:
		f.values(FacetEnvironment, c.Environment)
		f.values(FacetUser, c.EndUsers)
		f.hit.NeedStatus, f.hit.Votes = c.Status, c.Votes
	}
	f.facet(FacetLanguage, v.Language)
	return nil
}

func (f *flattener) solution(c *catalog.Solution) error {
	f.hit.Technology, f.hit.Type, f.hit.TRL = slices.Clone(c.Technology), c.SolutionType, c.TRL
	f.hit.Ease = &Ease{TrainingHours: c.TrainingHoursUser, SetupEffort: c.SetupEffort, Network: c.Network, HardwareKind: c.HardwareKind}
	f.values(FacetTechnology, c.Technology)
	f.value(FacetType, c.SolutionType)
	f.values(FacetEnvironment, c.Environment)
	f.values(FacetUser, c.EndUsers)
	f.values(FacetFlag, c.LegalFlags)
	f.value(FacetNetwork, c.Network)
	f.value(FacetCost, c.CostBand)
	for _, system := range c.EUSystems {
		f.value(FacetSystem, system.System)
	}
	if c.TRL > 0 {
		f.facet(FacetTRL, f.vocabularies.TRLBand(c.TRL))
	}
	for _, language := range c.UILanguages {
		f.facet(FacetLanguage, language)
	}
	if err := f.organisation(c.Provider, true); err != nil {
		return err
	}
	for _, ref := range c.Projects {
		content, err := f.linked.content(ref)
		if err != nil {
			return err
		}
		if project, ok := content.(*catalog.Project); ok {
			f.value(FacetProgramme, project.Programme)
		}
	}
	if err := f.evidence(c.Evidence); err != nil {
		return err
	}
	if err := f.experiences(); err != nil {
		return err
	}
	return f.useCases(c.UseCases)
}

func (f *flattener) project(c *catalog.Project) error {
	f.hit.Programme, f.hit.Start, f.hit.End = c.Programme, c.Start, c.End
	f.value(FacetProgramme, c.Programme)
	f.facet(FacetLanguage, f.view.Language)
	if err := f.organisation(c.Coordinator, true); err != nil {
		return err
	}
	for _, partner := range c.Partners {
		if err := f.organisation(partner.Organisation, false); err != nil {
			return err
		}
	}
	return nil
}

// organisation adds the country of a provider, coordinator or partner, and the
// name of the one that leads.
func (f *flattener) organisation(ref catalog.Ref, leads bool) error {
	content, err := f.linked.content(ref)
	if err != nil {
		return err
	}
	organisation, ok := content.(*catalog.Organisation)
	if !ok {
		return nil
	}
	f.facet(FacetCountry, organisation.Country)
	if leads {
		f.hit.Provider = organisation.Name
		f.context.add(organisation.Name, organisation.ShortName)
	}
	return nil
}

func (f *flattener) useCases(refs []catalog.Ref) error {
	for _, ref := range refs {
		content, err := f.linked.content(ref)
		if err != nil {
			return err
		}
		if useCase, ok := content.(*catalog.UseCase); ok {
			f.context.add(useCase.Title(), useCase.Lead())
		}
	}
	return nil
}

// grades is the number of evidence grades; they are the letters from a, the
// best.
const grades = 4

// evidence keeps the best grade.
func (f *flattener) evidence(refs []catalog.Ref) error {
	best := ""
	for _, ref := range refs {
		content, err := f.linked.content(ref)
		if err != nil {
			return err
		}
		if e, ok := content.(*catalog.Evidence); ok && e.Grade != "" && (best == "" || e.Grade < best) {
			best = e.Grade
		}
	}
	f.hit.Evidence = best
	f.facet(FacetEvidence, best)
	return nil
}

// experiences counts the field experiences with the solution that the audience
// may see.
func (f *flattener) experiences() error {
	for id, err := range f.linked.tx.Referring(f.view.ID, catalog.KindExperience) {
		if err != nil {
			return err
		}
		content, err := f.linked.content(id)
		if err != nil {
			return err
		}
		if x, ok := content.(*catalog.Experience); ok && x.Solution == f.view.ID {
			f.hit.Experiences++
		}
	}
	return nil
}

// challenges adds the tags and all areas above them.
func (f *flattener) challenges() {
	list := f.vocabularies.List(catalog.VocabularyChallenge)
	for _, tag := range f.view.Tags {
		id := f.current(FacetChallenge, tag.Challenge)
		if !slices.Contains(f.hit.Challenge, id) {
			f.hit.Challenge = append(f.hit.Challenge, id)
		}
		for _, area := range list.Ancestors(id) {
			f.facet(FacetChallenge, area)
			f.strengthen(area, tag.Strength)
		}
	}
}

// strengthen notes how well an entry fits an area: for one above several leaves
// the best counts.
func (f *flattener) strengthen(area, strength string) {
	number := slices.Index(strengths, strength)
	if number < 0 {
		return
	}
	if before := slices.Index(strengths, f.strength[area]); before < 0 || number < before {
		f.strength[area] = strength
	}
}

// strengthTerms are the areas with their strength, in order.
func (f *flattener) strengthTerms() []string {
	var terms []string
	for area, strength := range f.strength {
		terms = append(terms, strengthTerm(strength, area))
	}
	slices.Sort(terms)
	return terms
}

func (f *flattener) values(facet string, ids []string) {
	for _, id := range ids {
		f.value(facet, id)
	}
}

func (f *flattener) value(facet, id string) { f.facet(facet, f.current(facet, id)) }

// current is the id that stands for a retired one.
func (f *flattener) current(facet, id string) string {
	return f.vocabularies.List(vocabularyOf(facet)).Current(id)
}

func (f *flattener) facet(facet, value string) {
	if value != "" && !slices.Contains(f.facets[facet], value) {
		f.facets[facet] = append(f.facets[facet], value)
	}
}

func (f *flattener) row() row {
	r := row{
		day: day(f.view.Confirmed), created: f.view.Created.UnixMilli(), trl: uint8(f.hit.TRL),
		complete: uint8(math.Round(100 * catalog.Completeness(f.view.Record))), title: titleKey(f.view.Title),
	}
	if f.view.State == catalog.StateArchived {
		r.flags |= flagArchived
	}
	if f.view.ListingOnly {
		r.flags |= flagListing
	}
	if g := f.hit.Evidence; g != "" && g[0] >= 'a' && g[0] < 'a'+grades {
		r.grade = g[0] - 'a' + 1
	}
	return r
}

// vocabularyOf is the list that the values of a facet come from, or "".
func vocabularyOf(facet string) string {
	if facet == facetGlossary {
		return catalog.VocabularyGlossary
	}
	for _, rule := range FacetRules {
		if rule.Name == facet {
			return rule.Vocabulary
		}
	}
	return ""
}
