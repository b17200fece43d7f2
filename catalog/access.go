package catalog

import (
	"encoding/json"
	"reflect"
	"slices"
	"time"
)

// AccessLevel is a Traffic Light Protocol 2.0 label. TLP:RED is refused at
// input, so it is not among them.
type AccessLevel string

// The access levels, from open to closed. accessOwn marks fields for the owner
// and reviewers alone; no entry has it.
const (
	AccessClear       AccessLevel = "clear"        // everyone
	AccessGreen       AccessLevel = "green"        // signed-in members
	AccessAmber       AccessLevel = "amber"        // organisations the owner admitted
	AccessAmberStrict AccessLevel = "amber-strict" // named organisations only
	accessOwn         AccessLevel = "own"
)

// AllLEAs admits every verified law-enforcement organisation where it stands
// in [Entry.Admitted] of an amber entry.
const AllLEAs ID = "all-verified-leas"

// Valid reports whether an entry may have this level.
func (a AccessLevel) Valid() bool {
	switch a {
	case AccessClear, AccessGreen, AccessAmber, AccessAmberStrict:
		return true
	case accessOwn:
	}
	return false
}

// Audience is a group of readers that shares one search index.
type Audience string

// The audiences: the public index holds clear text, the member index clear and
// green. Amber text is in neither.
const (
	AudiencePublic Audience = "public"
	AudienceMember Audience = "member"
)

// Audiences lists every audience.
var Audiences = []Audience{AudiencePublic, AudienceMember}

// Reader is the viewer an audience's index is made for: what it sees is what
// everyone in the audience sees.
func (a Audience) Reader() Actor {
	if a == AudienceMember {
		return Actor{Role: RoleMember}
	}
	return Visitor
}

// AudienceOf is the audience a viewer belongs to.
func AudienceOf(viewer Actor) Audience {
	if viewer.Role == RoleVisitor {
		return AudiencePublic
	}
	return AudienceMember
}

// View is what one viewer may see of an entry: the envelope without the
// workflow's own fields, and the content with every field above the viewer's
// level left empty. It is also the JSON of the public interface.
type View struct {
	ID          ID                `json:"id"`
	Kind        Kind              `json:"kind"`
	Slug        string            `json:"slug"`
	URL         string            `json:"url"`
	Title       string            `json:"title"`
	Version     uint64            `json:"version"`
	Revision    int               `json:"revision"`
	State       State             `json:"state"`
	Reason      string            `json:"reason,omitempty"`
	Access      AccessLevel       `json:"access"`
	Language    string            `json:"language"`
	Created     time.Time         `json:"created"`
	Updated     time.Time         `json:"updated"`
	Published   *time.Time        `json:"published,omitempty"`
	Confirmed   Date              `json:"confirmed,omitempty"`
	ListingOnly bool              `json:"listing_only,omitempty"`
	Fictional   bool              `json:"fictional,omitempty"`
	Owner       ID                `json:"owner,omitempty"`
	Tags        []Tag             `json:"challenge_areas,omitempty"`
	Assessment  Assessment        `json:"assessment,omitzero"`
	Origin      map[string]Origin `json:"origin,omitempty"`
	// Record is the content; nil for a stub.
	Record Content `json:"record,omitempty"`
	// Stub is true for a withdrawn or frozen entry: only name, date and reason
	// are left.
	Stub bool `json:"stub,omitempty"`
}

// Visible answers what the viewer may see of the entry, and false when the
// viewer may not even know that it exists. It is the one place where this is
// decided: every answer to a person goes through it.
func Visible(viewer Actor, e *Entry) (*View, bool) {
	own, sees := standing(viewer, e)
	if !sees {
		return nil, false
	}
	revision := e.Public
	if own {
		revision = e.Current()
	}
	view := &View{
		ID: e.ID, Kind: e.Kind, Slug: e.Slug, URL: e.Kind.Path(e.Slug), Title: revision.Content.Title(),
		Version: e.Version, Revision: revision.Number, State: e.State, Reason: e.Reason,
		Access: e.Access, Language: e.Language,
		Created: e.Created, Updated: e.Updated, Published: e.Published, Confirmed: e.Confirmed,
		ListingOnly: e.ListingOnly, Fictional: e.Fictional, Owner: e.Owner,
		Tags: slices.Clone(e.Tags), Assessment: e.Assessment, Origin: e.Origin,
	}
	if !own && (e.State == StateWithdrawn || e.State == StateFrozen) {
		view.Stub, view.Tags, view.Origin, view.Assessment = true, nil, nil, Assessment{}
		return view, true
	}
	view.Record = redact(revision.Content, func(level AccessLevel) bool {
		return own || viewer.mayRead(level, e)
	})
	if x, ok := view.Record.(*Experience); ok && x.Organisation == "" {
		view.Owner = "" // who reports is shown by the display rule alone
	}
	return view, true
}

// standing reports whether the viewer works on the entry, and whether the
// viewer may know of it at all.
func standing(viewer Actor, e *Entry) (own, sees bool) {
	if own = viewer.worksOn(e); own {
		return true, e.Current() != nil
	}
	return false, public(e.State) && e.Public != nil && viewer.mayRead(e.Access, e)
}

// mayRead reports whether the viewer reaches the level on this entry.
func (a Actor) mayRead(level AccessLevel, e *Entry) bool {
	switch level {
	case AccessClear, "":
		return true
	case AccessGreen:
		return a.Role != RoleVisitor
	case AccessAmber:
		return a.admitted(e) || a.Role == RoleMember && a.Verified && slices.Contains(e.Admitted, AllLEAs) || a.Role == RoleAdministrator
	case AccessAmberStrict:
		return a.admitted(e) || a.Role == RoleAdministrator
	case accessOwn:
		return false
	}
	return false
}

// admitted reports whether the viewer's organisation was named by the owner.
func (a Actor) admitted(e *Entry) bool {
	return a.Organisation != "" && (a.Role == RoleMember || a.Role == RoleNationalContact) && slices.Contains(e.Admitted, a.Organisation)
}

// worksOn reports whether the viewer writes or reviews this entry and so sees
// all of it: its team, and the reviewer who may hold it.
func (a Actor) worksOn(e *Entry) bool {
	switch a.Role {
	case RoleTeam, RoleMember, RoleNationalContact:
		return a.owns(e)
	case RoleReviewer:
		if a.conflicted(e) {
			return false
		}
		restricted := e.Access == AccessAmber || e.Access == AccessAmberStrict
		return e.State.waiting() && (!restricted || e.Assignee == a.ID || e.Assignee == "")
	case RoleVisitor, RoleAdministrator:
	}
	return false
}

// public reports whether an entry in this state is shown to readers at all.
func public(s State) bool {
	switch s {
	case StatePublished, StateArchived, StateWithdrawn, StateFrozen:
		return true
	case StateDraft, StateSubmitted, StateInReview, StateChangesRequested, StateRejected:
	}
	return false
}

// redact copies the content without the fields the reader may not see.
func redact(c Content, may func(AccessLevel) bool) Content {
	data, err := json.Marshal(c)
	if err != nil {
		panic("redact: " + err.Error()) // every content has a JSON form
	}
	out, err := NewContent(c.Kind())
	if err != nil {
		panic("redact: " + err.Error())
	}
	if err := json.Unmarshal(data, out); err != nil {
		panic("redact: " + err.Error())
	}
	v := reflect.ValueOf(out).Elem()
	for _, f := range Fields(c.Kind()) {
		if !may(f.Access) {
			v.Field(f.index).SetZero()
		}
	}
	if special, ok := out.(interface{ redactFor(func(AccessLevel) bool) }); ok {
		special.redactFor(may)
	}
	return out
}
