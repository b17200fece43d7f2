package search

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"ileanet.eu/showcase/catalog"
)

// titledKinds are the kinds of entry that are suggested by title.
var titledKinds = []string{string(catalog.KindSolution), string(catalog.KindProject), string(catalog.KindUseCase)}

// titles complete the titles of the entries of one segment, replaced ones
// included. They have the numbers of their order.
type titles struct {
	words   *completer
	entries []uint32 // numbers of entries, by number of the title
	kinds   []uint8  // number in titledKinds, by number of the title
}

// A titleSlot keeps the titles of a segment once they were needed: the follower
// makes them in the background.
type titleSlot struct {
	mu     sync.Mutex
	titles *titles
}

func (v *segmentView) titles() (*titles, error) {
	slot := &v.columns.titles
	slot.mu.Lock()
	defer slot.mu.Unlock()
	if slot.titles == nil {
		t, err := v.buildTitles()
		if err != nil {
			return nil, fmt.Errorf("titles: %w", err)
		}
		slot.titles = t
		if err := letGo(v.segment); err != nil {
			return nil, fmt.Errorf("titles: %w", err)
		}
	}
	return slot.titles, nil
}

// buildTitles reads the titles of a segment from its postings.
func (v *segmentView) buildTitles() (*titles, error) {
	t := &titles{}
	kinds := make([]uint8, len(v.columns.rows))
	for i, kind := range titledKinds {
		entries, err := v.bitmap(FacetKind, kind)
		if err != nil {
			return nil, err
		}
		each(entries, func(n uint32) {
			kinds[n] = uint8(i)
			t.entries = append(t.entries, n)
		})
	}
	rows, ids := v.columns.rows, v.columns.ids
	slices.SortFunc(t.entries, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(rows[a].title, rows[b].title), cmp.Compare(ids[a], ids[b]))
	})
	const none = ^uint32(0)
	number := slices.Repeat([]uint32{none}, len(rows))
	for i, n := range t.entries {
		number[n] = uint32(i)
		t.kinds = append(t.kinds, kinds[n])
	}
	t.words = &completer{titles: len(t.entries)}
	var some []uint32
	err := v.postings(fieldName, func(word string, entries *roaring.Bitmap) error {
		some = some[:0]
		each(entries, func(n uint32) {
			if number[n] != none {
				some = append(some, number[n])
			}
		})
		if len(some) > 0 {
			t.words.add(word, some)
		}
		return nil
	})
	return t, err
}

// complete adds, for each kind, the live entries of the segment whose title
// completes what was typed: of each class the first in the alphabet, at most
// most in all.
func (v *segmentView) complete(words []*typedWord, most int, found map[string][]completion) error {
	t, err := v.titles()
	if err != nil {
		return err
	}
	exact := t.words.exact(words)
	left := slices.Repeat([]int{most}, len(titledKinds))
	open := len(left)
	take := func(class int) func(n uint32) bool {
		return func(n uint32) bool {
			kind, entry := t.kinds[n], t.entries[n]
			if left[kind] == 0 || v.deleted != nil && v.deleted.Contains(entry) {
				return true
			}
			found[titledKinds[kind]] = append(found[titledKinds[kind]], completion{view: v, number: entry, class: class})
			if left[kind]--; left[kind] == 0 {
				open--
			}
			return open > 0
		}
	}
	first, end := v.titled(t, words[0].term)
	exact.between(first, end, take(classBegins))
	exact.between(0, first, take(classHas))
	exact.between(end, uint32(len(t.entries)), take(classHas))
	if open > 0 {
		resembles := take(classResembles)
		t.words.tolerant(words).each(func(n uint32) bool { return exact.has(n) || resembles(n) })
	}
	return nil
}

// titled are the numbers of the titles that begin with a prefix.
func (v *segmentView) titled(t *titles, prefix string) (first, end uint32) {
	title := func(i int) string { return v.columns.rows[t.entries[i]].title }
	from := sort.Search(len(t.entries), func(i int) bool { return title(i) >= prefix })
	n := sort.Search(len(t.entries)-from, func(i int) bool { return !strings.HasPrefix(title(from+i), prefix) })
	return uint32(from), uint32(from + n)
}
