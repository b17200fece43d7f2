package catalog

// Organisation is an authority, provider or research body. Field rules: domain
// study 2.5. That it is verified, and which mail domains admit its members, are
// no fields of it, because its owner writes those: see [Verification].
type Organisation struct {
	Name            string `json:"name" field:"must max=300"`
	ShortName       string `json:"short_name" field:"should max=120"`
	Country         string `json:"country" field:"should country"` // EU code: EL Greece, UK United Kingdom
	City            string `json:"city,omitempty" field:"could max=120"`
	Location        *Point `json:"location,omitempty" field:"could"`
	Type            string `json:"type" field:"must vocab=organisation_type"`
	Website         string `json:"website,omitempty" field:"should address"`
	NationalContact ID     `json:"national_contact,omitempty" field:"could access=green"`
	DisplayRule     string `json:"display_rule" field:"must access=own vocab=display_rule"`
}

// Point is a place on the globe, in degrees.
type Point struct {
	Lat float64 `json:"lat" field:"must range=-90..90"`
	Lon float64 `json:"lon" field:"must range=-180..180"`
}

// Kind is [KindOrganisation].
func (*Organisation) Kind() Kind { return KindOrganisation }

// Title is the name.
func (o *Organisation) Title() string { return o.Name }

// Lead is the short name.
func (o *Organisation) Lead() string { return o.ShortName }
