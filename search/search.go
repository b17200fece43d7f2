package search

import (
	"time"

	"ileanet.eu/showcase/catalog"
)

// Limits of a request. Larger values are cut to them, see [Request.Bounded].
const (
	MaxQueryBytes  = 512
	MaxQueryWords  = 32
	MaxPageSize    = 100
	DefaultSize    = 20
	MaxPage        = 10_000
	MaxFilterCount = 50 // selected values over all facets
)

// Kinds are the kinds of entry that can be searched. The others show through
// the entries they belong to.
var Kinds = []catalog.Kind{catalog.KindSolution, catalog.KindProject, catalog.KindUseCase, catalog.KindScenario, catalog.KindNeed}

// Sort orders of results.
const (
	SortRelevance = "relevance" // default with a query
	SortConfirmed = "confirmed" // default without: last confirmed first
	SortNewest    = "newest"
	SortTRL       = "trl" // highest first
	SortTitle     = "title"
)

// Sorts lists the sort orders in the order they are offered.
var Sorts = []string{SortRelevance, SortConfirmed, SortNewest, SortTRL, SortTitle}

// Names of the facets: URL parameters, JSON members and index fields alike.
const (
	FacetKind        = "kind"
	FacetChallenge   = "challenge" // hierarchical: an area selects its leaves
	FacetTechnology  = "technology"
	FacetType        = "type"
	FacetEnvironment = "environment"
	FacetUser        = "user"
	FacetSystem      = "system"
	FacetNetwork     = "network" // connection a solution needs to work
	FacetCost        = "cost"    // band of what it costs to get
	FacetTRL         = "trl"     // band id
	FacetFlag        = "flag"
	FacetCountry     = "country"
	FacetProgramme   = "programme"
	FacetLanguage    = "language"
	FacetEvidence    = "evidence" // best grade
	FacetFresh       = "fresh"    // FreshYear, FreshOlder
)

// Values of [FacetFresh], counted back from the day of the request.
const (
	FreshYear  = "12-months" // confirmed within twelve months
	FreshOlder = "older"     // confirmed before that, or never
)

// FacetRule says how a facet is named and labelled.
type FacetRule struct {
	Name       string
	Vocabulary string // list its labels come from; "" where values label themselves
	Tree       bool   // a value selects its descendants, counts are of distinct entries
}

// FacetRules lists the facets in the order pages show them.
var FacetRules = []FacetRule{
	{Name: FacetKind},
	{Name: FacetChallenge, Vocabulary: catalog.VocabularyChallenge, Tree: true},
	{Name: FacetTRL, Vocabulary: catalog.VocabularyTRLBand},
	{Name: FacetType, Vocabulary: "solution_type"},
	{Name: FacetTechnology, Vocabulary: catalog.VocabularyTechnology},
	{Name: FacetEnvironment, Vocabulary: catalog.VocabularyEnvironment},
	{Name: FacetUser, Vocabulary: catalog.VocabularyEndUser},
	{Name: FacetSystem, Vocabulary: catalog.VocabularyEUSystem},
	{Name: FacetNetwork, Vocabulary: catalog.VocabularyNetwork},
	{Name: FacetCost, Vocabulary: catalog.VocabularyCostBand},
	{Name: FacetEvidence, Vocabulary: "evidence_grade"},
	{Name: FacetFresh},
	{Name: FacetFlag, Vocabulary: "legal_flag"},
	{Name: FacetLanguage},
	{Name: FacetCountry},
	{Name: FacetProgramme, Vocabulary: "programme"},
}

// Request is one search. The zero Request asks for all solutions. It holds
// nothing of the engine; who asks is given beside it.
type Request struct {
	Query    string              // what the person typed
	Kinds    []catalog.Kind      // OR; empty means solutions
	Filters  map[string][]string // by facet name: OR inside a facet, AND between facets
	MatchAll map[string]bool     // facets whose values are ANDed instead
	Sort     string              // "" for the default
	Page     int                 // 1-based
	Size     int                 // hits per page
	Language string              // of labels in the answer
}

// Results is the answer to a [Request]. Total and all facet counts are exact.
type Results struct {
	Query       string        `json:"query"`
	Understood  string        `json:"understood"` // how the query was read, in the query language
	Total       int           `json:"total"`
	Page        int           `json:"page"`
	Size        int           `json:"size"`
	Sort        string        `json:"sort"`
	Hits        []Hit         `json:"hits"`
	Facets      []Facet       `json:"facets"`      // in the order of FacetRules
	Hints       []Hint        `json:"hints"`       // what of the query could not be used as typed
	Reading     []Reading     `json:"reading"`     // how the parts of the query were read, in order
	Exact       string        `json:"exact"`       // the query as exact words only; "" when it is already
	Near        []Hit         `json:"near"`        // entries that have some of the words; only for fewer than FewForPage entries
	Corrections []Correction  `json:"corrections"` // other spellings that find more, best first
	Exits       []Exit        `json:"exits"`       // best first; only for fewer than FewResults entries
	Took        time.Duration `json:"-"`
	Sequence    uint64        `json:"-"` // of the feed that the answer is based on
}

// Hit is one entry found: what a result card shows, for the viewer who asked.
type Hit struct {
	ID            catalog.ID          `json:"id"`
	Kind          catalog.Kind        `json:"kind"`
	Slug          string              `json:"slug"`
	URL           string              `json:"url"`
	Title         string              `json:"title"`
	Summary       string              `json:"summary"` // plain text, at most about 300 characters
	Language      string              `json:"language"`
	Snippets      []Snippet           `json:"snippets"`
	Why           []Why               `json:"why"`
	Challenge     []string            `json:"challenge"` // leaf ids
	Technology    []string            `json:"technology,omitempty"`
	Type          string              `json:"type,omitempty"` // solution type
	TRL           int                 `json:"trl,omitempty"`
	TRLConfidence string              `json:"trl_confidence,omitempty"`
	Confirmed     catalog.Date        `json:"confirmed,omitempty"`
	State         catalog.State       `json:"state"`
	Access        catalog.AccessLevel `json:"access"`
	ListingOnly   bool                `json:"listing_only,omitempty"`
	Fictional     bool                `json:"fictional,omitempty"`
	Ease          *Ease               `json:"ease,omitempty"`     // solutions only
	Provider      string              `json:"provider,omitempty"` // name of provider or coordinator
	Programme     string              `json:"programme,omitempty"`
	Start         catalog.Date        `json:"start,omitempty"`
	End           catalog.Date        `json:"end,omitempty"`
	Experiences   int                 `json:"experiences,omitempty"` // field experiences the viewer may see
	Evidence      string              `json:"evidence,omitempty"`    // best grade
	NeedStatus    string              `json:"need_status,omitempty"`
	Votes         *catalog.Votes      `json:"votes,omitempty"`
	Score         float64             `json:"score"`
	Missing       []string            `json:"missing,omitempty"` // of an entry in Near: words of the query it does not have
}

// Ease is the ease of use of a solution at a glance; ids of vocabularies.
type Ease struct {
	TrainingHours *float64 `json:"training_hours"`
	SetupEffort   string   `json:"setup_effort"`
	Network       string   `json:"network"`
	HardwareKind  string   `json:"hardware_kind"`
}

// Snippet is a piece of an entry's text around the words found, as HTML: text
// escaped, words in <mark>.
type Snippet struct {
	Field string `json:"field"` // name, lead, summary, body …
	HTML  string `json:"html"`
}

// Why says what of the query an entry matched, and how.
type Why struct {
	Field string `json:"field"`          // field or facet in which it was found
	Text  string `json:"text"`           // word or label found
	Via   string `json:"via"`            // word, stem, synonym, prefix or fuzzy
	From  string `json:"from,omitempty"` // word of the query
}

// Facet is a filter with its values and exact counts. Counts leave out the
// facet's own selection and honour all others. A selected value is always
// listed, even with count 0.
type Facet struct {
	Name   string       `json:"name"`
	All    bool         `json:"all,omitempty"` // its values are ANDed
	Values []FacetValue `json:"values"`
}

// FacetValue is one value of a facet. The count of a parent is the number of
// distinct entries below it.
type FacetValue struct {
	Value    string       `json:"value"`
	Label    string       `json:"label"`
	Count    int          `json:"count"`
	Selected bool         `json:"selected"`
	Children []FacetValue `json:"children,omitempty"`
}

// Hint tells that a part of the query was read otherwise than its writer may
// have meant. Key is a message key, Text the part of the query.
type Hint struct {
	Key  string `json:"key"`
	Text string `json:"text,omitempty"`
}

// The ways a part of a query is read, for [Reading.As].
const (
	ReadWord      = "word"      // in any inflection
	ReadPhrase    = "phrase"    // words side by side, as written
	ReadExact     = "exact"     // one word as written
	ReadPrefix    = "prefix"    // a word that begins like this
	ReadFuzzy     = "fuzzy"     // a word that is written much like this
	ReadExclude   = "exclude"   // must not occur
	ReadFilter    = "filter"    // "field:value"
	ReadConcept   = "concept"   // names concepts: entries that have them are found beside those with the words
	ReadAmbiguous = "ambiguous" // an abbreviation of several concepts: which one is meant?
	ReadOptional  = "optional"  // a word such as "with": ranks, but entries without it are found too
)

// Reading says how a part of the query was read. Nothing of it narrows a search
// beyond the words themselves: what a word may also mean only adds entries.
type Reading struct {
	Text     string           `json:"text"`         // as typed
	As       string           `json:"as"`           // a Read constant
	Or       bool             `json:"or,omitempty"` // it may hold in place of the part before
	Concepts []ReadingConcept `json:"concepts,omitempty"`
	Also     []string         `json:"also,omitempty"` // further words looked for: translations, compounds
	// Exact is the whole query with these words quoted, so that they mean
	// nothing but themselves. Rest is the whole query without them and without
	// what they are joined to by OR.
	Exact string `json:"exact,omitempty"`
	Rest  string `json:"rest"`
}

// ReadingConcept is a facet value that words of a query name.
type ReadingConcept struct {
	Facet string `json:"facet"`
	Value string `json:"value"`
	Label string `json:"label"`
	Count int    `json:"count"` // entries of the answer that have it
}

// Correction is another spelling that finds more.
type Correction struct {
	Query string `json:"q"`
	Total int    `json:"total"`
}

// FewResults is the total below which an answer has exits, and FewForPage the one
// below which it has entries near, because the first page has room.
const (
	FewResults = 5
	FewForPage = 10
)

// Exit is a way out of an empty or thin result: the same search without one
// condition, or without several where no single one stands in the way. It finds
// more entries than the search it leads out of. An answer that is thin and has
// no exit is one to a search for everything, or of a catalogue with nothing
// else in it.
type Exit struct {
	// Drop names what is left out as the parameters of the search that say it:
	// "trl=in-use", "q=fog", "q=-fog", "country=EL&country=DE".
	Drop  string `json:"drop"`
	Total int    `json:"total"` // exactly what Request finds
	URL   string `json:"url"`   // address of Request; this package knows none and leaves it empty

	Parts   []Dropped `json:"-"` // what Drop says, one by one
	Request Request   `json:"-"` // the search that is left
}

// Dropped is a condition that an exit leaves out.
type Dropped struct {
	Facet string // "" for a part of the query
	Value string // value of the facet, or the part of the query as it was understood
}

// Suggestion is one completion of what a person has typed so far.
type Suggestion struct {
	Kind  string `json:"kind"`  // challenge, solution, project, usecase, technology
	Value string `json:"value"` // concept id or slug
	Text  string `json:"text"`
	URL   string `json:"url"`
}
