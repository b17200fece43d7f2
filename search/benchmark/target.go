package benchmark

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// A Target answers requests: it makes of a request what is then timed.
type Target func(r search.Request) (Ask, error)

// An Ask gets one answer. The results are nil where the answer is a page.
type Ask func(ctx context.Context) (*search.Results, error)

// Engine asks the engine as a visitor.
func Engine(e *search.Engine) Target {
	return func(r search.Request) (Ask, error) {
		return func(ctx context.Context) (*search.Results, error) { return e.Search(ctx, catalog.Visitor, r) }, nil
	}
}

// Stock asks Bleve's own search. Reading the query is not timed.
func Stock(s *search.Stock) Target {
	return func(r search.Request) (Ask, error) { return s.Prepare(r) }
}

// An Address is where a request is answered, below the address of the site.
type Address func(r search.Request) string

// API is the address for programs.
func API(r search.Request) string { return "/api/v1/search?" + Parameters(r).Encode() }

// Page is the address for people.
func Page(r search.Request) string {
	p := Parameters(r)
	kind := catalog.KindSolution
	if len(r.Kinds) == 1 {
		kind = r.Kinds[0]
		p.Del(search.FacetKind)
	}
	return "/" + kind.Collection() + "?" + p.Encode()
}

// Parameters are those of the address of a request.
func Parameters(r search.Request) url.Values {
	p := url.Values{}
	if r.Query != "" {
		p.Set("q", r.Query)
	}
	if len(r.Kinds) == len(search.Kinds) {
		p.Set(search.FacetKind, "all")
	} else {
		for _, kind := range r.Kinds {
			p.Add(search.FacetKind, string(kind))
		}
	}
	for facet, values := range r.Filters {
		p[facet] = values
		if r.MatchAll[facet] {
			p.Set("match."+facet, "all")
		}
	}
	if r.Sort != "" {
		p.Set("sort", r.Sort)
	}
	if r.Page > 1 {
		p.Set("page", strconv.Itoa(r.Page))
	}
	return p
}

// HTTP asks the site at base over the network, without compression.
func HTTP(client *http.Client, base string, address Address) Target {
	return func(r search.Request) (Ask, error) {
		target := base + address(r)
		return func(ctx context.Context) (*search.Results, error) {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
			if err != nil {
				return nil, err
			}
			response, err := client.Do(request)
			if err != nil {
				return nil, err
			}
			_, err = io.Copy(io.Discard, response.Body)
			if err := errors.Join(err, response.Body.Close()); err != nil {
				return nil, err
			}
			return nil, answered(target, response.StatusCode)
		}, nil
	}
}

// Handler asks a handler in this process, without network and client.
func Handler(h http.Handler, address Address) Target {
	return func(r search.Request) (Ask, error) {
		target := "http://127.0.0.1" + address(r)
		return func(ctx context.Context) (*search.Results, error) {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
			if err != nil {
				return nil, err
			}
			request.RequestURI = request.URL.RequestURI()
			w := &discard{header: http.Header{}, status: http.StatusOK}
			h.ServeHTTP(w, request)
			return nil, answered(target, w.status)
		}, nil
	}
}

func answered(target string, status int) error {
	if status != http.StatusOK {
		return fmt.Errorf("%s answers %d", target, status)
	}
	return nil
}

// discard is an answer that nobody reads.
type discard struct {
	header http.Header
	status int
}

// Header is the header of the answer.
func (d *discard) Header() http.Header { return d.header }

// WriteHeader notes the status.
func (d *discard) WriteHeader(status int) { d.status = status }

// Write lets go of the text.
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
