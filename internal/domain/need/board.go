package need

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Stage is where a need stands on the board: its state, and while it is open whose turn it is.
type Stage string

// The stages of an open need; a closed one has the name of its state.
const (
	NobodyAsked Stage = "start"  // nobody was asked yet
	AtCompanies Stage = "asked"  // companies have the question, or a next wave or a queue asks them
	AtSchool    Stage = "school" // another date waits for the school, or nobody is left who can still say yes
)

// Stages lists the columns of the board from left to right.
func Stages() []Stage {
	return []Stage{NobodyAsked, AtCompanies, AtSchool, Stage(Filled), Stage(Expired), Stage(Withdrawn)}
}

// OpenStages lists those of an open need.
func OpenStages() []Stage { return Stages()[:3] }

// stageOf is the stage of need n in SQL. Its arguments are the day and the moment.
const stageOf = `(CASE WHEN n.state <> 'open' THEN n.state WHEN n.period_to < $1 THEN 'expired'
	WHEN EXISTS (SELECT 1 FROM invitation d WHERE d.network_id = n.network_id AND d.need_id = ` + askedFor + ` AND d.answer = 'other_date') THEN 'school'
	WHEN EXISTS (SELECT 1 FROM invitation d WHERE d.network_id = n.network_id AND d.need_id = ` + askedFor + ` AND d.answer IS NULL AND d.expires_at > $2)
		OR EXISTS (SELECT 1 FROM wave_plan p WHERE p.network_id = n.network_id AND p.need_id = ` + askedFor + ` AND p.state = 'running')
		OR EXISTS (SELECT 1 FROM ask_queue q WHERE q.network_id = n.network_id AND q.need_id = ` + askedFor + ` AND q.state = 'waiting') THEN 'asked'
	WHEN EXISTS (SELECT 1 FROM invitation d WHERE d.network_id = n.network_id AND d.need_id = ` + askedFor + `) THEN 'school'
	ELSE 'start' END)`

// WaitKind is why a need waits.
type WaitKind string

// The kinds.
const (
	WaitAnswer WaitKind = "answer" // a company has not answered
	WaitDate   WaitKind = "date"   // a company proposed another date: the school decides
	WaitTurn   WaitKind = "turn"   // the need stands in the queue of a company
)

// Wait is for which company a need waits, or which company waits for the school.
type Wait struct {
	Need  id.ID      `db:"need_id"`
	Kind  WaitKind   `db:"kind"`
	Name  string     `db:"name"` // of the company
	Since time.Time  `db:"since"`
	On    clock.Date `db:"day"` // that the company proposes
	ID    id.ID      `db:"id"`
}

// Card is a need on the board.
type Card struct {
	Need
	Stage   Stage      `db:"stage"`
	Total   int        `db:"total"` // needs in the column
	Invited int        `db:"invited"`
	Agreed  int        `db:"agreed"`
	LastAt  *time.Time `db:"last_at"` // when a company answered last, or its time to answer was over
	NextAt  *time.Time `db:"next_at"` // when the next wave goes; nil: no waves, or not running
	Dry     bool       `db:"dry"`     // the waves found nobody more to ask
	Waits   []Wait     // the longest first
}

// Since is from when the card stands as it does: since the last thing that happened between school and companies.
func (c Card) Since() time.Time {
	switch {
	case len(c.Waits) > 0:
		return c.Waits[0].Since
	case c.ClosedAt != nil:
		return *c.ClosedAt
	case c.LastAt != nil:
		return *c.LastAt
	default:
		return c.AskedAt
	}
}

// MayClose reports whether the school can be content with the companies it has: an open need with at least one.
func (c Card) MayClose() bool { return c.State == Open && c.Agreed > 0 }

// MayReopen reports whether the need can look for companies again.
func (c Card) MayReopen(today clock.Date) bool { return c.Need.mayReopen(c.Agreed, today) }

// Column is a column of the board.
type Column struct {
	Stage Stage
	Total int
	Cards []Card
}

// StageQuery counts the needs per stage, in columns stage and n, for a page that asks it together with other things. The list under the
// same filter and the stage shows as many.
func (f Filter) StageQuery(sc access.Scope, now time.Time) db.Query {
	var b db.Builder
	b.Add(`SELECT s.stage, COUNT(*) AS n FROM (SELECT `+stageOf+` AS stage FROM need n`, clock.DateOf(now), now)
	f.where(&b, sc)
	b.Add(`) s GROUP BY s.stage LIMIT 10`)
	return b.Query()
}

// boardCards is how many cards a column shows, endedCards how many one of what has ended: the board is about what is to be done.
const (
	boardCards = 20
	endedCards = 5
)

// Board returns the needs that the filter reaches in columns by stage: open ones by their period, the soonest first; closed ones
// the latest first. It costs two queries.
func (s *Service) Board(ctx context.Context, sc access.Scope, f Filter) (out []Column, err error) {
	if err := sc.Require(access.NeedRead); err != nil {
		return nil, err
	}
	now := s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		var b db.Builder
		b.Add(`SELECT `+needColumns+`, s.stage, s.total,
				(SELECT COUNT(*) FROM invitation i WHERE i.network_id = n.network_id AND i.need_id = `+askedFor+`) AS invited, `+agreedOf("n")+` AS agreed,
				(SELECT MAX(CASE WHEN i.answered_at IS NULL THEN i.expires_at ELSE i.answered_at END) FROM invitation i WHERE i.network_id = n.network_id AND i.need_id = `+askedFor+`) AS last_at,
				w.next_at, COALESCE(w.state = 'dry', FALSE) AS dry
			FROM (SELECT x.network_id, x.id, x.stage, COUNT(*) OVER (PARTITION BY x.stage) AS total,
					ROW_NUMBER() OVER (PARTITION BY x.stage ORDER BY x.ended DESC, x.period_from, x.id) AS place
				FROM (SELECT n.network_id, n.id, n.period_from, COALESCE(n.closed_at, 0) AS ended, `+stageOf+` AS stage FROM need n`, clock.DateOf(now), now)
		f.where(&b, sc)
		b.Add(`) x) s JOIN need n ON n.network_id = s.network_id AND n.id = s.id
			JOIN unit u ON u.network_id = n.network_id AND u.id = n.unit_id
			LEFT JOIN menu_item m ON m.network_id = n.network_id AND m.id = n.menu_item_id
			LEFT JOIN account a ON a.id = n.asked_by
			LEFT JOIN wave_plan w ON w.network_id = n.network_id AND w.need_id = `+askedFor+` AND w.state IN ('running', 'dry')
			WHERE (s.place <= $2 OR s.place <= $1 AND s.stage IN ('start', 'asked', 'school')) ORDER BY s.stage, s.place LIMIT 200`, boardCards, endedCards)
		cards, err := db.Select[Card](tx, sc.BindQuery(b.Query()))
		if err != nil {
			return err
		}
		if err := waitsTx(tx, sc, cards, now); err != nil {
			return err
		}
		out = columns(cards)
		return nil
	})
	return out, operation.Wrap("read board", err)
}

// columns puts cards, which are sorted by stage, into the columns of the board; an empty column stays.
func columns(cards []Card) []Column {
	out := make([]Column, 0, len(Stages()))
	for _, stage := range Stages() {
		c := Column{Stage: stage}
		for _, card := range cards {
			if card.Stage == stage {
				c.Cards, c.Total = append(c.Cards, card), card.Total
			}
		}
		out = append(out, c)
	}
	return out
}

// waitsTx adds to the open cards for whom they wait. The cards were read through the scope; the need that leads the visit of one may be
// of another unit.
func waitsTx(tx *db.Tx, sc access.Scope, cards []Card, now time.Time) error {
	at := map[id.ID][]*Card{}
	var open []id.ID
	for i := range cards {
		if cards[i].Stage == AtCompanies || cards[i].Stage == AtSchool {
			asked := cards[i].ID
			if cards[i].Follows() {
				asked = cards[i].Visit
			}
			at[asked] = append(at[asked], &cards[i])
			open = append(open, asked)
		}
	}
	rows, err := db.Select[Wait](tx, sc.Bind(`
		SELECT i.need_id, CASE WHEN i.answer IS NULL THEN 'answer' ELSE 'date' END AS kind, o.name,
			CASE WHEN i.answer IS NULL THEN COALESCE(i.passed_at, i.sent_at) ELSE i.answered_at END AS since, COALESCE(i.answer_on, '') AS day, i.id AS id
		FROM invitation i JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id
		WHERE {wall:i} AND i.need_id = ANY($1) AND (i.answer = 'other_date' OR i.answer IS NULL AND i.expires_at > $2)
		UNION ALL
		SELECT q.need_id, 'turn', o.name, q.queued_at, '', q.id FROM ask_queue q JOIN organisation o ON o.network_id = q.network_id AND o.id = q.organisation_id
		WHERE {wall:q} AND q.need_id = ANY($1) AND q.state = 'waiting'
		ORDER BY since, id LIMIT 5000`, db.List(open), now))
	for _, r := range rows {
		for _, c := range at[r.Need] {
			c.Waits = append(c.Waits, r)
		}
	}
	return err
}
