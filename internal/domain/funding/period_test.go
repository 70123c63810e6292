package funding_test

import (
	"errors"
	"sync"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/testdb"
	"schakel/internal/testkit/wants"
)

// goods books goods of a day with evidence.
func (s *signing) goods(day clock.Date, value string) id.ID {
	s.t.Helper()
	in := s.byHand(s.r.Almelo, s.company, funding.KindGoods, day, value, pdf(value+string(day)))
	in.Other = true
	key, err := s.Record(s.t.Context(), s.recorder, in)
	s.must(err)
	return key
}

func (s *signing) close(year int) {
	s.t.Helper()
	s.must(s.StartClosing(s.t.Context(), s.r.Controller, s.grant, year))
	s.must(s.Close(s.t.Context(), s.r.Lead, s.grant, year))
}

func (s *signing) year(year int) funding.Figures {
	s.t.Helper()
	f := s.report(s.r.Lead, funding.Filter{Grant: s.grant, Year: year}).Total.Figures
	f.Base, f.Minimum = 0, 0
	return f
}

// 2025 is closed with 1,000.00 + 250.00 checked. In 2026 the 250.00 turn out to be wrong: 2025 keeps its 1,250.00, 2026 shows −250.00.
// An invoice of 2025 for 80.00 comes in 2026: it counts in 2026. Together: 1,250.00 − 250.00 + 80.00 = 1,080.00.
func TestCancellationInAClosedYear(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	good, wrong := s.goods("2025-03-10", "1.000"), s.goods("2025-11-05", "250")
	s.approve(s.r.Controller, good)
	wants.Fault(t, s.Close(t.Context(), s.r.Lead, s.grant, 2025), fault.KindConflict, "funding.period_is.open")
	s.must(s.StartClosing(t.Context(), s.r.Controller, s.grant, 2025))
	wants.Fault(t, s.Close(t.Context(), s.r.Lead, s.grant, 2025), fault.KindConflict, "funding.not_decided")
	s.approve(s.r.Controller, wrong)
	s.must(s.Close(t.Context(), s.r.Lead, s.grant, 2025))

	s.must(s.TakeBack(t.Context(), s.r.Lead, wrong, funding.DoubtInput{Reason: "Was een offerte."}))
	late := s.goods("2025-12-20", "80")
	s.approve(s.r.Controller, late)

	all := func(c money.Cents) funding.Figures { return funding.Figures{CarriedOut: c, Evidenced: c, Checked: c} }
	if got := s.year(2025); got != all(125_000) {
		t.Errorf("2025: %+v", got)
	}
	if got := s.year(2026); got != all(8_000-25_000) {
		t.Errorf("2026: %+v", got)
	}
	if got := s.year(0); got != all(108_000) {
		t.Errorf("together: %+v", got)
	}
	t.Run("the list behind 2026 shows both", func(t *testing.T) {
		list, err := s.Contributions(t.Context(), s.r.Lead, funding.ListInput{Filter: funding.Filter{Grant: s.grant, Year: 2026}, Stage: funding.StageChecked})
		s.must(err)
		if len(list.Rows) != 2 || list.Rows[0].Amount != 8_000 || list.Rows[1].Amount != -25_000 || list.Total != -17_000 {
			t.Errorf("got %+v, total %s", list.Rows, euro(list.Total))
		}
	})
	t.Run("what is known of an earlier day has it all still", func(t *testing.T) {
		s.on("2026-12-02")
		got := s.report(s.r.Lead, funding.Filter{Grant: s.grant, Known: "2026-11-01"}).Total.Figures
		if got.Checked != 0 {
			t.Errorf("on 1 November nothing was booked: %+v", got)
		}
	})
	s.verify(s.r.Accountant)
}

func TestReopeningTakesTwo(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.approve(s.r.Controller, s.goods("2025-03-10", "1.000"))
	s.close(2025)
	why := funding.ReopenInput{Reason: "Een factuur van december ontbreekt."}
	wants.Field(t, s.AskReopen(t.Context(), s.r.Lead, s.grant, 2025, funding.ReopenInput{Reason: "zomaar"}), "reason", "field.too_short")
	s.must(s.AskReopen(t.Context(), s.r.Lead, s.grant, 2025, why))
	wants.Fault(t, s.Reopen(t.Context(), s.r.Lead, s.grant, 2025), fault.KindForbidden, "funding.reopen_own")
	if s.goods("2025-12-20", "80"); s.year(2025).CarriedOut != 100_000 {
		t.Error("asking alone opened the year")
	}
	s.must(s.Reopen(t.Context(), s.r.Controller, s.grant, 2025))
	s.approve(s.r.Controller, s.goods("2025-12-21", "20"))
	if got := s.year(2025).Checked; got != 102_000 {
		t.Errorf("2025 holds %s", euro(got))
	}
	_, periods, events, err := s.Periods(t.Context(), s.r.Accountant, s.grant)
	s.must(err)
	if len(events) != 4 || events[1].State != funding.PeriodClosed || events[1].HeadHash == "" || events[3].Reason != why.Reason || events[3].By == "" {
		t.Errorf("the events are %+v", events)
	}
	if len(periods) != 2 || periods[1].Year != 2025 || periods[1].Last.State != funding.PeriodOpen || periods[1].Checked != 102_000 {
		t.Errorf("the years are %+v", periods)
	}
	t.Run("whoever may not manage the grant turns no year", func(t *testing.T) {
		for _, sc := range []access.Scope{s.r.Accountant, s.recorder, s.r.Relation} {
			if err := s.StartClosing(t.Context(), sc, s.grant, 2025); !fault.Is(err, fault.KindForbidden) {
				t.Errorf("%s: %v", sc.ActorName(), err)
			}
		}
		wants.Fault(t, s.StartClosing(t.Context(), s.Zwolle.Lead, s.grant, 2025), fault.KindNotFound, "fault.not_found")
		wants.Fault(t, s.StartClosing(t.Context(), s.r.Lead, s.grant, 2027), fault.KindConflict, "funding.no_such_year")
	})
}

// L5: whoever books while the year is being closed lands before the closing, or in the next year.
func TestNothingLandsInAClosedYear(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.must(s.StartClosing(t.Context(), s.r.Controller, s.grant, 2025))
	s.must(s.StopClosing(t.Context(), s.r.Controller, s.grant, 2025))
	var all sync.WaitGroup
	for n := range 40 {
		all.Go(func() {
			in := s.byHand(s.r.Almelo, s.company, funding.KindGoods, "2025-06-01", "10", pdf("x"))
			in.Other = true
			if n == 20 {
				if err := s.StartClosing(t.Context(), s.r.Controller, s.grant, 2025); err != nil {
					t.Error(err)
				}
				return
			}
			if _, err := s.Record(t.Context(), s.recorder, in); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if n := s.rows(`SELECT COUNT(*) FROM ledger_transfer t JOIN period_event e ON e.grant_id = t.grant_id AND e.year = 2025 AND e.seq = 3
		WHERE t.debit = 'source' AND t.booked_on < '2026-01-01' AND t.recorded_at > e.at`); n != 0 {
		t.Errorf("%d landed after closing began", n)
	}
	got, next := s.year(2025).CarriedOut, s.year(2026).CarriedOut
	if got+next != 39_000 {
		t.Errorf("2025 has %s, 2026 %s", euro(got), euro(next))
	}
	s.verify(s.r.Lead)
}

func TestAClosedYearThatChangedIsFound(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.approve(s.r.Controller, s.goods("2025-03-10", "1.000"))
	s.close(2025)
	s.verify(s.r.Lead)
	testdb.Unguard(t, s.DB, "period_event")
	s.must(s.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE period_event SET transfers = transfers + 1 WHERE state = 'closed'`))
		return err
	}))
	_, err := funding.Verify(t.Context(), s.Kit, s.r.Lead)
	if broken := (*funding.ErrBroken)(nil); !errors.As(err, &broken) {
		t.Errorf("got %v", err)
	}
}

func TestTwoPeopleApproveFromTheThresholdOn(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	wants.Field(t, s.SetRules(t.Context(), s.r.Lead, s.grant, funding.GrantRules{SecondCheck: "veel"}), "second_check", "field.money")
	s.must(s.SetRules(t.Context(), s.r.Lead, s.grant, funding.GrantRules{SecondCheck: "5.000"}))
	under, at := s.goods("2026-03-10", "4.999,99"), s.goods("2026-03-11", "5.000")
	s.approve(s.r.Controller, under)
	s.approve(s.r.Controller, at)
	if got := s.year(2026); got.Checked != 499_999 {
		t.Errorf("checked is %s", euro(got.Checked))
	}
	wants.Fault(t, s.Check(t.Context(), s.r.Controller, at, funding.CheckInput{Outcome: funding.Approved}), fault.KindConflict, "funding.checked_by_you")
	s.approve(s.r.Lead, at)
	if got := s.year(2026); got.Checked != 999_999 {
		t.Errorf("checked is %s", euro(got.Checked))
	}
}

func TestParkedCountsNowhere(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	key := s.goods("2026-03-10", "100")
	doubt := funding.DoubtInput{Reason: "De factuur klopt niet."}
	wants.Fault(t, s.Park(t.Context(), s.recorder, key, doubt), fault.KindForbidden, "fault.forbidden")
	wants.Field(t, s.Park(t.Context(), s.r.Lead, key, funding.DoubtInput{}), "doubt", "field.required")
	wants.Fault(t, s.Release(t.Context(), s.r.Lead, key, doubt), fault.KindConflict, "funding.not_parked")
	s.must(s.Park(t.Context(), s.r.Lead, key, doubt))
	if got := s.year(2026); got != (funding.Figures{Parked: 10_000}) {
		t.Errorf("parked: %+v", got)
	}
	wants.Fault(t, s.Check(t.Context(), s.r.Lead, key, funding.CheckInput{Outcome: funding.Approved}), fault.KindConflict, "funding.parked_already")
	s.must(s.Release(t.Context(), s.r.Controller, key, doubt))
	if got := s.year(2026); got != (funding.Figures{CarriedOut: 10_000, Evidenced: 10_000}) {
		t.Errorf("released: %+v", got)
	}
}
