// Package country names countries in the languages of the catalogue. Codes are
// those of the EU institutions, which write EL for Greece and UK for the United
// Kingdom and otherwise follow ISO 3166.
package country

import (
	"sync"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"ileanet.eu/showcase/catalog"
)

// isoCodes are the codes that the EU institutions write otherwise, by theirs.
var isoCodes = map[string]string{"EL": "GR", "UK": "GB"}

// namers know the names of regions, by language.
var namers = sync.OnceValue(func() map[string]display.Namer {
	all := map[string]display.Namer{}
	for _, code := range catalog.Languages {
		all[code] = display.Regions(language.Make(code))
	}
	return all
})

// Name is the name of a country in a language of the catalogue, or the code
// itself when it is none. It takes codes of the EU and of ISO 3166.
func Name(code, in string) string {
	iso := code
	if c := isoCodes[code]; c != "" {
		iso = c
	}
	namer := namers()[in]
	region, err := language.ParseRegion(iso)
	if err != nil || namer == nil {
		return code
	}
	if name := namer.Name(region); name != "" {
		return name
	}
	return code
}

// Codes are the codes of all countries that have a name, in order.
var Codes = sync.OnceValue(func() []string {
	eu := map[string]string{}
	for theirs, iso := range isoCodes {
		eu[iso] = theirs
	}
	var codes []string
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			iso := string([]rune{a, b})
			region, err := language.ParseRegion(iso)
			if err != nil || !region.IsCountry() || region.Canonicalize().String() != iso {
				continue
			}
			if Name(iso, catalog.Languages[0]) == iso {
				continue
			}
			if theirs := eu[iso]; theirs != "" {
				iso = theirs
			}
			codes = append(codes, iso)
		}
	}
	return codes
})
