package catalog

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The organisations of these tests.
const (
	teamID  ID = "11111111-1111-4111-8111-111111111111"
	otherID ID = "22222222-2222-4222-8222-222222222222"
	leaID   ID = "33333333-3333-4333-8333-333333333333"
)

// The people of these tests. An "own" person belongs to the organisation that
// owns the entry.
var people = map[string]Actor{
	"visitor":             Visitor,
	"member":              {ID: "m", Role: RoleMember, Organisation: leaID},
	"verified member":     {ID: "vm", Role: RoleMember, Organisation: leaID, Verified: true},
	"own member":          {ID: "om", Role: RoleMember, Organisation: teamID},
	"team":                {ID: "t", Role: RoleTeam, Organisation: otherID},
	"own team":            {ID: "ot", Role: RoleTeam, Organisation: teamID},
	"reviewer":            {ID: "r", Role: RoleReviewer},
	"holding reviewer":    {ID: "hr", Role: RoleReviewer, Organisation: otherID},
	"conflicted reviewer": {ID: "cr", Role: RoleReviewer, Organisation: teamID},
	"national contact":    {ID: "n", Role: RoleNationalContact, Organisation: leaID},
	"own contact":         {ID: "on", Role: RoleNationalContact, Organisation: teamID},
	"administrator":       {ID: "a", Role: RoleAdministrator},
	"own administrator":   {ID: "oa", Role: RoleAdministrator, Organisation: teamID},
}

// held is an entry of the team in the state, held by the holding reviewer, with
// a public revision where the state is reached through publication.
func held(state State, access AccessLevel, content Content) *Entry {
	e := &Entry{
		ID: "44444444-4444-4444-8444-444444444444", Kind: content.Kind(), Slug: "entry", State: state, Access: access,
		Owner: teamID, Assignee: "hr",
	}
	revision := &Revision{Number: 1, Content: content}
	if public(state) {
		e.Public = revision
	} else {
		e.Draft = revision
	}
	return e
}

// who lists the names of those who may, from a list such as "own team, admin".
func who(names string) []string {
	if names == "" {
		return nil
	}
	return strings.Split(names, ", ")
}

const (
	everyone = "visitor, member, verified member, own member, team, own team, reviewer, holding reviewer, conflicted reviewer, national contact, own contact, administrator, own administrator"
	owners   = "own member, own team, own contact"
	// Who sees what is not published: the owners, and reviewers of others.
	insiders  = owners + ", reviewer, holding reviewer"
	admins    = "administrator, own administrator"
	reviewers = "reviewer, holding reviewer"
)

// permissions say for each action who may do it to a solution, in which states.
// What is not listed is forbidden: every person, action and state is tried.
var permissions = map[Action]map[State]string{
	ActionRead:     visibleIn(),
	ActionExport:   visibleIn(),
	ActionContact:  visibleIn(),
	ActionCreate:   inEach(owners+", member, verified member, team, national contact", States...),
	ActionWrite:    inEach(owners, StateDraft, StateSubmitted, StateChangesRequested, StatePublished, StateArchived),
	ActionDelete:   inEach(owners, StateDraft),
	ActionSubmit:   inEach(owners, StateDraft, StateChangesRequested),
	ActionTakeBack: inEach(owners, StateSubmitted),
	ActionReopen:   inEach(owners, StateRejected, StateWithdrawn),
	ActionConfirm:  inEach(owners, StatePublished, StateArchived),
	ActionWithdraw: inEach(owners, StateDraft, StateSubmitted, StateInReview, StateChangesRequested, StatePublished, StateArchived, StateRejected),
	ActionClaim:    inEach(reviewers, StateSubmitted),
	// Only the one who holds the entry.
	ActionRelease:        inEach("holding reviewer", StateInReview),
	ActionTag:            inEach("holding reviewer", StateInReview),
	ActionRemark:         inEach("holding reviewer", StateInReview),
	ActionRequestChanges: inEach("holding reviewer", StateInReview),
	ActionPublish:        inEach("holding reviewer", StateInReview),
	ActionDecline:        inEach("holding reviewer", StateInReview),
	ActionArchive:        inEach(owners+", "+admins, StatePublished),
	ActionFreeze:         inEach(admins, StateDraft, StateSubmitted, StateInReview, StateChangesRequested, StatePublished, StateArchived, StateWithdrawn, StateRejected),
	ActionUnfreeze:       inEach(admins, StateFrozen),
	ActionVote:           nil, // on needs only
	// These need no entry and look at none.
	ActionImport:          inEach(admins, States...),
	ActionEditVocabulary:  inEach(admins, States...),
	ActionManageUsers:     inEach(admins, States...),
	ActionReadAudit:       inEach(admins, States...),
	ActionEditSynonyms:    inEach(admins+", "+reviewers+", conflicted reviewer", States...),
	ActionConfirmIdentity: inEach(admins+", "+reviewers+", conflicted reviewer, national contact, own contact", States...),
}

func inEach(names string, states ...State) map[State]string {
	m := map[State]string{}
	for _, s := range states {
		m[s] = names
	}
	return m
}

// visibleIn is who sees a clear entry: everyone once it is public, and before
// that those who work on it.
func visibleIn() map[State]string {
	m := inEach(everyone, StatePublished, StateArchived, StateWithdrawn, StateFrozen)
	for _, s := range []State{StateSubmitted, StateInReview, StateChangesRequested, StateRejected} {
		m[s] = insiders
	}
	m[StateDraft] = owners
	return m
}

func TestCan(t *testing.T) {
	if len(permissions) != len(Actions) {
		t.Errorf("the table has %d actions of %d", len(permissions), len(Actions))
	}
	for _, action := range Actions {
		for _, state := range States {
			may := who(permissions[action][state])
			for name, actor := range people {
				e := held(state, AccessClear, &Solution{Name: "S"})
				if got, want := Can(actor, action, e), slices.Contains(may, name); got != want {
					t.Errorf("%s may %s an entry that is %s: %v, want %v", name, action, state, got, want)
				}
			}
		}
	}
}

// TestCanWithoutEntry: only what concerns no entry is allowed.
func TestCanWithoutEntry(t *testing.T) {
	free := []Action{ActionImport, ActionEditVocabulary, ActionManageUsers, ActionReadAudit, ActionEditSynonyms, ActionConfirmIdentity}
	for _, action := range Actions {
		for name, actor := range people {
			want := slices.Contains(free, action) && slices.Contains(who(permissions[action][StateDraft]), name)
			if got := Can(actor, action, nil); got != want {
				t.Errorf("%s may %s without entry: %v, want %v", name, action, got, want)
			}
		}
	}
	if Can(people["administrator"], "no-such-action", held(StateDraft, AccessClear, &Need{})) {
		t.Error("an action that there is not is allowed")
	}
}

func TestCanVote(t *testing.T) {
	for _, state := range States {
		for name, actor := range people {
			want := state == StatePublished && slices.Contains([]string{"verified member", "national contact", "own contact"}, name)
			if got := Can(actor, ActionVote, held(state, AccessClear, &Need{})); got != want {
				t.Errorf("%s may vote on a need that is %s: %v, want %v", name, state, got, want)
			}
		}
	}
}

// TestCanCreate: teams write no field experience, officers no project or
// organisation.
func TestCanCreate(t *testing.T) {
	officers := []Kind{KindExperience, KindNeed, KindUseCase, KindScenario, KindSolution, KindEvidence, KindDocument}
	for _, kind := range Kinds {
		content, err := NewContent(kind)
		if err != nil {
			t.Fatal(err)
		}
		for name, actor := range people {
			var want bool
			switch actor.Role {
			case RoleTeam:
				want = kind != KindExperience
			case RoleMember, RoleNationalContact:
				want = slices.Contains(officers, kind)
			case RoleVisitor, RoleReviewer, RoleAdministrator:
			}
			if got := Can(actor, ActionCreate, held(StateDraft, AccessClear, content)); got != want {
				t.Errorf("%s may create a %s: %v, want %v", name, kind, got, want)
			}
			// Nobody writes what has no owner, such as an imported project.
			e := held(StatePublished, AccessClear, content)
			e.Owner = ""
			if Can(actor, ActionWrite, e) {
				t.Errorf("%s may write a %s that nobody owns", name, kind)
			}
		}
	}
}

// TestDeletePublished: a draft of what was once public is not deleted, it is
// withdrawn.
func TestDeletePublished(t *testing.T) {
	e := held(StateDraft, AccessClear, &Solution{})
	e.Public = e.Draft
	if Can(people["own team"], ActionDelete, e) {
		t.Error("a team may delete what was public")
	}
}

// TestMoves tries every action in every state against the study, 4.1 and 4.2.
func TestMoves(t *testing.T) {
	legal := map[string]State{}
	for line := range strings.SplitSeq(strings.TrimSpace(`
submit: draft changes-requested -> submitted
take-back: submitted -> draft
claim: submitted -> in-review
release: in-review -> submitted
request-changes: in-review -> changes-requested
publish: in-review -> published
decline: in-review -> rejected
reopen: rejected withdrawn -> draft
archive: published -> archived
confirm: published archived -> published
withdraw: draft submitted in-review changes-requested published archived rejected -> withdrawn
freeze: draft submitted in-review changes-requested published archived withdrawn rejected -> frozen
unfreeze: frozen -> published`), "\n") {
		action, rest, _ := strings.Cut(line, ": ")
		from, to, _ := strings.Cut(rest, " -> ")
		for s := range strings.FieldsSeq(from) {
			legal[action+" "+s] = State(to)
		}
	}
	for _, action := range Actions {
		for _, state := range States {
			want := legal[fmt.Sprintf("%s %s", action, state)]
			got, err := state.Next(action)
			if got != want || (err == nil) != (want != "") {
				t.Errorf("%s of an entry that is %s gives %q, %v; want %q", action, state, got, err, want)
			}
			if err != nil && !isMoveError(err) {
				t.Errorf("%s of an entry that is %s gives %v, want an ErrMove", action, state, err)
			}
		}
	}
}
