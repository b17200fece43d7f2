package locale_test

import (
	"slices"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
)

func loadBundle(t *testing.T) *locale.Bundle {
	t.Helper()
	b, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestNamesAndFigures holds what each language makes of the same values. The
// spaces in numbers do not break.
func TestNamesAndFigures(t *testing.T) {
	b := loadBundle(t)
	table := map[string][9]string{
		"en": {"2 March 2026", "2 Mar 2026", "March 2026", "1,234,567", "1,234.5", "Greece", "United Kingdom", "Kosovo", "Polish"},
		"fr": {"2 mars 2026", "2 mars 2026", "mars 2026", "1\u00a0234\u00a0567", "1\u00a0234,5", "Grèce", "Royaume-Uni", "Kosovo", "polonais"},
		"de": {"2. März 2026", "02.03.2026", "März 2026", "1.234.567", "1.234,5", "Griechenland", "Vereinigtes Königreich", "Kosovo", "Polnisch"},
		"es": {"2 de marzo de 2026", "2 mar. 2026", "marzo de 2026", "1.234.567", "1.234,5", "Grecia", "Reino Unido", "Kosovo", "polaco"},
		"it": {"2 marzo 2026", "2 mar 2026", "marzo 2026", "1.234.567", "1.234,5", "Grecia", "Regno Unito", "Kosovo", "polacco"},
		"pt": {"2 de março de 2026", "02/03/2026", "março de 2026", "1\u00a0234\u00a0567", "1\u00a0234,5", "Grécia", "Reino Unido", "Kosovo", "polaco"},
		"nl": {"2 maart 2026", "2 mrt. 2026", "maart 2026", "1.234.567", "1.234,5", "Griekenland", "Verenigd Koninkrijk", "Kosovo", "Pools"},
		"pl": {"2 marca 2026", "2 mar 2026", "marzec 2026", "1\u00a0234\u00a0567", "1\u00a0234,5", "Grecja", "Wielka Brytania", "Kosowo", "polski"},
		"el": {"2 Μαρτίου 2026", "2 Μαρ 2026", "Μάρτιος 2026", "1.234.567", "1.234,5", "Ελλάδα", "Ηνωμένο Βασίλειο", "Κοσσυφοπέδιο", "Πολωνικά"},
		"ro": {"2 martie 2026", "2 mar. 2026", "martie 2026", "1.234.567", "1.234,5", "Grecia", "Regatul Unit", "Kosovo", "poloneză"},
	}
	for _, language := range catalog.Languages {
		l := b.Localizer(language)
		got := [9]string{
			l.Date("2026-03-02"), l.ShortDate("2026-03-02"), l.Month("2026-03"), l.Number(1234567), l.Decimal(1234.5),
			l.CountryName("EL"), l.CountryName("UK"), l.CountryName("XK"), l.LanguageName("pl"),
		}
		if got != table[language] {
			t.Errorf("%s: got %q, want %q", language, got, table[language])
		}
	}
}

// TestValuesThatAreNone holds that what is no value is shown as it stands.
func TestValuesThatAreNone(t *testing.T) {
	l := loadBundle(t).Localizer("de")
	for got, want := range map[string]string{
		l.Date("") + "-": "-", l.Date("soon"): "soon", l.ShortDate("soon"): "soon", l.Month("2026-13"): "2026-13",
		l.CountryName("??"): "??", l.LanguageName("??"): "??", l.CountryName("GR"): "Griechenland",
		l.T("no.such.message"): "no.such.message", locale.OwnName("el"): "Ελληνικά",
		l.FieldError(catalog.FieldError{Key: "error.items", Args: map[string]any{"min": 1.0, "max": 1000}}): "Geben Sie 1 bis 1.000 Einträge an.",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestMonths holds the twelve names in the languages that inflect them.
func TestMonths(t *testing.T) {
	b := loadBundle(t)
	for month, want := range map[catalog.Month][2]string{
		"2026-01": {"styczeń 2026", "Ιανουάριος 2026"}, "2026-05": {"maj 2026", "Μάιος 2026"}, "2026-12": {"grudzień 2026", "Δεκέμβριος 2026"},
	} {
		if got := [2]string{b.Localizer("pl").Month(month), b.Localizer("el").Month(month)}; got != want {
			t.Errorf("%s = %q, want %q", month, got, want)
		}
	}
}

func TestNegotiate(t *testing.T) {
	b := loadBundle(t)
	for _, test := range []struct{ chosen, header, want string }{
		{"", "", "en"},
		{"el", "fr", "el"},
		{"xx", "fr", "fr"},
		{"", "de-AT,de;q=0.9,en;q=0.5", "de"},
		{"", "pt-BR", "pt"},
		{"", "sv, ro;q=0.4", "ro"},
		{"", "ja", "en"},
		{"", "*", "en"},
		{"", "en;q=0.2, pl;q=0.9", "pl"},
		{"", ";;;q=x", "en"},
		{"DE", "", "en"}, // codes are written small everywhere
	} {
		if got := b.Negotiate(test.chosen, test.header); got != test.want {
			t.Errorf("Negotiate(%q, %q) = %s, want %s", test.chosen, test.header, got, test.want)
		}
	}
	if got := b.Localizer("xx").Code(); got != "en" {
		t.Errorf("an unknown language speaks %s, want en", got)
	}
}

func TestSortFollowsTheAlphabet(t *testing.T) {
	b := loadBundle(t)
	for language, want := range map[string][]string{
		"pl": {"Cypr", "Ćmielów", "Łotwa", "Malta", "Żory"},
		"de": {"Äpfel", "Birnen", "Österreich", "Zypern"},
		"el": {"Αυστρία", "Ελλάδα", "Κύπρος"},
		"es": {"Nicosia", "Ñuble", "Oporto"},
	} {
		got := slices.Clone(want)
		slices.Reverse(got)
		locale.Sort(b.Localizer(language), got, func(s string) string { return s })
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", language, got, want)
		}
	}
}

// TestCountsAreRemembered holds texts that are kept for small counts against
// those made anew, which a further argument makes them be.
func TestCountsAreRemembered(t *testing.T) {
	b := loadBundle(t)
	for _, language := range catalog.Languages {
		l := b.Localizer(language)
		for range 2 {
			for n := range 120 {
				got, want := l.T("search.total.solution", locale.CountArg, n), l.T("search.total.solution", locale.CountArg, n, "other", "")
				if got != want {
					t.Fatalf("%s: %d is %q, made anew %q", language, n, got, want)
				}
			}
		}
		if got := l.T("no.such.message", locale.CountArg, 3); got != "no.such.message" {
			t.Errorf("%s: a message that is not there is %q", language, got)
		}
	}
}
