package funding_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// model is an independent ledger: what each contribution is worth, and how far it is.
type model map[id.ID]*modelled

type modelled struct {
	cents money.Cents
	at    funding.Account
}

func (m model) sum(accounts ...funding.Account) (total money.Cents) {
	for _, c := range m {
		for _, a := range accounts {
			if c.at == a {
				total += c.cents
			}
		}
	}
	return total
}

// step does one random thing with the service and the same with the model.
func (m model) step(t *testing.T, s *signing, dice *rand.Rand, keys *[]id.ID) {
	t.Helper()
	if len(*keys) == 0 || dice.IntN(3) == 0 {
		cents := money.Cents(1 + dice.IntN(1_000_000))
		in := s.byHand(s.r.Almelo, s.company, funding.KindGoods, "2026-11-20", fmt.Sprintf("%d,%02d", cents/100, cents%100), nil)
		in.Other = true
		at := funding.CarriedOut
		if dice.IntN(2) == 0 {
			in.Evidence, at = pdf(string(in.ID)), funding.Evidenced
		}
		key, err := s.Record(t.Context(), s.recorder, in)
		s.must(err)
		*keys = append(*keys, key)
		m[key] = &modelled{cents, at}
		return
	}
	key := (*keys)[dice.IntN(len(*keys))]
	c := m[key]
	var (
		err  error
		ok   bool
		next funding.Account
	)
	switch dice.IntN(3) {
	case 0:
		ok, next = c.at == funding.CarriedOut, funding.Evidenced
		err = s.AddEvidence(t.Context(), s.recorder, key, *pdf(string(key)))
	case 1:
		ok, next = c.at == funding.Evidenced, funding.Checked
		err = s.Check(t.Context(), s.r.Controller, key, funding.CheckInput{Outcome: funding.Approved})
	default:
		ok, next = c.at == funding.Evidenced || c.at == funding.CarriedOut, funding.Source
		err = s.Check(t.Context(), s.r.Lead, key, funding.CheckInput{Outcome: funding.Rejected, Reason: "Klopt niet."})
	}
	switch {
	case ok && err != nil, !ok && !fault.Is(err, fault.KindConflict):
		t.Fatalf("from %s to %s: %v", c.at, next, err)
	case ok:
		c.at = next
	}
}

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

func TestLedgerAgainstModel(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	seed := uint64(20261125)
	dice := rand.New(rand.NewPCG(seed, 1))
	m, keys := model{}, []id.ID{}
	for range 150 {
		m.step(t, s, dice, &keys)
	}
	t.Logf("seed %d: %d contributions", seed, len(keys))

	t.Run("debits are credits, and no stage is below zero", func(t *testing.T) {
		var debit, credit money.Cents
		for _, b := range s.trial() {
			debit, credit = debit+b.Debit, credit+b.Credit
			if b.Account != funding.Source && b.Credit < b.Debit {
				t.Errorf("%s is %s", b.Account, euro(b.Credit-b.Debit))
			}
			if b.Account != funding.Source && b.Credit-b.Debit != m.sum(b.Account) {
				t.Errorf("%s is %s, the model has %s", b.Account, euro(b.Credit-b.Debit), euro(m.sum(b.Account)))
			}
		}
		if debit != credit || debit == 0 {
			t.Errorf("debit %s, credit %s", euro(debit), euro(credit))
		}
	})
	t.Run("the report says what the model says", func(t *testing.T) {
		got := s.report(s.r.Controller, funding.Filter{}).Total
		if got.CarriedOut != m.sum(funding.CarriedOut, funding.Evidenced, funding.Checked) || got.Evidenced != m.sum(funding.Evidenced, funding.Checked) || got.Checked != m.sum(funding.Checked) {
			t.Errorf("got %+v", got.Figures)
		}
	})
	t.Run("the chain verifies", func(t *testing.T) {
		s.read(s.r.Accountant, func(tx *db.Tx) error {
			head, err := funding.VerifyTx(tx, s.r.Accountant)
			if int(head.Seq) != s.rows(`SELECT COUNT(*) FROM ledger_transfer`) || head.Hash == "" {
				t.Errorf("head %+v", head)
			}
			return err
		})
	})
	t.Run("each reversal names one transfer, and no transfer is reversed twice", func(t *testing.T) {
		if n := s.rows(`SELECT COUNT(*) FROM ledger_transfer r LEFT JOIN ledger_transfer t ON t.id = r.reverses_id AND t.cents = r.cents AND t.debit = r.credit AND t.credit = r.debit
			WHERE r.reverses_id IS NOT NULL AND t.id IS NULL`); n != 0 {
			t.Errorf("%d do not mirror what they reverse", n)
		}
	})
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
			s.dropTriggers()
			s.must(s.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
				_, err := tx.Exec(db.Q(c.text))
				return err
			}))
			err = s.Kit.Read(t.Context(), s.r.Controller, func(tx *db.Tx) error {
				_, err := funding.VerifyTx(tx, s.r.Controller)
				return err
			})
			var broken *funding.ErrBroken
			if !errors.As(err, &broken) || broken.Seq != c.at {
				t.Errorf("got %v, want a break at %d", err, c.at)
			}
		})
	}
}

func (s *signing) dropTriggers() {
	s.t.Helper()
	s.must(s.DB.Write(s.t.Context(), db.Settings{}, func(tx *db.Tx) error {
		for _, table := range []string{"ledger_transfer", "contribution", "evidence"} {
			texts := []string{"DROP TRIGGER " + table + "_no_update", "DROP TRIGGER " + table + "_no_delete"}
			if s.DB.Dialect() == db.Postgres {
				texts = []string{"DROP TRIGGER " + table + "_no_change ON " + table}
			}
			for _, text := range texts {
				if _, err := tx.Exec(db.Q(text)); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}

func TestTwoNetworksHaveTwoLedgers(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	_, err := s.Record(t.Context(), s.recorder, s.byHand(s.r.Almelo, s.company, funding.KindGoods, "2026-11-20", "100", pdf("x")))
	s.must(err)
	for sc, want := range map[*access.Scope]int64{&s.r.Controller: 2, &s.Zwolle.Controller: 0} {
		s.read(*sc, func(tx *db.Tx) error {
			head, err := funding.VerifyTx(tx, *sc)
			if head.Seq != want {
				t.Errorf("%d transfers, want %d", head.Seq, want)
			}
			return err
		})
	}
	if got := s.report(s.Zwolle.Controller, funding.Filter{}); !got.Total.Empty() || len(got.Grants) != 0 {
		t.Errorf("the other network sees %+v", got.Total)
	}
}
