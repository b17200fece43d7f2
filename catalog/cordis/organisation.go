package cordis

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/catalog/fold"
)

const (
	sourceName         = "cordis"
	projectPrefix      = "cordis:project:"
	organisationPrefix = "cordis:organisation:"
)

// organisation is what the participations read so far say of an organisation.
type organisation struct {
	file string // where it stands first
	line int

	external           string
	name, short        string
	country, city      string
	activity, sme, url string
	place              *catalog.Point
	updated            string // of the newest participation

	needed bool // by a project that is taken
}

// externalID names an organisation by its number at CORDIS, or by name and
// country where the source gives no number.
func (o *organisation) externalID(number string) string {
	if number = strings.TrimSpace(number); number != "" && !strings.ContainsFunc(number, func(r rune) bool { return r < '0' || r > '9' }) {
		return organisationPrefix + number
	}
	words := strings.FieldsFunc(fold.Latin(o.name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	key := strings.Join(words, "-")
	if o.country != "" {
		key += "-" + strings.ToLower(o.country)
	}
	return organisationPrefix + "name:" + key
}

// shortName is the short name, or nothing where CORDIS has a whole name, cut
// off, in its place.
func shortName(s string) string {
	const most = 120
	if s = line(s); utf8.RuneCountInString(s) > most {
		return ""
	}
	return s
}

// organisations are those found so far, each once, in the order they are first
// met.
type organisations struct {
	byID  map[string]*organisation
	order []*organisation
	words interner
}

// add takes in what one participation says. What the newest participation
// states counts; older ones fill what it leaves open.
func (all *organisations) add(o organisation) *organisation {
	known := all.byID[o.external]
	if known == nil {
		for _, s := range []*string{&o.country, &o.city, &o.activity, &o.sme, &o.updated, &o.file} {
			*s = all.words.keep(*s)
		}
		all.byID[o.external] = &o
		all.order = append(all.order, &o)
		return &o
	}
	newer := o.updated > known.updated
	for _, f := range []struct{ to, from *string }{
		{&known.name, &o.name},
		{&known.short, &o.short},
		{&known.country, &o.country},
		{&known.city, &o.city},
		{&known.activity, &o.activity},
		{&known.sme, &o.sme},
		{&known.url, &o.url},
	} {
		if *f.from != "" && (newer || *f.to == "") {
			*f.to = all.words.keep(*f.from)
		}
	}
	if o.place != nil && (newer || known.place == nil) {
		known.place = o.place
	}
	if newer {
		known.updated = all.words.keep(o.updated)
	}
	return known
}

// incoming is the organisation as the catalogue takes it.
func (o *organisation) incoming() *catalog.Incoming {
	day := catalog.Date("")
	if d, err := date(o.updated); err == nil {
		day = d
	}
	return &catalog.Incoming{
		ExternalID: o.external, Slug: slugOf(o.name, o.short),
		Content: &catalog.Organisation{
			Name: o.name, ShortName: o.short, Country: o.country, City: o.city, Location: o.place,
			Type: organisationType(o.activity, o.sme), Website: o.url, DisplayRule: "name",
		},
		Origin: catalog.Origin{Source: sourceName, On: day}, Language: "en", Confirmed: day,
		File: o.file, Line: o.line,
	}
}

// slugOf makes a slug of the first name that has letters for one.
func slugOf(names ...string) string {
	for _, name := range names {
		if slug := fold.Slug(name); slug != "" {
			return slug
		}
	}
	return ""
}

// interner keeps one copy of each text that comes often.
type interner map[string]string

func (in interner) keep(s string) string {
	if known, ok := in[s]; ok {
		return known
	}
	s = strings.Clone(s)
	in[s] = s
	return s
}
