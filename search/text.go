package search

import (
	"strings"

	"ileanet.eu/showcase/catalog"
)

// bodyText is the running text of an entry beside its title and lead, one
// paragraph a line. The content is what a viewer sees, so restricted fields
// are already empty.
func bodyText(content catalog.Content) string {
	var b paragraphs
	switch c := content.(type) {
	case *catalog.Solution:
		b.add(c.Summary, c.DoesNot, c.MaintenanceNote, c.Hardware, c.OperatingLimits, c.Accessibility,
			c.Interfaces, c.Standards, c.LegalBasisNote, c.Restrictions, c.ProcurementRoute)
	case *catalog.Project:
		b.add(c.Objective, c.Outputs, c.AfterEndNote)
		b.add(c.Keywords...)
		b.add(c.FieldsOfScience...)
		b.add(c.GrantAgreement, c.CallTopic)
	case *catalog.UseCase:
		b.add(c.Trigger)
		b.add(c.MainFlow...)
		for _, a := range c.Alternatives {
			b.add(a.Text)
		}
		b.add(c.Result, c.ActorsNote)
		b.add(c.Preconditions...)
		b.add(c.InformationUsed, c.InformationProduced, c.Constraints)
		for _, m := range c.SuccessMeasures {
			b.add(m.Name)
		}
	case *catalog.Scenario:
		b.add(c.Setting.Place, c.Setting.Season, c.Setting.Light, c.Setting.Weather, c.Authorities)
		for _, t := range c.Timeline {
			b.add(t.Event)
		}
		b.add(c.Resources, c.LegalPoints)
		b.add(c.Measures...)
	case *catalog.Need:
		b.add(c.Today, c.Desired, c.SourceRef)
	}
	return b.String()
}

// paragraphs gathers texts, leaving out empty ones.
type paragraphs struct{ strings.Builder }

func (p *paragraphs) add(texts ...string) {
	for _, text := range texts {
		if text = strings.TrimSpace(text); text == "" {
			continue
		}
		if p.Len() > 0 {
			p.WriteByte('\n')
		}
		p.WriteString(text)
	}
}

// summaryLength is the number of runes of a text that a result card shows.
const summaryLength = 300

// shorten cuts a text at a word to at most most runes.
func shorten(text string, most int) string {
	count, space := 0, 0
	for i, r := range text {
		if count == most {
			if space == 0 {
				space = i
			}
			return strings.TrimRight(text[:space], " ,;:\n") + " …"
		}
		if r == ' ' || r == '\n' {
			space = i
		}
		count++
	}
	return text
}
