package cordis

import (
	"regexp"
	"slices"
	"strings"
)

// securityTopics are the topics of the security calls: Cluster 3 of Horizon
// Europe and the secure societies of Horizon 2020.
var securityTopics = regexp.MustCompile(`^(HORIZON-CL3-|(SEC|BES|DRS|FCT|CIP)-|SU-(BES|FCT|DRS|GM|INFRA|AI)[0-9-])`)

// security reports whether the project belongs to the security programmes, or
// speaks of border management in the words of the challenge areas. Horizon
// Europe's missions name every cluster among their legal bases, so that only
// the one a grant was made under counts there.
func (p *project) security(w *words) bool {
	under := func(prefixes ...string) func(string) bool {
		return func(code string) bool {
			return slices.ContainsFunc(prefixes, func(prefix string) bool {
				return code == prefix || strings.HasPrefix(code, prefix+".") || strings.HasPrefix(code, prefix+"-")
			})
		}
	}
	return slices.ContainsFunc(p.ownBases, under("HORIZON.2.3", "H2020-EU.3.7", "FP7-SECURITY")) ||
		slices.ContainsFunc(p.legalBases, under("H2020-EU.3.7", "FP7-SECURITY")) ||
		slices.ContainsFunc(p.topics, securityTopics.MatchString) ||
		w.speaks(p.texts()) && w.context.speaks(p.texts())
}

// texts are the parts of a project that say what it is about.
func (p *project) texts() []string {
	return append([]string{p.title, p.objective}, p.keywords...)
}

// contextTerms set a text among borders and law enforcement. The words of the
// challenge areas alone do not: "identification", "AI" or "targeting" stand in
// every third project on chemistry or medicine.
var contextTerms = []string{
	"asylum", "border and coast guard", "border authority", "border authorities", "border check", "border control",
	"border crossing", "border guard", "border management", "border police", "border security", "border surveillance",
	"coast guard", "coastguard", "counter-terrorism", "cross-border crime", "customs authority", "customs authorities",
	"customs control", "customs officer", "EU border", "European border", "external border", "Frontex",
	"human trafficking", "identity document", "illicit trade", "irregular migrant", "irregular migration",
	"law enforcement", "maritime security", "maritime surveillance", "organised crime", "organized crime", "police",
	"Schengen", "smuggler", "smuggling", "terrorism", "trafficking in human beings", "travel document",
}
