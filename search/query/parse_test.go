package query_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	. "ileanet.eu/showcase/search/query"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		in    string
		want  []Clause
		hints []string
	}{
		{in: ""},
		{in: "  \t\n"},
		{in: "drone forest", want: []Clause{{Text: "drone"}, {Text: "forest"}}},
		{in: `"green border" radar`, want: []Clause{{Kind: Phrase, Text: "green border", Quoted: true}, {Text: "radar"}}},
		{in: `„grüne Grenze“`, want: []Clause{{Kind: Phrase, Text: "grüne Grenze", Quoted: true}}},
		{in: `"EES"`, want: []Clause{{Text: "EES", Quoted: true}}},
		{in: `drone -fog`, want: []Clause{{Text: "drone"}, {Text: "fog", Exclude: true}}},
		{in: `drone NOT "sea fog"`, want: []Clause{{Text: "drone"}, {Kind: Phrase, Text: "sea fog", Quoted: true, Exclude: true}}},
		{in: `drone - fog`, want: []Clause{{Text: "drone"}, {Text: "fog"}}},
		{in: `pre-frontier`, want: []Clause{{Text: "pre-frontier"}}},
		{in: `trl:pilot drone`, want: []Clause{{Kind: Filter, Field: "trl", Text: "pilot"}, {Text: "drone"}}},
		{in: `TRL:pilot`, want: []Clause{{Kind: Filter, Field: "trl", Text: "pilot"}}},
		{in: `country:"EL" -system:ees`, want: []Clause{{Kind: Filter, Field: "country", Text: "EL"}, {Kind: Filter, Field: "system", Text: "ees", Exclude: true}}},
		{in: `thermo*`, want: []Clause{{Kind: Prefix, Text: "thermo"}}},
		{in: `th*`, want: []Clause{{Text: "th"}}, hints: []string{HintPrefix}},
		{in: `aaa* bbb* ccc*`, want: []Clause{{Kind: Prefix, Text: "aaa"}, {Kind: Prefix, Text: "bbb"}, {Text: "ccc"}}, hints: []string{HintPrefix}},
		{in: `"green border`, want: []Clause{{Text: "green"}, {Text: "border"}}, hints: []string{HintQuote}},
		{in: `colour:red`, want: []Clause{{Text: "colour:red"}}, hints: []string{HintField}},
		{in: `drone OR radar`, want: []Clause{{Text: "drone"}, {Text: "radar", Or: true}}},
		{in: `drone OR "sea radar" OR trl:pilot fog`, want: []Clause{
			{Text: "drone"},
			{Kind: Phrase, Text: "sea radar", Quoted: true, Or: true},
			{Kind: Filter, Field: "trl", Text: "pilot", Or: true},
			{Text: "fog"},
		}},
		{in: `drone or radar`, want: []Clause{{Text: "drone"}, {Text: "or"}, {Text: "radar"}}},
		{in: `OR drone`, want: []Clause{{Text: "drone"}}, hints: []string{HintOr}},
		{in: `drone OR`, want: []Clause{{Text: "drone"}}, hints: []string{HintOr}},
		{in: `drone OR OR radar`, want: []Clause{{Text: "drone"}, {Text: "radar", Or: true}}},
		{in: `drone OR -fog`, want: []Clause{{Text: "drone"}, {Text: "fog", Exclude: true}}, hints: []string{HintOr}},
		{in: `-fog OR drone`, want: []Clause{{Text: "fog", Exclude: true}, {Text: "drone"}}, hints: []string{HintOr}},
		{in: `cammera~`, want: []Clause{{Kind: Fuzzy, Text: "cammera"}}},
		{in: `cam~`, want: []Clause{{Text: "cam"}}, hints: []string{HintFuzzy}},
		{in: `aaaa~ bbbb* cccc~`, want: []Clause{{Kind: Fuzzy, Text: "aaaa"}, {Kind: Prefix, Text: "bbbb"}, {Text: "cccc"}}, hints: []string{HintFuzzy}},
		{in: `drone AND radar`, want: []Clause{{Text: "drone"}, {Text: "radar"}}},
		{in: `(drone), radar!`, want: []Clause{{Text: "drone"}, {Text: "radar"}}},
		{in: `*** -- "" " " () :`, want: nil},
		{in: "dro\xffne", want: []Clause{{Text: "dro"}, {Text: "ne"}}, hints: []string{HintCharacters}},
		{in: "πλαστά διαβατήρια", want: []Clause{{Text: "πλαστά"}, {Text: "διαβατήρια"}}},
		{in: strings.Repeat("a ", 40), want: make([]Clause, 32), hints: []string{HintTooManyWords}},
		{in: strings.Repeat("ά", 400), want: []Clause{{Text: strings.Repeat("ά", 256)}}, hints: []string{HintTooLong}},
	} {
		if len(test.want) == MaxWords {
			for i := range test.want {
				test.want[i].Text = "a"
			}
		}
		q, hints := Parse(test.in)
		if diff := cmp.Diff(test.want, q.Clauses); diff != "" {
			t.Errorf("Parse(%q) (-want +got):\n%s", test.in, diff)
		}
		var keys []string
		for _, h := range hints {
			keys = append(keys, h.Key)
		}
		if diff := cmp.Diff(test.hints, keys); diff != "" {
			t.Errorf("Parse(%q) hints (-want +got):\n%s", test.in, diff)
		}
	}
}

// FuzzParse holds that any text is read within the limits, and that a query
// written out is read as the same query.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`drone -"green border" trl:pilot thermo*`, `a:"b c" -c:d*`, "\xff\"", `NOT NOT -`, `a OR b~ OR -c OR "d e" OR`, "kind:\"", "’l-’-’", "trl:a*", `trl:-x`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, _ := Parse(s)
		words, prefixes := 0, 0
		for _, c := range q.Clauses {
			words += max(1, len(strings.Fields(c.Text)))
			if c.Kind == Prefix || c.Kind == Fuzzy {
				prefixes++
			}
			if c.Text == "" {
				t.Errorf("Parse(%q) has a clause without text", s)
			}
		}
		if words > MaxWords+MaxBytes/2 || len(q.Clauses) > MaxWords || prefixes > MaxPrefixes {
			t.Errorf("Parse(%q) has %d clauses, %d prefixes", s, len(q.Clauses), prefixes)
		}
		if written := q.String(); len(written) <= MaxBytes {
			again, _ := Parse(written)
			if diff := cmp.Diff(q, again); diff != "" {
				t.Errorf("Parse(%q) is not Parse(%q) (-first +second):\n%s", s, written, diff)
			}
		}
	})
}

// TestWithout: what is left of a chain of clauses stays joined, and joins
// nothing else.
func TestWithout(t *testing.T) {
	q, _ := Parse(`a OR b OR c "d e" OR f`)
	for _, test := range []struct {
		numbers []int
		want    string
	}{
		{nil, `a OR b OR c "d e" OR f`},
		{[]int{0}, `b OR c "d e" OR f`},
		{[]int{1}, `a OR c "d e" OR f`},
		{[]int{3}, `a OR b OR c f`},
		{[]int{1, 2, 3}, `a f`},
	} {
		if got := q.Without(test.numbers).String(); got != test.want {
			t.Errorf("without %v: %s, want %s", test.numbers, got, test.want)
		}
	}
	if diff := cmp.Diff([]int{0, 0, 0, 3, 3}, q.Chains()); diff != "" {
		t.Errorf("chains (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{3, 4}, q.Joined([]int{4})); diff != "" {
		t.Errorf("joined (-want +got):\n%s", diff)
	}
	if got := q.Only([]int{1, 2, 4}).String(); got != "b OR c f" {
		t.Errorf("only: %s", got)
	}
}
