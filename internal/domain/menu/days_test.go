package menu_test

import (
	"slices"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestDays(t *testing.T) {
	t.Parallel()
	const today = clock.Date("2026-11-25") // a Wednesday
	on := func(notice int, weekdays ...int) menu.Days {
		return menu.Days{Weekdays: db.JSON[[]int]{V: weekdays}, Notice: notice}
	}
	for name, c := range map[string]struct {
		d        menu.Days
		from, to clock.Date
		first    clock.Date
		stop     string
	}{
		"every day":                       {on(0), "2026-12-01", "2026-12-31", "2026-12-01", ""},
		"from the notice on":              {on(30), "2026-12-01", "2026-12-31", "2026-12-25", ""},
		"the last day":                    {on(36), "2026-12-01", "2026-12-31", "2026-12-31", ""},
		"one day too late":                {on(37), "2026-12-01", "2026-12-31", "", menu.StopNotice},
		"fridays":                         {on(0, 5), "2026-12-01", "2026-12-31", "2026-12-04", ""},
		"a friday after the notice":       {on(14, 5), "2026-12-01", "2026-12-31", "2026-12-11", ""},
		"no friday in it":                 {on(0, 5), "2026-12-07", "2026-12-10", "", menu.StopWeekdays},
		"no friday left after the notice": {on(14, 5), "2026-12-01", "2026-12-10", "", menu.StopWeekdays},
		"a saturday":                      {on(0, 6), "2026-12-05", "2026-12-05", "2026-12-05", ""},
	} {
		if first, stop := c.d.First(c.from, c.to, today), c.d.Stop(c.from, c.to, today); first != c.first || stop != c.stop {
			t.Errorf("%s: first %q, stop %q", name, first, stop)
		}
	}
	if d := on(7, 1, 2); d.Takes("2026-12-01", today) || d.Takes("2026-12-02", today) || !d.Takes("2026-12-07", today) || d.Takes("2026-11-30", today) {
		t.Error("Tuesday the 1st of December is too soon, the 2nd is a Wednesday, the 7th is a Monday")
	}
}

func TestWhomToAskForAnItem(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	ctx, r := t.Context(), e.Twente
	company, henk := e.company(r, "Kolk Installaties")
	ria, err := e.relation.AddPerson(ctx, r.Relation, company, relation.PersonInput{Name: "Ria Kolk", Email: "ria@kolk.example"})
	e.must(err)
	_, stranger := e.company(r, "Bakker Metaal")
	e.must(e.InviteToMenu(ctx, r.Relation, r.Almelo, company, ""))
	byLink, lesson, visit := e.linkScope(company), e.item(r, "guest_lesson").ID, e.item(r, "company_visit").ID

	sheet, err := e.Sheet(ctx, byLink, company)
	e.must(err)
	if len(sheet.People) != 2 || !slices.Contains(sheet.People, menu.Colleague{ID: ria, Name: "Ria Kolk"}) {
		t.Errorf("the company sees its own people: %+v", sheet.People)
	}
	asked := func(item, person id.ID) menu.Choice {
		c := choice(item)
		c.Person = person
		return c
	}
	e.must(e.Choose(ctx, byLink, company, []menu.Choice{asked(lesson, ria), asked(visit, henk)}))
	if had := e.offers(r.Relation, company); had[0].PersonName != "Ria Kolk" || had[1].Person != henk {
		t.Errorf("got %+v", had)
	}
	t.Run("who works elsewhere is refused at the item for staff, and left out behind a link", func(t *testing.T) {
		err := e.Choose(ctx, r.Relation, company, []menu.Choice{asked(lesson, stranger)})
		if f, _ := fault.As(err); f == nil || f.Fields[menu.Field(lesson, "person")].Key != "field.choice" {
			t.Errorf("got %v", err)
		}
		e.must(e.Choose(ctx, byLink, company, []menu.Choice{asked(lesson, stranger), asked(visit, henk)}))
		if had := e.offers(r.Relation, company); had[0].Person != ria || had[1].Person != henk {
			t.Errorf("got %+v", had)
		}
	})
	t.Run("nobody in particular", func(t *testing.T) {
		anybody := choice(lesson)
		anybody.Anybody = true
		e.must(e.Choose(ctx, byLink, company, []menu.Choice{anybody}))
		if had := e.offers(r.Relation, company); had[0].Person != "" {
			t.Errorf("got %+v", had)
		}
	})
}
