package engagement_test

import (
	"slices"
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/need"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/wants"
	"schakel/internal/testkit/world"
)

// series is a lesson on five Thursdays around the Christmas holidays.
func (e *env) series(r *world.Region) (first id.ID, all []engagement.Row) {
	e.t.Helper()
	in := e.byHand(r)
	in.Also = []clock.Date{"2026-12-03", "2026-12-10", "2026-12-17", "2027-01-07"}
	first, err := e.AgreeByHand(e.t.Context(), r.Relation, in)
	e.must(err)
	return first, e.daysOf(r.Relation, first)
}

// daysOf lists the series of an engagement by day.
func (e *env) daysOf(sc access.Scope, key id.ID) []engagement.Row {
	e.t.Helper()
	p, err := e.List(e.t.Context(), sc, engagement.Filter{Series: e.record(sc, key).Series})
	e.must(err)
	slices.Reverse(p.Rows)
	return p.Rows
}

// held are the days of a series that still stand.
func held(rows []engagement.Row) (days []string) {
	for _, r := range rows {
		if r.CancelledAt == nil {
			days = append(days, string(clock.DateOf(r.StartsAt)))
		}
	}
	return days
}

func TestPlanSeries(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.must(schoolyear.New(e.Kit).ChooseRegion(t.Context(), r.Project, r.Almelo, schoolyear.North))
	e.schoolWeek(r, "2026-12-07", "2026-12-11")
	busy := e.byHand(r)
	busy.Slot.On = "2027-01-07"
	_, err := e.AgreeByHand(t.Context(), r.Relation, busy)
	e.must(err)
	in := engagement.PlanInput{
		Unit: r.Noordik, Organisation: e.companies[r], Slot: occurrence.Slot{On: "2026-11-26", Start: 600, End: 720},
		Repeat: engagement.Repeat{Every: engagement.Weekly, Times: "5"},
	}
	days, err := e.PlanSeries(t.Context(), r.Relation, in)
	e.must(err)
	got := map[clock.Date]string{}
	for _, d := range days {
		for _, name := range engagement.Clashes() {
			if _, is := d.Clashes[name]; is {
				got[d.On] += name + " "
			}
		}
	}
	want := map[clock.Date]string{
		"2026-12-10": engagement.ClashWeek + " ", "2026-12-24": engagement.ClashHoliday + " ", "2026-12-31": engagement.ClashHoliday + " ", "2027-01-07": engagement.ClashCompany + " ",
	}
	if len(days) != 7 || days[0].On != "2026-12-03" || days[6].On != "2027-01-14" || len(got) != len(want) {
		t.Fatalf("got %v, %v", days, got)
	}
	for on, clashes := range want {
		if got[on] != clashes {
			t.Errorf("%s: %q, want %q", on, got[on], clashes)
		}
	}
	t.Run("every two weeks, and on days of one's own", func(t *testing.T) {
		in.Repeat = engagement.Repeat{Every: engagement.Fortnightly, Times: "2"}
		days, err := e.PlanSeries(t.Context(), r.Relation, in)
		if err != nil || len(days) != 3 || days[2].On != "2027-01-07" { // 10 December has tests, 24 December is a holiday
			t.Errorf("got %v, %v", days, err)
		}
		in.Repeat = engagement.Repeat{Every: engagement.OnDates, Dates: []clock.Date{"2026-12-10", "", "2026-11-26", "2026-12-01"}}
		days, err = e.PlanSeries(t.Context(), r.Relation, in)
		if err != nil || len(days) != 2 || days[0].On != "2026-12-01" || !days[1].Skipped() {
			t.Errorf("got %v, %v", days, err)
		}
	})
	t.Run("what can't be read is named at its field", func(t *testing.T) {
		for field, repeat := range map[string]engagement.Repeat{
			"every": {Every: "yearly"}, "times": {Every: engagement.Weekly, Times: "1"}, "dates": {Every: engagement.OnDates, Dates: []clock.Date{"gisteren"}},
		} {
			in.Repeat = repeat
			_, err := e.PlanSeries(t.Context(), r.Relation, in)
			if err == nil {
				t.Errorf("%s: no error", field)
			}
		}
		in.Unit = ""
		_, err := e.PlanSeries(t.Context(), r.Relation, in)
		wants.Field(t, err, "unit", "field.required")
	})
}

func TestASeriesIsAgreedInOneMail(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	first, all := e.series(r)
	if len(all) != 5 || all[0].ID != first || !same(held(all), []string{"2026-11-26", "2026-12-03", "2026-12-10", "2026-12-17", "2027-01-07"}) {
		t.Fatalf("got %v", held(all))
	}
	to, data := letters[engagement.SeriesLetter](e, r, "series_agreed")
	if !same(to, []string{"jan@kolk.example"}) || len(data[0].Days) != 5 || len(data[0].Calendar) != 5 || data[0].Calendar[4].Occurrence != all[4].Occurrence {
		t.Errorf("mailed %v %+v", to, data)
	}
	if alone, _ := letters[engagement.AgreedLetter](e, r, "agreed"); len(alone) != 0 {
		t.Errorf("besides it %v", alone)
	}
	rec := e.record(r.Relation, all[1].ID)
	if rec.InSeries != (engagement.InSeries{No: 2, Total: 5, Following: 3, Coming: 4}) || rec.Occurrence.Place != "Noordik Twente" {
		t.Errorf("got %+v", rec.InSeries)
	}
}

func TestRepeat(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	v := e.invite(r, e.companies[r], "2026-12-02", 3)
	got, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.Yes})
	e.must(err)
	e.must(e.SaveDetails(t.Context(), r.Relation, got.Engagement, engagement.Details{Class: "3B", Room: "Lokaal 12"}))
	was := e.record(r.Relation, got.Engagement)
	n, err := e.Repeat(t.Context(), r.Relation, got.Engagement, []clock.Date{"2026-12-09", "2026-12-16", "2026-12-09"})
	if err != nil || n != 2 {
		t.Fatalf("%d, %v", n, err)
	}
	all := e.daysOf(r.Relation, got.Engagement)
	is := e.record(r.Relation, all[2].ID)
	if !same(held(all), []string{"2026-12-02", "2026-12-09", "2026-12-16"}) || is.Details.Class != "3B" || len(is.Needs) != 1 || is.Invitation != "" ||
		is.Occurrence.Minutes() != was.Occurrence.Minutes() || is.Occurrence.PrepMinutes != was.Occurrence.PrepMinutes {
		t.Errorf("%v, %+v", held(all), is)
	}
	if n := e.count(r, `SELECT COUNT(*) FROM need n WHERE {wall:n} AND n.state = 'filled'`); n != 1 {
		t.Error("three visits do not fill a need of three")
	}
	t.Run("the same day does not come twice, and nothing is no series", func(t *testing.T) {
		_, err := e.Repeat(t.Context(), r.Relation, all[1].ID, []clock.Date{"2026-12-16"})
		wants.Field(t, err, "dates", "engagement.series_twice")
		_, err = e.Repeat(t.Context(), r.Relation, all[1].ID, nil)
		wants.Field(t, err, "dates", "engagement.series_choose")
	})
	t.Run("one visit less and the need looks on; the yes stays with the visits that are left", func(t *testing.T) {
		e.must(e.Cancel(t.Context(), r.Relation, got.Engagement, engagement.CancelInput{By: engagement.BySchool, Reason: "Docent ziek"}))
		if next := e.record(r.Relation, all[1].ID); next.Invitation != v.invitation {
			t.Errorf("the yes went to %q", next.Invitation)
		}
		if n := e.count(r, `SELECT COUNT(*) FROM need n WHERE {wall:n} AND n.state = 'open'`); n != 1 {
			t.Error("the need stays filled with two of three")
		}
	})
	t.Run("only by who manages it", func(t *testing.T) {
		for who, sc := range e.outsiders() {
			_, err := e.Repeat(t.Context(), sc, all[1].ID, []clock.Date{"2026-12-23"})
			wantNotFound(t, who, err)
		}
	})
}

func TestThisAndFollowing(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	_, all := e.series(r)
	third := e.record(r.Relation, all[2].ID)
	move := engagement.RescheduleInput{
		Version: 1, Slot: occurrence.Slot{On: "2026-12-11", Start: 660, End: 780}, Place: "Lokaal 3", Reason: "Rooster", Along: engagement.Following, Anyway: true,
	}
	e.must(e.Reschedule(t.Context(), r.Relation, third.ID, move))
	if got := held(e.daysOf(r.Relation, third.ID)); !same(got, []string{"2026-11-26", "2026-12-03", "2026-12-11", "2026-12-18", "2027-01-08"}) {
		t.Errorf("a day later from the third on: %v", got)
	}
	last := e.record(r.Relation, all[4].ID)
	if o := last.Occurrence; o.Place != "Lokaal 3" || o.Version != 2 || o.StartsAt.In(clock.Amsterdam()).Hour() != 11 || len(last.Moves) != 1 || last.Moves[0].Reason != "Rooster" {
		t.Errorf("the last: %+v", o)
	}
	_, moved := letters[engagement.SeriesLetter](e, r, "series_moved")
	if len(moved) != 1 || len(moved[0].Was) != 3 || moved[0].Calendar[2].Sequence != 1 {
		t.Errorf("mailed %+v", moved)
	}
	if lone, _ := letters[engagement.MovedLetter](e, r, "moved"); len(lone) != 0 {
		t.Errorf("besides it %v", lone)
	}
	t.Run("days that clash are named, the others counted; its own days do not stand in the way", func(t *testing.T) {
		e.must(schoolyear.New(e.Kit).ChooseRegion(t.Context(), r.Project, r.Almelo, schoolyear.North))
		week := move // a week later the second falls in the holidays, and the last two where others of the series stood
		week.Version, week.Slot.On, week.Anyway = 2, "2026-12-18", false
		err := e.Reschedule(t.Context(), r.Relation, third.ID, week)
		wants.Field(t, err, engagement.ClashDays, "engagement.clash.days")
	})
	t.Run("online and back", func(t *testing.T) {
		e.must(e.MoveOnline(t.Context(), r.Relation, all[3].ID, engagement.OnlineInput{Version: 2, URL: "https://meet.example/les", Reason: "Sneeuw", Along: engagement.Following}))
		if is := e.record(r.Relation, all[4].ID).Occurrence; !is.Online() || is.Version != 3 {
			t.Errorf("got %+v", is)
		}
		if is := e.record(r.Relation, all[2].ID).Occurrence; is.Online() {
			t.Error("one before it went online too")
		}
		e.must(e.MoveBack(t.Context(), r.Relation, all[3].ID, engagement.OnlineInput{Version: 3, Reason: "Sneeuw weg", Along: engagement.Following}))
		if is := e.record(r.Relation, all[4].ID).Occurrence; is.Online() || is.Place != "Lokaal 3" {
			t.Errorf("got %+v", is)
		}
	})
	t.Run("this one only", func(t *testing.T) {
		e.must(e.Cancel(t.Context(), r.Relation, all[1].ID, engagement.CancelInput{By: engagement.ByCompany, Reason: "Te druk"}))
		if got := held(e.daysOf(r.Relation, third.ID)); !same(got, []string{"2026-11-26", "2026-12-11", "2026-12-18", "2027-01-08"}) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("called off from the fourth on", func(t *testing.T) {
		e.must(e.Cancel(t.Context(), r.Relation, all[3].ID, engagement.CancelInput{By: engagement.ByCompany, Reason: "Te druk", Along: engagement.Following}))
		if got := held(e.daysOf(r.Relation, third.ID)); !same(got, []string{"2026-11-26", "2026-12-11"}) {
			t.Errorf("got %v", got)
		}
		_, off := letters[engagement.SeriesLetter](e, r, "series_cancelled")
		if len(off) != 1 || len(off[0].Calendar) != 2 || off[0].Calendar[0].Sequence != 4 || off[0].By != engagement.ByCompany {
			t.Errorf("mailed %+v", off)
		}
	})
}

// From any day of a series all others that are still to come go along, also those before it; what is past does not.
func TestAllDays(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	_, all := e.series(r)
	e.World.Clock.Set(time.Date(2026, 11, 27, 9, 0, 0, 0, clock.Amsterdam())) // the first was yesterday, nobody counted it yet
	fourth := all[3].ID
	if in := e.record(r.Relation, fourth).InSeries; in.Following != 1 || in.Coming != 3 {
		t.Errorf("got %+v", in)
	}
	move := engagement.RescheduleInput{Version: 1, Slot: occurrence.Slot{On: "2026-12-18", Start: 660, End: 780}, Reason: "Rooster", Along: engagement.AllDays, Anyway: true}
	e.must(e.Reschedule(t.Context(), r.Relation, fourth, move))
	if got := held(e.daysOf(r.Relation, fourth)); !same(got, []string{"2026-11-26", "2026-12-04", "2026-12-11", "2026-12-18", "2027-01-08"}) {
		t.Errorf("a day later: %v", got)
	}
	move.Version, move.Along = 2, "always"
	wants.Field(t, e.Reschedule(t.Context(), r.Relation, fourth, move), "along", "field.choice")

	vos := e.company(r, "Vos Metaal")
	next, err := e.Replace(t.Context(), r.Relation, fourth, engagement.ReplaceInput{
		Reason: "Te druk", Organisation: vos, Slot: occurrence.Slot{On: "2026-12-17", Start: 540, End: 660}, Along: engagement.AllDays, Anyway: true,
	})
	e.must(err)
	if got := e.record(r.Relation, next); got.Replaces != fourth || got.Occurrence.HeldOn != "2026-12-17" {
		t.Errorf("in its place %+v", got.Occurrence)
	}
	if got := held(e.daysOf(r.Relation, next)); !same(got, []string{"2026-12-03", "2026-12-10", "2026-12-17", "2027-01-07"}) {
		t.Errorf("the other company takes %v", got)
	}
	e.must(e.Cancel(t.Context(), r.Relation, next, engagement.CancelInput{By: engagement.ByCompany, Reason: "Te druk", Along: engagement.AllDays}))
	if got := held(e.daysOf(r.Relation, next)); len(got) != 0 {
		t.Errorf("still standing: %v", got)
	}
	if got := held(e.daysOf(r.Relation, fourth)); !same(got, []string{"2026-11-26"}) {
		t.Errorf("of the first company: %v", got)
	}
}
