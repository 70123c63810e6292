package funding_test

import (
	"context"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
)

func (e *env) outlook(sc access.Scope) (out funding.Outlook, queries int) {
	e.t.Helper()
	stats := &db.Stats{}
	e.must(e.World.DB.Read(db.WithStats(context.Background(), stats), sc.Settings(), func(tx *db.Tx) (err error) {
		out, err = funding.OutlookTx(tx, sc, clock.Today(e.Clock))
		return err
	}))
	return out, stats.Queries
}

func TestOutlookIsTheReportOfTheYear(t *testing.T) {
	t.Parallel()
	g := newGolden(t)
	for _, day := range []clock.Date{"2024-10-01", "2025-06-02", "2026-01-05"} {
		g.on(day)
		for name, sc := range map[string]access.Scope{"region": g.r.Controller, "subregion": g.r.Project, "sibling": g.r.ProjectHengelo} {
			t.Run(string(day)+" "+name, func(t *testing.T) {
				want := g.report(sc, funding.Filter{Year: day.Year()}).Total.Figures
				got, queries := g.outlook(sc)
				if got.Year != want || got.Of != day.Year() {
					t.Errorf("got %+v, want %+v", got, want)
				}
				if queries > 3 {
					t.Errorf("%d queries", queries)
				}
			})
		}
	}
	g.on("2025-06-02")
	if got, _ := g.outlook(g.r.Controller); got.Year.CarriedOut == 0 || got.Year.Minimum == 0 {
		t.Errorf("the outlook proves nothing: %+v", got)
	}
	if got, queries := g.outlook(g.Zwolle.Controller); !got.Empty() || queries != 1 {
		t.Errorf("another network: %+v in %d queries", got, queries)
	}
}
