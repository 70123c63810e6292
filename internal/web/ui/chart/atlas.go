package chart

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Place is something on a map, in millionths of a degree.
type Place struct {
	LatE6, LonE6 int
	Key          int // index in the caller's list
}

// Border is the border of an area: closed lines of [longitude, latitude] in ten-thousandths of a degree.
type Border struct {
	Name  string
	Rings [][][2]int32
}

// Cluster is what stands at one spot of the map: one place, or several that would cover each other.
type Cluster struct {
	X, Y, R int // in the units of the drawing
	Keys    []int
}

// Frame is the part of the world that a map shows.
type Frame struct {
	LatMin, LatMax, LonMin, LonMax int // millionths of a degree
}

// The drawing is mapWidth units wide and at most as high as it is wide. Places nearer than mapCell stand together.
const (
	mapWidth  = 800
	mapMargin = 40
	mapCell   = 34
	minSpan   = 30_000 // millionths of a degree: a village does not fill the map
	dotRadius = 8
	maxRadius = 26
)

// FrameOf is the smallest frame around places, with some room when they lie close together.
func FrameOf(places []Place) Frame {
	if len(places) == 0 {
		return Frame{}
	}
	f := Frame{places[0].LatE6, places[0].LatE6, places[0].LonE6, places[0].LonE6}
	for _, p := range places {
		f.LatMin, f.LatMax = min(f.LatMin, p.LatE6), max(f.LatMax, p.LatE6)
		f.LonMin, f.LonMax = min(f.LonMin, p.LonE6), max(f.LonMax, p.LonE6)
	}
	widen := func(low, high *int, least int) {
		if room := least - (*high - *low); room > 0 {
			*low, *high = *low-room/2, *high+room/2
		}
	}
	widen(&f.LatMin, &f.LatMax, minSpan)
	widen(&f.LonMin, &f.LonMax, minSpan)
	return f
}

// Has reports whether a place lies inside the frame.
func (f Frame) Has(p Place) bool {
	return p.LatE6 >= f.LatMin && p.LatE6 <= f.LatMax && p.LonE6 >= f.LonMin && p.LonE6 <= f.LonMax
}

// ParseFrame reads what Frame.String wrote; anything else is no frame.
func ParseFrame(s string) (f Frame, ok bool) {
	var v [4]int
	parts := strings.Split(s, ",")
	if len(parts) != len(v) {
		return f, false
	}
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > 90_000_000 {
			return f, false
		}
		v[i] = n
	}
	f = Frame{v[0], v[1], v[2], v[3]}
	return f, f.LatMin < f.LatMax && f.LonMin < f.LonMax
}

// String writes the frame for an address.
func (f Frame) String() string {
	return fmt.Sprintf("%d,%d,%d,%d", f.LatMin, f.LatMax, f.LonMin, f.LonMax)
}

// projection turns degrees into units of the drawing: as if the earth were flat around the middle of the frame, which over the
// size of the Netherlands is off by less than a dot.
type projection struct {
	f             Frame
	scale, narrow float64
	height        int
}

func (f Frame) projection() projection {
	p := projection{f: f, narrow: math.Cos(float64(f.LatMin+f.LatMax) / 2e6 * math.Pi / 180)}
	wide, high := float64(f.LonMax-f.LonMin)*p.narrow, float64(f.LatMax-f.LatMin)
	const inner = mapWidth - 2*mapMargin
	p.scale = inner / max(wide, high, 1)
	p.height = int(high*p.scale) + 2*mapMargin
	return p
}

func (p projection) at(latE6, lonE6 int) (x, y float64) {
	used := float64(p.f.LonMax-p.f.LonMin) * p.narrow * p.scale
	left := (mapWidth - used) / 2
	return left + float64(lonE6-p.f.LonMin)*p.narrow*p.scale, mapMargin + float64(p.f.LatMax-latE6)*p.scale
}

// path draws a border.
func (p projection) path(b Border) string {
	var d strings.Builder
	for _, ring := range b.Rings {
		for i, at := range ring {
			x, y := p.at(int(at[1])*100, int(at[0])*100)
			letter := byte('L')
			if i == 0 {
				letter = 'M'
			}
			d.WriteByte(letter)
			d.WriteString(strconv.Itoa(int(math.Round(x))))
			d.WriteByte(' ')
			d.WriteString(strconv.Itoa(int(math.Round(y))))
		}
		d.WriteByte('Z')
	}
	return d.String()
}

// Clusters puts places on the drawing; those that would cover each other stand together, in the middle of where they lie.
// The order of the places decides nothing but the order of the keys.
func (f Frame) Clusters(places []Place) []Cluster {
	p := f.projection()
	type sum struct {
		x, y float64
		keys []int
	}
	cells := map[[2]int]*sum{}
	var order [][2]int
	for _, place := range places {
		x, y := p.at(place.LatE6, place.LonE6)
		cell := [2]int{int(x) / mapCell, int(y) / mapCell}
		s := cells[cell]
		if s == nil {
			s = &sum{}
			cells[cell] = s
			order = append(order, cell)
		}
		s.x, s.y, s.keys = s.x+x, s.y+y, append(s.keys, place.Key)
	}
	out := make([]Cluster, 0, len(order))
	for _, cell := range order {
		s := cells[cell]
		n := float64(len(s.keys))
		r := dotRadius
		if n > 1 {
			r = min(maxRadius, 11+int(2.2*math.Sqrt(n)))
		}
		out = append(out, Cluster{X: int(math.Round(s.x / n)), Y: int(math.Round(s.y / n)), R: r, Keys: s.keys})
	}
	return out
}
