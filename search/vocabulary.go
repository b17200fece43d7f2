package search

import (
	"cmp"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// parts answers for a plan: the words of a compound that some live entry
// hyphenates, the first in the alphabet where there are several ways.
func (s *snapshot) parts(joined string) ([]string, error) {
	found := ""
	for _, view := range s.segments {
		var failed error
		err := view.terms(fieldCompound, joined+" ", func(term string) bool {
			if found != "" && term >= found {
				return false
			}
			var live bool
			if live, failed = view.live(fieldCompound, term); live {
				found = term
			}
			return failed == nil && !live
		})
		if err == nil {
			err = failed
		}
		if err != nil {
			return nil, err
		}
	}
	_, parts, _ := strings.Cut(found, " ")
	return strings.Fields(parts), nil
}

// A joinedKey tells what asOne answers for: a word, read by a lexicon.
type joinedKey struct {
	lexicon *lexicon
	word    string
}

// maxJoinedBytes bounds what a state of an index remembers of asOne.
const maxJoinedBytes = 1 << 20

// asOne lets a word hold for the compounds it is part of where they are written
// as one: for prefrontier as for pre-frontier, once a label or an entry has
// shown by a hyphen that the words belong together. Those that would find
// nothing new are left out. It answers for a plan, from memory where the same
// was asked of this state of the index before.
func (s *snapshot) asOne(word string, l *lexicon) ([]fieldTerm, error) {
	key := joinedKey{l, word}
	if terms, known := s.joined.get(key); known {
		return terms, nil
	}
	shown, err := s.compounds(word)
	if err != nil {
		return nil, err
	}
	compounds := slices.Concat(l.joined[word], shown)
	slices.Sort(compounds)
	var terms []fieldTerm
	for _, compound := range slices.Compact(compounds) {
		some := l.oneWord(compound, compound)
		adds, err := s.adds(word, some)
		if err != nil {
			return nil, err
		}
		if adds {
			terms = append(terms, some...)
		}
	}
	terms = slices.Clip(terms)
	s.joined.put(key, terms, len(word)+64*(1+len(terms)))
	return terms, nil
}

// compounds are the joined forms of the compounds that some live entry
// hyphenates with the word as a part, by the columns.
func (s *snapshot) compounds(part string) ([]string, error) {
	var found []string
	for _, view := range s.segments {
		for _, term := range view.columns.compounds[part] {
			live, err := view.live(fieldCompound, term)
			if err != nil {
				return nil, err
			}
			if joined, _, _ := strings.Cut(term, " "); live && !slices.Contains(found, joined) {
				found = append(found, joined)
			}
		}
	}
	return found, nil
}

// adds reports whether a live entry has one of the terms and not the word.
func (s *snapshot) adds(word string, terms []fieldTerm) (bool, error) {
	for _, view := range s.segments {
		adds, err := view.adds(word, terms)
		if adds || err != nil {
			return adds, err
		}
	}
	return false, nil
}

// adds reports whether a live entry has one of the terms and not the word.
func (v *segmentView) adds(word string, terms []fieldTerm) (bool, error) {
	var with *roaring.Bitmap // entries with the word, read when needed
	for _, t := range terms {
		b, err := v.bitmap(textFields[t.field], t.term)
		if err != nil {
			return false, err
		}
		if b == nil {
			continue
		}
		if with == nil {
			if with, err = v.anywhere(word); err != nil {
				return false, err
			}
		}
		if !v.alive(roaring.AndNot(b, with)).IsEmpty() {
			return true, nil
		}
	}
	return false, nil
}

// anywhere is the entries with a word in any text, replaced ones included.
func (v *segmentView) anywhere(word string) (*roaring.Bitmap, error) {
	found, err := v.withTerms(exactTerms(word, viaWord))
	if found == nil && err == nil {
		found = roaring.New()
	}
	return found, err
}

// beginning answers for a plan: the first words in the alphabet that begin
// with prefix and stand in a live entry. Words of replaced entries do not
// count, so that an index answers alike before and after a merge.
func (s *snapshot) beginning(prefix string, most int) ([]string, error) {
	var found []string
	for _, view := range s.segments {
		for _, field := range exactFields {
			some, err := view.beginning(field, prefix, most)
			if err != nil {
				return nil, err
			}
			found = append(found, some...)
		}
	}
	slices.Sort(found)
	found = slices.Compact(found)
	return found[:min(most, len(found))], nil
}

// like answers for a plan: words of live entries, those with few errors first,
// then those that stand in most texts.
func (s *snapshot) like(word string, most int) ([]string, error) {
	found, err := s.spellings(word)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b spelling) int {
		return cmp.Or(cmp.Compare(a.edits, b.edits), cmp.Compare(b.entries, a.entries), strings.Compare(a.term, b.term))
	})
	words := make([]string, min(most, len(found)))
	for i := range words {
		words[i] = found[i].term
	}
	return words, nil
}

func (v *segmentView) beginning(field, prefix string, most int) (found []string, err error) {
	var failed error
	err = v.terms(field, prefix, func(term string) bool {
		var live bool
		if live, failed = v.live(field, term); live {
			found = append(found, term)
		}
		return failed == nil && len(found) < most
	})
	if err == nil {
		err = failed
	}
	return found, err
}

// live reports whether an entry that was not replaced has a term of the
// dictionary.
func (v *segmentView) live(field, term string) (bool, error) {
	if v.deleted == nil {
		return true, nil
	}
	b, err := v.bitmap(field, term)
	return v.count(b) > 0, err
}
