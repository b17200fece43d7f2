package catalog

import "strings"

// Project is a research or innovation project. Field rules: domain study 2.1;
// the fields from Objective on are those the CORDIS data sets add.
type Project struct {
	Acronym         string    `json:"acronym" field:"must max=120"`
	FullTitle       string    `json:"title" field:"must max=600"`
	GrantAgreement  string    `json:"grant_agreement,omitempty" field:"should max=40"`
	Programme       string    `json:"programme" field:"must vocab=programme"`
	CallTopic       string    `json:"call_topic,omitempty" field:"could max=120"`
	Start           Date      `json:"start,omitempty" field:"should"`
	End             Date      `json:"end,omitempty" field:"should"`
	EndConfirmed    bool      `json:"end_confirmed,omitempty" field:"could"`
	Coordinator     Ref       `json:"coordinator" field:"must ref=organisation"`
	Partners        []Partner `json:"partners,omitempty" field:"should"`
	EUContribution  *float64  `json:"eu_contribution,omitempty" field:"should range=0..100000000000"` // euro
	TotalCost       *float64  `json:"total_cost,omitempty" field:"could range=0..100000000000"`       // euro
	Summary         string    `json:"summary" field:"must max=600"`
	Outputs         string    `json:"outputs,omitempty" field:"should max=2000"`
	Website         string    `json:"website,omitempty" field:"should address"`
	CordisURL       string    `json:"cordis_url,omitempty" field:"should address"`
	SourceURL       string    `json:"source_url,omitempty" field:"could address"`
	AfterEnd        string    `json:"after_end,omitempty" field:"should vocab=maintenance_status"`
	AfterEndNote    string    `json:"after_end_note,omitempty" field:"could max=600"`
	FiguresSource   string    `json:"figures_source" field:"must max=200"`
	FiguresDate     Date      `json:"figures_date" field:"must"`
	Objective       string    `json:"objective,omitempty" field:"could max=20000"`
	Keywords        []string  `json:"keywords,omitempty" field:"could max=300"`
	FieldsOfScience []string  `json:"fields_of_science,omitempty" field:"could max=300"` // EuroSciVoc titles
	FundingScheme   string    `json:"funding_scheme,omitempty" field:"could max=120"`
	Status          string    `json:"status,omitempty" field:"could max=40"` // as CORDIS states it: signed, closed, terminated
	DOI             string    `json:"doi,omitempty" field:"could max=120"`
}

// Partner is an organisation's part in a project.
type Partner struct {
	Organisation Ref      `json:"organisation" field:"must ref=organisation"`
	Role         string   `json:"role,omitempty" field:"could max=60"`                        // coordinator, participant, associatedPartner, thirdParty
	Contribution *float64 `json:"contribution,omitempty" field:"could range=0..100000000000"` // euro
}

// Kind is [KindProject].
func (*Project) Kind() Kind { return KindProject }

// Title is the acronym with the full title, or the full title alone.
func (p *Project) Title() string {
	if strings.HasPrefix(p.FullTitle, p.Acronym) {
		return p.FullTitle
	}
	return p.Acronym + ": " + p.FullTitle
}

// Lead is the summary.
func (p *Project) Lead() string { return p.Summary }
