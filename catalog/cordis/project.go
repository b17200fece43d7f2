package cordis

import (
	"errors"
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// project is a project as one source states it.
type project struct {
	file string
	line int

	id, acronym, title string
	objective          string
	keywords           []string
	framework, scheme  string
	status, doi        string
	website            string
	start, end         catalog.Date
	updated            string // day and time, as it stands
	cost, contribution *float64
	topics             []string
	legalBases         []string
	ownBases           []string // the legal bases under which the grant was made
	science            []string
	parts              []participation
}

// participation is an organisation's part in a project.
type participation struct {
	organisation string // external id
	role         string
	order        int
	contribution *float64
}

// named makes sure that the project has a title, and reads the framework
// programme from the codes of the grant where it is not stated.
func (p *project) named() error {
	if p.title == "" {
		p.title = p.acronym // some short records have nothing else
	}
	if p.title == "" {
		return errors.New("is missing")
	}
	for _, code := range slices.Concat(p.legalBases, p.ownBases, p.topics) {
		if p.framework != "" {
			break
		}
		for _, framework := range []string{"HORIZON", "H2020", "FP7"} {
			if strings.HasPrefix(code, framework) {
				p.framework = framework
			}
		}
	}
	return nil
}

// facts are what the tables beside the project table say of a project.
type facts struct {
	topics     []string
	legalBases []string
	ownBases   []string
	science    []string
	website    string
	legacy     string // a web site that is only archived
	parts      []participation
}

// complete adds what the tables say where the project's own source is silent.
func (p *project) complete(f *facts) {
	if f == nil {
		return
	}
	for _, t := range f.topics {
		p.topics = add(p.topics, t)
	}
	p.legalBases = append(p.legalBases, f.legalBases...)
	p.ownBases = append(p.ownBases, f.ownBases...)
	if len(p.science) == 0 {
		p.science = f.science
	}
	for _, site := range []string{f.website, f.legacy} {
		if p.website == "" {
			p.website = site
		}
	}
	if len(p.parts) == 0 {
		p.parts = f.parts
	}
}

// incoming is the project as the catalogue takes it. Its links are external
// ids of organisations.
func (p *project) incoming() *catalog.Incoming {
	day := catalog.Date("")
	if d, err := date(p.updated); err == nil {
		day = d
	}
	content := &catalog.Project{
		Acronym: p.acronym, FullTitle: p.title, GrantAgreement: p.id,
		Programme: programme(p.framework), CallTopic: callTopic(p.topics), Start: p.start, End: p.end,
		EUContribution: p.contribution, Summary: summary(p.objective), Objective: p.objective,
		Website: p.website, CordisURL: "https://cordis.europa.eu/project/id/" + p.id,
		FiguresSource: "CORDIS", FiguresDate: day,
		Keywords: p.keywords, FieldsOfScience: p.science, FundingScheme: p.scheme, Status: p.status, DOI: p.doi,
	}
	if p.cost != nil && *p.cost > 0 { // 0 stands where the cost is not stated
		content.TotalCost = p.cost
	}
	parts := slices.Clone(p.parts)
	slices.SortStableFunc(parts, func(a, b participation) int { return a.order - b.order })
	for _, part := range parts {
		if part.role == "coordinator" && content.Coordinator == "" {
			content.Coordinator = catalog.Ref(part.organisation)
		}
		content.Partners = append(content.Partners, catalog.Partner{
			Organisation: catalog.Ref(part.organisation), Role: part.role, Contribution: part.contribution,
		})
	}
	return &catalog.Incoming{
		ExternalID: projectPrefix + p.id, Slug: slugOf(p.acronym, p.title), Content: content,
		Origin: catalog.Origin{Source: sourceName, On: day}, Language: "en", Confirmed: day,
		File: p.file, Line: p.line,
	}
}

// callTopic is the topic of a grant. The few older grants with several get as
// many as fit.
func callTopic(topics []string) string {
	const most = 120
	text := ""
	for _, t := range topics {
		if len(text)+2+len(t) > most {
			break
		}
		if text != "" {
			text += ", "
		}
		text += t
	}
	return text
}
