package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// apiBase is where version 1 of the interface for programs lives.
const apiBase = "/api/v1"

// api answers programs: the same searches and records as the pages, as JSON,
// with errors as RFC 9457 problem details and a description in OpenAPI 3.1
// that is made from the Go types.
type api struct {
	catalogue Catalogue
	searcher  Searcher
	log       *slog.Logger
}

// registerAPI adds the operations and their description to the router and
// returns the description.
func registerAPI(e *echo.Echo, a *api, version string) *huma.OpenAPI {
	config := huma.DefaultConfig("Showcase", version)
	config.Info.Description = "Searches and records of the catalogue. Answers hold what a visitor may see; with an API token, sent as Authorization: Bearer TOKEN, what its holder may. Texts are plain text; snippets are HTML with nothing but mark elements."
	config.Info.License = &huma.License{Name: "EUPL-1.2", Identifier: "EUPL-1.2"}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "An API token, made on the page of the own account."},
	}
	config.Security = []map[string][]string{{}, {"token": {}}} // one may do without
	config.OpenAPIPath = "/api/openapi"
	config.DocsPath, config.SchemasPath = "", ""
	config.CreateHooks = nil // no link to a schema in every answer
	routes := humaecho.New(e, config)
	routes.UseMiddleware(refuseUnknownParameters(routes))

	huma.Register(routes, huma.Operation{
		OperationID: "search", Method: http.MethodGet, Path: apiBase + "/search", Tags: []string{"search"},
		Summary:     "Search the catalogue",
		Description: "Words are ANDed; \"phrase\", -word, field:value, OR between words, a beginning with an asterisk and a word with a tilde are understood. Values inside one facet are ORed, facets are ANDed. Totals and facet counts are exact; a facet's counts leave out its own selection. Nothing is corrected, widened or narrowed silently: reading, corrections, near and exits are offers.",
		Errors:      []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusServiceUnavailable},
	}, a.search)
	huma.Register(routes, huma.Operation{
		OperationID: "suggest", Method: http.MethodGet, Path: apiBase + "/suggest", Tags: []string{"search"},
		Summary: "Complete what was typed so far",
		Errors:  []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusServiceUnavailable},
	}, a.suggest)
	registerComparisons(routes, a)
	huma.Register(routes, huma.Operation{
		OperationID: "list-vocabularies", Method: http.MethodGet, Path: apiBase + "/vocabularies", Tags: []string{"vocabularies"},
		Summary: "List the controlled vocabularies",
		Errors:  []int{http.StatusBadRequest},
	}, a.vocabularies)
	huma.Register(routes, huma.Operation{
		OperationID: "read-vocabulary", Method: http.MethodGet, Path: apiBase + "/vocabularies/{name}", Tags: []string{"vocabularies"},
		Summary: "Read one vocabulary with its labels in every language",
		Errors:  []int{http.StatusBadRequest, http.StatusNotFound},
	}, a.vocabulary)
	registerRecord[catalog.Solution](routes, a, catalog.KindSolution)
	registerRecord[catalog.Project](routes, a, catalog.KindProject)
	registerRecord[catalog.UseCase](routes, a, catalog.KindUseCase)
	registerRecord[catalog.Scenario](routes, a, catalog.KindScenario)
	registerRecord[catalog.Organisation](routes, a, catalog.KindOrganisation)
	registerRecord[catalog.Need](routes, a, catalog.KindNeed)
	describeMembers(routes.OpenAPI(), searchDocs)
	return routes.OpenAPI()
}

// refuseUnknownParameters answers 400 to a parameter that the operation does
// not have: a misspelt filter must not silently widen a program's search.
func refuseUnknownParameters(routes huma.API) func(huma.Context, func(huma.Context)) {
	return func(c huma.Context, next func(huma.Context)) {
		known := []string{}
		for _, p := range c.Operation().Parameters {
			if p.In == "query" {
				known = append(known, p.Name)
			}
		}
		address := c.URL()
		var unknown []error
		for name := range address.Query() {
			if !slices.Contains(known, name) {
				unknown = append(unknown, &huma.ErrorDetail{
					Location: "query." + clip(name), Message: "unknown parameter; known are: " + strings.Join(known, ", "),
				})
			}
		}
		if len(unknown) == 0 {
			next(c)
			return
		}
		slices.SortFunc(unknown, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
		if err := huma.WriteErr(routes, c, http.StatusBadRequest, "the request has parameters that this operation does not know", unknown...); err != nil {
			panic(http.ErrAbortHandler) // nobody is there to read the answer
		}
	}
}

// clip shortens what a stranger sent before it is repeated in a message.
func clip(s string) string {
	const most = 60
	s = strings.ToValidUTF8(s, "?")
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// problem turns an error into the answer for a program. The cause stays in the
// log.
func (a *api) problem(ctx context.Context, err error) error {
	var faults catalog.FieldErrors
	switch {
	case errors.As(err, &faults):
		details := make([]error, len(faults))
		for i, f := range faults {
			details[i] = &huma.ErrorDetail{Location: f.Field, Message: f.Key, Value: f.Args["value"]}
		}
		return huma.Error422UnprocessableEntity("the request is not valid", details...)
	case errors.Is(err, catalog.ErrNotFound):
		return huma.Error404NotFound("there is no such entry")
	case errors.Is(err, catalog.ErrUnavailable):
		return huma.ErrorWithHeaders(huma.Error503ServiceUnavailable("busy or starting; try again shortly"), http.Header{"Retry-After": {"2"}})
	case errors.Is(err, context.Canceled):
		return huma.NewError(499, "the request was given up")
	}
	a.log.ErrorContext(ctx, "request failed", "error", err)
	return huma.Error500InternalServerError("something went wrong here; it has been logged")
}

// searchInput are the parameters of a search. The limits stand in the
// description and are checked before the operation runs.
type searchInput struct {
	Query string   `query:"q" maxLength:"512" doc:"Free text in any of the ten languages."`
	Kind  []string `query:"kind,explode" maxItems:"10" enum:"solution,project,usecase,scenario,need,all" doc:"Kinds of entry; solutions unless stated."`
	FilterInput
	Sort string `query:"sort" enum:"relevance,confirmed,newest,trl,title" doc:"relevance with a query, otherwise confirmed, unless stated."`
	Page int    `query:"page" minimum:"1" maximum:"10000" default:"1"`
	Size int    `query:"size" minimum:"1" maximum:"100" default:"20"`
	LanguageInput
}

// FilterInput are the filters of a search and their any/all switches.
type FilterInput struct {
	Challenge   []string `query:"challenge,explode" maxItems:"50" doc:"Challenge area or leaf; an area selects its leaves."`
	Technology  []string `query:"technology,explode" maxItems:"50"`
	Type        []string `query:"type,explode" maxItems:"50" doc:"Solution type."`
	Environment []string `query:"environment,explode" maxItems:"50"`
	User        []string `query:"user,explode" maxItems:"50"`
	System      []string `query:"system,explode" maxItems:"50" doc:"EU system."`
	Network     []string `query:"network,explode" maxItems:"50" doc:"Network connection a solution needs."`
	Cost        []string `query:"cost,explode" maxItems:"50" doc:"Cost band."`
	TRL         []string `query:"trl,explode" maxItems:"50" doc:"TRL band."`
	Flag        []string `query:"flag,explode" maxItems:"50" doc:"Legal flag."`
	Country     []string `query:"country,explode" maxItems:"50" doc:"EU country code."`
	Programme   []string `query:"programme,explode" maxItems:"50"`
	Languages   []string `query:"language,explode" maxItems:"50" doc:"Language of the user interface, or of the text where there is none."`
	Evidence    []string `query:"evidence,explode" maxItems:"50" doc:"Best grade of evidence."`
	Fresh       []string `query:"fresh,explode" maxItems:"50" doc:"12-months: confirmed within twelve months; older: not."`

	AllChallenge   string `query:"match.challenge" enum:"any,all"`
	AllTechnology  string `query:"match.technology" enum:"any,all"`
	AllType        string `query:"match.type" enum:"any,all"`
	AllEnvironment string `query:"match.environment" enum:"any,all"`
	AllUser        string `query:"match.user" enum:"any,all"`
	AllSystem      string `query:"match.system" enum:"any,all"`
	AllNetwork     string `query:"match.network" enum:"any,all"`
	AllCost        string `query:"match.cost" enum:"any,all"`
	AllTRL         string `query:"match.trl" enum:"any,all"`
	AllFlag        string `query:"match.flag" enum:"any,all"`
	AllCountry     string `query:"match.country" enum:"any,all"`
	AllProgramme   string `query:"match.programme" enum:"any,all"`
	AllLanguages   string `query:"match.language" enum:"any,all"`
	AllEvidence    string `query:"match.evidence" enum:"any,all"`
	AllFresh       string `query:"match.fresh" enum:"any,all"`
}

// LanguageInput is the language of labels in an answer.
type LanguageInput struct {
	Language string `query:"lang" enum:"en,fr,de,es,it,pt,nl,pl,el,ro" default:"en" doc:"Language of labels."`
}

// facet lists the filters by the name of their facet.
func (in *FilterInput) facets() map[string]struct {
	values []string
	match  string
} {
	type selection = struct {
		values []string
		match  string
	}
	return map[string]selection{
		search.FacetChallenge: {in.Challenge, in.AllChallenge}, search.FacetTechnology: {in.Technology, in.AllTechnology},
		search.FacetType: {in.Type, in.AllType}, search.FacetEnvironment: {in.Environment, in.AllEnvironment},
		search.FacetUser: {in.User, in.AllUser}, search.FacetSystem: {in.System, in.AllSystem},
		search.FacetNetwork: {in.Network, in.AllNetwork}, search.FacetCost: {in.Cost, in.AllCost},
		search.FacetTRL: {in.TRL, in.AllTRL}, search.FacetFlag: {in.Flag, in.AllFlag},
		search.FacetCountry: {in.Country, in.AllCountry}, search.FacetProgramme: {in.Programme, in.AllProgramme},
		search.FacetLanguage: {in.Languages, in.AllLanguages}, search.FacetEvidence: {in.Evidence, in.AllEvidence},
		search.FacetFresh: {in.Fresh, in.AllFresh},
	}
}

// request is the search that the parameters ask for. A value that its facet's
// vocabulary does not know is an error: a program should hear of it.
func (in *searchInput) request(vocabularies *catalog.Vocabularies) (search.Request, error) {
	r := search.Request{
		Query: in.Query, Sort: in.Sort, Page: in.Page, Size: in.Size, Language: in.Language,
		Filters: map[string][]string{}, MatchAll: map[string]bool{},
	}
	for _, kind := range in.Kind {
		if kind == "all" {
			r.Kinds = search.Kinds
			break
		}
		r.Kinds = append(r.Kinds, catalog.Kind(kind))
	}
	var unknown catalog.FieldErrors
	selected := in.facets()
	for _, rule := range search.FacetRules {
		s := selected[rule.Name]
		for _, value := range s.values {
			if rule.Vocabulary != "" && !vocabularies.Has(rule.Vocabulary, value) {
				unknown = append(unknown, catalog.FieldError{Field: "query." + rule.Name, Key: "there is no such value; see " + apiBase + "/vocabularies/" + rule.Vocabulary, Args: map[string]any{"value": clip(value)}})
			}
		}
		if len(s.values) > 0 {
			r.Filters[rule.Name] = s.values
		}
		if s.match == "all" {
			r.MatchAll[rule.Name] = true
		}
	}
	if unknown != nil {
		return r, unknown
	}
	return r, nil
}

// Unkept is the header of answers to somebody's words: no cache keeps them.
type Unkept struct {
	CacheControl string `header:"Cache-Control"`
}

type searchOutput struct {
	Unkept
	Body struct {
		search.Results
		TookUS int64 `json:"took_us" doc:"Microseconds the search took."`
	}
}

func (a *api) search(ctx context.Context, in *searchInput) (*searchOutput, error) {
	r, err := in.request(a.catalogue.Vocabularies())
	if err != nil {
		return nil, a.problem(ctx, err)
	}
	results, err := a.searcher.Search(ctx, viewerOf(ctx), r)
	if err != nil {
		return nil, a.problem(ctx, err)
	}
	out := &searchOutput{Unkept: Unkept{noStore}}
	out.Body.Results = *results
	for i := range out.Body.Exits {
		out.Body.Exits[i].URL = searchAddress(out.Body.Exits[i].Request)
	}
	out.Body.TookUS = results.Took.Microseconds()
	return out, nil
}

type suggestInput struct {
	Query string `query:"q" required:"true" maxLength:"512" doc:"What was typed so far."`
	LanguageInput
}

// suggestGroup are the suggestions of one kind.
type suggestGroup struct {
	Kind        string              `json:"kind" enum:"challenge,solution,project,usecase,technology"`
	Suggestions []search.Suggestion `json:"suggestions" nullable:"false"`
}

type suggestOutput struct {
	Unkept
	Body struct {
		Query  string         `json:"query"`
		Groups []suggestGroup `json:"groups" nullable:"false"`
	}
}

// suggestLimit is how many suggestions an answer holds at most.
const suggestLimit = 12

func (a *api) suggest(ctx context.Context, in *suggestInput) (*suggestOutput, error) {
	suggestions, err := a.searcher.Suggest(ctx, viewerOf(ctx), in.Query, in.Language, suggestLimit)
	if err != nil {
		return nil, a.problem(ctx, err)
	}
	out := &suggestOutput{Unkept: Unkept{noStore}}
	out.Body.Query, out.Body.Groups = in.Query, []suggestGroup{}
	for _, s := range suggestions {
		i := slices.IndexFunc(out.Body.Groups, func(g suggestGroup) bool { return g.Kind == s.Kind })
		if i < 0 {
			out.Body.Groups = append(out.Body.Groups, suggestGroup{Kind: s.Kind})
			i = len(out.Body.Groups) - 1
		}
		out.Body.Groups[i].Suggestions = append(out.Body.Groups[i].Suggestions, s)
	}
	return out, nil
}

type vocabulariesOutput struct {
	Body struct {
		Vocabularies []vocabularySummary `json:"vocabularies" nullable:"false"`
	}
}

type vocabularySummary struct {
	Name     string `json:"name"`
	Concepts int    `json:"concepts" doc:"How many concepts it has."`
	URL      string `json:"url"`
}

func (a *api) vocabularies(context.Context, *struct{}) (*vocabulariesOutput, error) {
	out := &vocabulariesOutput{}
	all := a.catalogue.Vocabularies()
	for _, name := range all.Names() {
		out.Body.Vocabularies = append(out.Body.Vocabularies, vocabularySummary{name, len(all.List(name).Concepts), apiBase + "/vocabularies/" + name})
	}
	return out, nil
}

type vocabularyInput struct {
	Name string `path:"name" maxLength:"60"`
}

type vocabularyOutput struct {
	Body *catalog.Vocabulary
}

func (a *api) vocabulary(ctx context.Context, in *vocabularyInput) (*vocabularyOutput, error) {
	list := a.catalogue.Vocabularies().List(in.Name)
	if list == nil {
		return nil, a.problem(ctx, fmt.Errorf("vocabulary: %w", catalog.ErrNotFound))
	}
	return &vocabularyOutput{Body: list}, nil
}

type recordInput struct {
	Slug        string `path:"slug" maxLength:"200"`
	IfNoneMatch string `header:"If-None-Match" maxLength:"200"`
}

// record is a view with the type of its content stated.
type record[T any] struct {
	catalog.View
	Record *T `json:"record,omitempty"`
}

type recordOutput[T any] struct {
	Status   int
	Location string `header:"Location"`
	ETag     string `header:"ETag"`
	Body     *record[T]
}

// registerRecord adds the operation that answers the whole public record of
// one kind.
func registerRecord[T any](routes huma.API, a *api, kind catalog.Kind) {
	huma.Register(routes, huma.Operation{
		OperationID: "read-" + string(kind), Method: http.MethodGet,
		Path: apiBase + "/" + kind.Collection() + "/{slug}", Tags: []string{"records"},
		Summary:     "Read one entry of kind " + string(kind),
		Description: "A former slug answers 301 with the new address, a withdrawn entry 410 with what is left of it.",
		Errors:      []int{http.StatusBadRequest, http.StatusNotFound},
		Responses: map[string]*huma.Response{
			"301": {Description: "Found under another slug, see Location."},
			"304": {Description: "Unchanged since the version named in If-None-Match."},
			"410": {Description: "Withdrawn; name, date and reason are left."},
		},
	}, func(ctx context.Context, in *recordInput) (*recordOutput[T], error) {
		view, err := a.catalogue.Lookup(ctx, viewerOf(ctx), kind, in.Slug)
		var moved *catalog.Moved
		switch {
		case errors.As(err, &moved):
			return &recordOutput[T]{Status: http.StatusMovedPermanently, Location: apiBase + kind.Path(moved.Slug)}, nil
		case errors.Is(err, catalog.ErrGone):
			return &recordOutput[T]{Status: http.StatusGone, Body: &record[T]{View: *view}}, nil
		case err != nil:
			return nil, a.problem(ctx, err)
		}
		etag := fmt.Sprintf(`"%s-%d"`, view.ID, view.Version)
		if in.IfNoneMatch == etag {
			return nil, huma.Status304NotModified()
		}
		content, _ := view.Record.(any).(*T)
		return &recordOutput[T]{Status: http.StatusOK, ETag: etag, Body: &record[T]{View: *view, Record: content}}, nil
	})
}
