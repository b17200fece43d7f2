// Package europe knows where a point of the globe lies on the map of Europe
// that stands behind a project's partners (static/images/europe.svg).
//
// The outlines come from Natural Earth at 1:50 million (public domain), by way
// of the world-atlas package (ISC licence); generate.go makes the picture from
// it, thinned to what a small map shows.
package europe

import "math"

//go:generate go run generate.go countries-50m.json ../../static/images/europe.svg

// Width and Height are the size of the map in its own units.
const (
	Width  = 640
	Height = 600
)

// The map shows this part of the Lambert azimuthal equal-area projection around
// 52° north, 10° east (as EPSG:3035 of EU statistics, on a sphere), in
// kilometres.
const (
	radius  = 6371.0
	centreN = 52.0
	centreE = 10.0
	west    = -2350.0
	north   = 2320.0
	scale   = Width / 4700.0
)

// Place is where a point of the globe, in degrees, lies on the map; inside is
// false when the map does not reach that far. The formulas are Snyder, Map
// Projections: A Working Manual (USGS 1987), equations 24-2 to 24-4.
func Place(lat, lon float64) (x, y float64, inside bool) {
	phi, lambda := rad(lat), rad(lon-centreE)
	phi1 := rad(centreN)
	k := math.Sqrt(2 / (1 + math.Sin(phi1)*math.Sin(phi) + math.Cos(phi1)*math.Cos(phi)*math.Cos(lambda)))
	e := radius * k * math.Cos(phi) * math.Sin(lambda)
	n := radius * k * (math.Cos(phi1)*math.Sin(phi) - math.Sin(phi1)*math.Cos(phi)*math.Cos(lambda))
	x, y = (e-west)*scale, (north-n)*scale
	near := lat > 20 && lon > -40 && lon < 60
	return x, y, near && x >= 0 && x <= Width && y >= 0 && y <= Height
}

func rad(degrees float64) float64 { return degrees * math.Pi / 180 }
