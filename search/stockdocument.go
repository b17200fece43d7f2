package search

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
)

// The fields that the index of a [Stock] has beside text, facets and card: what
// it sorts by.
const (
	stockDay     = "day"
	stockCreated = "created"
	stockLevel   = "level" // of technological readiness
	stockTitle   = "title"
)

// stockFacetOptions are those of a keyword that is counted: Bleve counts doc
// values.
const stockFacetOptions = index.IndexField | index.DocValues

func stockDocuments(flats []*flat, s *stemmers) ([]*document.Document, error) {
	documents := documents(flats, s)
	for i, doc := range documents {
		if err := flats[i].stock(doc); err != nil {
			return nil, err
		}
	}
	return documents, nil
}

// stock turns a document of the engine's index into one that Bleve's own search
// can answer from: texts are stored for snippets, facets and sort keys have doc
// values, and what only the engine reads is left out.
func (f *flat) stock(doc *document.Document) error {
	texts := map[string]string{fieldName: f.card.Hit.Title, fieldLead: f.card.Lead, fieldBody: f.card.Body}
	var fields []document.Field
	for _, field := range doc.Fields {
		name := field.Name()
		switch text, stored := texts[name]; {
		case stored:
			fields = append(fields, &refitted{field, field.Options() | index.StoreField, []byte(text)})
		case facetNumber(name) >= 0:
			fields = append(fields, &refitted{field, stockFacetOptions, nil})
		case slices.Contains(textFields, name):
			fields = append(fields, field)
		}
	}
	for name, number := range map[string]int64{stockDay: int64(f.row.day), stockCreated: f.row.created, stockLevel: int64(f.row.trl)} {
		fields = append(fields, document.NewNumericFieldWithIndexingOptions(name, nil, float64(number), stockFacetOptions))
	}
	doc.Fields = fields
	addKeywords(doc, stockTitle, []string{f.row.title})
	last := len(doc.Fields) - 1
	doc.Fields[last] = &refitted{doc.Fields[last], stockFacetOptions, nil}
	stored, err := json.Marshal(f.card.Hit)
	if err != nil {
		return fmt.Errorf("card of %s: %w", f.id, err)
	}
	doc.AddField(document.NewTextFieldCustom(fieldCard, nil, stored, index.StoreField, nil))
	return nil
}

// refitted is a field with other options and another stored value.
type refitted struct {
	document.Field
	options index.FieldIndexingOptions
	value   []byte
}

// Options are the other options.
func (r *refitted) Options() index.FieldIndexingOptions { return r.options }

// Value is the other value.
func (r *refitted) Value() []byte { return r.value }
