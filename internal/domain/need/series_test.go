package need_test

import (
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// One form asks the same for three classes: three needs tied together, each withdrawn alone or all at once.
func TestASeries(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	in := e.input(r)
	in.Class = "3A"
	in.More = []need.SeriesRow{{Class: "3B", Pupils: "18", From: "2027-03-01", To: "2027-03-12"}, {}, {Class: "3C"}}
	key, err := e.Ask(t.Context(), r.Teacher, in)
	e.must(err)
	rec := e.record(r.Teacher, key)
	list, err := e.List(t.Context(), r.Teacher, need.Filter{Series: rec.Series})
	e.must(err)
	by := map[string]need.Line{}
	for _, l := range list.Rows {
		by[l.Class] = l
	}
	if rec.Together != 3 || len(by) != 3 || by["3B"].Pupils != 18 || by["3B"].From != "2027-03-01" || by["3C"].Pupils != 24 || by["3C"].To != "2027-02-26" {
		t.Fatalf("%d together: %+v", rec.Together, by)
	}
	e.must(e.Withdraw(t.Context(), r.Teacher, by["3B"].ID, 1, "Klas is weg"))
	if e.record(r.Teacher, key).State != need.Open {
		t.Error("the others stay")
	}
	if err := e.WithdrawSeries(t.Context(), r.TeacherHengelo, key, 1, "van een ander"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("by another school: %v", err)
	}
	e.must(e.WithdrawSeries(t.Context(), r.Teacher, key, 1, "Rooster is om"))
	for class, l := range by {
		if got := e.record(r.Teacher, l.ID); got.State != need.Withdrawn {
			t.Errorf("%s is %s", class, got.State)
		}
	}
	in.More = []need.SeriesRow{{Pupils: "18"}, {Class: "3C", From: "2027-03-12", To: "2027-03-01"}}
	faults, ok := fault.As(func() error { _, err := e.Ask(t.Context(), r.Teacher, in); return err }())
	if !ok || faults.Fields["more.0.class"].Key == "" || faults.Fields["more.1.to"].Key == "" {
		t.Errorf("got %+v", faults)
	}
}

// What was asked often is kept, for oneself or for the network; what was asked last year comes back on the same weekday.
func TestTemplatesAndLastYear(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.ask(r, func(in *need.AskInput) { in.Before, in.Class = "Video kijken", "3A" })
	e.must(e.Keep(t.Context(), r.Teacher, key, "Mijn gastles", false))
	if err := e.Keep(t.Context(), r.Teacher, key, "Voor allen", true); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("a teacher shares with the network: %v", err)
	}
	e.must(e.Keep(t.Context(), r.Project, key, "Voor allen", true))
	if err := e.Keep(t.Context(), r.TeacherHengelo, key, "Van een ander", false); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("of another school: %v", err)
	}
	starts, err := e.Starts(t.Context(), r.Teacher)
	e.must(err)
	if len(starts.Templates) != 2 || !starts.Templates[0].Own || starts.Templates[1].Own {
		t.Fatalf("got %+v", starts.Templates)
	}
	in, err := e.FromTemplate(t.Context(), r.Teacher, starts.Templates[0].ID)
	e.must(err)
	if in.Title != "Gastles over warmtepompen" || in.Before != "Video kijken" || in.Class != "" || in.Unit != r.Noordik || in.From != "2026-12-16" {
		t.Errorf("got %+v", in)
	}
	if others, err := e.Starts(t.Context(), r.TeacherHengelo); err != nil || len(others.Templates) != 1 {
		t.Errorf("another school sees the shared one: %v %+v", err, others.Templates)
	}
	if _, err := e.FromTemplate(t.Context(), r.TeacherHengelo, starts.Templates[0].ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("somebody else's own: %v", err)
	}
	if others, err := e.Starts(t.Context(), e.Zwolle.Teacher); err != nil || len(others.Templates) != 0 {
		t.Errorf("another network: %v %+v", err, others.Templates)
	}
	if err := e.Discard(t.Context(), r.Project, starts.Templates[0].ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("somebody else's: %v", err)
	}
	e.must(e.Discard(t.Context(), r.Teacher, starts.Templates[0].ID))

	e.at("2027-12-06", 9)
	starts, err = e.Starts(t.Context(), r.Teacher)
	e.must(err)
	if len(starts.Templates) != 1 || len(starts.LastYear) != 1 {
		t.Fatalf("got %+v", starts)
	}
	again, err := e.Suggest(t.Context(), r.Teacher, starts.LastYear[0].ID)
	e.must(err)
	if again.From != "2028-01-10" || again.From.Time().Weekday() != starts.LastYear[0].From.Time().Weekday() || again.Title != "Gastles over warmtepompen" {
		t.Errorf("got %+v", again)
	}
}

// Without an item the ranking goes by theme: who offers something about it gets all points of the item, the others half.
func TestATheme(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	weld := e.company(r, "Lasbedrijf", func(c *menu.Choice) { c.Remark = "Wij laten leerlingen lassen met MIG/MAG." })
	other := e.company(r, "Bakker", nil)
	ps := e.match(r.Teacher, e.ask(r, func(in *need.AskInput) { in.Item, in.Theme = "", "lastechniek of lassen" }))
	if n, ok := points(find(t, ps, weld), "item_theme"); !ok || n != 40 || ps[0].Organisation != weld {
		t.Errorf("the welder: %+v", ps)
	}
	if n, ok := points(find(t, ps, other), "item_no_theme"); !ok || n != 20 {
		t.Errorf("the baker: %+v", ps)
	}
	kept := e.ask(r, func(in *need.AskInput) { in.Theme = "lassen" })
	if n := e.record(r.Teacher, kept); n.Theme != "" {
		t.Error("a theme beside an item says nothing")
	}
}

// A combined visit says in numbers whether one company can do it.
func TestOneVisit(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	limit := func(profiles []string, most string) func(c *menu.Choice) {
		return func(c *menu.Choice) { c.Profiles, c.MaxGroup = profiles, most }
	}
	ask := func() id.ID {
		return e.ask(r, func(in *need.AskInput) { in.Profiles, in.Levels = []string{"HBR", "PIE"}, nil })
	}
	e.company(r, "Bakker", limit([]string{"HBR"}, "30"))
	if f := e.record(r.Teacher, ask()).Fits; f == nil || f.All != 0 || f.Profiles[1].Companies != 1 || f.Profiles[0].Companies != 0 {
		t.Errorf("got %+v", f)
	}
	e.company(r, "Klein", limit(nil, "12"))
	e.company(r, "Groot", limit([]string{"PIE", "HBR"}, "30"))
	if f := e.record(r.Teacher, ask()).Fits; f.All != 1 || f.Apart != 1 || f.Profiles[0].Companies != 2 {
		t.Errorf("got %+v", f)
	}
	if f := e.record(r.Teacher, e.ask(r, nil)).Fits; f != nil {
		t.Errorf("one profile: %+v", f)
	}
}
