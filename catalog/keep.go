package catalog

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// marshalKeeping writes v as a JSON object with the extra members added.
func marshalKeeping(v any, extra map[string]json.RawMessage) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil || len(extra) == 0 {
		return data, err
	}
	data = data[:len(data)-1]
	for _, key := range slices.Sorted(maps.Keys(extra)) {
		name, err := json.Marshal(key)
		if err != nil {
			return nil, err
		}
		if len(data) > 1 {
			data = append(data, ',')
		}
		data = append(append(append(data, name...), ':'), extra[key]...)
	}
	return append(data, '}'), nil
}

// unmarshalKeeping decodes a JSON object into the struct v points to and
// returns the members v has no field for.
func unmarshalKeeping(data []byte, v any) (map[string]json.RawMessage, error) {
	strict := json.NewDecoder(bytes.NewReader(data))
	strict.DisallowUnknownFields()
	if strict.Decode(v) == nil {
		return nil, nil // nearly always: looking for unknown members would double the work
	}
	reflect.ValueOf(v).Elem().SetZero()
	if err := json.Unmarshal(data, v); err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return nil, err
	}
	known := jsonNames(reflect.TypeOf(v).Elem())
	for name := range all {
		if known[name] {
			delete(all, name)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	return all, nil
}

var jsonNamesOf sync.Map // reflect.Type → map[string]bool

// jsonNames lists the member names encoding/json gives the fields of t.
func jsonNames(t reflect.Type) map[string]bool {
	if names, ok := jsonNamesOf.Load(t); ok {
		return names.(map[string]bool)
	}
	names := map[string]bool{}
	for f := range t.Fields() {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			names[name] = true
		}
	}
	jsonNamesOf.Store(t, names)
	return names
}
