package catalog

import (
	"slices"
	"strings"
	"time"
)

// Verification says that an organisation is what it says to be: who looked into
// it, when, and on what basis.
type Verification struct {
	By        ID        `json:"by,omitempty"` // user; empty for whoever runs the program
	On        time.Time `json:"on"`
	Basis     string    `json:"basis"`               // what was looked at
	Authority bool      `json:"authority,omitempty"` // a law-enforcement authority; its members are officers
}

// mailDomain begins the external ids that stand for the mail domains of an
// organisation: as external ids they belong to one organisation only, and the
// store finds it by them.
const mailDomain = "mail-domain:"

// MailDomains are the domains whose mail addresses belong to members of the
// organisation, sorted.
func (e *Entry) MailDomains() []string {
	var domains []string
	for _, id := range e.ExternalIDs {
		if domain, ok := strings.CutPrefix(id, mailDomain); ok {
			domains = append(domains, domain)
		}
	}
	slices.Sort(domains)
	return domains
}

// SetMailDomains puts the domains, in lower case, in place of those there are.
func (e *Entry) SetMailDomains(domains []string) {
	e.ExternalIDs = slices.DeleteFunc(e.ExternalIDs, func(id string) bool { return strings.HasPrefix(id, mailDomain) })
	for _, domain := range domains {
		e.ExternalIDs = append(e.ExternalIDs, mailDomain+domain)
	}
}

// authority reports whether the entry is an organisation that is verified as a
// law-enforcement authority and not withdrawn.
func (e *Entry) authority() bool {
	return e != nil && e.Verification != nil && e.Verification.Authority && e.standing()
}

// standing reports whether the organisation is one that people may belong to.
func (e *Entry) standing() bool {
	return e.Kind == KindOrganisation && e.State != StateWithdrawn && e.State != StateFrozen && e.State != StateRejected
}
