package programme

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Service holds the use cases of programme lines and activities.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }

// Line is a programme line.
type Line struct {
	ID        id.ID      `db:"id"`
	Unit      id.ID      `db:"unit_id"`
	UnitName  string     `db:"unit_name"`
	Grant     id.ID      `db:"grant_id"`
	GrantName string     `db:"grant_name"`
	Code      string     `db:"code"`
	Name      string     `db:"name"`
	From      clock.Date `db:"start_on"` // of the grant
	To        clock.Date `db:"end_on"`
	Version   int        `db:"version"`

	Activities []Activity
}

// Activity is something that a line does over a period.
type Activity struct {
	ID       id.ID      `db:"id"`
	Unit     id.ID      `db:"unit_id"`
	UnitName string     `db:"unit_name"`
	Line     id.ID      `db:"line_id"`
	LineCode string     `db:"line_code"`
	LineName string     `db:"line_name"`
	Grant    id.ID      `db:"grant_id"`
	Code     string     `db:"code"`
	Name     string     `db:"name"`
	From     clock.Date `db:"start_on"`
	To       clock.Date `db:"end_on"`
	Version  int        `db:"version"`

	Planned int // engagements that the reader may see, cancelled ones left out
	Held    int // of those, the ones whose attendance was counted
}

// Holds reports whether the activity runs on the day.
func (a Activity) Holds(on clock.Date) bool { return a.From <= on && on <= a.To }

const (
	lineColumns = `l.id, l.unit_id, u.name AS unit_name, l.grant_id, g.name AS grant_name, l.code, l.name, g.start_on, g.end_on, l.version
		FROM programme_line l
		JOIN subsidy_grant g ON g.network_id = l.network_id AND g.id = l.grant_id
		JOIN unit u ON u.network_id = l.network_id AND u.id = l.unit_id`
	activityColumns = `a.id, a.unit_id, u.name AS unit_name, a.line_id, l.code AS line_code, l.name AS line_name, l.grant_id, a.code, a.name,
		a.start_on, a.end_on, a.version
		FROM activity a
		JOIN programme_line l ON l.network_id = a.network_id AND l.id = a.line_id
		JOIN unit u ON u.network_id = a.network_id AND u.id = a.unit_id`
)

// Lines returns the lines with their activities and how often each was planned and held, as far as the principal sees
// engagements. It costs three queries.
func (s *Service) Lines(ctx context.Context, sc access.Scope) (lines []Line, err error) {
	if err := sc.Require(access.ProgrammeRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		lines, err = linesTx(tx, sc)
		return err
	})
	return lines, operation.Wrap("read programme", err)
}

// Tallies is the query that counts per activity what is planned, cancelled ones left out, and what of it was held and counted.
const Tallies = `SELECT o.activity_id, COUNT(*) AS planned, SUM(CASE WHEN c.occurrence_id IS NULL THEN 0 ELSE 1 END) AS held
	FROM occurrence o
	LEFT JOIN (SELECT DISTINCT network_id, occurrence_id FROM attendance_count) c ON c.network_id = o.network_id AND c.occurrence_id = o.id
	WHERE {engagement.read:o} AND o.activity_id IS NOT NULL AND o.cancelled_at IS NULL AND o.deleted_at IS NULL
	GROUP BY o.activity_id`

func linesTx(tx *db.Tx, sc access.Scope) ([]Line, error) {
	lines, err := db.Select[Line](tx, sc.Bind(`SELECT `+lineColumns+` WHERE {programme.read:l} AND l.deleted_at IS NULL
		ORDER BY g.start_on DESC, g.name, l.code, l.id LIMIT 500`))
	if err != nil {
		return nil, err
	}
	activities, err := db.Select[Activity](tx, sc.Bind(`SELECT `+activityColumns+` WHERE {programme.read:a} AND a.deleted_at IS NULL AND l.deleted_at IS NULL
		ORDER BY a.code, a.id LIMIT 5000`))
	if err != nil {
		return nil, err
	}
	type tally struct {
		Activity id.ID `db:"activity_id"`
		Planned  int   `db:"planned"`
		Held     int   `db:"held"`
	}
	tallies, err := db.Select[tally](tx, sc.Bind(Tallies+` LIMIT 5000`))
	if err != nil {
		return nil, err
	}
	counts := make(map[id.ID]tally, len(tallies))
	for _, t := range tallies {
		counts[t.Activity] = t
	}
	place := make(map[id.ID]int, len(lines))
	for i := range lines {
		place[lines[i].ID] = i
	}
	for _, a := range activities {
		if i, ok := place[a.Line]; ok {
			a.Planned, a.Held = counts[a.ID].Planned, counts[a.ID].Held
			lines[i].Activities = append(lines[i].Activities, a)
		}
	}
	return lines, nil
}

// Line returns one line, without its activities.
func (s *Service) Line(ctx context.Context, sc access.Scope, key id.ID) (line Line, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		line, err = operation.Found(db.Get[Line](tx, sc.Bind(`SELECT `+lineColumns+` WHERE {programme.read:l} AND l.id = $1 AND l.deleted_at IS NULL LIMIT 1`, key)))
		return err
	})
	return line, operation.Wrap("read programme line", err)
}

// Activity returns one activity, without its counts.
func (s *Service) Activity(ctx context.Context, sc access.Scope, key id.ID) (a Activity, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		a, err = ActivityTx(tx, sc, key)
		return err
	})
	return a, operation.Wrap("read activity", err)
}

// ActivityTx returns one activity inside a transaction; one that is not there is fault.NotFound.
func ActivityTx(tx *db.Tx, sc access.Scope, key id.ID) (Activity, error) {
	return operation.Found(db.Get[Activity](tx, sc.Bind(`SELECT `+activityColumns+` WHERE {programme.read:a} AND a.id = $1 AND a.deleted_at IS NULL LIMIT 1`, key)))
}

// ActivityOptions returns the activities that run on the day, for a form; with the empty day all that have not ended.
func (s *Service) ActivityOptions(ctx context.Context, sc access.Scope, on clock.Date) (list []Activity, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		list, err = ActivityOptionsTx(tx, sc, on, s.Clock.Now())
		return err
	})
	return list, operation.Wrap("read activities", err)
}

// ActivityOptionsTx is ActivityOptions inside a transaction.
func ActivityOptionsTx(tx *db.Tx, sc access.Scope, on clock.Date, now time.Time) ([]Activity, error) {
	from, to := on, on
	if on == "" {
		from, to = clock.DateOf(now), "9999-12-31"
	}
	return db.Select[Activity](tx, sc.Bind(`SELECT `+activityColumns+` WHERE {programme.read:a} AND a.deleted_at IS NULL AND l.deleted_at IS NULL
		AND a.end_on >= $1 AND a.start_on <= $2 ORDER BY l.code, a.code, a.id LIMIT 1000`, from, to))
}

// Grant is what a line needs to know of the grant that pays it.
type Grant struct {
	ID   id.ID      `db:"id"`
	Name string     `db:"name"`
	From clock.Date `db:"start_on"`
	To   clock.Date `db:"end_on"`
}

// GrantOptions returns the grants that can pay a line, the newest first.
func (s *Service) GrantOptions(ctx context.Context, sc access.Scope) (list []Grant, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		list, err = db.Select[Grant](tx, sc.Bind(`SELECT g.id, g.name, g.start_on, g.end_on FROM subsidy_grant g
			WHERE {grant.read:g} AND g.deleted_at IS NULL ORDER BY g.start_on DESC, g.name, g.id LIMIT 200`))
		return err
	})
	return list, operation.Wrap("read grants", err)
}

// grantTx checks that a grant exists in the network. Only its id, name and period are looked at.
func grantTx(op *operation.Op, key id.ID) (Grant, error) {
	g, err := operation.Get[Grant](op, `SELECT g.id, g.name, g.start_on, g.end_on FROM subsidy_grant g WHERE {wall:g} AND g.id = $1 AND g.deleted_at IS NULL LIMIT 1`, key)
	if fault.Is(err, fault.KindNotFound) {
		return g, fault.Fields{"grant": {Key: "field.choice"}}.Err()
	}
	return g, err
}
