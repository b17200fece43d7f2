package handlers

import (
	"cmp"
	"slices"

	"ileanet.eu/showcase/catalog"
	"ileanet.eu/showcase/handlers/europe"
)

// partnerMap shows where the partners of a project are. The table beside it
// names them all; the map is for a glance.
type partnerMap struct {
	Width, Height int
	Label         string
	Points        []point
	Outside       int         // partners whose place lies off the map
	Unplaced      int         // partners whose place is not known
	Counts        []countryAt // partners of each country, most first
}

// point is one partner on the map.
type point struct {
	X, Y        string
	Coordinator bool
}

// countryAt is a country with its number of partners.
type countryAt struct {
	Name  string
	Count int
}

// partnerMap is nil when no partner's place is known. It has one point for each
// partner whose place lies on the map.
func (r *reading) partnerMap(partners []partner) *partnerMap {
	m := &partnerMap{Width: europe.Width, Height: europe.Height, Label: r.T("project.map_label")}
	for i := range slices.Backward(partners) { // the coordinator last, above the others
		o := partners[i].view.Record.(*catalog.Organisation)
		m.count(r.CountryName(o.Country))
		if o.Location == nil {
			m.Unplaced++
			continue
		}
		x, y, inside := europe.Place(o.Location.Lat, o.Location.Lon)
		if !inside {
			m.Outside++
			continue
		}
		m.Points = append(m.Points, point{coordinate(x), coordinate(y), partners[i].role == "coordinator"})
	}
	if len(m.Points) == 0 {
		return nil
	}
	slices.SortFunc(m.Counts, func(a, b countryAt) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name)) })
	return m
}

func (m *partnerMap) count(country string) {
	for i := range m.Counts {
		if m.Counts[i].Name == country {
			m.Counts[i].Count++
			return
		}
	}
	m.Counts = append(m.Counts, countryAt{country, 1})
}
