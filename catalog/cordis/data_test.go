package cordis

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/bolt"
)

// publicData are the files of CORDIS itself, which are not part of the
// repository.
const publicData = "../../../shared/data/cordis/"

// dataFiles are the public files that match; the test is skipped where there
// are none.
func dataFiles(t *testing.T, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(publicData + pattern)
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) == 0 {
		t.Skipf("the public data of CORDIS is not in %s", publicData)
	}
	return paths
}

func rowsRead(r *taken) map[string]int {
	rows := map[string]int{}
	for _, f := range r.Files {
		rows[f.Holds] += f.Rows
	}
	return rows
}

// TestWholeHorizonEurope reads all projects of the programme.
func TestWholeHorizonEurope(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 19,189 projects twice over")
	}
	paths := dataFiles(t, "horizon-all/*.csv.gz")
	reading, err := Read(t.Context(), paths, Options{})
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[catalog.Kind]int{}
	for in, err := range reading.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		kinds[in.Content.Kind()]++
	}
	if reading.Projects != 19189 || kinds[catalog.KindProject] != 19189 || kinds[catalog.KindOrganisation] != reading.Organisations {
		t.Errorf("%d projects announced, %v came, want 19189", reading.Projects, kinds)
	}
}

// TestSecurityXMLAndTables: the archive of XML files and the tables with the
// writer's broken quoting say the same of every project that is in both. The
// tables hold the 194 of the cluster, the archive 166 others as well.
func TestSecurityXMLAndTables(t *testing.T) {
	archive, loose := dataFiles(t, "horizon-security-xml.zip"), dataFiles(t, "horizon-security-csv/*.csv")
	fromXML, fromTables := readAll(t, Options{}, archive...), readAll(t, Options{}, loose...)
	if len(fromXML.rejections) > 0 || len(fromTables.rejections) > 0 {
		t.Errorf("rejected %v and %v", fromXML.rejections, fromTables.rejections)
	}
	if len(fromXML.projects) != 360 {
		t.Errorf("%d projects in XML, want 360", len(fromXML.projects))
	}
	if len(fromTables.projects) != 194 {
		t.Errorf("%d projects in the tables, want 194", len(fromTables.projects))
	}
	for id := range fromTables.projects {
		a, b := *fromXML.project(t, id), *fromTables.project(t, id)
		if a.Keywords != nil && b.Keywords == nil {
			a.Keywords = nil // the tables of 2025 have no such column
		}
		if changed := catalog.Changed(&a, &b); len(changed) > 0 {
			t.Errorf("project %s differs in %v", id, changed)
		}
	}
	for id := range fromTables.organisations {
		if fromXML.organisations[id] == nil {
			t.Errorf("%s is in the tables and not in the archive", id)
		}
	}
}

// TestClusterOfSecurity: of the 392 projects that name the cluster, 194 are of it.
func TestClusterOfSecurity(t *testing.T) {
	r := readAll(t, Options{OnlySecurity: true}, dataFiles(t, "horizon-security-xml.zip")...)
	if len(r.projects) != 194 {
		t.Errorf("%d projects are of the cluster, want 194", len(r.projects))
	}
}

func TestTopicsOfHorizon2020(t *testing.T) {
	r := readAll(t, Options{}, dataFiles(t, "h2020/topics.csv")...)
	if rows := rowsRead(r); rows["topics"] != 35389 || len(r.rejections) > 0 {
		t.Errorf("rows are %v, rejected %v; want 35389 and none", rows, r.rejections)
	}
	r = readAll(t, Options{}, dataFiles(t, "h2020/webItem.csv")...)
	if len(r.rejections) > 0 || len(r.Files) != 1 || r.Files[0].Holds != "webItem" || r.Files[0].Rows == 0 {
		t.Errorf("files are %v, rejected %v", r.Files, r.rejections)
	}
}

func TestOldHorizon2020(t *testing.T) {
	r := readAll(t, Options{}, dataFiles(t, "h2020/h2020-security-*.csv")...)
	rows := rowsRead(r)
	if len(r.projects) != 391 || rows["organization"] != 4294 || len(r.rejections) > 0 {
		t.Errorf("%d projects, rows %v, rejected %v; want 391, 4294 rows of organisations and none", len(r.projects), rows, r.rejections)
	}
	for id, acronym := range map[string]string{"740714": "ILEAnet", "700626": "iBorderCtrl"} {
		if p := r.project(t, id); p.Acronym != acronym || p.Coordinator == "" || p.Objective == "" {
			t.Errorf("project %s is %+v, want %s", id, p, acronym)
		}
	}
	alone := readAll(t, Options{}, dataFiles(t, "h2020/h2020-security-projects.csv")...)
	if len(alone.projects) != 391 || len(alone.rejections) > 0 || len(alone.organisations) == 0 {
		t.Errorf("without organisations: %d projects, %d organisations by name, rejected %v", len(alone.projects), len(alone.organisations), alone.rejections)
	}
}

// TestNamespaceSample: real bytes of the official dump. The sample has no
// title, so the acronym stands in.
func TestNamespaceSample(t *testing.T) {
	r := readAll(t, Options{}, dataFiles(t, "original-namespace-sample.xml")...)
	p := r.project(t, "101117736")
	if p.FullTitle != "Time2SWITCH" || p.DOI != "10.3030/101117736" || !slices.Equal(p.FieldsOfScience, []string{"oncology"}) || len(p.Partners) != 1 {
		t.Errorf("project is %+v", p)
	}
}

// TestImportSecurity takes the security projects into a store, twice, from
// either format: the second import finds nothing to change.
func TestImportSecurity(t *testing.T) {
	if testing.Short() {
		t.Skip("imports 360 projects with their 2,500 organisations three times")
	}
	archive, loose := dataFiles(t, "horizon-security-xml.zip"), dataFiles(t, "horizon-security-csv/*.csv")
	store, err := bolt.Open(t.Context(), t.TempDir(), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}()
	service := catalog.NewService(store, lists(t), time.Now, catalog.NewID)
	for i, paths := range [][]string{archive, archive, loose} {
		projects := []int{360, 360, 194}[i]
		reading, err := Read(t.Context(), paths, Options{Vocabularies: service.Vocabularies()})
		if err != nil {
			t.Fatal(err)
		}
		report, err := service.Import(t.Context(), reading.Records(t.Context()), catalog.ImportOptions{
			Different: func(d catalog.Difference) {
				if i > 0 {
					t.Errorf("import %d changes %+v", i+1, d)
				}
			},
			Rejected: func(no *catalog.Rejection) { t.Error(no) },
		})
		if err != nil {
			t.Fatal(err)
		}
		got, want := report.Counts[catalog.KindProject], catalog.ImportCounts{Read: projects, Unchanged: projects}
		if i == 0 {
			want = catalog.ImportCounts{Read: projects, New: projects}
		}
		if got != want {
			t.Errorf("import %d: %+v, want %+v", i+1, got, want)
		}
	}
	if err := store.Check(t.Context(), func(d string) { t.Error(d) }); err != nil {
		t.Error(err)
	}
}
