package funding_test

import (
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/wants"
)

func TestAddGrant(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	lead := e.company(r, "Stichting Voortgezet Onderwijs")
	in := e.grantInput(r, "STO-2025-2028", "STO25-7", "2025-01-01", "2028-12-31")
	in.Lead = lead
	key, err := e.AddGrant(t.Context(), r.Lead, in)
	e.must(err)

	t.Run("everybody in the network sees it, with the rule it stands on", func(t *testing.T) {
		g, err := e.Grant(t.Context(), r.Relation, key)
		e.must(err)
		if g.LeadName != "Stichting Voortgezet Onderwijs" || g.Rule.MinimumBP != 1000 || euro(g.Amount(g.Rule.Base)) != "400000.00" || euro(g.Missing) != "400000.00" {
			t.Errorf("got %+v", g)
		}
	})
	t.Run("the other network does not", func(t *testing.T) {
		_, err := e.Grant(t.Context(), e.Zwolle.Lead, key)
		wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
		if grants, err := e.Grants(t.Context(), e.Zwolle.Lead); err != nil || len(grants) != 0 {
			t.Errorf("got %d, %v", len(grants), err)
		}
	})
	t.Run("a reference is used once", func(t *testing.T) {
		_, err := e.AddGrant(t.Context(), r.Lead, in)
		wants.Field(t, err, "reference", "funding.reference_taken")
	})
	for _, c := range []struct {
		name, field, key string
		change           func(in *funding.GrantInput)
	}{
		{"a period outside the scheme", "end_on", "funding.outside_scheme", func(in *funding.GrantInput) { in.EndOn = "2029-01-01" }},
		{"an end before the start", "end_on", "field.date_order", func(in *funding.GrantInput) { in.EndOn = "2024-01-01" }},
		{"a day that does not exist", "start_on", "field.date", func(in *funding.GrantInput) { in.StartOn = "2025-02-30" }},
		{"no amount", "grant", "field.required", func(in *funding.GrantInput) { in.Grant = "" }},
		{"an amount that is none", "budget", "field.money", func(in *funding.GrantInput) { in.Budget = "veel" }},
		{"a scheme of another network", "scheme", "field.choice", func(in *funding.GrantInput) { in.Scheme = e.scheme(e.Zwolle, "STO-2025-2028") }},
		{"an unknown lead applicant", "lead", "field.choice", func(in *funding.GrantInput) { in.Lead = e.Kit.IDs.New() }},
	} {
		t.Run(c.name+" is refused at the field", func(t *testing.T) {
			in := in
			in.Reference = "STO25-8"
			c.change(&in)
			_, err := e.AddGrant(t.Context(), r.Lead, in)
			wants.Field(t, err, c.field, c.key)
		})
	}
	t.Run("a project leader may not", func(t *testing.T) {
		_, err := e.AddGrant(t.Context(), r.Project, in)
		wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
	})
	t.Run("for a unit of another network it is not found", func(t *testing.T) {
		in := in
		in.Unit = e.Zwolle.Root
		_, err := e.AddGrant(t.Context(), r.Lead, in)
		wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
	})
}

func TestSetShare(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.grant(r, "STO-2025-2028", "STO25-7", "2025-01-01", "2028-12-31")
	missing := func() string {
		t.Helper()
		g, err := e.Grant(t.Context(), r.Lead, key)
		e.must(err)
		return euro(g.Missing)
	}
	e.must(e.SetShare(t.Context(), r.Lead, key, share(r.Almelo, "2025", "250.000")))
	t.Run("what is not divided shows", func(t *testing.T) {
		if got := missing(); got != "150000.00" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("set again replaces", func(t *testing.T) {
		e.must(e.SetShare(t.Context(), r.Lead, key, share(r.Almelo, "2025", "399.999,99")))
		if got := missing(); got != "0.01" {
			t.Errorf("got %s", got)
		}
	})
	t.Run("too much shows too, in the grant and in the report, and the minimum stays that of the base", func(t *testing.T) {
		e.must(e.SetShare(t.Context(), r.Lead, key, share(r.Hengelo, "2026", "100.000,01")))
		if got := missing(); got != "-100000.00" {
			t.Errorf("got %s", got)
		}
		// 10% of 400,000.00; the shares alone give 50,000.00.
		rep := e.report(r.Lead, funding.Filter{})
		if got := euro(rep.Total.Minimum); got != "40000.00" {
			t.Errorf("minimum %s", got)
		}
		if got := euro(rowOf(t, rep.Units, "funding.undivided").Minimum); got != "-10000.00" {
			t.Errorf("not divided %s", got)
		}
	})
	t.Run("a year outside the grant is refused", func(t *testing.T) {
		wants.Field(t, e.SetShare(t.Context(), r.Lead, key, share(r.Almelo, "2024", "1")), "year", "field.range")
	})
	t.Run("a unit of another network is refused", func(t *testing.T) {
		wants.Field(t, e.SetShare(t.Context(), r.Lead, key, share(e.Zwolle.Almelo, "2025", "1")), "unit", "field.choice")
	})
	t.Run("the grant of the whole network is not found by a controller of one subregion", func(t *testing.T) {
		hengelo := e.Hire(t, r, "controller-hengelo@twente.example", "C", access.Controller, r.Hengelo)
		wants.Fault(t, e.SetShare(t.Context(), hengelo, key, share(r.Hengelo, "2025", "1")), fault.KindNotFound, "fault.not_found")
	})
	t.Run("another network's grant is not found", func(t *testing.T) {
		wants.Fault(t, e.SetShare(t.Context(), e.Zwolle.Lead, key, share(e.Zwolle.Almelo, "2025", "1")), fault.KindNotFound, "fault.not_found")
	})
}

func TestGrantBeforeItsRuleIsKnown(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key := e.grant(e.Twente, "STO-2025-2028", "STO25-7", "2025-01-01", "2028-12-31")
	e.on("2024-03-26") // the day before the decision
	g, err := e.Grant(t.Context(), e.Twente.Lead, key)
	if err != nil || g.Rule.ID != "" {
		t.Errorf("got %+v, %v", g.Rule, err)
	}
	if r := e.report(e.Twente.Lead, funding.Filter{}); r.Total.Minimum != 0 {
		t.Errorf("a minimum that nobody knew: %s", euro(r.Total.Minimum))
	}
}

func TestPledge(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.grant(r, "STO-2025-2028", "STO25-7", "2025-01-01", "2028-12-31")
	line, activity := e.activity(r, key, "A", "2025-01-01", "2028-12-31")
	second, _ := e.activity(r, key, "B", "2025-01-01", "2028-12-31")
	other := e.grant(r, "STO-2020-2024", "STO20-7", "2020-01-01", "2024-12-31")
	otherLine, otherActivity := e.activity(r, other, "Z", "2020-01-01", "2024-12-31")
	umbrella := e.umbrella(r, "Vrienden van Techniek")
	in := funding.PledgeInput{Grant: key, Unit: r.Almelo, Line: line, Organisation: umbrella, Year: "2026", Kind: funding.KindHours, Hours: "12,5"}
	pledge, err := e.Pledge(t.Context(), r.Project, in)
	e.must(err)

	t.Run("hours are valued by the rate of the year", func(t *testing.T) {
		list, err := e.Pledges(t.Context(), r.Project, funding.Filter{Grant: key})
		e.must(err)
		// 12.5 h × €55 = 687.50
		if len(list) != 1 || euro(list[0].Cents) != "687.50" || list[0].Minutes != 750 || !list[0].Umbrella || list[0].LineName != "Lijn A" {
			t.Errorf("got %+v", list)
		}
	})
	t.Run("a sibling subregion does not see it", func(t *testing.T) {
		list, err := e.Pledges(t.Context(), r.ProjectHengelo, funding.Filter{})
		if err != nil || len(list) != 0 {
			t.Errorf("got %+v, %v", list, err)
		}
		wants.Fault(t, e.WithdrawPledge(t.Context(), r.ProjectHengelo, key, pledge), fault.KindNotFound, "fault.not_found")
	})
	for _, c := range []struct {
		name, field, key string
		change           func(in *funding.PledgeInput)
	}{
		{"a line of another grant", "line", "field.choice", func(in *funding.PledgeInput) { in.Line = otherLine }},
		{"an activity of another grant", "activity", "field.choice", func(in *funding.PledgeInput) { in.Activity = otherActivity }},
		{"an activity of another line", "activity", "funding.activity_of_other_line", func(in *funding.PledgeInput) { in.Activity, in.Line = activity, second }},
		{"no organisation", "organisation", "field.choice", func(in *funding.PledgeInput) { in.Organisation = "" }},
		{"a year outside the grant", "year", "field.range", func(in *funding.PledgeInput) { in.Year = "2029" }},
		{"hours that are none", "hours", "funding.hours_form", func(in *funding.PledgeInput) { in.Hours = "een dag" }},
		{"an unknown kind", "kind", "field.choice", func(in *funding.PledgeInput) { in.Kind = "love" }},
		{"cash without an amount", "value", "field.required", func(in *funding.PledgeInput) { in.Kind = funding.KindCash }},
		{"a day to come", "pledged_on", "funding.in_future", func(in *funding.PledgeInput) { in.PledgedOn = "2027-01-01" }},
	} {
		t.Run(c.name+" is refused at the field", func(t *testing.T) {
			in := in
			c.change(&in)
			_, err := e.Pledge(t.Context(), r.Project, in)
			wants.Field(t, err, c.field, c.key)
		})
	}
	t.Run("for an activity it is of that activity's line", func(t *testing.T) {
		in := in
		in.Activity, in.Line = activity, ""
		key, err := e.Pledge(t.Context(), r.Project, in)
		e.must(err)
		list, err := e.Pledges(t.Context(), r.Project, funding.Filter{Line: line})
		e.must(err)
		if len(list) != 2 || list[0].ID != key || list[0].Line != line || list[0].ActivityName != "Activiteit A" || list[1].ActivityName != "" {
			t.Errorf("got %+v", list)
		}
		e.must(e.WithdrawPledge(t.Context(), r.Project, in.Grant, key))
	})
	t.Run("withdrawn it counts no more", func(t *testing.T) {
		e.must(e.WithdrawPledge(t.Context(), r.Project, key, pledge))
		if got := e.report(r.Lead, funding.Filter{}).Total.Promised; got != 0 {
			t.Errorf("promised %s", euro(got))
		}
		wants.Fault(t, e.WithdrawPledge(t.Context(), r.Project, key, pledge), fault.KindNotFound, "fault.not_found")
	})
}
