package engagement_test

import (
	"sync"
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/need"
	"schakel/internal/platform/fault"
	"schakel/internal/testkit/wants"
)

func TestAccept(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	v := e.invite(r, e.companies[r], "2026-12-02", 1)

	t.Run("another company's link answers only its own invitation", func(t *testing.T) {
		foreign := e.invite(e.Zwolle, e.companies[e.Zwolle], "2026-12-02", 1)
		if _, err := e.Accept(t.Context(), foreign.scope, v.link, need.Answer{Reply: need.Yes}); err == nil {
			t.Error("a link of another network was taken")
		}
		if n := e.count(r, `SELECT COUNT(*) FROM engagement e WHERE {wall:e}`); n != 0 {
			t.Errorf("%d engagements", n)
		}
	})
	t.Run("a signed-in teacher does not answer for the company", func(t *testing.T) {
		if _, err := e.Accept(t.Context(), r.Teacher, v.link, need.Answer{Reply: need.Yes}); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
	})

	got, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.Yes})
	e.must(err)

	t.Run("a yes makes the engagement with what the menu says", func(t *testing.T) {
		rec := e.record(r.Teacher, got.Engagement)
		o := rec.Occurrence
		if rec.Title != "Gastles lassen voor 3B" || rec.Invitation != v.invitation || rec.Unit != r.Noordik || rec.Organisation != e.companies[r] {
			t.Errorf("got %+v", rec.Engagement)
		}
		if o.HeldOn != "2026-12-02" || !o.StartsAt.Equal(time.Date(2026, 12, 2, 9, 0, 0, 0, time.UTC)) || o.Minutes() != 100 || o.MinutesEach() != 160 ||
			o.PupilsExpected != 24 || o.PeoplePlanned != 1 || o.Place != "Noordik Twente" || o.ValueRule != "staff_hours" {
			t.Errorf("got %+v", o)
		}
		if len(rec.Needs) != 1 || rec.Needs[0].ID != v.need || rec.Needs[0].Asker != "teacher Twente" {
			t.Errorf("needs %+v", rec.Needs)
		}
	})
	t.Run("the need is filled and both sides hear of it", func(t *testing.T) {
		if state := e.count(r, `SELECT COUNT(*) FROM need n WHERE {wall:n} AND n.state = 'filled'`); state != 1 {
			t.Error("the need is still open")
		}
		to, data := letters[engagement.AgreedLetter](e, r, "agreed")
		if !same(to, []string{"jan@kolk.example", "teacher@twente.example"}) {
			t.Fatalf("mailed %v", to)
		}
		if d := data[0]; !d.Company || d.Name != "Jan Kolk" || d.Teacher != "teacher Twente" || d.When != (engagement.When{Date: "2026-12-02", Start: "10:00", End: "11:40"}) {
			t.Errorf("company: %+v", d)
		}
		if d := data[1]; d.Company || d.Name != "teacher Twente" || d.Organisation != "Kolk Twente" {
			t.Errorf("teacher: %+v", d)
		}
	})
	t.Run("the timeline tells it and the school knows the company", func(t *testing.T) {
		if kinds := e.moments(r); !same(kinds, []string{"yes", "agreed"}) {
			t.Errorf("got %v", kinds)
		}
		if n := e.count(r, `SELECT COUNT(*) FROM relationship r WHERE {wall:r} AND r.unit_id = $1 AND r.organisation_id = $2`, r.Noordik, e.companies[r]); n != 1 {
			t.Errorf("%d relationships", n)
		}
	})
	t.Run("the link is used up", func(t *testing.T) {
		if _, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.Yes}); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("outsiders see nothing of it", func(t *testing.T) {
		for who, sc := range e.outsiders() {
			_, err := e.Record(t.Context(), sc, got.Engagement)
			wantNotFound(t, who, err)
		}
	})
}

func TestAcceptNo(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	v := e.invite(r, e.companies[r], "2026-12-02", 1)
	got, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.No, Text: "Te druk"})
	e.must(err)
	if got.Engagement != "" || e.count(r, `SELECT COUNT(*) FROM engagement e WHERE {wall:e}`) != 0 || !same(e.moments(r), []string{"no"}) {
		t.Errorf("got %+v, moments %v", got, e.moments(r))
	}
}

func TestAcceptAfterTheDay(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	v := e.invite(r, e.companies[r], "2026-11-26", 1)
	e.World.Clock.Advance(48 * time.Hour)
	_, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.Yes})
	wants.Field(t, err, "answer", "engagement.day_passed")
	if _, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.OtherDate, On: "2026-12-03"}); err != nil {
		t.Errorf("another day must still be possible: %v", err)
	}
}

func TestAcceptOtherDate(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	v := e.invite(r, e.companies[r], "2026-12-02", 1)
	got, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.OtherDate, On: "2026-12-09"})
	e.must(err)
	if got.Engagement != "" {
		t.Fatal("another day is not an agreement yet")
	}
	for who, sc := range e.outsiders() {
		_, err := e.AcceptOtherDate(t.Context(), sc, v.need, v.invitation, false)
		wantNotFound(t, who, err)
	}
	if _, err := e.AcceptOtherDate(t.Context(), r.Accountant, v.need, v.invitation, false); !fault.Is(err, fault.KindForbidden) {
		t.Errorf("accountant: %v", err)
	}
	key, err := e.AcceptOtherDate(t.Context(), r.Teacher, v.need, v.invitation, false)
	e.must(err)
	if on := e.record(r.Teacher, key).Occurrence.HeldOn; on != "2026-12-09" {
		t.Errorf("held on %s", on)
	}
	if to, _ := letters[engagement.AgreedLetter](e, r, "agreed"); !same(to, []string{"jan@kolk.example"}) {
		t.Errorf("the teacher who accepts needs no mail: %v", to)
	}
	_, err = e.AcceptOtherDate(t.Context(), r.Teacher, v.need, v.invitation, false)
	if !fault.Is(err, fault.KindConflict) {
		t.Errorf("second time: %v", err)
	}
}

// Another day in a holiday is agreed to only when it is meant; before that nothing has changed.
func TestAcceptOtherDateInAHoliday(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	v := e.invite(r, e.companies[r], "2026-12-02", 1)
	_, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.OtherDate, On: "2026-12-25"})
	e.must(err)
	_, err = e.AcceptOtherDate(t.Context(), r.Teacher, v.need, v.invitation, false)
	wants.Field(t, err, engagement.ClashHoliday, "engagement.clash.holiday")
	key, err := e.AcceptOtherDate(t.Context(), r.Teacher, v.need, v.invitation, true)
	e.must(err)
	if on := e.record(r.Teacher, key).Occurrence.HeldOn; on != "2026-12-25" {
		t.Errorf("held on %s", on)
	}
}

// Of many companies that say yes at once, as many get an engagement as were wanted.
func TestAcceptNeverMoreThanWanted(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	all := []invited{e.invite(r, e.companies[r], "2026-12-02", 2)}
	for _, name := range []string{"Bouw", "Las", "Frees", "Draai", "Meet"} {
		all = append(all, e.inviteFor(r, all[0].need, e.company(r, name), "2026-12-02"))
	}
	var wait sync.WaitGroup
	for _, v := range all {
		wait.Go(func() {
			_, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.Yes})
			if err != nil && !fault.Is(err, fault.KindConflict) {
				t.Errorf("got %v", err)
			}
		})
	}
	wait.Wait()
	if n := e.count(r, `SELECT COUNT(*) FROM engagement e WHERE {wall:e}`); n != 2 {
		t.Errorf("%d engagements, want 2", n)
	}
}
