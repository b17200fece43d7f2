package catalog

import (
	"fmt"
	"slices"
)

// Kind names what an entry describes. Its text is used in stores, in the
// search parameter "kind" and in JSON.
type Kind string

// The kinds of entry. Users are not entries: see [User].
const (
	KindSolution     Kind = "solution"
	KindProject      Kind = "project"
	KindUseCase      Kind = "usecase"
	KindScenario     Kind = "scenario"
	KindNeed         Kind = "need"
	KindOrganisation Kind = "organisation"
	KindExperience   Kind = "experience"
	KindEvidence     Kind = "evidence"
	KindDocument     Kind = "document"
)

// Kinds lists every kind of entry, in the order pages show them.
var Kinds = []Kind{
	KindSolution, KindProject, KindUseCase, KindScenario, KindNeed,
	KindOrganisation, KindExperience, KindEvidence, KindDocument,
}

// collections gives each kind the plural that stands in URLs and file names.
var collections = map[Kind]string{
	KindSolution:     "solutions",
	KindProject:      "projects",
	KindUseCase:      "use-cases",
	KindScenario:     "scenarios",
	KindNeed:         "needs",
	KindOrganisation: "organisations",
	KindExperience:   "experiences",
	KindEvidence:     "evidence",
	KindDocument:     "documents",
}

// Collection is the plural of the kind as it stands in URLs and file names,
// such as "use-cases".
func (k Kind) Collection() string { return collections[k] }

// Path is the address of the entry of this kind with the given slug, without
// host, such as "/solutions/coach-check".
func (k Kind) Path(slug string) string { return "/" + k.Collection() + "/" + slug }

// Valid reports whether k is one of [Kinds].
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// KindOfCollection is the inverse of [Kind.Collection].
func KindOfCollection(collection string) (Kind, error) {
	for k, c := range collections {
		if c == collection {
			return k, nil
		}
	}
	return "", fmt.Errorf("no kind of entry is called %q", collection)
}
