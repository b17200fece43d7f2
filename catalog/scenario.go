package catalog

// Scenario is a story in a place that strings use cases together. Field rules:
// domain study 2.4.
type Scenario struct {
	Name        string          `json:"title" field:"must max=160"`
	Setting     Setting         `json:"setting" field:"must"`
	Situation   string          `json:"situation" field:"must max=4000"`
	Actors      []string        `json:"actors" field:"must vocab=end_user_type"`
	Authorities string          `json:"authorities,omitempty" field:"should max=600"`
	Timeline    []TimelineEvent `json:"timeline,omitempty" field:"should"`
	UseCases    []Ref           `json:"use_cases" field:"must ref=usecase"` // in the order of the story
	NeedsShown  []Ref           `json:"needs_shown,omitempty" field:"should ref=need"`
	Resources   string          `json:"resources,omitempty" field:"should access=green max=800"`
	Measures    []string        `json:"measures,omitempty" field:"should max=300"`
	LegalPoints string          `json:"legal_points,omitempty" field:"should max=1000"`
	TrialUse    []Ref           `json:"trial_use,omitempty" field:"could ref=experience"`
}

// Setting is where and when a scenario plays.
type Setting struct {
	BorderType string `json:"border_type" field:"must vocab=operational_environment"`
	Place      string `json:"place" field:"must max=300"`
	Season     string `json:"season,omitempty" field:"should max=100"`
	Light      string `json:"light,omitempty" field:"should max=100"`
	Weather    string `json:"weather,omitempty" field:"should max=200"`
}

// TimelineEvent is one moment of a scenario, such as "T+12 min".
type TimelineEvent struct {
	At    string `json:"at" field:"must max=40"`
	Event string `json:"event" field:"must max=500"`
}

// Kind is [KindScenario].
func (*Scenario) Kind() Kind { return KindScenario }

// Title is the title.
func (s *Scenario) Title() string { return s.Name }

// Lead is the situation.
func (s *Scenario) Lead() string { return s.Situation }
