package handlers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/search"
)

// entryPage is the view model of the page of one entry of any kind: what it is,
// boxes with the facts, sections, and what is known of the record itself. What
// an entry does not say has no section.
type entryPage struct {
	frame
	Heading    string
	Lead       said
	Lang       string // of the entry, where it is not that of the page
	Crumbs     []value
	Marks      []mark
	Remarks    []string
	Boxes      []*section // side by side, before everything else
	Sections   []*section
	Record     []fact
	Briefing   bool         // print only what belongs to a briefing
	Address    string       // of the page, for print
	Today      catalog.Date // of the page, for print
	LinkedData *linkedData  // for search engines
}

// mark is a word about an entry as a whole, shown under its title.
type mark struct {
	Text string
	Warn bool
	Note said
}

// gonePage is the view model of what is left of a withdrawn entry.
type gonePage struct {
	frame
	Name   said
	Reason said
	On     catalog.Date
}

// entry answers with the page of an entry of a kind: 301 for a former slug or a
// merged entry, 410 with the stub of a withdrawn one, and the same 404 for what
// does not exist and what the viewer may not know of.
func (s *Server) entry(kind catalog.Kind) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := s.reading(c)
		view, err := s.catalogue.Lookup(r.ctx, r.viewer, kind, c.Param("slug"))
		var moved *catalog.Moved
		switch {
		case errors.As(err, &moved):
			return s.redirect(c, kind.Path(moved.Slug))
		case errors.Is(err, catalog.ErrGone) && view != nil:
			return s.gone(c, r, view)
		case err != nil:
			return err
		}
		r.view, r.lang = view, r.foreign(view.Language)
		p, err := r.page()
		if err != nil {
			return fmt.Errorf("page of %s %s: %w", kind, view.ID, err)
		}
		p.Address, p.Today = s.siteAddress(c)+view.URL, catalog.DateOf(r.today)
		p.LinkedData = r.linkedData(s.siteAddress(c))
		return s.render(c, http.StatusOK, p)
	}
}

// redirect leads to a path of ours for good; the query, such as the language,
// stays.
func (s *Server) redirect(c echo.Context, path string) error {
	if query := c.Request().URL.RawQuery; query != "" {
		path += "?" + query
	}
	c.Response().Header().Set("Cache-Control", cacheRule(c))
	return c.Redirect(http.StatusMovedPermanently, path)
}

func (s *Server) gone(c echo.Context, r *reading, view *catalog.View) error {
	p := &gonePage{On: catalog.DateOf(view.Updated)}
	p.Title, p.NoIndex, p.Section = view.Title, true, sectionOf(view.Kind)
	p.Name = said{view.Title, r.foreign(view.Language)}
	p.Reason = said{view.Reason, r.foreign(view.Language)}
	return s.render(c, http.StatusGone, p)
}

// reading is one request for the page of an entry: who reads, in which
// language, on which day, and what was looked up so far.
type reading struct {
	words
	ctx       context.Context // of the request that the reading lasts for
	catalogue Catalogue
	searcher  Searcher
	viewer    catalog.Actor
	today     time.Time
	view      *catalog.View
	linked    map[catalog.ID]*catalog.View
	documents []*catalog.View // documents that belong to the entry
}

func (s *Server) reading(c echo.Context) *reading {
	return &reading{
		words: words{labeller: s.labeller(s.localizer(c))}, ctx: c.Request().Context(),
		catalogue: s.catalogue, searcher: s.searcher, viewer: s.viewer(c), today: s.now(),
		linked: map[catalog.ID]*catalog.View{},
	}
}

// Bounds of what one page reads and shows. What is left out is named with its
// number.
const (
	maxReferring   = 200 // entries of a kind that link to this one
	maxShown       = 100 // of those in a list
	maxExperiences = 20  // field experiences in full
	maxChain       = 20  // use cases followed to what links to them
)

// lookup reads the entries with the ids, as far as the viewer may see them.
func (r *reading) lookup(ids ...catalog.ID) error {
	views, err := r.catalogue.LookupAll(r.ctx, r.viewer, ids)
	maps.Copy(r.linked, views)
	return err
}

// referring reads the entries of a kind that link to id and remembers them.
func (r *reading) referring(id catalog.ID, kind catalog.Kind) (views []*catalog.View, more bool, err error) {
	views, more, err = r.catalogue.Referring(r.ctx, r.viewer, id, kind, maxReferring)
	for _, view := range views {
		r.linked[view.ID] = view
	}
	return views, more, err
}

// links are the ids an entry links to, from every field and its owner.
func links(view *catalog.View) []catalog.ID {
	ids := []catalog.ID{view.Owner}
	catalog.EachRef(view.Record, func(_ string, _ catalog.Kind, ref *catalog.Ref) { ids = append(ids, *ref) })
	return ids
}

// page makes the view model: what every kind has, then what its own has.
func (r *reading) page() (*entryPage, error) {
	if err := r.lookup(links(r.view)...); err != nil {
		return nil, err
	}
	var err error
	if r.documents, _, err = r.referring(r.view.ID, catalog.KindDocument); err != nil {
		return nil, err
	}
	p := &entryPage{Heading: r.view.Title, Lang: r.lang, Marks: r.marks(), Remarks: r.remarks(), Crumbs: r.crumbs()}
	p.Title, p.Section = r.view.Title, sectionOf(r.view.Kind)
	p.Description = shorten(r.view.Record.Lead(), 300)
	switch record := r.view.Record.(type) {
	case *catalog.Solution:
		err = r.solution(p, record)
	case *catalog.UseCase:
		err = r.useCase(p, record)
	case *catalog.Scenario:
		err = r.scenario(p, record)
	case *catalog.Project:
		err = r.project(p, record)
	case *catalog.Organisation:
		err = r.organisation(p, record)
	case *catalog.Need:
		err = r.need(p, record)
	default:
		err = fmt.Errorf("entries of kind %s have no page: %w", r.view.Kind, catalog.ErrNotFound)
	}
	p.add(&section{ID: "documents", Key: "entry.documents", Items: r.documentItems()})
	if err != nil {
		return nil, err
	}
	alike, err := r.similar()
	if err != nil {
		return nil, err
	}
	p.add(alike)
	p.Record = r.record()
	return p, nil
}

// add appends a section unless it says nothing.
func (p *entryPage) add(s *section) {
	if !s.empty() {
		p.Sections = append(p.Sections, s)
	}
}

// sectionOf is the entry of the navigation that the kind belongs to; "" for
// kinds without a list.
func sectionOf(kind catalog.Kind) string {
	path := "/" + kind.Collection()
	for _, n := range navigation {
		if n.URL == path {
			return path
		}
	}
	return ""
}

// crumbs lead from the start page to the list of the kind.
func (r *reading) crumbs() []value {
	crumbs := []value{{Text: r.T("layout.start"), URL: "/"}}
	for _, n := range navigation {
		if n.URL == sectionOf(r.view.Kind) {
			crumbs = append(crumbs, value{Text: r.T(n.Key), URL: n.URL})
		}
	}
	return crumbs
}

// marks say what kind of entry this is before anything of it is read.
func (r *reading) marks() []mark {
	var marks []mark
	if r.view.State == catalog.StateArchived {
		marks = append(marks, mark{Text: r.label("entry_status", string(r.view.State)), Warn: true, Note: r.said(r.view.Reason)})
	}
	if r.view.Fictional {
		marks = append(marks, mark{Text: r.T("entry.fictional"), Warn: true})
	}
	if r.view.ListingOnly {
		marks = append(marks, mark{Text: r.label("entry_mark", "listing-only")})
	}
	return append(marks, mark{Text: r.label("access_level", string(r.view.Access))})
}

// Months after which a confirmation is old, and after which the contact is no
// longer taken for granted.
const (
	monthsStale      = 12
	monthsUnverified = 18
)

// remarks warn of an entry that nobody has confirmed for long. Listings are not
// confirmed by anyone; their figures carry a day of their own.
func (r *reading) remarks() []string {
	confirmed, ok := r.view.Confirmed.Time()
	if !ok || r.view.ListingOnly {
		return nil
	}
	var remarks []string
	if r.today.After(confirmed.AddDate(0, monthsStale, 1)) {
		remarks = append(remarks, r.label("entry_mark", "stale"))
	}
	if r.today.After(confirmed.AddDate(0, monthsUnverified, 1)) {
		remarks = append(remarks, r.label("entry_mark", "contact-not-verified"))
	}
	return remarks
}

// record is what is known of the entry itself.
func (r *reading) record() []fact {
	var f facts
	if r.view.Confirmed != "" && !r.view.ListingOnly {
		f.add("entry.confirmed", value{Text: r.Date(r.view.Confirmed), Note: r.T("entry.confirmed_by_team")})
	}
	f.add("entry.owner", r.link(r.view.Owner))
	if r.view.Published != nil {
		f.add("entry.published", value{Text: r.Date(catalog.DateOf(*r.view.Published))})
	}
	f.add("entry.language", value{Text: r.LanguageName(r.view.Language)})
	f.add("entry.revision", value{Text: strconv.Itoa(r.view.Revision)})
	f.add("entry.version", value{Text: strconv.FormatUint(r.view.Version, 10)})
	return f
}

// documentItems lists the documents of the entry: by title, kind, language and
// licence, with a link where the document stands on another site.
func (r *reading) documentItems() []item {
	var items []item
	for _, view := range r.documents {
		d, ok := view.Record.(*catalog.Document)
		if !ok || d.Entry != r.view.ID {
			continue
		}
		it := item{ID: anchor(view), value: outside(d.Address)}
		it.Text, it.Lang = d.Name, r.foreign(view.Language)
		it.Lead = said{d.PictureDescription, it.Lang}
		it.Details = texts(r.label("document_kind", d.Type), r.LanguageName(d.Language), d.Licence)
		items = append(items, it)
	}
	return items
}

// openNeeds are the needs in the challenge areas that are not met yet, at most
// limit of them. While no index is ready there are none: the rest of a page
// does not depend on it.
func (r *reading) openNeeds(areas []string, limit int) ([]item, error) {
	if len(areas) == 0 {
		return nil, nil
	}
	results, err := r.searcher.Search(r.ctx, r.viewer, search.Request{
		Kinds: []catalog.Kind{catalog.KindNeed}, Filters: map[string][]string{search.FacetChallenge: areas}, Size: search.MaxPageSize,
	})
	if errors.Is(err, catalog.ErrUnavailable) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var items []item
	for _, hit := range results.Hits {
		if hit.NeedStatus == "met" || hit.NeedStatus == "closed" || hit.NeedStatus == "merged" {
			continue
		}
		if items = append(items, item{
			value:   value{Text: hit.Title, URL: hit.URL, Lang: r.foreign(hit.Language)},
			Details: texts(r.label("need_status", hit.NeedStatus)),
		}); len(items) == limit {
			break
		}
	}
	return items, nil
}
