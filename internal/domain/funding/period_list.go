package funding

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Period is a year of a grant for the page of its years.
type Period struct {
	Year int
	Last PeriodEvent // the zero event, which is open, when nothing happened yet
	Figures
	Undecided money.Cents // neither checked, parked nor rejected
}

// Periods returns the years of a grant up to the present one, newest first, with all that happened to them, oldest first.
func (s *Service) Periods(ctx context.Context, sc access.Scope, grant id.ID) (g Grant, periods []Period, events []PeriodEvent, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return g, nil, nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if g, err = operation.Found(grantTx(tx, sc, access.GrantRead, grant)); err != nil {
			return err
		}
		events, err = db.Select[PeriodEvent](tx, sc.Bind(`SELECT `+periodColumns+`, COALESCE(a.name, '') AS by_name FROM period_event e LEFT JOIN account a ON a.id = e.actor_id
			WHERE {wall:e} AND e.grant_id = $1 ORDER BY e.year, e.seq LIMIT 1000`, grant))
		if err != nil {
			return err
		}
		periods, err = periodsTx(tx, sc, g, events, s.Clock.Now())
		return err
	})
	return g, periods, events, operation.Wrap("read years", err)
}

func periodsTx(tx *db.Tx, sc access.Scope, g Grant, events []PeriodEvent, now time.Time) ([]Period, error) {
	type row struct {
		Year int `db:"year"`
		balances
	}
	sums, err := db.Select[row](tx, sc.Bind(`SELECT z.year, SUM(z.carried_out) AS carried_out, SUM(z.evidenced) AS evidenced, SUM(z.parked) AS parked, SUM(z.checked) AS checked, SUM(z.reported) AS reported
		FROM ledger_sum z WHERE {contribution.read:z} AND z.grant_id = $1 GROUP BY z.year ORDER BY z.year LIMIT 100`, g.ID))
	if err != nil {
		return nil, err
	}
	by := map[int]*Period{}
	var out []Period
	last := now.Year()
	for year := last; year >= g.StartOn.Year(); year-- {
		out = append(out, Period{Year: year, Last: PeriodEvent{State: PeriodOpen}})
	}
	for i := range out {
		by[out[i].Year] = &out[i]
	}
	for _, r := range sums {
		if p := by[r.Year]; p != nil {
			p.Figures, p.Undecided = r.figures(), r.InCarriedOut+r.InEvidenced
		}
	}
	for _, e := range events {
		if p := by[e.Year]; p != nil {
			p.Last = e
		}
	}
	return out, nil
}
