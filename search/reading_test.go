package search

import (
	"fmt"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// TestQueriesAreUnderstood says by example how queries are read: each part with
// the way it is read and what it names.
func TestQueriesAreUnderstood(t *testing.T) {
	e, _ := texts(t, "en", "A pre-frontier picture")
	for _, tt := range []struct{ query, want, exact string }{
		{"zebra", "zebra=word", `"zebra"`},
		{`"zebra"`, "zebra=exact", ""},
		{"zebra with stripes", "zebra=word with=optional stripes=word", `"zebra" "with" "stripes"`},
		{"with the", "with=word the=word", `"with" "the"`},
		{`"green border" -fog zeb* trl:pilot`, "green border=phrase fog=exclude zeb=prefix pilot=filter", ""},
		{"zebra OR stripes fog zerba~", "zebra=word stripes=word fog=concept(environment:harsh-weather) zerba=fuzzy", `"zebra" OR "stripes" "fog" zerba~`},
		{"drone", "drone=concept(challenge:surveillance-unmanned technology:uav environment:air-border)", `"drone"`},
		{"TRL 7", "TRL 7=concept(trl:pilot)", `"TRL" "7"`},
		{"trl 70", "trl=word 70=word", `"trl" "70"`},
		{"zebra Griechenland", "zebra=word Griechenland=concept(country:EL)", `"zebra" "Griechenland"`},
		{"zebra mała", "zebra=word mała=word", `"zebra" "mała"`},
		{"zebra Litwie", "zebra=word Litwie=concept(country:LT)", `"zebra" "Litwie"`},
		{"zebra United Kingdom", "zebra=word United Kingdom=concept(country:UK)", `"zebra" "United" "Kingdom"`},
		{"IT zebra", "IT=word zebra=word", `"IT" "zebra"`},
		{"UAM", "UAM=ambiguous(challenge:registration-vulnerability technology:uav)", `"UAM"`},
		{"C2", "C2=concept(challenge:surveillance-fusion technology:c2-cop)", `"C2"`},
		{"EES", "EES=concept(challenge:information-eu-systems system:ees)", `"EES"`},
		{"it zebra", "it=optional zebra=word", `"it" "zebra"`},
	} {
		r := search(t, e, catalog.Visitor, Request{Query: tt.query, Kinds: everything})
		var got []string
		for _, reading := range r.Reading {
			part := reading.Text + "=" + reading.As
			var named []string
			for _, c := range reading.Concepts {
				named = append(named, c.Facet+":"+c.Value)
			}
			if len(named) > 0 {
				part += fmt.Sprintf("(%s)", strings.Join(named, " "))
			}
			got = append(got, part)
		}
		if got := strings.Join(got, " "); got != tt.want {
			t.Errorf("%s is read as %s, want %s", tt.query, got, tt.want)
		}
		if r.Exact != tt.exact {
			t.Errorf("%s as exact words is %s, want %s", tt.query, r.Exact, tt.exact)
		}
	}
}

// TestReadingsCanBeTakenBack holds that a reading names the query without its
// words, and with its words meaning nothing but themselves.
func TestReadingsCanBeTakenBack(t *testing.T) {
	e, _ := texts(t, "en", "A pre-frontier picture")
	r := search(t, e, catalog.Visitor, Request{Query: "zebra United Kingdom stripes", Kinds: everything})
	if len(r.Reading) != 3 {
		t.Fatalf("%d parts, want 3: %+v", len(r.Reading), r.Reading)
	}
	if got := r.Reading[1]; got.Rest != "zebra stripes" || got.Exact != `zebra "United" "Kingdom" stripes` || got.Concepts[0].Label != "United Kingdom" {
		t.Errorf("got %+v", got)
	}
	again := search(t, e, catalog.Visitor, Request{Query: r.Reading[1].Exact, Kinds: everything})
	for _, part := range again.Reading {
		if len(part.Concepts) > 0 {
			t.Errorf("%s still names %+v", part.Text, part.Concepts)
		}
	}
}

func TestParseAmount(t *testing.T) {
	for term, want := range map[string]int{"60k": 60_000, "2m": 2_000_000, "60000": 60_000, "k": 0, "6o": 0, "99999999999": 0} {
		if got, ok := parseAmount(term); got != want || ok != (want > 0) {
			t.Errorf("%s is %d, %v; want %d", term, got, ok, want)
		}
	}
}

// TestOrAndTilde: one of the words that OR joins suffices, and a word with a
// tilde finds those that are written much like it.
func TestOrAndTilde(t *testing.T) {
	e, _ := texts(t, "en", "A zebra in the fog", "Stripes in the fog", "Stripes in the sun", "A horse in the fog")
	for _, tt := range []struct {
		query string
		want  int
	}{
		{"zebra", 1},
		{"zebra OR stripes", 3},
		{"zebra OR stripes fog", 2},
		{"fog zebra OR stripes OR horse", 3},
		{`"the fog" OR sun`, 4},
		{"zerba", 0},
		{"zerba~", 1},
		{"zerba~ OR stripes", 3},
		{"zebra -fog OR stripes", 0},
	} {
		if got := search(t, e, catalog.Visitor, Request{Query: tt.query, Kinds: everything}).Total; got != tt.want {
			t.Errorf("%s finds %d, want %d", tt.query, got, tt.want)
		}
	}
	r := search(t, e, catalog.Visitor, Request{Query: "fog zebra OR drone", Kinds: everything})
	if last := r.Reading[2]; !last.Or || r.Reading[1].Or || last.Rest != "fog" {
		t.Errorf("read as %+v", r.Reading)
	}
}
