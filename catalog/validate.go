package catalog

import (
	"fmt"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Validate checks the content against the rules of its fields and returns all
// broken ones at once, nil when there are none. Whether linked entries exist is
// not checked here: that takes a store, see [Service].
func Validate(c Content, vocabularies *Vocabularies) FieldErrors {
	v := validator{vocabularies: vocabularies}
	v.fields(reflect.ValueOf(c).Elem(), Fields(c.Kind()), "")
	if special, ok := c.(interface {
		check(report func(field, key string))
	}); ok {
		special.check(func(field, key string) { v.report(field, key, nil) })
	}
	return v.errors
}

// ValidateDraft is Validate without the demand that must fields are filled: a
// draft may be incomplete, but what it says must be sound.
func ValidateDraft(c Content, vocabularies *Vocabularies) FieldErrors {
	all := Validate(c, vocabularies)
	return slices.DeleteFunc(all, func(e FieldError) bool {
		return e.Key == ErrKeyMissing || e.Key == ErrKeyItems
	})
}

type validator struct {
	vocabularies *Vocabularies
	errors       FieldErrors
}

func (v *validator) report(field, key string, args map[string]any) {
	v.errors = append(v.errors, FieldError{Field: field, Key: key, Args: args})
}

func (v *validator) fields(s reflect.Value, fields []Field, prefix string) {
	for _, f := range fields {
		v.field(s.Field(f.index), f, prefix+f.Name)
	}
}

func (v *validator) field(value reflect.Value, f Field, path string) {
	if empty(value) {
		if f.Level == Must {
			v.report(path, ErrKeyMissing, nil)
		}
		return
	}
	if n := value; n.Kind() == reflect.Slice && (n.Len() < f.MinItems || f.MaxItems > 0 && n.Len() > f.MaxItems) {
		v.report(path, ErrKeyItems, map[string]any{"min": f.MinItems, "max": f.MaxItems})
	}
	walkItems(value, func(i int, item reflect.Value) {
		at := path
		if i >= 0 {
			at = fmt.Sprintf("%s[%d]", path, i)
		}
		v.value(item, f, at)
	})
}

func (v *validator) value(item reflect.Value, f Field, path string) {
	switch item.Kind() { //nolint:exhaustive // no field has another kind
	case reflect.String:
		v.text(item.String(), item.Interface(), f, path)
	case reflect.Int:
		v.number(float64(item.Int()), f, path)
	case reflect.Float64:
		v.number(item.Float(), f, path)
	case reflect.Struct:
		v.fields(item, f.Fields, path+".")
	default: // a boolean has no rule
	}
}

func (v *validator) number(n float64, f Field, path string) {
	if (f.Min != 0 || f.Range != 0) && (n < f.Min || n > f.Range || n != n) {
		v.report(path, ErrKeyRange, map[string]any{"min": f.Min, "max": f.Range})
	}
}

func (v *validator) text(s string, typed any, f Field, path string) {
	value := map[string]any{"value": s}
	if key := textFault(s); key != "" {
		v.report(path, key, nil)
		return
	}
	if n := utf8.RuneCountInString(s); f.Max > 0 && n > f.Max {
		v.report(path, ErrKeyTooLong, map[string]any{"max": f.Max, "length": n})
	}
	if f.Vocabulary != "" && !v.vocabularies.Has(f.Vocabulary, s) {
		value["vocabulary"] = f.Vocabulary
		v.report(path, ErrKeyVocabulary, value)
	}
	var ok bool
	key := ""
	switch t := typed.(type) {
	case Date:
		_, ok = t.Time()
		key = ErrKeyDate
	case Month:
		_, ok = t.Time()
		key = ErrKeyDate
	case ID:
		ok, key = t.Valid(), ErrKeyLink
	default:
		ok, key = formatFits(s, f.Format)
	}
	if !ok {
		v.report(path, key, value)
	}
}

// formatFits checks the format of a text and names the message when it does
// not fit.
func formatFits(s, format string) (ok bool, key string) {
	switch format {
	case "address":
		u, err := url.Parse(s)
		return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" && len(s) <= 2000, ErrKeyAddress
	case "language":
		return len(s) >= 2 && len(s) <= 3 && lowerLetters(s), ErrKeyLanguage
	case "country":
		return len(s) == 2 && lowerLetters(strings.ToLower(s)) && strings.ToUpper(s) == s, ErrKeyCountry
	}
	return true, ""
}

func lowerLetters(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' })
}

// textFault names what makes a text unfit to store: broken UTF-8, control
// characters other than newline and tab, and characters that change the
// direction of writing. Content marked TLP:RED is refused as well.
func textFault(s string) string {
	if !utf8.ValidString(s) {
		return ErrKeyCharacter
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ErrKeyCharacter
		}
	}
	folded := strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if strings.Contains(folded, "TLP:RED") {
		return ErrKeyRestricted
	}
	return ""
}

// check adds that the end does not lie before the start.
func (p *Project) check(report func(field, key string)) {
	start, ok1 := p.Start.Time()
	end, ok2 := p.End.Time()
	if ok1 && ok2 && end.Before(start) {
		report("end", ErrKeyOrder)
	}
}

// check adds that an alternative names a step that exists.
func (u *UseCase) check(report func(field, key string)) {
	for i, a := range u.Alternatives {
		if a.Step > len(u.MainFlow) {
			report(fmt.Sprintf("alternatives[%d].step", i), ErrKeyStep)
		}
	}
}
