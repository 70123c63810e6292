package funding

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// PeriodState is how far the accounts of a year are.
type PeriodState string

// The states of a year (promises.md §5).
const (
	PeriodOpen        PeriodState = "open"
	PeriodClosing     PeriodState = "closing"      // what is new lands in the next open year; what is there is still decided on
	PeriodClosed      PeriodState = "closed"       // nothing lands in it
	PeriodReopenAsked PeriodState = "reopen_asked" // closed; one person asks to open it again, another must agree
)

// closed reports whether nothing lands in the year.
func (s PeriodState) closed() bool { return s == PeriodClosed || s == PeriodReopenAsked }

// takes reports whether a transfer may land in the year.
func (s PeriodState) takes(t Transfer) bool {
	return !s.closed() && (s != PeriodClosing || t.Debit != Source)
}

// Balance is what an account held when a year was closed.
type Balance struct {
	Account Account     `json:"account"`
	Cents   money.Cents `json:"cents"`
}

// PeriodEvent is a change of state of a grant's year, with what closing kept.
type PeriodEvent struct {
	Grant     id.ID              `db:"grant_id"`
	Year      int                `db:"year"`
	Seq       int                `db:"seq"`
	State     PeriodState        `db:"state"`
	Reason    string             `db:"reason"`
	Balances  db.JSON[[]Balance] `db:"balances"`
	Transfers int                `db:"transfers"`
	Evidence  string             `db:"evidence_digest"`
	HeadSeq   int64              `db:"head_seq"`
	HeadHash  string             `db:"head_hash"`
	At        time.Time          `db:"at"`
	Actor     id.ID              `db:"actor_id"`
	By        string             `db:"by_name"`
}

const periodColumns = `e.grant_id, e.year, e.seq, e.state, e.reason, e.balances, e.transfers, e.evidence_digest, e.head_seq, e.head_hash, e.at, e.actor_id`

// periodTx returns the last event of a grant's year; the zero event, whose state is open, when there was none.
func periodTx(tx *db.Tx, sc access.Scope, grant id.ID, year int) (PeriodEvent, error) {
	events, err := db.Select[PeriodEvent](tx, sc.Bind(`SELECT `+periodColumns+`, '' AS by_name FROM period_event e
		WHERE {wall:e} AND e.grant_id = $1 AND e.year = $2 ORDER BY e.seq DESC LIMIT 1`, grant, year))
	if err != nil || len(events) == 0 {
		return PeriodEvent{Grant: grant, Year: year, State: PeriodOpen}, err
	}
	return events[0], nil
}

// day is the day for which a transfer counts: that of the contribution, or the first day after it that an open year has. What comes
// too late for a year that was closed lands in the next one, and names what it is about.
func (b *book) day(t Transfer, c Contribution) (clock.Date, error) {
	first, err := b.firstDay(c)
	if err != nil {
		return "", err
	}
	for year := first.Year(); year <= max(b.op.Today().Year(), first.Year()); year++ {
		period, err := periodTx(b.op.Tx, b.op.Scope, c.Grant, year)
		if err != nil {
			return "", err
		}
		if !period.State.takes(t) {
			continue
		}
		day := max(first, clock.FirstDay(year))
		if t.Debit == Source {
			b.base[c.ID] = day
		}
		return day, nil
	}
	return "", fault.Conflict("funding.year_closed", yearText(first.Year()))
}

// firstDay is the day on which a contribution was booked first, or on which it was done when it was not booked yet.
func (b *book) firstDay(c Contribution) (clock.Date, error) {
	if day, ok := b.base[c.ID]; ok {
		return day, nil
	}
	days, err := operation.Select[clock.Date](b.op, `SELECT t.booked_on FROM ledger_transfer t WHERE {wall:t} AND t.contribution_id = $1 ORDER BY t.seq LIMIT 1`, c.ID)
	if err != nil {
		return "", err
	}
	b.base[c.ID] = c.PerformedOn
	if len(days) == 1 {
		b.base[c.ID] = days[0]
	}
	return b.base[c.ID], nil
}
