package handlers

import (
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"ileanet.eu/showcase/search"
)

// searchDocs says what the members of the answer to a search mean, by schema
// and member. They stand here because package search knows nothing of a
// description.
var searchDocs = map[string]map[string]string{
	"SearchOutputBody": {
		"query":       "The query as it was given.",
		"understood":  "The query as it was read, in the search language.",
		"total":       "Entries found, exactly.",
		"page":        "Number of the page, from 1.",
		"size":        "Entries on a page.",
		"sort":        "Order of the entries.",
		"hits":        "Entries of this page, best first.",
		"facets":      "Filters with the exact counts of their values, in the order of the pages. A facet's counts leave out its own selection.",
		"hints":       "Parts of the query that could not be used as typed.",
		"reading":     "How each part of the query was read, in the order of the query. What a part also means adds entries and never takes one away.",
		"exact":       "The query as exact words only, to be searched in place of this one; empty when it is that already.",
		"near":        fmt.Sprintf("Entries that have some of the words but not all, best first; only when fewer than %d entries were found. They are not counted in total.", search.FewForPage),
		"corrections": "Other spellings that find more, best first. None has been applied.",
		"exits":       fmt.Sprintf("Ways to more, best first; only when fewer than %d entries were found.", search.FewResults),
	},
	"Reading": {
		"text":     "The part as typed.",
		"as":       "word: in any inflection. phrase: words side by side, as written. exact: one word as written. prefix: a word that begins like this. fuzzy: a word that is written much like this. exclude: must not occur. filter: field:value. concept: names concepts, and entries that have one are found beside those with the words. ambiguous: an abbreviation of several concepts. optional: ranks, but entries without it are found too.",
		"concepts": "Values of facets that the part names, to be offered as filters.",
		"also":     "Further words looked for, such as translations and parts of compounds.",
		"exact":    "The whole query with this part quoted, so that it means nothing but itself.",
		"or":       "It may hold in place of the part before.",
		"rest":     "The whole query without this part and what OR joins it to: with a concept as filter it finds as many entries as the concept counts.",
	},
	"ReadingConcept": {
		"facet": "Facet, as the parameter is called.",
		"value": "Value of the facet.",
		"label": "Its name in the language of the answer.",
		"count": "Entries of this answer that have it.",
	},
	"Correction": {"q": "The other spelling, as a whole query.", "total": "Entries it finds, exactly."},
	"Exit": {
		"drop":  "What is left out, as the parameters that say it, such as trl=in-use or q=fog.",
		"total": "Entries found then, exactly.",
		"url":   "Address of the page that shows them.",
	},
	"Hint":    {"key": "What happened.", "text": "The part of the query."},
	"Snippet": {"field": "Field the text is from.", "html": "Text around the words found: escaped, with nothing but mark elements."},
	"Why": {
		"field": "Field or facet in which it was found.",
		"text":  "Word or label found.",
		"via":   "How: word, stem, synonym, prefix or fuzzy.",
		"from":  "Word of the query.",
	},
	"Facet": {"name": "Name, as the parameter is called.", "all": "Its selected values must hold together.", "values": "Values with a count, and all selected ones."},
	"FacetValue": {
		"value":    "Value, as the parameter takes it.",
		"label":    "Its name in the language of the answer.",
		"count":    "Entries that have it; for a value with children, distinct entries below it.",
		"selected": "Whether the request asks for it.",
		"children": "Narrower values.",
	},
	"Hit": {"missing": "Of an entry in near: words of the query it does not have."},
}

// describeMembers writes the texts into the description. A name that is none
// panics: table and types are parts of one program.
func describeMembers(api *huma.OpenAPI, docs map[string]map[string]string) {
	schemas := api.Components.Schemas.Map()
	for name, members := range docs {
		for member, text := range members {
			schemas[name].Properties[member].Description = text
		}
	}
}
