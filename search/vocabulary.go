package search

import (
	"slices"
	"strings"
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

// live reports whether an entry that was not replaced has the term.
func (v *segmentView) live(field, term string) (bool, error) {
	b, err := v.bitmap(field, term)
	if err != nil || b == nil {
		return false, err
	}
	if v.deleted == nil {
		return !b.IsEmpty(), nil
	}
	return b.AndCardinality(v.deleted) < b.GetCardinality(), nil
}
