// Package fold brings words of all European languages to one plain form, so
// that what a person types without accents, in capitals or in Latin letters
// meets what an author wrote. Names in addresses and words in the index use the
// same folding.
package fold

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// letters that do not decompose into a plain letter and a mark.
var letters = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'þ': "th", 'ı': "i", 'ħ': "h", 'ŋ': "n",
	'ς': "σ",
	'’': "'", '‘': "'", 'ʼ': "'", '`': "'", '´': "'",
	'‐': "-", '‑': "-", '–': "-", '—': "-", '−': "-",
}

// String folds case, accents and letter variants: "Ελέγχος" and "ΕΛΕΓΧΟΣ" both
// become "ελεγχοσ", "Straße" becomes "strasse", "fałszywe" "falszywe". Soft
// hyphens and zero-width characters vanish. The script stays.
func String(s string) string {
	if plain(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(s) {
		if unicode.Is(unicode.Mn, r) || r == '\u00ad' || r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff' {
			continue
		}
		r = unicode.ToLower(r)
		if t, ok := letters[r]; ok {
			b.WriteString(t)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plain reports whether s is ASCII, which needs no table.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 || s[i] == '`' {
			return false
		}
	}
	return true
}

// greek follows ELOT 743 (ISO 843), the transliteration of Greek passports, for
// folded letters.
var greek = map[rune]string{
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m",
	'ν': "n", 'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}

// cyrillic is the common transliteration of Bulgarian, for folded letters.
var cyrillic = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "zh", 'з': "z", 'и': "i", 'й': "y", 'к': "k", 'л': "l",
	'м': "m", 'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "h", 'ц': "ts", 'ч': "ch",
	'ш': "sh", 'щ': "sht", 'ъ': "a", 'ь': "y", 'ю': "yu", 'я': "ya",
}

// digraphs are pairs of Greek letters that sound otherwise than one by one.
var digraphs = strings.NewReplacer("ου", "ou", "αυ", "av", "ευ", "ev", "μπ", "b", "γγ", "ng", "γχ", "nch")

// Latin folds s and writes Greek and Cyrillic in Latin letters.
func Latin(s string) string {
	folded := String(s)
	if plain(folded) {
		return folded
	}
	folded = digraphs.Replace(folded)
	var b strings.Builder
	for _, r := range folded {
		if t, ok := greek[r]; ok {
			b.WriteString(t)
		} else if t, ok := cyrillic[r]; ok {
			b.WriteString(t)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// Slug makes a name fit for an address: Latin letters, digits and single
// hyphens, at most 80 bytes, cut between words. It is empty when s holds
// neither letter nor digit.
func Slug(s string) string {
	const most = 80
	var b strings.Builder
	for word := range strings.FieldsFuncSeq(Latin(s), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '\''
	}) {
		word = strings.ReplaceAll(word, "'", "")
		if word == "" {
			continue
		}
		if b.Len() == 0 {
			b.WriteString(word[:min(len(word), most)])
			continue
		}
		if b.Len()+1+len(word) > most {
			break
		}
		b.WriteByte('-')
		b.WriteString(word)
	}
	return b.String()
}
