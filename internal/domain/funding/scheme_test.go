package funding_test

import (
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/wants"
)

func TestInstallSchemes(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	t.Run("again adds nothing", func(t *testing.T) {
		added, err := e.InstallSchemes(t.Context(), e.Twente.Lead)
		if err != nil || added != 0 {
			t.Errorf("added %d, %v", added, err)
		}
	})
	t.Run("every number has a source and a decision", func(t *testing.T) {
		rules, err := e.Rules(t.Context(), e.Twente.Relation)
		e.must(err)
		if len(rules) != 2 {
			t.Fatalf("%d schemes", len(rules))
		}
		for _, s := range rules {
			for _, v := range s.Versions {
				if v.Source == "" || v.DecidedOn == "" || v.MinimumBP == 0 {
					t.Errorf("version %+v", v)
				}
			}
			for _, r := range s.Rates {
				if r.Source == "" || r.Justification == "" || r.DecidedOn == "" || r.ValidFrom < s.StartOn || r.ValidTo > s.EndOn {
					t.Errorf("rate %+v", r)
				}
				if r.ShareBP != 10_000 && r.Confirmed {
					t.Error("the supervision share has one source only")
				}
			}
		}
	})
	t.Run("each network has its own", func(t *testing.T) {
		if e.scheme(e.Twente, "STO-2025-2028") == e.scheme(e.Zwolle, "STO-2025-2028") {
			t.Error("one scheme in two networks")
		}
	})
	t.Run("a relation manager may not", func(t *testing.T) {
		_, err := e.InstallSchemes(t.Context(), e.Twente.Relation)
		wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
	})
}

func TestRulesByDate(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	old := e.scheme(r, "STO-2020-2024")
	for _, c := range []struct {
		name      string
		on, known clock.Date
		want      int
	}{
		{"the first decision", "2021-05-01", "2022-07-06", 1000},
		{"the later decision, also for a day before it", "2021-05-01", "2022-07-07", 750},
		{"as known today", "2024-12-31", "2026-11-25", 750},
	} {
		t.Run("minimum: "+c.name, func(t *testing.T) {
			e.read(r.Teacher, func(tx *db.Tx) error {
				v, err := funding.VersionTx(tx, r.Teacher, old, c.on, c.known)
				if v.MinimumBP != c.want {
					t.Errorf("got %d", v.MinimumBP)
				}
				return err
			})
		})
	}
	for _, c := range []struct {
		name      string
		kind      funding.RateKind
		on, known clock.Date
		want      money.Cents
	}{
		{"2022", funding.StaffHour, "2022-12-31", "2024-01-01", 5000},
		{"2023", funding.StaffHour, "2023-01-01", "2024-01-01", 5500},
		{"2023 as it was known in 2022", funding.StaffHour, "2023-01-01", "2022-12-31", 5000},
		{"supervision from its first day", funding.SupervisionHour, "2024-01-24", "2024-01-24", 6000},
	} {
		t.Run("rate: "+c.name, func(t *testing.T) {
			e.read(r.Teacher, func(tx *db.Tx) error {
				rate, err := funding.RateTx(tx, r.Teacher, old, c.kind, c.on, c.known)
				if rate.Cents != c.want {
					t.Errorf("got %d", rate.Cents)
				}
				return err
			})
		})
	}
	missing := func(name string, find func(tx *db.Tx) error, key string) {
		t.Run(name, func(t *testing.T) {
			err := e.Read(t.Context(), r.Teacher, find)
			wants.Fault(t, err, fault.KindNotFound, key)
		})
	}
	rate := func(scheme id.ID, kind funding.RateKind, on clock.Date) func(tx *db.Tx) error {
		return func(tx *db.Tx) error {
			_, err := funding.RateTx(tx, r.Teacher, scheme, kind, on, "2026-01-01")
			return err
		}
	}
	missing("no supervision rate the day before", rate(old, funding.SupervisionHour, "2024-01-23"), "funding.no_rate")
	missing("no rate after the scheme", rate(old, funding.StaffHour, "2025-01-01"), "funding.no_rate")
	missing("no rate of another network's scheme", rate(e.scheme(e.Zwolle, "STO-2020-2024"), funding.StaffHour, "2022-01-01"), "funding.no_rate")
	missing("no minimum before any decision", func(tx *db.Tx) error {
		_, err := funding.VersionTx(tx, r.Teacher, old, "2021-01-01", "2018-12-31")
		return err
	}, "funding.no_version")
}

func TestRateValue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		rate    funding.Rate
		minutes int
		want    money.Cents
	}{
		{"exact", funding.Rate{Cents: 5000, ShareBP: 10_000}, 150, 12_500},
		{"a third is rounded down: 87.0833", funding.Rate{Cents: 5500, ShareBP: 10_000}, 95, 8708},
		{"two thirds are rounded up: 88.9166", funding.Rate{Cents: 5500, ShareBP: 10_000}, 97, 8892},
		{"a half is rounded up: 1 min × 0.90 = 0.015", funding.Rate{Cents: 90, ShareBP: 10_000}, 1, 2},
		{"a share is taken before rounding: 1 min × 25% × 60.00 = 0.25", funding.Rate{Cents: 6000, ShareBP: 2500}, 1, 25},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got, err := c.rate.Value(c.minutes); got != c.want || err != nil {
				t.Errorf("got %d, %v; want %d", got, err, c.want)
			}
		})
	}
	if _, err := (funding.Rate{Cents: 1 << 62, ShareBP: 10_000}).Value(60); err == nil {
		t.Error("an overflow must be an error")
	}
}
