package handlers

import (
	"cmp"
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// Bounds of a project's page, so that the largest stays below 100 kB.
const (
	maxPartners  = 100  // in the table; the map shows all
	maxObjective = 6000 // characters
	maxKeywords  = 30
)

// project makes the page of a research project. Its facts say where each comes
// from.
func (r *reading) project(p *entryPage, v *catalog.Project) error {
	p.Heading, p.Lead = v.Acronym, said{}
	if v.FullTitle != v.Acronym {
		p.Lead = r.said(v.FullTitle)
	}
	solutions, more, err := r.referring(r.view.ID, catalog.KindSolution)
	if err != nil {
		return err
	}
	if r.view.ListingOnly {
		p.Remarks = append(p.Remarks, r.T("project.unclaimed"))
	}
	p.Boxes = []*section{
		{ID: "facts", Key: "project.facts", Brief: true, Facts: r.projectFacts(v)},
		{ID: "figures", Key: "project.figures", Brief: true, Facts: r.projectFigures(v)},
	}
	p.add(&section{ID: "about", Key: "entry.about", Paragraphs: []paragraph{{Text: r.said(v.Summary)}}, Long: r.objective(v)})
	p.add(&section{ID: "timeline", Key: "project.timeline", Timeline: r.timeline(v), Table: r.dates(v)})
	items, left := r.itemsOf(solutions, more)
	p.add(&section{ID: "solutions", Key: "project.left_behind", Items: items, More: left, Paragraphs: []paragraph{
		{Key: "project.outputs", Text: r.said(v.Outputs)},
	}, Facts: r.afterEnd(v), Nothing: r.T("project.nothing_left")})
	p.add(r.partnerSection(v))
	p.add(&section{ID: "subjects", Key: "project.subjects", Facts: r.subjects(v)})
	return nil
}

// from is a fact with the origin of the field it shows.
func (r *reading) from(f *facts, field, key string, values ...value) {
	before := len(*f)
	f.add(key, values...)
	if origin, ok := r.view.Origin[field]; ok && len(*f) > before {
		(*f)[before].Note = r.T("project.from", "source", sourceName(origin.Source), "date", r.ShortDate(origin.On))
	}
}

// sourceName is how the name of a source is written.
func sourceName(source string) string {
	if source == "cordis" {
		return "CORDIS"
	}
	return source
}

func (r *reading) projectFacts(v *catalog.Project) []fact {
	var f facts
	f.add("nav.challenges", r.areas(r.view.Tags)...)
	r.from(&f, "programme", "project.programme", r.filters(catalog.KindProject, "programme", "programme", v.Programme)...)
	r.from(&f, "call_topic", "project.call_topic", r.text(v.CallTopic))
	r.from(&f, "coordinator", "project.coordinator", r.link(v.Coordinator))
	r.from(&f, "start", "project.start", value{Text: r.Date(v.Start)})
	end := value{Text: r.Date(v.End)}
	if v.EndConfirmed {
		end.Note = r.T("project.end_confirmed")
	}
	r.from(&f, "end", "project.end", end)
	r.from(&f, "status", "project.status", value{Text: v.Status, Lang: r.foreign("en")})
	r.from(&f, "website", "entry.website", outside(v.Website))
	r.from(&f, "cordis_url", "project.cordis", outside(v.CordisURL))
	return f
}

func (r *reading) projectFigures(v *catalog.Project) []fact {
	var f facts
	r.from(&f, "eu_contribution", "project.contribution", value{Text: r.euro(v.EUContribution)})
	if len(f) > 0 {
		f[0].Strong = true
	}
	r.from(&f, "total_cost", "project.total_cost", value{Text: r.euro(v.TotalCost)})
	r.from(&f, "grant_agreement", "project.grant", value{Text: v.GrantAgreement})
	r.from(&f, "funding_scheme", "project.scheme", value{Text: v.FundingScheme})
	r.from(&f, "doi", "project.doi", doi(v.DOI))
	source := r.text(v.FiguresSource)
	if link := outside(cmp.Or(v.SourceURL, v.CordisURL)); link.URL != "" {
		source.URL, source.Outside = link.URL, true
	}
	source.Note = r.Date(v.FiguresDate)
	f.add("project.figures_source", source)
	return f
}

// doi is a digital object identifier as a link to what it names.
func doi(id string) value {
	if id == "" || strings.ContainsAny(id, " ?#") || !strings.HasPrefix(id, "10.") {
		return value{Text: id}
	}
	v := outside("https://doi.org/" + id)
	v.Text = id
	return v
}

// objective is the text of the grant agreement, folded away and bounded.
func (r *reading) objective(v *catalog.Project) *long {
	if v.Objective == "" {
		return nil
	}
	cut := shorten(v.Objective, maxObjective)
	l := &long{Key: "project.objective", Text: r.said(cut)}
	if cut != v.Objective {
		l.Left = len([]rune(v.Objective)) - len([]rune(cut))
	}
	return l
}

func (r *reading) afterEnd(v *catalog.Project) []fact {
	var f facts
	f.add("project.after_end", r.labelled("maintenance_status", v.AfterEnd), r.text(v.AfterEndNote))
	return f
}

func (r *reading) subjects(v *catalog.Project) []fact {
	var keywords, fields []value
	for _, k := range v.Keywords[:min(len(v.Keywords), maxKeywords)] {
		keywords = append(keywords, r.text(k))
	}
	for _, field := range v.FieldsOfScience[:min(len(v.FieldsOfScience), maxKeywords)] {
		name := strings.Trim(field, "/")
		fields = append(fields, value{Text: name[strings.LastIndex(name, "/")+1:], Lang: r.foreign("en")})
	}
	var f facts
	r.from(&f, "keywords", "project.keywords", keywords...)
	r.from(&f, "fields_of_science", "project.fields", fields...)
	return f
}

// partnerSection lists who took part, with a map.
func (r *reading) partnerSection(v *catalog.Project) *section {
	partners := r.partners(v)
	t := &table{Key: "project.partners", Head: []string{r.T("project.partner"), r.T("project.role"), r.T("entry.country"), r.T("project.contribution")}}
	for _, p := range partners[:min(len(partners), maxPartners)] {
		o := p.view.Record.(*catalog.Organisation)
		name := r.link(p.view.ID)
		name.Text = shorten(name.Text, 120)
		t.Rows = append(t.Rows, []cell{
			{value: name},
			{value: value{Text: r.role(p.role)}},
			{value: value{Text: r.CountryName(o.Country)}},
			{value: value{Text: r.euro(p.contribution)}, Number: true},
		})
	}
	return &section{
		ID: "partners", Key: "project.partners", Intro: r.T("project.partner_count", "number", len(partners)), Map: r.partnerMap(partners), Table: t,
		More: r.left(len(partners), len(t.Rows), false),
	}
}

// partner is an organisation the viewer may know of, with its part.
type partner struct {
	view         *catalog.View
	role         string
	contribution *float64
}

// partners are coordinator and partners, the coordinator first, each once.
func (r *reading) partners(v *catalog.Project) []partner {
	all := slices.Concat([]catalog.Partner{{Organisation: v.Coordinator, Role: "coordinator"}}, v.Partners)
	var out []partner
	for i, p := range all {
		view := r.linked[p.Organisation]
		if view == nil || view.Kind != catalog.KindOrganisation {
			continue
		}
		if i > 0 && p.Organisation == v.Coordinator {
			if len(out) > 0 && out[0].contribution == nil {
				out[0].contribution = p.Contribution
			}
			continue
		}
		out = append(out, partner{view, p.Role, p.Contribution})
	}
	return out
}

// role names a part in a project as CORDIS knows them.
func (r *reading) role(id string) string {
	switch id {
	case "coordinator":
		return r.T("project.coordinator")
	case "associatedPartner":
		return r.T("project.associated")
	case "thirdParty":
		return r.T("project.third_party")
	}
	return r.T("project.participant")
}
