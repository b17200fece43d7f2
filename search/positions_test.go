package search

import (
	"slices"
	"testing"

	"ileanet.eu/showcase/catalog"
)

// TestPositions: the positions kept of a term and those read from the index for
// some entries are the ones that the posting list gives, also when entries are
// left out on the way.
func TestPositions(t *testing.T) {
	m := newMemory()
	m.put(newCorpus(t, 61).mixed(1500)...)
	e := openEngine(t, dirs(t), m)
	g, snap, err := e.shards[catalog.AudienceMember].acquire()
	if err != nil {
		t.Fatal(err)
	}
	defer g.release(snap)
	compared := 0
	for _, view := range snap.segments {
		for _, field := range exactFields {
			terms := collect(t, func(visit func(string) bool) error { return view.terms(field, "", visit) })
			for i := 0; i < len(terms); i += 1 + len(terms)/20 {
				compared += comparePositions(t, view, field, terms[i])
			}
		}
	}
	if compared < 1000 {
		t.Errorf("%d positions compared: the corpus is too poor", compared)
	}
}

func comparePositions(t *testing.T, view *segmentView, field, term string) (compared int) {
	t.Helper()
	want := map[uint32][]uint64{}
	list, err := view.list(field, term)
	if err != nil {
		t.Fatal(err)
	}
	for it := list.Iterator(true, true, true, nil); ; {
		posting, err := it.Next()
		if err != nil {
			t.Fatal(err)
		}
		if posting == nil {
			break
		}
		want[uint32(posting.Number())] = appendPlaces(nil, posting)
	}
	cache := newLRU[impactKey, *positions](minPositionBytes)
	for _, wanted := range []uint64{0, uint64(len(want))} { // few of them, all of them
		for step := uint32(1); step < 6; step += 2 {
			reader, err := view.positions(t.Context(), cache, field, term, wanted, uint64(len(want)))
			if err != nil {
				t.Fatal(err)
			}
			for n := uint32(0); n < uint32(view.segment.Count()); n += step {
				got, err := reader.of(n, nil)
				if err != nil || !slices.Equal(got, want[n]) {
					t.Fatalf("%s in %s of entry %d by %T: %v, %v, want %v", term, field, n, reader, got, err, want[n])
				}
				compared += len(got)
			}
		}
	}
	return compared
}
