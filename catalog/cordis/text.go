package cordis

import (
	"html"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// unquote undoes the CSV quoting that some values carry from the database of
// CORDIS: a pair of quotes around, every quote inside doubled. Any other text is
// returned as it is.
func unquote(s string) string {
	t := strings.TrimSpace(s)
	if len(t) < 2 || t[0] != '"' || t[len(t)-1] != '"' {
		return s
	}
	inner := t[1 : len(t)-1]
	if strings.Contains(strings.ReplaceAll(inner, `""`, ""), `"`) {
		return s
	}
	return strings.ReplaceAll(inner, `""`, `"`)
}

// unguard takes off the quotation marks that a spreadsheet puts before a text,
// and at times behind it, to keep it from being read as a formula. A text that
// merely begins with a quoted word keeps its mark.
func unguard(s string) string {
	t := strings.TrimSpace(s)
	if !strings.HasPrefix(t, "'") {
		return s
	}
	t = t[1:]
	for i := range len(t) {
		if t[i] != '\'' {
			continue
		}
		before := i > 0 && !isSpace(t[i-1])
		after := i+1 < len(t) && isWordByte(t[i+1])
		switch {
		case before && after: // an apostrophe
			continue
		case before && i+1 < len(t): // closes the word that the first mark opened
			return s
		}
		break
	}
	return strings.TrimSpace(strings.TrimSuffix(t, "'"))
}

func isSpace(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b >= utf8.RuneSelf
}

// misread matches what becomes of a character above U+007F when its UTF-8 is
// read as Windows-1252: "â€™" for an apostrophe, "Ã©" for é.
var misread = regexp.MustCompile("[ÂÃ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|" +
	"â[€‚ƒ„…†‡ˆ‰Š][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")

// reread undoes such a misreading where it shows and leaves everything else.
func reread(s string) string {
	if !strings.Contains(s, "Â") && !strings.Contains(s, "Ã") && !strings.Contains(s, "â") {
		return s
	}
	return misread.ReplaceAllStringFunc(s, func(wrong string) string {
		var bytes []byte
		for _, r := range wrong {
			b, ok := charmap.Windows1252.EncodeRune(r)
			if !ok && r > 0xff {
				return wrong
			}
			if !ok { // one of the five bytes that Windows-1252 leaves undefined
				b = byte(r)
			}
			bytes = append(bytes, b)
		}
		right, size := utf8.DecodeRune(bytes)
		if right == utf8.RuneError || size != len(bytes) || unicode.IsControl(right) {
			return wrong
		}
		return string(right)
	})
}

var (
	// Only what is an element of HTML is markup: a message format such as
	// <payload> belongs to the text.
	blockTag = regexp.MustCompile(`(?i)<\s*/?\s*(p|br|div|li|ul|ol|h[1-6]|table|tr|tbody|thead|blockquote|hr)(\s[^<>]*)?/?\s*>`)
	otherTag = regexp.MustCompile(`(?i)<\s*/?\s*(a|abbr|b|big|cite|code|em|font|i|img|s|small|span|strong|style|sub|sup|td|th|tt|u)(\s[^<>]*)?/?\s*>`)
)

// unmarked takes the remains of HTML out of a text: paragraphs and line breaks
// become line breaks, entities the characters they stand for.
func unmarked(s string) string {
	if strings.Contains(s, "<") {
		s = otherTag.ReplaceAllString(blockTag.ReplaceAllString(s, "\n"), "")
	}
	if strings.Contains(s, "&") {
		s = html.UnescapeString(s)
	}
	return s
}

// clean makes a value of CORDIS a text of the catalogue: every kind of remains
// undone, in Unicode's composed form, without control and direction
// characters, with single blanks, and with at most one empty line between two
// others.
func clean(s string) string {
	s = unmarked(reread(unquote(strings.ToValidUTF8(s, "\ufffd"))))
	s = strings.ReplaceAll(s, "\r\n", "\n")
	var b strings.Builder
	b.Grow(len(s))
	breaks, blank := 0, false // pending; written before the next character
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\u0085' || r == '\u2028' || r == '\u2029' || r == '\v' || r == '\f':
			breaks++
			continue
		case r == '\t' || unicode.IsSpace(r):
			blank = true
			continue
		case unicode.IsControl(r) || invisible(r):
			continue
		}
		if b.Len() > 0 {
			switch {
			case breaks > 0:
				b.WriteString("\n\n"[:min(breaks, 2)])
			case blank:
				b.WriteByte(' ')
			}
		}
		breaks, blank = 0, false
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// invisible reports whether a character shows nothing and changes at most how
// the others are ordered or broken into lines.
func invisible(r rune) bool {
	switch r {
	case '\u00ad', '\u061c', '\u200b', '\u200e', '\u200f', '\u2060', '\ufeff':
		return true
	}
	return r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// line is a cleaned text of one line.
func line(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(clean(s), "\n\n", " "), "\n", " ")
}

// shorten makes a text fit into a message.
func shorten(s string) string {
	if utf8.RuneCountInString(s) <= maxRaw {
		return s
	}
	return string([]rune(s)[:maxRaw-1]) + "…"
}
