package need

import (
	"context"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// StateOn returns the state on a day: an open need whose period has passed is expired. It needs no writer of its own.
func (n Need) StateOn(today clock.Date) State {
	if n.State == Open && n.To < today {
		return Expired
	}
	return n.State
}

// Filter narrows List.
type Filter struct {
	State  State  // empty is all
	Stage  Stage  // of the board; empty is all
	Series id.ID  // asked together
	Unit   id.ID  // this unit and everything below it
	Mine   bool   // asked by the principal
	Search string // part of the title
	After  string // cursor of the page before
}

// Line is a need in a list, with how far it is.
type Line struct {
	Need
	Invited int `db:"invited"`
	Agreed  int `db:"agreed"`
	Dates   int `db:"dates"`   // other dates that wait for the teacher
	Waiting int `db:"waiting"` // companies that have not answered yet
}

// List is a page of needs, the newest first, with the numbers per state of everything the filter reaches.
type List struct {
	Rows   []Line
	Next   string // cursor of the next page, empty on the last one
	Counts map[State]int
}

// pageSize is the number of rows on a page.
const pageSize = 50

// List returns the needs that the principal may read. It costs two queries.
func (s *Service) List(ctx context.Context, sc access.Scope, f Filter) (out List, err error) {
	if err := sc.Require(access.NeedRead); err != nil {
		return out, err
	}
	today := clock.Today(s.Clock)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out = List{Counts: map[State]int{}}
		if err := out.countTx(tx, sc, f, today); err != nil {
			return err
		}
		var b db.Builder
		b.Add(`SELECT ` + needColumns + `,
			(SELECT COUNT(*) FROM invitation i WHERE i.network_id = n.network_id AND i.need_id = ` + askedFor + `) AS invited,
			` + agreedOf("n") + ` AS agreed,
			(SELECT COUNT(*) FROM invitation i WHERE i.network_id = n.network_id AND i.need_id = ` + askedFor + ` AND i.answer = 'other_date') AS dates,
			(SELECT COUNT(*) FROM invitation i WHERE i.network_id = n.network_id AND i.need_id = ` + askedFor + ` AND i.answer IS NULL) AS waiting` + needFrom)
		f.where(&b, sc)
		if f.State != "" {
			b.Add(` AND `+stateOn+` = $2`, today, f.State)
		}
		if f.Stage != "" {
			b.Add(` AND `+stageOf+` = $3`, today, s.Clock.Now(), f.Stage)
		}
		if at, key, ok := cursor.ReadAt(f.After); ok {
			b.Add(` AND (n.asked_at, n.id) < ($1, $2)`, at, key)
		}
		b.Add(` ORDER BY n.asked_at DESC, n.id DESC LIMIT $1`, pageSize+1)
		out.Rows, err = db.Select[Line](tx, sc.BindQuery(b.Query()))
		out.Rows, out.Next = cursor.Cut(out.Rows, pageSize, func(last Line) string { return cursor.At(last.AskedAt, last.ID) })
		return err
	})
	return out, operation.Wrap("list needs", err)
}

// stateOn is StateOn in SQL; its first argument is the day.
const stateOn = `(CASE WHEN n.state = 'open' AND n.period_to < $1 THEN 'expired' ELSE n.state END)`

func (l *List) countTx(tx *db.Tx, sc access.Scope, f Filter, today clock.Date) error {
	type row struct {
		State State `db:"state"`
		N     int   `db:"n"`
	}
	var b db.Builder
	b.Add(`SELECT s.state, COUNT(*) AS n FROM (SELECT `+stateOn+` AS state FROM need n`, today)
	f.where(&b, sc)
	b.Add(`) s GROUP BY s.state LIMIT 10`)
	rows, err := db.Select[row](tx, sc.BindQuery(b.Query()))
	for _, r := range rows {
		l.Counts[r.State] = r.N
	}
	return err
}

// where adds the conditions that hold for rows and numbers alike.
func (f Filter) where(b *db.Builder, sc access.Scope) {
	b.Add(` WHERE {need.read:n} AND n.deleted_at IS NULL`)
	if f.Unit != "" {
		b.Add(` AND EXISTS (SELECT 1 FROM unit_closure c WHERE c.network_id = n.network_id AND c.ancestor_id = $1 AND c.descendant_id = n.unit_id)`, f.Unit)
	}
	if f.Series != "" {
		b.Add(` AND n.series_id = $1`, f.Series)
	}
	if f.Mine {
		b.Add(` AND n.asked_by = $1`, string(sc.Account()))
	}
	if text := strings.TrimSpace(f.Search); text != "" {
		b.Add(` AND LOWER(n.title) LIKE $1`, "%"+strings.NewReplacer(`%`, ``, `_`, ``, `\`, ``).Replace(strings.ToLower(text))+"%")
	}
}

// Units returns the units in whose name the principal may ask, schools first.
func (s *Service) Units(ctx context.Context, sc access.Scope) (units []Unit, err error) {
	if err := sc.Require(access.NeedWrite); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		units, err = db.Select[Unit](tx, sc.Bind(`SELECT u.id, u.name, u.kind FROM unit u WHERE {need.write:u.id} AND u.deleted_at IS NULL
			ORDER BY CASE u.kind WHEN 'school' THEN 1 WHEN 'workgroup' THEN 2 WHEN 'college' THEN 3 ELSE 4 END, u.name_key, u.id LIMIT 1000`))
		return err
	})
	return units, operation.Wrap("read units", err)
}

// Unit is a unit that can ask.
type Unit struct {
	ID   id.ID  `db:"id"`
	Name string `db:"name"`
	Kind string `db:"kind"`
}

// Suggest fills a new form: from the need that is copied when one is named, else from the principal's last one, without its
// title and item. The period starts in three weeks and lasts six; a copy of a need of half a year ago or longer gets its period a
// whole number of years later.
func (s *Service) Suggest(ctx context.Context, sc access.Scope, copied id.ID) (in AskInput, err error) {
	if err := sc.Require(access.NeedWrite); err != nil {
		return in, err
	}
	today := clock.Today(s.Clock)
	from, to := today.AddDays(21), today.AddDays(63)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		const load = `SELECT ` + needColumns + needFrom + `WHERE {need.read:n} AND n.deleted_at IS NULL `
		if copied != "" {
			n, err := operation.Found(db.Get[Need](tx, sc.Bind(load+`AND n.id = $1 LIMIT 1`, copied)))
			if in = n.Again(); err == nil && n.To < today.AddDays(-aYear/2) {
				from, to = later(n.From, n.To, today)
			}
			return err
		}
		last, err := db.Select[Need](tx, sc.Bind(load+`AND n.asked_by = $1 ORDER BY n.asked_at DESC, n.id DESC LIMIT 1`, string(sc.Account())))
		if len(last) == 1 {
			in = last[0].Again()
			in.Title, in.Goal, in.Item, in.Activity, in.Theme, in.Class, in.Before, in.After = "", "", "", "", "", "", "", ""
		}
		return err
	})
	if !sc.CanOn(access.NeedWrite, in.Unit) {
		in.Unit = ""
	}
	if in.Wanted == "" {
		in.Wanted = "1"
	}
	in.From, in.To = from, to
	return in, operation.Wrap("suggest need", err)
}
