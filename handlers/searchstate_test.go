package handlers

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// normalised is the address that stands for another one.
func normalised(t *testing.T, kind catalog.Kind, rawQuery string, lists *catalog.Vocabularies) (string, []notice) {
	t.Helper()
	values, _ := url.ParseQuery(rawQuery) // like the page, which goes on with what could be read
	state, notices := parseSearch(kind, values, lists)
	return state.url(), notices
}

func TestSearchStateNormalForm(t *testing.T) {
	lists := shippedVocabularies(t)
	for _, c := range []struct {
		kind     catalog.Kind
		query    string
		want     string
		notified string // key of the only notice; "" for none
	}{
		{catalog.KindSolution, "", "/solutions", ""},
		{catalog.KindSolution, "q=+drone++forest+", "/solutions?q=drone++forest", ""},
		{catalog.KindSolution, "kind=project", "/projects", ""},
		{catalog.KindSolution, "kind=need&kind=solution&kind=need", "/solutions?kind=solution&kind=need", ""},
		{catalog.KindSolution, "kind=all&kind=need", "/solutions?kind=all", ""},
		{catalog.KindSolution, "kind=thing", "/solutions", "search.notice.kind"},
		{catalog.KindNeed, "kind=project", "/needs", ""},
		{catalog.KindSolution, "trl=pilot&trl=in-use&trl=pilot", "/solutions?trl=in-use&trl=pilot", ""},
		{catalog.KindSolution, "trl=bogus", "/solutions?trl=bogus", ""},
		{catalog.KindSolution, "trl=&challenge=+", "/solutions", ""},
		{catalog.KindSolution, "trl=%ff", "/solutions?trl=%EF%BF%BD", ""},
		{catalog.KindSolution, "trl=" + strings.Repeat("a", 200), "/solutions", "search.notice.filter"},
		{catalog.KindSolution, "match.user=all", "/solutions", ""},
		{catalog.KindSolution, "match.user=all&user=trainer", "/solutions?match.user=all&user=trainer", ""},
		{catalog.KindSolution, "match.user=any&user=trainer", "/solutions?user=trainer", ""},
		{catalog.KindSolution, "sort=relevance", "/solutions", ""},
		{catalog.KindSolution, "sort=confirmed", "/solutions", ""},
		{catalog.KindSolution, "q=a&sort=confirmed", "/solutions?q=a&sort=confirmed", ""},
		{catalog.KindSolution, "sort=colour", "/solutions", "search.notice.sort"},
		{catalog.KindSolution, "page=3&size=50", "/solutions?page=3&size=50", ""},
		{catalog.KindSolution, "page=-1", "/solutions", "search.notice.page"},
		{catalog.KindSolution, "page=x", "/solutions", "search.notice.page"},
		{catalog.KindSolution, "size=1000000000", "/solutions?size=100", "search.notice.size"},
		{catalog.KindSolution, "size=99999999999999999999", "/solutions", "search.notice.size"},
		{catalog.KindSolution, "utm=1&lang=de&a=%zz", "/solutions", ""},
		{catalog.KindSolution, "q=" + strings.Repeat("α", 300), "/solutions?q=" + url.QueryEscape(strings.Repeat("α", 256)), "search.hint.too_long"},
	} {
		got, notices := normalised(t, c.kind, c.query, lists)
		if got != c.want {
			t.Errorf("%s?%.60s is %s, want %s", c.kind, c.query, got, c.want)
		}
		keys := ""
		for _, n := range notices {
			keys += n.Key
		}
		if keys != c.notified {
			t.Errorf("%s?%.60s tells %q, want %q", c.kind, c.query, keys, c.notified)
		}
	}
}

func TestSearchStateChanges(t *testing.T) {
	s := newSearch(catalog.KindSolution).asking(`drone -fog "green border"`).with("trl", "pilot").with("user", "trainer").
		matchingAll("user", true).sorted("title").onPage(4)
	for name, c := range map[string]struct {
		state searchState
		want  string
	}{
		"another value":  {s.with("trl", "in-use"), `/solutions?match.user=all&q=drone+-fog+%22green+border%22&sort=title&trl=in-use&trl=pilot&user=trainer`},
		"without value":  {s.without("user", "trainer"), `/solutions?q=drone+-fog+%22green+border%22&sort=title&trl=pilot`},
		"without word":   {s.withoutClause(2), `/solutions?match.user=all&q=drone+-fog&sort=title&trl=pilot&user=trainer`},
		"no such word":   {s.withoutClause(7).onPage(1), s.onPage(1).url()},
		"without words":  {s.asking("").sorted("relevance"), `/solutions?match.user=all&trl=pilot&user=trainer`},
		"without filter": {s.without("trl", "pilot").without("user", "trainer"), `/solutions?q=drone+-fog+%22green+border%22&sort=title`},
		"another kind":   {s.of(catalog.KindUseCase).without("trl", "pilot").without("user", "trainer"), `/use-cases?q=drone+-fog+%22green+border%22&sort=title`},
	} {
		if got := c.state.url(); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	if want := `/solutions?match.user=all&page=4&q=drone+-fog+%22green+border%22&sort=title&trl=pilot&user=trainer`; s.url() != want {
		t.Errorf("after making changed copies the state is %s, want %s", s.url(), want)
	}
}

func TestSearchStateReplacesRetired(t *testing.T) {
	lists, err := catalog.NewVocabularies(&catalog.Vocabulary{Name: catalog.VocabularyChallenge, Concepts: []*catalog.Concept{
		{ID: "new", Labels: map[string]string{"en": "New"}, Replaces: []string{"old"}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := normalised(t, catalog.KindSolution, "challenge=old&challenge=new", lists); got != "/solutions?challenge=new" {
		t.Errorf("a retired area leads to %s", got)
	}
}

// FuzzSearchState holds, for any address: reading what a state writes gives
// the same state and nothing to tell, and the engine gets a bounded request.
func FuzzSearchState(f *testing.F) {
	for _, seed := range []string{
		"", "q=drone&trl=pilot&page=2", "kind=all&match.user=all&user=a&user=b&sort=title&size=7",
		"q=%ff%fe&challenge=%00&page=-1", "sort=relevance", "q=%E2%80%8B+x", "kind=need&kind=project", "a=%zz;b",
	} {
		f.Add(seed)
	}
	lists, err := catalog.NewVocabularies()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, rawQuery string) {
		for _, kind := range search.Kinds {
			values, _ := url.ParseQuery(rawQuery)
			state, _ := parseSearch(kind, values, lists)
			address, err := url.Parse(state.url())
			if err != nil {
				t.Fatalf("%q gives an address that does not parse: %v", rawQuery, err)
			}
			again, err := catalog.KindOfCollection(strings.TrimPrefix(address.Path, "/"))
			if err != nil {
				t.Fatal(err)
			}
			got, notices := parseSearch(again, address.Query(), lists)
			if got.url() != state.url() || !reflect.DeepEqual(got.kinds, state.kinds) || got.query != state.query || got.page != state.page {
				t.Errorf("%q is read as %+v, written as %s and read again as %+v", rawQuery, state, state.url(), got)
			}
			if len(notices) > 0 {
				t.Errorf("%q: the normal form %s is told of: %v", rawQuery, state.url(), notices)
			}
			if len(state.query) > search.MaxQueryBytes || state.filterCount() > search.MaxFilterCount ||
				state.page < 1 || state.size < 1 || state.size > search.MaxPageSize || len(state.kinds) == 0 {
				t.Errorf("%q is not bounded: %+v", rawQuery, state)
			}
		}
	})
}
