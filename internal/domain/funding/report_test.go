package funding_test

import (
	"context"
	"fmt"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/wants"
)

// drill checks that the lists behind each figure of a row add up to the figure.
func (g *golden) drill(t *testing.T, sc access.Scope, name string, row funding.Row) {
	t.Helper()
	same := func(stage string, listed, figure money.Cents) {
		t.Helper()
		if listed != figure {
			t.Errorf("%s, %s: the list adds up to %s, the figure is %s", name, stage, euro(listed), euro(figure))
		}
	}
	for stage, figure := range map[funding.Stage]money.Cents{
		funding.StageCarriedOut: row.CarriedOut, funding.StageEvidenced: row.Evidenced, funding.StageChecked: row.Checked,
	} {
		list, err := g.Contributions(t.Context(), sc, funding.ListInput{Filter: row.Filter, Stage: stage, Limit: 2})
		g.must(err)
		same(string(stage), list.Total, figure)
		sum := money.Cents(0)
		for n := 0; ; n++ { // through the pages, two by two
			for _, c := range list.Rows {
				sum += c.Cents
			}
			if list.Next.ID == "" || n > 20 {
				break
			}
			list, err = g.Contributions(t.Context(), sc, funding.ListInput{Filter: row.Filter, Stage: stage, Limit: 2, After: list.Next})
			g.must(err)
		}
		same(string(stage)+" page by page", sum, figure)
	}
	pledges, err := g.Pledges(t.Context(), sc, row.Filter)
	g.must(err)
	sum := money.Cents(0)
	for _, p := range pledges {
		sum += p.Cents
	}
	same("promised", sum, row.Promised)
	planned, err := g.Planned(t.Context(), sc, row.Filter)
	g.must(err)
	sum = 0
	for _, p := range planned.Rows {
		sum += p.Cents
	}
	same("planned", sum, row.Planned)
	same("planned in total", planned.Total, row.Planned)
}

// sides are the ways in which a report is cut.
func sides(r funding.Report) map[string][]funding.Row {
	return map[string][]funding.Row{"units": r.Units, "lines": r.Lines, "years": r.Years, "grants": r.ByGrant, "umbrellas": r.Umbrellas}
}

func TestEveryFigureOpensItsRecords(t *testing.T) {
	t.Parallel()
	g := newGolden(t)
	for name, sc := range map[string]access.Scope{"controller": g.r.Controller, "project leader of Almelo": g.r.Project, "project leader of Hengelo": g.r.ProjectHengelo} {
		for _, f := range []funding.Filter{
			{},
			{Year: 2023},
			{Grant: g.old},
			{Unit: g.r.Almelo},
			{Line: g.l1},
			{Line: funding.None},
			{Umbrella: g.vrienden},
			{Umbrella: funding.None},
			{Known: "2023-06-30"},
			{Unit: g.r.Almelo, Year: 2022, Line: g.l1, Grant: g.old},
			{Organisation: g.vos},
		} {
			t.Run(fmt.Sprintf("%s %+v", name, f), func(t *testing.T) {
				r, err := g.Report(t.Context(), sc, f)
				if fault.Is(err, fault.KindNotFound) {
					return // not their unit
				}
				g.must(err)
				g.drill(t, sc, "total", r.Total)
				for side, rows := range sides(r) {
					for _, row := range rows {
						if !row.Undivided {
							g.drill(t, sc, side+" "+row.Label+row.Key, row)
						}
					}
				}
			})
		}
	}
}

func TestReportAddsUp(t *testing.T) {
	t.Parallel()
	g := newGolden(t)
	for name, sc := range map[string]access.Scope{"controller": g.r.Controller, "project leader": g.r.Project, "accountant": g.r.Accountant} {
		for _, f := range []funding.Filter{{}, {Year: 2023}, {Unit: g.r.Almelo}, {Grant: g.new}, {Known: "2022-07-06"}} {
			t.Run(fmt.Sprintf("%s %+v", name, f), func(t *testing.T) {
				r := g.report(sc, f)
				for side, rows := range sides(r) {
					var sum funding.Figures
					for _, row := range rows {
						sum.Promised += row.Promised
						sum.Planned += row.Planned
						sum.CarriedOut += row.CarriedOut
						sum.Evidenced += row.Evidenced
						sum.Checked += row.Checked
						sum.Minimum += row.Minimum
						sum.Base += row.Base
					}
					want := r.Total.Figures
					if side == "lines" || side == "umbrellas" { // no minimum is divided over these
						want.Minimum, want.Base = 0, 0
					}
					if side == "umbrellas" {
						want.Planned = 0
					}
					if sum != want {
						t.Errorf("%s add up to %+v, the total is %+v", side, sum, want)
					}
				}
			})
		}
	}
}

func TestReportReach(t *testing.T) {
	t.Parallel()
	g := newGolden(t)
	t.Run("a project leader sees the own subregion against the own minimum", func(t *testing.T) {
		r := g.report(g.r.Project, funding.Filter{})
		wantFigures(t, "Almelo", r.Total.Figures, [6]string{"5000.00", "275.00", "607.50", "607.50", "607.50", "16500.00"})
		if len(r.Units) != 1 {
			t.Errorf("%d rows", len(r.Units))
		}
	})
	t.Run("one level down the schools are the rows", func(t *testing.T) {
		r := g.report(g.r.Project, funding.Filter{Unit: g.r.Almelo})
		wantFigures(t, "Noordik", rowOf(t, r.Units, "Noordik Twente").Figures, [6]string{"0.00", "275.00", "250.00", "250.00", "250.00", "0.00"})
		own := rowOf(t, r.Units, "Almelo Twente")
		wantFigures(t, "Almelo itself", own.Figures, [6]string{"5000.00", "0.00", "0.00", "0.00", "0.00", "16500.00"})
		if !own.Filter.Own {
			t.Error("the row of the unit itself must leave out what is below it")
		}
	})
	t.Run("a sibling's subregion is not found", func(t *testing.T) {
		_, err := g.Report(t.Context(), g.r.Project, funding.Filter{Unit: g.r.Hengelo})
		wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
	})
	t.Run("a teacher has no report", func(t *testing.T) {
		_, err := g.Report(t.Context(), g.r.Teacher, funding.Filter{})
		wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
	})
	t.Run("another network's filters find nothing", func(t *testing.T) {
		r := g.report(g.Zwolle.Controller, funding.Filter{Grant: g.old, Line: g.l1, Organisation: g.kolk})
		if !r.Total.Empty() {
			t.Errorf("got %+v", r.Total)
		}
	})
}

func TestQueriesWhateverTheRows(t *testing.T) {
	t.Parallel()
	g := newGolden(t)
	count := func(fn func(ctx context.Context) error) int {
		t.Helper()
		stats := &db.Stats{}
		g.must(fn(db.WithStats(t.Context(), stats)))
		return stats.Queries
	}
	for name, c := range map[string]struct {
		most int
		run  func(ctx context.Context) error
	}{
		"report": {7, func(ctx context.Context) error { _, err := g.Report(ctx, g.r.Lead, funding.Filter{}); return err }},
		"contributions": {2, func(ctx context.Context) error {
			_, err := g.Contributions(ctx, g.r.Lead, funding.ListInput{})
			return err
		}},
		"planned": {2, func(ctx context.Context) error { _, err := g.Planned(ctx, g.r.Lead, funding.Filter{}); return err }},
		"pledges": {1, func(ctx context.Context) error { _, err := g.Pledges(ctx, g.r.Lead, funding.Filter{}); return err }},
		"rules":   {4, func(ctx context.Context) error { _, err := g.Rules(ctx, g.r.Lead); return err }},
		"grants":  {1, func(ctx context.Context) error { _, err := g.Grants(ctx, g.r.Lead); return err }},
	} {
		if n := count(c.run); n > c.most {
			t.Errorf("%s: %d queries, at most %d", name, n, c.most)
		}
	}
}

func TestPlannedProjection(t *testing.T) {
	t.Parallel()
	g := newGolden(t)
	list, err := g.Planned(t.Context(), g.r.Lead, funding.Filter{})
	g.must(err)
	if len(list.Rows) != 1 || euro(list.Rows[0].Cents) != "275.00" || list.Rows[0].LineName != "Lijn C" || list.Rows[0].Company != "Kolk Installaties" {
		t.Fatalf("got %+v", list.Rows)
	}
	t.Run("it is what the signature will book when all goes as planned", func(t *testing.T) {
		receipt := g.sign(g.r, visit{unit: g.r.Noordik, company: g.kolk, day: "2026-12-11", people: 2, minutes: 150})
		if receipt.Cents != list.Rows[0].Cents {
			t.Errorf("signed %s", euro(receipt.Cents))
		}
	})
	t.Run("at a rate that is not decided yet it is not counted", func(t *testing.T) {
		g.on("2022-12-20") // €55 is decided on 1 January 2023
		g.plan(g.r, visit{unit: g.r.Noordik, company: g.kolk, activity: g.lessons, day: "2023-01-16", people: 2})
		list, err := g.Planned(t.Context(), g.r.Lead, funding.Filter{Year: 2023})
		g.must(err)
		if euro(list.Total) != "250.00" {
			t.Errorf("got %s", euro(list.Total))
		}
	})
	t.Run("a sibling does not see it", func(t *testing.T) {
		list, err := g.Planned(t.Context(), g.r.ProjectHengelo, funding.Filter{})
		if err != nil || list.Count != 0 {
			t.Errorf("got %+v, %v", list, err)
		}
	})
}
