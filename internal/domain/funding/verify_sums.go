package funding

import (
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// place is what a row of ledger_sum is about.
type place struct {
	Grant    id.ID  `db:"grant_id"`
	Unit     id.ID  `db:"unit_id"`
	Line     string `db:"line_id"` // empty: none; never absent
	Umbrella string `db:"umbrella_id"`
	Year     int    `db:"year"`
}

// month is what a row of ledger_month is about.
type month struct {
	Grant id.ID  `db:"grant_id"`
	Unit  id.ID  `db:"unit_id"`
	Month string `db:"month"`
}

// add adds a transfer to what the walk has seen, as book.sum added it to what is kept.
func (w *walk) add(p proof) {
	at := place{p.Grant, p.Unit, string(p.Line), string(p.Umbrella), p.BookedOn.Year()}
	held := w.sums[at]
	held.move(p.Debit, -p.Cents)
	held.move(p.Credit, p.Cents)
	w.sums[at] = held
	in := month{p.Grant, p.Unit, string(p.BookedOn)[:7]}
	switch Source {
	case p.Debit:
		w.months[in] += p.Cents
	case p.Credit:
		w.months[in] -= p.Cents
	}
}

func (b *balances) move(a Account, cents money.Cents) {
	switch a {
	case CarriedOut:
		b.InCarriedOut += cents
	case Evidenced:
		b.InEvidenced += cents
	case Parked:
		b.InParked += cents
	case Checked:
		b.InChecked += cents
	case Reported:
		b.InReported += cents
	}
}

// sumsHoldTx compares the sums that are kept with those of the transfers. It reads them in pages and forgets no place on either side.
func (w *walk) sumsHoldTx(tx *db.Tx, sc access.Scope) error {
	if err := w.endTx(tx, sc); err != nil {
		return err
	}
	type row struct {
		place
		balances
	}
	seen := 0
	for last := (place{}); ; {
		rows, err := db.Select[row](tx, sc.Bind(`SELECT z.grant_id, z.unit_id, z.line_id, z.umbrella_id, z.year, z.carried_out, z.evidenced, z.parked, z.checked, z.reported
			FROM ledger_sum z WHERE {contribution.read:z} AND (z.grant_id, z.unit_id, z.line_id, z.umbrella_id, z.year) > ($1, $2, $3, $4, $5)
			ORDER BY z.grant_id, z.unit_id, z.line_id, z.umbrella_id, z.year LIMIT $6`,
			string(last.Grant), string(last.Unit), last.Line, last.Umbrella, last.Year, verifyPage))
		if err != nil {
			return err
		}
		for _, r := range rows {
			is, ok := w.sums[r.place]
			if is != r.balances {
				return &ErrBroken{Seq: w.head.Seq, Flaw: FlawSums, Year: r.Year}
			}
			if ok {
				seen++
			}
			last = r.place
		}
		if len(rows) < verifyPage {
			break
		}
	}
	if seen < len(w.sums) {
		return w.unseenTx(tx, sc)
	}
	return w.monthsHoldTx(tx, sc)
}

// unseenTx says of which year a sum is missing.
func (w *walk) unseenTx(tx *db.Tx, sc access.Scope) error {
	for at := range w.sums {
		n, err := db.Get[int](tx, sc.Bind(`SELECT COUNT(*) FROM ledger_sum z WHERE {contribution.read:z} AND z.grant_id = $1 AND z.unit_id = $2 AND z.line_id = $3 AND z.umbrella_id = $4 AND z.year = $5`,
			at.Grant, at.Unit, at.Line, at.Umbrella, at.Year))
		if err != nil {
			return err
		}
		if n == 0 {
			return &ErrBroken{Seq: w.head.Seq, Flaw: FlawSums, Year: at.Year}
		}
	}
	return nil
}

// monthsHoldTx compares what came in by month.
func (w *walk) monthsHoldTx(tx *db.Tx, sc access.Scope) error {
	type row struct {
		month
		Cents money.Cents `db:"carried_out"`
	}
	left := len(w.months)
	for last := (month{}); ; {
		rows, err := db.Select[row](tx, sc.Bind(`SELECT z.grant_id, z.unit_id, z.month, z.carried_out FROM ledger_month z
			WHERE {contribution.read:z} AND (z.grant_id, z.unit_id, z.month) > ($1, $2, $3) ORDER BY z.grant_id, z.unit_id, z.month LIMIT $4`,
			string(last.Grant), string(last.Unit), last.Month, verifyPage))
		if err != nil {
			return err
		}
		for _, r := range rows {
			is, ok := w.months[r.month]
			if is != r.Cents {
				return &ErrBroken{Seq: w.head.Seq, Flaw: FlawMonths, Year: monthYear(r.Month)}
			}
			if ok {
				left--
			}
			last = r.month
		}
		if len(rows) < verifyPage {
			break
		}
	}
	if left > 0 {
		return &ErrBroken{Seq: w.head.Seq, Flaw: FlawMonths, Year: w.anyYear()}
	}
	return nil
}

func monthYear(m string) int { return clock.Date(m + "-01").Year() }

func (w *walk) anyYear() (year int) {
	for m := range w.months {
		year = max(year, monthYear(m.Month))
	}
	return year
}

// endTx compares the ledger's end with the heads that were signed: none may lie beyond it.
func (w *walk) endTx(tx *db.Tx, sc access.Scope) error {
	beyond, err := db.Get[int](tx, sc.Bind(`SELECT COUNT(*) FROM ledger_head h WHERE {wall:h} AND h.seq > $1`, w.head.Seq))
	if err == nil && beyond > 0 {
		return &ErrBroken{Seq: w.head.Seq + 1, Flaw: FlawMissing}
	}
	return err
}
