package locale

import (
	"fmt"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// A phrase is a message that counts nothing, cut at its placeholders once. A
// page has hundreds of them: to fill one must cost next to nothing. Messages
// with plural forms are left to go-i18n.
type phrase struct {
	texts []string // one more than names
	names []string // of the arguments between them
}

// phrases are the messages of a file that count nothing.
func phrases(file *i18n.MessageFile) map[string]phrase {
	all := map[string]phrase{}
	for _, m := range file.Messages {
		if m.One == "" && m.Few == "" && m.Many == "" {
			all[m.ID] = newPhrase(m.Other)
		}
	}
	return all
}

func newPhrase(text string) phrase {
	var p phrase
	for {
		before, rest, found := strings.Cut(text, "{{.")
		name, after, closed := strings.Cut(rest, "}}")
		if !found || !closed {
			p.texts = append(p.texts, text)
			return p
		}
		p.texts, p.names = append(p.texts, before), append(p.names, name)
		text = after
	}
}

// fill puts arguments, pairs of a name and a value, in their places.
func (p phrase) fill(l *Localizer, args []any) string {
	if len(p.names) == 0 {
		return p.texts[0]
	}
	var b strings.Builder
	for i, name := range p.names {
		b.WriteString(p.texts[i])
		for j := 0; j+1 < len(args); j += 2 {
			if args[j] == name {
				b.WriteString(l.argument(args[j+1]))
			}
		}
	}
	b.WriteString(p.texts[len(p.names)])
	return b.String()
}

// argument writes a value: whole numbers with the language's digit grouping.
func (l *Localizer) argument(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return l.Number(v)
	}
	return fmt.Sprint(value)
}
