package catalog

// Evidence supports one claim of an entry. Field rules: domain study 2.9.
type Evidence struct {
	Name       string   `json:"title" field:"must max=300"`
	Type       string   `json:"type" field:"must vocab=evidence_type"`
	Claim      string   `json:"claim" field:"must max=60"` // name of the field it supports
	MeasuredBy string   `json:"measured_by" field:"must vocab=measured_by"`
	Setting    string   `json:"setting,omitempty" field:"should vocab=field_experience_type"`
	Sample     string   `json:"sample,omitempty" field:"should max=300"`
	Results    []Result `json:"results,omitempty" field:"should"`
	Grade      string   `json:"grade" field:"must vocab=evidence_grade"` // given by a reviewer
	Date       Date     `json:"date" field:"must"`
	Document   Ref      `json:"document,omitempty" field:"could ref=document"`
	URL        string   `json:"url,omitempty" field:"should address"`
}

// Result is one measured value.
type Result struct {
	Name      string `json:"name" field:"must max=200"`
	Value     string `json:"value" field:"must max=80"`
	Unit      string `json:"unit,omitempty" field:"could max=80"`
	Condition string `json:"condition,omitempty" field:"should max=300"`
}

// Kind is [KindEvidence].
func (*Evidence) Kind() Kind { return KindEvidence }

// Title is the title.
func (e *Evidence) Title() string { return e.Name }

// Lead is the sample.
func (e *Evidence) Lead() string { return e.Sample }
