package catalog

// Need is something practitioners lack. Field rules: domain study 2.7.
type Need struct {
	Name        string   `json:"title" field:"must max=200"`
	Statement   string   `json:"statement" field:"must max=1200"`
	Source      string   `json:"source" field:"must vocab=need_source"`
	SourceRef   string   `json:"source_ref" field:"must max=200"`
	SourceURL   string   `json:"source_url,omitempty" field:"should address"`
	Dimension   []string `json:"dimension,omitempty" field:"should vocab=gap_dimension"`
	Environment []string `json:"environment,omitempty" field:"should vocab=operational_environment"`
	EndUsers    []string `json:"end_users,omitempty" field:"should vocab=end_user_type"`
	Today       string   `json:"today,omitempty" field:"should access=green max=800"`
	Desired     string   `json:"desired,omitempty" field:"should max=800"`
	Votes       *Votes   `json:"votes,omitempty" field:"should"`
	Status      string   `json:"status" field:"must vocab=need_status"`
}

// Votes counts the agencies that share a need, and their countries.
type Votes struct {
	Agencies  int `json:"agencies" field:"must range=0..100000"`
	Countries int `json:"countries" field:"must range=0..300"`
}

// Kind is [KindNeed].
func (*Need) Kind() Kind { return KindNeed }

// Title is the title.
func (n *Need) Title() string { return n.Name }

// Lead is the statement.
func (n *Need) Lead() string { return n.Statement }
