package catalog

// Document is a report, picture or other file that belongs to an entry. Field
// rules: domain study 2.10. The file itself is kept by the store under its
// checksum, never in the record.
type Document struct {
	Name               string `json:"title" field:"must max=300"`
	Type               string `json:"kind" field:"must vocab=document_kind"`
	Language           string `json:"language" field:"must language"`
	Entry              Ref    `json:"entry,omitempty" field:"should"`
	File               string `json:"file,omitempty" field:"could max=120"` // checksum of the stored file
	Address            string `json:"address,omitempty" field:"could address"`
	Licence            string `json:"licence" field:"must max=200"`
	PictureDescription string `json:"picture_description,omitempty" field:"could max=500"`
	PeopleRecognisable *bool  `json:"people_recognisable,omitempty" field:"could"`
	VirusCheck         string `json:"virus_check,omitempty" field:"could access=own max=120"`
	Expires            Date   `json:"expires,omitempty" field:"could"`
}

// Kind is [KindDocument].
func (*Document) Kind() Kind { return KindDocument }

// Title is the title.
func (d *Document) Title() string { return d.Name }

// Lead is the description of a picture.
func (d *Document) Lead() string { return d.PictureDescription }

// check adds what a struct tag cannot say: a document has a file or an
// address, and pictures and videos answer for the people on them.
func (d *Document) check(report func(field, key string)) {
	if d.File == "" && d.Address == "" {
		report("file", ErrKeyMissing)
	}
	picture := d.Type == "picture"
	if picture && d.PictureDescription == "" {
		report("picture_description", ErrKeyMissing)
	}
	if (picture || d.Type == "video") && d.PeopleRecognisable == nil {
		report("people_recognisable", ErrKeyMissing)
	}
}
