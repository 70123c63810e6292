package funding

import (
	"maps"

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

// giver is what a row of ledger_giver is about.
type giver struct {
	Grant        id.ID  `db:"grant_id"`
	Organisation id.ID  `db:"organisation_id"`
	Year         int    `db:"year"` // in which it was performed, as pledges are for
	Umbrella     string `db:"umbrella_id"`
	Unit         id.ID  `db:"unit_id"`
}

// add adds a transfer to what the walk has seen, as book.sum added it to what is kept.
func (w *walk) add(p proof) {
	at := place{p.Grant, p.Unit, string(p.Line), string(p.Umbrella), p.BookedOn.Year()}
	held := w.sums[at]
	held.add(p.Transfer)
	w.sums[at] = held
	if came := p.came(); came != 0 {
		w.months[month{p.Grant, p.Unit, string(p.BookedOn)[:7]}] += came
		w.givers[giver{p.Grant, p.Organisation, p.PerformedOn.Year(), string(p.Umbrella), p.Unit}] += came
	}
}

// sumsHoldTx compares the sums, the months and what givers gave, as they are kept, with those of the transfers.
func (w *walk) sumsHoldTx(tx *db.Tx, sc access.Scope) error {
	if err := w.endTx(tx, sc); err != nil {
		return err
	}
	wrong, err := differ(w.sums, func(last place) ([]keptSum, error) {
		return db.Select[keptSum](tx, sc.Bind(`SELECT z.grant_id, z.unit_id, z.line_id, z.umbrella_id, z.year, z.carried_out, z.evidenced, z.parked, z.checked, z.reported
			FROM ledger_sum z WHERE {contribution.read:z} AND (z.grant_id, z.unit_id, z.line_id, z.umbrella_id, z.year) > ($1, $2, $3, $4, $5)
			ORDER BY z.grant_id, z.unit_id, z.line_id, z.umbrella_id, z.year LIMIT $6`,
			string(last.Grant), string(last.Unit), last.Line, last.Umbrella, last.Year, verifyPage))
	})
	if err == nil && wrong != nil {
		return &ErrBroken{Seq: w.head.Seq, Flaw: FlawSums, Year: wrong.Year}
	}
	if err != nil {
		return err
	}
	late, err := differ(w.months, func(last month) ([]keptMonth, error) {
		return db.Select[keptMonth](tx, sc.Bind(`SELECT z.grant_id, z.unit_id, z.month, z.carried_out FROM ledger_month z
			WHERE {contribution.read:z} AND (z.grant_id, z.unit_id, z.month) > ($1, $2, $3) ORDER BY z.grant_id, z.unit_id, z.month LIMIT $4`,
			string(last.Grant), string(last.Unit), last.Month, verifyPage))
	})
	if err == nil && late != nil {
		return &ErrBroken{Seq: w.head.Seq, Flaw: FlawMonths, Year: clock.Date(late.Month + "-01").Year()}
	}
	if err != nil {
		return err
	}
	gave, err := differ(w.givers, func(last giver) ([]keptGiver, error) {
		return db.Select[keptGiver](tx, sc.Bind(`SELECT z.grant_id, z.organisation_id, z.year, z.umbrella_id, z.unit_id, z.cents FROM ledger_giver z
			WHERE {contribution.read:z} AND (z.grant_id, z.organisation_id, z.year, z.umbrella_id, z.unit_id) > ($1, $2, $3, $4, $5)
			ORDER BY z.grant_id, z.organisation_id, z.year, z.umbrella_id, z.unit_id LIMIT $6`,
			string(last.Grant), string(last.Organisation), last.Year, last.Umbrella, string(last.Unit), verifyPage))
	})
	if err == nil && gave != nil {
		return &ErrBroken{Seq: w.head.Seq, Flaw: FlawGivers, Year: gave.Year}
	}
	return err
}

// keptSum is a row of ledger_sum, keptMonth one of ledger_month, keptGiver one of ledger_giver.
type (
	keptSum struct {
		place
		balances
	}
	keptMonth struct {
		month
		Cents money.Cents `db:"carried_out"`
	}
	keptGiver struct {
		giver
		Cents money.Cents `db:"cents"`
	}
)

func (k keptSum) is() (place, balances)      { return k.place, k.balances }
func (k keptMonth) is() (month, money.Cents) { return k.month, k.Cents }
func (k keptGiver) is() (giver, money.Cents) { return k.giver, k.Cents }

// differ compares rows that are kept with what they should be, a page after the other, and returns where they differ: a row with another
// amount, or one that is not kept.
func differ[K, V comparable, R interface{ is() (K, V) }](should map[K]V, page func(last K) ([]R, error)) (*K, error) {
	missing := maps.Clone(should)
	for last := *new(K); ; {
		rows, err := page(last)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			at, amount := r.is()
			if should[at] != amount {
				return &at, nil
			}
			delete(missing, at)
			last = at
		}
		if len(rows) < verifyPage {
			break
		}
	}
	for at := range missing {
		return &at, nil
	}
	return nil, nil
}

// endTx compares the ledger's end with the heads that were signed: none may lie beyond it.
func (w *walk) endTx(tx *db.Tx, sc access.Scope) error {
	beyond, err := db.Get[int](tx, sc.Bind(`SELECT COUNT(*) FROM ledger_head h WHERE {wall:h} AND h.seq > $1`, w.head.Seq))
	if err == nil && beyond > 0 {
		return &ErrBroken{Seq: w.head.Seq + 1, Flaw: FlawMissing}
	}
	return err
}
