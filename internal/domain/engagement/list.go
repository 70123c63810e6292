package engagement

import (
	"context"
	"strings"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// State is how far an engagement is.
type State string

// The states, in the order in which an engagement goes through them.
const (
	Upcoming  State = "upcoming"
	Postponed State = "postponed" // off its day; waits for another
	ToCount   State = "to_count"  // it has begun; the attendance is to be counted
	Waiting   State = "waiting"   // for the company's signature
	Signed    State = "signed"
	Cancelled State = "cancelled"
)

// Ahead reports whether it is still to take place, as far as anybody said: both sides prepare it.
func (s State) Ahead() bool { return s == Upcoming || s == Postponed || s == ToCount }

// Wider views of the list, which are no states of their own.
const (
	Live State = "live" // everything that has a day
	Held State = "held" // what took place and was counted, signed or not
	Past State = "past" // what has begun, counted or not
)

// States lists the states.
func States() []State { return []State{Upcoming, Postponed, ToCount, Waiting, Signed, Cancelled} }

// state is what decides how far an occurrence is.
type state struct {
	StartsAt    time.Time  `db:"starts_at"`
	CancelledAt *time.Time `db:"cancelled_at"`
	PostponedAt *time.Time `db:"postponed_at"`
	CountedAt   *time.Time `db:"counted_at"` // latest count
	Pupils      int        `db:"pupils"`
	Teachers    int        `db:"teachers"`
	SignedAt    *time.Time `db:"signed_at"`
}

const (
	stateColumns = `o.starts_at, o.cancelled_at, o.postponed_at, t.counted_at, COALESCE(t.pupils, 0) AS pupils, COALESCE(t.teachers, 0) AS teachers, s.signed_at`
	// The latest count counts. A company signs once, so the joins add no rows.
	stateFrom = ` FROM occurrence o
		LEFT JOIN attendance_count t ON t.network_id = o.network_id AND t.id = (SELECT l.id FROM attendance_count l
			WHERE l.network_id = o.network_id AND l.occurrence_id = o.id ORDER BY l.counted_at DESC, l.id DESC LIMIT 1)
		LEFT JOIN sign_off s ON s.network_id = o.network_id AND s.occurrence_id = o.id AND s.organisation_id = o.organisation_id `
)

// State tells how far it is at an instant.
func (s state) State(now time.Time) State {
	switch {
	case s.PostponedAt != nil:
		return Postponed
	case s.CancelledAt != nil:
		return Cancelled
	case s.SignedAt != nil:
		return Signed
	case s.CountedAt != nil:
		return Waiting
	case !s.StartsAt.After(now):
		return ToCount
	default:
		return Upcoming
	}
}

// inState is the condition under which an occurrence is in a state; $1 is now.
var inState = map[State]string{
	Upcoming:  ` AND o.cancelled_at IS NULL AND s.id IS NULL AND t.id IS NULL AND o.starts_at > $1`,
	ToCount:   ` AND o.cancelled_at IS NULL AND s.id IS NULL AND t.id IS NULL AND o.starts_at <= $1`,
	Waiting:   ` AND o.cancelled_at IS NULL AND s.id IS NULL AND t.id IS NOT NULL`,
	Signed:    ` AND o.cancelled_at IS NULL AND s.id IS NOT NULL`,
	Postponed: ` AND o.postponed_at IS NOT NULL`,
	Cancelled: ` AND o.cancelled_at IS NOT NULL AND o.postponed_at IS NULL`,
	Live:      ` AND o.cancelled_at IS NULL`,
	Held:      ` AND o.cancelled_at IS NULL AND t.id IS NOT NULL`,
	Past:      ` AND o.cancelled_at IS NULL AND (s.id IS NOT NULL OR t.id IS NOT NULL OR o.starts_at <= $1)`,
}

// Row is an engagement in a list.
type Row struct {
	Engagement
	state
	Occurrence id.ID     `db:"occurrence_id"`
	EndsAt     time.Time `db:"ends_at"`
	Place      string    `db:"place"`
	Expected   int       `db:"pupils_expected"`
}

// Filter narrows the list.
type Filter struct {
	State        State // empty: all
	Unit         id.ID // with everything below it
	Organisation id.ID
	Activity     id.ID
	Series       id.ID
	From, To     clock.Date // days on which it takes place, both included
	Text         string     // words of the title, the company's or the school's name
	After        string     // cursor of the page before
	Limit        int        // 50 when zero
}

// Page is one page of the list.
type Page struct {
	Rows []Row
	Next string // cursor of the next page, empty on the last
}

// forward reports whether the list runs from early to late: what is still to be done does, what is done runs back.
func (f Filter) forward() bool {
	return f.State == Upcoming || f.State == Postponed || f.State == ToCount || f.State == Waiting
}

// List returns one page of engagements: what is still to be done from early to late, the rest from late to early.
func (s *Service) List(ctx context.Context, sc access.Scope, f Filter) (p Page, err error) {
	if err := sc.Require(access.EngagementRead); err != nil {
		return p, err
	}
	if f.Limit <= 0 || f.Limit > 200 {
		f.Limit = 50
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		p.Rows, err = db.Select[Row](tx, sc.BindQuery(f.query(tx, sc, s.Clock.Now())))
		return err
	})
	p.Rows, p.Next = cursor.Cut(p.Rows, f.Limit, func(last Row) string { return cursor.At(last.StartsAt, last.Occurrence) })
	return p, operation.Wrap("list engagements", err)
}

func (f Filter) query(tx *db.Tx, sc access.Scope, now time.Time) db.Query {
	var b db.Builder
	b.Add(`SELECT ` + columns + `, ` + stateColumns + `, o.id AS occurrence_id, o.ends_at, o.place, o.pupils_expected` + stateFrom + listJoins + ` WHERE {engagement.read:o} AND ` + live)
	f.narrow(tx, &b, sc)
	if where, ok := inState[f.State]; ok {
		if strings.Contains(where, "$1") {
			b.Add(where, now)
		} else {
			b.Add(where)
		}
	}
	at, after, ok := cursor.ReadAt(f.After)
	if f.forward() {
		if ok {
			b.Add(` AND (o.starts_at, o.id) > ($1, $2)`, at, after)
		}
		b.Add(` ORDER BY o.starts_at, o.id`)
	} else {
		if ok {
			b.Add(` AND (o.starts_at, o.id) < ($1, $2)`, at, after)
		}
		b.Add(` ORDER BY o.starts_at DESC, o.id DESC`)
	}
	b.Add(` LIMIT $1`, f.Limit+1)
	return b.Query()
}

const (
	listJoins = ` JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id
		JOIN unit u ON u.network_id = e.network_id AND u.id = e.unit_id
		JOIN organisation c ON c.network_id = e.network_id AND c.id = e.organisation_id
		LEFT JOIN menu_item m ON m.network_id = e.network_id AND m.id = e.menu_item_id `
	live = ` o.source_kind = 'engagement' AND o.deleted_at IS NULL AND e.deleted_at IS NULL`
)

// narrow adds the conditions that hold for every state.
func (f Filter) narrow(tx *db.Tx, b *db.Builder, sc access.Scope) {
	if f.Unit != "" {
		b.Add(` AND EXISTS (SELECT 1 FROM unit_closure x WHERE x.network_id = o.network_id AND x.ancestor_id = $1 AND x.descendant_id = o.unit_id)`, f.Unit)
	}
	if f.Organisation != "" {
		b.Add(` AND `+relation.SameAs("o.network_id", "o.organisation_id"), f.Organisation)
	}
	if f.Activity != "" {
		b.Add(` AND o.activity_id = $1`, f.Activity)
	}
	if f.Series != "" {
		b.Add(` AND e.series_id = $1`, f.Series)
	}
	if f.From != "" {
		b.Add(` AND o.held_on >= $1`, f.From)
	}
	if f.To != "" {
		b.Add(` AND o.held_on <= $1`, f.To)
	}
	search.MatchTx(tx, b, sc, search.Engagement, "e.id", f.Text)
}

// Tallies counts the engagements per state, under the filter without its state.
func (s *Service) Tallies(ctx context.Context, sc access.Scope, f Filter) (counts map[State]int, err error) {
	if err := sc.Require(access.EngagementRead); err != nil {
		return nil, err
	}
	type tally struct {
		State State `db:"state"`
		N     int   `db:"n"`
	}
	counts = map[State]int{}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err := db.Select[tally](tx, sc.BindQuery(f.TallyQuery(tx, sc, s.Clock.Now())))
		for _, r := range rows {
			counts[r.State] = r.N
		}
		return err
	})
	return counts, operation.Wrap("count engagements", err)
}

// TallyQuery counts the engagements per state, in columns state and n, for a page that asks it together with other things. The list
// under the same filter and the state shows as many.
func (f Filter) TallyQuery(tx *db.Tx, sc access.Scope, now time.Time) db.Query {
	var b db.Builder
	b.Add(`SELECT CASE WHEN o.postponed_at IS NOT NULL THEN 'postponed' WHEN o.cancelled_at IS NOT NULL THEN 'cancelled' WHEN s.id IS NOT NULL THEN 'signed' WHEN t.id IS NOT NULL THEN 'waiting'
			WHEN o.starts_at <= $1 THEN 'to_count' ELSE 'upcoming' END AS state, COUNT(*) AS n`+stateFrom+listJoins+` WHERE {engagement.read:o} AND `+live, now)
	f.narrow(tx, &b, sc)
	b.Add(` GROUP BY 1 LIMIT 10`)
	return b.Query()
}
