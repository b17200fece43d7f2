package catalog

// UseCase is what an officer does with a solution, step by step. Field rules:
// domain study 2.3.
type UseCase struct {
	Name                string        `json:"title" field:"must max=160"`
	Goal                string        `json:"goal" field:"must max=600"`
	Environment         []string      `json:"environment" field:"must vocab=operational_environment"`
	Actors              []string      `json:"actors" field:"must vocab=end_user_type"`
	ActorsNote          string        `json:"actors_note,omitempty" field:"could max=400"`
	Preconditions       []string      `json:"preconditions,omitempty" field:"should max=400"`
	Trigger             string        `json:"trigger" field:"must max=400"`
	MainFlow            []string      `json:"main_flow" field:"must items=3..9 max=500"`
	Alternatives        []Alternative `json:"alternatives,omitempty" field:"should"`
	Result              string        `json:"result" field:"must max=600"`
	InformationUsed     string        `json:"information_used,omitempty" field:"should max=600"`
	InformationProduced string        `json:"information_produced,omitempty" field:"should max=600"`
	Systems             []string      `json:"systems,omitempty" field:"should vocab=eu_system"`
	SuccessMeasures     []Measure     `json:"success_measures,omitempty" field:"should"`
	Constraints         string        `json:"constraints,omitempty" field:"should max=800"`
	LegalFlags          []string      `json:"legal_flags,omitempty" field:"should vocab=legal_flag"`
	Frequency           string        `json:"frequency,omitempty" field:"could vocab=frequency"`
	Sources             []string      `json:"sources,omitempty" field:"should address"`
}

// Alternative is what happens instead at one step of the main flow.
type Alternative struct {
	Step int    `json:"step" field:"must range=1..9"` // 1-based number of the step
	Text string `json:"text" field:"must max=500"`
}

// Measure is a way to tell whether a use case went well.
type Measure struct {
	Name   string `json:"name" field:"must max=200"`
	Unit   string `json:"unit,omitempty" field:"should max=80"`
	Target string `json:"target,omitempty" field:"should max=200"`
}

// Kind is [KindUseCase].
func (*UseCase) Kind() Kind { return KindUseCase }

// Title is the title.
func (u *UseCase) Title() string { return u.Name }

// Lead is the goal.
func (u *UseCase) Lead() string { return u.Goal }
