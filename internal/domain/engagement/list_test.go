package engagement_test

import (
	"strconv"
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
)

func TestList(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	for day := range 5 {
		in := e.byHand(r)
		in.Title = "Gastles " + strconv.Itoa(day)
		in.Slot.On = clock.Date("2026-11-26").AddDays(day)
		if day == 4 {
			in.Unit, in.Title = r.Canisius, "Bezoek aan de gieterij"
		}
		_, err := e.AgreeByHand(t.Context(), r.Relation, in)
		e.must(err)
	}
	e.agreed(e.Zwolle)
	list := func(sc access.Scope, f engagement.Filter) (titles []string) {
		t.Helper()
		for {
			p, err := e.List(t.Context(), sc, f)
			e.must(err)
			for _, row := range p.Rows {
				titles = append(titles, row.Title)
			}
			if p.Next == "" {
				return titles
			}
			f.After = p.Next
		}
	}

	t.Run("upcoming runs from early to late, over pages", func(t *testing.T) {
		want := []string{"Gastles 0", "Gastles 1", "Gastles 2", "Gastles 3", "Bezoek aan de gieterij"}
		if got := list(r.Relation, engagement.Filter{State: engagement.Upcoming, Limit: 2}); !same(got, want) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("all runs from late to early, over pages", func(t *testing.T) {
		want := []string{"Bezoek aan de gieterij", "Gastles 3", "Gastles 2", "Gastles 1", "Gastles 0"}
		if got := list(r.Relation, engagement.Filter{Limit: 2}); !same(got, want) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("everybody sees the own units only", func(t *testing.T) {
		if got := list(r.TeacherCanisius, engagement.Filter{}); !same(got, []string{"Bezoek aan de gieterij"}) {
			t.Errorf("Canisius: %v", got)
		}
		if got := list(r.RelationHengelo, engagement.Filter{}); len(got) != 0 {
			t.Errorf("Hengelo: %v", got)
		}
		if got := list(e.Zwolle.Admin, engagement.Filter{}); !same(got, []string{"Gastles lassen voor 3B"}) {
			t.Errorf("Zwolle: %v", got)
		}
		if got := list(e.Zwolle.Admin, engagement.Filter{Unit: r.Almelo, Organisation: e.companies[r]}); len(got) != 0 {
			t.Errorf("Zwolle by Twente's ids: %v", got)
		}
	})
	t.Run("narrows by unit, words and company", func(t *testing.T) {
		if got := list(r.Relation, engagement.Filter{Unit: r.Almelo}); len(got) != 5 {
			t.Errorf("subregion: %v", got)
		}
		if got := list(r.Relation, engagement.Filter{Unit: r.Canisius}); !same(got, []string{"Bezoek aan de gieterij"}) {
			t.Errorf("school: %v", got)
		}
		if got := list(r.Relation, engagement.Filter{Text: "gieterijen"}); !same(got, []string{"Bezoek aan de gieterij"}) {
			t.Errorf("words: %v", got)
		}
		if got := list(r.Relation, engagement.Filter{Text: "kolk canisius"}); !same(got, []string{"Bezoek aan de gieterij"}) {
			t.Errorf("company and school: %v", got)
		}
		if got := list(r.Relation, engagement.Filter{Organisation: e.company(r, "Ander")}); len(got) != 0 {
			t.Errorf("other company: %v", got)
		}
	})
	t.Run("a cursor that is not ours starts at the beginning", func(t *testing.T) {
		for _, after := range []string{"x", "!!!", "MTIzIG5vdC1hbi1pZA"} {
			if got := list(r.Relation, engagement.Filter{State: engagement.Upcoming, After: after}); len(got) != 5 {
				t.Errorf("%q: %v", after, got)
			}
		}
	})
	t.Run("states follow what happened", func(t *testing.T) {
		e.World.Clock.Set(time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)) // three have begun
		rows, err := e.List(t.Context(), r.Relation, engagement.Filter{State: engagement.ToCount})
		e.must(err)
		if len(rows.Rows) != 3 {
			t.Fatalf("got %d to count", len(rows.Rows))
		}
		_, err = e.Count(t.Context(), r.Relation, rows.Rows[0].ID, 20, 1)
		e.must(err)
		_, err = e.Count(t.Context(), r.Relation, rows.Rows[1].ID, 20, 1)
		e.must(err)
		l, sc := e.signLink(r.System, rows.Rows[1].ID)
		e.must(e.sign(sc, l))
		later, err := e.List(t.Context(), r.Relation, engagement.Filter{State: engagement.Upcoming})
		e.must(err)
		e.must(e.Cancel(t.Context(), r.Relation, later.Rows[0].ID, engagement.CancelInput{By: engagement.BySchool, Reason: "Toetsweek"}))
		e.must(e.Postpone(t.Context(), r.Relation, later.Rows[1].ID, engagement.PostponeInput{Version: 1, By: engagement.BySchool, Reason: "Sneeuw"}))
		in := e.byHand(r)
		in.Slot.On, in.Title = "2026-12-22", "Nog een"
		_, err = e.AgreeByHand(t.Context(), r.Relation, in)
		e.must(err)
		got, err := e.Tallies(t.Context(), r.Relation, engagement.Filter{Unit: r.Almelo})
		e.must(err)
		for _, s := range engagement.States() {
			if got[s] != 1 {
				t.Errorf("%s: %d", s, got[s])
			}
			page, err := e.List(t.Context(), r.Relation, engagement.Filter{State: s})
			e.must(err)
			if len(page.Rows) != 1 || page.Rows[0].State(e.World.Clock.Now()) != s {
				t.Errorf("%s: %+v", s, page.Rows)
			}
		}
	})
	t.Run("wider views hold several states", func(t *testing.T) {
		for view, want := range map[engagement.State]int{engagement.Live: 4, engagement.Held: 2, "": 6, "nonsense": 6} {
			if got := list(r.Relation, engagement.Filter{State: view}); len(got) != want {
				t.Errorf("%q: %v", view, got)
			}
		}
	})
	t.Run("a page costs one query", func(t *testing.T) {
		var stats db.Stats
		if _, err := e.List(db.WithStats(t.Context(), &stats), r.Relation, engagement.Filter{Text: "gastles"}); err != nil || stats.Queries != 1 {
			t.Errorf("%d queries, %v", stats.Queries, err)
		}
	})
}

func TestChoices(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	c, err := e.Choices(t.Context(), r.Relation, "", e.companies[r])
	e.must(err)
	if len(c.Units) != 4 || c.Units[0].ID != r.Almelo || c.Company.Name != "Kolk Twente" || len(c.People) != 1 || len(c.Items) < 20 {
		t.Errorf("got %d units, %q, %d people, %d items", len(c.Units), c.Company.Name, len(c.People), len(c.Items))
	}
	if c, err = e.Choices(t.Context(), r.Teacher, "", e.companies[r]); err != nil || len(c.People) != 0 || len(c.Units) != 1 {
		t.Errorf("a teacher: %+v %v", c, err)
	}
	_, err = e.Choices(t.Context(), r.Relation, "", e.companies[e.Zwolle])
	wantNotFound(t, "company of another network", err)
	if _, err := e.Choices(t.Context(), r.Controller, "", ""); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("controller: %v", err)
	}
}
