package search

import (
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/country"
)

// facetGlossary stands for the list of words that are no facet values: their
// names in other languages are looked for in the texts.
const facetGlossary = "glossary"

// Facets whose concepts a query can name in words.
var (
	// partFacets are those of which a single word of a name calls up the concept.
	partFacets = []string{FacetChallenge, FacetTechnology, FacetEnvironment, FacetUser, FacetSystem}
	// wholeFacets are those of which only a whole name does: "internet" says
	// nothing of a solution that works without.
	wholeFacets = []string{FacetType, FacetNetwork, FacetCost, FacetTRL, FacetFlag, FacetProgramme}
)

// A concept is a term of a vocabulary as a facet value of the index.
type concept struct {
	facet string
	id    string
}

// A namedConcept is a concept and the languages in which words name it.
type namedConcept struct {
	concept
	languages languageSet
}

// A lexicon finds the concepts that words name, by the labels and synonyms of
// all languages. It is read-only once made.
type lexicon struct {
	vocabularies *catalog.Vocabularies
	stemmers     *stemmers
	functions    map[string]bool           // see functionWords
	names        map[string]bool           // single words that are a name, folded
	surfaces     map[string]string         // words of names as they are written, by the word folded
	spelled      []spelledWord             // the same, to be compared with what is typed
	parts        map[string][]concept      // by a term, Latin form or stem of one word of a label
	labels       map[string][]namedConcept // by a whole label: its terms or stems, joined by spaces
	languages    map[string]languageSet    // in which a term or stem stands in names
	compounds    map[string][]string       // parts of a hyphenated word, by its joined form
	joined       map[string][]string       // joined forms of hyphenated words, by a part
	wordings     map[string]*wording       // of the glossary, by id
	english      map[concept][]string      // words of the English names of areas and technologies
	longest      int                       // words of the longest label
}

func newLexicon(vocabularies *catalog.Vocabularies, s *stemmers) *lexicon {
	l := &lexicon{
		vocabularies: vocabularies, stemmers: s, functions: functionWords(),
		names: map[string]bool{}, surfaces: map[string]string{}, parts: map[string][]concept{}, labels: map[string][]namedConcept{}, languages: wordLanguages(),
		compounds: map[string][]string{}, joined: map[string][]string{}, wordings: map[string]*wording{}, english: map[concept][]string{},
	}
	for _, facet := range slices.Concat(partFacets, wholeFacets, []string{facetGlossary}) {
		for c := range concepts(vocabularies.List(vocabularyOf(facet))) {
			eachName(c, func(language, name string) { l.add(concept{facet, c.ID}, language, name) })
		}
	}
	for _, code := range country.Codes() {
		for _, language := range catalog.Languages {
			l.add(concept{FacetCountry, code}, language, country.Name(code, language))
		}
	}
	for c := range concepts(vocabularies.List(catalog.VocabularyGlossary)) {
		l.wordings[c.ID] = l.wording(c)
	}
	l.spelled = spelledWords(l.surfaces)
	return l
}

// concepts are those of a list, none of a list that does not exist.
func concepts(list *catalog.Vocabulary) func(func(*catalog.Concept) bool) {
	if list == nil {
		return func(func(*catalog.Concept) bool) {}
	}
	return slices.Values(list.Concepts)
}

// eachName visits the labels and synonyms of a concept, language by language.
func eachName(c *catalog.Concept, visit func(language, name string)) {
	for _, language := range slices.Sorted(maps.Keys(c.Labels)) {
		visit(language, c.Labels[language])
	}
	for _, language := range slices.Sorted(maps.Keys(c.Synonyms)) {
		for _, synonym := range c.Synonyms[language] {
			visit(language, synonym)
		}
	}
}

// add makes a concept findable by one of its names.
func (l *lexicon) add(c concept, language, label string) {
	tokens := Tokens(label)
	l.addSurfaces(c, label, tokens)
	inParts := slices.Contains(partFacets, c.facet)
	in := languageSetOf(language)
	for i, form := range l.forms(language, label, tokens) {
		if c.facet == FacetCountry && i > 0 && curt(form.words) {
			continue
		}
		l.longest = max(l.longest, len(form.words))
		addNamed(l.labels, strings.Join(form.words, " "), c, in)
		if len(form.words) == 1 {
			l.names[form.words[0]] = true
		}
		for _, word := range form.words {
			l.languages[word] |= in
		}
		if !inParts {
			continue
		}
		for i, part := range form.words {
			if !form.function[i] {
				addConcept(l.parts, part, c)
			}
		}
		if content := form.content(); len(content) > 1 {
			addNamed(l.labels, strings.Join(content, " "), c, in)
		}
	}
	l.addCompounds(c, tokens, inParts)
	if language == "en" && (c.facet == FacetChallenge || c.facet == FacetTechnology) {
		l.addEnglish(c, tokens)
	}
}

// addEnglish notes the words of an English name, which every concept has.
func (l *lexicon) addEnglish(c concept, tokens []Token) {
	for _, t := range tokens {
		if t.Form == FormWord && !l.isFunction(t.Term) && !slices.Contains(l.english[c], t.Term) {
			l.english[c] = append(l.english[c], t.Term)
		}
	}
}

// addSurfaces notes the words of a name that are looked for in texts or among
// challenge areas and the like: those that a typing error may stand for.
func (l *lexicon) addSurfaces(c concept, label string, tokens []Token) {
	if c.facet == FacetCountry || slices.Contains(wholeFacets, c.facet) {
		return
	}
	for _, t := range tokens {
		if t.Form == FormWord && !t.Short && l.surfaces[t.Term] == "" {
			l.surfaces[t.Term] = strings.ToLower(label[t.Start:t.End])
		}
	}
}

// addCompounds notes the hyphenated words of a name.
func (l *lexicon) addCompounds(c concept, tokens []Token, inParts bool) {
	compounds := map[string]bool{}
	addCompounds(compounds, tokens)
	for compound := range compounds {
		joined, parts, _ := strings.Cut(compound, " ")
		l.compounds[joined] = strings.Fields(parts)
		for _, part := range l.compounds[joined] {
			if !slices.Contains(l.joined[part], joined) {
				l.joined[part] = append(l.joined[part], joined)
			}
		}
		if inParts {
			addConcept(l.parts, joined, c)
		}
	}
}

// A labelForm is one way a label may be typed: its words, and which of them are
// function words.
type labelForm struct {
	words    []string
	function []bool
}

// content is the words of the form that are no function words.
func (f labelForm) content() []string {
	var words []string
	for i, w := range f.words {
		if !f.function[i] {
			words = append(words, w)
		}
	}
	return words
}

// forms are the ways one label may be typed: folded, in Latin letters, and in
// any inflection, that is by stems.
func (l *lexicon) forms(language, label string, tokens []Token) []labelForm {
	var words, latin []string
	var stems [2][]string // of the form with accents and of the one without
	var function []bool
	differs := false
	for _, t := range tokens {
		switch t.Form {
		case FormWord:
			words = append(words, t.Term)
			latin = append(latin, t.Term)
			function = append(function, l.isFunction(t.Term))
			for i := range stems {
				stems[i] = append(stems[i], l.stem(language, label[t.Start:t.End], t, i))
			}
		case FormLatin:
			latin[len(latin)-1] = t.Term
			differs = true
		case FormJoined:
		}
	}
	if len(words) == 0 {
		return nil
	}
	forms := []labelForm{{words, function}, {stems[0], function}, {stems[1], function}}
	if differs {
		forms = append(forms, labelForm{latin, function})
	}
	return forms
}

// stem is one stem of a word, or the word itself where it has none.
func (l *lexicon) stem(language, word string, t Token, number int) string {
	if t.Short {
		return t.Term
	}
	stems := l.stemmers.in(language, word)
	if len(stems) == 0 {
		return t.Term
	}
	return stems[min(number, len(stems)-1)]
}

// curt reports whether a name is one stem of which so little is left that other
// words have it too: Polish has "mała" (small) and Mali in common.
func curt(words []string) bool {
	_, stem, _ := strings.Cut(words[0], ":")
	return len(words) == 1 && stem != "" && utf8.RuneCountInString(stem) < 4
}

func addConcept(into map[string][]concept, key string, c concept) {
	if !slices.Contains(into[key], c) {
		into[key] = append(into[key], c)
	}
}

func addNamed(into map[string][]namedConcept, key string, c concept, in languageSet) {
	for i := range into[key] {
		if into[key][i].concept == c {
			into[key][i].languages |= in
			return
		}
	}
	into[key] = append(into[key], namedConcept{c, in})
}

// partOf are the concepts in whose names the word occurs.
func (l *lexicon) partOf(word queryWord) []concept {
	if word.function {
		return nil
	}
	var found []concept
	for _, key := range slices.Concat(word.terms(), word.stems) {
		for _, c := range l.parts[key] {
			if !slices.Contains(found, c) {
				found = append(found, c)
			}
		}
	}
	return found
}

// named are the concepts that the words together name in full.
func (l *lexicon) named(words []queryWord) []namedConcept {
	var found []namedConcept
	key := make([]string, len(words))
	for form := range words[0].forms {
		for i := range words {
			key[i] = words[i].forms[form]
		}
		for _, c := range l.labels[strings.Join(key, " ")] {
			i := slices.IndexFunc(found, func(o namedConcept) bool { return o.concept == c.concept })
			if i < 0 {
				found = append(found, c)
				continue
			}
			found[i].languages |= c.languages
		}
	}
	return found
}

// wordForms are the forms in which a word may stand in a name: as it is, with
// an umlaut written out, and by its stems in every language. All words have as
// many, in the same order.
func (l *lexicon) wordForms(w queryWord) []string {
	variant, typed := w.term, w.text
	if len(w.variants) > 0 {
		variant, typed = folded(w.variants[0]), w.variants[0]
	}
	forms := []string{w.term, variant}
	for _, language := range catalog.Languages {
		text := w.text
		if language == "de" {
			text = typed
		}
		for number := range 2 {
			forms = append(forms, l.stem(language, text, Token{Term: w.term, Short: w.short}, number))
		}
	}
	return forms
}

// function reports whether a word of a query is a function word there: not one
// in capitals, such as IT, nor one that is a name by itself, such as "sea",
// which is a form of a Spanish verb.
func (l *lexicon) function(text, term string) bool {
	capitals := len(text) > 1 && strings.ToUpper(text) == text && strings.ToLower(text) != text
	request, listed := l.functions[term]
	return listed && !capitals && (request || !l.names[term])
}

// isFunction reports whether a word of a name is a function word.
func (l *lexicon) isFunction(term string) bool {
	_, listed := l.functions[term]
	return listed
}

// label is the name of a concept in a language.
func (l *lexicon) label(c concept, language string) string {
	if c.facet == FacetCountry {
		return country.Name(c.id, language)
	}
	return l.vocabularies.Label(vocabularyOf(c.facet), c.id, language)
}

// value is the id of a facet value that a person named by id or label, and
// false when there is no such value.
func (l *lexicon) value(facet, text string) (string, bool) {
	list := l.vocabularies.List(vocabularyOf(facet))
	if list == nil {
		if text = strings.ToLower(text); facet == FacetCountry {
			text = strings.ToUpper(text)
		}
		return text, facetValid(facet, text)
	}
	id := list.Current(strings.ToLower(text))
	if list.Concept(id) != nil {
		return id, true
	}
	wanted := titleKey(text)
	for _, c := range list.Concepts {
		for _, language := range catalog.Languages {
			if titleKey(c.Labels[language]) == wanted && wanted != "" {
				return c.ID, true
			}
		}
	}
	return "", false
}

// facetValid reports whether text can be a value of a facet without
// vocabulary.
func facetValid(facet, text string) bool {
	switch facet {
	case FacetKind:
		return slices.Contains(indexed, catalog.Kind(text))
	case FacetFresh:
		return text == FreshYear || text == FreshOlder
	case FacetCountry, FacetLanguage:
		return len(text) == 2
	}
	return false
}
