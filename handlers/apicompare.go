package handlers

import (
	"context"
	"errors"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// registerComparisons adds the operations that compare entries with one of
// them, or with a text.
func registerComparisons(routes huma.API, a *api) {
	huma.Register(routes, huma.Operation{
		OperationID: "similar", Method: http.MethodGet, Path: apiBase + "/similar", Tags: []string{"search"},
		Summary:     "List the entries that have most in common with one",
		Description: "Entries of every kind, best first. Their reasons name the challenge areas, technologies and words they share with it.",
		Errors:      []int{http.StatusBadRequest, http.StatusNotFound, http.StatusUnprocessableEntity, http.StatusServiceUnavailable},
	}, a.similar)
	huma.Register(routes, huma.Operation{
		OperationID: "match", Method: http.MethodPost, Path: apiBase + "/match", Tags: []string{"search"},
		Summary:     "Find what fits a text that describes an operation",
		Description: "The body is {\"text\": …, \"lang\": …}: at most 5,000 characters in any of the ten languages, and the language of labels. Answers the challenge areas that the text names and the entries that have most in common with it: solutions, then use cases, then scenarios. Reads only; the text is neither stored nor logged.",
		Errors:      []int{http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusServiceUnavailable},
	}, a.match)
}

type similarInput struct {
	Kind string `query:"kind" required:"true" enum:"solution,project,usecase,scenario,need"`
	Slug string `query:"slug" required:"true" maxLength:"200" doc:"Slug of the entry."`
	LanguageInput
}

type similarOutput struct {
	Body struct {
		Hits []search.Hit `json:"hits" nullable:"false"`
	}
}

func (a *api) similar(ctx context.Context, in *similarInput) (*similarOutput, error) {
	view, err := a.catalogue.Lookup(ctx, viewerOf(ctx), catalog.Kind(in.Kind), in.Slug)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok {
		view, err = a.catalogue.Lookup(ctx, viewerOf(ctx), catalog.Kind(in.Kind), moved.Slug)
	}
	if errors.Is(err, catalog.ErrGone) {
		err = catalog.ErrNotFound // nothing is like an entry of which nothing is left
	}
	if err != nil {
		return nil, a.problem(ctx, err)
	}
	out := &similarOutput{}
	if out.Body.Hits, err = a.searcher.Similar(ctx, viewerOf(ctx), view.ID, in.Language, shownSimilar); err != nil {
		return nil, a.problem(ctx, err)
	}
	return out, nil
}

type matchInput struct {
	Body struct {
		Text     string `json:"text" minLength:"1" maxLength:"5000" doc:"Description of an operation."`
		Language string `json:"lang,omitempty" enum:"en,fr,de,es,it,pt,nl,pl,el,ro" default:"en" doc:"Language of labels."`
	}
}

type matchOutput struct {
	Unkept
	Body *search.Match
}

func (a *api) match(ctx context.Context, in *matchInput) (*matchOutput, error) {
	found, err := a.searcher.Match(ctx, viewerOf(ctx), in.Body.Text, in.Body.Language)
	if err != nil {
		return nil, a.problem(ctx, err)
	}
	return &matchOutput{Unkept{noStore}, found}, nil
}
