package handlers

import (
	"cmp"
	"slices"

	"ileanet.eu/showcase/catalog"
)

// organisation makes the page of an organisation with its projects, solutions
// and, where it shows its name, field experiences.
func (r *reading) organisation(p *entryPage, o *catalog.Organisation) error {
	projects, moreProjects, err := r.referring(r.view.ID, catalog.KindProject)
	if err != nil {
		return err
	}
	solutions, moreSolutions, err := r.referring(r.view.ID, catalog.KindSolution)
	if err != nil {
		return err
	}
	experiences, err := r.reported()
	if err != nil {
		return err
	}
	p.Boxes = []*section{{ID: "facts", Key: "organisation.facts", Facts: r.organisationFacts(o)}}
	table, left := r.projectTable(projects, moreProjects)
	p.add(&section{ID: "projects", Key: "nav.projects", Table: table, More: left})
	items, left := r.itemsOf(solutions, moreSolutions)
	p.add(&section{ID: "solutions", Key: "nav.solutions", Items: items, More: left})
	p.add(&section{ID: "experiences", Key: "solution.experiences", Items: experiences})
	return nil
}

// reported are the field experiences that name this organisation.
func (r *reading) reported() ([]item, error) {
	views, _, err := r.referring(r.view.ID, catalog.KindExperience)
	if err != nil {
		return nil, err
	}
	return r.experienceItems(views[:min(len(views), maxShown)])
}

func (r *reading) organisationFacts(o *catalog.Organisation) []fact {
	var f facts
	if o.ShortName != o.Name {
		r.from(&f, "short_name", "organisation.short_name", r.text(o.ShortName))
	}
	r.from(&f, "type", "organisation.type", r.labelled("organisation_type", o.Type))
	if o.Country != "" {
		r.from(&f, "country", "entry.country", value{Text: r.CountryName(o.Country)})
	}
	r.from(&f, "city", "organisation.city", r.text(o.City))
	r.from(&f, "website", "entry.website", outside(o.Website))
	return f
}

// projectTable lists projects, the newest first, with the organisation's part
// in each.
func (r *reading) projectTable(projects []*catalog.View, more bool) (*table, string) {
	slices.SortStableFunc(projects, func(a, b *catalog.View) int {
		return cmp.Compare(b.Record.(*catalog.Project).Start, a.Record.(*catalog.Project).Start)
	})
	t := &table{Key: "nav.projects", Head: []string{
		r.T("organisation.project"), r.T("project.role"), r.T("project.start"), r.T("project.end"), r.T("project.contribution"),
	}}
	for _, view := range projects[:min(len(projects), maxShown)] {
		v := view.Record.(*catalog.Project)
		name := r.link(view.ID)
		name.Text = shorten(name.Text, 140)
		role, contribution := r.part(v)
		t.Rows = append(t.Rows, []cell{
			{value: name},
			{value: value{Text: role}},
			{value: value{Text: r.ShortDate(v.Start)}},
			{value: value{Text: r.ShortDate(v.End)}},
			{value: value{Text: r.euro(contribution)}, Number: true},
		})
	}
	return t, r.left(len(projects), len(t.Rows), more)
}

// part is what the organisation does in a project and receives for it.
func (r *reading) part(v *catalog.Project) (role string, contribution *float64) {
	for _, p := range v.Partners {
		if p.Organisation == r.view.ID {
			role, contribution = r.role(p.Role), p.Contribution
		}
	}
	if v.Coordinator == r.view.ID {
		role = r.role("coordinator")
	}
	return role, contribution
}
