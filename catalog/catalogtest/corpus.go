package catalogtest

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"time"

	"ileanet.eu/showcase/catalog"
)

// corpusStart is when the first entry of a corpus was made; each later one
// follows an hour after, or sooner where all would not fit into corpusYears.
var corpusStart = time.Date(2021, 1, 4, 8, 0, 0, 0, time.UTC)

const corpusYears = 5 * 365 * 24 * time.Hour

// Option changes what [Corpus] makes.
type Option func(*corpus)

// ShortTexts makes texts a third as long, for catalogues of a million entries.
func ShortTexts() Option { return func(c *corpus) { c.shorter = 3 } }

// MixedAccess gives about three entries in ten an access level above clear,
// admits organisations to the amber ones, and fills restricted fields of clear
// ones. Without it every entry is clear, restricted fields included.
func MixedAccess() Option { return func(c *corpus) { c.mixed = true } }

// MixedStates gives about one entry in ten a state other than published, and
// some published ones a draft. Without it every entry is published.
func MixedStates() Option { return func(c *corpus) { c.states = true } }

// share is how many of a hundred entries are of a kind.
var share = []struct {
	kind    catalog.Kind
	percent int
}{
	{catalog.KindSolution, 40},
	{catalog.KindProject, 18},
	{catalog.KindOrganisation, 10},
	{catalog.KindUseCase, 10},
	{catalog.KindEvidence, 9},
	{catalog.KindNeed, 6},
	{catalog.KindExperience, 5},
	{catalog.KindScenario, 2},
}

// Corpus makes n valid entries that link to each other: the same seed, number
// and options give the same entries, byte for byte. Facets are correlated, as
// in life: an entry belongs to one challenge area, which makes some
// technologies, places and users likelier than others. Words are made up and
// follow Zipf's law; some are words of the vocabularies, and some stand in
// phrases that return from text to text.
//
// With fewer than about twenty entries some links lead to nothing.
func Corpus(vocabularies *catalog.Vocabularies, seed uint64, n int, options ...Option) []*catalog.Entry {
	g := NewGenerator(vocabularies, seed, n, options...)
	entries := make([]*catalog.Entry, n)
	for i := range entries {
		entries[i] = g.Entry(i)
	}
	return entries
}

// A Generator makes the entries of a [Corpus] one by one, for catalogues that
// memory does not hold. It is not safe for concurrent use.
type Generator struct{ corpus *corpus }

// NewGenerator is a generator of the n entries that [Corpus] makes.
func NewGenerator(vocabularies *catalog.Vocabularies, seed uint64, n int, options ...Option) *Generator {
	c := newCorpus(vocabularies, seed, n)
	for _, option := range options {
		option(c)
	}
	return &Generator{c}
}

// Entry makes the entry at place i, whichever were made before.
func (g *Generator) Entry(i int) *catalog.Entry {
	g.corpus.seek(i)
	return g.corpus.entry()
}

// corpus makes one entry after another. The choices of an entry depend on seed
// and place alone, not on the entries before it.
type corpus struct {
	vocabularies  *catalog.Vocabularies
	seed          uint64
	mixed, states bool
	shorter       int           // what lengths of texts are divided by
	step          time.Duration // between two entries

	kinds  []catalog.Kind                 // of entry i
	places map[catalog.Kind][]int         // the entries of a kind
	leaves []*catalog.Concept             // challenge areas without children
	words  []string                       // by falling frequency
	said   [][]string                     // phrases, by falling frequency
	lists  map[string]map[string][]string // likely concepts by vocabulary and theme

	i      int // the entry being made
	r      *rand.Rand
	zipf   *rand.Zipf       // of words
	saying *rand.Zipf       // of said
	theme  *catalog.Concept // the challenge area it belongs to
}

func newCorpus(vocabularies *catalog.Vocabularies, seed uint64, n int) *corpus {
	c := &corpus{
		vocabularies: vocabularies, seed: seed, shorter: 1, step: min(time.Hour, corpusYears/time.Duration(max(n, 1))),
		kinds: make([]catalog.Kind, n), places: map[catalog.Kind][]int{},
		words: makeWords(vocabularies, wordCount(n)), lists: map[string]map[string][]string{},
	}
	c.said = makePhrases(c.words)
	var pattern []catalog.Kind // each kind spread evenly over a hundred entries
	due := make([]int, len(share))
	for range 100 {
		most := 0
		for k := range share {
			due[k] += share[k].percent
			if due[k] > due[most] {
				most = k
			}
		}
		due[most] -= 100
		pattern = append(pattern, share[most].kind)
	}
	for i := range n {
		kind := pattern[i%len(pattern)]
		c.kinds[i] = kind
		c.places[kind] = append(c.places[kind], i)
	}
	challenge := vocabularies.List(catalog.VocabularyChallenge)
	for _, area := range challenge.Children("") {
		c.leaves = append(c.leaves, challenge.Children(area.ID)...)
	}
	return c
}

// seek begins the entry at place i.
func (c *corpus) seek(i int) {
	c.i = i
	c.r = rand.New(rand.NewPCG(c.seed, uint64(i)))
	c.zipf = wordFrequency(c.r, c.words)
	c.saying = rand.NewZipf(c.r, 1.1, 5, uint64(len(c.said)-1))
	leaf := rand.NewZipf(c.r, 1.3, 4, uint64(len(c.leaves)-1)).Uint64()
	c.theme = c.leaves[leaf]
}

// id is the id of the entry at place i.
func (c *corpus) id(i int) catalog.ID {
	return catalog.IDFor(fmt.Sprintf("corpus %d %d", c.seed, i), c.created(i))
}

func (c *corpus) created(i int) time.Time { return corpusStart.Add(time.Duration(i) * c.step) }

// entry makes the entry at the place sought.
func (c *corpus) entry() *catalog.Entry {
	content := c.content(c.kinds[c.i])
	created := c.created(c.i)
	published := created.Add(48 * time.Hour)
	e := &catalog.Entry{
		Format: catalog.EntryFormat, ID: c.id(c.i), Kind: content.Kind(), Slug: "entry-" + strconv.Itoa(c.i),
		State: catalog.StatePublished, Access: catalog.AccessClear, Language: c.language(),
		Owner: c.ref(catalog.KindOrganisation), Created: created, Updated: published, Published: &published,
		Confirmed: catalog.DateOf(published.AddDate(0, c.r.IntN(30), 0)),
		Public:    &catalog.Revision{Number: 1, At: published, Content: content},
	}
	switch e.Kind {
	case catalog.KindSolution, catalog.KindUseCase, catalog.KindNeed, catalog.KindProject, catalog.KindScenario:
		e.Tags = []catalog.Tag{{Challenge: c.theme.ID, Strength: "core"}}
		if other := c.leaves[c.r.IntN(len(c.leaves))]; c.chance(40) && other != c.theme {
			e.Tags = append(e.Tags, catalog.Tag{Challenge: other.ID, Strength: c.pick("match_strength")})
		}
	case catalog.KindOrganisation, catalog.KindExperience, catalog.KindEvidence, catalog.KindDocument:
	}
	if e.Kind == catalog.KindSolution {
		e.Assessment.TRLConfidence = c.pick("trl_confidence")
		e.Assessment.TRLConfidenceOn = catalog.DateOf(published)
	}
	if e.Kind == catalog.KindProject && c.chance(60) {
		e.ListingOnly, e.ExternalIDs = true, []string{"corpus:project:" + strconv.Itoa(c.i)}
	}
	c.restrict(e)
	c.move(e)
	return e
}

// restrict gives some entries an access level above clear.
func (c *corpus) restrict(e *catalog.Entry) {
	if !c.mixed {
		return
	}
	switch roll := c.r.IntN(100); {
	case roll < 70:
		return
	case roll < 85:
		e.Access = catalog.AccessGreen
	case roll < 95:
		e.Access = catalog.AccessAmber
		e.Admitted = c.refs(catalog.KindOrganisation, 1, 3)
		if c.chance(30) {
			e.Admitted = append(e.Admitted, catalog.AllLEAs)
		}
	default:
		e.Access = catalog.AccessAmberStrict
		e.Admitted = c.refs(catalog.KindOrganisation, 1, 2)
	}
	e.Slug = fmt.Sprintf("%016x", c.r.Uint64()) // a name would tell something
}

// move gives some entries another state.
func (c *corpus) move(e *catalog.Entry) {
	if !c.states {
		return
	}
	if c.chance(90) {
		if c.chance(5) {
			e.Draft = &catalog.Revision{Number: 2, At: e.Updated.Add(time.Hour), Content: c.content(e.Kind)}
		}
		return
	}
	e.State = catalog.States[c.r.IntN(len(catalog.States))]
	switch e.State {
	case catalog.StateDraft, catalog.StateSubmitted, catalog.StateInReview, catalog.StateChangesRequested, catalog.StateRejected:
		e.Draft, e.Public, e.Published = e.Public, nil, nil
	case catalog.StateArchived, catalog.StateWithdrawn, catalog.StateFrozen:
		e.Reason = c.sentence(4, 9)
	case catalog.StatePublished:
	}
}

// ref is the id of some entry of a kind, likelier one with a low number, as
// few organisations and projects have most links; "" when there is none.
func (c *corpus) ref(kind catalog.Kind) catalog.ID {
	places := c.places[kind]
	if len(places) == 0 {
		return ""
	}
	x := c.r.Float64()
	return c.id(places[int(x*x*float64(len(places)))])
}

// must is ref, or the id of nothing in a corpus too small to have the kind.
func (c *corpus) must(kind catalog.Kind) catalog.ID {
	if id := c.ref(kind); id != "" {
		return id
	}
	return catalog.IDFor("corpus: nothing of kind "+string(kind), corpusStart)
}

// refs are least to most different ids of a kind.
func (c *corpus) refs(kind catalog.Kind, least, most int) []catalog.ID {
	var ids []catalog.ID
	seen := map[catalog.ID]bool{}
	for range least + c.r.IntN(most-least+1) {
		if id := c.must(kind); !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

func (c *corpus) chance(percent int) bool { return c.r.IntN(100) < percent }

// pick is a concept of the list: four times of five one of the few that go with
// the theme of the entry.
func (c *corpus) pick(list string) string {
	if c.chance(80) {
		likely := c.likely(list)
		return likely[c.r.IntN(len(likely))]
	}
	concepts := c.vocabularies.List(list).Concepts
	return concepts[c.r.IntN(len(concepts))].ID
}

// picks are least to most different concepts of the list.
func (c *corpus) picks(list string, least, most int) []string {
	var ids []string
	seen := map[string]bool{}
	for range least + c.r.IntN(most-least+1) {
		if id := c.pick(list); !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	return ids
}

// likely are the concepts of a list that go with the theme.
func (c *corpus) likely(list string) []string {
	byTheme := c.lists[list]
	if byTheme == nil {
		byTheme = map[string][]string{}
		c.lists[list] = byTheme
	}
	if byTheme[c.theme.ID] == nil {
		h := fnv.New64a()
		_, _ = h.Write([]byte(list + " " + c.theme.ID)) // a hash takes every write
		r := rand.New(rand.NewPCG(c.seed, h.Sum64()))
		concepts := c.vocabularies.List(list).Concepts
		for range min(3, len(concepts)) {
			byTheme[c.theme.ID] = append(byTheme[c.theme.ID], concepts[r.IntN(len(concepts))].ID)
		}
	}
	return byTheme[c.theme.ID]
}

// language is a language of the interface; English is the commonest.
func (c *corpus) language() string {
	if c.chance(70) {
		return "en"
	}
	return catalog.Languages[c.r.IntN(len(catalog.Languages))]
}
