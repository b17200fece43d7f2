package handlers

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

func decode(t *testing.T, w *httptest.ResponseRecorder, into any) {
	t.Helper()
	if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
		t.Fatalf("%v in %.200s", err, w.Body)
	}
}

// TestAPIPage holds the page against the description: every operation with its
// parameters and answers, and examples that answer what is shown.
func TestAPIPage(t *testing.T) {
	s := sampleSite(t)
	d := open(t, s, "/api", "Accept-Language", "de")
	if got := d.attr(`main a[href="/api/openapi.json"]`, "href"); get(s, got).Code != http.StatusOK {
		t.Errorf("the description %s is not there", got)
	}
	sections := d.all("main section")
	if want := len(s.description.Paths) + 1; len(sections) != want || len(apiExamples)+1 != want {
		t.Errorf("the page has %d sections and %d examples, want one for each operation and one for errors: %d", len(sections), len(apiExamples), want)
	}
	for path, item := range s.description.Paths {
		op := item.Get
		if op == nil {
			op = item.Post
		}
		text := textOf(d.all(`section[aria-labelledby="` + op.OperationID + `"]`)[0])
		for _, want := range []string{op.Summary, op.Method + " " + path, op.Description} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the page lacks %q", op.OperationID, want)
			}
		}
		rows := d.texts(`section[aria-labelledby="` + op.OperationID + `"] th[scope="row"]`)
		for _, p := range op.Parameters {
			if !slices.Contains(rows, p.Name) {
				t.Errorf("%s: the page lacks the parameter %s", op.OperationID, p.Name)
			}
		}
		for status := range op.Responses {
			if !slices.Contains(rows, status) {
				t.Errorf("%s: the page lacks the answer %s", op.OperationID, status)
			}
		}
	}
	for _, section := range sections {
		examples := document{t, section}.all("pre")
		if len(examples) != 2 {
			t.Errorf("%s has %d examples, want a request and its answer", attrOf(section, "aria-labelledby"), len(examples))
			continue
		}
		body, command, ok := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(textOf(examples[0]), "curl "), "'"), "'http://example.com")
		if !ok {
			t.Errorf("request %s", textOf(examples[0]))
		}
		w := get(s, command)
		if body = strings.TrimSuffix(strings.TrimPrefix(body, "--json '"), "' "); body != "" {
			w = postJSON(s, command, body)
		}
		if want := map[bool]int{true: 400, false: 200}[attrOf(section, "aria-labelledby") == "errors"]; w.Code != want {
			t.Errorf("the example %s answers %d, want %d", command, w.Code, want)
		}
		sameFields(t, command, textOf(examples[1]), w.Body.String())
	}
	if d.attr("#search", "lang") != "en" {
		t.Error("English texts on a German page are not marked")
	}
}

// sameFields holds that a shown answer is JSON and has the fields of the real
// one, in their order.
func sameFields(t *testing.T, request, shown, real string) {
	t.Helper()
	var got, want map[string]json.RawMessage
	if err := json.Unmarshal([]byte(shown), &got); err != nil {
		t.Errorf("%s: the shown answer is no JSON: %v", request, err)
		return
	}
	if err := json.Unmarshal([]byte(real), &want); err != nil {
		t.Fatal(err)
	}
	for name := range want {
		if got[name] == nil {
			t.Errorf("%s: the shown answer lacks %s", request, name)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: the shown answer has %d fields, want %d", request, len(got), len(want))
	}
}

func TestShortened(t *testing.T) {
	long := strings.Repeat("ä", exampleCharacters+1)
	for in, want := range map[string]string{
		`{}`:                            `{}`,
		`[]`:                            `[]`,
		`{"b":1.50,"a":[1,2,3],"c":{}}`: "{\n  \"b\": 1.50,\n  \"a\": [\n    1,\n    2,\n    \"…\"\n  ],\n  \"c\": {}\n}",
		`"<mark>"`:                      `"<mark>"`,
		`"` + long + `"`:                `"` + strings.Repeat("ä", exampleCharacters) + `…"`,
		`[[1,2,3],null,true]`:           "[\n  [\n    1,\n    2,\n    \"…\"\n  ],\n  null,\n  \"…\"\n]",
		`{"a":`:                         "",
		``:                              "",
	} {
		if got := shortened([]byte(in)); got != want {
			t.Errorf("shortened(%s) = %s, want %s", in, got, want)
		}
	}
}

// TestAPIPageOfAnEmptyCatalogue leaves out examples it has no entry for.
func TestAPIPageOfAnEmptyCatalogue(t *testing.T) {
	d := open(t, newTestServer(t, nil), "/api")
	if got := len(d.all(`section[aria-labelledby="read-solution"] pre`)); got != 0 {
		t.Errorf("an empty catalogue shows %d examples of a solution", got)
	}
	if got := len(d.all(`section[aria-labelledby="search"] pre`)); got != 2 {
		t.Errorf("the search has %d examples, want 2", got)
	}
}
