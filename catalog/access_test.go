package catalog

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
)

func isMoveError(err error) bool { return errors.Is(err, ErrMove) }

// TestVisible tries every person, access level and state.
func TestVisible(t *testing.T) {
	members := "member, verified member, own member, team, own team, reviewer, holding reviewer, conflicted reviewer, national contact, own contact, administrator, own administrator"
	readers := map[AccessLevel]string{ // of a published entry
		AccessClear:       everyone,
		AccessGreen:       members,
		AccessAmber:       owners + ", " + admins,
		AccessAmberStrict: owners + ", " + admins,
	}
	for _, access := range []AccessLevel{AccessClear, AccessGreen, AccessAmber, AccessAmberStrict} {
		for _, state := range States {
			var may []string
			switch state {
			case StatePublished, StateArchived, StateWithdrawn, StateFrozen:
				may = who(readers[access])
			case StateDraft:
				may = who(owners)
			case StateSubmitted, StateInReview, StateChangesRequested, StateRejected:
				may = who(owners + ", holding reviewer")
				if access == AccessClear || access == AccessGreen {
					may = who(insiders)
				}
			}
			for name, actor := range people {
				view, got := Visible(actor, held(state, access, &Solution{Name: "S"}))
				if want := slices.Contains(may, name); got != want || (view != nil) != want {
					t.Errorf("%s sees a %s entry that is %s: %v (%v), want %v", name, access, state, got, view, want)
				}
			}
		}
	}
}

// TestAdmitted: whom the owner named.
func TestAdmitted(t *testing.T) {
	for _, test := range []struct {
		access   AccessLevel
		admitted []ID
		readers  string
	}{
		{AccessAmber, []ID{leaID}, "member, verified member, national contact"},
		{AccessAmber, []ID{AllLEAs}, "verified member"},
		{AccessAmber, []ID{otherID}, ""}, // a team is not admitted by name
		{AccessAmberStrict, []ID{leaID}, "member, verified member, national contact"},
		{AccessAmberStrict, []ID{AllLEAs}, ""},
	} {
		may := slices.Concat(who(owners), who(admins), who(test.readers))
		for name, actor := range people {
			e := held(StatePublished, test.access, &Solution{Name: "S"})
			e.Admitted = test.admitted
			if _, got := Visible(actor, e); got != slices.Contains(may, name) {
				t.Errorf("%s sees a %s entry that admits %v: %v", name, test.access, test.admitted, got)
			}
		}
	}
}

// TestFieldRedaction: each field of each kind is empty for whoever is below its
// level, and there for whoever is not.
func TestFieldRedaction(t *testing.T) {
	content := &Solution{Name: "Open", Contact: "Green contact", CostBand: "Green band", Restrictions: "Green limits"}
	e := held(StatePublished, AccessClear, content)
	for name, want := range map[string]bool{"visitor": false, "member": true, "team": true, "own team": true, "reviewer": true} {
		view, ok := Visible(people[name], e)
		if !ok {
			t.Fatalf("%s does not see the entry", name)
		}
		got := view.Record.(*Solution)
		if got.Name != "Open" || (got.Contact != "") != want || (got.CostBand != "") != want || (got.Restrictions != "") != want {
			t.Errorf("%s sees %+v, green fields wanted: %v", name, got, want)
		}
	}
	if content.Contact == "" {
		t.Error("the entry itself was changed")
	}
	organisation := held(StatePublished, AccessClear, &Organisation{Name: "O", NationalContact: leaID, DisplayRule: "name"})
	organisation.Owner = teamID
	view, _ := Visible(people["administrator"], organisation)
	if o := view.Record.(*Organisation); o.DisplayRule != "" || o.NationalContact == "" {
		t.Errorf("an administrator sees %+v, want no field of the owner's own", o)
	}
	view, _ = Visible(people["own team"], organisation)
	if o := view.Record.(*Organisation); o.DisplayRule == "" {
		t.Errorf("the owner sees %+v, want everything", o)
	}
}

// TestNoFieldAboveItsLevel holds the rules in the struct tags against what a
// visitor gets, with a marker in every text.
func TestNoFieldAboveItsLevel(t *testing.T) {
	for _, kind := range Kinds {
		content, err := NewContent(kind)
		if err != nil {
			t.Fatal(err)
		}
		var members []string
		for _, f := range Fields(kind) {
			if f.Access != AccessClear && f.Type.Kind().String() == "string" {
				members = append(members, `"`+f.Name+`":"MARK"`)
			}
		}
		if err := json.Unmarshal([]byte("{"+strings.Join(members, ",")+"}"), content); err != nil {
			t.Fatal(err)
		}
		view, ok := Visible(Visitor, held(StatePublished, AccessClear, content))
		if !ok {
			t.Fatalf("a visitor does not see a clear %s", kind)
		}
		data, err := json.Marshal(view)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "MARK") {
			t.Errorf("a visitor gets a restricted field of a %s: %s", kind, data)
		}
	}
}

func TestDisplayRule(t *testing.T) {
	for rule, want := range map[string]struct{ organisation, country bool }{
		"name": {true, true}, "country-only": {false, true}, "hidden": {false, false},
	} {
		e := held(StatePublished, AccessClear, &Experience{
			Organisation: teamID, Country: "FI", Display: rule, TextsAccess: "green", Worked: "MARK", Month: "2026-01", Duration: "a week",
		})
		view, _ := Visible(Visitor, e)
		x := view.Record.(*Experience)
		if (x.Organisation != "") != want.organisation || (x.Country != "") != want.country || (view.Owner != "") != want.organisation {
			t.Errorf("rule %s: a visitor sees %+v and owner %q", rule, x, view.Owner)
		}
		if x.Worked != "" {
			t.Errorf("rule %s: a visitor sees a green text", rule)
		}
		view, _ = Visible(people["member"], e)
		if x := view.Record.(*Experience); x.Worked != "MARK" || (x.Organisation != "") != want.organisation {
			t.Errorf("rule %s: a member sees %+v", rule, x)
		}
		view, _ = Visible(people["own member"], e)
		if x := view.Record.(*Experience); x.Organisation == "" || x.Country == "" {
			t.Errorf("rule %s: the owner sees %+v", rule, x)
		}
	}
}

func TestStub(t *testing.T) {
	for _, state := range []State{StateWithdrawn, StateFrozen} {
		e := held(state, AccessClear, &Solution{Name: "Gone", Summary: "MARK"})
		e.Reason, e.Tags, e.Origin = "no longer made", []Tag{{Challenge: "x", Strength: "3"}}, map[string]Origin{"summary": {Source: "MARK"}}
		view, ok := Visible(Visitor, e)
		if !ok || !view.Stub || view.Record != nil || view.Title != "Gone" || view.Reason != "no longer made" {
			t.Fatalf("a visitor sees %+v, %v; want a stub with title and reason", view, ok)
		}
		data, err := json.Marshal(view)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "MARK") || len(view.Tags) > 0 {
			t.Errorf("the stub holds %s", data)
		}
		if view, _ := Visible(people["own team"], e); view.Stub || view.Record == nil {
			t.Errorf("the owner sees %+v, want all of it", view)
		}
	}
}

// TestDraftOfPublished: readers see the public revision, the team the newest.
func TestDraftOfPublished(t *testing.T) {
	e := held(StatePublished, AccessClear, &Solution{Name: "Old"})
	e.Draft = &Revision{Number: 2, Content: &Solution{Name: "New"}}
	for name, want := range map[string]string{"visitor": "Old", "team": "Old", "reviewer": "Old", "administrator": "Old", "own team": "New"} {
		if view, _ := Visible(people[name], e); view.Title != want || view.Record.Title() != want {
			t.Errorf("%s sees %q, want %q", name, view.Title, want)
		}
	}
}
