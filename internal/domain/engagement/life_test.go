package engagement_test

import (
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/need"
	"schakel/internal/domain/occurrence"
	"schakel/internal/testkit/wants"
)

func TestPostpone(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agreed(r)
	in := engagement.PostponeInput{Version: 1, By: engagement.ByCompany, Reason: "Kraan is stuk"}
	for who, sc := range e.outsiders() {
		wantNotFound(t, who, e.Postpone(t.Context(), sc, key, in))
	}
	wants.Field(t, e.Postpone(t.Context(), r.Teacher, key, engagement.PostponeInput{Version: 1, By: "weather"}), "by", "field.choice")
	wants.Field(t, e.Postpone(t.Context(), r.Teacher, key, engagement.PostponeInput{Version: 1, By: engagement.BySchool}), "reason", "field.required")
	wantConflict(t, e.Postpone(t.Context(), r.Teacher, key, engagement.PostponeInput{Version: 7, By: engagement.BySchool, Reason: "Ziek"}), "fault.changed")
	e.must(e.Postpone(t.Context(), r.Teacher, key, in))

	now := e.World.Clock.Now()
	rec := e.record(r.Relation, key)
	if rec.State(now) != engagement.Postponed || len(rec.Postponed) != 1 || rec.Postponed[0].WasOn != "2026-11-26" || rec.Postponed[0].Reason != in.Reason || rec.Postponed[0].By != "company" {
		t.Errorf("got %s %+v", rec.State(now), rec.Postponed)
	}
	to, data := letters[engagement.PostponedLetter](e, r, "postponed")
	if !same(to, []string{"jan@kolk.example", "relation@twente.example"}) || data[0].Calendar.Sequence != 1 || data[0].Was.Date != "2026-11-26" {
		t.Errorf("mailed %v %+v", to, data)
	}
	wantConflict(t, e.Postpone(t.Context(), r.Teacher, key, engagement.PostponeInput{Version: 2, By: engagement.BySchool, Reason: "Ziek"}), "occurrence.postponed_already")
	wantConflict(t, e.MoveOnline(t.Context(), r.Teacher, key, engagement.OnlineInput{Version: 2, URL: "https://meet.example.org", Reason: "Sneeuw"}), "occurrence.date_first")
	with, err := e.RunningWith(t.Context(), r.Relation, e.companies[r])
	e.must(err)
	if with.Total != 1 || len(with.Running) != 1 || with.Running[0].State(now) != engagement.Postponed {
		t.Errorf("what waits is not seen with the company: %+v", with)
	}
	free := e.byHand(r)
	free.Anyway = false
	if _, err := e.AgreeByHand(t.Context(), r.Relation, free); err != nil {
		t.Errorf("the day is free again: %v", err)
	}

	t.Run("a new day brings it back, in the same event of the calendar", func(t *testing.T) {
		e.must(e.Reschedule(t.Context(), r.Teacher, key, engagement.RescheduleInput{
			Version: 2, Slot: occurrence.Slot{On: "2026-12-10", Start: 600, End: 720}, Place: "Lokaal 3", Reason: "Kraan gemaakt",
		}))
		rec := e.record(r.Relation, key)
		if rec.State(now) != engagement.Upcoming || rec.Occurrence.HeldOn != "2026-12-10" || rec.Occurrence.CancelledAt != nil || len(rec.Postponed) != 1 {
			t.Errorf("got %+v", rec.Occurrence)
		}
		_, moved := letters[engagement.MovedLetter](e, r, "moved")
		if len(moved) == 0 || moved[0].Calendar.Occurrence != data[0].Calendar.Occurrence || moved[0].Calendar.Sequence != 2 {
			t.Errorf("got %+v", moved)
		}
	})
	t.Run("what waits can be called off for good", func(t *testing.T) {
		e.must(e.Postpone(t.Context(), r.Teacher, key, engagement.PostponeInput{Version: 3, By: engagement.BySchool, Reason: "Weer niet"}))
		e.must(e.Cancel(t.Context(), r.Teacher, key, engagement.CancelInput{By: engagement.BySchool, Reason: "Nu echt niet"}))
		if s := e.record(r.Relation, key).State(now); s != engagement.Cancelled {
			t.Errorf("got %s", s)
		}
		wantConflict(t, e.Reschedule(t.Context(), r.Teacher, key, engagement.RescheduleInput{Version: 5, Slot: occurrence.Slot{On: "2026-12-10", Start: 600, End: 720}, Reason: "Toch wel"}), "occurrence.cancelled_already")
	})
}

func TestMoveOnlineAndBack(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agreed(r)
	in := engagement.OnlineInput{Version: 1, URL: "meet.example.org/les", Reason: "Sneeuw"}
	for who, sc := range e.outsiders() {
		wantNotFound(t, who, e.MoveOnline(t.Context(), sc, key, in))
	}
	wants.Field(t, e.MoveOnline(t.Context(), r.Teacher, key, engagement.OnlineInput{Version: 1, URL: "javascript:alert(1)", Reason: "Sneeuw"}), "url", "field.url")
	wantConflict(t, e.MoveBack(t.Context(), r.Teacher, key, in), "occurrence.not_online")
	e.must(e.MoveOnline(t.Context(), r.Teacher, key, in))
	o := e.record(r.Relation, key).Occurrence
	if o.Place != "Online" || o.MeetingURL != "https://meet.example.org/les" || o.PlaceBefore != "Noordik Twente" || o.HeldOn != "2026-11-26" {
		t.Errorf("got %+v", o)
	}
	to, data := letters[engagement.OnlineLetter](e, r, "online")
	if len(to) != 2 || data[0].URL != o.MeetingURL || data[0].Calendar.Place != o.MeetingURL || data[0].Calendar.Sequence != 1 {
		t.Errorf("mailed %v %+v", to, data)
	}
	in.Version, in.URL = 2, "https://meet.example.org/andere"
	e.must(e.MoveOnline(t.Context(), r.Teacher, key, in)) // another address
	e.must(e.MoveBack(t.Context(), r.Teacher, key, engagement.OnlineInput{Version: 3, Reason: "Gesmolten"}))
	rec := e.record(r.Relation, key)
	if o := rec.Occurrence; o.Place != "Noordik Twente" || o.Online() || o.PlaceBefore != "" {
		t.Errorf("back: %+v", o)
	}
	if len(rec.Moves) != 3 || !rec.Moves[0].Elsewhere() || rec.Moves[0].FromPlace != "Online" || rec.Moves[0].ToPlace != "Noordik Twente" {
		t.Errorf("moves %+v", rec.Moves)
	}
	t.Run("moved to a place by hand it is not online any more", func(t *testing.T) {
		in.Version = 4
		e.must(e.MoveOnline(t.Context(), r.Teacher, key, in))
		e.must(e.Reschedule(t.Context(), r.Teacher, key, engagement.RescheduleInput{Version: 5, Slot: occurrence.Slot{On: "2026-12-03", Start: 600, End: 720}, Place: "Lokaal 3", Reason: "Toch op school", Anyway: true}))
		if o := e.record(r.Relation, key).Occurrence; o.Online() || o.Place != "Lokaal 3" {
			t.Errorf("got %+v", o)
		}
	})
	t.Run("what took place stays where it was", func(t *testing.T) {
		e.World.Clock.Set(time.Date(2026, 12, 3, 12, 0, 0, 0, time.UTC))
		_, err := e.Count(t.Context(), r.Teacher, key, 20, 1)
		e.must(err)
		wantConflict(t, e.MoveOnline(t.Context(), r.Teacher, key, engagement.OnlineInput{Version: 6, URL: "https://a.example.org", Reason: "Sneeuw"}), "occurrence.counted_already")
		wantConflict(t, e.Postpone(t.Context(), r.Teacher, key, engagement.PostponeInput{Version: 6, By: engagement.BySchool, Reason: "Ziek"}), "occurrence.counted_already")
	})
}

func TestReplaceCompany(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	other := e.company(r, "Ander bedrijf")
	v := e.invite(r, e.companies[r], "2026-12-02", 1)
	got, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.Yes})
	e.must(err)
	slot := occurrence.Slot{On: "2026-12-04", Start: 600, End: 720}
	in := engagement.ReplaceInput{Reason: "Te druk", Organisation: other, Slot: slot}

	for who, sc := range e.outsiders() {
		_, err := e.Replace(t.Context(), sc, got.Engagement, in)
		wantNotFound(t, who, err)
	}
	for company, want := range map[string]string{string(e.companies[r]): "engagement.same_company", string(e.companies[e.Zwolle]): "field.choice"} {
		bad := in
		bad.Organisation = e.companies[r]
		if company != string(e.companies[r]) {
			bad.Organisation = e.companies[e.Zwolle]
		}
		_, err := e.Replace(t.Context(), r.Relation, got.Engagement, bad)
		wants.Field(t, err, "organisation", want)
	}
	next, err := e.Replace(t.Context(), r.Relation, got.Engagement, in)
	e.must(err)

	was, is := e.record(r.Relation, got.Engagement), e.record(r.Relation, next)
	if was.State(e.World.Clock.Now()) != engagement.Cancelled || was.Cancellation.By != engagement.ByCompany || was.After == nil || was.After.ID != next || was.After.Organisation != "Ander bedrijf" {
		t.Errorf("the old one: %+v %+v", was.Cancellation, was.After)
	}
	o := is.Occurrence
	if is.Replaces != got.Engagement || is.Before == nil || is.Before.Organisation != "Kolk Twente" || is.Organisation != other || is.Title != was.Title || is.Item != was.Item {
		t.Errorf("the new one: %+v", is.Engagement)
	}
	if o.HeldOn != "2026-12-04" || o.PupilsExpected != 24 || o.PrepMinutes != was.Occurrence.PrepMinutes || o.ValueRule != was.Occurrence.ValueRule || len(is.Needs) != 1 || is.Needs[0].ID != v.need {
		t.Errorf("taken over: %+v %+v", o, is.Needs)
	}
	if n := e.count(r, `SELECT COUNT(*) FROM need n WHERE {wall:n} AND n.state = 'filled'`); n != 1 {
		t.Error("the need is open although somebody comes")
	}
	if n := e.count(r, `SELECT COUNT(*) FROM invitation i WHERE {wall:i} AND i.answer = 'yes' AND i.called_off_at IS NULL AND i.organisation_id = $1`, other); n != 1 {
		t.Error("the yes of the new company is not on the need")
	}
	to, thanks := letters[engagement.ReplacedLetter](e, r, "replaced")
	if !same(to, []string{"jan@kolk.example", "teacher@twente.example"}) || !thanks[0].Company || thanks[0].Next != "Ander bedrijf" || thanks[0].Calendar.Occurrence != was.Occurrence.ID || thanks[0].Calendar.Sequence != 1 {
		t.Errorf("mailed %v %+v", to, thanks)
	}
	in.Anyway = true
	_, err = e.Replace(t.Context(), r.Relation, got.Engagement, in)
	wantConflict(t, err, "occurrence.cancelled_already")

	t.Run("back to the first company, whose yes is used once more", func(t *testing.T) {
		back, err := e.Replace(t.Context(), r.Relation, next, engagement.ReplaceInput{Reason: "Toch niet", Organisation: e.companies[r], Slot: slot})
		e.must(err)
		if rec := e.record(r.Relation, back); rec.Invitation != v.invitation || rec.Replaces != next {
			t.Errorf("got %+v", rec.Engagement)
		}
	})
}

func TestReplaceByTheNeed(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	other := e.company(r, "Ander bedrijf")
	v := e.invite(r, e.companies[r], "2026-12-02", 1)
	got, err := e.Accept(t.Context(), v.scope, v.link, need.Answer{Reply: need.Yes})
	e.must(err)
	next, err := e.Replace(t.Context(), r.Relation, got.Engagement, engagement.ReplaceInput{Reason: "Te druk"})
	e.must(err)
	if n := e.count(r, `SELECT COUNT(*) FROM need n WHERE {wall:n} AND n.state = 'open'`); next != "" || n != 1 {
		t.Errorf("got %q, %d open needs", next, n)
	}
	again := e.inviteFor(r, v.need, other, "2026-12-09")
	made, err := e.Accept(t.Context(), again.scope, again.link, need.Answer{Reply: need.Yes})
	e.must(err)
	if rec := e.record(r.Relation, made.Engagement); rec.Replaces != got.Engagement {
		t.Errorf("the next yes does not take the place: %+v", rec.Engagement)
	}
	t.Run("without a need there is nothing to look by", func(t *testing.T) {
		_, err := e.Replace(t.Context(), r.Relation, e.agreed(r), engagement.ReplaceInput{Reason: "Te druk"})
		wants.Field(t, err, "organisation", "engagement.choose_next")
	})
}
