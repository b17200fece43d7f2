package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v4"

	"ileanet.eu/showcase/catalog"
)

// formPage is the view model of a page with one form.
type formPage struct {
	frame
	Heading  string
	Lead     string
	Secrets  []string // shown to be kept before the form is sent
	Action   string
	Fields   []field
	Submit   string
	Grave    bool // what the form does cannot be undone
	Failure  string
	Failures []link // to the fields that are not right
	Back     *link
}

// The types of fields.
const (
	fieldHidden   = "hidden"
	fieldText     = "text"
	fieldEmail    = "email"
	fieldPassword = "password"
	fieldCode     = "code" // a short number that an app shows
	fieldChoice   = "choice"
	fieldChecks   = "checks"
)

// A field is one question of a form.
type field struct {
	Name, Label, Help, Type, Value string

	Autocomplete string
	Required     bool
	Options      []option // of a choice, or of checks
	Failure      string
}

// inputType is the type of the input element.
func (f *field) inputType() string {
	if f.Type == fieldCode {
		return fieldText
	}
	return f.Type
}

// described are the attributes that tie a field to its help and its failure, and
// say what a browser may fill in.
func (f *field) described() templ.OrderedAttributes {
	var all templ.OrderedAttributes
	var by []string
	if f.Help != "" {
		by = append(by, f.Name+"-help")
	}
	if f.Failure != "" {
		by = append(by, f.Name+"-failure")
		all = append(all, templ.KeyValue[string, any]{Key: "aria-invalid", Value: "true"})
	}
	if len(by) > 0 {
		all = append(all, templ.KeyValue[string, any]{Key: "aria-describedby", Value: strings.Join(by, " ")})
	}
	if f.Autocomplete != "" {
		all = append(all, templ.KeyValue[string, any]{Key: "autocomplete", Value: f.Autocomplete})
	}
	if f.Type == fieldCode {
		all = append(all, templ.KeyValue[string, any]{Key: "autocapitalize", Value: "off"}, templ.KeyValue[string, any]{Key: "spellcheck", Value: "false"})
	}
	return all
}

// An option is one of the answers to choose from.
type option struct {
	Value, Label string
	Chosen       bool
}

// field is the one with the name, which there must be.
func (p *formPage) field(name string) *field {
	for i := range p.Fields {
		if p.Fields[i].Name == name {
			return &p.Fields[i]
		}
	}
	panic("no field " + name)
}

// choose marks the options with the values.
func (f *field) choose(values ...string) {
	for i := range f.Options {
		f.Options[i].Chosen = slices.Contains(values, f.Options[i].Value)
	}
}

// posted reads a form.
func posted(c echo.Context) (url.Values, error) {
	if err := c.Request().ParseForm(); err != nil {
		return nil, echo.NewHTTPError(http.StatusBadRequest).SetInternal(err)
	}
	return c.Request().PostForm, nil
}

// refuse shows a form again with what is wrong with it: each broken rule at its
// field, anything else that a person can mend above the form by the messages
// given for it. Other errors are no matter of the form.
func (s *Server) refuse(c echo.Context, p page, form *formPage, messages map[error]string, err error) error {
	l := s.localizer(c)
	status := statusOf(err)
	broken, invalid := errors.AsType[catalog.FieldErrors](err)
	throttled, wait := errors.AsType[*catalog.Throttled](err)
	switch {
	case invalid:
		for _, f := range broken {
			form.fail(f.Field, l.FieldError(f))
		}
		form.Failure = l.T("form.failed")
	case wait:
		form.Failure = waitText(l, throttled)
		retryAfter(c, err)
	default:
		for category, key := range messages {
			if errors.Is(err, category) {
				form.Failure = l.T(key)
			}
		}
		if form.Failure == "" {
			return err
		}
		status = http.StatusUnprocessableEntity
	}
	form.Title = l.T("form.failed.title", "title", form.Title)
	c.Response().Header().Set("Cache-Control", noStore)
	return s.render(c, status, p)
}

// fail notes what is wrong with a field. A rule of something that is no field
// of this form stands in the summary only.
func (p *formPage) fail(name, text string) {
	address := ""
	for i := range p.Fields {
		if p.Fields[i].Name == name {
			p.Fields[i].Failure = text
			text, address = p.Fields[i].Label+": "+text, "#"+name
		}
	}
	p.Failures = append(p.Failures, link{Text: text, URL: address})
}
