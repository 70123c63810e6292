package funding

import (
	"fmt"
	"strings"

	"schakel/internal/platform/money"
)

// stages are the accounts that hold something, in the order in which their columns stand.
var stages = []Account{CarriedOut, Evidenced, Parked, Checked, Reported}

// balances are what the accounts hold, in cents.
type balances struct {
	InCarriedOut money.Cents `db:"carried_out"`
	InEvidenced  money.Cents `db:"evidenced"`
	InParked     money.Cents `db:"parked"`
	InChecked    money.Cents `db:"checked"`
	InReported   money.Cents `db:"reported"`
}

// figures are the stages of a report: each holds what is further too, and what is parked stands apart.
func (b balances) figures() Figures {
	f := Figures{Reported: b.InReported, Parked: b.InParked}
	f.Checked = f.Reported + b.InChecked
	f.Evidenced = f.Checked + b.InEvidenced
	f.CarriedOut = f.Evidenced + b.InCarriedOut
	return f
}

// list are the balances by account, in the order of stages.
func (b balances) list() (out []Balance) {
	for i, cents := range []money.Cents{b.InCarriedOut, b.InEvidenced, b.InParked, b.InChecked, b.InReported} {
		out = append(out, Balance{stages[i], cents})
	}
	return out
}

// add moves what a transfer moves.
func (b *balances) add(t Transfer) {
	b.move(t.Debit, -t.Cents)
	b.move(t.Credit, t.Cents)
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

// came is what a transfer brought into the ledger: less than nothing when it took that back, zero when it moved within.
func (t Transfer) came() money.Cents {
	switch Source {
	case t.Debit:
		return t.Cents
	case t.Credit:
		return -t.Cents
	}
	return 0
}

// balanceColumns compute the balances from transfers t.
var balanceColumns = func() string {
	columns := make([]string, len(stages))
	for i, a := range stages {
		columns[i] = fmt.Sprintf("SUM(CASE WHEN t.credit = '%[1]s' THEN t.cents WHEN t.debit = '%[1]s' THEN -t.cents ELSE 0 END) AS %[1]s", a)
	}
	return strings.Join(columns, ", ")
}()

// sum adds a transfer to the sums from which reports read.
func (b *book) sum(t Transfer, c Contribution) error {
	var moved balances
	moved.add(t)
	if came := t.came(); came != 0 {
		err := b.op.Insert(`INSERT INTO ledger_month AS z (network_id, grant_id, unit_id, month, carried_out) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (network_id, grant_id, unit_id, month) DO UPDATE SET carried_out = z.carried_out + excluded.carried_out`,
			b.op.Network(), c.Grant, c.Unit, string(t.BookedOn)[:7], came)
		if err != nil {
			return err
		}
		err = b.op.Insert(`INSERT INTO ledger_giver AS z (network_id, grant_id, organisation_id, year, umbrella_id, unit_id, cents) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (network_id, grant_id, organisation_id, year, umbrella_id, unit_id) DO UPDATE SET cents = z.cents + excluded.cents`,
			b.op.Network(), c.Grant, c.Organisation, c.PerformedOn.Year(), string(c.Umbrella), c.Unit, came)
		if err != nil {
			return err
		}
	}
	return b.op.Insert(`INSERT INTO ledger_sum AS z (network_id, grant_id, unit_id, line_id, umbrella_id, year, carried_out, evidenced, parked, checked, reported)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (network_id, grant_id, unit_id, line_id, umbrella_id, year) DO UPDATE SET carried_out = z.carried_out + excluded.carried_out,
			evidenced = z.evidenced + excluded.evidenced, parked = z.parked + excluded.parked, checked = z.checked + excluded.checked, reported = z.reported + excluded.reported`,
		b.op.Network(), c.Grant, c.Unit, string(c.Line), string(c.Umbrella), t.BookedOn.Year(),
		moved.InCarriedOut, moved.InEvidenced, moved.InParked, moved.InChecked, moved.InReported)
}
