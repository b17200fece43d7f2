package europe_test

import (
	"testing"

	"ileanet.eu/showcase/handlers/europe"
)

func TestPlace(t *testing.T) {
	for name, test := range map[string]struct {
		lat, lon float64
		inside   bool
	}{
		"Valletta":  {35.9, 14.5, true},
		"Nicosia":   {35.2, 33.4, true},
		"Reykjavik": {64.1, -21.9, true},
		"Lisbon":    {38.7, -9.1, true},
		"Helsinki":  {60.2, 24.9, true},
		"Dubai":     {25.2, 55.3, false},
		"Sydney":    {-33.9, 151.2, false},
		"Fiji":      {-18, 179, false},
	} {
		if _, _, inside := europe.Place(test.lat, test.lon); inside != test.inside {
			t.Errorf("%s: inside = %v, want %v", name, inside, test.inside)
		}
	}
	// Athens lies south and east of Berlin, and north is up.
	bx, by, _ := europe.Place(52.5, 13.4)
	ax, ay, _ := europe.Place(38.0, 23.7)
	if ax <= bx || ay <= by {
		t.Errorf("Athens at %.0f,%.0f, Berlin at %.0f,%.0f", ax, ay, bx, by)
	}
}
