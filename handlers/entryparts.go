package handlers

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/locale"
)

// The parts that pages of entries are made of. Each has a template that shows
// it.

// said is text of an entry with its language, where that is not the page's.
type said struct {
	Text string
	Lang string
}

// value is something said of an entry: text, perhaps with a link and a remark.
type value struct {
	Text    string
	Lang    string // of Text, where it is not the page's
	URL     string // "" for none
	Outside bool   // URL leads to another site
	Note    string
}

// fact is one row of a list of facts; without values it is shown as unknown.
type fact struct {
	Key    string // message of its label
	Values []value
	Note   string // about all of it, such as where it comes from
	Strong bool   // a figure to catch the eye
}

// facts are rows in the order they were added.
type facts []fact

// add appends a fact unless it has no text.
func (f *facts) add(key string, values ...value) {
	if values = slices.DeleteFunc(values, func(v value) bool { return v.Text == "" }); len(values) > 0 {
		*f = append(*f, fact{Key: key, Values: values})
	}
}

// ask appends a fact that the reader needs even when nobody has stated it.
func (f *facts) ask(key string, values ...value) {
	before := len(*f)
	if f.add(key, values...); len(*f) == before {
		*f = append(*f, fact{Key: key})
	}
}

// figure is ask for a number or another short answer that is shown large.
func (f *facts) figure(key string, v value) {
	f.ask(key, v)
	(*f)[len(*f)-1].Strong = true
}

// paragraph is a text with a small heading of its own, or none.
type paragraph struct {
	Key  string
	Text said
}

// item is an entry or document in a list.
type item struct {
	value
	ID      string // anchor
	Lead    said
	Details []string
	Badge   string
}

// table is a real table with a row of headings.
type table struct {
	Key  string // message of the caption
	Head []string
	Rows [][]cell
}

// cell is one cell; a number is set right.
type cell struct {
	value
	Number bool
}

// section is a part of a page with a heading. Every part of it may be missing.
type section struct {
	ID          string // anchor
	Key         string // message of the heading
	Brief       bool   // belongs to the printed briefing
	Intro       string
	Paragraphs  []paragraph
	Facts       []fact
	Items       []item
	Steps       []step
	Table       *table
	Evidence    []evidence
	Experiences []experience
	Walk        []walkStep
	Timeline    *timeline
	Map         *partnerMap
	Long        *long
	More        string // how many are left out of a list
	Nothing     string // what to say instead of an empty list
}

// long is a text folded away because few read all of it.
type long struct {
	Key  string
	Text said
	Left int // characters that are not shown
}

// empty reports whether there is nothing to show under the heading.
func (s *section) empty() bool {
	s.Paragraphs = slices.DeleteFunc(s.Paragraphs, func(p paragraph) bool { return p.Text.Text == "" })
	if s.Table != nil && len(s.Table.Rows) == 0 {
		s.Table = nil
	}
	return len(s.Paragraphs) == 0 && len(s.Facts) == 0 && len(s.Items) == 0 && len(s.Steps) == 0 && s.Table == nil &&
		len(s.Evidence) == 0 && len(s.Experiences) == 0 && len(s.Walk) == 0 && s.Timeline == nil && s.Map == nil &&
		s.Long == nil && s.Nothing == ""
}

// words turn what entries hold into text for one reader.
type words struct {
	labeller
	lang string // of the entry, where it is not the reader's
}

func (w words) said(text string) said { return said{strings.TrimSpace(text), w.lang} }

// text is a value in the entry's own words.
func (w words) text(text string) value { return value{Text: strings.TrimSpace(text), Lang: w.lang} }

// labelled is a concept as a value.
func (w words) labelled(list, id string) value { return value{Text: w.label(list, id)} }

// filters are concepts as links to the lists of the kind they narrow.
func (w words) filters(kind catalog.Kind, facet, list string, ids ...string) []value {
	var values []value
	for _, id := range ids {
		if id != "" {
			values = append(values, value{Text: w.label(list, id), URL: filterAddress(kind, facet, id)})
		}
	}
	return values
}

// languages names languages in one value.
func (w words) languages(codes []string) value {
	names := make([]string, len(codes))
	for i, code := range codes {
		names[i] = w.LanguageName(code)
	}
	return value{Text: strings.Join(names, ", ")}
}

// areas are the challenge areas of an entry, the best match first.
func (w words) areas(tags []catalog.Tag) []value {
	values := w.matches(tags)
	for i := range values {
		values[i].Note = ""
	}
	return values
}

// matches are the challenge areas of a solution with how well it serves them.
func (w words) matches(tags []catalog.Tag) []value {
	tags = slices.Clone(tags)
	slices.SortStableFunc(tags, func(a, b catalog.Tag) int { return cmp.Compare(w.strength(b.Strength), w.strength(a.Strength)) })
	var values []value
	for _, t := range tags {
		values = append(values, value{
			Text: w.label(catalog.VocabularyChallenge, t.Challenge), URL: challengeAddress(t.Challenge), Note: w.label("match_strength", t.Strength),
		})
	}
	return values
}

// strength orders matches: 3 built for this, 1 could be adapted.
func (w words) strength(id string) int {
	if c := w.lists.List("match_strength").Concept(id); c != nil {
		return c.Weight
	}
	return 0
}

// euro writes an amount; "" for none.
func (w words) euro(amount *float64) string {
	if amount == nil {
		return ""
	}
	return w.T("entry.euro", "amount", w.Number(int(*amount+0.5)))
}

// challengeAddress is the page of a challenge area.
func challengeAddress(id string) string { return "/challenges/" + url.PathEscape(id) }

// anchor is the fragment under which an entry without a page of its own stands
// on the page of the entry it belongs to.
func anchor(view *catalog.View) string { return string(view.Kind) + "-" + view.Slug }

// outside is a link to another site, shown without its scheme; without URL when
// the address is not one of the web.
func outside(address string) value {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return value{Text: address}
	}
	shown := strings.TrimSuffix(strings.TrimPrefix(u.Host, "www.")+u.EscapedPath(), "/")
	return value{Text: shorten(shown, 80), URL: u.String(), Outside: true}
}

// texts are the ones that are not empty.
func texts(all ...string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// shorten cuts a text behind a word, at most so many characters.
func shorten(text string, most int) string {
	r := []rune(text)
	if len(r) <= most {
		return text
	}
	cut := most
	for cut > most/2 && !unicode.IsSpace(r[cut]) {
		cut--
	}
	return strings.TrimRightFunc(string(r[:cut]), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) }) + "…"
}

// link is an entry that was looked up, as a value that leads to its page, where
// it has one; empty when the viewer may not know of it.
func (r *reading) link(id catalog.ID) value {
	view := r.linked[id]
	if view == nil {
		return value{}
	}
	v := value{Text: view.Title, Lang: r.foreign(view.Language)}
	if slices.Contains(pagedKinds, view.Kind) {
		v.URL = view.URL
	}
	return v
}

// links are the entries with the ids that the viewer may know of.
func (r *reading) links(ids []catalog.ID) []value {
	var values []value
	for _, id := range ids {
		if v := r.link(id); v.Text != "" {
			values = append(values, v)
		}
	}
	return values
}

// item is an entry that was looked up, for a list.
func (r *reading) item(view *catalog.View) item {
	it := item{value: value{Text: view.Title, URL: view.URL, Lang: r.foreign(view.Language)}}
	it.Lead = said{shorten(view.Record.Lead(), 240), it.Lang}
	if view.State == catalog.StateArchived {
		it.Details = append(it.Details, r.label("entry_status", string(view.State)))
	}
	switch record := view.Record.(type) {
	case *catalog.Solution:
		it.Details = append(it.Details, texts(r.label("solution_type", record.SolutionType), r.label("trl", trlID(record.TRL)))...)
	case *catalog.Need:
		it.Details = append(it.Details, texts(r.label("need_status", record.Status))...)
	case *catalog.Scenario:
		it.Details = append(it.Details, texts(r.label(catalog.VocabularyEnvironment, record.Setting.BorderType))...)
	}
	return it
}

// items are the entries with the ids that the viewer may know of, in order.
func (r *reading) items(ids []catalog.ID) []item {
	var items []item
	for _, id := range ids {
		if view := r.linked[id]; view != nil {
			items = append(items, r.item(view))
		}
	}
	return items
}

// itemsOf lists entries by title, at most [maxShown], with the number left out.
func (r *reading) itemsOf(views []*catalog.View, more bool) (items []item, left string) {
	locale.Sort(r.Localizer, views, func(v *catalog.View) string { return v.Title })
	for _, view := range views[:min(len(views), maxShown)] {
		items = append(items, r.item(view))
	}
	return items, r.left(len(views), len(items), more)
}

// left says how many of a list are not shown; "" when all are. more tells that
// there are others beyond the total.
func (r *reading) left(total, shown int, more bool) string {
	switch {
	case more:
		return r.T("entry.first_of_more", "shown", shown, "total", total)
	case total > shown:
		return r.T("entry.first_of", "shown", shown, "total", total)
	}
	return ""
}
