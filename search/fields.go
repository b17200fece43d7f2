package search

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/mapping"

	"ileanet.eu/showcase/catalog"
)

// The analysed fields of the index.
const (
	fieldName    = "name"    // the title
	fieldLead    = "lead"    // one line, goal, statement or summary
	fieldBody    = "body"    // all other text of the entry
	fieldContext = "context" // linked use cases, provider or coordinator
	fieldStems   = "stems"   // stems of name, lead and body, see stemmers
)

// The fields of the index that are for the engine alone.
const (
	fieldCard     = "card"     // stored: what a result card and snippets show
	fieldRow      = "row"      // columns of the entry, see row
	fieldStrength = "strength" // how well an area fits: strength, space, area
	fieldLinks    = "links"    // ids of entries whose change changes this document
	fieldCompound = "compound" // hyphenated words: joined form, space, parts
)

// textFields are the analysed fields in the order of their numbers in a row.
var textFields = []string{fieldName, fieldLead, fieldBody, fieldContext, fieldStems}

// exactFields are those in which a word is looked up as written.
var exactFields = textFields[:4]

// weights say what a match is worth by where it was found. It is the one table
// that ranking is tuned in: by TestSweep, on the half of the judged queries that
// is for tuning, held to the public collections (TestCollections).
var weights = struct {
	field          [5]float64 // by number in textFields
	translation    float64    // factor for a word of the glossary in another language
	group          float64    // a name of several words in another language
	loose          float64    // the same where its words stand far from each other
	doubt          float64    // what is left of a name in the least plausible language
	concept        float64    // the query names an area, technology or system of the entry
	conceptMinor   float64    // the query names another concept of the entry
	conceptPart    float64    // a word of the query is part of the name of one
	core, adjacent float64    // what the strength of a tag adds to an area named
	bConcept       float64    // BM25: how much less each of many values of a facet says
	k1, b          float64    // BM25: saturation, length
	fresh          float64    // confirmed within the year, fading over four
	evidence       float64    // graded a, fading to d
	complete       float64    // all asked fields filled
	listing        float64    // taken from open data and claimed by no team
	freshFor, fade int        // days
}{
	field:       [5]float64{3, 1, 1, 0.6, 1},
	translation: 1, group: 1, loose: 0.2, doubt: 0.3,
	concept: 2, conceptMinor: 1, conceptPart: 0.3, bConcept: 0.3, core: 0.3, adjacent: -0.3,
	k1: 1.5, b: 0.75,
	fresh: 0.05, evidence: 0.08, complete: 0.05, listing: -0.075,
	freshFor: 365, fade: 3 * 365,
}

// indexed are the kinds of entry that are found; the others only influence
// them.
var indexed = []catalog.Kind{
	catalog.KindSolution, catalog.KindProject, catalog.KindUseCase, catalog.KindScenario, catalog.KindNeed,
}

// schema is the number of the form documents are indexed in. Raise it with
// every change to Tokens, stems, document, card or row; indexes of another form are
// then built anew.
const schema = 6

// bleveVersion stands in the stamp because its files differ between versions.
const bleveVersion = "v2.6.3"

// stamp identifies all that the content of an index depends on beside the
// entries: the form of documents, Bleve, the structure of the vocabularies and
// the words that compounds are parted into. Other words of the vocabularies are
// looked up by queries alone.
func stamp(vocabularies *catalog.Vocabularies, s splitters) (string, error) {
	content := []any{schema, bleveVersion, textFields, FacetRules}
	for _, language := range compounding {
		content = append(content, slices.Sorted(maps.Keys(s[language].words)))
	}
	for _, rule := range FacetRules {
		list := vocabularies.List(rule.Vocabulary)
		if list == nil {
			continue
		}
		for _, c := range list.Concepts {
			content = append(content, rule.Name, c.ID, c.Broader, c.Levels, c.Replaces)
		}
	}
	data, err := json.Marshal(content)
	if err != nil {
		return "", fmt.Errorf("stamp of indexes: %w", err)
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:12]), nil
}

// bleveMapping is what Bleve is told. Documents are made here field by field,
// so its own mapping stays empty.
func bleveMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	return m
}
