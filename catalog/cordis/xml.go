package cordis

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"ileanet.eu/showcase/catalog"
)

// maxDepth is how deep elements may be nested in a project's XML; CORDIS needs
// about 20.
const maxDepth = 100

// xmlProject is what is read of a project's XML. Names match in any namespace:
// the official dump has one, copies of it have none.
type xmlProject struct {
	XMLName           xml.Name          `xml:"project"`
	ID                string            `xml:"id"`
	Acronym           string            `xml:"acronym"`
	Title             string            `xml:"title"`
	Objective         string            `xml:"objective"`
	Keywords          string            `xml:"keywords"`
	Status            string            `xml:"status"`
	StartDate         string            `xml:"startDate"`
	EndDate           string            `xml:"endDate"`
	TotalCost         string            `xml:"totalCost"`
	ECMaxContribution string            `xml:"ecMaxContribution"`
	ContentUpdateDate string            `xml:"contentUpdateDate"`
	DOI               string            `xml:"identifiers>grantDoi"`
	Organizations     []xmlOrganisation `xml:"relations>associations>organization"`
	Programmes        []xmlProgramme    `xml:"relations>associations>programme"`
	WebLinks          []xmlWebLink      `xml:"relations>associations>webLink"`
	Categories        []xmlCategory     `xml:"relations>categories>category"`
}

type xmlOrganisation struct {
	Role         string        `xml:"type,attr"`
	Order        string        `xml:"order,attr"`
	SME          string        `xml:"sme,attr"`
	Contribution string        `xml:"ecContribution,attr"`
	ID           string        `xml:"id"`
	LegalName    string        `xml:"legalName"`
	ShortName    string        `xml:"shortName"`
	City         string        `xml:"address>city"`
	Country      string        `xml:"address>country"`
	URL          string        `xml:"address>url"`
	Geolocation  string        `xml:"address>geolocation"`
	Categories   []xmlCategory `xml:"relations>categories>category"`
}

type xmlProgramme struct {
	Type      string `xml:"type,attr"`
	Unique    string `xml:"uniqueProgrammePart,attr"`
	Code      string `xml:"code"`
	Framework string `xml:"frameworkProgramme"`
}

type xmlWebLink struct {
	Type       string `xml:"type,attr"`
	Represents string `xml:"represents,attr"`
	Status     string `xml:"status,attr"`
	URL        string `xml:"physUrl"`
}

type xmlCategory struct {
	Classification string `xml:"classification,attr"`
	Code           string `xml:"code"`
	Title          string `xml:"title"`
}

// category is the first one of a classification.
func category(all []xmlCategory, classification string) xmlCategory {
	for _, c := range all {
		if c.Classification == classification {
			return c
		}
	}
	return xmlCategory{}
}

// guard hands on the tokens of a document but refuses a DTD, which may define
// entities and name files, and elements nested too deep.
type guard struct {
	*xml.Decoder
	depth int
}

// Token is the next token of the document.
func (g *guard) Token() (xml.Token, error) {
	t, err := g.RawToken()
	switch t.(type) {
	case xml.Directive:
		return nil, errors.New("a document type is not taken")
	case xml.StartElement:
		if g.depth++; g.depth > maxDepth {
			return nil, fmt.Errorf("elements are nested deeper than %d", maxDepth)
		}
	case xml.EndElement:
		g.depth--
	}
	return t, err
}

// readXML reads a project from its XML, with the organisations that take part.
func readXML(r io.Reader, s *source) (*project, []organisation, *catalog.Rejection) {
	limited := &io.LimitedReader{R: r, N: maxXML + 1}
	g := &guard{Decoder: xml.NewDecoder(limited)}
	no := func(field, reason, value string) (*project, []organisation, *catalog.Rejection) {
		at, _ := g.InputPos()
		return nil, nil, &catalog.Rejection{Kind: catalog.KindProject, File: s.name, Line: at, Field: field, Reason: reason, Value: shorten(line(value))}
	}
	var x xmlProject
	d := xml.NewTokenDecoder(g)
	err := d.Decode(&x)
	if err == nil {
		err = onlyEnd(d)
	}
	switch {
	case limited.N <= 0:
		return no("", fmt.Sprintf("the file is larger than %d MB", maxXML>>20), "")
	case err != nil:
		return no("", "cannot be read as a project in XML: "+err.Error(), "")
	}
	p, field, err := x.project(s)
	if err != nil {
		return no(field, err.Error(), map[string]string{
			"id": x.ID, "startDate": x.StartDate, "endDate": x.EndDate, "totalCost": x.TotalCost, "ecMaxContribution": x.ECMaxContribution,
		}[field])
	}
	all, err := x.organisations(s, p)
	if err != nil {
		return no("organization", err.Error(), "")
	}
	return p, all, nil
}

// onlyEnd makes sure that nothing stands behind the project.
func onlyEnd(d *xml.Decoder) error {
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, another := t.(xml.StartElement); another {
			return errors.New("more than one project in a file")
		}
	}
}

// project is the project without its organisations. On an error it names the
// element at fault.
func (x *xmlProject) project(s *source) (p *project, field string, err error) {
	p = &project{
		file: s.name, line: 1,
		id: strings.TrimSpace(x.ID), acronym: line(x.Acronym), title: line(x.Title),
		objective: clean(x.Objective), keywords: keywords(x.Keywords), status: status(x.Status), doi: line(x.DOI),
		scheme:  code(category(x.Categories, "projectFundingSchemeCategory").Code),
		updated: strings.TrimSpace(x.ContentUpdateDate),
	}
	if !projectID.MatchString(p.id) {
		return nil, "id", errors.New("is not the number of a grant")
	}
	if p.start, err = date(x.StartDate); err != nil {
		return nil, "startDate", err
	}
	if p.end, err = date(x.EndDate); err != nil {
		return nil, "endDate", err
	}
	if p.cost, err = number(x.TotalCost); err != nil {
		return nil, "totalCost", err
	}
	if p.contribution, err = number(x.ECMaxContribution); err != nil {
		return nil, "ecMaxContribution", err
	}
	for _, m := range x.Programmes {
		if p.framework == "" {
			p.framework = m.Framework
		}
		switch m.Type {
		case "relatedTopic":
			p.topics = add(p.topics, code(m.Code))
		case "relatedLegalBasis":
			p.legalBases = append(p.legalBases, code(m.Code))
			if m.Unique == "true" {
				p.ownBases = append(p.ownBases, code(m.Code))
			}
		}
	}
	for _, c := range x.Categories {
		if c.Classification == "euroSciVoc" {
			p.science = add(p.science, line(c.Title))
		}
	}
	var f facts
	for _, l := range x.WebLinks {
		f.link(l.Type, l.Represents, l.Status, l.URL)
	}
	if p.website = f.website; p.website == "" {
		p.website = f.legacy
	}
	return p, "", p.named()
}

// organisations lists those that take part and adds their parts to p.
func (x *xmlProject) organisations(s *source, p *project) ([]organisation, error) {
	var all []organisation
	for _, m := range x.Organizations {
		o := organisation{
			file: s.name, line: 1, name: line(m.LegalName), short: shortName(m.ShortName),
			country: country(m.Country), city: line(m.City), url: address(m.URL), place: point(m.Geolocation),
			activity: code(category(m.Categories, "organizationActivityType").Code), sme: m.SME, updated: p.updated,
		}
		if o.name == "" {
			return nil, errors.New("an organisation has no name")
		}
		o.external = o.externalID(m.ID)
		part := participation{organisation: o.external, role: m.Role}
		var err error
		if part.contribution, err = number(m.Contribution); err != nil {
			return nil, fmt.Errorf("the contribution of %s %w", o.name, err)
		}
		if m.Order != "" {
			if part.order, err = strconv.Atoi(m.Order); err != nil {
				return nil, fmt.Errorf("the place of %s is not a whole number", o.name)
			}
		}
		all = append(all, o)
		p.parts = append(p.parts, part)
	}
	return all, nil
}
