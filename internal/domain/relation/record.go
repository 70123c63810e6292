package relation

import (
	"context"
	"slices"

	"schakel/internal/domain/geo"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Record is everything that an organisation's page shows.
type Record struct {
	Organisation  Organisation
	Metres        *int // from the school of the principal's unit; nil when not known
	People        []ContactPerson
	Umbrellas     []Membership
	Members       []Membership // of an umbrella, the first ones by name
	MemberCount   int
	Relationships []Relationship
	Introductions []Introduction // those that it made first, the latest first
	Pressure      Pressure
	Last          LastContact
	Actions       []NextAction
	Lines         map[TimelineFilter]int // how many lines each filter of the timeline has; empty filters are left out
	Timeline      TimelinePage
	Unit          id.ID // for which a contact is recorded from this page; empty: for none
	Signal        Signal
}

// Record reads an organisation's page in four queries: the organisation, all that stands around it, a page of its timeline, and for
// who records contact what deserves attention.
// What the principal may not see is empty and not asked for. Pressure counts since the given day.
func (s *Service) Record(ctx context.Context, sc access.Scope, key id.ID, filter TimelineFilter, after string, since clock.Date) (out Record, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return out, err
	}
	from, err := since.At(0, 0)
	if err != nil {
		return out, operation.Wrap("read record", err)
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out = Record{}
		if err := out.placedTx(tx, sc, key); err != nil {
			return err
		}
		all, err := out.aroundTx(tx, sc, from)
		if err != nil {
			return err
		}
		out.Unit = out.recordingUnit(sc)
		if !sc.Can(access.ContactRead) {
			return nil
		}
		if out.Timeline, err = TimelineTx(tx, sc, out.Organisation.ID, filter, after, s.Clock.Now()); err != nil || out.Unit == "" {
			return err
		}
		return out.signalTx(tx.MayEnd(), sc, all, s.Clock.Now())
	})
	return out, operation.Wrap("read record", err)
}

// placedTx reads the organisation, and how far it is from the school for which the principal works.
func (r *Record) placedTx(tx *db.Tx, sc access.Scope, key id.ID) error {
	type row struct {
		Organisation
		HomeLat *int `db:"home_lat"`
		HomeLon *int `db:"home_lon"`
	}
	var home id.ID
	if units := sc.HomeUnits(); len(units) > 0 {
		home = units[0]
	}
	got, err := operation.Found(db.Get[row](tx, sc.Bind(`
		SELECT `+organisationColumns+`, h.lat_e6 AS home_lat, h.lon_e6 AS home_lon
		FROM organisation asked
		JOIN organisation o ON o.network_id = asked.network_id AND o.id = COALESCE(asked.merged_into, asked.id)
		LEFT JOIN unit s ON s.network_id = o.network_id AND s.id = $2
		LEFT JOIN organisation h ON h.network_id = s.network_id AND h.id = s.organisation_id
		WHERE {organisation.read:asked.id} AND asked.id = $1 AND o.deleted_at IS NULL
		LIMIT 1`, key, home)))
	if err != nil {
		return operation.Wrap("read organisation", err)
	}
	r.Organisation = got.Organisation
	here, known := geo.At(got.LatE6, got.LonE6)
	school, placed := geo.At(got.HomeLat, got.HomeLon)
	if known && placed {
		m := geo.Metres(here, school)
		r.Metres = &m
	}
	return nil
}

// own is the relationship of the unit for which contact is recorded, nil without one.
func (r *Record) own() *Relationship {
	for i := range r.Relationships {
		if r.Relationships[i].Unit == r.Unit {
			return &r.Relationships[i]
		}
	}
	return nil
}

// planned reports whether that unit has something to do with the organisation already.
func (r *Record) planned() bool {
	return slices.ContainsFunc(r.Actions, func(a NextAction) bool { return a.Unit == r.Unit })
}

// recordingUnit is the unit for which the principal most likely records contact: one that keeps the relationship, else an own one.
func (r *Record) recordingUnit(sc access.Scope) id.ID {
	for _, own := range r.Relationships {
		if sc.CanOn(access.ContactRecord, own.Unit) {
			return own.Unit
		}
	}
	for _, unit := range sc.HomeUnits() {
		if sc.CanOn(access.ContactRecord, unit) {
			return unit
		}
	}
	return ""
}
