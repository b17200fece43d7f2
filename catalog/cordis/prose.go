package cordis

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxSummary and maxKeyword are the limits of the catalogue, in characters.
const (
	maxSummary = 600
	maxKeyword = 300
)

// summary is the beginning of an objective up to the last end of a sentence
// within the limit, in one paragraph. A first sentence that is longer is cut
// between words.
func summary(objective string) string {
	text := strings.Join(strings.Fields(objective), " ")
	runes := []rune(text)
	if len(runes) <= maxSummary {
		return text
	}
	for i := maxSummary - 1; i > 0; i-- {
		if sentenceEnds(runes, i) {
			return string(runes[:i+1])
		}
	}
	return cutWords(text, maxSummary)
}

// cutWords cuts a text between words so that it fits the limit with an
// ellipsis behind it.
func cutWords(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	cut := most - 1
	for i := cut; i > 0; i-- {
		if runes[i] == ' ' {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(runes[:cut]), " ,;:") + "…"
}

// sentenceEnds reports whether a sentence ends with the character at i: a stop
// behind a word, a blank, and something that can begin a sentence. "e.g. the",
// "approx. 5", "J. Smith" and "2. Methods" do not end one.
func sentenceEnds(text []rune, i int) bool {
	if text[i] != '.' && text[i] != '!' && text[i] != '?' || i+2 >= len(text) || text[i+1] != ' ' {
		return false
	}
	if next := text[i+2]; unicode.IsLower(next) || unicode.IsDigit(next) || next == ',' {
		return false
	}
	word := i
	for word > 0 && text[word-1] != ' ' && text[word-1] != '(' {
		word--
	}
	switch before := string(text[word:i]); {
	case text[i] != '.':
		return true
	case strings.Contains(before, "."): // e.g., i.e., U.S.
		return false
	case strings.ContainsFunc(before, unicode.IsLetter):
		return utf8.RuneCountInString(before) > 1 && !abbreviation(before)
	case len(before) < 3: // the number of an item
		return false
	}
	return true
}

// abbreviation reports whether a full stop behind the word belongs to it.
func abbreviation(word string) bool {
	switch strings.ToLower(word) {
	case "al", "approx", "art", "cf", "dr", "etc", "fig", "inc", "ltd", "mr", "mrs", "ms", "no", "nr", "prof", "ref", "resp", "st", "vs":
		return true
	}
	return false
}

// keywords takes a list of keywords apart: at commas, semicolons and line
// breaks that stand in no brackets. Items are cleaned and come once each.
func keywords(s string) []string {
	s = clean(s)
	var items []string
	depth, start := 0, 0
	item := func(end int) {
		text := strings.Trim(line(s[start:end]), " .,;:•*-–")
		items = add(items, cutWords(text, maxKeyword)) // some write prose where a list belongs
	}
	for i, r := range s {
		switch r {
		case '(', '[':
			if strings.ContainsAny(s[i:], ")]") {
				depth++
			}
		case ')', ']':
			depth = max(0, depth-1)
		case ',', ';', '\n':
			if depth > 0 && r != '\n' {
				continue
			}
			item(i)
			start, depth = i+1, 0
		}
	}
	item(len(s))
	return items
}
