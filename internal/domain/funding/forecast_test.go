package funding_test

import (
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/wants"
)

// ahead is a grant whose base of 400,000.00 is spread evenly over 2025–2028: at 10% the minimum is 10,000.00 a year. In the twelve
// whole months before 25 November 2026 came in 6,000 + 3,600 + 2,400 = 12,000.00, which is 1,000.00 a month.
func newAhead(t *testing.T) *signing {
	t.Helper()
	s := newSigning(t)
	for _, year := range []string{"2025", "2026", "2027", "2028"} {
		s.must(s.SetShare(t.Context(), s.r.Lead, s.grant, share(s.r.Almelo, year, "100.000")))
	}
	s.on("2026-11-25")
	s.goods("2025-12-10", "6.000")
	s.goods("2026-03-10", "3.600")
	s.goods("2026-10-05", "2.400")
	return s
}

func (s *signing) forecast(sc access.Scope, unit id.ID, w funding.WhatIf) funding.Forecast {
	s.t.Helper()
	f, err := s.Forecast(s.t.Context(), sc, "", unit, w)
	s.must(err)
	return f
}

func totals(f funding.Forecast) (out [4]money.Cents) {
	for i, y := range f.Years {
		out[i] = y.Before
	}
	return out
}

func TestForecast(t *testing.T) {
	t.Parallel()
	s := newAhead(t)
	f := s.forecast(s.r.Lead, "", funding.WhatIf{})
	if f.Pace != 100_000 || len(f.Months) != 24 || f.Months[13].Cents != 600_000 || f.Months[23].Cents != 240_000 {
		t.Errorf("pace %s over %v", euro(f.Pace), f.Months)
	}
	// 2025: 6,000. 2026: 6,000 and two months of pace. 2027 and 2028: twelve months of pace each.
	if got := totals(f); got != [4]money.Cents{600_000, 1_400_000, 2_600_000, 3_800_000} {
		t.Errorf("running totals %v", got)
	}
	// At the end of 2026 the minimum is 20,000.00: 6,000.00 short. 2025 is behind us and warns nobody.
	if f.ShortOn != "2026-12-31" || f.ShortBy != 600_000 {
		t.Errorf("short by %s on %s", euro(f.ShortBy), f.ShortOn)
	}
	// 40,000 − 12,000 = 28,000.00 over the 26 months from November 2026 to December 2028, rounded up.
	if f.Needed != 107_693 {
		t.Errorf("needs %s a month", euro(f.Needed))
	}
	t.Run("what is planned counts when it is more than the pace", func(t *testing.T) {
		s.plan(s.r, visit{unit: s.r.Noordik, company: s.company, activity: s.activity, day: "2026-12-10", people: 100})
		f := s.forecast(s.r.Lead, "", funding.WhatIf{})
		if y := f.Years[1]; y.Planned <= 200_000 || y.Ahead != y.Planned {
			t.Errorf("planned %s, ahead %s", euro(y.Planned), euro(y.Ahead))
		}
	})
	t.Run("a goal of its own", func(t *testing.T) {
		s.must(s.SetRules(t.Context(), s.r.Lead, s.grant, funding.GrantRules{Target: "26"}))
		if f := s.forecast(s.r.Lead, "", funding.WhatIf{}); f.Target != 10_400_000 || f.Years[0].Target != 2_600_000 {
			t.Errorf("goal %s, of 2025 %s", euro(f.Target), euro(f.Years[0].Target))
		}
		wants.Field(t, s.SetRules(t.Context(), s.r.Lead, s.grant, funding.GrantRules{Target: "126"}), "target", "field.range")
	})
}

func TestWhatIf(t *testing.T) {
	t.Parallel()
	s := newAhead(t)
	if got := totals(s.forecast(s.r.Lead, "", funding.WhatIf{Without: s.company})); got != [4]money.Cents{600_000, 1_200_000, 1_200_000, 1_200_000} {
		t.Errorf("without its only company %v", got)
	}
	if got := totals(s.forecast(s.r.Lead, "", funding.WhatIf{Shift: true})); got != [4]money.Cents{600_000, 1_200_000, 2_600_000, 3_800_000} {
		t.Errorf("with a quarter that moves %v", got)
	}
	if got := s.year(0).CarriedOut; got != 1_200_000 {
		t.Errorf("asking changed the ledger: %s", euro(got))
	}
}

func TestWhatRepairsIt(t *testing.T) {
	t.Parallel()
	s := newAhead(t)
	umbrella := s.umbrella(s.r, "Vrienden van Techniek", s.company)
	for organisation, value := range map[id.ID]string{s.company: "10.000", umbrella: "500"} {
		_, err := s.Pledge(t.Context(), s.r.Lead, funding.PledgeInput{Grant: s.grant, Unit: s.r.Almelo, Organisation: organisation, Year: "2026", Kind: funding.KindGoods, Value: value})
		s.must(err)
	}
	s.goods("2026-11-02", "200") // for the umbrella too
	s.held(visit{activity: s.activity, people: 2})
	s.on("2026-11-26")
	if f := s.forecast(s.r.Lead, "", funding.WhatIf{}); len(f.Givers) != 0 {
		t.Errorf("givers that nobody asked for: %+v", f.Givers)
	}
	f := s.forecast(s.r.Lead, "", funding.WhatIf{Choose: true})
	if len(f.Pledges) != 2 || f.Pledges[0].Left() != 1_000_000-620_000 || f.Pledges[1].Left() != 50_000-20_000 {
		t.Errorf("open pledges %+v", f.Pledges)
	}
	if f.Overdue == 0 || len(f.Givers) != 1 || f.Givers[0].Cents != 1_220_000 {
		t.Errorf("overdue %s, givers %+v", euro(f.Overdue), f.Givers)
	}
	t.Run("everybody sees what is theirs", func(t *testing.T) {
		if f := s.forecast(s.r.Relation, "", funding.WhatIf{}); f.Total.CarriedOut != 1_220_000 || len(f.Pledges) == 0 {
			t.Errorf("of Almelo: %+v", f.Total)
		}
		if f := s.forecast(s.r.ProjectHengelo, "", funding.WhatIf{Choose: true}); f.Total.CarriedOut != 0 || f.Pace != 0 || len(f.Pledges) != 0 || len(f.Givers) != 0 {
			t.Errorf("of Hengelo: %+v", f)
		}
		_, err := s.Forecast(t.Context(), s.r.ProjectHengelo, "", s.r.Almelo, funding.WhatIf{})
		wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
		_, err = s.Forecast(t.Context(), s.Zwolle.Lead, s.grant, "", funding.WhatIf{})
		if f := s.forecast(s.Zwolle.Lead, "", funding.WhatIf{}); err == nil && f.Grant.ID != "" {
			t.Error("another network looks ahead here")
		}
	})
}
