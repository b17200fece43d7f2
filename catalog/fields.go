package catalog

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
)

// Level says how much a field is asked for.
type Level string

// The levels of a field: a must field stops a submission when empty, a should
// field counts towards completeness, a could field is optional.
const (
	Must   Level = "must"
	Should Level = "should"
	Could  Level = "could"
)

// Field is the rule of one field of a content type, read from its struct tag.
type Field struct {
	Name       string      // as in JSON, forms and field errors
	Level      Level       //
	Access     AccessLevel // level a reader needs; clear unless the tag says otherwise
	Vocabulary string      // list its values come from, or ""
	Ref        Kind        // kind of entry it links to, or ""
	Max        int         // longest text in runes, 0 when unlimited
	Min, Range float64     // least and greatest number, both 0 when unlimited
	MinItems   int         // least number of items of a list
	MaxItems   int         // greatest number of items, 0 when unlimited
	Format     string      // "address", "language", "country" or ""
	Fields     []Field     // rules of the parts, for a structure or a list of them
	Type       reflect.Type

	index int
}

var fieldTable sync.Map // reflect.Type → []Field

// Fields lists the rules of the fields of a kind's content, in the order of the
// type. The result must not be changed.
func Fields(kind Kind) []Field {
	c, err := NewContent(kind)
	if err != nil {
		return nil
	}
	return fieldsOf(reflect.TypeOf(c).Elem())
}

func fieldsOf(t reflect.Type) []Field {
	if known, ok := fieldTable.Load(t); ok {
		return known.([]Field)
	}
	var fields []Field
	for i := range t.NumField() {
		sf := t.Field(i)
		tag, ok := sf.Tag.Lookup("field")
		if !ok {
			continue
		}
		f := parseField(tag)
		f.Name, _, _ = strings.Cut(sf.Tag.Get("json"), ",")
		f.Type, f.index = sf.Type, i
		if part := elem(sf.Type); part.Kind() == reflect.Struct {
			f.Fields = fieldsOf(part)
		}
		fields = append(fields, f)
	}
	fieldTable.Store(t, fields)
	return fields
}

// elem is what a field holds when lists and pointers are looked through.
func elem(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Slice || t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// parseField reads a tag such as "must max=140 vocab=trl_basis access=green".
// A tag it cannot read is a mistake in this package, so it panics.
func parseField(tag string) Field {
	f := Field{Access: AccessClear}
	for word := range strings.FieldsSeq(tag) {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "must", "should", "could":
			f.Level = Level(key)
		case "address", "language", "country":
			f.Format = key
		case "access":
			f.Access = AccessLevel(value)
		case "vocab":
			f.Vocabulary = value
		case "ref":
			f.Ref = Kind(value)
		case "max":
			f.Max = atoi(value)
		case "range":
			low, high, _ := strings.Cut(value, "..")
			f.Min, f.Range = float64(atoi(low)), float64(atoi(high))
		case "items":
			low, high, _ := strings.Cut(value, "..")
			f.MinItems, f.MaxItems = atoi(low), atoi(high)
		default:
			panic(fmt.Sprintf("field tag %q: unknown word %q", tag, word))
		}
	}
	return f
}

func atoi(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic("field tag: " + err.Error())
	}
	return n
}

// Completeness is the share of must and should fields that have a value, from
// 0 to 1.
func Completeness(c Content) float64 {
	v := reflect.ValueOf(c).Elem()
	filled, asked := 0, 0
	for _, f := range Fields(c.Kind()) {
		if f.Level == Could {
			continue
		}
		asked++
		if !empty(v.Field(f.index)) {
			filled++
		}
	}
	if asked == 0 {
		return 1
	}
	return float64(filled) / float64(asked)
}

// EachRef calls visit for every link of the content, with the name of the
// top-level field and the kind linked to, and lets it change the link.
func EachRef(c Content, visit func(field string, kind Kind, ref *Ref)) {
	eachRef(reflect.ValueOf(c).Elem(), Fields(c.Kind()), "", visit)
}

func eachRef(v reflect.Value, fields []Field, parent string, visit func(string, Kind, *Ref)) {
	for _, f := range fields {
		name := f.Name
		if parent != "" {
			name = parent
		}
		walkItems(v.Field(f.index), func(_ int, item reflect.Value) {
			switch {
			case f.Ref != "":
				if ref := item.Addr().Interface().(*Ref); *ref != "" {
					visit(name, f.Ref, ref)
				}
			case f.Fields != nil:
				eachRef(item, f.Fields, name, visit)
			}
		})
	}
}

// walkItems calls visit for each item of a list, or once for a single value;
// pointers are followed and nil ones left out.
func walkItems(v reflect.Value, visit func(i int, item reflect.Value)) {
	switch v.Kind() { //nolint:exhaustive // no field has another kind
	case reflect.Slice:
		for i := range v.Len() {
			walkItems(v.Index(i), func(_ int, item reflect.Value) { visit(i, item) })
		}
	case reflect.Pointer:
		if !v.IsNil() {
			visit(-1, v.Elem())
		}
	default:
		visit(-1, v)
	}
}

// empty reports whether a field has no value. A number is never empty: what
// may be unknown is a pointer.
func empty(v reflect.Value) bool {
	switch v.Kind() { //nolint:exhaustive // no field has another kind
	case reflect.Slice:
		return v.Len() == 0
	case reflect.String:
		return strings.TrimSpace(v.String()) == ""
	case reflect.Pointer:
		return v.IsNil()
	case reflect.Struct:
		return v.IsZero()
	}
	return false
}
