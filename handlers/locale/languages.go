package locale

import (
	"github.com/go-playground/locales"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/el"
	"github.com/go-playground/locales/en_GB"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/it"
	"github.com/go-playground/locales/nl"
	"github.com/go-playground/locales/pl"
	"github.com/go-playground/locales/pt_PT"
	"github.com/go-playground/locales/ro"
)

// dateRules gives each language its forms of dates; English and Portuguese as
// written in Europe.
var dateRules = map[string]func() locales.Translator{
	"en": en_GB.New, "fr": fr.New, "de": de.New, "es": es.New, "it": it.New,
	"pt": pt_PT.New, "nl": nl.New, "pl": pl.New, "el": el.New, "ro": ro.New,
}

// ownNames are the languages as their speakers write them, for the language
// switch.
var ownNames = map[string]string{
	"en": "English", "fr": "Français", "de": "Deutsch", "es": "Español", "it": "Italiano",
	"pt": "Português", "nl": "Nederlands", "pl": "Polski", "el": "Ελληνικά", "ro": "Română",
}

// standaloneMonths are the months of the languages that inflect them within a
// date: here without a day, as in "Μάρτιος 2026".
var standaloneMonths = map[string][]string{
	"pl": {
		"styczeń", "luty", "marzec", "kwiecień", "maj", "czerwiec",
		"lipiec", "sierpień", "wrzesień", "październik", "listopad", "grudzień",
	},
	"el": {
		"Ιανουάριος", "Φεβρουάριος", "Μάρτιος", "Απρίλιος", "Μάιος", "Ιούνιος",
		"Ιούλιος", "Αύγουστος", "Σεπτέμβριος", "Οκτώβριος", "Νοέμβριος", "Δεκέμβριος",
	},
}
