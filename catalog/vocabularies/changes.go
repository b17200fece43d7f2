package vocabularies

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"

	"go.yaml.in/yaml/v3"

	"ileanet.eu/showcase/catalog"
)

// ChangesFile is the name of the file in a data folder in which an operator
// changes the words of the shipped lists. It has, for each list, the concepts
// by id:
//
//	technology_category:
//	  uav:
//	    labels: {en: "Unmanned aircraft"}   # replaces the label in that language
//	    synonyms: {de: [Quadrokopter]}      # adds
//	    remove: {en: [rpas]}                # takes synonyms off
//
// The glossary may have new concepts too. Everything else of the lists, on which
// the entries rest, stays.
const ChangesFile = "vocabularies.yaml"

// change is what a file says of one concept.
type change struct {
	Labels   map[string]string
	Synonyms map[string][]string
	Remove   map[string][]string
}

// LoadChanged reads the shipped lists with the changes in a file, which need
// not exist. The error says what in it is wrong.
func LoadChanged(path string) (*catalog.Vocabularies, error) {
	shipped, err := Load()
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return shipped, nil
	}
	if err != nil {
		return nil, fmt.Errorf("changes of vocabularies: %w", err)
	}
	changed, err := apply(shipped, data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return changed, nil
}

// apply makes the changes in lists that nobody else has yet.
func apply(vocabularies *catalog.Vocabularies, data []byte) (*catalog.Vocabularies, error) {
	var changes map[string]map[string]change
	if err := yaml.Unmarshal(data, &changes); err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(changes)) {
		list := vocabularies.List(name)
		if list == nil {
			return nil, fmt.Errorf("there is no list %q; there are %q", name, vocabularies.Names())
		}
		for _, id := range slices.Sorted(maps.Keys(changes[name])) {
			c := list.Concept(id)
			if c == nil && name == catalog.VocabularyGlossary {
				c = &catalog.Concept{ID: id}
				list.Concepts = append(list.Concepts, c)
			}
			if c == nil {
				return nil, fmt.Errorf("%s: there is no concept %q", name, id)
			}
			if err := changes[name][id].of(c); err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, id, err)
			}
		}
	}
	var lists []*catalog.Vocabulary
	for _, name := range vocabularies.Names() {
		lists = append(lists, vocabularies.List(name))
	}
	return catalog.NewVocabularies(lists...)
}

// of makes the change in a concept.
func (ch change) of(c *catalog.Concept) error {
	for _, languages := range [][]string{keys(ch.Labels), keys(ch.Synonyms), keys(ch.Remove)} {
		for _, language := range languages {
			if !slices.Contains(catalog.Languages, language) {
				return fmt.Errorf("%q is none of the languages %q", language, catalog.Languages)
			}
		}
	}
	if c.Labels == nil {
		c.Labels = map[string]string{}
	}
	if c.Synonyms == nil {
		c.Synonyms = map[string][]string{}
	}
	for language, label := range ch.Labels {
		if label == "" {
			return fmt.Errorf("the label in %s is empty", language)
		}
		c.Labels[language] = label
	}
	for language, words := range ch.Remove {
		c.Synonyms[language] = slices.DeleteFunc(c.Synonyms[language], func(s string) bool { return slices.Contains(words, s) })
	}
	for language, words := range ch.Synonyms {
		for _, word := range words {
			if !slices.Contains(c.Synonyms[language], word) {
				c.Synonyms[language] = append(c.Synonyms[language], word)
			}
		}
	}
	return nil
}

func keys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
