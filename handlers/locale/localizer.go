package locale

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/go-playground/locales"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/country"
)

// CountArg is the name of the argument that chooses the plural form.
const CountArg = "count"

// Localizer turns keys and values into text of one language. It is safe for
// concurrent use.
type Localizer struct {
	code      string
	tag       language.Tag
	phrases   map[string]phrase // messages that count nothing
	messages  *i18n.Localizer
	dates     locales.Translator
	languages map[string]string // names of the languages of the catalogue
	namer     display.Namer     // of the others
	counted   sync.Map          // texts of messages with a small count alone, by countedKey
}

// A countedKey is a message with a count below [smallCount] as its only
// argument. A page has dozens of them, and go-i18n runs a template for each.
type countedKey struct {
	key   string
	count int
}

const smallCount = 100

func newLocalizer(messages *i18n.Bundle, texts map[string]phrase, code string, tag language.Tag) *Localizer {
	if code == "pt" {
		tag = language.EuropeanPortuguese // names and figures; plain "pt" is Brazilian
	}
	l := &Localizer{
		code: code, tag: tag,
		phrases:   texts,
		messages:  i18n.NewLocalizer(messages, code),
		dates:     dateRules[code](),
		languages: map[string]string{},
		namer:     display.Languages(tag),
	}
	for _, of := range catalog.Languages {
		l.languages[of] = l.languageName(of)
	}
	return l
}

// Code is the ISO 639-1 code of the language, as for the lang attribute.
func (l *Localizer) Code() string { return l.code }

// T is the message with the key. args are pairs of a name and a value; whole
// numbers are written with the language's digit grouping, so that years and
// identifiers have to be given as text. The value of "count" also chooses the
// plural form. A key without message is answered with the key itself, which
// the tests of this package do not let happen.
func (l *Localizer) T(key string, args ...any) string {
	if p, ok := l.phrases[key]; ok {
		return p.fill(l, args)
	}
	if len(args) != 2 || args[0] != CountArg {
		return l.message(key, args)
	}
	n, ok := args[1].(int)
	if !ok || n < 0 || n >= smallCount {
		return l.message(key, args)
	}
	small := countedKey{key, n}
	if text, ok := l.counted.Load(small); ok {
		return text.(string)
	}
	text := l.message(key, args)
	if text != key { // what is no message would fill the memory
		l.counted.Store(small, text)
	}
	return text
}

// message is what go-i18n makes of a message, in the plural form of the count.
func (l *Localizer) message(key string, args []any) string {
	config := i18n.LocalizeConfig{MessageID: key}
	if len(args) > 0 {
		data := make(map[string]any, len(args)/2)
		for i := 0; i+1 < len(args); i += 2 {
			name := fmt.Sprint(args[i])
			value := args[i+1]
			if n, ok := value.(int); ok {
				if name == CountArg {
					config.PluralCount = n
				}
				value = l.Number(n)
			}
			data[name] = value
		}
		config.TemplateData = data
	}
	text, err := l.messages.Localize(&config)
	if err != nil && text == "" {
		return key
	}
	return text
}

// FieldError is the message of a broken rule of a field.
func (l *Localizer) FieldError(e catalog.FieldError) string {
	args := make([]any, 0, 2*len(e.Args))
	for name, value := range e.Args {
		if f, ok := value.(float64); ok && f == float64(int(f)) {
			value = int(f)
		}
		args = append(args, name, value)
	}
	return l.T(e.Key, args...)
}

// Number writes a whole number with the language's grouping of digits.
func (l *Localizer) Number(n int) string {
	if n >= 0 && n < 1000 { // nothing to group; most counts are, and a printer is dear
		return strconv.Itoa(n)
	}
	return message.NewPrinter(l.tag).Sprint(number.Decimal(n))
}

// Decimal writes a number with at most two digits after the decimal mark.
func (l *Localizer) Decimal(f float64) string {
	if n := int(f); n >= 0 && n < 1000 && float64(n) == f {
		return l.Number(n)
	}
	return message.NewPrinter(l.tag).Sprint(number.Decimal(f, number.MaxFractionDigits(2)))
}

// Date writes a day, such as "2 March 2026"; "" for the empty date, the text as
// it stands for one that is not a day.
func (l *Localizer) Date(d catalog.Date) string {
	t, ok := d.Time()
	if !ok {
		return string(d)
	}
	return l.dates.FmtDateLong(t)
}

// ShortDate writes a day with the month abbreviated, for lists.
func (l *Localizer) ShortDate(d catalog.Date) string {
	t, ok := d.Time()
	if !ok {
		return string(d)
	}
	return l.dates.FmtDateMedium(t)
}

// Moment writes a day and a time of day, such as "2 Mar 2026, 14:02 UTC".
func (l *Localizer) Moment(t time.Time) string {
	t = t.UTC()
	return l.dates.FmtDateMedium(t) + t.Format(", 15:04 UTC")
}

// Month writes a month with its year, such as "March 2026".
func (l *Localizer) Month(m catalog.Month) string {
	t, ok := m.Time()
	if !ok {
		return string(m)
	}
	name := l.dates.MonthWide(t.Month())
	if months := standaloneMonths[l.code]; months != nil {
		name = months[t.Month()-1]
	}
	return l.T("date.month", "month", name, "year", t.Format("2006"))
}

// LanguageName is the name of a language in this language, or its code.
func (l *Localizer) LanguageName(code string) string {
	if name := l.languages[code]; name != "" {
		return name
	}
	return l.languageName(code)
}

func (l *Localizer) languageName(code string) string {
	if tag, err := language.Parse(code); err == nil {
		if name := l.namer.Name(tag); name != "" {
			return name
		}
	}
	return code
}

// OwnName is the name a language has for itself, such as "Ελληνικά".
func OwnName(code string) string { return ownNames[code] }

// CountryName is the name of a country in this language, or its code. It knows
// the codes of the EU (EL, UK) and of ISO 3166.
func (l *Localizer) CountryName(code string) string {
	return country.Name(code, l.code)
}

// Sort sorts items by their text in the order of the language's alphabet.
func Sort[E any](l *Localizer, items []E, text func(E) string) {
	c := collate.New(l.tag, collate.IgnoreCase) // not safe for concurrent use, so one per call
	slices.SortStableFunc(items, func(a, b E) int { return c.CompareString(text(a), text(b)) })
}
