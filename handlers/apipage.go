package handlers

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// apiPage is the view model of the page: the interface for programs, written
// out from its own description.
type apiPage struct {
	frame
	Operations []apiOperation
	Failures   []apiFailure // statuses of errors that any operation may answer
	Failure    apiExample
}

// apiOperation is one operation. Its texts are those of the description and so
// in English.
type apiOperation struct {
	ID          string
	Method      string
	Path        string
	Summary     string
	Description string
	Parameters  []apiParameter
	Responses   []apiResponse
	Example     apiExample
}

type apiParameter struct {
	Name    string
	Meaning string
	Limits  string
}

type apiResponse struct{ Status, Meaning string }

// apiExample is a request that can be repeated and what it answered here.
type apiExample struct {
	Address string // with host, for the command line; "" when there is nothing to ask for
	Body    string // JSON to send; "" for none
	Answer  string // JSON, lists and texts shortened
}

// command asks for the example on a command line.
func (x *apiExample) command() string {
	if x.Body == "" {
		return "curl '" + x.Address + "'"
	}
	return "curl --json '" + x.Body + "' '" + x.Address + "'"
}

// apiFailure is a status with the message keyed failure.<status>.title.
type apiFailure struct {
	Status int
	Title  string
}

// apiExamples is the order of the operations on the page and the request each
// is shown with; one that ends in a slash asks for the first entry of the kind,
// one that ends in "slug=" for that of the first solution. A request with a body
// is a POST.
var apiExamples = []struct{ operation, request, body string }{
	{"search", "/search?q=fingerprint&trl=pilot&size=1", ""},
	{"suggest", "/suggest?q=finger&lang=fr", ""},
	{"similar", "/similar?kind=solution&slug=", ""},
	{"match", "/match", `{"text":"The camera loses the rubber boat in fog. On landing, fingerprints are taken from wet hands."}`},
	{"list-vocabularies", "/vocabularies", ""},
	{"read-vocabulary", "/vocabularies/trl_band", ""},
	{"read-solution", "/solutions/", ""},
	{"read-usecase", "/use-cases/", ""},
	{"read-scenario", "/scenarios/", ""},
	{"read-project", "/projects/", ""},
	{"read-organisation", "/organisations/", ""},
	{"read-need", "/needs/", ""},
}

// apiBadRequest is the request the page shows as a failed one.
const apiBadRequest = apiBase + "/search?colour=red"

// shownExamples keeps the examples of the page for one state of the catalogue:
// a page view must not cost a dozen searches.
type shownExamples struct {
	mu       sync.Mutex
	sequence uint64
	answers  map[string]string // by path and query
}

// apiDescription documents the interface for programs.
func (s *Server) apiDescription(c echo.Context) error {
	l := s.localizer(c)
	p := &apiPage{}
	p.Title, p.Description = l.T("layout.api"), l.T("api.lead")
	operations := map[string]*huma.Operation{}
	for _, item := range s.description.Paths {
		for _, op := range []*huma.Operation{item.Get, item.Post} {
			if op != nil {
				operations[op.OperationID] = op
			}
		}
	}
	for _, e := range apiExamples {
		if op := operations[e.operation]; op != nil {
			shown := describe(op)
			shown.Example = s.example(c, s.exampleRequest(c, e.request), e.body)
			p.Operations = append(p.Operations, shown)
		}
	}
	for _, status := range []int{
		http.StatusBadRequest, http.StatusNotFound, http.StatusGone, http.StatusUnprocessableEntity,
		http.StatusTooManyRequests, http.StatusInternalServerError, http.StatusServiceUnavailable,
	} {
		title, _ := explain(l, status)
		p.Failures = append(p.Failures, apiFailure{status, title})
	}
	p.Failure = s.example(c, apiBadRequest, "")
	return s.render(c, http.StatusOK, p)
}

// exampleRequest is the path and query of an example, "" when the catalogue
// has no entry to show.
func (s *Server) exampleRequest(c echo.Context, request string) string {
	collection, ok := strings.CutSuffix(strings.TrimPrefix(request, "/"), "/")
	like := strings.HasSuffix(request, "slug=")
	if like {
		collection = catalog.KindSolution.Collection()
	}
	if !ok && !like {
		return apiBase + request
	}
	kind, err := catalog.KindOfCollection(collection)
	if err != nil {
		return ""
	}
	addresses, err := s.machine.list(c.Request().Context(), kind)
	if err != nil || len(addresses) == 0 {
		return "" // the page is worth having without the example
	}
	if like {
		return apiBase + request + path.Base(addresses[0].Path)
	}
	return apiBase + addresses[0].Path
}

// example asks this server itself, as a visitor would.
func (s *Server) example(c echo.Context, request, body string) apiExample {
	if request == "" {
		return apiExample{}
	}
	x := &s.examples
	x.mu.Lock()
	defer x.mu.Unlock()
	if now := s.searcher.Applied(); x.answers == nil || now != x.sequence {
		x.sequence, x.answers = now, map[string]string{}
	}
	answer, known := x.answers[request]
	if !known {
		var complete bool
		if answer, complete = s.ask(context.WithoutCancel(c.Request().Context()), request, body); complete {
			x.answers[request] = answer
		}
	}
	return apiExample{Address: s.siteAddress(c) + request, Body: body, Answer: answer}
}

// ask answers a request by this server's own operations, shortened for
// reading. complete is false when it could not be answered at the moment.
func (s *Server) ask(ctx context.Context, request, body string) (answer string, complete bool) {
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "http://localhost"+request, strings.NewReader(body))
	if body != "" {
		r.Method = http.MethodPost
		r.Header.Set("Content-Type", typeJSON)
	}
	s.echo.ServeHTTP(w, r)
	return shortened(w.Body.Bytes()), w.Code < http.StatusInternalServerError
}

// Lengths to which an example is cut.
const (
	exampleItems      = 2
	exampleCharacters = 100
)

// shortened is a JSON text, indented, with the fields in their order, whose
// lists and texts are cut.
func shortened(data []byte) string {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var out bytes.Buffer
	if err := shortenValue(d, &out, "\n"); err != nil {
		return ""
	}
	return out.String()
}

// shortenValue copies the next value of d. Lists are cut to exampleItems, a list
// that was cut ends in "…".
func shortenValue(d *json.Decoder, out *bytes.Buffer, indent string) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	if open, ok := token.(json.Delim); ok {
		if open == '[' {
			return shortenList(d, out, indent)
		}
		return shortenObject(d, out, indent)
	}
	if text, ok := token.(string); ok {
		if r := []rune(text); len(r) > exampleCharacters {
			token = string(r[:exampleCharacters]) + "…"
		}
	}
	return write(out, token)
}

func shortenObject(d *json.Decoder, out *bytes.Buffer, indent string) error {
	out.WriteByte('{')
	empty := true
	for d.More() {
		if !empty {
			out.WriteByte(',')
		}
		empty = false
		out.WriteString(indent + "  ")
		name, err := d.Token()
		if err == nil {
			err = write(out, name)
		}
		if err != nil {
			return err
		}
		out.WriteString(": ")
		if err := shortenValue(d, out, indent+"  "); err != nil {
			return err
		}
	}
	return closeValue(d, out, indent, '}', empty)
}

func shortenList(d *json.Decoder, out *bytes.Buffer, indent string) error {
	out.WriteByte('[')
	n := 0
	for ; d.More(); n++ {
		target := out
		if n >= exampleItems {
			target = &bytes.Buffer{} // read and left out
		} else {
			if n > 0 {
				out.WriteByte(',')
			}
			out.WriteString(indent + "  ")
		}
		if err := shortenValue(d, target, indent+"  "); err != nil {
			return err
		}
	}
	if n > exampleItems {
		out.WriteString("," + indent + `  "…"`)
	}
	return closeValue(d, out, indent, ']', n == 0)
}

func closeValue(d *json.Decoder, out *bytes.Buffer, indent string, end byte, empty bool) error {
	if !empty {
		out.WriteString(indent)
	}
	out.WriteByte(end)
	_, err := d.Token()
	return err
}

// write writes a name or a plain value without escapes for HTML: the template
// escapes.
func write(out *bytes.Buffer, value any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // the encoder ends the line
	return nil
}

// describe is an operation as the page shows it.
func describe(op *huma.Operation) apiOperation {
	shown := apiOperation{
		ID: op.OperationID, Method: op.Method, Path: op.Path, Summary: op.Summary, Description: op.Description,
	}
	for _, p := range op.Parameters {
		shown.Parameters = append(shown.Parameters, apiParameter{Name: p.Name, Meaning: p.Description, Limits: limits(p)})
	}
	for status, r := range op.Responses {
		shown.Responses = append(shown.Responses, apiResponse{Status: status, Meaning: r.Description})
	}
	slices.SortFunc(shown.Responses, func(a, b apiResponse) int { return cmp.Compare(a.Status, b.Status) })
	return shown
}

// limits says in English what a parameter may be.
func limits(p *huma.Param) string {
	var parts []string
	if p.Required {
		parts = append(parts, "required")
	}
	if p.In != "query" {
		parts = append(parts, "in the "+p.In)
	}
	s := p.Schema
	if s.Items != nil {
		parts = append(parts, "repeatable")
		if s.MaxItems != nil {
			parts = append(parts, fmt.Sprintf("at most %d values", *s.MaxItems))
		}
		s = s.Items
	}
	if s.MaxLength != nil {
		parts = append(parts, fmt.Sprintf("at most %d characters", *s.MaxLength))
	}
	if s.Minimum != nil && s.Maximum != nil {
		parts = append(parts, fmt.Sprintf("%g to %g", *s.Minimum, *s.Maximum))
	}
	if len(s.Enum) > 0 {
		words := make([]string, len(s.Enum))
		for i, v := range s.Enum {
			words[i] = fmt.Sprint(v)
		}
		parts = append(parts, "one of "+strings.Join(words, ", "))
	}
	if p.Schema.Default != nil {
		parts = append(parts, fmt.Sprintf("default %v", p.Schema.Default))
	}
	return strings.Join(parts, "; ")
}
