package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/bolt"
	"ileanet.eu/showcase/catalog/vocabularies"
)

var importDay = time.Date(2026, 3, 2, 9, 30, 0, 0, time.UTC)

// room is a catalogue in an empty folder.
type room struct {
	*catalog.Service
	store *bolt.Store
}

func newRoom(t *testing.T) *room {
	t.Helper()
	lists, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	store, err := bolt.Open(t.Context(), t.TempDir(), bolt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Check(context.Background(), func(d string) { t.Error(d) }); err != nil {
			t.Error(err)
		}
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	return &room{catalog.NewService(store, lists, func() time.Time { return importDay }, catalog.NewID), store}
}

func (r *room) entry(t *testing.T, external string) *catalog.Entry {
	t.Helper()
	var e *catalog.Entry
	err := r.store.View(t.Context(), func(tx catalog.Tx) (err error) {
		e, err = tx.EntryByExternalID(external)
		return err
	})
	if err != nil {
		t.Fatalf("entry %s: %v", external, err)
	}
	return e
}

// change writes an entry as a person's work would.
func (r *room) change(t *testing.T, external string, change func(*catalog.Entry)) {
	t.Helper()
	_, err := r.store.Update(t.Context(), func(tx catalog.UpdateTx) error {
		e, err := tx.EntryByExternalID(external)
		if err != nil {
			return err
		}
		change(e)
		return tx.PutEntry(e, catalog.Event{At: importDay, Action: catalog.ActionWrite, Object: e.ID, Kind: e.Kind})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (r *room) sequence(t *testing.T) uint64 {
	t.Helper()
	n, err := r.Sequence(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// result is what an import did and said.
type result struct {
	*catalog.ImportReport
	differences []catalog.Difference
	rejections  []*catalog.Rejection
}

func (r *room) take(t *testing.T, dry bool, records ...*catalog.Incoming) *result {
	t.Helper()
	got := &result{}
	report, err := r.Import(t.Context(), sequenceOf(records), catalog.ImportOptions{
		DryRun:    dry,
		Different: func(d catalog.Difference) { got.differences = append(got.differences, d) },
		Rejected:  func(no *catalog.Rejection) { got.rejections = append(got.rejections, no) },
	})
	if err != nil {
		t.Fatal(err)
	}
	got.ImportReport = report
	return got
}

func sequenceOf(records []*catalog.Incoming) iter.Seq2[*catalog.Incoming, error] {
	return func(yield func(*catalog.Incoming, error) bool) {
		for _, in := range records {
			if !yield(in, nil) {
				return
			}
		}
	}
}

func (r *result) want(t *testing.T, kind catalog.Kind, isNew, changed, unchanged, rejected int) {
	t.Helper()
	want := catalog.ImportCounts{Read: isNew + changed + unchanged + rejected, New: isNew, Changed: changed, Unchanged: unchanged, Rejected: rejected}
	if got := r.Counts[kind]; got != want {
		t.Errorf("%s: %+v, want %+v; rejected %v", kind, got, want, r.rejections)
	}
}

func police() *catalog.Incoming {
	return &catalog.Incoming{
		ExternalID: "cordis:organisation:900000002", Slug: "north-pass-police", Language: "en", Confirmed: "2025-03-04",
		Content: &catalog.Organisation{Name: "NORTH PASS POLICE", Country: "XK", Type: "public-body", DisplayRule: "name"},
		Origin:  catalog.Origin{Source: "cordis", On: "2025-03-04"},
	}
}

func lantern() *catalog.Incoming {
	return &catalog.Incoming{
		ExternalID: "cordis:project:101900001", Slug: "lantern", Language: "en", Confirmed: "2025-03-04",
		Content: &catalog.Project{
			Acronym: "LANTERN", FullTitle: "Lights on the green border", GrantAgreement: "101900001", Programme: "horizon-europe",
			Coordinator: "cordis:organisation:900000002",
			Partners: []catalog.Partner{
				{Organisation: "cordis:organisation:900000002", Role: "coordinator"}, {Organisation: "cordis:organisation:1", Role: "participant"},
			},
			TotalCost: new(100.0), Summary: "Masts.", Status: "signed", FiguresSource: "CORDIS", FiguresDate: "2025-03-04",
		},
		Origin:      catalog.Origin{Source: "cordis", On: "2025-03-04"},
		Suggestions: []catalog.Suggestion{{Challenge: "registration-biometrics", Words: []string{"livescan"}}},
		File:        "p.csv", Line: 2,
	}
}

func TestImportNew(t *testing.T) {
	r := newRoom(t)
	got := r.take(t, false, police(), lantern())
	got.want(t, catalog.KindOrganisation, 1, 0, 0, 0)
	got.want(t, catalog.KindProject, 1, 0, 0, 0)
	e, coordinator := r.entry(t, "cordis:project:101900001"), r.entry(t, "cordis:organisation:900000002")
	if e.State != catalog.StatePublished || e.Access != catalog.AccessClear || !e.ListingOnly || e.Owner != "" || e.Slug != "lantern" ||
		e.Language != "en" || e.Confirmed != "2025-03-04" || e.Published == nil || e.Draft != nil {
		t.Errorf("entry is %+v, want a published, clear listing that nobody owns", e)
	}
	if len(e.Tags) > 0 || len(e.Suggestions) != 1 {
		t.Errorf("tags %v, suggestions %v; want a suggestion and no tag", e.Tags, e.Suggestions)
	}
	p := e.Public.Content.(*catalog.Project)
	if p.Coordinator != coordinator.ID || len(p.Partners) != 1 || p.Partners[0].Organisation != coordinator.ID {
		t.Errorf("coordinator %s, partners %v; want %s, and the unknown one left out", p.Coordinator, p.Partners, coordinator.ID)
	}
	var names []string
	for name, o := range e.Origin {
		if o != (catalog.Origin{Source: "cordis", On: "2025-03-04"}) {
			t.Errorf("origin of %s is %v", name, o)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	want := []string{"acronym", "coordinator", "figures_date", "figures_source", "grant_agreement", "partners", "programme", "status", "summary", "title", "total_cost"}
	if !slices.Equal(names, want) {
		t.Errorf("fields with an origin are %v, want %v", names, want)
	}
	if n := r.sequence(t); n != 2 {
		t.Errorf("%d events, want one for each entry", n)
	}
}

func TestImportDryRun(t *testing.T) {
	r := newRoom(t)
	got := r.take(t, true, police(), lantern())
	got.want(t, catalog.KindOrganisation, 1, 0, 0, 0)
	got.want(t, catalog.KindProject, 1, 0, 0, 0)
	want := []catalog.Difference{
		{Kind: "organisation", ExternalID: "cordis:organisation:900000002", Slug: "north-pass-police", After: "NORTH PASS POLICE"},
		{Kind: "project", ExternalID: "cordis:project:101900001", Slug: "lantern", After: "LANTERN: Lights on the green border"},
	}
	if !reflect.DeepEqual(got.differences, want) {
		t.Errorf("differences are %v, want %v", got.differences, want)
	}
	if n := r.sequence(t); n != 0 {
		t.Errorf("a dry run wrote %d events", n)
	}
	r.take(t, false, police(), lantern())
	changed := lantern()
	changed.Content.(*catalog.Project).Status = "closed"
	changed.Content.(*catalog.Project).TotalCost = new(250.0)
	got = r.take(t, true, police(), changed)
	got.want(t, catalog.KindProject, 0, 1, 0, 0)
	want = []catalog.Difference{
		{Kind: "project", ExternalID: changed.ExternalID, Slug: "lantern", Field: "total_cost", Before: "100.00", After: "250.00"},
		{Kind: "project", ExternalID: changed.ExternalID, Slug: "lantern", Field: "status", Before: "signed", After: "closed"},
	}
	if !reflect.DeepEqual(got.differences, want) {
		t.Errorf("differences are %v, want %v", got.differences, want)
	}
	if e := r.entry(t, changed.ExternalID); r.sequence(t) != 2 || e.Public.Content.(*catalog.Project).Status != "signed" {
		t.Error("the dry run changed the entry")
	}
}

func TestImportTwice(t *testing.T) {
	r := newRoom(t)
	r.take(t, false, police(), lantern())
	before := r.entry(t, "cordis:project:101900001")
	got := r.take(t, false, police(), lantern())
	got.want(t, catalog.KindOrganisation, 0, 0, 1, 0)
	got.want(t, catalog.KindProject, 0, 0, 1, 0)
	if n := r.sequence(t); n != 2 || len(got.differences) > 0 {
		t.Errorf("the second import wrote %d events, differences %v", n-2, got.differences)
	}
	if after := r.entry(t, "cordis:project:101900001"); !reflect.DeepEqual(after, before) {
		t.Errorf("entry was %+v and is %+v", before, after)
	}
}

// TestImportKeepsWhatAPersonWrote: an edited field stays, the others follow the
// source, and an empty field of the source changes nothing.
func TestImportKeepsWhatAPersonWrote(t *testing.T) {
	r := newRoom(t)
	r.take(t, false, police(), lantern())
	id := lantern().ExternalID
	r.change(t, id, func(e *catalog.Entry) {
		p := *e.Public.Content.(*catalog.Project)
		p.Summary, p.Outputs, p.TotalCost = "Written by a person.", "Two masts.", nil
		e.Public = &catalog.Revision{Number: 2, At: importDay, By: "person", Content: &p}
		delete(e.Origin, "summary") // as a save does
		e.Tags = []catalog.Tag{{Challenge: "registration-biometrics", Strength: "3"}}
		e.Slug = "lantern-masts"
	})
	source := lantern()
	source.Origin.On, source.Confirmed = "2026-02-02", "2026-02-02"
	p := source.Content.(*catalog.Project)
	p.Summary, p.Outputs, p.Status, p.TotalCost, p.Website = "Newer words of the source.", "Nothing.", "closed", new(300.0), "https://lantern.example.org"
	p.GrantAgreement = ""
	got := r.take(t, false, police(), source)
	got.want(t, catalog.KindProject, 0, 1, 0, 0)
	e := r.entry(t, id)
	now := e.Public.Content.(*catalog.Project)
	if now.Summary != "Written by a person." || now.Outputs != "Two masts." {
		t.Errorf("a person's words became %q and %q", now.Summary, now.Outputs)
	}
	if now.Status != "closed" || now.Website != "https://lantern.example.org" || now.TotalCost == nil || *now.TotalCost != 300 || now.GrantAgreement != "101900001" {
		t.Errorf("the other fields are %+v, want those of the source", now)
	}
	if e.Public.Number != 3 || e.Slug != "lantern-masts" || len(e.Tags) != 1 || e.Confirmed != "2026-02-02" {
		t.Errorf("entry is %+v", e)
	}
	if _, imported := e.Origin["summary"]; imported || e.Origin["status"].On != "2026-02-02" || e.Origin["title"].On != "2025-03-04" {
		t.Errorf("origins are %v", e.Origin)
	}
	r.take(t, false, police(), source).want(t, catalog.KindProject, 0, 0, 1, 0)
}

// TestImportLeavesAlone what a team is working on or what is not live.
func TestImportLeavesAlone(t *testing.T) {
	for name, change := range map[string]func(*catalog.Entry){
		"draft": func(e *catalog.Entry) {
			e.Draft = &catalog.Revision{Number: 2, Content: &catalog.Project{Acronym: "D"}}
		},
		"withdrawn": func(e *catalog.Entry) { e.State = catalog.StateWithdrawn },
		"frozen":    func(e *catalog.Entry) { e.State = catalog.StateFrozen },
		"in review": func(e *catalog.Entry) { e.State = catalog.StateInReview },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRoom(t)
			r.take(t, false, police(), lantern())
			r.change(t, lantern().ExternalID, change)
			before := r.entry(t, lantern().ExternalID)
			source := lantern()
			source.Content.(*catalog.Project).Status = "closed"
			r.take(t, false, police(), source).want(t, catalog.KindProject, 0, 0, 1, 0)
			if after := r.entry(t, lantern().ExternalID); !reflect.DeepEqual(after, before) {
				t.Errorf("entry was %+v and is %+v", before, after)
			}
		})
	}
}

func TestImportRejects(t *testing.T) {
	r := newRoom(t)
	long, twice, other := lantern(), lantern(), lantern()
	long.ExternalID = "cordis:project:101900002"
	long.Content.(*catalog.Project).Acronym = strings.Repeat("x", 121)
	other.ExternalID = police().ExternalID + "0"
	other.Content.(*catalog.Project).Start, other.Content.(*catalog.Project).End = "2026-02-01", "2026-01-01"
	got := r.take(t, false, police(), long, lantern(), twice, other)
	got.want(t, catalog.KindProject, 1, 0, 0, 3)
	want := []string{
		"p.csv:2: external_id: stands twice in this import (\"cordis:project:101900001\")",
		"p.csv:2: acronym: has 121 characters, 120 are possible", "p.csv:2: end: lies before the start",
	}
	var said []string
	for _, no := range got.rejections {
		said = append(said, no.Error())
		if !errors.Is(no, catalog.ErrInvalid) {
			t.Errorf("%v is no ErrInvalid", no)
		}
	}
	if !slices.Equal(said, want) {
		t.Errorf("rejected:\n%s\nwant\n%s", strings.Join(said, "\n"), strings.Join(want, "\n"))
	}
	kind := lantern()
	kind.ExternalID = police().ExternalID
	r.take(t, false, kind).want(t, catalog.KindProject, 0, 0, 0, 1)
}

// TestImportSameAcronym: slugs stay apart, and stay.
func TestImportSameAcronym(t *testing.T) {
	r := newRoom(t)
	other := lantern()
	other.ExternalID = "cordis:project:101900009"
	for range 2 {
		r.take(t, false, police(), lantern(), other)
		if a, b := r.entry(t, lantern().ExternalID).Slug, r.entry(t, other.ExternalID).Slug; a != "lantern" || b != "lantern-101900009" {
			t.Errorf("slugs are %s and %s", a, b)
		}
	}
}

// TestImportGoesOn: an import that was cut off leaves whole batches, and
// running it again completes it to what one run gives.
func TestImportGoesOn(t *testing.T) {
	var records []*catalog.Incoming
	for i := range 1234 {
		in := police()
		in.ExternalID += fmt.Sprint(i)
		in.Slug += fmt.Sprint(i)
		records = append(records, in)
	}
	r := newRoom(t)
	cut := errors.New("the source broke off")
	broken := func(yield func(*catalog.Incoming, error) bool) {
		for i, in := range records {
			if i == 1100 {
				yield(nil, cut)
				return
			}
			if !yield(in, nil) {
				return
			}
		}
	}
	report, err := r.Import(t.Context(), broken, catalog.ImportOptions{})
	if !errors.Is(err, cut) || report.Counts[catalog.KindOrganisation].New != 1000 || r.sequence(t) != 1000 {
		t.Fatalf("cut off: %v, %+v, %d written; want two whole batches", err, report.Counts, r.sequence(t))
	}
	got := r.take(t, false, records...)
	got.want(t, catalog.KindOrganisation, 234, 0, 1000, 0)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Import(ended, sequenceOf(records), catalog.ImportOptions{}); !errors.Is(err, context.Canceled) {
		t.Errorf("an import with an ended context gives %v", err)
	}
}
