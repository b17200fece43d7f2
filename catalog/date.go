package catalog

import "time"

// Date is a calendar day, "2026-03-02", without time zone. The empty Date is
// "not stated".
type Date string

// Month is a calendar month, "2026-03". The empty Month is "not stated".
type Month string

// DateOf is the UTC day of t.
func DateOf(t time.Time) Date { return Date(t.UTC().Format(time.DateOnly)) }

// Time is midnight UTC at the start of the day; ok is false when d is empty or
// not a day of the calendar.
func (d Date) Time() (t time.Time, ok bool) {
	t, err := time.Parse(time.DateOnly, string(d))
	return t, err == nil
}

// Time is midnight UTC at the start of the month; ok is false when m is empty
// or not a month of the calendar.
func (m Month) Time() (t time.Time, ok bool) {
	t, err := time.Parse("2006-01", string(m))
	return t, err == nil
}
