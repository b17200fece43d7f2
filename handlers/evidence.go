package handlers

import (
	"cmp"
	"slices"

	"ileanet.eu/showcase/catalog"
)

// evidence is one item of evidence on the page of the entry it supports; it has
// no page of its own.
type evidence struct {
	ID      string // anchor
	Name    said
	Badge   string
	Facts   []fact
	Results *table
}

// claims are the fields that evidence may support, by the label they have on
// the page.
var claims = map[string]string{
	"accessibility": "solution.accessibility", "assessments": "solution.assessments", "eu_systems": "solution.systems",
	"interfaces": "solution.interfaces", "legal_flags": "solution.legal_flags", "operating_limits": "solution.operating_limits",
	"standards": "solution.standards", "summary": "entry.about", "throughput": "solution.throughput",
	"training_hours_user": "solution.training_user", "training_hours_admin": "solution.training_admin", "trl": "solution.maturity",
	"setup_effort": "solution.setup", "upkeep_effort": "solution.upkeep", "network": "solution.network", "hardware": "solution.hardware",
	"does_not": "solution.does_not",
}

// evidence are the items with the ids that the viewer may see, best grade
// first.
func (r *reading) evidence(ids []catalog.ID) []evidence {
	var views []*catalog.View
	for _, id := range ids {
		if view := r.linked[id]; view != nil && view.Kind == catalog.KindEvidence {
			views = append(views, view)
		}
	}
	slices.SortStableFunc(views, func(a, b *catalog.View) int {
		x, y := a.Record.(*catalog.Evidence), b.Record.(*catalog.Evidence)
		return cmp.Or(cmp.Compare(x.Grade, y.Grade), cmp.Compare(y.Date, x.Date))
	})
	var all []evidence
	for _, view := range views {
		all = append(all, r.evidenceItem(view, view.Record.(*catalog.Evidence)))
	}
	return all
}

func (r *reading) evidenceItem(view *catalog.View, e *catalog.Evidence) evidence {
	lang := r.foreign(view.Language)
	var f facts
	if key := claims[e.Claim]; key != "" {
		f.add("entry.claim", value{Text: r.T(key)})
	}
	f.add("entry.evidence_type", value{Text: r.label("evidence_type", e.Type), Note: r.Date(e.Date)})
	f.add("entry.measured_by", r.labelled("measured_by", e.MeasuredBy))
	f.ask("entry.setting", r.labelled("field_experience_type", e.Setting))
	f.ask("entry.sample", value{Text: e.Sample, Lang: lang})
	source := outside(e.URL)
	if view := r.linked[e.Document]; view != nil {
		d := view.Record.(*catalog.Document)
		source = outside(d.Address)
		source.Text, source.Lang = d.Name, r.foreign(view.Language)
	}
	f.add("entry.source", source)
	return evidence{
		ID: anchor(view), Name: said{e.Name, lang}, Badge: r.label("evidence_grade", e.Grade), Facts: f, Results: r.results(e.Results, lang),
	}
}

// results is nil when nothing was measured.
func (r *reading) results(results []catalog.Result, lang string) *table {
	if len(results) == 0 {
		return nil
	}
	t := &table{Key: "entry.results", Head: []string{r.T("entry.measure"), r.T("entry.result"), r.T("entry.unit"), r.T("entry.condition")}}
	for _, m := range results {
		t.Rows = append(t.Rows, []cell{
			{value: value{Text: m.Name, Lang: lang}},
			{value: value{Text: m.Value, Lang: lang}, Number: true},
			{value: value{Text: m.Unit, Lang: lang}},
			{value: value{Text: m.Condition, Lang: lang}},
		})
	}
	return t
}
