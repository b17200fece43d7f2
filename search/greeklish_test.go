package search

import "testing"

// TestGreeklish holds that inflections of a Greek word meet, however they are
// typed in Latin letters.
func TestGreeklish(t *testing.T) {
	s := lexicaOf(t).stemmers
	for _, same := range [][]string{
		{"διαβατήρια", "διαβατηρίων", "διαβατήριο", "diavatiria", "diabatiria", "diavatirio"},
		{"πλαστά", "πλαστών", "plasta", "plaston", "plastwn"},
		{"θάλασσας", "thalassa", "8alassa", "thalassas"},
		{"έλεγχος", "ελέγχου", "elegxos", "elegxou"},
	} {
		want := lastOf(s.in("el", same[0]))
		for _, word := range same[1:] {
			if got := lastOf(s.in("el", word)); got != want {
				t.Errorf("%s is %s, %s is %s", word, got, same[0], want)
			}
		}
	}
}

func lastOf(list []string) string { return list[len(list)-1] }
