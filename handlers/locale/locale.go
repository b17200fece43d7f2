// Package locale speaks the languages of the interface: messages with plural
// forms, dates, numbers, sorted lists, and the choice of the language for a
// request.
//
// There is one TOML file per language beside this file. A line is a message,
// "area.name" = "text", an inline table where the text depends on a count:
//
//	"search.total.solution" = {one = "{{.count}} solution", other = "{{.count}} solutions"}
//
// To add a message, add its key to every file; the tests tell which file lacks
// it, which placeholder differs and which key nobody uses.
package locale

import (
	"embed"
	"fmt"

	"github.com/BurntSushi/toml"
	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"ileanet.eu/showcase/catalog"
)

//go:embed *.toml
var files embed.FS

// Bundle holds the messages of every language of the interface. It is
// read-only and safe for concurrent use.
type Bundle struct {
	localizers map[string]*Localizer
	matcher    language.Matcher
}

// Load reads the shipped messages. An error means that the files in the
// program are wrong.
func Load() (*Bundle, error) {
	messages := i18n.NewBundle(language.English)
	messages.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	b := &Bundle{localizers: map[string]*Localizer{}}
	var tags []language.Tag
	var texts []map[string]phrase
	for _, code := range catalog.Languages {
		file, err := messages.LoadMessageFileFS(files, code+".toml")
		if err != nil {
			return nil, fmt.Errorf("messages of language %s: %w", code, err)
		}
		texts = append(texts, phrases(file))
		tags = append(tags, language.Make(code))
	}
	for i, code := range catalog.Languages {
		b.localizers[code] = newLocalizer(messages, texts[i], code, tags[i])
	}
	b.matcher = language.NewMatcher(tags)
	return b, nil
}

// Has reports whether the interface speaks the language.
func (b *Bundle) Has(code string) bool { return b.localizers[code] != nil }

// Localizer speaks one language; English where the code is none of
// [catalog.Languages].
func (b *Bundle) Localizer(code string) *Localizer {
	if l := b.localizers[code]; l != nil {
		return l
	}
	return b.localizers[catalog.Languages[0]]
}

// Negotiate picks a language: chosen when the interface speaks it, else the
// best match for an Accept-Language header, else English.
func (b *Bundle) Negotiate(chosen, acceptLanguage string) string {
	if b.Has(chosen) {
		return chosen
	}
	// A header that does not parse asks for nothing.
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil || len(wanted) == 0 {
		return catalog.Languages[0]
	}
	_, i, confidence := b.matcher.Match(wanted...)
	if confidence == language.No {
		return catalog.Languages[0]
	}
	return catalog.Languages[i]
}
