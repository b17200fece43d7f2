package cordis

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

func ref(id string) catalog.Ref { return catalog.Ref(organisationPrefix + id) }

// lantern is the first project of the fixtures, whole.
var lantern = &catalog.Project{
	Acronym: "LANTERN", FullTitle: `Lights on the "green" border`, GrantAgreement: "101900001",
	Programme: "horizon-europe", CallTopic: "HORIZON-CL3-2022-BM-01-02", Start: "2023-01-01", End: "2025-12-31",
	Coordinator: ref("900000002"),
	Partners: []catalog.Partner{
		{Organisation: ref("900000002"), Role: "coordinator", Contribution: new(1000000.0)},
		{Organisation: ref("900000001"), Role: "participant", Contribution: new(999999.99)},
		{Organisation: ref("900000003"), Role: "associatedPartner"},
	},
	EUContribution: new(1999999.99), TotalCost: new(2500000.5),
	Summary: `The mountain passes between two countries have no light and no line of sight. LANTERN tests masts that "wake up" only ` +
		`when a sensor nearby asks for it; a battery lasts a winter. Three border guard posts use the masts for one season.`,
	Objective: `The mountain passes between two countries have no light and no line of sight. LANTERN tests masts that "wake up" only ` +
		"when a sensor nearby asks for it; a battery lasts a winter.\n\nThree border guard posts use the masts for one season.",
	Website: "https://lantern.example.org", CordisURL: "https://cordis.europa.eu/project/id/101900001",
	FiguresSource: "CORDIS", FiguresDate: "2025-03-04",
	FieldsOfScience: []string{"lighting", "sensors"}, FundingScheme: "HORIZON-RIA", Status: "signed", DOI: "10.3030/101900001",
}

func TestTables(t *testing.T) {
	reversed := slices.Clone(tables)
	slices.Reverse(reversed)
	for name, paths := range map[string][]string{
		"loose":                   tables,
		"loose, in another order": reversed,
		"gzipped":                 gzipped(t, tables...),
		"zipped":                  {zipped(t, tables, "readme.txt", "Nothing to see here.\n")},
		"zip of some, others loose": {
			zipped(t, tables[:3]), tables[3], tables[4], tables[5], tables[6],
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := readAll(t, Options{Vocabularies: lists(t)}, paths...)
			if r.Projects != 4 || len(r.projects) != 4 || r.Organisations != 5 || len(r.organisations) != 5 || len(r.rejections) > 0 {
				t.Fatalf("%d projects, %d organisations, rejected %v", len(r.projects), len(r.organisations), r.rejections)
			}
			if got := r.project(t, "101900001"); !reflect.DeepEqual(got, lantern) {
				t.Errorf("got  %+v\nwant %+v", got, lantern)
			}
			in := r.projects["101900001"]
			if in.Slug != "lantern" || in.Language != "en" || in.Confirmed != "2025-03-04" || in.Origin != (catalog.Origin{Source: "cordis", On: "2025-03-04"}) {
				t.Errorf("slug %q, language %q, confirmed %q, origin %v", in.Slug, in.Language, in.Confirmed, in.Origin)
			}
			if first := slices.IndexFunc(r.order, func(id string) bool { return strings.HasPrefix(id, projectPrefix) }); first != 5 {
				t.Errorf("the records come as %v, want the organisations before the projects", r.order)
			}
		})
	}
}

func TestTablesAreListed(t *testing.T) {
	r := readAll(t, Options{}, zipped(t, tables, "readme.txt", "Nothing to see here.\n"), "testdata/before-2021.csv")
	var holds []string
	rows := map[string]int{}
	for _, f := range r.Files {
		holds = append(holds, f.Holds)
		rows[f.Holds] += f.Rows
	}
	want := map[string]int{
		"project": 4, "organization": 7, "euroSciVoc": 4, "topics": 4, "legalBasis": 7, "webLink": 3, "webItem": 2,
		"project (layout before 2021)": 3,
	}
	if !reflect.DeepEqual(rows, want) {
		t.Errorf("files hold %v, %v; want %v", holds, rows, want)
	}
	if len(r.Skipped) != 1 || !strings.HasSuffix(r.Skipped[0], "archive.zip: readme.txt") {
		t.Errorf("skipped %q, want the readme", r.Skipped)
	}
}

func TestQuirksOfValues(t *testing.T) {
	r := readAll(t, Options{}, tables...)
	gull, quay := r.project(t, "101900002"), r.project(t, "101900004")
	if want := `Watching the coast with "quiet" drones`; gull.FullTitle != want {
		t.Errorf("a title quoted by the database is %q, want %q", gull.FullTitle, want)
	}
	if want := `asks harbour masters what a "good" picture is`; !strings.Contains(gull.Objective, want) || strings.Contains(gull.Objective, `""`) {
		t.Errorf("an objective quoted by the database is %q, want %q in it", gull.Objective, want)
	}
	if gull.TotalCost != nil || gull.EUContribution == nil || *gull.EUContribution != 800000 {
		t.Errorf("a cost of 0 is %v beside %v, want it not stated", gull.TotalCost, gull.EUContribution)
	}
	if gull.Website != "" {
		t.Errorf("web site is %q, want none: the link is no web site", gull.Website)
	}
	if clay := r.project(t, "101900003"); clay.TotalCost == nil || *clay.TotalCost != 1200000.25 {
		t.Errorf("a cost with a decimal point is %v", clay.TotalCost)
	}
	if want := "peopleâ€™s"; strings.Contains(quay.Objective, want) || !strings.Contains(quay.Objective, "people’s") {
		t.Errorf("misread UTF-8 stays: %q", quay.Objective)
	}
	if quay.Partners[1].Role != "thirdParty" || quay.Partners[1].Contribution == nil || *quay.Partners[1].Contribution != 0 {
		t.Errorf("second partner is %+v, want a third party that gets nothing", quay.Partners[1])
	}
}

func TestOrganisations(t *testing.T) {
	r := readAll(t, Options{}, tables...)
	for id, want := range map[string]*catalog.Organisation{
		"900000001": {
			Name: `INSTITUTE FOR "QUIET" LIGHT`, ShortName: "IQL", Country: "EL", City: "Thessaloniki",
			Location: &catalog.Point{Lat: 40.64, Lon: 22.94}, Type: "research", Website: "https://iql.example.org",
		},
		// The newest participation counts, an older one fills what it leaves open.
		"900000002": {Name: "NORTH PASS POLICE", ShortName: "NPP", Country: "XK", City: "Pristina", Location: &catalog.Point{Lat: 42.66, Lon: 21.16}, Type: "public-body"},
		"900000003": {
			Name: "MAST WORKS LIMITED", ShortName: "MAST", Country: "UK", City: "Leeds",
			Location: &catalog.Point{Lat: 53.8, Lon: -1.55}, Type: "company-sme", Website: "https://www.mast.example.org",
		},
		"900000004": {Name: "UNIVERSITY OF CLAY", ShortName: "UC", Country: "BE", City: "Gent", Location: &catalog.Point{Lat: 51.05, Lon: 3.72}, Type: "higher-education"},
		// GR is not what the EU writes, and the place lies on no globe.
		"900000005": {Name: "FERRY LINES SA", Country: "EL", City: "Piraeus", Type: "company-large"},
	} {
		want.DisplayRule = "name"
		if got := r.organisation(t, id); !reflect.DeepEqual(got, want) {
			t.Errorf("organisation %s is\n%+v, want\n%+v", id, got, want)
		}
	}
}

// TestProjectsAlone reads the project table without the others.
func TestProjectsAlone(t *testing.T) {
	r := readAll(t, Options{}, "testdata/project.csv")
	if len(r.projects) != 4 || len(r.organisations) != 0 {
		t.Fatalf("%d projects, %d organisations, want 4 and none", len(r.projects), len(r.organisations))
	}
	p := r.project(t, "101900001")
	if p.CallTopic != "HORIZON-CL3-2022-BM-01-02" || p.Coordinator != "" || p.Partners != nil || p.Programme != "horizon-europe" {
		t.Errorf("project is %+v", p)
	}
}

// TestTablesWithoutProjects: what they name is not there.
func TestTablesWithoutProjects(t *testing.T) {
	r := readAll(t, Options{}, "testdata/organization.csv", "testdata/topics.csv")
	if len(r.order) > 0 || len(r.rejections) > 0 {
		t.Errorf("yields %v and rejects %v, want nothing", r.order, r.rejections)
	}
}

// TestSameProjectTwice takes the statement that was brought up to date last,
// of two equally new ones the first.
func TestSameProjectTwice(t *testing.T) {
	older := file(t, "older.csv", projectTable(map[string]string{
		"id": "101900001", "acronym": "LAMP", "title": "An earlier name", "frameworkProgramme": "HORIZON", "contentUpdateDate": "2024-01-01 00:00:00",
	}))
	newer := file(t, "newer.csv", projectTable(map[string]string{
		"id": "101900001", "acronym": "BEACON", "title": "A later name", "frameworkProgramme": "HORIZON", "contentUpdateDate": "2026-01-01 00:00:00",
	}))
	same := file(t, "same.csv", projectTable(map[string]string{
		"id": "101900001", "acronym": "TORCH", "title": "The same day", "frameworkProgramme": "HORIZON", "contentUpdateDate": "2025-03-04 10:11:12",
	}))
	for want, paths := range map[string][]string{
		"LANTERN": {older, "testdata/project.csv", same},
		"BEACON":  {newer, "testdata/project.csv", older},
	} {
		r := readAll(t, Options{}, paths...)
		if got := r.project(t, "101900001").Acronym; got != want || r.Projects != 4 {
			t.Errorf("of %v, %s is taken among %d projects, want %s among 4", paths, got, r.Projects, want)
		}
	}
}

func TestOnlySecurity(t *testing.T) {
	r := readAll(t, Options{OnlySecurity: true, Vocabularies: lists(t)}, tables...)
	for id, want := range map[string]bool{
		"101900001": true,  // by topic and legal basis
		"101900002": true,  // by topic
		"101900003": false, // names the cluster among others
		"101900004": true,  // by the legal basis it was made under, whatever the topic
	} {
		if got := r.projects[id] != nil; got != want {
			t.Errorf("project %s taken: %v, want %v", id, got, want)
		}
	}
	if r.Projects != 3 || r.Organisations != 4 || r.organisations[organisationPrefix+"900000004"] != nil {
		t.Errorf("%d projects and %d organisations, want 3 and the 4 that take part in them", r.Projects, r.Organisations)
	}
}

// TestClusterByUniqueProgrammePart leaves the topic out, so that the legal
// basis alone decides.
func TestClusterByUniqueProgrammePart(t *testing.T) {
	for unique, want := range map[string]int{"true": 1, "": 0, "false": 0} {
		projects := file(t, "p.csv", projectTable(map[string]string{
			"id": "101900009", "title": "On rain", "objective": "It rains.", "frameworkProgramme": "HORIZON", "legalBasis": "HORIZON.2.5",
		}))
		bases := file(t, "l.csv", "\"projectID\";\"legalBasis\";\"title\";\"uniqueProgrammePart\"\n"+
			"\"101900009\";\"HORIZON.2.1\";\"\";\"\"\n\"101900009\";\"HORIZON.2.3\";\"\";\""+unique+"\"\n")
		if r := readAll(t, Options{OnlySecurity: true, Vocabularies: lists(t)}, projects, bases); r.Projects != want {
			t.Errorf("unique programme part %q: %d projects taken, want %d", unique, r.Projects, want)
		}
	}
}

func TestSuggestions(t *testing.T) {
	path := file(t, "p.csv", projectTable(map[string]string{
		"id": "101900009", "title": "Livescan at the border crossing", "frameworkProgramme": "HORIZON",
		"objective": "Fingerprint enrolment for border guards: a livescan that needs no training.",
	}, map[string]string{
		"id": "101900010", "title": "On rain", "objective": "It rains.", "frameworkProgramme": "HORIZON",
	}))
	r := readAll(t, Options{Vocabularies: lists(t)}, path)
	got := r.projects["101900009"].Suggestions
	if !slices.ContainsFunc(got, func(s catalog.Suggestion) bool { return s.Challenge == "registration-biometrics" && len(s.Words) > 0 }) {
		t.Errorf("suggested are %v, want registration-biometrics among them", got)
	}
	for _, s := range got {
		if c := lists(t).List(catalog.VocabularyChallenge).Concept(s.Challenge); c == nil || c.Broader == "" {
			t.Errorf("suggested is %q, which is no leaf of the challenge areas", s.Challenge)
		}
	}
	if got := r.projects["101900010"].Suggestions; len(got) > 0 {
		t.Errorf("rain suggests %v", got)
	}
	if r := readAll(t, Options{}, path); len(r.projects["101900009"].Suggestions) > 0 {
		t.Error("without vocabularies something is suggested")
	}
}

// TestSlugs: acronyms are no keys, and some titles have no letter for a slug.
func TestSlugs(t *testing.T) {
	r := readAll(t, Options{}, file(t, "p.csv", projectTable(
		map[string]string{"id": "101900011", "acronym": "IMPACT", "title": "One", "frameworkProgramme": "HORIZON"},
		map[string]string{"id": "101900012", "acronym": "???", "title": "Two words", "frameworkProgramme": "HORIZON"},
		map[string]string{"id": "101900013", "acronym": "ONLY", "title": "", "frameworkProgramme": "HORIZON"},
	)))
	for id, want := range map[string]string{"101900011": "impact", "101900012": "two-words", "101900013": "only"} {
		if got := r.projects[id]; got == nil || got.Slug != want {
			t.Errorf("project %s has slug %v, want %s", id, got, want)
		}
	}
}
