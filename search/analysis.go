package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog/fold"
)

// maxTerm is the longest term kept, in bytes; longer ones are cut. No word of
// a language is that long, so it only bounds what a hostile text can do.
const maxTerm = 64

// A Token is one word of a text in the form the index holds.
type Token struct {
	Term     string
	Start    int // byte offsets of the word in the text
	End      int
	Position int // 1-based; forms of the same word share it
	Form     Form
	Short    bool // an abbreviation, number or very short word: never stemmed
}

// Form says how a token came from the text.
type Form int

// The forms of a token.
const (
	FormWord   Form = iota // the word itself, folded
	FormJoined             // parts of a hyphenated word written as one, beside the parts
	FormLatin              // a Greek or Cyrillic word in Latin letters, beside the word
)

// Tokens splits a text into words, folded by package fold. A word is a run of
// letters and digits of any script. Hyphens separate parts, and the joined form
// stands beside them: "pre-frontier" gives pre, prefrontier, frontier. A short
// article before an apostrophe (l', d', dell') is dropped.
func Tokens(text string) []Token {
	t := tokenizer{text: text, tokens: make([]Token, 0, len(text)/6+1)}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !wordRune(r) {
			i += size
			continue
		}
		end := runEnd(text, i)
		t.run(i, end)
		i = end
	}
	return t.tokens
}

// runEnd is the end of the words from start that hyphens and apostrophes hold
// together.
func runEnd(text string, start int) int {
	end, connected := start, false
	for i := start; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case wordRune(r) || invisible(r):
			i += size
			connected = false
			if !invisible(r) {
				end = i
			}
		case (hyphen(r) || apostrophe(r)) && !connected:
			i += size
			connected = true
		default:
			return end
		}
	}
	return end
}

type tokenizer struct {
	text     string
	tokens   []Token
	position int
}

// span is a part of a hyphenated word.
type span struct{ start, end int }

// run adds the tokens of text[start:end], a run of parts between connectors.
func (t *tokenizer) run(start, end int) {
	var parts []span
	from := start
	for i := start; i < end; {
		r, size := utf8.DecodeRuneInString(t.text[i:end])
		if hyphen(r) || apostrophe(r) {
			parts = t.part(parts, from, i, apostrophe(r))
			from = i + size
		}
		i += size
	}
	parts = t.part(parts, from, end, false)
	// English "officer's": the s is no word of its own.
	if n := len(parts); n > 1 && parts[n-1].start > 0 {
		last := parts[n-1]
		if t.text[last.start:last.end] == "s" && afterApostrophe(t.text, last.start) {
			parts = parts[:n-1]
		}
	}
	joined := t.joined(parts)
	for i, p := range parts {
		t.word(p)
		if i == 0 && joined != "" {
			t.add(Token{Term: joined, Start: parts[0].start, End: parts[len(parts)-1].end, Form: FormJoined, Short: len(joined) < 4})
		}
	}
}

// part appends text[start:end] unless it is empty or an article before an
// apostrophe.
func (t *tokenizer) part(parts []span, start, end int, beforeApostrophe bool) []span {
	if start == end || beforeApostrophe && elided(t.text[start:end]) {
		return parts
	}
	return append(parts, span{start, end})
}

// joined is the parts of a word as one term, "" for a word of one part and
// for numbers such as 2021-2027.
func (t *tokenizer) joined(parts []span) string {
	if len(parts) < 2 {
		return ""
	}
	var b strings.Builder
	letters := false
	for _, p := range parts {
		term := fold.String(t.text[p.start:p.end])
		letters = letters || !numeric(term)
		b.WriteString(term)
	}
	if !letters {
		return ""
	}
	return clean(b.String())
}

func (t *tokenizer) word(p span) {
	text := t.text[p.start:p.end]
	term := clean(fold.String(text))
	if term == "" {
		return
	}
	t.position++
	short := abbreviation(text)
	t.add(Token{Term: term, Start: p.start, End: p.end, Short: short})
	if ascii(term) {
		return
	}
	if latin := clean(fold.Latin(text)); latin != "" && latin != term {
		t.add(Token{Term: latin, Start: p.start, End: p.end, Form: FormLatin, Short: short})
	}
}

func (t *tokenizer) add(token Token) {
	token.Position = t.position
	t.tokens = append(t.tokens, token)
}

// clean keeps letters and digits, and cuts an overlong term at a letter.
func clean(term string) string {
	if !plainTerm(term) {
		term = strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				return r
			}
			return -1
		}, term)
	}
	if len(term) <= maxTerm {
		return term
	}
	cut := maxTerm
	for !utf8.RuneStart(term[cut]) {
		cut--
	}
	return term[:cut]
}

func plainTerm(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func wordRune(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Mc, r)
}

// invisible characters stand inside words without parting them.
func invisible(r rune) bool {
	return r == '\u00ad' || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff'
}

func hyphen(r rune) bool {
	return r == '-' || r == '\u2010' || r == '\u2011' || r == '\u2212'
}

func apostrophe(r rune) bool {
	return r == '\'' || r == '\u2019' || r == '\u02bc'
}

func afterApostrophe(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return apostrophe(r)
}

// elided reports whether a word before an apostrophe is a French, Italian or
// Portuguese article or pronoun, which is no part of the word searched for.
func elided(s string) bool {
	switch strings.ToLower(s) {
	case "l", "d", "c", "j", "m", "n", "s", "t", "qu", "lorsqu", "puisqu", "jusqu",
		"un", "gl", "all", "dall", "dell", "nell", "sull", "coll", "quell", "quest", "sant":
		return true
	}
	return false
}

func numeric(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// abbreviation reports whether a word as written is one that stemming would
// harm: short, with a digit, or in capitals.
func abbreviation(s string) bool {
	runes, upper := 0, 0
	for _, r := range s {
		runes++
		if unicode.IsDigit(r) {
			return true
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	return runes < 4 || upper == runes && runes <= 5
}
