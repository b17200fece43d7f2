package catalog

import (
	"errors"
	"strings"
	"testing"
	"unicode"
)

// FuzzCheckEmail: what is taken for an address can stand in the header of a
// mail and in a key, and is in its normal form.
func FuzzCheckEmail(f *testing.F) {
	for _, seed := range []string{
		"eve@example.org", "Eve@Example.ORG", "e.v+e@sub.example.org", "eve", "@", "a@b", "eve@example.org\r\nBcc: x@example.org", "Eve <eve@example.org>",
		`"e v"@example.org`, "eve@[192.0.2.1]", "eve@exa mple.org", "εύα@παράδειγμα.example", "İ@example.org", "a@example.org,b@example.org", "eve@example.org ", "\x00@example.org",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		email, err := checkEmail(text)
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("%q: %v is no broken rule", text, err)
			}
			return
		}
		if strings.ContainsFunc(email, func(r rune) bool {
			return unicode.IsControl(r) || unicode.IsSpace(r) || r == '<' || r == '>' || r == ','
		}) {
			t.Errorf("%q became %q, which does not belong into a header", text, email)
		}
		if again := normalEmail(email); again != email || strings.Count(email, "@") < 1 {
			t.Errorf("%q became %q and then %q", text, email, again)
		}
	})
}

// TestCut shortens by runes and never within one.
func TestCut(t *testing.T) {
	for text, want := range map[string]string{"": "", "abc": "abc", "abcd": "abc", "éèêë": "éèê"} {
		if got := cut(text, 3); got != want {
			t.Errorf("cut(%q) = %q, want %q", text, got, want)
		}
	}
}
