package cordis

import (
	"reflect"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// TestOldLayout reads the single file of before 2021, where the partners are
// names in a list.
func TestOldLayout(t *testing.T) {
	r := readAll(t, Options{}, "testdata/before-2021.csv")
	if r.Projects != 3 || len(r.rejections) > 0 {
		t.Fatalf("%d projects, rejected %v, want 3 and none", r.Projects, r.rejections)
	}
	by := func(name string) catalog.Ref { return ref("name:" + name) }
	want := &catalog.Project{
		Acronym: "OLDGATE", FullTitle: "Gates that open for whom they should", GrantAgreement: "790101", Programme: "h2020",
		CallTopic: "SEC-15-BES-2017", Start: "2017-09-01", End: "2020-08-31", Coordinator: by("gate-works-oy-fi"),
		Partners: []catalog.Partner{
			{Organisation: by("gate-works-oy-fi"), Role: "coordinator"}, {Organisation: by("greek-gates-sa-el"), Role: "participant"},
		},
		EUContribution: new(900000.0), TotalCost: new(1000000.5),
		Summary:   "A gate is older than the wall; it stands where people met.",
		Objective: "A gate is older than the wall; it stands where people met.",
		Website:   "https://www.oldgate.example.org", CordisURL: "https://cordis.europa.eu/project/id/790101",
		FiguresSource: "CORDIS", FundingScheme: "RIA", Status: "closed",
	}
	if got := r.project(t, "790101"); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if alone := r.project(t, "790102"); alone.FullTitle != `One "small" firm` || len(alone.Partners) != 1 {
		t.Errorf("a project of one is %+v", alone)
	}
	three := r.project(t, "790103")
	if three.Programme != "fp7" || three.Status != "signed" || three.Start != "2013-02-01" || three.End != "2014-01-01" {
		t.Errorf("programme %q, status %q, from %q to %q", three.Programme, three.Status, three.Start, three.End)
	}
	// Three names and two countries: whose is whose is not known.
	for _, name := range []string{"one-srl", "two-srl", "three-gmbh"} {
		if got := r.organisation(t, "name:"+name); got.Country != "" {
			t.Errorf("country of %s is %q, want none", name, got.Country)
		}
	}
}

func TestOldLayoutSecurity(t *testing.T) {
	r := readAll(t, Options{OnlySecurity: true, Vocabularies: lists(t)}, "testdata/before-2021.csv")
	if r.projects["790101"] == nil || r.projects["790103"] == nil || r.projects["790102"] != nil {
		t.Errorf("taken are %v, want those of the security programmes", r.order)
	}
}

// TestOldLayoutWithOrganisations: the table of organisations knows more than
// the names in the project file.
func TestOldLayoutWithOrganisations(t *testing.T) {
	table := file(t, "o.csv", "projectRcn;projectID;projectAcronym;role;id;name;shortName;activityType;endOfParticipation;ecContribution;country\n"+
		"900101;790101;OLDGATE;coordinator;900000101;GATE WORKS OY;GW;PRC;false;450000,5;FI\n"+
		"900101;790101;OLDGATE;participant;900000102;GREEK GATES SA;GG;PRC;false;449999,5;EL\n")
	r := readAll(t, Options{}, "testdata/before-2021.csv", table)
	p := r.project(t, "790101")
	want := []catalog.Partner{
		{Organisation: ref("900000101"), Role: "coordinator", Contribution: new(450000.5)},
		{Organisation: ref("900000102"), Role: "participant", Contribution: new(449999.5)},
	}
	if !reflect.DeepEqual(p.Partners, want) {
		t.Errorf("partners are %+v, want %+v", p.Partners, want)
	}
	if r.organisations[organisationPrefix+"name:greek-gates-sa-el"] != nil {
		t.Error("a partner with a number is there a second time by its name")
	}
}
