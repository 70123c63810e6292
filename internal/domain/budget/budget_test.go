package budget_test

import (
	"cmp"
	"testing"

	"schakel/internal/domain/budget"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/wants"
	"schakel/internal/testkit/world"
)

// env is a region with a grant of 2025–2028, one programme line and one activity of 2025–2027.
type env struct {
	*world.World
	*budget.Service
	t               *testing.T
	r               *world.Region
	funding         *funding.Service
	grant, activity id.ID
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	store, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	e := &env{World: w, Service: budget.New(w.Kit), t: t, r: w.Twente, funding: funding.New(w.Kit, store, w.Links(t))}
	e.on("2024-12-01")
	_, err = e.funding.InstallSchemes(t.Context(), e.r.System)
	e.must(err)
	schemes, err := e.funding.Schemes(t.Context(), e.r.Lead)
	e.must(err)
	e.grant, err = e.funding.AddGrant(t.Context(), e.r.Lead, funding.GrantInput{
		Unit: e.r.Root, Scheme: schemes[0].ID, Reference: "STO25-001", Name: "STO Twente 2025–2028", DecidedOn: "2025-01-15", StartOn: "2025-01-01", EndOn: "2028-12-31",
		Grant: "100.000", Budget: "120.000", Costs: "150.000",
	})
	e.must(err)
	lines := programme.New(w.Kit)
	line, err := lines.AddLine(t.Context(), e.r.System, programme.LineInput{Unit: e.r.Root, Grant: e.grant, Code: "A", Name: "Gastlessen"})
	e.must(err)
	e.activity, err = lines.AddActivity(t.Context(), e.r.System, programme.ActivityInput{Unit: e.r.Root, Line: line, Code: "1", Name: "Lessen", From: "2025-01-01", To: "2027-12-31"})
	e.must(err)
	return e
}

func (e *env) on(day string) {
	e.t.Helper()
	at, err := clock.Date(day).At(12, 0)
	e.must(err)
	e.World.Clock.Set(at)
}

// hours is 100 hours at €50 in a year: €5,000.
func (e *env) hours(year string) budget.LineInput {
	return budget.LineInput{Activity: e.activity, Year: year, Cost: budget.Staff, What: "Docenten", Measure: "hour", Quantity: "100", Price: "50"}
}

func (e *env) machine() budget.LineInput {
	return budget.LineInput{
		Activity: e.activity, Cost: budget.Machine, What: "CNC-freesbank", Quantity: "1", Price: "60.000", Residual: "6.000", Term: "60", UsedFrom: "2026-09-15",
	}
}

func (e *env) add(in budget.LineInput) id.ID {
	e.t.Helper()
	key, err := e.AddLine(e.t.Context(), e.r.Lead, e.grant, in)
	e.must(err)
	return key
}

func (e *env) read() budget.Budget {
	e.t.Helper()
	b, err := e.Budget(e.t.Context(), e.r.Lead, e.grant)
	e.must(err)
	return b
}

func equal(t *testing.T, what string, got []money.Cents, want ...money.Cents) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %v, want %v", what, got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("%s: got %v, want %v", what, got, want)
			return
		}
	}
}

// TestDepreciation works cases out by hand: only months of the term within the project count, from the month of taking into use.
func TestDepreciation(t *testing.T) {
	t.Parallel()
	g := funding.Grant{StartOn: "2025-01-01", EndOn: "2028-12-31"}
	for _, c := range []struct {
		name            string
		price, residual money.Cents
		quantity, term  int
		from            clock.Date
		want            []money.Cents // 2025, 2026, 2027, 2028
		months          int
	}{
		// (60,000 − 6,000) / 60 = 900 a month; September–December 2026 is 4 months; 32 months after the project do not count
		{"in use halfway", 60_000_00, 6_000_00, 100, 60, "2026-09-15", []money.Cents{0, 3_600_00, 10_800_00, 10_800_00}, 28},
		// bought before the project: 12,000 / 36 = 333.33…; July 2024–June 2027, of which 30 months in the project: 10,000
		{"bought before the project", 12_000_00, 0, 100, 36, "2024-07-01", []money.Cents{4_000_00, 4_000_00, 2_000_00, 0}, 30},
		// 1,000 / 7 = 142.857…: rounding never makes the sum more or less than 1,000
		{"a term that does not divide", 1_000_00, 0, 100, 7, "2025-10-31", []money.Cents{428_57, 571_43, 0, 0}, 7},
		{"two of them", 1_200_00, 0, 200, 12, "2027-01-01", []money.Cents{0, 0, 2_400_00, 0}, 12},
		{"worn out before the project", 1_200_00, 0, 100, 12, "2024-01-01", []money.Cents{0, 0, 0, 0}, 0},
		{"in use in the project's last month", 1_200_00, 0, 100, 12, "2028-12-31", []money.Cents{0, 0, 0, 100_00}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := budget.Line{Cost: budget.Machine, Quantity: c.quantity, Price: c.price, Residual: c.residual, Term: c.term, UsedFrom: c.from}
			var got []money.Cents
			var sum money.Cents
			for _, year := range g.Years() {
				x, err := l.In(g, year)
				if err != nil {
					t.Fatal(err)
				}
				got, sum = append(got, x), sum+x
			}
			equal(t, "years", got, c.want...)
			if whole, err := l.Counted(g); err != nil || whole != sum || l.Months(g) != c.months {
				t.Errorf("counted %d, %d months, %v; want %d, %d", whole, l.Months(g), err, sum, c.months)
			}
		})
	}
}

// TestBudgetAddsUp is a budget worked out by hand.
func TestBudgetAddsUp(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.add(e.hours("2025"))
	third := e.hours("2026")
	third.Quantity, third.Price, third.Measure = "33,33", "9,99", "piece" // 332.9667 → 332.97
	e.add(third)
	e.add(e.machine())
	global := e.hours("2028")
	global.Activity, global.Quantity, global.Price, global.Measure = "", "1", "20.000", "total"
	e.add(global)
	e.must(e.SetCover(t.Context(), e.r.Lead, e.grant, budget.CoverInput{Year: "2025", Granted: "4.000", Cofinancing: "500", Own: "500"}))
	e.must(e.SetCover(t.Context(), e.r.Lead, e.grant, budget.CoverInput{Year: "2026", Granted: "4.000", Cofinancing: "0", Own: "0"}))

	b := e.read()
	var costs, missing []money.Cents
	for _, c := range b.Covers {
		costs, missing = append(costs, c.Costs), append(missing, c.Missing())
	}
	// 2026: 332.97 + 3,600; 2027: 10,800; 2028: 10,800 + 20,000
	equal(t, "costs", costs, 5_000_00, 3_932_97, 10_800_00, 30_800_00)
	equal(t, "missing", missing, 0, -67_03, 10_800_00, 30_800_00)
	equal(t, "whole", []money.Cents{b.Whole.Costs, b.Whole.Sum(), b.Whole.Missing(), b.Ungranted()}, 50_532_97, 9_000_00, 41_532_97, 92_000_00)
	if len(b.Activities) != 2 || b.Activities[1].ID != "" || len(b.Programme) != 2 {
		t.Fatalf("got %+v", b.Activities)
	}
	equal(t, "activity", append(b.Activities[0].Years, b.Activities[0].Total), 5_000_00, 3_932_97, 10_800_00, 10_800_00, 30_532_97)
	equal(t, "global", append(b.Activities[1].Years, b.Activities[1].Total), 0, 0, 0, 20_000_00, 20_000_00)
	var sum money.Cents
	for _, row := range b.Programme {
		sum += row.Total
	}
	if sum != b.Whole.Costs {
		t.Errorf("the programme lines are %d, the whole is %d", sum, b.Whole.Costs)
	}
	if len(b.Blocks) != 2 || b.Blocks[0].Missing != 0 || b.Blocks[0].Over != 67_03 || b.Blocks[1].Global != 1 || b.Blocks[1].Lines != 2 {
		t.Errorf("got %+v", b.Blocks)
	}
}

func TestLineInput(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for _, c := range []struct {
		name, field, key string
		machine          bool
		change           func(in *budget.LineInput)
	}{
		{"a negative price", "price", "field.range", false, func(in *budget.LineInput) { in.Price = "-1" }},
		{"a price that can be read two ways", "price", "field.money_ambiguous", false, func(in *budget.LineInput) { in.Price = "1,234" }},
		{"a huge price", "price", "field.range", false, func(in *budget.LineInput) { in.Price = "99999999999999999999" }},
		{"no number", "quantity", "field.money", false, func(in *budget.LineInput) { in.Quantity = "NaN" }},
		{"nothing of it", "quantity", "field.range", false, func(in *budget.LineInput) { in.Quantity = "0" }},
		{"more than any budget", "quantity", "budget.amount_too_much", false, func(in *budget.LineInput) { in.Quantity, in.Price = "1.000.000", "9.000.000.000" }},
		{"an amount below a cent", "quantity", "budget.amount_nothing", false, func(in *budget.LineInput) { in.Quantity, in.Price = "0,01", "0,01" }},
		{"a year outside the grant", "year", "field.range", false, func(in *budget.LineInput) { in.Year = "2029" }},
		{"a year outside the activity", "year", "budget.outside_activity", false, func(in *budget.LineInput) { in.Year = "2028" }},
		{"an unknown kind", "cost", "field.choice", false, func(in *budget.LineInput) { in.Cost = "love" }},
		{"an activity that is not there", "activity", "field.choice", false, func(in *budget.LineInput) { in.Activity = e.Kit.IDs.New() }},
		{"a residual as much as the price", "residual", "budget.residual_too_much", true, func(in *budget.LineInput) { in.Residual = "60.000" }},
		{"no term", "term", "field.range", true, func(in *budget.LineInput) { in.Term = "0" }},
		{"a machine after the project", "used_from", "budget.outside_project", true, func(in *budget.LineInput) { in.UsedFrom = "2029-01-01" }},
		{"a machine worn out before it", "used_from", "budget.outside_project", true, func(in *budget.LineInput) { in.UsedFrom, in.Term = "2020-01-01", "24" }},
	} {
		t.Run(c.name+" is refused at the field", func(t *testing.T) {
			in := e.hours("2025")
			if c.machine {
				in = e.machine()
			}
			c.change(&in)
			_, err := e.AddLine(t.Context(), e.r.Lead, e.grant, in)
			wants.Field(t, err, c.field, c.key)
		})
	}
}

func TestReasonsAndHistory(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx := t.Context()
	key := e.add(e.hours("2025"))
	in := e.hours("2025")
	in.Quantity = "120"
	e.must(e.ChangeLine(ctx, e.r.Lead, e.grant, key, 1, in)) // before the decision: no reason asked

	e.on("2025-01-15")
	in.Quantity = "130"
	wants.Field(t, e.ChangeLine(ctx, e.r.Lead, e.grant, key, 2, in), "reason", "field.required")
	wants.Field(t, e.RemoveLine(ctx, e.r.Lead, e.grant, key, " "), "reason", "field.required")
	e.add(e.hours("2026")) // new lines of an open block need none
	in.Reason = "Meer groepen dan gedacht."
	e.must(e.ChangeLine(ctx, e.r.Lead, e.grant, key, 2, in))
	wants.Fault(t, e.ChangeLine(ctx, e.r.Lead, e.grant, key, 2, in), fault.KindConflict, "fault.changed")
	e.must(e.RemoveLine(ctx, e.r.Lead, e.grant, key, "Hoort bij een andere activiteit."))
	wants.Fault(t, e.RemoveLine(ctx, e.r.Lead, e.grant, key, "Nog eens."), fault.KindNotFound, "fault.not_found")

	h, err := e.History(ctx, e.r.Relation, e.grant, "")
	e.must(err)
	if len(h.Changes) != 5 || h.Next != "" {
		t.Fatalf("%d changes", len(h.Changes))
	}
	gone, changed := h.Changes[0], h.Changes[1]
	if gone.Is.V != nil || gone.Was.V.Quantity != 130_00 || gone.Reason != "Hoort bij een andere activiteit." || gone.By == "" {
		t.Errorf("got %+v", gone)
	}
	if changed.Was.V.Quantity != 120_00 || changed.Is.V.Quantity != 130_00 || changed.Is.V.Activity != "A.1 Lessen" || changed.Reason != "Meer groepen dan gedacht." {
		t.Errorf("got %+v", changed)
	}
	if h.Changes[4].Was.V != nil {
		t.Errorf("what was new is %+v", h.Changes[4].Was.V)
	}
	if rest, err := e.History(ctx, e.r.Lead, e.grant, h.Changes[3].Key); err != nil || len(rest.Changes) != 1 {
		t.Errorf("%d older, %v", len(rest.Changes), err)
	}
	t.Run("it only grows", func(t *testing.T) {
		for _, text := range []string{`UPDATE budget_change SET reason = 'x'`, `DELETE FROM budget_change`} {
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

func TestBlocks(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx := t.Context()
	move := func(first string, to budget.State, reason string) error {
		return e.SetBlock(ctx, e.r.Lead, e.grant, budget.BlockInput{First: first, To: to, Reason: reason})
	}
	wants.Fault(t, move("2025", budget.Detailed, ""), fault.KindConflict, "budget.block_empty")
	wants.Fault(t, move("2026", budget.Detailed, ""), fault.KindNotFound, "fault.not_found")
	wants.Field(t, move("2025", budget.Fixed, ""), "to", "field.choice")
	global := e.hours("2026")
	global.Activity = ""
	key := e.add(global)
	wants.Fault(t, move("2025", budget.Detailed, ""), fault.KindConflict, "budget.block_global")
	e.must(e.ChangeLine(ctx, e.r.Lead, e.grant, key, 1, e.hours("2026")))
	e.must(move("2025", budget.Detailed, ""))

	_, err := e.AddLine(ctx, e.r.Lead, e.grant, e.hours("2025"))
	wants.Field(t, err, "reason", "field.required")
	global.Reason = "Toch nog iets."
	_, err = e.AddLine(ctx, e.r.Lead, e.grant, global)
	wants.Field(t, err, "activity", "budget.activity_needed")
	wants.Fault(t, move("2025", budget.Fixed, ""), fault.KindConflict, "budget.block_unbalanced")
	e.must(e.SetCover(ctx, e.r.Lead, e.grant, budget.CoverInput{Year: "2026", Granted: "5.000", Cofinancing: "0", Own: "0", Reason: "Uit de beschikking."}))
	e.must(move("2025", budget.Fixed, ""))
	if b := e.read(); b.Blocks[0].State != budget.Fixed || !b.Blocks[0].Balanced() || b.Blocks[1].State != budget.Open {
		t.Errorf("got %+v", b.Blocks)
	}
	wants.Field(t, move("2025", budget.Detailed, ""), "reason", "field.required")
	e.must(move("2025", budget.Detailed, "De begroting wordt gewijzigd."))
	h, err := e.History(ctx, e.r.Lead, e.grant, "")
	e.must(err)
	if c := h.Changes[0]; c.Subject != budget.AboutBlock || c.Was.V.State != budget.Fixed || c.Is.V.State != budget.Detailed {
		t.Errorf("got %+v", c)
	}
}

func TestWhoMay(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx := t.Context()
	key := e.add(e.hours("2025"))
	hengelo := e.Hire(t, e.r, "controller-hengelo@twente.example", "C", access.Controller, e.r.Hengelo)
	for name, c := range map[string]struct {
		sc   access.Scope
		kind fault.Kind
	}{
		"a project leader":              {e.r.Project, fault.KindForbidden},
		"a controller of one subregion": {hengelo, fault.KindNotFound},
		"another network's lead":        {e.Zwolle.Lead, fault.KindNotFound},
	} {
		t.Run(name+" changes nothing", func(t *testing.T) {
			want := map[fault.Kind]string{fault.KindForbidden: "fault.forbidden", fault.KindNotFound: "fault.not_found"}[c.kind]
			_, err := e.AddLine(ctx, c.sc, e.grant, e.hours("2025"))
			wants.Fault(t, err, c.kind, want)
			wants.Fault(t, e.ChangeLine(ctx, c.sc, e.grant, key, 1, e.hours("2026")), c.kind, want)
			wants.Fault(t, e.RemoveLine(ctx, c.sc, e.grant, key, "zomaar iets"), c.kind, want)
			wants.Fault(t, e.SetCover(ctx, c.sc, e.grant, budget.CoverInput{Year: "2025", Granted: "1", Cofinancing: "1", Own: "1"}), c.kind, want)
			wants.Fault(t, e.SetBlock(ctx, c.sc, e.grant, budget.BlockInput{First: "2025", To: budget.Detailed}), c.kind, want)
		})
	}
	_, err := e.Budget(ctx, e.Zwolle.Lead, e.grant)
	wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
	_, err = e.History(ctx, e.Zwolle.Lead, e.grant, "")
	wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
}

// TestBesidePledges puts what was promised beside the budget, as far as one may see it.
func TestBesidePledges(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	e.add(e.hours("2025"))
	e.on("2025-03-01")
	b := e.read()
	_, err := e.funding.Pledge(t.Context(), e.r.Lead, funding.PledgeInput{
		Grant: e.grant, Unit: e.r.Almelo, Line: b.Programme[0].ID, Organisation: e.company(), Year: "2025", Kind: funding.KindCash, Value: "750",
	})
	e.must(err)
	b = e.read()
	equal(t, "promised", []money.Cents{b.Programme[0].Promised, b.Covers[0].Promised, b.Whole.Promised, b.Whole.CarriedOut}, 750_00, 750_00, 750_00, 0)
	other, err := e.Budget(t.Context(), e.r.ProjectHengelo, e.grant)
	e.must(err)
	if other.Whole.Promised != 0 || cmp.Or(other.Whole.Costs, 1) != 5_000_00 {
		t.Errorf("another subregion sees %d promised", other.Whole.Promised)
	}
}

func (e *env) company() id.ID {
	e.t.Helper()
	key, err := relation.New(e.Kit).AddOrganisation(e.t.Context(), e.r.Relation, e.r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Van der Kolk", Place: "Almelo"})
	e.must(err)
	return key
}
