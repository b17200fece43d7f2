package catalog

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"strings"
	"unicode/utf8"
)

// decide works out what to do with a record. It reads tx and changes nothing;
// known remembers links within the transaction.
func (im *importer) decide(tx Tx, in *Incoming, known map[Ref]Ref) (outcome, error) {
	content, err := im.linked(tx, in.Content, known)
	if err != nil {
		return outcome{}, err
	}
	if broken := ValidateDraft(content, im.Vocabularies()); len(broken) > 0 {
		return outcome{rejection: in.broken(broken[0])}, nil
	}
	e, err := tx.EntryByExternalID(in.ExternalID)
	if errors.Is(err, ErrNotFound) {
		return im.create(tx, in, content)
	}
	if err != nil {
		return outcome{}, err
	}
	if e.Kind != content.Kind() {
		return outcome{rejection: in.rejection("external_id", "belongs to an entry of another kind", in.ExternalID)}, nil
	}
	return im.update(in, content, e)
}

// create makes the entry of a record that the catalogue does not know.
func (im *importer) create(tx Tx, in *Incoming, content Content) (outcome, error) {
	kind, now := content.Kind(), im.now().UTC()
	slug, err := freeSlug(tx, kind, in)
	if err != nil {
		return outcome{}, err
	}
	e := &Entry{
		Format: EntryFormat, ID: im.newID(AccessClear), Kind: kind, Slug: slug,
		State: StatePublished, Access: AccessClear, Language: in.Language,
		Created: now, Updated: now, Published: &now, Confirmed: in.Confirmed, ListingOnly: true,
		Suggestions: in.Suggestions, Origin: map[string]Origin{}, ExternalIDs: []string{in.ExternalID},
		Public: &Revision{Number: 1, At: now, Content: content},
	}
	v := reflect.ValueOf(content).Elem()
	for _, f := range Fields(kind) {
		if stated(v.Field(f.index)) {
			e.Origin[f.Name] = im.origin(in)
		}
	}
	return outcome{
		entry: e, event: im.event(in, e, ""), isNew: true,
		differences: []Difference{{Kind: kind, ExternalID: in.ExternalID, Slug: slug, After: shorten(content.Title())}},
	}, nil
}

// update brings the fields that an import may set up to date.
func (im *importer) update(in *Incoming, content Content, e *Entry) (outcome, error) {
	live := e.State == StatePublished || e.State == StateArchived
	if !live || e.Public == nil || e.Draft != nil || e.MergedInto != "" {
		return outcome{}, nil
	}
	merged, err := copyContent(e.Public.Content)
	if err != nil {
		return outcome{}, err
	}
	fields := merge(merged, content, e.Origin)
	if len(fields) == 0 {
		return outcome{}, nil
	}
	if broken := ValidateDraft(merged, im.Vocabularies()); len(broken) > 0 {
		return outcome{rejection: in.broken(broken[0])}, nil
	}
	out := outcome{entry: e}
	before, after := reflect.ValueOf(e.Public.Content).Elem(), reflect.ValueOf(merged).Elem()
	origin := maps.Clone(e.Origin)
	if origin == nil {
		origin = map[string]Origin{}
	}
	for _, f := range fields {
		origin[f.Name] = im.origin(in)
		out.differences = append(out.differences, Difference{
			Kind: e.Kind, ExternalID: in.ExternalID, Slug: e.Slug, Field: f.Name,
			Before: describe(before.Field(f.index)), After: describe(after.Field(f.index)),
		})
	}
	now := im.now().UTC()
	e.Origin, e.Suggestions, e.Updated = origin, in.Suggestions, now
	if e.ListingOnly {
		e.Confirmed = max(e.Confirmed, in.Confirmed)
	}
	e.Public = &Revision{Number: e.Public.Number + 1, At: now, Content: merged, Extra: e.Public.Extra}
	out.event = im.event(in, e, e.State)
	return out, nil
}

// merge copies what the record states into the fields that have an origin or
// are empty, and lists those it changed.
func merge(current, incoming Content, origin map[string]Origin) (changed []Field) {
	to, from := reflect.ValueOf(current).Elem(), reflect.ValueOf(incoming).Elem()
	for _, f := range Fields(current.Kind()) {
		value, old := from.Field(f.index), to.Field(f.index)
		if !stated(value) || reflect.DeepEqual(value.Interface(), old.Interface()) {
			continue
		}
		// A yes or no that stands at "no" may be a person's answer.
		if _, imported := origin[f.Name]; !imported && (stated(old) || old.Kind() == reflect.Bool) {
			continue
		}
		old.Set(value)
		changed = append(changed, f)
	}
	return changed
}

// stated reports whether a field says something: it is neither empty nor the
// "no" or 0 that stands where nobody answered.
func stated(v reflect.Value) bool { return !empty(v) && !v.IsZero() }

// linked is the content with its external ids turned into ids; a link to what
// the catalogue does not know is left out, and so is the part it stands in.
func (im *importer) linked(tx Tx, c Content, known map[Ref]Ref) (Content, error) {
	any := false
	EachRef(c, func(string, Kind, *Ref) { any = true })
	if !any {
		return c, nil
	}
	c, err := copyContent(c) // a transaction may run twice: the record stays as it came
	if err != nil {
		return nil, err
	}
	EachRef(c, func(_ string, kind Kind, ref *Ref) {
		if err == nil {
			*ref, err = im.resolve(tx, *ref, kind, known)
		}
	})
	dropUnlinked(reflect.ValueOf(c).Elem(), Fields(c.Kind()))
	return c, err
}

// resolve is the id of the entry with the external id, or "".
func (im *importer) resolve(tx Tx, external Ref, kind Kind, known map[Ref]Ref) (Ref, error) {
	if id, ok := known[external]; ok {
		return id, nil
	}
	e, err := tx.EntryByExternalID(string(external))
	if errors.Is(err, ErrNotFound) {
		return im.promised[external], nil
	}
	if err != nil {
		return "", fmt.Errorf("link to %s: %w", external, err)
	}
	if e.Kind != kind {
		return "", nil
	}
	known[external] = e.ID
	if e.MergedInto != "" {
		known[external] = e.MergedInto
	}
	return known[external], nil
}

// dropUnlinked takes the items without their link out of the lists of a
// content.
func dropUnlinked(v reflect.Value, fields []Field) {
	for _, f := range fields {
		list := v.Field(f.index)
		if list.Kind() != reflect.Slice {
			continue
		}
		kept := reflect.MakeSlice(list.Type(), 0, list.Len())
		for i := range list.Len() {
			if item := list.Index(i); !unlinked(item, f) {
				kept = reflect.Append(kept, item)
			}
		}
		if kept.Len() == 0 {
			list.SetZero()
		} else {
			list.Set(kept)
		}
	}
}

// unlinked reports whether an item of a list is an empty link, or a structure
// that must have a link and has none.
func unlinked(item reflect.Value, f Field) bool {
	if f.Ref != "" {
		return empty(item)
	}
	for _, part := range f.Fields {
		if part.Ref != "" && part.Level == Must && empty(item.Field(part.index)) {
			return true
		}
	}
	return false
}

// freeSlug is the slug wished for; when it is taken, with the number that ends
// the external id, which differs between the entries of a source, or else with
// a count.
func freeSlug(tx Tx, kind Kind, in *Incoming) (string, error) {
	end := in.ExternalID[strings.LastIndexByte(in.ExternalID, ':')+1:]
	number := end != "" && !strings.ContainsFunc(end, func(r rune) bool { return r < '0' || r > '9' })
	wish := cmp.Or(in.Slug, string(kind))
	slug := wish
	for n := 1; ; n++ {
		_, err := tx.EntryBySlug(kind, slug)
		if errors.Is(err, ErrNotFound) {
			return slug, nil
		}
		if err != nil {
			return "", fmt.Errorf("look for the slug %s: %w", slug, err)
		}
		if n == 1 && number {
			slug = wish + "-" + end
		} else {
			slug = fmt.Sprintf("%s-%d", wish, n+1)
		}
	}
}

func (im *importer) origin(in *Incoming) Origin {
	o := in.Origin
	if o.On == "" {
		o.On = DateOf(im.now())
	}
	return o
}

func (im *importer) event(in *Incoming, e *Entry, from State) Event {
	return Event{
		At: im.now(), Actor: im.options.By.ID, Role: im.options.By.Role, Action: ActionImport,
		Object: e.ID, Kind: e.Kind, From: from, To: e.State, Revision: e.Public.Number, Note: in.Origin.Source,
	}
}

// copyContent is a copy that shares nothing with c.
func copyContent(c Content) (Content, error) {
	data, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	out, err := NewContent(c.Kind())
	if err != nil {
		return nil, err
	}
	return out, json.Unmarshal(data, out)
}

// broken is the rejection of a record that breaks a rule of its fields.
func (in *Incoming) broken(e FieldError) *Rejection {
	value := ""
	if v, ok := e.Args["value"]; ok {
		value = fmt.Sprint(v)
	}
	reason := "breaks the rule " + e.Key
	switch e.Key {
	case ErrKeyTooLong:
		reason = fmt.Sprintf("has %v characters, %v are possible", e.Args["length"], e.Args["max"])
	case ErrKeyVocabulary:
		reason = fmt.Sprintf("is not in the list %v", e.Args["vocabulary"])
	case ErrKeyRange:
		reason = fmt.Sprintf("is not between %.0f and %.0f", e.Args["min"], e.Args["max"])
	case ErrKeyDate:
		reason = "is not a day of the calendar"
	case ErrKeyAddress:
		reason = "is not a web address"
	case ErrKeyCountry:
		reason = "is not a country code"
	case ErrKeyLink:
		reason = "is not a link"
	case ErrKeyCharacter:
		reason = "has a control or direction character"
	case ErrKeyOrder:
		reason = "lies before the start"
	case ErrKeyRestricted:
		reason = "is marked TLP:RED, which this catalogue does not take"
	}
	return in.rejection(e.Field, reason, value)
}

// describe is the value of a field as one short line.
func describe(v reflect.Value) string {
	switch {
	case !stated(v):
		return ""
	case v.Kind() == reflect.Pointer:
		return describe(v.Elem())
	case v.Kind() == reflect.Slice && v.Type().Elem().Kind() == reflect.Struct:
		return fmt.Sprintf("%d items", v.Len())
	case v.Kind() == reflect.Slice:
		items := make([]string, v.Len())
		for i := range items {
			items[i] = fmt.Sprint(v.Index(i).Interface())
		}
		return shorten(strings.Join(items, ", "))
	case v.Kind() == reflect.Float64:
		return fmt.Sprintf("%.2f", v.Float())
	}
	return shorten(fmt.Sprint(v.Interface()))
}

// shorten makes a text fit into one line of a report.
func shorten(s string) string {
	const most = 80
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
