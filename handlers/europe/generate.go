//go:build ignore

// This program makes the map from countries-50m.json of the npm package
// world-atlas 2.0.2: go run generate.go countries-50m.json europe.svg
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"math"
	"os"
	"slices"
	"strings"

	"ileanet.eu/showcase/handlers/europe"
)

// codes maps ISO 3166 numeric codes to the codes the EU uses.
var codes = map[string]string{
	"008": "AL", "020": "AD", "040": "AT", "056": "BE", "070": "BA", "100": "BG", "112": "BY", "191": "HR", "196": "CY",
	"203": "CZ", "208": "DK", "233": "EE", "246": "FI", "250": "FR", "276": "DE", "300": "EL", "348": "HU", "352": "IS",
	"372": "IE", "376": "IL", "380": "IT", "400": "JO", "422": "LB", "428": "LV", "440": "LT", "442": "LU", "470": "MT",
	"498": "MD", "499": "ME", "528": "NL", "578": "NO", "616": "PL", "620": "PT", "642": "RO", "643": "RU", "688": "RS",
	"703": "SK", "705": "SI", "724": "ES", "752": "SE", "756": "CH", "760": "SY", "792": "TR", "804": "UA", "807": "MK",
	"826": "UK", "504": "MA", "788": "TN", "012": "DZ", "434": "LY", "818": "EG", "268": "GE", "051": "AM", "031": "AZ",
	"833": "IM", "234": "FO",
}

type topology struct {
	Transform struct{ Scale, Translate [2]float64 }
	Arcs      [][][2]float64
	Objects   struct {
		Countries struct {
			Geometries []struct {
				ID         string
				Type       string
				Arcs       json.RawMessage
				Properties struct{ Name string }
			}
		}
	}
}

type country struct {
	code, path string
}

func main() {
	log.SetFlags(0)
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var t topology
	if err := json.Unmarshal(data, &t); err != nil {
		log.Fatal(err)
	}
	var all []country
	for _, g := range t.Objects.Countries.Geometries {
		code := codes[g.ID]
		if g.Properties.Name == "Kosovo" {
			code = "XK"
		}
		if code == "" {
			continue
		}
		var polygons [][][]int
		if g.Type == "Polygon" {
			var p [][]int
			err = json.Unmarshal(g.Arcs, &p)
			polygons = [][][]int{p}
		} else {
			err = json.Unmarshal(g.Arcs, &polygons)
		}
		if err != nil {
			log.Fatal(err)
		}
		var b strings.Builder
		for _, polygon := range polygons {
			for _, ring := range polygon {
				b.WriteString(t.path(ring))
			}
		}
		if b.Len() > 0 {
			all = append(all, country{code, b.String()})
		}
	}
	slices.SortFunc(all, func(a, b country) int { return strings.Compare(a.code, b.code) })
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d">`+"\n", europe.Width, europe.Height)
	out.WriteString(`<g fill="#8290a3" fill-opacity=".34" stroke="#8290a3" stroke-opacity=".55" stroke-width=".7">` + "\n")
	for _, c := range all {
		fmt.Fprintf(&out, `<path id="%s" d="%s"/>`+"\n", c.code, c.path)
	}
	out.WriteString("</g></svg>\n")
	if err := os.WriteFile(os.Args[2], []byte(out.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}

// path is a ring in map units, thinned; "" when it lies off the map or is too
// small to see. Small island states stay: a ring keeps at least four points.
func (t *topology) path(ring []int) string {
	var points [][2]float64
	for _, arc := range ring {
		reverse := arc < 0
		if reverse {
			arc = ^arc
		}
		x, y := 0.0, 0.0
		var part [][2]float64
		for _, d := range t.Arcs[arc] {
			x, y = x+d[0], y+d[1]
			lon, lat := x*t.Transform.Scale[0]+t.Transform.Translate[0], y*t.Transform.Scale[1]+t.Transform.Translate[1]
			if lat < 15 || lon < -50 || lon > 75 {
				lat, lon = math.Max(lat, 15), math.Min(math.Max(lon, -50), 75)
			}
			px, py, _ := europe.Place(lat, lon)
			part = append(part, [2]float64{px, py})
		}
		if reverse {
			slices.Reverse(part)
		}
		points = append(points, part...)
	}
	inside := false
	for i, p := range points {
		inside = inside || p[0] > 0 && p[0] < europe.Width && p[1] > 0 && p[1] < europe.Height
		points[i] = [2]float64{min(max(p[0], -40), europe.Width+40), min(max(p[1], -40), europe.Height+40)}
	}
	if !inside {
		return ""
	}
	thin := points[:1]
	for _, p := range points[1:] {
		last := thin[len(thin)-1]
		if math.Hypot(p[0]-last[0], p[1]-last[1]) > 1.6 {
			thin = append(thin, p)
		}
	}
	if len(thin) < 4 {
		thin = points
	}
	if len(thin) < 4 {
		return ""
	}
	var b strings.Builder
	for i, p := range thin {
		command := "L"
		if i == 0 {
			command = "M"
		}
		fmt.Fprintf(&b, "%s%.0f %.0f", command, p[0], p[1])
	}
	return b.String() + "Z"
}
