package handlers

import (
	"html"
	"slices"
	"strings"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
	"ileanet.eu/showcase/search"
)

// A card is an entry in a list: what an officer needs to decide whether to
// open it.
type card struct {
	ID       string // for focus; "" where an entry may stand in several lists of the page
	URL      string
	Title    []piece
	Language string // of title, lead and extract; "" when it is that of the page
	Kind     string // "" where all cards are of one kind
	Lead     []piece
	Extract  []piece // where else in the text the words were found
	Why      []string
	Missing  string // words of the query that the entry does not have; "" when it has all
	Areas    []link
	TRL      string // number of the level
	Facts    []cardFact
	Ease     []cardFact
	Badges   []badge
}

// A piece is a stretch of text, marked where it is what the query asks for.
type piece struct {
	Text   string
	Marked bool
}

// A cardFact is one labelled value.
type cardFact struct {
	Label, Value string
	Soft         bool // nothing is known
}

// A badge is a short label; one that warns has a colour.
type badge struct {
	Text string
	Warn bool
}

// cards are the hits of a search; mixed shows the kind of each.
func (l labeller) cards(hits []search.Hit, mixed bool) []card {
	cards := make([]card, len(hits))
	for i := range hits {
		cards[i] = l.card(&hits[i], mixed)
	}
	return cards
}

func (l labeller) card(h *search.Hit, mixed bool) card {
	c := card{URL: h.URL, Title: []piece{{Text: h.Title}}, Lead: []piece{{Text: h.Summary}}, Badges: l.badges(h)}
	c.Language = l.foreign(h.Language)
	if mixed {
		c.Kind = l.T(kindKeys[h.Kind])
	}
	c.mark(h)
	for _, w := range h.Why {
		if reason := l.reason(w); reason != "" && !slices.Contains(c.Why, reason) {
			c.Why = append(c.Why, reason)
		}
	}
	if len(h.Missing) > 0 {
		c.Missing = l.T("near.missing", "words", strings.Join(h.Missing, ", "))
	}
	for _, id := range h.Challenge {
		c.Areas = append(c.Areas, l.challenge(id))
	}
	switch h.Kind { //nolint:exhaustive // the others have no facts of their own
	case catalog.KindSolution:
		if h.TRL > 0 {
			c.TRL = plain(h.TRL)
		}
		c.Facts, c.Ease = l.solutionFacts(h), l.ease(h.Ease)
	case catalog.KindProject:
		c.Facts = l.projectFacts(h)
	case catalog.KindNeed:
		c.Facts = l.needFacts(h)
	}
	return c
}

// mark puts the marks of the snippets where their text already stands, and
// keeps one extract where it does not.
func (c *card) mark(h *search.Hit) {
	shown := false
	for _, s := range h.Snippets {
		pieces := piecesOf(s.HTML)
		switch text := textOfPieces(pieces); {
		case text == h.Title:
			c.Title, shown = pieces, true
		case text == h.Summary:
			c.Lead, shown = pieces, true
		case !shown && c.Extract == nil:
			c.Extract = pieces
		}
	}
	if shown {
		c.Extract = nil
	}
}

// piecesOf reads a snippet: escaped text with mark elements. Whatever else
// stands in it is text, so that no markup passes.
func piecesOf(snippet string) []piece {
	var pieces []piece
	add := func(text string, marked bool) {
		if text != "" {
			pieces = append(pieces, piece{html.UnescapeString(text), marked})
		}
	}
	for snippet != "" {
		before, rest, found := strings.Cut(snippet, "<mark>")
		add(before, false)
		if !found {
			break
		}
		marked, after, _ := strings.Cut(rest, "</mark>")
		add(marked, true)
		snippet = after
	}
	return pieces
}

func textOfPieces(pieces []piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

// reason says in words why an entry matched; "" when the marks in its text say
// it already.
func (l labeller) reason(w search.Why) string {
	if facetKeys[w.Field] == "" && w.Field != "context" && (w.Via == "word" || w.Via == "stem") {
		return ""
	}
	key := "card.why.other"
	switch {
	case w.Via == "synonym":
		key = "card.why.synonym"
	case w.Via == "prefix":
		key = "card.why.prefix"
	case w.Via == "fuzzy":
		key = "card.why.fuzzy"
	case w.Field == "context":
		key = "card.why.context"
	}
	return l.T(key, "from", w.From, "text", w.Text)
}

func (l labeller) badges(h *search.Hit) []badge {
	var badges []badge
	if h.Fictional {
		badges = append(badges, badge{l.T("card.fictional"), true})
	}
	if h.ListingOnly {
		badges = append(badges, badge{l.T("card.listing"), false})
	}
	if h.State == catalog.StateArchived {
		badges = append(badges, badge{l.label("entry_status", string(h.State)), true})
	}
	// Only what is not for everyone carries its level: on all the others it
	// would be noise.
	if h.Access != catalog.AccessClear {
		badges = append(badges, badge{"TLP:" + strings.ToUpper(strings.ReplaceAll(string(h.Access), "-", "+")), true})
	}
	return badges
}

func (l labeller) solutionFacts(h *search.Hit) []cardFact {
	maturity := cardFact{Label: l.T("card.maturity"), Value: l.T("card.trl_unknown"), Soft: true}
	if h.TRL > 0 {
		maturity.Value, maturity.Soft = l.T("card.trl", "level", plain(h.TRL)), false
		if h.TRLConfidence != "" {
			maturity.Value = l.T("card.trl_confidence", "level", plain(h.TRL), "confidence", l.label("trl_confidence", h.TRLConfidence))
		}
	}
	facts := append(make([]cardFact, 0, 5), maturity, l.confirmed(h))
	if h.Evidence != "" {
		facts = append(facts, cardFact{Label: l.T("facet.evidence"), Value: l.label("evidence_grade", h.Evidence)})
	}
	if h.Experiences > 0 {
		facts = append(facts, cardFact{Label: l.T("card.experience"), Value: l.T("card.experiences", locale.CountArg, h.Experiences)})
	}
	return appendFact(facts, l.T("card.provider"), h.Provider)
}

func (l labeller) confirmed(h *search.Hit) cardFact {
	if h.Confirmed == "" {
		return cardFact{Label: l.T("facet.fresh"), Value: l.T("card.never"), Soft: true}
	}
	return cardFact{Label: l.T("facet.fresh"), Value: l.ShortDate(h.Confirmed)}
}

// ease is the effort a solution asks for, as far as it is stated.
func (l labeller) ease(e *search.Ease) []cardFact {
	if e == nil {
		return nil
	}
	facts := make([]cardFact, 0, 4)
	if e.TrainingHours != nil {
		facts = append(facts, cardFact{Label: l.T("card.training"), Value: l.T("card.hours", "hours", l.Decimal(*e.TrainingHours))})
	}
	facts = appendFact(facts, l.T("card.setup"), l.label("effort_scale", e.SetupEffort))
	facts = appendFact(facts, l.T("card.network"), l.label("network", e.Network))
	return appendFact(facts, l.T("card.equipment"), l.label("hardware_kind", e.HardwareKind))
}

func (l labeller) projectFacts(h *search.Hit) []cardFact {
	facts := appendFact(nil, l.T("facet.programme"), l.label("programme", h.Programme))
	facts = appendFact(facts, l.T("card.duration"), years(h.Start, h.End))
	return appendFact(facts, l.T("card.coordinator"), h.Provider)
}

func (l labeller) needFacts(h *search.Hit) []cardFact {
	facts := appendFact(nil, l.T("card.status"), l.label("need_status", h.NeedStatus))
	if h.Votes != nil {
		facts = append(facts, cardFact{Label: l.T("card.votes"), Value: l.votes(h.Votes)})
	}
	return facts
}

// votes is the support of a need in words.
func (l labeller) votes(v *catalog.Votes) string {
	return l.T("card.votes.agencies", locale.CountArg, v.Agencies) + " · " + l.T("card.votes.countries", locale.CountArg, v.Countries)
}

func appendFact(facts []cardFact, label, value string) []cardFact {
	if value == "" {
		return facts
	}
	return append(facts, cardFact{Label: label, Value: value})
}

// years is the first and last year of a project, as far as they are known.
func years(start, end catalog.Date) string {
	from, to := year(start), year(end)
	switch {
	case from == to || to == "":
		return from
	case from == "":
		return to
	}
	return from + "–" + to
}

func year(d catalog.Date) string {
	if len(d) < 4 {
		return ""
	}
	return string(d[:4])
}
