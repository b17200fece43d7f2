package catalog

import (
	"fmt"
	"slices"
)

// Languages are the languages of the interface and of every vocabulary label,
// as ISO 639-1 codes; the first is the fallback.
var Languages = []string{"en", "fr", "de", "es", "it", "pt", "nl", "pl", "el", "ro"}

// The names of vocabularies the program itself relies on.
const (
	VocabularyChallenge   = "challenge" // challenge areas and their leaves
	VocabularyTechnology  = "technology_category"
	VocabularyEnvironment = "operational_environment"
	VocabularyEndUser     = "end_user_type"
	VocabularyEUSystem    = "eu_system"
	VocabularyTRLBand     = "trl_band"
	VocabularyNetwork     = "network"
	VocabularyCostBand    = "cost_band"
	VocabularyGlossary    = "glossary" // common words, which no entry is tagged with; the search finds their translations in texts
)

// Concept is one term of a vocabulary, in the sense of SKOS. Its id never
// changes.
type Concept struct {
	ID          string              `json:"id"`
	Broader     string              `json:"broader,omitempty"`     // id of the parent, "" at the top
	Labels      map[string]string   `json:"labels"`                // preferred label by language; "en" always
	Description string              `json:"description,omitempty"` // English
	Hint        string              `json:"hint,omitempty"`        // help for submitters and reviewers, English
	Synonyms    map[string][]string `json:"synonyms,omitempty"`    // other labels by language: for search, not for display
	Group       string              `json:"group,omitempty"`
	Operator    string              `json:"operator,omitempty"` // of an EU system
	Weight      int                 `json:"weight,omitempty"`   // of a strength or a type of experience
	Levels      []int               `json:"levels,omitempty"`   // TRL levels of a band; least and most euro of a band of cost
	Replaces    []string            `json:"replaces,omitempty"` // retired ids this one stands for
}

// Label is the preferred label in the language, else in English, else the id.
func (c *Concept) Label(language string) string {
	for _, l := range []string{language, Languages[0]} {
		if s := c.Labels[l]; s != "" {
			return s
		}
	}
	return c.ID
}

// Vocabulary is a list of concepts in the order they are shown, parents before
// their children.
type Vocabulary struct {
	Name     string     `json:"name"`
	Note     string     `json:"note,omitempty"`
	Concepts []*Concept `json:"concepts"`

	byID map[string]*Concept
}

// Concept is the concept with the id, or nil.
func (v *Vocabulary) Concept(id string) *Concept {
	if v == nil {
		return nil
	}
	return v.byID[id]
}

// Label is the label of the concept with the id, or the id itself when there is
// no such concept.
func (v *Vocabulary) Label(id, language string) string {
	if c := v.Concept(id); c != nil {
		return c.Label(language)
	}
	return id
}

// Current is the id of the concept that stands for a retired id today; any
// other id as it is.
func (v *Vocabulary) Current(id string) string {
	if v == nil || v.byID[id] != nil {
		return id
	}
	for _, c := range v.Concepts {
		if slices.Contains(c.Replaces, id) {
			return c.ID
		}
	}
	return id
}

// Children are the concepts directly below id ("" for the top ones), in order.
func (v *Vocabulary) Children(id string) []*Concept {
	if v == nil {
		return nil
	}
	var children []*Concept
	for _, c := range v.Concepts {
		if c.Broader == id {
			children = append(children, c)
		}
	}
	return children
}

// Ancestors are id and the ids above it, from the leaf up.
func (v *Vocabulary) Ancestors(id string) []string {
	var ids []string
	for c := v.Concept(id); c != nil && !slices.Contains(ids, c.ID); c = v.Concept(c.Broader) {
		ids = append(ids, c.ID)
	}
	return ids
}

// Vocabularies are all controlled lists by name. They are read-only once made.
type Vocabularies struct {
	lists map[string]*Vocabulary
	names []string
}

// NewVocabularies checks the lists (ids unique, parents known, English label
// present) and makes them findable.
func NewVocabularies(lists ...*Vocabulary) (*Vocabularies, error) {
	vs := &Vocabularies{lists: map[string]*Vocabulary{}}
	for _, v := range lists {
		if vs.lists[v.Name] != nil {
			return nil, fmt.Errorf("vocabulary %s is defined twice", v.Name)
		}
		v.byID = make(map[string]*Concept, len(v.Concepts))
		for _, c := range v.Concepts {
			if v.byID[c.ID] != nil {
				return nil, fmt.Errorf("vocabulary %s: id %s is used twice", v.Name, c.ID)
			}
			if c.Broader != "" && v.byID[c.Broader] == nil {
				return nil, fmt.Errorf("vocabulary %s: %s has no parent %s before it", v.Name, c.ID, c.Broader)
			}
			if c.Labels[Languages[0]] == "" {
				return nil, fmt.Errorf("vocabulary %s: %s has no English label", v.Name, c.ID)
			}
			v.byID[c.ID] = c
		}
		vs.lists[v.Name] = v
		vs.names = append(vs.names, v.Name)
	}
	return vs, nil
}

// List is the vocabulary with the name; nil, which answers like an empty one,
// when there is none.
func (vs *Vocabularies) List(name string) *Vocabulary {
	if vs == nil {
		return nil
	}
	return vs.lists[name]
}

// Names are the names of all lists in the order they were given.
func (vs *Vocabularies) Names() []string { return slices.Clone(vs.names) }

// Has reports whether the list has a concept with the id.
func (vs *Vocabularies) Has(name, id string) bool { return vs.List(name).Concept(id) != nil }

// Label is the label of a concept of a list in a language, or the id.
func (vs *Vocabularies) Label(name, id, language string) string {
	return vs.List(name).Label(id, language)
}

// TRLBand is the id of the band the level belongs to, or "" for an unknown
// level (0).
func (vs *Vocabularies) TRLBand(level int) string {
	if bands := vs.List(VocabularyTRLBand); bands != nil {
		for _, c := range bands.Concepts {
			if slices.Contains(c.Levels, level) {
				return c.ID
			}
		}
	}
	return ""
}
