package handlers

import (
	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// walkStep is one step of a scenario walk: a use case of the story with what
// the catalogue has for it.
type walkStep struct {
	Number  int
	UseCase item
	Groups  []walkGroup
	Nothing bool   // in any group
	Needs   []item // open needs of its challenge areas, where there is nothing
}

// walkGroup are the solutions of one sort for a step; it may be empty.
type walkGroup struct {
	Key   string // message of its name
	Items []item
	More  string
}

// The sorts of solution that a walk tells apart by type; every other type is a
// product.
var walkGroups = map[string]string{
	"method-procedure": "walk.methods", "legal-ethical-tool": "walk.methods", "policy-study": "walk.methods", "standard-interface": "walk.methods",
	"training-course": "walk.courses", "simulator": "walk.courses",
}

// Bounds of a walk, for each step.
const (
	maxWalkItems = 8
	maxWalkNeeds = 5
)

// scenario makes the page of a scenario: the story, and the walk through it.
func (r *reading) scenario(p *entryPage, s *catalog.Scenario) error {
	walk, err := r.walk(s.UseCases)
	if err != nil {
		return err
	}
	trials, err := r.trials(s.TrialUse)
	if err != nil {
		return err
	}
	p.Boxes = []*section{{ID: "facts", Key: "scenario.setting", Facts: r.setting(s)}}
	p.add(&section{ID: "situation", Key: "scenario.situation", Paragraphs: []paragraph{{Text: r.said(s.Situation)}}})
	p.add(&section{ID: "timeline", Key: "scenario.timeline", Table: r.storyline(s.Timeline)})
	p.add(&section{ID: "walk", Key: "walk.title", Intro: r.T("walk.intro"), Walk: walk})
	p.add(&section{ID: "needs", Key: "scenario.needs", Items: r.items(s.NeedsShown)})
	p.add(&section{ID: "resources", Key: "scenario.resources", Paragraphs: []paragraph{{Text: r.said(s.Resources)}}})
	var measures []item
	for _, m := range s.Measures {
		measures = append(measures, item{value: r.text(m)})
	}
	p.add(&section{ID: "measures", Key: "entry.measures", Items: measures})
	p.add(&section{ID: "law", Key: "scenario.legal_points", Paragraphs: []paragraph{{Text: r.said(s.LegalPoints)}}})
	p.add(&section{ID: "trials", Key: "scenario.trials", Items: trials})
	return nil
}

func (r *reading) setting(s *catalog.Scenario) []fact {
	var f facts
	f.ask("nav.challenges", r.areas(r.view.Tags)...)
	f.ask("scenario.border", r.filters(catalog.KindScenario, search.FacetEnvironment, catalog.VocabularyEnvironment, s.Setting.BorderType)...)
	f.ask("scenario.place", r.text(s.Setting.Place))
	f.add("scenario.season", r.text(s.Setting.Season))
	f.add("scenario.light", r.text(s.Setting.Light))
	f.add("scenario.weather", r.text(s.Setting.Weather))
	f.ask("entry.actors", r.filters(catalog.KindScenario, search.FacetUser, catalog.VocabularyEndUser, s.Actors...)...)
	f.add("scenario.authorities", r.text(s.Authorities))
	return f
}

func (r *reading) storyline(events []catalog.TimelineEvent) *table {
	t := &table{Key: "scenario.timeline", Head: []string{r.T("scenario.at"), r.T("scenario.event")}}
	for _, e := range events {
		t.Rows = append(t.Rows, []cell{{value: r.text(e.At)}, {value: r.text(e.Event)}})
	}
	return t
}

// walk follows the story use case by use case.
func (r *reading) walk(useCases []catalog.ID) ([]walkStep, error) {
	var walk []walkStep
	for _, id := range useCases[:min(len(useCases), maxChain)] {
		view := r.linked[id]
		if view == nil {
			continue
		}
		step, err := r.walkStep(view)
		if err != nil {
			return nil, err
		}
		step.Number = len(walk) + 1
		walk = append(walk, step)
	}
	return walk, nil
}

func (r *reading) walkStep(view *catalog.View) (walkStep, error) {
	solutions, _, err := r.referring(view.ID, catalog.KindSolution)
	if err != nil {
		return walkStep{}, err
	}
	byGroup := map[string][]item{}
	for _, solution := range solutions {
		group := walkGroups[solution.Record.(*catalog.Solution).SolutionType]
		if group == "" {
			group = "walk.products"
		}
		byGroup[group] = append(byGroup[group], r.item(solution))
	}
	step := walkStep{UseCase: r.item(view), Nothing: len(solutions) == 0}
	for _, key := range []string{"walk.products", "walk.methods", "walk.courses"} {
		items := byGroup[key]
		shown := items[:min(len(items), maxWalkItems)]
		step.Groups = append(step.Groups, walkGroup{Key: key, Items: shown, More: r.left(len(items), len(shown), false)})
	}
	if step.Nothing {
		var areas []string
		for _, t := range view.Tags {
			areas = append(areas, t.Challenge)
		}
		step.Needs, err = r.openNeeds(areas, maxWalkNeeds)
	}
	return step, err
}

// trials are the field experiences in which the scenario was played.
func (r *reading) trials(ids []catalog.ID) ([]item, error) {
	var views []*catalog.View
	for _, id := range ids {
		if view := r.linked[id]; view != nil {
			views = append(views, view)
		}
	}
	return r.experienceItems(views)
}

// experienceItems lists field experiences by the solutions they are about, as
// links into the pages of those.
func (r *reading) experienceItems(views []*catalog.View) ([]item, error) {
	var solutions []catalog.ID
	for _, view := range views {
		solutions = append(solutions, view.Record.(*catalog.Experience).Solution)
	}
	if err := r.lookup(solutions...); err != nil {
		return nil, err
	}
	var items []item
	for _, view := range views {
		x := view.Record.(*catalog.Experience)
		if r.linked[x.Solution] == nil {
			continue
		}
		it := item{value: r.link(x.Solution)}
		it.URL += "#" + anchor(view)
		it.Details = texts(r.label("field_experience_type", x.Type), r.Month(x.Month), r.label("experience_outcome", x.Outcome))
		items = append(items, it)
	}
	return items, nil
}
