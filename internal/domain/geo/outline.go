package geo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"schakel/internal/platform/db"
)

// Outline is the border of a municipality. Its rings are closed lines of [longitude, latitude] in ten-thousandths of a degree.
type Outline struct {
	Code  string                `db:"code"` // CBS code, 4 digits
	Name  string                `db:"name"`
	Rings db.JSON[[][][2]int32] `db:"rings"`
}

// Box is a rectangle in ten-thousandths of a degree.
type Box struct{ LatMin, LatMax, LonMin, LonMax int }

// Bounds of a file of outlines: the Netherlands have fewer than 400 municipalities; a detailed file has a million points.
const (
	maxOutlines      = 1000
	maxOutlineBytes  = 64 << 20
	maxOutlinePoints = 200_000
)

// ErrOutlines says that a file is no list of municipalities' outlines; what is wrong stands before it.
var ErrOutlines = errors.New("not a GeoJSON file of municipalities in WGS 84")

type feature struct {
	Properties map[string]any `json:"properties"`
	Geometry   struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// ReadOutlines reads a GeoJSON FeatureCollection of municipalities as CBS and PDOK publish it: polygons in longitude and latitude,
// with the code (gemeentecode or statcode, "GM0141") and the name among the properties. Water is left out.
func ReadOutlines(r io.Reader) ([]Outline, error) {
	var file struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}
	limited := &io.LimitedReader{R: r, N: maxOutlineBytes}
	if err := json.NewDecoder(limited).Decode(&file); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrOutlines, err)
	}
	if file.Type != "FeatureCollection" || len(file.Features) == 0 || len(file.Features) > maxOutlines {
		return nil, fmt.Errorf("%w: it has %d features", ErrOutlines, len(file.Features))
	}
	var (
		out   []Outline
		seen  = map[string]bool{}
		total int
	)
	for i, f := range file.Features {
		if f.property("water") == "JA" {
			continue
		}
		o, err := f.outline()
		if err != nil {
			return nil, fmt.Errorf("%w: feature %d: %w", ErrOutlines, i+1, err)
		}
		if seen[o.Code] {
			return nil, fmt.Errorf("%w: %s occurs twice", ErrOutlines, o.Code)
		}
		seen[o.Code] = true
		for _, ring := range o.Rings.V {
			total += len(ring)
		}
		if out = append(out, o); total > maxOutlinePoints {
			return nil, fmt.Errorf("%w: more than %d points; take a simplified file", ErrOutlines, maxOutlinePoints)
		}
	}
	return out, nil
}

func (f feature) property(names ...string) string {
	for _, n := range names {
		if s, ok := f.Properties[n].(string); ok && s != "" {
			return s
		}
	}
	return ""
}

func (f feature) outline() (Outline, error) {
	o := Outline{
		Code: strings.TrimPrefix(f.property("gemeentecode", "statcode", "code"), "GM"),
		Name: f.property("gemeentenaam", "statnaam", "naam", "name"),
	}
	if len(o.Code) != 4 || strings.Trim(o.Code, "0123456789") != "" {
		return o, fmt.Errorf("%.20q is no code of a municipality", o.Code)
	}
	if o.Name == "" || len(o.Name) > 100 || !utf8.ValidString(o.Name) {
		return o, errors.New("it has no name")
	}
	var polygons [][][][]float64
	var err error
	switch f.Geometry.Type {
	case "Polygon":
		polygons = make([][][][]float64, 1)
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
	default:
		err = fmt.Errorf("%.20q is no polygon", f.Geometry.Type)
	}
	if err != nil {
		return o, err
	}
	for _, p := range polygons {
		for _, line := range p {
			ring, err := ringOf(line)
			if err != nil {
				return o, err
			}
			if len(ring) >= 4 { // smaller than the grid: an islet that nobody would see
				o.Rings.V = append(o.Rings.V, ring)
			}
		}
	}
	if len(o.Rings.V) == 0 {
		return o, errors.New("it has no border")
	}
	return o, nil
}

// ringOf puts a line on the grid; points that fall together become one.
func ringOf(line [][]float64) ([][2]int32, error) {
	var ring [][2]int32
	for _, at := range line {
		if len(at) < 2 || !(at[0] >= 3 && at[0] <= 8 && at[1] >= 50 && at[1] <= 54) {
			return nil, errors.New("a point does not lie in the Netherlands, or is not in longitude and latitude")
		}
		p := [2]int32{int32(math.Round(at[0] * 1e4)), int32(math.Round(at[1] * 1e4))}
		if len(ring) == 0 || ring[len(ring)-1] != p {
			ring = append(ring, p)
		}
	}
	return ring, nil
}

// LoadOutlines puts outlines in place of those known before and returns how many there are.
func LoadOutlines(ctx context.Context, d *db.DB, r io.Reader) (int, error) {
	all, err := ReadOutlines(r)
	if err != nil {
		return 0, err
	}
	err = d.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		if _, err := tx.Exec(db.Q(`DELETE FROM outline`)); err != nil {
			return err
		}
		for _, o := range all {
			box := o.box()
			_, err := tx.Exec(db.Q(`INSERT INTO outline (code, name, lat_min, lat_max, lon_min, lon_max, rings) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
				o.Code, o.Name, box.LatMin, box.LatMax, box.LonMin, box.LonMax, o.Rings))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("load outlines: %w", err)
	}
	return len(all), nil
}

func (o Outline) box() Box {
	first := o.Rings.V[0][0]
	b := Box{int(first[1]), int(first[1]), int(first[0]), int(first[0])}
	for _, ring := range o.Rings.V {
		for _, p := range ring {
			b.LatMin, b.LatMax = min(b.LatMin, int(p[1])), max(b.LatMax, int(p[1]))
			b.LonMin, b.LonMax = min(b.LonMin, int(p[0])), max(b.LonMax, int(p[0]))
		}
	}
	return b
}

// OutlinesTx returns the outlines that a box touches, by name; none when no file was loaded.
func OutlinesTx(tx *db.Tx, b Box) ([]Outline, error) {
	out, err := db.Select[Outline](tx, db.Q(`SELECT code, name, rings FROM outline
		WHERE lat_max >= $1 AND lat_min <= $2 AND lon_max >= $3 AND lon_min <= $4 ORDER BY name, code LIMIT $5`,
		b.LatMin, b.LatMax, b.LonMin, b.LonMax, maxOutlines))
	if err != nil {
		return nil, fmt.Errorf("read outlines: %w", err)
	}
	return out, nil
}
