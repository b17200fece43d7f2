// Package vocabularies holds the controlled lists of the catalogue as they are
// shipped: challenge areas in ten languages, some forty further lists and a
// glossary of common words, as YAML files that a person can read and correct.
package vocabularies

import (
	"embed"
	"fmt"

	"go.yaml.in/yaml/v3"

	"ileanet.eu/showcase/catalog"
)

//go:embed *.yaml
var files embed.FS

// term is a concept as it stands in the files.
type term struct {
	ID          string
	Labels      map[string]string
	Description string
	Hint        string
	Synonyms    map[string][]string
	Group       string
	Operator    string
	Weight      int
	Levels      []int
	Replaces    []string
	Children    []term
}

// list is a vocabulary as it stands in vocabularies.yaml and glossary.yaml.
type list struct {
	Note  string
	Terms []term
	Bands []term
}

// Load reads the shipped lists. An error means that the files in the program
// are wrong.
func Load() (*catalog.Vocabularies, error) {
	var areas struct{ Areas []term }
	if err := read("challenge-areas.yaml", &areas); err != nil {
		return nil, err
	}
	challenge := &catalog.Vocabulary{Name: catalog.VocabularyChallenge}
	for _, area := range areas.Areas {
		challenge.Concepts = append(challenge.Concepts, area.concept(""))
		for _, leaf := range area.Children {
			challenge.Concepts = append(challenge.Concepts, leaf.concept(area.ID))
		}
	}

	var document yaml.Node
	if err := read("vocabularies.yaml", &document); err != nil {
		return nil, err
	}
	glossary, err := readGlossary()
	if err != nil {
		return nil, err
	}
	all := []*catalog.Vocabulary{challenge, glossary}
	root := document.Content[0]
	for i := 0; i < len(root.Content); i += 2 { // a mapping node alternates keys and values
		name := root.Content[i].Value
		var l list
		if err := root.Content[i+1].Decode(&l); err != nil {
			return nil, fmt.Errorf("vocabularies.yaml: %s: %w", name, err)
		}
		all = append(all, vocabulary(name, l.Note, l.Terms))
		if len(l.Bands) > 0 {
			all = append(all, vocabulary(name+"_band", "", l.Bands))
		}
	}
	return catalog.NewVocabularies(all...)
}

func readGlossary() (*catalog.Vocabulary, error) {
	var glossary list
	if err := read("glossary.yaml", &glossary); err != nil {
		return nil, err
	}
	return vocabulary(catalog.VocabularyGlossary, glossary.Note, glossary.Terms), nil
}

func read(name string, into any) error {
	data, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	if err := yaml.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func vocabulary(name, note string, terms []term) *catalog.Vocabulary {
	v := &catalog.Vocabulary{Name: name, Note: note}
	for _, t := range terms {
		v.Concepts = append(v.Concepts, t.concept(""))
	}
	return v
}

func (t term) concept(broader string) *catalog.Concept {
	return &catalog.Concept{
		ID: t.ID, Broader: broader, Labels: t.Labels, Description: t.Description, Hint: t.Hint,
		Synonyms: t.Synonyms, Group: t.Group, Operator: t.Operator, Weight: t.Weight, Levels: t.Levels, Replaces: t.Replaces,
	}
}
