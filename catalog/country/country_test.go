package country

import (
	"slices"
	"testing"

	"ileanet.eu/showcase/catalog"
)

func TestName(t *testing.T) {
	for _, tt := range []struct{ code, language, want string }{
		{"EL", "en", "Greece"},
		{"GR", "de", "Griechenland"},
		{"UK", "fr", "Royaume-Uni"},
		{"XK", "en", "Kosovo"},
		{"PL", "pl", "Polska"},
		{"RO", "el", "Ρουμανία"},
		{"??", "en", "??"},
		{"EL", "xx", "EL"},
	} {
		if got := Name(tt.code, tt.language); got != tt.want {
			t.Errorf("Name(%s, %s) = %s, want %s", tt.code, tt.language, got, tt.want)
		}
	}
}

// TestCodes holds that each country is there once, by the code of the EU, and
// has a name in every language.
func TestCodes(t *testing.T) {
	codes := Codes()
	for _, want := range []string{"EL", "UK", "DE", "RO", "MA"} {
		if !slices.Contains(codes, want) {
			t.Errorf("%s is missing", want)
		}
	}
	for _, other := range []string{"GR", "GB", "EU", "AN"} {
		if slices.Contains(codes, other) {
			t.Errorf("%s is there", other)
		}
	}
	for _, code := range codes {
		for _, language := range catalog.Languages {
			if Name(code, language) == code {
				t.Errorf("%s has no name in %s", code, language)
			}
		}
	}
}
