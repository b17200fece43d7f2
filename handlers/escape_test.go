package handlers

import (
	"strings"
	"testing"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"ileanet.eu/showcase/search"
)

// rendered is a template as an element of a page.
func rendered(t *testing.T, c templ.Component) document {
	t.Helper()
	var b strings.Builder
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return parse(t, b.String())
}

// hostileAddresses would run script, or show a page of somebody's making as if
// it were ours, when followed.
var hostileAddresses = []string{
	"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)",
	"javascript://host.example/%0aalert(1)", "vbscript:x", "data:text/html,<script>alert(1)</script>", "data:text/html;base64,PHNjcmlwdD4=", "blob:x", "file:///etc/passwd",
}

// TestTemplatesRefuseHostileAddresses goes past what handlers let through: even
// an address that reached a template leads nowhere.
func TestTemplatesRefuseHostileAddresses(t *testing.T) {
	l := newTestServer(t, nil).locale.Localizer("en")
	for _, address := range hostileAddresses {
		for name, c := range map[string]templ.Component{
			"value":   (&value{Text: "x", URL: address, Outside: true}).view(),
			"item":    (&item{value: value{Text: "x", URL: address}}).view(),
			"links":   listed([]link{{"x", address}}),
			"card":    (&card{URL: address, Title: []piece{{Text: "x"}}}).view(l),
			"brief":   (&card{URL: address, Title: []piece{{Text: "x"}}}).brief(),
			"chip":    (&chip{URL: address}).view(l),
			"tab":     (&tab{URL: address}).view(l),
			"reading": (&understood{ExactURL: address}).view(l),
			"example": helpExamples(l, []helpExample{{URL: address}}),
		} {
			links := rendered(t, c).all("a")
			if len(links) != 1 {
				t.Fatalf("%s has %d links, want 1", name, len(links))
			}
			if got := attrOf(links[0], "href"); got != string(templ.FailedSanitizationURL) {
				t.Errorf("%s leads to %q", name, got)
			}
		}
	}
}

// TestOutsideAddsNoHostileAddress holds the first of the two guards alone.
func TestOutsideAddsNoHostileAddress(t *testing.T) {
	for _, address := range hostileAddresses {
		if v := outside(address); v.URL != "" || v.Outside || v.Text != address {
			t.Errorf("outside(%q) = %+v, want text alone", address, v)
		}
	}
}

// hostileText tries to end whatever it stands in.
const hostileText = `"'> </title></textarea></script><script>alert(1)</script><!--<svg onload=alert(1)>&lt;b&gt;`

// TestTemplatesKeepTextText holds that text stays text where a page has it as
// content, as an attribute, in the field of a form and in the linked data.
func TestTemplatesKeepTextText(t *testing.T) {
	s := newTestServer(t, nil)
	f := frame{Title: hostileText, Description: hostileText, Query: hostileText, Language: "en", l: s.locale.Localizer("en"), assets: s.assets}
	search := &searchPage{frame: f, Heading: hostileText, Sentence: hostileText}
	d := rendered(t, search.layout(search.main()))
	for selector, want := range map[string]string{
		"h1": hostileText, "#sentence": hostileText, "title": hostileText + " – " + f.l.T("site.name"),
	} {
		if got := d.text(selector); got != want {
			t.Errorf("%s has the text %q, want %q", selector, got, want)
		}
	}
	for selector, want := range map[string]string{"meta[name=description]": "content", "#q": "value", "#search": "aria-label"} {
		if got := d.attr(selector, want); got != hostileText {
			t.Errorf("%s of %s is %q", want, selector, got)
		}
	}
	if got := len(d.all("script")); got != 1 || len(d.all("[onload]")) > 0 {
		t.Errorf("the page has %d scripts, want that of the layout alone", got)
	}
	match := rendered(t, (&matchPage{frame: f, Text: "\n" + hostileText}).main())
	if got := match.all("textarea")[0].FirstChild; got.Type != html.TextNode || got.Data != "\n"+hostileText {
		t.Errorf("the field has %q, want the text with its empty line", got.Data)
	}
	entry := rendered(t, (&entryPage{frame: f, LinkedData: &linkedData{Graph: []thing{{Name: hostileText}}}}).main())
	if got := len(entry.all("script")); got != 1 {
		t.Errorf("the entry has %d scripts, want the linked data alone", got)
	}
	if got := entry.all("script")[0].FirstChild.Data; strings.ContainsAny(got, "<>&") || !strings.Contains(got, `\u003c/script\u003e`) {
		t.Errorf("the linked data has signs of markup: %s", got)
	}
}

// TestMarksAreTheOnlyMarkupOfASnippet holds that what the engine marks is
// marked and nothing else of a snippet is markup.
func TestMarksAreTheOnlyMarkupOfASnippet(t *testing.T) {
	h := &search.Hit{Title: "x <b>", Summary: "y", Snippets: []search.Snippet{{HTML: "x <mark>&lt;b&gt;</mark><i>z</i>"}}}
	c := &card{Title: []piece{{Text: h.Title}}, Lead: []piece{{Text: h.Summary}}}
	c.mark(h)
	d := rendered(t, c.view(newTestServer(t, nil).locale.Localizer("en")))
	if got := d.texts("mark"); len(got) != 1 || got[0] != "<b>" {
		t.Errorf("marked are %q, want <b>", got)
	}
	if len(d.all("i, b")) > 0 || !strings.HasSuffix(d.text(".extract"), "<i>z</i>") {
		t.Errorf("the extract reads %q", d.text(".extract"))
	}
}
