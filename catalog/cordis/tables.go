package cordis

import (
	"strconv"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// rejected makes the rejection of a row.
func (r *row) rejected(kind catalog.Kind, s *source, field, reason string) *catalog.Rejection {
	value := r.raw
	if field != "" && r.fault == "" {
		value = r.get(strings.ToLower(field))
	}
	return &catalog.Rejection{Kind: kind, File: s.name, Line: r.line, Field: field, Reason: reason, Value: shorten(line(value))}
}

// project reads a row of a project table, in the layout of today or the one of
// before 2021.
func (r *row) project(s *source) (*project, *catalog.Rejection) {
	no := func(field, reason string) (*project, *catalog.Rejection) {
		return nil, r.rejected(catalog.KindProject, s, field, reason)
	}
	if r.fault != "" {
		return no(r.column, r.fault)
	}
	p := &project{
		file: s.name, line: r.line,
		id: strings.TrimSpace(r.get("id")), acronym: line(r.get("acronym")), title: line(r.get("title")),
		objective: clean(r.get("objective")), keywords: keywords(r.get("keywords")),
		framework: r.get("frameworkprogramme"), scheme: code(r.get("fundingscheme")), status: status(r.get("status")),
		doi: line(r.get("grantdoi")), website: address(r.get("projecturl")),
		updated: strings.TrimSpace(r.get("contentupdatedate")),
		topics:  codes(r.get("topics")), legalBases: codes(r.get("legalbasis")),
	}
	p.ownBases = p.legalBases // the column holds the one the grant was made under
	if r.head.table == tableOld {
		p.objective = clean(unguard(p.objective))
		p.title = line(unguard(p.title))
		p.ownBases = codes(r.get("programme"))
	}
	if !projectID.MatchString(p.id) {
		return no("id", "is not the number of a grant")
	}
	if err := p.named(); err != nil {
		return no("title", err.Error())
	}
	var err error
	for _, f := range []struct {
		column string
		to     *catalog.Date
	}{{"startDate", &p.start}, {"endDate", &p.end}} {
		if *f.to, err = date(r.get(strings.ToLower(f.column))); err != nil {
			return no(f.column, err.Error())
		}
	}
	for _, f := range []struct {
		column string
		to     **float64
	}{{"totalCost", &p.cost}, {"ecMaxContribution", &p.contribution}} {
		if *f.to, err = number(r.get(strings.ToLower(f.column))); err != nil {
			return no(f.column, err.Error())
		}
	}
	return p, nil
}

// codes takes a list of codes apart, joined by semicolons, in some exports by
// commas.
func codes(s string) []string { return list(strings.ReplaceAll(s, ",", ";"), ";") }

// members reads the coordinator and the participants of a row of the old
// layout and adds their parts to p. The countries of the participants are a list without repetitions: which one
// belongs to whom is known only when there is one, or one for each.
func (r *row) members(s *source, p *project) []organisation {
	one := func(name, land string) organisation {
		o := organisation{file: s.name, line: r.line, name: line(unguard(name)), country: country(land), updated: p.updated}
		o.external = o.externalID("")
		return o
	}
	var all []organisation
	join := func(role string, o organisation) {
		all = append(all, o)
		p.parts = append(p.parts, participation{organisation: o.external, role: role, order: len(all)})
	}
	if name := r.get("coordinator"); line(name) != "" {
		join("coordinator", one(name, r.get("coordinatorcountry")))
	}
	names, lands := list(r.get("participants"), ";"), strings.Split(r.get("participantcountries"), ";")
	for i, name := range names {
		land := ""
		switch {
		case len(lands) == len(names):
			land = lands[i]
		case len(lands) == 1:
			land = lands[0]
		}
		join("participant", one(name, land))
	}
	return all
}

// participation reads a row of the organisation table.
func (r *row) participation(s *source) (id string, o organisation, part participation, no *catalog.Rejection) {
	bad := func(field, reason string) (string, organisation, participation, *catalog.Rejection) {
		return "", o, part, r.rejected("", s, field, reason)
	}
	if r.fault != "" {
		return bad(r.column, r.fault)
	}
	pic := r.get("organisationid")
	if _, ok := r.head.column["organisationid"]; !ok {
		pic = r.get("id") // the layout of before 2021
	}
	o = organisation{
		file: s.name, line: r.line, name: line(r.get("name")), short: shortName(r.get("shortname")),
		country: country(r.get("country")), city: line(r.get("city")),
		activity: code(r.get("activitytype")), sme: strings.TrimSpace(r.get("sme")), url: address(r.get("organizationurl")),
		place: point(r.get("geolocation")), updated: strings.TrimSpace(r.get("contentupdatedate")),
	}
	if id = strings.TrimSpace(r.get("projectid")); !projectID.MatchString(id) {
		return bad("projectID", "is not the number of a grant")
	}
	if o.name == "" {
		return bad("name", "is missing")
	}
	o.external = o.externalID(pic)
	part = participation{organisation: o.external, role: line(r.get("role"))}
	var err error
	if part.contribution, err = number(r.get("eccontribution")); err != nil {
		return bad("ecContribution", err.Error())
	}
	if order := strings.TrimSpace(r.get("order")); order != "" {
		if part.order, err = strconv.Atoi(order); err != nil {
			return bad("order", "is not a whole number")
		}
	}
	return id, o, part, nil
}

// say adds what a row of one of the other tables says to the facts of a
// project.
func (r *row) say(s *source, words interner, about func(id string) *facts) *catalog.Rejection {
	if r.fault != "" {
		return r.rejected("", s, r.column, r.fault)
	}
	if r.head.table == tableWebItem {
		return nil // pictures and leaflets: nothing that a project of the catalogue holds
	}
	id := strings.TrimSpace(r.get("projectid"))
	if !projectID.MatchString(id) {
		return r.rejected("", s, "projectID", "is not the number of a grant")
	}
	f := about(id)
	switch r.head.table {
	case tableScience:
		f.science = add(f.science, words.keep(line(r.get("euroscivoctitle"))))
	case tableTopic:
		f.topics = add(f.topics, words.keep(code(r.get("topic"))))
	case tableLegalBasis:
		base := words.keep(code(r.get("legalbasis")))
		f.legalBases = append(f.legalBases, base)
		if strings.EqualFold(strings.TrimSpace(r.get("uniqueprogrammepart")), "true") {
			f.ownBases = append(f.ownBases, base)
		}
	case tableWebLink:
		f.link(r.get("type"), r.get("represents"), r.get("status"), r.get("physurl"))
	case tableNone, tableProject, tableOld, tableOrganisation, tableWebItem:
	}
	return nil
}

// link takes a web address if it is the project's own site; the first one
// counts, before any that is only archived.
func (f *facts) link(kind, represents, status, url string) {
	if kind != "relatedWebsite" || represents != "project" && represents != "" {
		return
	}
	switch site := address(url); {
	case status == "legacy" && f.legacy == "":
		f.legacy = strings.Clone(site)
	case status != "legacy" && f.website == "":
		f.website = strings.Clone(site)
	}
}
