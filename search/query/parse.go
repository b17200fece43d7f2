package query

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a query. What lies beyond is left out, with a hint.
const (
	MaxBytes    = 512
	MaxWords    = 32
	MaxPrefixes = 2 // and words with a tilde
	MinPrefix   = 3 // letters before the asterisk
	MinFuzzy    = 4 // letters before the tilde
)

// Fields are the names that "field:value" understands: the facets of the
// search page. Anything else before a colon is plain words.
var Fields = []string{
	"kind", "challenge", "technology", "type", "environment", "user", "system", "trl",
	"network", "cost", "flag", "country", "programme", "language", "evidence", "fresh",
}

// Hint tells that a part of the query was read otherwise than its writer may
// have meant.
type Hint struct {
	Key  string // message key
	Text string // the part of the query
}

// The keys of hints.
const (
	HintTooLong      = "hint.too_long"       // cut to MaxBytes
	HintTooManyWords = "hint.too_many_words" // cut to MaxWords
	HintQuote        = "hint.quote"          // a quotation mark has no partner
	HintField        = "hint.field"          // no such field; read as words
	HintPrefix       = "hint.prefix"         // too short or too many; read as a word
	HintFuzzy        = "hint.fuzzy"          // too short or too many; read as a word
	HintOr           = "hint.or"             // OR does not stand between two parts to search for
	HintCharacters   = "hint.characters"     // broken text was left out
)

// Parse reads what a person typed. It never fails: see the package comment.
func Parse(s string) (Query, []Hint) {
	p := parser{}
	p.parse(p.clean(s))
	return p.query, p.hints
}

type parser struct {
	query    Query
	hints    []Hint
	words    int
	prefixes int
	or       bool // the word OR was read last
}

func (p *parser) hint(key, text string) {
	if h := (Hint{key, text}); !slices.Contains(p.hints, h) {
		p.hints = append(p.hints, h)
	}
}

// clean cuts the text to MaxBytes, drops what is not text and makes every kind
// of quotation mark and hyphen the plain one.
func (p *parser) clean(s string) string {
	if len(s) > MaxBytes {
		cut := MaxBytes
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		s = s[:cut]
		p.hint(HintTooLong, "")
	}
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, " ")
		p.hint(HintCharacters, "")
	}
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("“”„«»‟", r):
			return '"'
		case strings.ContainsRune("‐‑–—−", r):
			return '-'
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case r == utf8.RuneError || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, s)
}

func (p *parser) parse(s string) {
	exclude := false
	for {
		s = strings.TrimLeft(s, " ")
		if s == "" {
			p.unjoined()
			return
		}
		if p.words >= MaxWords {
			p.hint(HintTooManyWords, "")
			return
		}
		if rest, ok := strings.CutPrefix(s, "-"); ok {
			exclude = !strings.HasPrefix(rest, " ") && rest != ""
			s = rest
			continue
		}
		if s[0] == '"' {
			s = p.quoted(s[1:], exclude)
			exclude = false
			continue
		}
		word, rest := cutWord(s)
		if isFilterStart(word) && strings.HasPrefix(rest, `"`) { // field:"value"
			value, after, closed := strings.Cut(rest[1:], `"`)
			if closed {
				word, rest = word+value, after
			}
		}
		s = rest
		switch trim(word) {
		case "AND":
		case "OR":
			p.or = true
		case "NOT":
			exclude = true
			continue
		default:
			p.word(word, exclude)
		}
		exclude = false
	}
}

// cutWord splits s behind its first word; a quotation mark ends a word.
func cutWord(s string) (word, rest string) {
	if i := strings.IndexAny(s, ` "`); i >= 0 {
		return s[:i], s[i:]
	}
	return s, ""
}

func isFilterStart(word string) bool {
	field, ok := strings.CutSuffix(word, ":")
	return ok && slices.Contains(Fields, strings.ToLower(field))
}

// quoted reads what follows a quotation mark and returns what is behind the
// closing one.
func (p *parser) quoted(s string, exclude bool) (rest string) {
	text, rest, closed := strings.Cut(s, `"`)
	if !closed {
		p.hint(HintQuote, strings.TrimSpace(text))
		return text // read again as plain words
	}
	words := strings.Fields(text)
	words = slices.DeleteFunc(words, func(w string) bool { return trim(w) == "" })
	if len(words) == 0 {
		return rest
	}
	if p.words+len(words) > MaxWords {
		words = words[:MaxWords-p.words]
		p.hint(HintTooManyWords, "")
	}
	p.words += len(words)
	kind := Phrase
	if len(words) == 1 {
		kind = Word
	}
	p.add(Clause{Kind: kind, Text: strings.Join(words, " "), Exclude: exclude, Quoted: true})
	return rest
}

func (p *parser) word(word string, exclude bool) {
	p.words++
	word = strings.TrimLeftFunc(word, notWord)
	if field, value, ok := strings.Cut(word, ":"); ok {
		field = strings.ToLower(trim(field))
		value = trim(value)
		if slices.Contains(Fields, field) && value != "" {
			p.add(Clause{Kind: Filter, Field: field, Text: value, Exclude: exclude})
			return
		}
		if field != "" && value != "" {
			p.hint(HintField, field)
		}
	}
	text := trim(word)
	if text == "" {
		p.words--
		return
	}
	kind := Word
	switch {
	case strings.HasSuffix(word, "*"):
		kind = p.open(Prefix, text, MinPrefix, HintPrefix)
	case strings.HasSuffix(word, "~"):
		kind = p.open(Fuzzy, text, MinFuzzy, HintFuzzy)
	}
	p.add(Clause{Kind: kind, Text: text, Exclude: exclude})
}

// open is the kind of a word that stands for others where it may: there are few
// such, and they have letters enough. Otherwise it is the kind of a plain word.
func (p *parser) open(kind Kind, text string, least int, hint string) Kind {
	if p.prefixes == MaxPrefixes || letters(text) < least || letters(text) != utf8.RuneCountInString(text) {
		p.hint(hint, text)
		return Word
	}
	p.prefixes++
	return kind
}

// add adds a clause, joined to the one before when OR stood between them.
func (p *parser) add(c Clause) {
	if n := len(p.query.Clauses); p.or && n > 0 && !c.Exclude && !p.query.Clauses[n-1].Exclude {
		c.Or, p.or = true, false
	}
	p.unjoined()
	p.query.Clauses = append(p.query.Clauses, c)
}

// unjoined tells of an OR that joins nothing.
func (p *parser) unjoined() {
	if p.or {
		p.or = false
		p.hint(HintOr, "")
	}
}

// trim takes off what is neither letter nor digit at both ends.
func trim(s string) string { return strings.TrimFunc(s, notWord) }

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			n++
		}
	}
	return n
}
