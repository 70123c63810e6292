package funding_test

import (
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/wants"
)

func (e *env) rate(sc access.Scope, scheme id.ID, on, known clock.Date) (cents money.Cents) {
	e.t.Helper()
	e.read(sc, func(tx *db.Tx) error {
		r, err := funding.RateTx(tx, sc, scheme, funding.StaffHour, on, known)
		cents = r.Cents
		return err
	})
	return cents
}

func ownRate(rate, from string) funding.OwnRuleInput {
	return funding.OwnRuleInput{Kind: funding.StaffHour, Rate: rate, ValidFrom: from, DecidedOn: "2025-12-10", Reason: "Onderbouwd met de cao Metaal en Techniek."}
}

// TestOwnRate shows that a rate of the network's own comes before the national one from the day on which it was written down, and that
// what was known before stays.
func TestOwnRate(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r, ctx := e.Twente, t.Context()
	scheme := e.scheme(r, "STO-2025-2028")
	e.on("2026-03-02")
	key, err := e.DecideOwn(ctx, r.Lead, scheme, ownRate("62,50", "2026-01-01"))
	e.must(err)
	e.on("2026-06-01")
	later, err := e.DecideOwn(ctx, r.Lead, scheme, ownRate("70", "2026-07-01"))
	e.must(err)
	e.on("2026-09-01")
	e.must(e.EndOwn(ctx, r.Lead, scheme, later, funding.EndInput{LastOn: "2026-06-30", Reason: "Het bestuur zag ervan af."}))

	for _, c := range []struct {
		name      string
		on, known clock.Date
		want      money.Cents
	}{
		{"as known now", "2026-02-01", "2026-09-01", 62_50},
		{"as known then: the decision of December was written down in March", "2026-02-01", "2026-03-01", 55_00},
		{"from the day it was written down", "2026-02-01", "2026-03-02", 62_50},
		{"before its first day", "2025-12-31", "2026-09-01", 55_00},
		{"a later one wins while it stood", "2026-08-01", "2026-08-31", 70_00},
		{"once that was ended, the earlier counts again", "2026-08-01", "2026-09-01", 62_50},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := e.rate(r.Teacher, scheme, c.on, c.known); got != c.want {
				t.Errorf("got %s", euro(got))
			}
		})
	}
	t.Run("the other network keeps the national rate", func(t *testing.T) {
		if got := e.rate(e.Zwolle.Teacher, e.scheme(e.Zwolle, "STO-2025-2028"), "2026-08-01", "2026-09-01"); got != 55_00 {
			t.Errorf("got %s", euro(got))
		}
	})
	t.Run("installing again adds nothing", func(t *testing.T) {
		if added, err := e.InstallSchemes(ctx, r.Lead); err != nil || added != 0 {
			t.Errorf("added %d, %v", added, err)
		}
	})
	t.Run("the rules show it beside the national one", func(t *testing.T) {
		rules, err := e.Rules(ctx, r.Relation)
		e.must(err)
		own := rules[0].Own
		if len(own) != 2 || own[1].ID != key || own[1].By == "" || own[0].EndedOn != "2026-06-30" || own[0].EndedBy == "" || rules[0].National(own[1]).Cents != 55_00 || len(rules[0].Rates) != 2 {
			t.Errorf("got %+v", own)
		}
	})
	t.Run("it is ended once and never changed", func(t *testing.T) {
		wants.Fault(t, e.EndOwn(ctx, r.Lead, scheme, later, funding.EndInput{LastOn: "2026-08-30", Reason: "nog eens"}), fault.KindConflict, "funding.own.ended_already")
		for _, text := range []string{`UPDATE rate SET cents = 1`, `DELETE FROM rate WHERE own`, `UPDATE own_rule_end SET last_on = '2026-12-01'`, `DELETE FROM own_rule_end`} {
			err := e.World.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
				_, err := tx.Exec(db.Q(text))
				return err
			})
			if err == nil {
				t.Errorf("%s was done", text)
			}
		}
	})
}

// TestOwnRateValuesWhatIsBooked shows that a contribution keeps the rate of when it was booked.
func TestOwnRateValuesWhatIsBooked(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	grant := e.grant(r, "STO-2025-2028", "STO25-7", "2025-01-01", "2028-12-31")
	_, activity := e.activity(r, grant, "A", "2025-01-01", "2028-12-31")
	company := e.company(r, "Kolk")
	book := func() funding.Detail {
		t.Helper()
		key, err := e.Record(t.Context(), e.recorder, funding.RecordInput{
			ID: e.Kit.IDs.New(), Unit: r.Almelo, Organisation: company, Activity: activity, Kind: funding.KindHours, PerformedOn: "2026-02-02", People: "1", Hours: "10", Other: true,
		})
		e.must(err)
		d, err := e.Contribution(t.Context(), r.Lead, key)
		e.must(err)
		return d
	}
	e.on("2026-03-01")
	before := book()
	_, err := e.DecideOwn(t.Context(), r.Lead, e.scheme(r, "STO-2025-2028"), ownRate("62,50", "2026-01-01"))
	e.must(err)
	after := book()
	if before.Cents != 550_00 || before.Rate.Own || after.Cents != 625_00 || !after.Rate.Own || after.Rate.Justification == "" {
		t.Errorf("before %s, after %s by %+v", euro(before.Cents), euro(after.Cents), after.Rate)
	}
}

// TestOwnMinimum recomputes a report as it was known on several days.
func TestOwnMinimum(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r, ctx := e.Twente, t.Context()
	scheme := e.scheme(r, "STO-2025-2028")
	grant := e.grant(r, "STO-2025-2028", "STO25-7", "2025-01-01", "2028-12-31")
	other := e.grant(r, "STO-2025-2028", "STO25-8", "2025-01-01", "2028-12-31")
	e.must(e.SetShare(ctx, r.Lead, grant, share(r.Almelo, "2026", "100.000")))
	own := func(minimum string, grant id.ID) funding.OwnRuleInput {
		return funding.OwnRuleInput{Kind: funding.OwnMinimum, Grant: grant, Minimum: minimum, Base: funding.BaseBudget, ValidFrom: "2025-01-01", DecidedOn: "2026-01-15", Reason: "Brief van de subsidiegever."}
	}
	e.on("2026-02-01")
	_, err := e.DecideOwn(ctx, r.Lead, scheme, own("12", ""))
	e.must(err)
	e.on("2026-05-01")
	one, err := e.DecideOwn(ctx, r.Lead, scheme, own("7,5", grant))
	e.must(err)
	e.on("2026-08-01")
	e.must(e.EndOwn(ctx, r.Lead, scheme, one, funding.EndInput{LastOn: "2024-12-31", Reason: "De brief is ingetrokken."}))
	e.on("2026-11-01")
	for _, c := range []struct {
		name  string
		grant id.ID
		known clock.Date
		want  string // of a budget of 400,000.00
	}{
		{"before anything was written down the national 10%", grant, "2026-01-31", "40000.00"},
		{"the network's 12% for all grants", grant, "2026-02-01", "48000.00"},
		{"the grant's own 7.5% comes before it", grant, "2026-05-01", "30000.00"},
		{"not for another grant", other, "2026-05-01", "48000.00"},
		{"ended: the network's again, as known now", grant, "", "48000.00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rep := e.report(r.Lead, funding.Filter{Grant: c.grant, Known: c.known})
			var parts money.Cents
			for _, row := range rep.Units {
				parts += row.Minimum
			}
			if got := euro(rep.Total.Minimum); got != c.want || parts != rep.Total.Minimum {
				t.Errorf("minimum %s, its parts %s; want %s", got, euro(parts), c.want)
			}
		})
	}
	g, err := e.Grant(ctx, r.Relation, grant)
	e.must(err)
	if !g.Rule.Own || g.Rule.MinimumBP != 1200 || g.Rule.Reason == "" {
		t.Errorf("got %+v", g.Rule)
	}
	t.Run("what is booked still names the scheme's decision", func(t *testing.T) {
		e.read(r.Lead, func(tx *db.Tx) error {
			v, err := funding.VersionTx(tx, r.Lead, scheme, "2026-05-05", "2026-11-01")
			if v.MinimumBP != 1000 || v.Own {
				t.Errorf("got %+v", v)
			}
			return err
		})
	})
}

func TestOwnRuleInput(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r, ctx := e.Twente, t.Context()
	scheme := e.scheme(r, "STO-2025-2028")
	old := e.grant(r, "STO-2020-2024", "STO20-7", "2020-01-01", "2024-12-31")
	first, err := e.DecideOwn(ctx, r.Lead, scheme, ownRate("60", "2026-01-01"))
	e.must(err)
	for _, c := range []struct {
		name, field, key string
		change           func(in *funding.OwnRuleInput)
	}{
		{"no reason", "reason", "field.required", func(in *funding.OwnRuleInput) { in.Reason = "" }},
		{"a rate of nothing", "rate", "field.range", func(in *funding.OwnRuleInput) { in.Rate = "0" }},
		{"a rate below nothing", "rate", "field.range", func(in *funding.OwnRuleInput) { in.Rate = "-5" }},
		{"more than all of the minutes", "share", "field.range", func(in *funding.OwnRuleInput) { in.Share = "101" }},
		{"a day outside the scheme", "valid_from", "funding.outside_scheme", func(in *funding.OwnRuleInput) { in.ValidFrom = "2024-12-31" }},
		{"an end outside the scheme", "valid_to", "funding.outside_scheme", func(in *funding.OwnRuleInput) { in.ValidTo = "2029-01-01" }},
		{"an end before its start", "valid_to", "field.date_order", func(in *funding.OwnRuleInput) { in.ValidTo = "2025-01-01" }},
		{"a decision to come", "decided_on", "funding.in_future", func(in *funding.OwnRuleInput) { in.DecidedOn = "2027-01-01" }},
		{"an unknown kind", "kind", "field.choice", func(in *funding.OwnRuleInput) { in.Kind = "love" }},
		{"the same decision twice", "decided_on", "funding.own.taken", func(*funding.OwnRuleInput) {}},
		{"a minimum of more than all", "minimum", "field.range", func(in *funding.OwnRuleInput) {
			in.Kind, in.Minimum, in.Base = funding.OwnMinimum, "100,01", funding.BaseGrant
		}},
		{"a grant of another scheme", "grant", "field.choice", func(in *funding.OwnRuleInput) {
			in.Kind, in.Minimum, in.Base, in.Grant = funding.OwnMinimum, "10", funding.BaseGrant, old
		}},
	} {
		t.Run(c.name+" is refused at the field", func(t *testing.T) {
			in := ownRate("60", "2026-01-01")
			c.change(&in)
			_, err := e.DecideOwn(ctx, r.Lead, scheme, in)
			wants.Field(t, err, c.field, c.key)
		})
	}
	wants.Field(t, e.EndOwn(ctx, r.Lead, scheme, first, funding.EndInput{LastOn: "2025-12-30", Reason: "te vroeg"}), "last_on", "funding.own.outside")
	hengelo := e.Hire(t, r, "controller-hengelo@twente.example", "C", access.Controller, r.Hengelo)
	for name, sc := range map[string]access.Scope{"a controller of one subregion": hengelo, "another network's lead": e.Zwolle.Lead} {
		t.Run(name+" decides and ends nothing", func(t *testing.T) {
			_, err := e.DecideOwn(ctx, sc, scheme, ownRate("61", "2026-02-01"))
			wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
			wants.Fault(t, e.EndOwn(ctx, sc, scheme, first, funding.EndInput{LastOn: "2026-12-31", Reason: "zomaar"}), fault.KindNotFound, "fault.not_found")
		})
	}
	_, err = e.DecideOwn(ctx, r.Project, scheme, ownRate("61", "2026-02-01"))
	wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
}
