package handlers

import (
	"context"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

type Catalogue interface {
	Lookup(ctx context.Context, viewer catalog.Actor, kind catalog.Kind, slug string) (*catalog.View, error)
	LookupAll(ctx context.Context, viewer catalog.Actor, ids []catalog.ID) (map[catalog.ID]*catalog.View, error)
	Referring(ctx context.Context, viewer catalog.Actor, id catalog.ID, kind catalog.Kind, limit int) ([]*catalog.View, bool, error)
	Vocabularies() *catalog.Vocabularies
}
type Searcher interface {
	Search(ctx context.Context, viewer catalog.Actor, r search.Request) (*search.Results, error)
	Suggest(ctx context.Context, viewer catalog.Actor, prefix, language string, limit int) ([]search.Suggestion, error)
	Ready() error
	Applied() uint64
}
