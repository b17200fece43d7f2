package cordis

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/vocabularies"
)

// tables are the fixtures in the layout of today, in an order that no program
// may rely on.
var tables = []string{
	"testdata/project.csv", "testdata/webItem.csv", "testdata/organization.csv", "testdata/legalBasis.csv",
	"testdata/webLink.csv", "testdata/topics.csv", "testdata/euroSciVoc.csv",
}

// taken is everything that a reading yields.
type taken struct {
	*Reading
	order         []string // external ids
	organisations map[string]*catalog.Incoming
	projects      map[string]*catalog.Incoming // by the number of the grant
	rejections    []*catalog.Rejection
}

func (r *taken) project(t *testing.T, id string) *catalog.Project {
	t.Helper()
	in := r.projects[id]
	if in == nil {
		t.Fatalf("project %s was not read; rejected: %v", id, r.rejections)
	}
	return in.Content.(*catalog.Project)
}

func (r *taken) organisation(t *testing.T, id string) *catalog.Organisation {
	t.Helper()
	in := r.organisations[organisationPrefix+id]
	if in == nil {
		t.Fatalf("organisation %s was not read", id)
	}
	return in.Content.(*catalog.Organisation)
}

// readAll reads the files and takes all records.
func readAll(t *testing.T, o Options, paths ...string) *taken {
	t.Helper()
	reading, err := Read(t.Context(), paths, o)
	if err != nil {
		t.Fatal(err)
	}
	r := &taken{Reading: reading, organisations: map[string]*catalog.Incoming{}, projects: map[string]*catalog.Incoming{}}
	for in, err := range reading.Records(t.Context()) {
		if no, ok := errors.AsType[*catalog.Rejection](err); ok {
			r.rejections = append(r.rejections, no)
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		r.order = append(r.order, in.ExternalID)
		switch in.Content.(type) {
		case *catalog.Organisation:
			r.organisations[in.ExternalID] = in
		case *catalog.Project:
			r.projects[strings.TrimPrefix(in.ExternalID, projectPrefix)] = in
		}
	}
	return r
}

func lists(t *testing.T) *catalog.Vocabularies {
	t.Helper()
	v, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// file writes a file of the test's own.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// gzipped packs each file by itself.
func gzipped(t *testing.T, paths ...string) (packed []string) {
	t.Helper()
	for _, path := range paths {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		if _, err := w.Write([]byte(content(t, path))); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		packed = append(packed, file(t, filepath.Base(path)+".gz", b.String()))
	}
	return packed
}

// zipped packs the files and the members given as name and content into one
// archive.
func zipped(t *testing.T, paths []string, members ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	add := func(name, text string) {
		member, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := member.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range paths {
		add("data/"+filepath.Base(path), content(t, path))
	}
	for i := 0; i < len(members); i += 2 {
		add(members[i], members[i+1])
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file(t, "archive.zip", b.String())
}

// projectTable is a project table in the official writer's manner, a row for each
// set of values; a column that the values leave out is empty.
func projectTable(rows ...map[string]string) string {
	names := strings.Fields("id acronym status title startDate endDate totalCost ecMaxContribution legalBasis topics " +
		"ecSignatureDate frameworkProgramme masterCall subCall fundingScheme nature objective contentUpdateDate rcn grantDoi")
	for _, row := range rows {
		for name := range row {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	text := `"` + strings.Join(names, `";"`) + "\"\n"
	for _, row := range rows {
		values := make([]string, len(names))
		for i, name := range names {
			values[i] = row[name]
		}
		text += `"` + strings.Join(values, `";"`) + "\"\n"
	}
	return text
}

// sameRecords compares what two readings say of a project and of its partners.
// Where it stands is of no account.
func sameRecords(t *testing.T, id string, a, b *taken) {
	t.Helper()
	one, two := a.project(t, id), b.project(t, id)
	if changed := catalog.Changed(one, two); len(changed) > 0 {
		t.Errorf("project %s differs in %v:\n%+v\n%+v", id, changed, one, two)
	}
	if x, y := a.projects[id], b.projects[id]; x.Slug != y.Slug || x.Confirmed != y.Confirmed || x.Origin != y.Origin {
		t.Errorf("project %s: slug, day and origin are %s %s %v and %s %s %v", id, x.Slug, x.Confirmed, x.Origin, y.Slug, y.Confirmed, y.Origin)
	}
}
