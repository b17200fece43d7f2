package catalog

import (
	"encoding/json"
	"fmt"
	"reflect"
	"time"
)

// Revision is one saved text of an entry. Numbers start at 1 and have no gaps;
// a saved revision never changes.
type Revision struct {
	Number  int
	At      time.Time
	By      ID // user who wrote it; empty for imports
	Content Content

	// Extra keeps members of the stored content that this version of the
	// program does not know.
	Extra map[string]json.RawMessage
}

// revisionJSON is the stored form of a Revision.
type revisionJSON struct {
	Number  int             `json:"number"`
	At      time.Time       `json:"at"`
	By      ID              `json:"by,omitempty"`
	Kind    Kind            `json:"kind"`
	Content json.RawMessage `json:"content"`
}

// MarshalJSON writes the stored form, unknown members of the content included.
func (r *Revision) MarshalJSON() ([]byte, error) {
	content, err := marshalKeeping(r.Content, r.Extra)
	if err != nil {
		return nil, err
	}
	return json.Marshal(revisionJSON{r.Number, r.At, r.By, r.Content.Kind(), content})
}

// UnmarshalJSON reads the stored form. It fails on a kind of content this
// program does not know.
func (r *Revision) UnmarshalJSON(data []byte) error {
	var raw revisionJSON
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	content, err := NewContent(raw.Kind)
	if err != nil {
		return err
	}
	extra, err := unmarshalKeeping(raw.Content, content)
	if err != nil {
		return fmt.Errorf("revision %d: %w", raw.Number, err)
	}
	*r = Revision{Number: raw.Number, At: raw.At, By: raw.By, Content: content, Extra: extra}
	return nil
}

// Changed lists the names of the top-level fields in which two contents of the
// same kind differ, in the order of the type.
func Changed(a, b Content) []string {
	va, vb := reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem()
	var names []string
	for _, f := range Fields(a.Kind()) {
		if !reflect.DeepEqual(va.Field(f.index).Interface(), vb.Field(f.index).Interface()) {
			names = append(names, f.Name)
		}
	}
	return names
}
