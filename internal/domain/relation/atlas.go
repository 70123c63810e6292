package relation

import (
	"context"
	"slices"

	"schakel/internal/domain/geo"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Spot is an organisation on the map.
type Spot struct {
	ID    id.ID  `db:"id"`
	Name  string `db:"name"`
	Place string `db:"place"`
	LatE6 int    `db:"lat_e6"`
	LonE6 int    `db:"lon_e6"`
	Metre int    // distance to where the map measures from; 0 without
}

// Point is where the organisation is: the middle of its four-digit postcode.
func (s Spot) Point() geo.Point { return geo.Point{LatE6: s.LatE6, LonE6: s.LonE6} }

// Atlas is a list shown on a map.
type Atlas struct {
	Spots    []Spot // by name, or by distance when From is set
	More     bool   // there are more than maxSpots
	Unplaced int    // organisations whose postcode is unknown
	Outlines []geo.Outline
	From     *Spot  // the school that distances are measured from
	Schools  []Spot // to measure from
}

// maxSpots bounds what a map shows: more would only be a stain.
const maxSpots = 5000

// Map returns the organisations that a filter lets through as points, the outlines around them and, when from is a school, their
// distance to it. It costs at most four queries.
func (s *Service) Map(ctx context.Context, sc access.Scope, f Filter, from id.ID) (out Atlas, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return out, err
	}
	f.now = s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if out.Schools, err = schoolsTx(tx, sc); err != nil {
			return err
		}
		if err := out.measureFrom(from); err != nil {
			return err
		}
		if err := out.spotsTx(tx, sc, f); err != nil {
			return err
		}
		if box, ok := out.box(); ok {
			out.Outlines, err = geo.OutlinesTx(tx, box)
		}
		return err
	})
	return out, operation.Wrap("map", err)
}

func (a *Atlas) measureFrom(from id.ID) error {
	if from == "" {
		return nil
	}
	i := slices.IndexFunc(a.Schools, func(s Spot) bool { return s.ID == from })
	if i < 0 {
		return fault.NotFound("fault.not_found")
	}
	a.From = &a.Schools[i]
	return nil
}

// schoolsTx lists the schools that lie somewhere.
func schoolsTx(tx *db.Tx, sc access.Scope) ([]Spot, error) {
	return db.Select[Spot](tx, sc.Bind(`SELECT o.id, o.name, o.place, o.lat_e6, o.lon_e6 FROM organisation o
		WHERE {organisation.read:o.id} AND o.kind = 'school' AND o.deleted_at IS NULL AND o.merged_into IS NULL AND o.lat_e6 IS NOT NULL
		ORDER BY o.name_key, o.id LIMIT 500`))
}

func (a *Atlas) spotsTx(tx *db.Tx, sc access.Scope, f Filter) error {
	type row struct {
		Spot
		Placed bool `db:"placed"`
	}
	b := new(db.Builder).Add(`SELECT o.id, o.name, o.place, o.lat_e6, o.lon_e6, o.lat_e6 IS NOT NULL AS placed`)
	f.where(tx, b, sc)
	b.Add(` ORDER BY o.name_key, o.id LIMIT $1`, maxSpots+1)
	rows, err := db.Select[row](tx, sc.BindQuery(b.Query()))
	if err != nil {
		return err
	}
	if a.More = len(rows) > maxSpots; a.More {
		rows = rows[:maxSpots]
	}
	for _, r := range rows {
		if !r.Placed {
			a.Unplaced++
			continue
		}
		if a.From != nil {
			r.Metre = geo.Metres(a.From.Point(), r.Point())
		}
		a.Spots = append(a.Spots, r.Spot)
	}
	if a.From != nil {
		slices.SortStableFunc(a.Spots, func(x, y Spot) int { return x.Metre - y.Metre })
	}
	return nil
}

// box is the rectangle around all that the map shows.
func (a *Atlas) box() (geo.Box, bool) {
	all := a.Spots
	if a.From != nil {
		all = append(slices.Clone(all), *a.From)
	}
	if len(all) == 0 {
		return geo.Box{}, false
	}
	const e2 = 100 // millionths to ten-thousandths
	b := geo.Box{LatMin: all[0].LatE6 / e2, LatMax: all[0].LatE6 / e2, LonMin: all[0].LonE6 / e2, LonMax: all[0].LonE6 / e2}
	for _, s := range all {
		b.LatMin, b.LatMax = min(b.LatMin, s.LatE6/e2), max(b.LatMax, s.LatE6/e2)
		b.LonMin, b.LonMax = min(b.LonMin, s.LonE6/e2), max(b.LonMax, s.LonE6/e2)
	}
	return b, true
}
