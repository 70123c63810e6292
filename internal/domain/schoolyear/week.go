package schoolyear

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Service keeps what differs per school in a year.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }

// WeekKind is what a school does in a stretch of days.
type WeekKind string

// The kinds: in test and exam weeks nothing can be planned with pupils; in internship weeks the pupils are at companies;
// project weeks have no ordinary timetable; free days are the school's own.
const (
	TestWeek       WeekKind = "test"
	InternshipWeek WeekKind = "internship"
	ProjectWeek    WeekKind = "project"
	FreeDays       WeekKind = "free"
)

// WeekKinds lists the kinds.
func WeekKinds() []WeekKind { return []WeekKind{TestWeek, InternshipWeek, ProjectWeek, FreeDays} }

// Busy reports whether a class can hardly do anything with a company then.
func (k WeekKind) Busy() bool { return k == TestWeek || k == FreeDays }

// Week is a stretch of days in the year of a unit and of the units below it.
type Week struct {
	ID       id.ID      `db:"id"`
	Unit     id.ID      `db:"unit_id"`
	UnitName string     `db:"unit_name"`
	Kind     WeekKind   `db:"kind"`
	Title    string     `db:"title"` // for whom: "leerjaar 3 en 4"; may be empty
	From     clock.Date `db:"from_on"`
	To       clock.Date `db:"to_on"` // included
	Version  int        `db:"version"`
}

// Holds reports whether the day lies in the week.
func (w Week) Holds(d clock.Date) bool { return w.From <= d && d <= w.To }

// maxDays is the longest stretch: an internship of half a year.
const maxDays = 200

// WeekInput is a stretch to keep.
type WeekInput struct {
	Unit  id.ID
	Kind  WeekKind
	Title string
	From  clock.Date
	To    clock.Date // the first day when empty
}

// Validate cleans the input or returns a fault with messages at unit, kind, title, from and to.
func (in *WeekInput) Validate() error {
	f := fault.Fields{}
	if in.Unit == "" {
		f.Add("unit", "field.required")
	}
	in.Kind = check.Choice(f, "kind", string(in.Kind), WeekKinds()...)
	in.Title = check.OptionalLine(f, "title", in.Title, 120)
	in.From = check.Date(f, "from", string(in.From))
	in.To = check.OptionalDate(f, "to", string(in.To))
	if in.To == "" {
		in.To = in.From
	}
	check.DateOrder(f, "to", in.From, in.To)
	if len(f) == 0 && in.From.DaysUntil(in.To) > maxDays {
		f.Add("to", "schoolyear.too_long")
	}
	return f.Err()
}

// AddWeek keeps a stretch of days in the year of a unit.
func (s *Service) AddWeek(ctx context.Context, sc access.Scope, in WeekInput) (key id.ID, err error) {
	if err := sc.Require(access.CalendarKeep); err != nil {
		return "", err
	}
	if err := in.Validate(); err != nil {
		return "", err
	}
	if err := sc.RequireOn(access.CalendarKeep, in.Unit); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		key = op.NewID()
		op.Audit(audit.Entry{Action: "school_week.added", Object: "school_week", ID: key, Unit: in.Unit, Detail: in})
		return op.Insert(`INSERT INTO school_week (network_id, id, unit_id, kind, title, from_on, to_on, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, op.Network(), key, in.Unit, in.Kind, in.Title, in.From, in.To, op.ID)
	})
	return key, operation.Wrap("add school week", err)
}

// RemoveWeek takes a stretch out of the year again.
func (s *Service) RemoveWeek(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.CalendarKeep); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		w, err := operation.Get[Week](op, `SELECT `+weekColumns+weekFrom+` WHERE {calendar.keep:w} AND w.id = $1 AND w.deleted_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "school_week.removed", Object: "school_week", ID: w.ID, Unit: w.Unit, Detail: w})
		_, err = op.Exec(`UPDATE school_week AS w SET deleted_at = $2, deleted_op = $3, version = version + 1
			WHERE {calendar.keep:w} AND w.id = $1 AND w.deleted_at IS NULL`, w.ID, op.At, op.ID)
		return err
	})
	return operation.Wrap("remove school week", err)
}

const (
	weekColumns = `w.id, w.unit_id, u.name AS unit_name, w.kind, w.title, w.from_on, w.to_on, w.version`
	weekFrom    = ` FROM school_week w JOIN unit u ON u.network_id = w.network_id AND u.id = w.unit_id`
)

// WeeksTx returns what the units of the network have between two days, early first. Everybody in the network sees when a
// school has no time: that is what it is kept for.
func WeeksTx(tx *db.Tx, sc access.Scope, from, to clock.Date) ([]Week, error) {
	return db.Select[Week](tx, sc.Bind(`SELECT `+weekColumns+weekFrom+`
		WHERE {network.read:w} AND w.deleted_at IS NULL AND w.to_on >= $1 AND w.from_on <= $2
		ORDER BY w.from_on, w.to_on, u.name_key, w.id LIMIT 2000`, from, to))
}

// Weeks is WeeksTx in a transaction of its own.
func (s *Service) Weeks(ctx context.Context, sc access.Scope, from, to clock.Date) (list []Week, err error) {
	if err := sc.Require(access.NetworkRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		list, err = WeeksTx(tx, sc, from, to)
		return err
	})
	return list, operation.Wrap("read school weeks", err)
}

// WeeksForTx returns what a unit has between two days: its own weeks, and those of what stands above it.
func WeeksForTx(tx *db.Tx, sc access.Scope, unit id.ID, from, to clock.Date) ([]Week, error) {
	return db.Select[Week](tx, sc.Bind(`SELECT `+weekColumns+weekFrom+`
		JOIN unit_closure x ON x.network_id = w.network_id AND x.ancestor_id = w.unit_id AND x.descendant_id = $1
		WHERE {wall:w} AND w.deleted_at IS NULL AND w.from_on <= $3 AND w.to_on >= $2
		ORDER BY w.from_on, w.id LIMIT 200`, unit, from, to))
}
