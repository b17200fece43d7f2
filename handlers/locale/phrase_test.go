package locale

import (
	"testing"

	"golang.org/x/text/message"
	"golang.org/x/text/number"

	"ileanet.eu/showcase/catalog"
)

func TestPhrase(t *testing.T) {
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	l := b.Localizer("de")
	for _, c := range []struct {
		text string
		args []any
		want string
	}{
		{"", nil, ""},
		{"plain", []any{"unused", 1}, "plain"},
		{"{{.a}}", []any{"a", "x"}, "x"},
		{"a {{.n}} b {{.s}} c {{.n}}", []any{"n", 12345, "s", "{{.n}}"}, "a 12.345 b {{.n}} c 12.345"},
		{"{{.missing}}!", nil, "!"},
		{"open {{.a", []any{"a", "x"}, "open {{.a"},
		{"{{.f}}", []any{"f", 1.5}, "1.5"},
	} {
		if got := newPhrase(c.text).fill(l, c.args); got != c.want {
			t.Errorf("%q with %v is %q, want %q", c.text, c.args, got, c.want)
		}
	}
}

// TestShortNumbers holds that the short way writes what the printer writes.
func TestShortNumbers(t *testing.T) {
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range catalog.Languages {
		l := b.Localizer(code)
		p := message.NewPrinter(l.tag)
		for n := -3; n < 1100; n++ {
			want := p.Sprint(number.Decimal(n))
			if got := [2]string{l.Number(n), l.Decimal(float64(n))}; got != [2]string{want, want} {
				t.Errorf("%s: %d is written %v, want %s", code, n, got, want)
			}
		}
	}
}
