package handlers

import (
	"cmp"

	"ileanet.eu/showcase/catalog"
)

// linkedData describes an entry in the words of schema.org, for search engines.
// It holds nothing the page does not show.
type linkedData struct {
	Context string  `json:"@context"`
	Graph   []thing `json:"@graph"`
}

// thing is anything schema.org knows, with the properties used here.
type thing struct {
	Type          string       `json:"@type"`
	ID            string       `json:"@id,omitempty"`
	Name          string       `json:"name,omitempty"`
	AlternateName string       `json:"alternateName,omitempty"`
	Description   string       `json:"description,omitempty"`
	URL           string       `json:"url,omitempty"`
	SameAs        []string     `json:"sameAs,omitempty"`
	Language      string       `json:"inLanguage,omitempty"`
	Modified      catalog.Date `json:"dateModified,omitempty"`
	Category      string       `json:"applicationCategory,omitempty"`
	About         []string     `json:"keywords,omitempty"`
	Provider      *thing       `json:"provider,omitempty"`
	Founded       catalog.Date `json:"foundingDate,omitempty"`
	Dissolved     catalog.Date `json:"dissolutionDate,omitempty"`
	Parent        *thing       `json:"parentOrganization,omitempty"`
	Address       *thing       `json:"address,omitempty"`
	Country       string       `json:"addressCountry,omitempty"`
	Locality      string       `json:"addressLocality,omitempty"`
	Steps         []thing      `json:"step,omitempty"`
	Text          string       `json:"text,omitempty"`
	Position      int          `json:"position,omitempty"`
	Items         []thing      `json:"itemListElement,omitempty"`
	Item          string       `json:"item,omitempty"`
}

// linkedData describes the entry of the page and the way to it; base is the
// address of the site.
func (r *reading) linkedData(base string) *linkedData {
	main := r.thing()
	main.ID, main.URL = base+r.view.URL, base+r.view.URL
	main.Language = r.view.Language
	way := thing{Type: "BreadcrumbList"}
	for i, c := range r.crumbs() {
		way.Items = append(way.Items, thing{Type: "ListItem", Position: i + 1, Name: c.Text, Item: base + c.URL})
	}
	way.Items = append(way.Items, thing{Type: "ListItem", Position: len(way.Items) + 1, Name: r.view.Title, Item: main.URL})
	return &linkedData{Context: "https://schema.org", Graph: []thing{main, way}}
}

// thing describes the entry by its kind.
func (r *reading) thing() thing {
	t := thing{Type: "CreativeWork", Name: r.view.Title, Description: shorten(r.view.Record.Lead(), 300)}
	if !r.view.ListingOnly {
		t.Modified = r.view.Confirmed
	}
	for _, tag := range r.view.Tags {
		t.About = append(t.About, r.label(catalog.VocabularyChallenge, tag.Challenge))
	}
	switch record := r.view.Record.(type) {
	case *catalog.Solution:
		t.Type = solutionTypes[record.SolutionType]
		t.Type = cmp.Or(t.Type, "CreativeWork")
		if t.Type == "SoftwareApplication" {
			t.Category = r.label("solution_type", record.SolutionType)
		}
		if provider := r.linked[record.Provider]; provider != nil && t.Type != "Product" { // a product has no such property
			t.Provider = &thing{Type: "Organization", Name: provider.Title}
		}
		if t.Type == "Product" {
			t.Modified = ""
		}
	case *catalog.UseCase:
		t.Type = "HowTo"
		for i, text := range record.MainFlow {
			t.Steps = append(t.Steps, thing{Type: "HowToStep", Position: i + 1, Text: text})
		}
	case *catalog.Project:
		t.Type, t.Name, t.AlternateName = "ResearchProject", record.FullTitle, record.Acronym
		t.Founded, t.Dissolved, t.Modified = record.Start, record.End, ""
		t.SameAs = addresses(record.Website, record.CordisURL)
		if coordinator := r.linked[record.Coordinator]; coordinator != nil {
			t.Parent = &thing{Type: "Organization", Name: coordinator.Title}
		}
	case *catalog.Organisation:
		t.Type, t.AlternateName, t.Description, t.Modified = "Organization", record.ShortName, "", ""
		t.SameAs = addresses(record.Website)
		t.Address = &thing{Type: "PostalAddress", Country: record.Country, Locality: record.City}
	}
	return t
}

// solutionTypes say what schema.org calls a type of solution; the others are
// works.
var solutionTypes = map[string]string{
	"software-platform": "SoftwareApplication", "software-component": "SoftwareApplication", "mobile-app": "SoftwareApplication", "simulator": "SoftwareApplication",
	"handheld-device": "Product", "fixed-sensor": "Product", "vehicle-platform": "Product", "kiosk-gate": "Product",
	"data-service": "Dataset", "training-course": "Course",
}

// addresses are those that lead to a page of the web.
func addresses(all ...string) []string {
	var out []string
	for _, address := range all {
		if v := outside(address); v.URL != "" {
			out = append(out, v.URL)
		}
	}
	return out
}
