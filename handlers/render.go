package handlers

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/handlers/locale"
)

//go:embed templates/*.html
var templateFiles embed.FS

// templates are the pages, parsed once; each is bound to a language when first
// shown in it. A file whose name begins with _ is shared by all pages; every
// other one is a page that defines "main".
type templates struct {
	assets *assets
	locale *locale.Bundle
	pages  map[string]*template.Template // never executed, so that it can be cloned

	mu    sync.RWMutex
	bound map[boundKey]*template.Template
}

type boundKey struct{ page, language string }

func newTemplates(as *assets, bundle *locale.Bundle) (*templates, error) {
	ts := &templates{
		assets: as, locale: bundle,
		pages: map[string]*template.Template{}, bound: map[boundKey]*template.Template{},
	}
	shared, err := template.New("").Funcs(ts.funcs("")).ParseFS(templateFiles, "templates/_*.html")
	if err != nil {
		return nil, fmt.Errorf("shared templates: %w", err)
	}
	names, err := fs.Glob(templateFiles, "templates/[a-z]*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	for _, name := range names {
		t, err := shared.Clone()
		if err == nil {
			t, err = t.ParseFS(templateFiles, name)
		}
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", name, err)
		}
		ts.pages[strings.TrimSuffix(path.Base(name), ".html")] = t
	}
	return ts, nil
}

// funcs are what templates may call: text of the language, and addresses of
// static files. Everything else stands in view models.
func (ts *templates) funcs(language string) template.FuncMap {
	l := ts.locale.Localizer(language)
	return template.FuncMap{
		"t":            l.T,            // t "key" "name" value …: a message
		"number":       l.Number,       // a whole number
		"decimal":      l.Decimal,      // a number with decimals
		"date":         l.Date,         // a day, month in full
		"shortDate":    l.ShortDate,    // a day, month abbreviated
		"month":        l.Month,        // a month
		"languageName": l.LanguageName, // "el" → "Greek"
		"countryName":  l.CountryName,  // "PT" → "Portugal"
		"ownName":      locale.OwnName, // "el" → "Ελληνικά"
		"asset":        ts.assets.url,  // "css/showcase.css" → its address
	}
}

func (ts *templates) page(name, language string) (*template.Template, error) {
	key := boundKey{name, language}
	ts.mu.RLock()
	t := ts.bound[key]
	ts.mu.RUnlock()
	if t != nil {
		return t, nil
	}
	pristine := ts.pages[name]
	if pristine == nil {
		return nil, fmt.Errorf("there is no template %s", name)
	}
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if t = ts.bound[key]; t != nil {
		return t, nil
	}
	t, err := pristine.Clone()
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	t.Funcs(ts.funcs(language))
	ts.bound[key] = t
	return t, nil
}

// render answers with a page: the template of that name over its view model,
// a struct that embeds [frame].
func (s *Server) render(c echo.Context, name string, p page) error {
	body, err := s.page(c, name, p)
	if err != nil {
		return err
	}
	return s.send(c, http.StatusOK, body)
}

// buffers are where pages are rendered: a page grows to tens of kilobytes.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// page renders into memory.
func (s *Server) page(c echo.Context, name string, p page) ([]byte, error) {
	l := s.localizer(c)
	s.fill(c, p.base(), l)
	t, err := s.templates.page(name, l.Code())
	if err != nil {
		return nil, err
	}
	out, _ := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(out)
	out.Reset()
	if err := t.ExecuteTemplate(out, "layout", p); err != nil {
		return nil, fmt.Errorf("render %s: %w", name, err)
	}
	return bytes.Clone(out.Bytes()), nil
}
