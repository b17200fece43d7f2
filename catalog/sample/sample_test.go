package sample_test

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/sample"
	"ileanet.eu/showcase/catalog/vocabularies"
)

func load(t *testing.T) ([]*catalog.Entry, *catalog.Vocabularies) {
	t.Helper()
	entries, err := sample.Load()
	if err != nil {
		t.Fatal(err)
	}
	lists, err := vocabularies.Load()
	if err != nil {
		t.Fatal(err)
	}
	return entries, lists
}

func TestEveryEntryIsValid(t *testing.T) {
	entries, lists := load(t)
	for _, e := range entries {
		validate := catalog.Validate
		if e.ListingOnly || e.State == catalog.StateDraft {
			validate = catalog.ValidateDraft
		}
		for _, fault := range validate(e.Current().Content, lists) {
			t.Errorf("%s %s: %s: %s %v", e.Kind, e.Slug, fault.Field, fault.Key, fault.Args)
		}
		for _, tag := range e.Tags {
			if c := lists.List(catalog.VocabularyChallenge).Concept(tag.Challenge); c == nil || c.Broader == "" {
				t.Errorf("%s %s: %q is no leaf of a challenge area", e.Kind, e.Slug, tag.Challenge)
			}
			if !lists.Has("match_strength", tag.Strength) {
				t.Errorf("%s %s: strength %q", e.Kind, e.Slug, tag.Strength)
			}
		}
		if !lists.Has("interface_language", e.Language) || !e.Access.Valid() {
			t.Errorf("%s %s: language %q, access %q", e.Kind, e.Slug, e.Language, e.Access)
		}
		if a := e.Assessment.TRLConfidence; a != "" && !lists.Has("trl_confidence", a) {
			t.Errorf("%s %s: confidence %q", e.Kind, e.Slug, a)
		}
	}
}

func TestEveryLinkResolves(t *testing.T) {
	entries, _ := load(t)
	byID := map[catalog.ID]*catalog.Entry{}
	for _, e := range entries {
		if byID[e.ID] != nil {
			t.Errorf("%s and %s share an id", e.Slug, byID[e.ID].Slug)
		}
		byID[e.ID] = e
	}
	for _, e := range entries {
		catalog.EachRef(e.Current().Content, func(field string, kind catalog.Kind, ref *catalog.Ref) {
			target := byID[*ref]
			switch {
			case target == nil || target.Kind != kind:
				t.Errorf("%s %s: %s links to no %s", e.Kind, e.Slug, field, kind)
			case e.Fictional != target.Fictional:
				t.Errorf("%s %s: %s mixes fiction and fact", e.Kind, e.Slug, field)
			case e.Access == catalog.AccessClear && e.Public != nil && (target.Access != catalog.AccessClear || target.Public == nil):
				t.Errorf("%s %s: %s links from clear to %s (%s)", e.Kind, e.Slug, field, target.Access, target.State)
			}
		})
		if e.Owner == "" && e.Fictional && e.Kind != catalog.KindOrganisation {
			t.Errorf("%s %s has no owner", e.Kind, e.Slug)
		}
	}
}

// TestAmounts holds the catalogue to what the demonstration needs to show.
func TestAmounts(t *testing.T) {
	entries, _ := load(t)
	count := map[string]int{}
	for _, e := range entries {
		count[string(e.Kind)]++
		count["state "+string(e.State)]++
		count["access "+string(e.Access)]++
		count["language "+e.Language]++
		if e.Kind == catalog.KindProject && !e.Fictional {
			count["real projects"]++
			if !e.ListingOnly {
				t.Errorf("real project %s is not marked as listing only", e.Slug)
			}
		} else if e.Kind != catalog.KindOrganisation && !e.Fictional {
			t.Errorf("%s %s is not marked as fictional", e.Kind, e.Slug)
		}
		if s, ok := e.Current().Content.(*catalog.Solution); ok {
			count[fmt.Sprintf("trl %d", s.TRL)]++
		}
		if x, ok := e.Current().Content.(*catalog.Experience); ok {
			count["outcome "+x.Outcome]++
		}
	}
	for name, least := range map[string]int{
		"real projects": 100, "solution": 60, "usecase": 60, "scenario": 20, "need": 30, "experience": 60, "evidence": 80,
		"state submitted": 1, "state in-review": 1, "state changes-requested": 1, "state draft": 1, "state archived": 2,
		"access green": 2, "access amber": 2, "language de": 5, "language fr": 5, "language el": 4, "language pl": 5,
		"outcome not-taken-up": 3, "trl 1": 1, "trl 2": 1, "trl 3": 1, "trl 4": 1, "trl 5": 1, "trl 6": 1, "trl 7": 1, "trl 8": 1, "trl 9": 1,
	} {
		if count[name] < least {
			t.Errorf("%s: %d, want at least %d", name, count[name], least)
		}
	}
}

// emptyLeaves have no solution on purpose: the gap map must have gaps.
var emptyLeaves = []string{"registration-nationality", "information-data-quality", "training-legal", "intelligence-process"}

func TestLeaves(t *testing.T) {
	entries, lists := load(t)
	solutions, others := map[string]int{}, map[string]int{}
	for _, e := range entries {
		if e.State != catalog.StatePublished || e.Access != catalog.AccessClear {
			continue
		}
		for _, tag := range e.Tags {
			switch e.Kind {
			case catalog.KindSolution:
				solutions[tag.Challenge]++
			case catalog.KindUseCase, catalog.KindNeed:
				others[tag.Challenge]++
			case catalog.KindProject, catalog.KindScenario, catalog.KindOrganisation, catalog.KindExperience, catalog.KindEvidence, catalog.KindDocument:
			}
		}
	}
	for _, c := range lists.List(catalog.VocabularyChallenge).Concepts {
		if c.Broader == "" {
			continue
		}
		if empty := slices.Contains(emptyLeaves, c.ID); empty != (solutions[c.ID] == 0) {
			t.Errorf("%s has %d solutions, empty on purpose: %v", c.ID, solutions[c.ID], empty)
		}
		if others[c.ID] == 0 {
			t.Errorf("%s has neither use case nor need", c.ID)
		}
	}
}

// TestNoSentenceTwice keeps the texts from being one text with other names.
func TestNoSentenceTwice(t *testing.T) {
	entries, _ := load(t)
	sentence := regexp.MustCompile(`[^.!?;]+`)
	seen := map[string]string{}
	for _, e := range entries {
		at := string(e.Kind) + " " + e.Slug
		eachText(reflect.ValueOf(e.Current().Content), func(text string) {
			if strings.HasPrefix(text, "http") {
				return
			}
			for _, s := range sentence.FindAllString(text, -1) {
				s = strings.ToLower(strings.TrimSpace(s))
				if len(s) < 50 {
					continue
				}
				if other, ok := seen[s]; ok && other != at {
					t.Errorf("%s and %s share the sentence %q", at, other, s)
				}
				seen[s] = at
			}
		})
	}
}

// TestSources demands an address a reader can follow for every fact about a
// real project, and a reference for every need taken from a public register.
func TestSources(t *testing.T) {
	entries, _ := load(t)
	registers := map[string]int{"MEDEA ": 0, "ILEAnet ": 0, "CEPOL ": 0}
	for _, e := range entries {
		switch c := e.Current().Content.(type) {
		case *catalog.Project:
			if !e.Fictional && (c.SourceURL == "" || len(e.Tags) == 0) {
				t.Errorf("real project %s has no source address or no challenge area", e.Slug)
			}
		case *catalog.Need:
			for name := range registers {
				if !strings.HasPrefix(c.SourceRef, name) {
					continue
				}
				registers[name]++
				if c.SourceURL == "" || strings.Contains(c.SourceURL, ".example") || c.Votes != nil {
					t.Errorf("need %s from %s: address %q, votes %v", e.Slug, name, c.SourceURL, c.Votes)
				}
			}
		}
	}
	for name, least := range map[string]int{"MEDEA ": 13, "ILEAnet ": 9, "CEPOL ": 3} {
		if registers[name] < least {
			t.Errorf("%d needs from %s, want at least %d", registers[name], name, least)
		}
	}
}

func TestNoPlaceholder(t *testing.T) {
	entries, _ := load(t)
	placeholder := regexp.MustCompile(`(?i)lorem ipsum|\b(todo|tbd|fixme|placeholder)\b|\?\?`)
	for _, e := range entries {
		eachText(reflect.ValueOf(e.Current().Content), func(text string) {
			if at := placeholder.FindString(text); at != "" {
				t.Errorf("%s %s holds %q: %s", e.Kind, e.Slug, at, text)
			}
		})
	}
}

// eachText calls visit for every text in a value.
func eachText(v reflect.Value, visit func(string)) {
	switch v.Kind() { //nolint:exhaustive // numbers and truth values hold no text, and contents have no maps
	case reflect.Pointer:
		if !v.IsNil() {
			eachText(v.Elem(), visit)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			eachText(field, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), visit)
		}
	case reflect.String:
		visit(v.String())
	default:
	}
}
