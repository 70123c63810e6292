package dashboard_test

import (
	"testing"

	"schakel/internal/domain/dashboard"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/programme"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

func TestMoneyOnToday(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	if e.today(r.Lead).Money != nil {
		t.Error("money without a grant")
	}
	_, err := e.funding.InstallSchemes(t.Context(), r.System)
	e.must(err)
	grant, err := e.funding.AddGrant(t.Context(), r.Lead, funding.GrantInput{
		Unit: r.Root, Scheme: read[id.ID](e, `SELECT id FROM scheme WHERE network_id = $1 AND code = 'STO-2025-2028' LIMIT 1`, r.ID), Reference: "STO25", Name: "STO Twente",
		DecidedOn: "2025-01-15", StartOn: "2025-01-01", EndOn: "2028-12-31", Grant: "100000", Budget: "100000", Costs: "110000",
	})
	e.must(err)
	e.must(e.funding.SetShare(t.Context(), r.Lead, grant, funding.ShareInput{Unit: r.Almelo, Year: "2026", Base: "10000"}))
	line, err := e.programme.AddLine(t.Context(), r.Admin, programme.LineInput{Unit: r.Root, Grant: grant, Code: "A", Name: "Lijn A"})
	e.must(err)
	_, err = e.programme.AddActivity(t.Context(), r.Admin, programme.ActivityInput{Unit: r.Root, Line: line, Code: "A1", Name: "Gastlessen", From: "2025-01-01", To: "2028-12-31"})
	e.must(err)

	t.Run("the forecast below the minimum goes first, for who reads contributions", func(t *testing.T) {
		for name, sc := range map[string]access.Scope{"region lead": r.Lead, "project leader": r.Project} {
			got := e.today(sc)
			if len(got.Wrong) == 0 || got.Wrong[0].Kind != dashboard.Shortfall || got.Money == nil || got.Money.Of != 2026 || got.Money.Year.Minimum != 1000_00 {
				t.Errorf("%s: %+v %+v", name, got.Wrong, got.Money)
			}
		}
		if got := e.today(r.Teacher); got.Money != nil || len(got.Wrong) != 0 {
			t.Errorf("a teacher sees %+v", got.Money)
		}
		if got := e.today(e.Zwolle.Lead); got.Money != nil {
			t.Errorf("another network sees %+v", got.Money)
		}
	})
	t.Run("from October on next year is warned of too", func(t *testing.T) {
		e.must(e.funding.SetShare(t.Context(), r.Lead, grant, funding.ShareInput{Unit: r.Almelo, Year: "2027", Base: "20000"}))
		got := e.today(r.Lead)
		if len(got.Wrong) < 2 || got.Wrong[1].Kind != dashboard.Shortfall || got.Wrong[1].N != 2027 || got.Money.Next.Minimum != 2000_00 {
			t.Errorf("%+v %+v", got.Wrong, got.Money)
		}
	})
	key := e.agree(r, "2026-11-26")
	e.days(3)
	_, err = e.engagement.Count(t.Context(), r.Relation, key, 21, 1)
	e.must(err)
	e.sign(key)
	t.Run("a booked contribution waits for the second person", func(t *testing.T) {
		for name, sc := range map[string]access.Scope{"controller": r.Controller, "region lead": r.Lead} {
			if i := e.waits(t, sc, dashboard.ToCheck)[0]; i.N != 1 {
				t.Errorf("%s: %+v", name, i)
			}
		}
		e.waits(t, r.Project)
		if got := e.today(r.Lead).Money.Year; got.CarriedOut == 0 || got.Evidenced != got.CarriedOut {
			t.Errorf("got %+v", got)
		}
	})
	contribution := read[id.ID](e, `SELECT id FROM contribution WHERE network_id = $1 LIMIT 1`, r.ID)
	t.Run("parked it waits for nobody", func(t *testing.T) {
		e.must(e.funding.Park(t.Context(), r.Controller, contribution, funding.DoubtInput{Reason: "Dat is niet zeker."}))
		e.waits(t, r.Controller)
		e.must(e.funding.Release(t.Context(), r.Controller, contribution, funding.DoubtInput{Reason: "Het klopt toch."}))
	})
	t.Run("a second checker is waited for still", func(t *testing.T) {
		e.must(e.funding.SetRules(t.Context(), r.Lead, grant, funding.GrantRules{SecondCheck: "0,01"}))
		e.must(e.funding.Check(t.Context(), r.Controller, contribution, funding.CheckInput{Outcome: funding.Approved}))
		e.waits(t, r.Controller)
		e.waits(t, r.Lead, dashboard.ToCheck)
	})
	e.must(e.funding.Check(t.Context(), r.Lead, contribution, funding.CheckInput{Outcome: funding.Approved}))
	e.waits(t, r.Controller)
	e.waits(t, r.Lead)
	t.Run("a ledger that does not hold goes before all else, for who guards it", func(t *testing.T) {
		verify := func() {
			t.Helper()
			e.days(1)
			_, err := e.funding.VerifyLedger(t.Context(), r.System)
			e.must(err)
		}
		broken := func(sc access.Scope) bool {
			wrong := e.today(sc).Wrong
			return len(wrong) > 0 && wrong[0].Kind == dashboard.LedgerBroken
		}
		add := func(cents int) {
			t.Helper()
			e.must(e.World.DB.Write(t.Context(), db.Settings{}, func(tx *db.Tx) error {
				_, err := tx.Exec(db.Q(`UPDATE ledger_sum SET checked = checked + $2 WHERE network_id = $1`, r.ID, cents))
				return err
			}))
		}
		verify()
		for _, sc := range []access.Scope{r.Lead, r.Admin} {
			if broken(sc) {
				t.Error("a ledger that holds is said not to")
			}
		}
		add(1)
		verify()
		for name, want := range map[*access.Scope]bool{&r.Lead: true, &r.Controller: true, &r.Admin: true, &r.Project: false, &r.Teacher: false, &e.Zwolle.Lead: false} {
			if broken(*name) != want {
				t.Errorf("%s sees it: %v", name.ActorName(), !want)
			}
		}
		add(-1)
		verify()
		if broken(r.Lead) {
			t.Error("it is still said to be broken")
		}
	})
}
