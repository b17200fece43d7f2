package handlers

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// solution makes the page of a solution: relevance and ease of use on top, so
// that it can be judged in two minutes, then everything that backs them.
func (r *reading) solution(p *entryPage, s *catalog.Solution) error {
	p.Lead, p.Briefing = r.said(s.OneLine), true
	experiences, more, err := r.experiencesOf(s)
	if err != nil {
		return err
	}
	scenarios, err := r.scenariosWith(s.UseCases)
	if err != nil {
		return err
	}
	p.Boxes = []*section{
		{ID: "facts", Key: "solution.facts", Brief: true, Facts: r.factBox(s, experiences)},
		{ID: "ease", Key: "solution.ease", Brief: true, Facts: r.easeBox(s)},
	}
	p.add(&section{ID: "about", Key: "entry.about", Brief: true, Paragraphs: []paragraph{{Text: r.said(s.Summary)}}})
	p.add(&section{ID: "limits", Key: "solution.does_not", Brief: true, Paragraphs: []paragraph{{Text: r.said(s.DoesNot)}}})
	p.add(&section{ID: "use-cases", Key: "nav.use_cases", Items: r.items(s.UseCases)})
	p.add(&section{ID: "scenarios", Key: "nav.scenarios", Items: scenarios})
	p.add(&section{
		ID: "experiences", Key: "solution.experiences", Experiences: r.experiences(experiences),
		More: r.left(len(experiences), min(len(experiences), maxExperiences), more), Nothing: r.T("solution.no_experience"),
	})
	p.add(&section{ID: "evidence", Key: "solution.evidence", Evidence: r.evidence(s.Evidence), Nothing: r.T("solution.no_evidence")})
	p.add(r.systems(s))
	p.add(r.law(s))
	p.add(r.cost(s))
	p.add(&section{ID: "needs", Key: "solution.needs", Items: r.needsAnswered(s.Needs)})
	p.add(r.provenance(s))
	p.add(&section{ID: "related", Key: "solution.related", Items: r.related(s.Related)})
	return nil
}

// experiencesOf are the field experiences with the solution, newest first, and
// looks up what they link to.
func (r *reading) experiencesOf(s *catalog.Solution) (views []*catalog.View, more bool, err error) {
	if views, more, err = r.referring(r.view.ID, catalog.KindExperience); err != nil {
		return nil, false, err
	}
	slices.SortStableFunc(views, func(a, b *catalog.View) int {
		x, y := a.Record.(*catalog.Experience), b.Record.(*catalog.Experience)
		return cmp.Compare(y.Month, x.Month)
	})
	var ids []catalog.ID
	for _, view := range views {
		ids = append(ids, links(view)...)
	}
	for _, id := range slices.Concat(s.Evidence, s.Assessments) {
		if view := r.linked[id]; view != nil {
			ids = append(ids, links(view)...)
		}
	}
	return views, more, r.lookup(ids...)
}

// scenariosWith are the scenarios that include one of the use cases.
func (r *reading) scenariosWith(useCases []catalog.ID) ([]item, error) {
	var items []item
	seen := map[catalog.ID]bool{}
	for _, id := range useCases[:min(len(useCases), maxChain)] {
		views, _, err := r.referring(id, catalog.KindScenario)
		if err != nil {
			return nil, err
		}
		for _, view := range views {
			if !seen[view.ID] {
				seen[view.ID] = true
				items = append(items, r.item(view))
			}
		}
	}
	return items, nil
}

// factBox says what the solution is for, how far it is and who tried it.
func (r *reading) factBox(s *catalog.Solution, experiences []*catalog.View) []fact {
	var f facts
	f.ask("solution.task", r.matches(r.view.Tags)...)
	f.ask("solution.place", r.filters(catalog.KindSolution, search.FacetEnvironment, catalog.VocabularyEnvironment, s.Environment...)...)
	f.ask("solution.user", r.filters(catalog.KindSolution, search.FacetUser, catalog.VocabularyEndUser, s.EndUsers...)...)
	f.ask("solution.type", r.filters(catalog.KindSolution, search.FacetType, "solution_type", s.SolutionType)...)
	f.ask("solution.maturity", r.maturity(s)...)
	f.ask("solution.availability", r.labelled("availability", s.Availability))
	f.ask("solution.tried", r.tried(experiences)...)
	return f
}

// maturity is the level with its band, then how anyone knows.
func (r *reading) maturity(s *catalog.Solution) []value {
	level := r.labelled("trl", trlID(s.TRL))
	if band := r.lists.TRLBand(s.TRL); band != "" {
		level.URL, level.Note = filterAddress(catalog.KindSolution, search.FacetTRL, band), r.label(catalog.VocabularyTRLBand, band)
	}
	basis := r.labelled("trl_basis", s.TRLBasis)
	basis.Note = r.Month(s.TRLDate)
	if view := r.linked[s.TRLEvidence]; view != nil && slices.Contains(s.Evidence, s.TRLEvidence) {
		basis.URL = "#" + anchor(view)
	}
	confidence := cmp.Or(r.view.Assessment.TRLConfidence, "unverified")
	checked := value{
		Text: r.T("solution.confidence", "level", r.label("trl_confidence", confidence)), Note: r.Date(r.view.Assessment.TRLConfidenceOn),
	}
	return []value{level, basis, checked}
}

// trlID is the id of a level in the vocabulary.
func trlID(level int) string { return "trl-" + strconv.Itoa(level) }

// tried counts the field experiences and names what the display rules let show
// of who made them.
func (r *reading) tried(experiences []*catalog.View) []value {
	if len(experiences) == 0 {
		return []value{{Text: r.T("solution.no_experience")}}
	}
	var countries []string
	agencies := map[catalog.ID]bool{}
	for _, view := range experiences {
		x := view.Record.(*catalog.Experience)
		if x.Organisation != "" && r.linked[x.Organisation] != nil {
			agencies[x.Organisation] = true
		}
		if name := r.CountryName(x.Country); x.Country != "" && !slices.Contains(countries, name) {
			countries = append(countries, name)
		}
	}
	values := []value{{Text: r.T("solution.tried_count", "number", len(experiences)), URL: "#experiences"}}
	if len(agencies) > 0 {
		values = append(values, value{Text: r.T("solution.tried_agencies", "number", len(agencies))})
	}
	if len(countries) > 0 {
		values = append(values, value{
			Text: r.T("solution.tried_countries", "number", len(countries)), Note: strings.Join(countries, ", "),
		})
	}
	return values
}

// easeBox says what it takes to use the solution. What nobody stated is shown
// as unknown: a gap tells something too.
func (r *reading) easeBox(s *catalog.Solution) []fact {
	var f facts
	f.figure("solution.training_user", r.hours(s.TrainingHoursUser))
	f.figure("solution.training_admin", r.hours(s.TrainingHoursAdmin))
	f.figure("solution.setup", r.labelled("effort_scale", s.SetupEffort))
	f.figure("solution.upkeep", r.labelled("effort_scale", s.UpkeepEffort))
	f.figure("solution.network", r.labelled("network", s.Network))
	f.figure("solution.throughput", r.quantity(s.Throughput))
	hardware := r.labelled("hardware_kind", s.HardwareKind)
	f.ask("solution.hardware", hardware, r.text(s.Hardware))
	f.ask("solution.operating_limits", r.text(s.OperatingLimits))
	f.ask("solution.ui_languages", r.languages(s.UILanguages))
	f.add("solution.processed_languages", r.languages(s.ProcessedLanguages))
	f.ask("solution.accessibility", r.text(s.Accessibility))
	f.ask("solution.training_material", r.trainingMaterial(s)...)
	return f
}

// hours writes a number of hours; nil is unknown.
func (r *reading) hours(hours *float64) value {
	if hours == nil {
		return value{}
	}
	return value{Text: r.Decimal(*hours) + "\u00a0h"}
}

func (r *reading) quantity(q *catalog.Quantity) value {
	if q == nil {
		return value{}
	}
	return value{Text: r.Decimal(q.Value) + " " + q.Unit, Lang: r.lang}
}

func (r *reading) trainingMaterial(s *catalog.Solution) []value {
	var values []value
	for _, m := range s.TrainingMaterial {
		values = append(values, value{Text: r.label("training_material", m.Kind), Note: r.languages(m.Languages).Text})
	}
	return values
}

// systems are the EU systems with depth and day of each claim, and what else
// matters to an IT department.
func (r *reading) systems(s *catalog.Solution) *section {
	t := &table{Key: "solution.systems", Head: texts(r.T("solution.system"), r.T("solution.depth"), r.T("entry.date"))}
	for _, e := range s.EUSystems {
		system := r.filters(catalog.KindSolution, search.FacetSystem, catalog.VocabularyEUSystem, e.System)
		date := value{Text: r.Month(e.Date)}
		if e.Date == "" && e.System != "none" {
			date.Text = r.T("entry.unknown")
		}
		t.Rows = append(t.Rows, []cell{{value: system[0]}, {value: r.labelled("integration_depth", e.Depth)}, {value: date}})
	}
	var f facts
	f.add("solution.hosting", r.labelled("hosting", s.Hosting))
	f.add("solution.interfaces", r.text(s.Interfaces))
	f.add("solution.standards", r.text(s.Standards))
	return &section{ID: "systems", Key: "solution.integration", Table: t, Facts: f}
}

// law is the sheet for the legal adviser.
func (r *reading) law(s *catalog.Solution) *section {
	var f facts
	class := r.labelled("ai_act_class", s.AIActClass)
	class.Note = r.T("solution.not_judged")
	if on := r.view.Assessment.AIActClassOn; on != "" {
		class.Note = r.T("solution.judged_on", "date", r.Date(on))
	}
	f.ask("solution.ai_act", class)
	f.ask("solution.legal_flags", r.filters(catalog.KindSolution, search.FacetFlag, "legal_flag", s.LegalFlags...)...)
	f.add("solution.legal_basis", r.text(s.LegalBasisNote))
	f.add("solution.assessments", r.links(s.Assessments)...)
	f.add("solution.restrictions", r.text(s.Restrictions))
	var criticism []value
	for _, address := range s.Criticism {
		criticism = append(criticism, outside(address))
	}
	f.add("solution.criticism", criticism...)
	return &section{ID: "law", Key: "solution.law", Brief: true, Facts: f}
}

func (r *reading) cost(s *catalog.Solution) *section {
	var f facts
	f.ask("solution.cost_model", r.labelled("cost_model", s.CostModel))
	f.add("solution.cost_band", r.labelled("cost_band", s.CostBand))
	f.add("solution.procurement", r.text(s.ProcurementRoute))
	f.ask("solution.maintenance", r.labelled("maintenance_status", s.Maintenance), r.text(s.MaintenanceNote))
	return &section{ID: "cost", Key: "solution.cost", Facts: f}
}

// needsAnswered are the needs with how far they are answered, best first.
func (r *reading) needsAnswered(matches []catalog.NeedMatch) []item {
	matches = slices.Clone(matches)
	slices.SortStableFunc(matches, func(a, b catalog.NeedMatch) int { return cmp.Compare(r.strength(b.Strength), r.strength(a.Strength)) })
	var items []item
	for _, m := range matches {
		if view := r.linked[m.Need]; view != nil {
			it := r.item(view)
			it.Badge = r.label("match_strength", m.Strength)
			items = append(items, it)
		}
	}
	return items
}

func (r *reading) provenance(s *catalog.Solution) *section {
	var f facts
	f.add("solution.provider", r.link(s.Provider))
	f.add("solution.projects", r.links(s.Projects)...)
	f.add("solution.technology", r.filters(catalog.KindSolution, search.FacetTechnology, catalog.VocabularyTechnology, s.Technology...)...)
	return &section{ID: "origin", Key: "solution.provenance", Facts: f}
}

func (r *reading) related(all []catalog.Related) []item {
	var items []item
	for _, related := range all {
		if view := r.linked[related.Entry]; view != nil {
			it := r.item(view)
			it.Badge = r.label("relation_type", related.Type)
			items = append(items, it)
		}
	}
	return items
}
