package facility

import (
	"context"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// horizon is how many days ahead can be planned: a programme period, as for occurrences.
const horizon = 4 * 366

// Use is a time at which somebody has a facility. Whoever plans sees that it is taken, by which school and until when; what for is seen
// by who reads the engagements of that school.
type Use struct {
	ID         id.ID      `db:"id"` // of the occurrence or the booking
	Facility   id.ID      `db:"facility_id"`
	Unit       id.ID      `db:"unit_id"`
	UnitName   string     `db:"unit_name"`
	Engagement id.ID      `db:"engagement_id"` // empty for a booking
	Title      string     `db:"title"`         // empty for who may not know
	On         clock.Date `db:"held_on"`
	Starts     time.Time  `db:"starts_at"`
	Ends       time.Time  `db:"ends_at"`
}

// Overlaps reports whether the use takes up any of a time.
func (u Use) Overlaps(starts, ends time.Time) bool {
	return u.Starts.Before(ends) && u.Ends.After(starts)
}

// Hours are the times of day at which it begins and ends.
func (u Use) Hours() (from, until string) {
	return u.Starts.In(clock.Amsterdam()).Format("15:04"), u.Ends.In(clock.Amsterdam()).Format("15:04")
}

// Taken says that a plan can't have the facility, and who has it until when.
func (u Use) Taken() fault.Message {
	from, until := u.Hours()
	return fault.Message{Key: "facility.taken", Args: []any{u.UnitName, from, until}}
}

// usesTx returns what takes up facilities between two days, both included, early first. What was moved online leaves its room free.
func usesTx(tx *db.Tx, sc access.Scope, facilities []id.ID, from, to clock.Date) ([]Use, error) {
	list, err := db.Select[Use](tx, sc.Bind(`SELECT o.id AS id, o.facility_id, o.unit_id, u.name AS unit_name, e.id AS engagement_id, e.title, o.held_on, o.starts_at AS starts_at, o.ends_at
			FROM occurrence o JOIN unit u ON u.network_id = o.network_id AND u.id = o.unit_id
			JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id AND e.deleted_at IS NULL
			WHERE {wall:o} AND o.facility_id = ANY($1) AND o.held_on BETWEEN $2 AND $3 AND o.cancelled_at IS NULL AND o.deleted_at IS NULL AND o.meeting_url = ''
		UNION ALL SELECT b.id, b.facility_id, b.unit_id, u.name, '', b.title, b.held_on, b.starts_at, b.ends_at
			FROM facility_booking b JOIN unit u ON u.network_id = b.network_id AND u.id = b.unit_id
			WHERE {wall:b} AND b.facility_id = ANY($1) AND b.held_on BETWEEN $2 AND $3 AND b.cancelled_at IS NULL
		ORDER BY starts_at, id LIMIT 2000`, db.List(facilities), from, to))
	for i := range list {
		if !sc.CanOn(access.EngagementRead, list[i].Unit) {
			list[i].Title, list[i].Engagement = "", ""
		}
	}
	return list, err
}

// TakenTx returns what takes up a facility between two days, for who plans something else there.
func TakenTx(tx *db.Tx, sc access.Scope, facility id.ID, from, to clock.Date) ([]Use, error) {
	return usesTx(tx, sc, []id.ID{facility}, from, to)
}

// Overview is the facilities of a network with what takes them up.
type Overview struct {
	Facilities []Facility
	Uses       []Use
}

// TakeTx makes others who want a facility wait and returns who has it at a time, the use except aside; nil: it is free.
func TakeTx(op *operation.Op, facility id.ID, on clock.Date, starts, ends time.Time, except id.ID) (*Use, error) {
	if err := LockTx(op, facility); err != nil {
		return nil, err
	}
	uses, err := TakenTx(op.Tx, op.Scope, facility, on, on)
	for _, u := range uses {
		if u.ID != except && u.Overlaps(starts, ends) {
			return &u, err
		}
	}
	return nil, err
}

// OverviewTx returns the facilities with what takes them up between two days.
func OverviewTx(tx *db.Tx, sc access.Scope, from, to clock.Date) (o Overview, err error) {
	if o.Facilities, err = ListTx(tx, sc); err != nil || len(o.Facilities) == 0 {
		return o, err
	}
	var keys []id.ID
	for _, f := range o.Facilities {
		keys = append(keys, f.ID)
	}
	o.Uses, err = usesTx(tx, sc, keys, from, to)
	return o, err
}

// soon is how many days ahead the pages of facilities look.
const soon = 70

// List returns the facilities with what takes them up from today on, ten weeks ahead.
func (s *Service) List(ctx context.Context, sc access.Scope) (o Overview, err error) {
	if err := sc.Require(access.NetworkRead); err != nil {
		return o, err
	}
	today := clock.Today(s.Clock)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		o, err = OverviewTx(tx, sc, today, today.AddDays(soon))
		return err
	})
	return o, operation.Wrap("list facilities", err)
}

// Record is a facility with what takes it up from today on.
type Record struct {
	Facility
	Gone  bool `db:"gone"` // taken out of use: what was there still says so, and nobody chooses it any more
	Uses  []Use
	Units []relation.Named // for which the principal may book it
}

// Managed returns a facility that the principal looks after.
func (s *Service) Managed(ctx context.Context, sc access.Scope, key id.ID) (out Facility, err error) {
	if err := sc.Require(access.FacilityManage); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = operation.Found(db.Get[Facility](tx, sc.Bind(`SELECT `+columns+from+` WHERE {facility.manage:f} AND f.id = $1`+live+` LIMIT 1`, key)))
		return err
	})
	return out, operation.Wrap("read facility", err)
}

// Record returns a facility with what takes it up from today on, as far ahead as can be planned; one that was taken out of use too.
func (s *Service) Record(ctx context.Context, sc access.Scope, key id.ID) (r Record, err error) {
	if err := sc.Require(access.NetworkRead); err != nil {
		return r, err
	}
	today := clock.Today(s.Clock)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		r, err = operation.Found(db.Get[Record](tx, sc.Bind(`SELECT `+columns+`, f.deleted_at IS NOT NULL AS gone`+from+` WHERE {network.read:f} AND f.id = $1 LIMIT 1`, key)))
		if err != nil {
			return err
		}
		if r.Uses, err = usesTx(tx, sc, []id.ID{key}, today, today.AddDays(horizon)); err != nil {
			return err
		}
		if r.Gone {
			return nil
		}
		r.Units, err = db.Select[relation.Named](tx, sc.Bind(`SELECT v.id, v.name FROM unit v
			WHERE {engagement.manage:v.id} AND v.deleted_at IS NULL AND ($1 OR EXISTS (SELECT 1 FROM unit_closure x
				WHERE x.network_id = v.network_id AND x.ancestor_id = $2 AND x.descendant_id = v.id))
			ORDER BY v.name_key, v.id LIMIT 500`, r.Shared, r.Unit))
		return err
	})
	return r, operation.Wrap("read facility", err)
}
