package sample

import (
	"encoding/json"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// readItems reads a file's list of entries. YAML is brought to JSON first, so
// that the same struct tags and the same strictness serve files, store and
// interface.
func readItems(name string, text []byte) ([]*item, error) {
	var document yaml.Node
	if err := yaml.Unmarshal(text, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(document.Content) == 0 {
		return nil, nil
	}
	var items []*item
	for _, node := range document.Content[0].Content {
		it := &item{from: fmt.Sprintf("%s:%d", name, node.Line)}
		value, err := plain(node)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", it.from, err)
		}
		data, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", it.from, err)
		}
		if err := strictly(data, it); err != nil {
			return nil, fmt.Errorf("%s: %w", it.from, err)
		}
		items = append(items, it)
	}
	return items, nil
}

// plain is the value of a YAML node as encoding/json writes it. Days stay text:
// YAML would make them points in time.
func plain(node *yaml.Node) (any, error) {
	switch node.Kind {
	case yaml.MappingNode:
		object := make(map[string]any, len(node.Content)/2)
		for i := 0; i < len(node.Content); i += 2 {
			value, err := plain(node.Content[i+1])
			if err != nil {
				return nil, err
			}
			object[node.Content[i].Value] = value
		}
		return object, nil
	case yaml.SequenceNode:
		list := make([]any, len(node.Content))
		for i, n := range node.Content {
			var err error
			if list[i], err = plain(n); err != nil {
				return nil, err
			}
		}
		return list, nil
	case yaml.ScalarNode:
		if node.ShortTag() == "!!timestamp" {
			return node.Value, nil
		}
		var value any
		err := node.Decode(&value)
		return value, err
	case yaml.DocumentNode, yaml.AliasNode:
	}
	return nil, fmt.Errorf("line %d: only maps, lists and plain values are understood", node.Line)
}
