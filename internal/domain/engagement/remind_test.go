package engagement_test

import (
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/testkit/wants"
)

func TestReminders(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	in := e.byHand(r)
	in.Slot.On = "2026-12-14" // a Monday; it is Wednesday 25 November
	key, err := e.AgreeByHand(t.Context(), r.Relation, in)
	e.must(err)
	off := e.byHand(r)
	off.Slot.On = "2026-12-14"
	cancelled, err := e.AgreeByHand(t.Context(), r.Relation, off)
	e.must(err)
	e.must(e.Cancel(t.Context(), r.Relation, cancelled, engagement.CancelInput{By: engagement.BySchool, Reason: "docent ziek"}))
	remind := func(at string) int {
		t.Helper()
		when, err := time.Parse(time.RFC3339, at)
		e.must(err)
		e.World.Clock.Set(when)
		n, err := e.Remind(t.Context())
		e.must(err)
		return n
	}
	for _, c := range []struct {
		at   string
		want int
	}{
		{"2026-12-06T10:00:00Z", 0}, // eight days before
		{"2026-12-07T06:00:00Z", 0}, // too early in the morning
		{"2026-12-07T10:00:00Z", 1},
		{"2026-12-07T11:00:00Z", 0}, // once
		{"2026-12-13T10:00:00Z", 1},
		{"2026-12-13T12:00:00Z", 0},
	} {
		if got := remind(c.at); got != c.want {
			t.Errorf("%s: %d, want %d", c.at, got, c.want)
		}
	}
	week, _ := letters[engagement.ReminderLetter](e, r, "reminder_week")
	day, data := letters[engagement.ReminderLetter](e, r, "reminder_day")
	if len(week) != 2 || len(day) != 2 {
		t.Fatalf("company and colleague each get two: %v %v", week, day)
	}
	if !data[0].Company || data[1].Company || data[0].When.Start != "10:00" {
		t.Errorf("%+v", data)
	}
	e.must(e.Reschedule(t.Context(), r.Relation, key, engagement.RescheduleInput{Version: 1, Slot: occurrence.Slot{On: "2026-12-16", Start: 600, End: 720}, Reason: "docent ziek"}))
	if got := remind("2026-12-15T10:00:00Z"); got != 1 {
		t.Errorf("a moved one is reminded of anew: %d", got)
	}
}

func TestClashes(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	first := e.byHand(r)
	first.Anyway = false
	key, err := e.AgreeByHand(t.Context(), r.Relation, first)
	e.must(err)
	again := first
	again.Slot.Start, again.Slot.End = 11*60, 13*60
	_, err = e.AgreeByHand(t.Context(), r.Relation, again)
	wants.Field(t, err, engagement.ClashCompany, "engagement.clash.company")
	again.Slot.Start = 12 * 60 // right behind it
	_, err = e.AgreeByHand(t.Context(), r.Relation, again)
	e.must(err)
	xmas := first
	xmas.Slot.On = "2026-12-25"
	_, err = e.AgreeByHand(t.Context(), r.Relation, xmas)
	wants.Field(t, err, engagement.ClashHoliday, "engagement.clash.holiday")
	xmas.Anyway = true
	_, err = e.AgreeByHand(t.Context(), r.Relation, xmas)
	e.must(err)

	move := engagement.RescheduleInput{Version: 1, Slot: occurrence.Slot{On: "2026-12-01", Start: 600, End: 720}, Reason: "docent ziek"}
	e.schoolWeek(r, "2026-11-30", "2026-12-04")
	err = e.Reschedule(t.Context(), r.Relation, key, move)
	wants.Field(t, err, engagement.ClashWeek, "engagement.clash.week.test")
	move.Anyway = true
	e.must(e.Reschedule(t.Context(), r.Relation, key, move))
	still := engagement.RescheduleInput{Version: 2, Slot: occurrence.Slot{On: "2026-12-09", Start: 600, End: 720}, Reason: "docent ziek"}
	e.must(e.Reschedule(t.Context(), r.Relation, key, still)) // its own time does not clash with itself
}
