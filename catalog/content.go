package catalog

import "fmt"

// Content is the text of an entry: a pointer to one of the content types of
// this package. Its rules are in its struct tags, see [Fields].
type Content interface {
	// Kind is the kind of entry this content belongs to.
	Kind() Kind
	// Title is the one line an entry is known by.
	Title() string
	// Lead is the short text shown under the title in lists.
	Lead() string
}

// NewContent makes empty content of the kind.
func NewContent(kind Kind) (Content, error) {
	switch kind {
	case KindSolution:
		return &Solution{}, nil
	case KindProject:
		return &Project{}, nil
	case KindUseCase:
		return &UseCase{}, nil
	case KindScenario:
		return &Scenario{}, nil
	case KindNeed:
		return &Need{}, nil
	case KindOrganisation:
		return &Organisation{}, nil
	case KindExperience:
		return &Experience{}, nil
	case KindEvidence:
		return &Evidence{}, nil
	case KindDocument:
		return &Document{}, nil
	}
	return nil, fmt.Errorf("no kind of entry is called %q", kind)
}
