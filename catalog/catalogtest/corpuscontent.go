package catalogtest

import (
	"fmt"
	"strconv"

	"ileanet.eu/showcase/catalog"
)

var countries = []string{"AT", "BE", "BG", "CY", "DE", "EL", "ES", "FI", "FR", "IT", "LT", "NL", "PL", "PT", "RO", "SE"}

// content makes the content of an entry of the kind.
func (c *corpus) content(kind catalog.Kind) catalog.Content {
	switch kind {
	case catalog.KindSolution:
		return c.solution()
	case catalog.KindProject:
		return c.project()
	case catalog.KindUseCase:
		return c.useCase()
	case catalog.KindScenario:
		return c.scenario()
	case catalog.KindNeed:
		return c.need()
	case catalog.KindOrganisation:
		return c.organisation()
	case catalog.KindExperience:
		return c.experience()
	case catalog.KindEvidence:
		return c.evidence()
	case catalog.KindDocument:
	}
	return &catalog.Document{Name: c.name(), Type: "report", Language: "en", Address: c.address(), Licence: "CC-BY-4.0"}
}

func (c *corpus) solution() *catalog.Solution {
	hours := float64(1 + c.r.IntN(80))
	s := &catalog.Solution{
		Name: c.name(), OneLine: c.text(100), Summary: c.text(400 + c.r.IntN(800)), DoesNot: c.text(300),
		SolutionType: c.pick("solution_type"), Technology: c.picks("technology_category", 1, 3),
		Projects: c.refs(catalog.KindProject, 1, 2), Provider: c.must(catalog.KindOrganisation),
		UseCases:    c.refs(catalog.KindUseCase, 1, 3),
		Environment: c.picks("operational_environment", 1, 3), EndUsers: c.picks("end_user_type", 1, 3),
		TRL: min(9, 1+c.r.IntN(5)+c.r.IntN(5)), TRLDate: c.month(), TRLBasis: c.pick("trl_basis"),
		Availability: c.pick("availability"), Maintenance: c.pick("maintenance_status"), MaintenanceNote: c.text(120),
		TrainingHoursUser: &hours, SetupEffort: c.pick("effort_scale"),
		Hardware: c.text(80), HardwareKind: c.pick("hardware_kind"), Network: c.pick("network"), OperatingLimits: c.text(300),
		UpkeepEffort: c.pick("effort_scale"), UILanguages: []string{"en", c.language()},
		EUSystems: []catalog.EUSystem{{System: c.pick("eu_system"), Depth: c.pick("integration_depth"), Date: c.month()}},
		Hosting:   c.pick("hosting"), LegalFlags: c.picks("legal_flag", 1, 4), LegalBasisNote: c.text(100),
		AIActClass: c.pick("ai_act_class"), CostModel: c.pick("cost_model"), CostBand: c.pick("cost_band"),
		Evidence: c.refs(catalog.KindEvidence, 1, 3), Contact: "contact " + strconv.Itoa(c.i),
	}
	if c.chance(60) {
		s.Needs = []catalog.NeedMatch{{Need: c.must(catalog.KindNeed), Strength: c.pick("match_strength")}}
	}
	if c.chance(30) {
		s.TrainingMaterial = []catalog.TrainingMaterial{{Kind: c.pick("training_material"), Languages: []string{"en"}}}
	}
	if c.chance(20) {
		s.Throughput = &catalog.Quantity{Value: float64(1 + c.r.IntN(500)), Unit: "per hour"}
	}
	return s
}

func (c *corpus) project() *catalog.Project {
	acronym := fmt.Sprintf("%s-%d", c.word(), c.i)
	contribution := float64(500_000 + c.r.IntN(8_000_000))
	start := c.created(c.i).AddDate(-c.r.IntN(6), 0, 0)
	p := &catalog.Project{
		Acronym: acronym, FullTitle: c.name(), GrantAgreement: strconv.Itoa(100_000_000 + c.i), Programme: c.pick("programme"),
		CallTopic: "TOPIC-" + strconv.Itoa(c.r.IntN(200)), Start: catalog.DateOf(start), End: catalog.DateOf(start.AddDate(3, 0, 0)),
		Coordinator: c.must(catalog.KindOrganisation), EUContribution: &contribution, Summary: c.text(400), Outputs: c.text(300),
		Website: c.address(), AfterEnd: c.pick("maintenance_status"), FiguresSource: "corpus", FiguresDate: catalog.DateOf(start),
		Objective: c.text(500 + c.r.IntN(1500)), Keywords: []string{c.word(), c.word(), c.word()}, Status: "closed",
	}
	for _, id := range c.refs(catalog.KindOrganisation, 2, 12) {
		p.Partners = append(p.Partners, catalog.Partner{Organisation: id, Role: "participant"})
	}
	return p
}

func (c *corpus) useCase() *catalog.UseCase {
	u := &catalog.UseCase{
		Name: c.name(), Goal: c.text(250), Environment: c.picks("operational_environment", 1, 2), Actors: c.picks("end_user_type", 1, 3),
		Trigger: c.text(120), Result: c.text(150), Systems: c.picks("eu_system", 1, 2), LegalFlags: c.picks("legal_flag", 1, 2),
		Frequency: c.pick("frequency"),
	}
	for range 3 + c.r.IntN(6) {
		u.MainFlow = append(u.MainFlow, c.text(90))
	}
	u.Alternatives = []catalog.Alternative{{Step: 1 + c.r.IntN(len(u.MainFlow)), Text: c.text(80)}}
	u.SuccessMeasures = []catalog.Measure{{Name: c.text(40), Unit: "minutes", Target: "5"}}
	return u
}

func (c *corpus) scenario() *catalog.Scenario {
	return &catalog.Scenario{
		Name:      c.name(),
		Setting:   catalog.Setting{BorderType: c.pick("operational_environment"), Place: c.sentence(2, 4), Light: "night"},
		Situation: c.text(800 + c.r.IntN(1200)), Actors: c.picks("end_user_type", 2, 4),
		Timeline: []catalog.TimelineEvent{{At: "T+0", Event: c.text(80)}, {At: "T+20 min", Event: c.text(80)}},
		UseCases: c.refs(catalog.KindUseCase, 2, 5), NeedsShown: c.refs(catalog.KindNeed, 1, 2), Resources: c.text(80),
	}
}

func (c *corpus) need() *catalog.Need {
	return &catalog.Need{
		Name: c.name(), Statement: c.text(400), Source: c.pick("need_source"), SourceRef: "corpus",
		Dimension: c.picks("gap_dimension", 1, 2), Environment: c.picks("operational_environment", 1, 2),
		EndUsers: c.picks("end_user_type", 1, 2), Today: c.text(150), Desired: c.text(150),
		Votes: &catalog.Votes{Agencies: c.r.IntN(20), Countries: c.r.IntN(10)}, Status: c.pick("need_status"),
	}
}

func (c *corpus) organisation() *catalog.Organisation {
	return &catalog.Organisation{
		Name: c.name(), ShortName: c.word(), Country: countries[c.r.IntN(len(countries))], City: c.word(),
		Type: c.pick("organisation_type"), Website: c.address(), DisplayRule: c.pick("display_rule"),
		Location: &catalog.Point{Lat: 35 + c.r.Float64()*30, Lon: -9 + c.r.Float64()*38},
	}
}

func (c *corpus) experience() *catalog.Experience {
	rating := func() int { return 1 + c.r.IntN(5) }
	texts := catalog.AccessClear
	if c.mixed && c.chance(30) {
		texts = catalog.AccessAmber
	}
	return &catalog.Experience{
		Solution: c.must(catalog.KindSolution), Type: c.pick("field_experience_type"), Organisation: c.must(catalog.KindOrganisation),
		Display: c.pick("display_rule"), Country: countries[c.r.IntN(len(countries))], Month: c.month(), Duration: "3 weeks",
		PlaceKind: c.pick("operational_environment"), UsersCount: strconv.Itoa(1 + c.r.IntN(40)), UseCase: c.must(catalog.KindUseCase),
		Ratings: catalog.Ratings{Fit: rating(), Ease: rating(), Deployability: rating(), Reliability: rating(), Upkeep: rating()},
		Worked:  c.text(150), DidNotWork: c.text(150), WouldAdvise: c.text(100),
		TextsAccess: string(texts), Outcome: c.pick("experience_outcome"),
	}
}

func (c *corpus) evidence() *catalog.Evidence {
	return &catalog.Evidence{
		Name: c.name(), Type: c.pick("evidence_type"), Claim: "trl", MeasuredBy: c.pick("measured_by"),
		Setting: c.pick("field_experience_type"), Sample: c.text(80),
		Results: []catalog.Result{{Name: c.text(30), Value: strconv.Itoa(c.r.IntN(100)), Unit: "%"}},
		Grade:   c.pick("evidence_grade"), Date: catalog.DateOf(c.created(c.i)), URL: c.address(),
	}
}

func (c *corpus) month() catalog.Month {
	return catalog.Month(c.created(c.i).AddDate(0, -c.r.IntN(24), 0).Format("2006-01"))
}

func (c *corpus) address() string { return fmt.Sprintf("https://%s.example.org/%d", c.word(), c.i) }
