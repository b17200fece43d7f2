package search

import (
	"html"
	"slices"
	"strings"
	"unicode/utf8"
)

// snippetLength is about the number of bytes of a snippet.
const snippetLength = 240

// A highlighter marks the words of a query in the texts of a page. Only words
// that begin like one of the query are analysed, and each of them once.
type highlighter struct {
	stemmers *stemmers
	terms    map[string][]use // by term as written
	stems    map[string][]use // by stem
	begins   beginnings
	marked   map[string]map[string][]mark // by language and run of text, from its start
}

// A use is a clause that a word of a text answers, and how.
type use struct {
	clause int
	via    string
}

func newHighlighter(p *plan, s *stemmers) *highlighter {
	h := &highlighter{stemmers: s, terms: map[string][]use{}, stems: map[string][]use{}, begins: beginnings{memo: &s.begins}, marked: map[string]map[string][]mark{}}
	for i, c := range p.clauses {
		if c.exclude || c.as == ReadOptional {
			continue
		}
		for _, t := range c.terms {
			h.add(t, i)
		}
		for _, word := range c.phrase {
			h.begins.add(word)
			addUse(h.terms, word, use{i, viaWord})
		}
	}
	return h
}

// add marks a term of a clause.
func (h *highlighter) add(t fieldTerm, clause int) {
	if textFields[t.field] == fieldStems {
		_, stem, _ := strings.Cut(t.term, ":")
		h.begins.add(stem)
		addUse(h.stems, t.term, use{clause, t.via})
		return
	}
	h.begins.add(t.term)
	addUse(h.terms, t.term, use{clause, t.via})
}

func addUse(into map[string][]use, term string, u use) {
	if !slices.Contains(into[term], u) {
		into[term] = append(into[term], u)
	}
}

// A mark is a word found in a text.
type mark struct {
	start, end int
	uses       []use
}

// A markedText is a field of an entry with the words found in it.
type markedText struct {
	field, text string
	marks       []mark
}

// find marks the fields of an entry that are kept in full.
func (h *highlighter) find(c *card) []markedText {
	if len(h.terms) == 0 && len(h.stems) == 0 {
		return nil
	}
	var found []markedText
	for _, t := range []markedText{{field: fieldName, text: c.Hit.Title}, {field: fieldLead, text: c.Lead}, {field: fieldBody, text: c.Body}} {
		if t.marks = h.marks(t.text, c.Hit.Language); len(t.marks) > 0 {
			found = append(found, t)
		}
	}
	return found
}

// marks are the words of the query in a text of a language, in order, without
// overlap.
func (h *highlighter) marks(text, language string) []mark {
	var marks []mark
	known := h.marked[language]
	if known == nil {
		known = map[string][]mark{}
		h.marked[language] = known
	}
	for i := 0; i < len(text); {
		end, word := nextRun(text, i)
		if word && h.possible(text[i:end], language) {
			run := text[i:end]
			found, seen := known[run]
			if !seen {
				found = h.inRun(run, language)
				known[run] = found
			}
			for _, m := range found {
				marks = append(marks, mark{m.start + i, m.end + i, m.uses})
			}
		}
		i = end
	}
	return marks
}

// nextRun is the end of the run of words that begins at i, as Tokens parts
// them, or of the character there that is no part of a word.
func nextRun(text string, i int) (end int, word bool) {
	for end = i; end < len(text) && asciiWord(text[end]); end++ {
	}
	if end > i && (end == len(text) || text[end] < utf8.RuneSelf && text[end] != '-' && text[end] != '\'') {
		return end, true
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	if !wordRune(r) {
		return i + size, false
	}
	return runEnd(text, i), true
}

func asciiWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// possible reports whether a run may hold a word of the query. The stems of
// Polish words need not begin as the words do.
func (h *highlighter) possible(run, language string) bool {
	return language == "pl" && len(h.stems) > 0 || h.begins.like(run)
}

// inRun marks the words of the query in a run of text.
func (h *highlighter) inRun(run, language string) []mark {
	var marks []mark
	for _, t := range Tokens(run) {
		uses := h.uses(t, run[t.Start:t.End], language)
		if uses == nil {
			continue
		}
		if n := len(marks); n > 0 && t.Start < marks[n-1].end {
			marks[n-1].end = max(marks[n-1].end, t.End)
			marks[n-1].uses = append(slices.Clone(marks[n-1].uses), uses...)
			continue
		}
		marks = append(marks, mark{t.Start, t.End, uses})
	}
	return marks
}

// uses are those of a word as written or, without any, those of its stems.
func (h *highlighter) uses(t Token, word, language string) []use {
	uses := h.terms[t.Term]
	if uses != nil || t.Short || t.Form != FormWord || len(h.stems) == 0 {
		return uses
	}
	for _, stem := range h.stemmers.inText(language, word) {
		if uses = h.stems[stem]; uses != nil {
			break
		}
	}
	return uses
}

// snippets are the best pieces of the marked texts.
func snippets(found []markedText) []Snippet {
	out := make([]Snippet, len(found))
	for i, t := range found {
		out[i] = Snippet{Field: t.field, HTML: excerpt(t.text, t.marks)}
	}
	return out
}

// excerpt is the stretch of a text with the most clauses of the query, as HTML
// with the words found in mark elements.
func excerpt(text string, marks []mark) string {
	first, last := bestStretch(marks)
	from, to := marks[first].start, marks[last].end
	if len(text) <= snippetLength {
		from, to = 0, len(text)
	} else {
		spare := max(0, snippetLength-(to-from))
		from = wordStart(text, max(0, from-spare/3))
		to = wordEnd(text, min(len(text), from+max(snippetLength, to-from)))
	}
	var b strings.Builder
	if from > 0 {
		b.WriteString("… ")
	}
	at := from
	for _, m := range marks {
		if m.start < at || m.end > to {
			continue
		}
		writeEscaped(&b, text[at:m.start])
		b.WriteString("<mark>")
		writeEscaped(&b, text[m.start:m.end])
		b.WriteString("</mark>")
		at = m.end
	}
	writeEscaped(&b, text[at:to])
	if to < len(text) {
		b.WriteString(" …")
	}
	return b.String()
}

// writeEscaped writes text on one line.
func writeEscaped(b *strings.Builder, text string) {
	writeHTML(b, strings.ReplaceAll(text, "\n", " "))
}

func writeHTML(b *strings.Builder, text string) { b.WriteString(html.EscapeString(text)) }

// bestStretch is the run of marks within the length of a snippet that covers
// the most clauses; the first such.
func bestStretch(marks []mark) (first, last int) {
	best := 0
	var seen []int
	for i := range marks {
		seen = seen[:0]
		for j := i; j < len(marks) && (j == i || marks[j].end-marks[i].start <= snippetLength*2/3); j++ {
			for _, u := range marks[j].uses {
				if !slices.Contains(seen, u.clause) {
					seen = append(seen, u.clause)
				}
			}
			if len(seen) > best {
				best, first, last = len(seen), i, j
			}
		}
	}
	return first, last
}

// wordStart moves back from at to the start of a word, at most a snippet far.
func wordStart(text string, at int) int {
	for i := at; i > 0 && at-i < snippetLength/4; i-- {
		if text[i-1] == ' ' || text[i-1] == '\n' {
			return i
		}
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}

// wordEnd moves on from at to the end of a word, at most a snippet far.
func wordEnd(text string, at int) int {
	for i := at; i < len(text) && i-at < snippetLength/4; i++ {
		if text[i] == ' ' || text[i] == '\n' {
			return i
		}
	}
	for at < len(text) && !utf8.RuneStart(text[at]) {
		at++
	}
	return at
}
