package catalog

// Solution is a thing an authority can use: software, device, method, course.
// It is the main entry of the catalogue. Field rules: domain study 2.2.
type Solution struct {
	Name         string   `json:"name" field:"must max=160"`
	OneLine      string   `json:"one_line" field:"must max=140"`
	Summary      string   `json:"summary" field:"must max=1200"`
	DoesNot      string   `json:"does_not,omitempty" field:"should max=800"`
	SolutionType string   `json:"solution_type" field:"must vocab=solution_type"`
	Technology   []string `json:"technology" field:"must vocab=technology_category"`
	Projects     []Ref    `json:"projects,omitempty" field:"should ref=project"`
	Provider     Ref      `json:"provider" field:"must ref=organisation"`

	// Relevance.
	Needs       []NeedMatch `json:"needs,omitempty" field:"should"`
	UseCases    []Ref       `json:"use_cases" field:"must ref=usecase"`
	Environment []string    `json:"environment" field:"must vocab=operational_environment"`
	EndUsers    []string    `json:"end_users" field:"must vocab=end_user_type"`

	// Maturity. TRL 0 is "not known".
	TRL             int    `json:"trl" field:"must range=0..9"`
	TRLDate         Month  `json:"trl_date" field:"must"`
	TRLBasis        string `json:"trl_basis" field:"must vocab=trl_basis"`
	TRLEvidence     Ref    `json:"trl_evidence,omitempty" field:"should ref=evidence"`
	Availability    string `json:"availability" field:"must vocab=availability"`
	Maintenance     string `json:"maintenance" field:"must vocab=maintenance_status"`
	MaintenanceNote string `json:"maintenance_note,omitempty" field:"should max=600"`

	// Ease of use.
	TrainingHoursUser  *float64           `json:"training_hours_user" field:"must range=0..2000"`
	TrainingHoursAdmin *float64           `json:"training_hours_admin,omitempty" field:"should range=0..2000"`
	TrainingMaterial   []TrainingMaterial `json:"training_material,omitempty" field:"should"`
	SetupEffort        string             `json:"setup_effort" field:"must vocab=effort_scale"`
	Hardware           string             `json:"hardware" field:"must max=600"`
	HardwareKind       string             `json:"hardware_kind" field:"must vocab=hardware_kind"`
	Network            string             `json:"network" field:"must vocab=network"`
	OperatingLimits    string             `json:"operating_limits,omitempty" field:"should max=800"`
	Throughput         *Quantity          `json:"throughput,omitempty" field:"could"`
	UpkeepEffort       string             `json:"upkeep_effort,omitempty" field:"should vocab=effort_scale"`
	UILanguages        []string           `json:"ui_languages" field:"must language"`
	ProcessedLanguages []string           `json:"processed_languages,omitempty" field:"could language"`
	Accessibility      string             `json:"accessibility,omitempty" field:"should max=600"`

	// Integration.
	EUSystems  []EUSystem `json:"eu_systems" field:"must"`
	Interfaces string     `json:"interfaces,omitempty" field:"should max=600"`
	Standards  string     `json:"standards,omitempty" field:"should max=600"`
	Hosting    string     `json:"hosting" field:"must vocab=hosting"`

	// Law and ethics. The class is judged by a reviewer, see [Assessment].
	LegalFlags     []string `json:"legal_flags" field:"must vocab=legal_flag"`
	LegalBasisNote string   `json:"legal_basis_note,omitempty" field:"should access=green max=800"`
	AIActClass     string   `json:"ai_act_class" field:"must vocab=ai_act_class"`
	Assessments    []Ref    `json:"assessments,omitempty" field:"should access=green ref=evidence"`
	Restrictions   string   `json:"restrictions,omitempty" field:"should access=green max=800"`
	Criticism      []string `json:"criticism,omitempty" field:"could address"`

	// Cost.
	CostModel        string `json:"cost_model" field:"must vocab=cost_model"`
	CostBand         string `json:"cost_band,omitempty" field:"should access=green vocab=cost_band"`
	ProcurementRoute string `json:"procurement_route,omitempty" field:"could access=green max=600"`

	// Trust and contact.
	Evidence []Ref     `json:"evidence" field:"must ref=evidence"`
	Contact  string    `json:"contact" field:"must access=green max=300"`
	Related  []Related `json:"related,omitempty" field:"could"`
}

// NeedMatch links a solution to a need it answers.
type NeedMatch struct {
	Need     Ref    `json:"need" field:"must ref=need"`
	Strength string `json:"strength" field:"must vocab=match_strength"`
}

// TrainingMaterial is one kind of training material and its languages.
type TrainingMaterial struct {
	Kind      string   `json:"kind" field:"must vocab=training_material"`
	Languages []string `json:"languages" field:"must language"`
}

// EUSystem is a dated claim that a solution works with an EU system.
type EUSystem struct {
	System string `json:"system" field:"must vocab=eu_system"`
	Depth  string `json:"depth" field:"must vocab=integration_depth"`
	Date   Month  `json:"date,omitempty" field:"should"`
}

// Quantity is a number with its unit.
type Quantity struct {
	Value float64 `json:"value" field:"must"`
	Unit  string  `json:"unit" field:"must max=60"`
}

// Related links a solution to another one.
type Related struct {
	Entry Ref    `json:"entry" field:"must ref=solution"`
	Type  string `json:"type" field:"must vocab=relation_type"`
}

// Kind is [KindSolution].
func (*Solution) Kind() Kind { return KindSolution }

// Title is the name.
func (s *Solution) Title() string { return s.Name }

// Lead is the one-line description.
func (s *Solution) Lead() string { return s.OneLine }
