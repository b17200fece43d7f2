package catalog

import (
	"encoding/json"
	"fmt"
	"time"
)

// EntryFormat is the version of the stored form of an [Entry]. A store
// upgrades older forms and refuses newer ones.
const EntryFormat = 1

// Entry is one record of the catalogue with all that the workflow knows of it.
// It is what stores keep and what the feed carries; readers get a [View].
type Entry struct {
	Format   int      `json:"format"`
	ID       ID       `json:"id"`
	Kind     Kind     `json:"kind"`
	Slug     string   `json:"slug"`
	OldSlugs []string `json:"old_slugs,omitempty"` // former slugs, kept as redirects

	// Version rises by one with each write of the entry. A write that names an
	// older one is refused with ErrConflict.
	Version uint64 `json:"version"`

	State      State       `json:"state"`
	Reason     string      `json:"reason,omitempty"` // why it was archived, withdrawn, declined, frozen
	Access     AccessLevel `json:"access"`
	Owner      ID          `json:"owner,omitempty"`    // organisation that owns the entry
	Admitted   []ID        `json:"admitted,omitempty"` // organisations that may read it at amber; AllLEAs admits every verified one
	Assignee   ID          `json:"assignee,omitempty"` // reviewer who holds it
	Language   string      `json:"language"`           // ISO 639-1 code of the texts
	MergedInto ID          `json:"merged_into,omitempty"`

	Created   time.Time  `json:"created"`
	Updated   time.Time  `json:"updated"`
	Published *time.Time `json:"published,omitempty"`
	Confirmed Date       `json:"confirmed,omitempty"` // when its owner last said "still true"

	ListingOnly bool `json:"listing_only,omitempty"` // taken from open data, claimed by no team
	Fictional   bool `json:"fictional,omitempty"`    // made up for the demonstration

	Tags        []Tag        `json:"tags,omitempty"`        // set by a reviewer
	Suggestions []Suggestion `json:"suggestions,omitempty"` // proposed by a program, for a reviewer only
	Assessment  Assessment   `json:"assessment,omitzero"`

	// Origin says for fields of the content where their value came from, by
	// field name. A field a person wrote has no origin.
	Origin      map[string]Origin `json:"origin,omitempty"`
	ExternalIDs []string          `json:"external_ids,omitempty"` // such as "cordis:project:787021"; unique over the catalogue; see MailDomains

	Verification *Verification `json:"verification,omitempty"` // of an organisation; nil while nobody vouches for it

	Draft  *Revision `json:"draft,omitempty"`  // what the team last wrote, while it differs from Public
	Public *Revision `json:"public,omitempty"` // what readers see

	// Extra keeps members of the stored JSON that this version of the program
	// does not know, so that an older program loses nothing of a newer one.
	Extra map[string]json.RawMessage `json:"-"`
}

// Tag is a challenge area that a reviewer gave an entry.
type Tag struct {
	Challenge string `json:"challenge"`
	Strength  string `json:"strength"` // vocabulary match_strength
}

// Suggestion is a challenge area that the words of an entry point to. It is
// shown to reviewers only and never searched.
type Suggestion struct {
	Challenge string   `json:"challenge"`
	Words     []string `json:"words"` // the words that caused it
}

// Assessment is what a reviewer found about the claims of an entry.
type Assessment struct {
	TRLConfidence   string `json:"trl_confidence,omitempty"` // vocabulary trl_confidence
	TRLConfidenceOn Date   `json:"trl_confidence_on,omitempty"`
	AIActClassOn    Date   `json:"ai_act_class_on,omitempty"`
}

// Origin is where the value of one field came from.
type Origin struct {
	Source string `json:"source"` // such as "cordis"
	On     Date   `json:"on"`     // when it was taken
}

// Current is the newest revision: the draft when there is one, else the public
// one, else nil.
func (e *Entry) Current() *Revision {
	if e.Draft != nil {
		return e.Draft
	}
	return e.Public
}

// Clone is a copy that shares nothing changeable with e.
func (e *Entry) Clone() *Entry {
	data, err := json.Marshal(e)
	if err != nil {
		panic(fmt.Sprintf("clone entry %s: %v", e.ID, err)) // every field of an Entry has a JSON form
	}
	var out Entry
	if err := json.Unmarshal(data, &out); err != nil {
		panic(fmt.Sprintf("clone entry %s: %v", e.ID, err))
	}
	return &out
}

// MarshalJSON writes the stored form, unknown members included.
func (e *Entry) MarshalJSON() ([]byte, error) {
	type plain Entry
	return marshalKeeping((*plain)(e), e.Extra)
}

// UnmarshalJSON reads the stored form. It fails on a form newer than
// [EntryFormat] and on a kind of content this program does not know.
func (e *Entry) UnmarshalJSON(data []byte) error {
	type plain Entry
	p := plain{}
	extra, err := unmarshalKeeping(data, &p)
	if err != nil {
		return err
	}
	if p.Format > EntryFormat {
		return fmt.Errorf("entry %s has format %d, this program knows up to %d", p.ID, p.Format, EntryFormat)
	}
	p.Extra = extra
	*e = Entry(p)
	return nil
}
