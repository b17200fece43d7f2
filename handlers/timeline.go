package handlers

import (
	"fmt"
	"strconv"
	"time"

	"ileanet.eu/showcase/catalog"
)

// timeline is the life of a project as a picture: years, the bar of its
// duration, the day of today. The table beside it says the same.
type timeline struct {
	Label string // for those who do not see it
	Years []tick
	X     string // of the bar
	Width string
	Today string // "" when it lies outside
}

// tick is the beginning of a year.
type tick struct {
	X    string
	Year string // "" where there is no room for it
}

// The picture is this wide, in its own units.
const timelineWidth = 640

// timeline is nil unless both ends are known, the end is not before the start
// and the life is one that a picture can show.
func (r *reading) timeline(v *catalog.Project) *timeline {
	start, ok := v.Start.Time()
	end, known := v.End.Time()
	if !ok || !known || end.Before(start) || end.Year()-start.Year() > 50 {
		return nil
	}
	first := time.Date(start.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(end.Year()+1, 1, 1, 0, 0, 0, 0, time.UTC)
	place := func(t time.Time) float64 {
		return timelineWidth * float64(t.Sub(first)) / float64(last.Sub(first))
	}
	t := &timeline{
		Label: r.T("project.timeline_label", "start", r.Date(v.Start), "end", r.Date(v.End)),
		X:     coordinate(place(start)), Width: coordinate(max(place(end)-place(start), 2)),
	}
	every := 1 + (end.Year()-start.Year())/12
	for year := start.Year(); year <= end.Year(); year++ {
		one := tick{X: coordinate(place(time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)))}
		if (year-start.Year())%every == 0 {
			one.Year = strconv.Itoa(year)
		}
		t.Years = append(t.Years, one)
	}
	if r.today.After(first) && r.today.Before(last) {
		t.Today = coordinate(place(r.today))
	}
	return t
}

// coordinate writes a place in a picture.
func coordinate(x float64) string { return fmt.Sprintf("%.1f", x) }

// dates are the same days as a table, with the duration.
func (r *reading) dates(v *catalog.Project) *table {
	t := &table{Key: "project.timeline", Head: []string{r.T("project.start"), r.T("project.end"), r.T("entry.duration")}}
	start, ok := v.Start.Time()
	end, known := v.End.Time()
	if !ok && !known {
		return t
	}
	row := []cell{{value: value{Text: r.Date(v.Start)}}, {value: value{Text: r.Date(v.End)}}, {value: value{Text: r.T("entry.unknown")}}}
	if ok && known && !end.Before(start) {
		next := end.AddDate(0, 0, 1) // a project ends with its last day
		months := 12*(next.Year()-start.Year()) + int(next.Month()) - int(start.Month())
		row[2].Text = r.T("project.months", "count", months)
	}
	t.Rows = [][]cell{row}
	return t
}
