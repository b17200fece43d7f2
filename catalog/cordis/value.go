package cordis

import (
	"fmt"
	"math"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"ileanet.eu/showcase/catalog"
)

// missing reports whether a value is one of the words that exports write where
// there is none.
func missing(s string) bool {
	switch s {
	case "", "NULL", "null", "NaN", "nan", "NaT", "None", "N/A":
		return true
	}
	return false
}

// number reads an amount with a decimal point or comma; nil when there is none.
func number(s string) (*float64, error) {
	s = strings.TrimSpace(s)
	if missing(s) {
		return nil, nil
	}
	n, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) || strings.ContainsAny(s, "xXpP_") {
		return nil, fmt.Errorf("is not a number")
	}
	if n < 0 {
		return nil, fmt.Errorf("is below 0")
	}
	n = math.Round(n*100) / 100 // spreadsheets state cents as 593173039.51000011
	return &n, nil
}

// date reads a day, with or without a time behind it: 2022-09-01, 01/09/2022,
// or the number of days that a spreadsheet counts. Empty when there is none.
func date(s string) (catalog.Date, error) {
	s = strings.TrimSpace(s)
	if missing(s) {
		return "", nil
	}
	if len(s) == 5 {
		if n, err := strconv.Atoi(s); err == nil {
			return catalog.DateOf(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)), nil
		}
	}
	day, _, _ := strings.Cut(s, " ")
	day, _, _ = strings.Cut(day, "T")
	for _, layout := range []string{time.DateOnly, "02/01/2006"} {
		if t, err := time.Parse(layout, day); err == nil && t.Year() > 1900 && t.Year() < 2200 {
			return catalog.DateOf(t), nil
		}
	}
	return "", fmt.Errorf("is not a date")
}

// projectID matches the number of a grant.
var projectID = regexp.MustCompile(`^[0-9]{4,9}$`)

// address completes a web address that lacks its scheme; "" when it is none.
// Where several stand in one field the first is taken.
func address(s string) string {
	s = line(s)
	if i := strings.IndexAny(s, " ;,"); i >= 0 {
		s = s[:i]
	}
	if missing(s) {
		return ""
	}
	if !strings.Contains(s, "://") {
		s = "https://" + strings.TrimPrefix(s, "//")
	}
	u, err := url.Parse(s)
	if err != nil || len(s) > 2000 || u.Scheme != "http" && u.Scheme != "https" ||
		!strings.Contains(strings.Trim(u.Host, "."), ".") {
		return ""
	}
	return s
}

// country is a country code as the EU writes it; "" when the value is none.
func country(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	switch s {
	case "GR":
		return "EL"
	case "GB":
		return "UK"
	}
	if len(s) != 2 || s[0] < 'A' || s[0] > 'Z' || s[1] < 'A' || s[1] > 'Z' {
		return ""
	}
	return s
}

// point reads "latitude,longitude"; nil when the value is none.
func point(s string) *catalog.Point {
	lat, lon, _ := strings.Cut(strings.TrimSpace(s), ",")
	y, err1 := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, err2 := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	if err1 != nil || err2 != nil || !(math.Abs(y) <= 90 && math.Abs(x) <= 180) {
		return nil
	}
	return &catalog.Point{Lat: y, Lon: x}
}

// code takes the slash off that newer dumps write before a code.
func code(s string) string { return strings.TrimPrefix(line(s), "/") }

// organisationType is the type in the catalogue's list; "" where CORDIS does
// not say enough. A company is small or large only where the flag is set.
func organisationType(activity, sme string) string {
	switch strings.ToUpper(code(activity)) {
	case "PUB":
		return "public-body"
	case "REC":
		return "research"
	case "HES":
		return "higher-education"
	case "PRC":
		switch strings.ToLower(strings.TrimSpace(sme)) {
		case "true":
			return "company-sme"
		case "false":
			return "company-large"
		}
	}
	return ""
}

// programme is the catalogue's id of a framework programme, "" for one it does
// not list.
func programme(framework string) string {
	switch f := strings.ToUpper(line(framework)); {
	case f == "HORIZON" || f == "HORIZON EUROPE" || f == "HE":
		return "horizon-europe"
	case f == "H2020" || f == "HORIZON 2020":
		return "h2020"
	case f == "FP7" || strings.HasPrefix(f, "FP7-"):
		return "fp7"
	}
	return ""
}

// status is the state of a grant in lower case; FP7 has abbreviations of its
// own.
func status(s string) string {
	switch s = strings.ToLower(line(s)); s {
	case "ong":
		return "signed"
	case "can":
		return "terminated"
	case "clo":
		return "closed"
	}
	return s
}

// list takes apart a list with one separator and drops empty and repeated
// items and the full stop that older exports put behind each.
func list(s, separator string) []string {
	var items []string
	for item := range strings.SplitSeq(s, separator) {
		items = add(items, strings.TrimSuffix(line(item), "."))
	}
	return items
}

// add appends an item that is neither empty nor there already.
func add(items []string, item string) []string {
	if item == "" {
		return items
	}
	for _, other := range items {
		if strings.EqualFold(other, item) {
			return items
		}
	}
	return append(items, item)
}
