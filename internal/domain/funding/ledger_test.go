package funding_test

import (
	"errors"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/testdb"
)

// balance is a row of the trial balance.
type balance struct {
	Account funding.Account `db:"account"`
	Debit   money.Cents     `db:"debit"`
	Credit  money.Cents     `db:"credit"`
}

func (s *signing) trial() (rows []balance) {
	s.t.Helper()
	s.read(s.r.System, func(tx *db.Tx) (err error) {
		rows, err = db.Select[balance](tx, db.Q(`SELECT account, SUM(debit) AS debit, SUM(credit) AS credit FROM (
				SELECT debit AS account, cents AS debit, 0 AS credit FROM ledger_transfer UNION ALL SELECT credit, 0, cents FROM ledger_transfer) x
			GROUP BY account ORDER BY account`))
		return err
	})
	return rows
}

// Somebody with the database's own password changes a row: on a copy whose triggers are gone.
func TestTamperingIsFound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		at         int64
	}{
		{"an amount of a transfer", `UPDATE ledger_transfer SET cents = cents + 1 WHERE seq = 5`, 5},
		{"an amount of a contribution and of its transfers", `UPDATE contribution SET cents = cents + 1`, 1},
		{"the people of a contribution", `UPDATE contribution SET people = 9`, 1},
		{"the company of a contribution", `UPDATE contribution SET organisation_id = umbrella_id WHERE umbrella_id IS NOT NULL`, 1},
		{"who booked it", `UPDATE ledger_transfer SET actor_id = 'somebody else' WHERE seq = 3`, 3},
		{"a reason", `UPDATE ledger_transfer SET reason = 'Anders' WHERE seq = 6`, 6},
		{"a row taken out", `DELETE FROM ledger_transfer WHERE seq = 4`, 4},
		{"two rows swapped", `UPDATE ledger_transfer SET seq = 1003 - seq WHERE seq IN (1, 2)`, 1},
		{"another file under the evidence", `UPDATE evidence SET digest = 'x' WHERE sign_off_id IS NULL`, 2},
		{"another file in the store", `UPDATE file SET digest = 'x'`, 2},
		{"a sum of the report", `UPDATE ledger_sum SET checked = checked + 1`, 7},
		{"a sum taken out", `DELETE FROM ledger_sum`, 7},
		{"a month taken out", `DELETE FROM ledger_month`, 7},
		{"what a company gave", `UPDATE ledger_giver SET cents = cents + 1`, 7},
		{"what a company gave, taken out", `DELETE FROM ledger_giver`, 7},
		{"what a company gave, put with another year", `UPDATE ledger_giver SET year = year - 1`, 7},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newSigning(t)
			s.umbrella(s.r, "Vrienden van Techniek", s.company)
			for _, value := range []string{"100", "200"} { // transfers 1 and 2, 3 and 4
				_, err := s.Record(t.Context(), s.recorder, s.byHand(s.r.Almelo, s.company, funding.KindGoods, "2026-11-20", value, pdf(value)))
				s.must(err)
			}
			list, err := s.Contributions(t.Context(), s.r.Lead, funding.ListInput{})
			s.must(err)
			s.approve(s.r.Controller, list.Rows[1].ID) // 5
			s.must(s.Check(t.Context(), s.r.Controller, list.Rows[0].ID, funding.CheckInput{Outcome: funding.Rejected, Reason: "Klopt niet."}))
			testdb.Unguard(t, s.DB, "ledger_transfer", "contribution", "evidence")
			s.must(s.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
				_, err := tx.Exec(db.Q(c.text))
				return err
			}))
			_, err = funding.Verify(t.Context(), s.Kit, s.r.Controller)
			var broken *funding.ErrBroken
			if !errors.As(err, &broken) || broken.Seq != c.at {
				t.Errorf("got %v, want a break at %d", err, c.at)
			}
		})
	}
}

func TestTwoNetworksHaveTwoLedgers(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	_, err := s.Record(t.Context(), s.recorder, s.byHand(s.r.Almelo, s.company, funding.KindGoods, "2026-11-20", "100", pdf("x")))
	s.must(err)
	for sc, want := range map[*access.Scope]int64{&s.r.Controller: 2, &s.Zwolle.Controller: 0} {
		head, err := funding.Verify(t.Context(), s.Kit, *sc)
		s.must(err)
		if head.Seq != want {
			t.Errorf("%d transfers, want %d", head.Seq, want)
		}
	}
	if got := s.report(s.Zwolle.Controller, funding.Filter{}); !got.Total.Empty() || len(got.Grants) != 0 {
		t.Errorf("the other network sees %+v", got.Total)
	}
}
