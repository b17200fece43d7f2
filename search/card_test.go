package search

import (
	old "math/rand" // what package quick takes
	"math/rand/v2"
	"reflect"
	"testing"
	"testing/quick"

	"github.com/google/go-cmp/cmp"
)

// ofQuery are the fields of a hit that depend on the query and are not stored.
var ofQuery = map[string]bool{"Snippets": true, "Why": true, "Score": true, "Missing": true}

// randomCard fills every stored field, those that are added later included.
func randomCard(tb testing.TB, random *rand.Rand) card {
	tb.Helper()
	source := old.New(old.NewSource(random.Int64()))
	c := card{}
	for _, target := range []reflect.Value{reflect.ValueOf(&c).Elem(), reflect.ValueOf(&c.Hit).Elem()} {
		for i := range target.NumField() {
			name := target.Type().Field(i).Name
			if name == "Hit" || ofQuery[name] {
				continue
			}
			v, ok := quick.Value(target.Field(i).Type(), source)
			if !ok {
				tb.Fatalf("no random %s", name)
			}
			if v.Kind() == reflect.Int {
				v = reflect.ValueOf(int(v.Int() & 0xffff)).Convert(v.Type())
			}
			target.Field(i).Set(v)
		}
	}
	if c.Hit.Challenge == nil {
		c.Hit.Challenge = []string{}
	}
	if len(c.Hit.Technology) == 0 {
		c.Hit.Technology = nil
	}
	return c
}

func TestCardRoundTrip(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		want := randomCard(t, random)
		data := want.encode()
		got, err := decodeCard(data)
		must(t, err)
		if diff := cmp.Diff(want, *got); diff != "" {
			t.Fatalf("card differs (-want +got):\n%s", diff)
		}
		cut := data[:random.IntN(len(data))]
		if _, err := decodeCard(cut); err == nil {
			t.Fatalf("a card of %d bytes cut to %d was read", len(data), len(cut))
		}
	}
}

func FuzzDecodeCard(f *testing.F) {
	random := rand.New(rand.NewPCG(2, 2))
	for range 5 {
		c := randomCard(f, random)
		f.Add(c.encode())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := decodeCard(data)
		if err != nil {
			return
		}
		again, err := decodeCard(c.encode())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(c.Lead, again.Lead) || c.Hit.ID != again.Hit.ID {
			t.Errorf("%+v becomes %+v", c, again)
		}
	})
}
