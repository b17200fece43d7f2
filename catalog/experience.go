package catalog

// Experience is a field experience: what an authority found when it tried a
// solution. Field rules: domain study 2.8.
type Experience struct {
	Solution          Ref      `json:"solution" field:"must ref=solution"`
	SolutionVersion   string   `json:"solution_version,omitempty" field:"should max=80"`
	Type              string   `json:"type" field:"must vocab=field_experience_type"`
	Organisation      Ref      `json:"organisation,omitempty" field:"must ref=organisation"` // shown by Display
	Display           string   `json:"display" field:"must vocab=display_rule"`
	Country           string   `json:"country,omitempty" field:"could country"` // of the organisation, unless hidden
	Month             Month    `json:"month" field:"must"`
	Duration          string   `json:"duration" field:"must max=120"`
	PlaceKind         string   `json:"place_kind" field:"must vocab=operational_environment"`
	UsersCount        string   `json:"users_count,omitempty" field:"should max=80"`
	UseCase           Ref      `json:"use_case,omitempty" field:"should ref=usecase"`
	Ratings           Ratings  `json:"ratings" field:"must"`
	Worked            string   `json:"worked,omitempty" field:"must max=500"`
	DidNotWork        string   `json:"did_not_work,omitempty" field:"must max=500"`
	WouldAdvise       string   `json:"would_advise,omitempty" field:"must max=500"`
	TextsAccess       string   `json:"texts_access" field:"must vocab=access_level"` // level of the three texts
	Outcome           string   `json:"outcome" field:"must vocab=experience_outcome"`
	ReasonNotTakenUp  []string `json:"reason_not_taken_up,omitempty" field:"could vocab=reason_not_taken_up"`
	ReadyToTalk       bool     `json:"ready_to_talk,omitempty" field:"could access=amber"`
	ConfirmedByReview ID       `json:"confirmed_by,omitempty" field:"could access=own"`
	ConfirmedOn       Date     `json:"confirmed_on,omitempty" field:"could access=own"`
}

// Ratings are five answers from 1 (bad) to 5 (good), vocabulary
// experience_rating. They are shown as a profile and never merged.
type Ratings struct {
	Fit           int `json:"fit" field:"must range=1..5"`
	Ease          int `json:"ease" field:"must range=1..5"`
	Deployability int `json:"deployability" field:"must range=1..5"`
	Reliability   int `json:"reliability" field:"must range=1..5"`
	Upkeep        int `json:"upkeep" field:"must range=1..5"`
}

// Kind is [KindExperience].
func (*Experience) Kind() Kind { return KindExperience }

// Title is the month and the duration; an experience has no title of its own.
func (x *Experience) Title() string { return string(x.Month) + ", " + x.Duration }

// Lead is what worked.
func (x *Experience) Lead() string { return x.Worked }

// redactFor applies the display rule and the level of the three texts: rules
// that depend on the values and so cannot stand in the struct tags.
func (x *Experience) redactFor(may func(AccessLevel) bool) {
	if !may(AccessLevel(x.TextsAccess)) {
		x.Worked, x.DidNotWork, x.WouldAdvise = "", "", ""
	}
	if may(accessOwn) {
		return
	}
	if x.Display != "name" {
		x.Organisation = ""
	}
	if x.Display == "hidden" {
		x.Country = ""
	}
}
