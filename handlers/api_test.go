package handlers

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// TestAPIKeepsItsDescription asks every operation, well and badly, and holds
// the answers against the description that the server itself gives.
func TestAPIKeepsItsDescription(t *testing.T) {
	s := sampleSite(t)
	description := s.get("/api/openapi.json")
	if description.Code != http.StatusOK {
		t.Fatalf("/api/openapi.json answers %d", description.Code)
	}
	document, err := libopenapi.NewDocument(description.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(document)
	if errs != nil {
		t.Fatal(errs)
	}
	if ok, faults := v.ValidateDocument(); !ok {
		for _, f := range faults {
			t.Errorf("the description itself: %s: %s", f.Message, f.Reason)
		}
	}
	paths := map[string]int{
		apiBase + "/search": 200, apiBase + "/search?q=drone&kind=all&size=100": 200,
		apiBase + "/search?q=fingerprint&challenge=registration-biometrics&trl=in-use&match.challenge=all&lang=el": 200,
		apiBase + "/search?q=qqqqqq&sort=title": 200,
		apiBase + "/search?page=-1":             422, apiBase + "/search?size=1000000000": 422, apiBase + "/search?sort=best": 422,
		apiBase + "/search?challenge=nonsense": 422, apiBase + "/search?colour=red": 400, apiBase + "/search?lang=xx": 422,
		apiBase + "/search?q=" + strings.Repeat("a", 600):                                      422,
		apiBase + "/similar?kind=solution&slug=harbour-case-ten-finger-face-enrolment&lang=pl": 200,
		apiBase + "/similar?kind=solution&slug=nothing-here":                                   404, apiBase + "/similar?kind=planet&slug=a": 422,
		apiBase + "/suggest?q=fing&lang=fr": 200, apiBase + "/suggest": 422,
		apiBase + "/vocabularies": 200, apiBase + "/vocabularies/challenge": 200, apiBase + "/vocabularies/none": 404,
		apiBase + "/solutions/nothing-here": 404,
	}
	for _, kind := range []catalog.Kind{catalog.KindSolution, catalog.KindProject, catalog.KindUseCase, catalog.KindScenario, catalog.KindOrganisation, catalog.KindNeed} {
		for _, e := range s.entries {
			if e.Kind == kind && e.State == catalog.StatePublished && e.Access == catalog.AccessClear {
				paths[apiBase+kind.Path(e.Slug)] = 200
				break
			}
		}
	}
	for path, want := range paths {
		r := httptest.NewRequest(http.MethodGet, "http://localhost"+path, nil)
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if w.Code != want {
			t.Errorf("%.100s answers %d, want %d: %.300s", path, w.Code, want, w.Body)
			continue
		}
		if wantType := map[bool]string{true: "application/json", false: "application/problem+json"}[want == 200]; !strings.HasPrefix(w.Header().Get("Content-Type"), wantType) {
			t.Errorf("%.100s answers %s, want %s", path, w.Header().Get("Content-Type"), wantType)
		}
		if ok, faults := v.GetResponseBodyValidator().ValidateResponseBody(r, w.Result()); !ok {
			for _, f := range faults {
				t.Errorf("%.100s: %s: %s", path, f.Message, f.Reason)
				for _, schema := range f.SchemaValidationErrors {
					t.Errorf("    %s at %s", schema.Reason, schema.FieldPath)
				}
			}
		}
	}
}

// TestAPIDescribesSearch holds that every member of the answer to a search says
// what it means.
func TestAPIDescribesSearch(t *testing.T) {
	schemas := newTestServer(t, nil).description.Components.Schemas.Map()
	for name := range searchDocs {
		if name == "Hit" { // its members are those of the entries
			continue
		}
		for member, schema := range schemas[name].Properties {
			if schema.Description == "" {
				t.Errorf("%s of %s has no description", member, name)
			}
		}
	}
	if schemas["Hit"].Properties["missing"].Description == "" {
		t.Error("missing of Hit has no description")
	}
}

// TestAPIExits follows every way out of an empty result: its address is that of
// a page, and the same parameters find as many entries as it says.
func TestAPIExits(t *testing.T) {
	s := sampleSite(t)
	ask := func(parameters string) (answer struct {
		Total int
		Exits []struct {
			Drop  string
			Total int
			URL   string
		}
	},
	) {
		t.Helper()
		w := s.get(apiBase + "/search?" + parameters)
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusOK {
			t.Fatalf("search?%s answers %d, %v", parameters, w.Code, err)
		}
		return answer
	}
	for _, parameters := range []string{
		"q=qqqqqq+border", "q=border&country=XX&country=YY&match.country=all", "q=qqqqqq+-border&kind=need&size=5", "q=%22border+qqqqqq%22&kind=all&sort=title",
	} {
		answer := ask(parameters)
		if answer.Total != 0 || len(answer.Exits) == 0 {
			t.Errorf("search?%s: %d entries and %d exits, want none and some", parameters, answer.Total, len(answer.Exits))
		}
		for _, x := range answer.Exits {
			path, left, _ := strings.Cut(x.URL, "?")
			kind, err := catalog.KindOfCollection(strings.TrimPrefix(path, "/"))
			if err != nil {
				t.Errorf("search?%s: exit to %s", parameters, x.URL)
			}
			if !strings.Contains(left, "kind=") {
				left += "&kind=" + string(kind)
			}
			if total := ask(strings.TrimPrefix(left, "&")).Total; total != x.Total {
				t.Errorf("search?%s: exit %s to %s says %d, finds %d", parameters, x.Drop, x.URL, x.Total, total)
			}
		}
	}
}

// TestAPISpeaksEveryLanguage holds that lang changes labels and nothing else.
func TestAPISpeaksEveryLanguage(t *testing.T) {
	s := sampleSite(t)
	type facets struct {
		Total  int
		Facets []struct {
			Name   string
			Values []struct {
				Value, Label string
				Count        int
			}
		}
	}
	lists := shippedVocabularies(t)
	var english facets
	decode(t, get(s, apiBase+"/search"), &english)
	for _, language := range catalog.Languages {
		var got facets
		decode(t, get(s, apiBase+"/search?lang="+language), &got)
		if got.Total != english.Total || len(got.Facets) != len(english.Facets) {
			t.Fatalf("in %s: %d entries and %d facets, want %d and %d", language, got.Total, len(got.Facets), english.Total, len(english.Facets))
		}
		checked := 0
		for i, f := range got.Facets {
			rule := search.FacetRules[slices.IndexFunc(search.FacetRules, func(r search.FacetRule) bool { return r.Name == f.Name })]
			for _, v := range f.Values {
				j := slices.IndexFunc(english.Facets[i].Values, func(e struct {
					Value, Label string
					Count        int
				},
				) bool {
					return e.Value == v.Value && e.Count == v.Count
				})
				if j < 0 {
					t.Errorf("in %s %s %s counts otherwise than in English", language, f.Name, v.Value)
				}
				if list := lists.List(rule.Vocabulary); list != nil {
					checked++
					if want := list.Label(v.Value, language); v.Label != want {
						t.Errorf("in %s the label of %s %s is %q, want %q", language, f.Name, v.Value, v.Label, want)
					}
				}
			}
		}
		if checked == 0 {
			t.Errorf("in %s no label was looked at", language)
		}
	}
}

// TestAPIRefusesWhatItDoesNotKnow asks every operation for a parameter it does
// not have, and for a method it does not have.
func TestAPIRefusesWhatItDoesNotKnow(t *testing.T) {
	s := sampleSite(t)
	for path, item := range s.description.Paths {
		target := strings.NewReplacer("{name}", "trl", "{slug}", "x").Replace(path)
		method, other := http.MethodGet, http.MethodPost
		if item.Post != nil {
			method, other = other, method
		}
		w := do(s, httptest.NewRequest(method, target+"?colour=red", nil))
		var p struct {
			Status int
			Errors []struct{ Location, Message string }
		}
		decode(t, w, &p)
		if w.Code != 400 || p.Status != 400 || len(p.Errors) != 1 || p.Errors[0].Location != "query.colour" || w.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s with an unknown parameter answers %d, %s: %s", target, w.Code, w.Header().Get("Content-Type"), w.Body)
		}
		if (item.Get == nil) == (item.Post == nil) || item.Put != nil || item.Delete != nil {
			t.Errorf("%s has other operations than one GET or one POST; test them", path)
		}
		if got := do(s, httptest.NewRequest(other, target, nil)); got.Code != http.StatusMethodNotAllowed || got.Header().Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s %s answers %d, %s; want 405 and problem details", other, target, got.Code, got.Header().Get("Content-Type"))
		}
	}
	if w := get(s, "/api/v2/search"); w.Code != 404 || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("an unknown operation answers %d, %s", w.Code, w.Header().Get("Content-Type"))
	}
}

func TestAPIRecord(t *testing.T) {
	s := sampleSite(t)
	for _, e := range s.entries {
		w := s.get(apiBase + e.Kind.Path(e.Slug))
		shown := e.Access == catalog.AccessClear && (e.State == catalog.StatePublished || e.State == catalog.StateArchived)
		switch e.Kind {
		case catalog.KindEvidence, catalog.KindExperience, catalog.KindDocument: // shown with their entry
			shown = false
		case catalog.KindSolution, catalog.KindProject, catalog.KindUseCase, catalog.KindScenario, catalog.KindNeed, catalog.KindOrganisation:
		}
		if want := map[bool]int{true: 200, false: 404}[shown]; w.Code != want {
			t.Errorf("%s %s (%s, %s) answers %d, want %d", e.Kind, e.Slug, e.State, e.Access, w.Code, want)
		}
		if shown && e.Kind == catalog.KindSolution {
			var got struct {
				ETag   string
				Record map[string]any
			}
			if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
				t.Fatal(err)
			}
			for _, hidden := range []string{"legal_basis_note", "restrictions", "cost_band", "procurement_route"} {
				if got.Record[hidden] != nil {
					t.Errorf("%s shows %s to a visitor", e.Slug, hidden)
				}
			}
			if got.Record["name"] != e.Public.Content.Title() {
				t.Errorf("%s: name %v", e.Slug, got.Record["name"])
			}
			again := httptest.NewRequest(http.MethodGet, apiBase+e.Kind.Path(e.Slug), nil)
			again.Header.Set("If-None-Match", w.Header().Get("ETag"))
			second := httptest.NewRecorder()
			s.ServeHTTP(second, again)
			if second.Code != http.StatusNotModified || second.Body.Len() > 0 {
				t.Errorf("%s unchanged answers %d with %d bytes, want 304 and none", e.Slug, second.Code, second.Body.Len())
			}
		}
	}
}

// TestAPIParametersAreTheFacets keeps parameters and facets one list.
func TestAPIParametersAreTheFacets(t *testing.T) {
	selected := (&FilterInput{}).facets()
	for _, rule := range search.FacetRules {
		if _, ok := selected[rule.Name]; !ok && rule.Name != search.FacetKind {
			t.Errorf("facet %s is no parameter of the search", rule.Name)
		}
	}
}

// TestReadyTells holds that /readyz speaks of what is in the index.
func TestReadyTells(t *testing.T) {
	s := sampleSite(t)
	sequence, err := s.service.Sequence(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"": 200, "?sequence=1": 200, "?sequence=x": 400, "?sequence=" + url.QueryEscape("-1"): 400,
	} {
		if got := s.get("/readyz" + query).Code; got != want {
			t.Errorf("/readyz%s answers %d, want %d", query, got, want)
		}
	}
	data, err := json.Marshal(sequence + 1)
	if err != nil {
		t.Fatal(err)
	}
	if got := s.get("/readyz?sequence=" + string(data)).Code; got != http.StatusServiceUnavailable {
		t.Errorf("/readyz for a sequence to come answers %d, want 503", got)
	}
}

func TestForMachines(t *testing.T) {
	s := sampleSite(t)
	for path, want := range map[string]string{
		"/healthz": "ok", "/robots.txt": "Sitemap: http://example.com/sitemap.xml", "/opensearch.xml": "solutions?q={searchTerms}",
		"/sitemap.xml": "/sitemap/solutions.xml", "/sitemap/projects.xml": "/projects/ileanet",
	} {
		w := s.get(path)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s answers %d %.200q, want %q in it", path, w.Code, w.Body, want)
		}
	}
	for _, path := range []string{"/sitemap/evidence.xml", "/sitemap/solutions", "/sitemap/x.xml", "/sitemap/experiences.xml"} {
		if got := s.get(path).Code; got != http.StatusNotFound {
			t.Errorf("%s answers %d, want 404", path, got)
		}
	}
	listed := s.get("/sitemap/solutions.xml").Body.String()
	for _, e := range s.entries {
		shown := e.Access == catalog.AccessClear && (e.State == catalog.StatePublished || e.State == catalog.StateArchived)
		if e.Kind == catalog.KindSolution && strings.Contains(listed, e.Kind.Path(e.Slug)+"<") != shown {
			t.Errorf("solution %s (%s, %s) in the sitemap: %v", e.Slug, e.State, e.Access, !shown)
		}
	}
}
