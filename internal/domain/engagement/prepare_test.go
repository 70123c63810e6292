package engagement_test

import (
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/facility"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/wants"
)

// visitLink returns the live link with which the company, or a colleague, sees an engagement.
func (e *env) visitLink(sc access.Scope, key id.ID, email string) (link.Link, access.Scope) {
	e.t.Helper()
	rows := read[link.Link](e, sc, `SELECT l.network_id, l.id, l.kind, l.email, l.account_id, l.organisation_id, l.person_id, l.subject_id, l.created_at, l.expires_at
		FROM link l WHERE {wall:l} AND l.subject_id = $1 AND l.kind = 'visit' AND l.email = $2 ORDER BY l.id LIMIT 10`, key, email)
	if len(rows) != 1 {
		e.t.Fatalf("%d visit links of %s", len(rows), email)
	}
	scope, err := rows[0].Scope()
	e.must(err)
	return rows[0], scope
}

func TestDatesAreProposedAndChosenByLink(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agreed(r)
	day := func(on string) occurrence.Slot {
		return occurrence.Slot{On: clock.Date("2026-12-" + on), Start: 600, End: 720}
	}
	in := engagement.ProposeInput{Dates: []occurrence.Slot{day("03"), {}, day("04")}, Reason: "Docent ziek"}
	for who, sc := range e.outsiders() {
		wantNotFound(t, who, e.Propose(t.Context(), sc, key, in))
	}
	wants.Field(t, e.Propose(t.Context(), r.Teacher, key, engagement.ProposeInput{Reason: "Docent ziek"}), "on_1", "field.required")
	wants.Field(t, e.Propose(t.Context(), r.Teacher, key, engagement.ProposeInput{Dates: []occurrence.Slot{day("03"), {On: "2026-11-01", Start: 600, End: 720}}, Reason: "Docent ziek"}), "on_2", "engagement.date_passed")
	e.must(e.Propose(t.Context(), r.Teacher, key, in))

	to, data := letters[engagement.DatesLetter](e, r, "dates_proposed")
	if !same(to, []string{"jan@kolk.example"}) || !data[0].Company || len(data[0].Dates) != 2 || data[0].Dates[1] != (engagement.When{Date: "2026-12-04", Start: "10:00", End: "12:00"}) {
		t.Errorf("mailed %v %+v", to, data)
	}
	l, sc := e.visitLink(r.System, key, "jan@kolk.example")
	v, err := e.Visit(t.Context(), sc, l)
	e.must(err)
	if v.Side != engagement.ByCompany || v.Proposal == nil || v.Proposal.Side != engagement.BySchool || v.Occurrence.HeldOn != "2026-11-26" || v.Title != "Gastles lassen voor 3B" {
		t.Errorf("the page: %+v %+v", v.Proposal, v.Engagement)
	}
	choose := engagement.ChooseInput{Proposal: v.Proposal.ID, Choice: 1}
	wantConflict(t, e.Choose(t.Context(), r.Teacher, key, choose), "engagement.no_proposal") // one's own
	bad := choose
	bad.Choice = 2
	wants.Field(t, e.ChooseByLink(t.Context(), sc, l, bad), "choice", "field.choice")
	e.must(e.ChooseByLink(t.Context(), sc, l, choose))
	wantConflict(t, e.ChooseByLink(t.Context(), sc, l, choose), "engagement.no_proposal")
	rec := e.record(r.Relation, key)
	if rec.Occurrence.HeldOn != "2026-12-04" || rec.Proposal != nil || len(rec.Moves) != 1 || rec.Moves[0].Reason != "Docent ziek" {
		t.Errorf("moved to %s, %+v", rec.Occurrence.HeldOn, rec.Moves)
	}
	if to, _ := letters[engagement.MovedLetter](e, r, "moved"); !same(to, []string{"jan@kolk.example", "relation@twente.example"}) {
		t.Errorf("the move was told to %v", to)
	}

	t.Run("the company proposes; the school says none of them", func(t *testing.T) {
		e.must(e.ProposeByLink(t.Context(), sc, l, engagement.ProposeInput{Dates: []occurrence.Slot{day("10")}, Reason: "Druk"}))
		rec := e.record(r.Relation, key)
		wantConflict(t, e.ChooseByLink(t.Context(), sc, l, engagement.ChooseInput{Proposal: rec.Proposal.ID}), "engagement.no_proposal")
		e.must(e.Choose(t.Context(), r.Teacher, key, engagement.ChooseInput{Proposal: rec.Proposal.ID, Choice: -1, Words: "Toetsweek"}))
		if rec := e.record(r.Relation, key); rec.Proposal != nil || rec.Occurrence.HeldOn != "2026-12-04" {
			t.Errorf("got %+v", rec.Occurrence)
		}
		if to, data := letters[engagement.DatesLetter](e, r, "dates_declined"); !same(to, []string{"jan@kolk.example"}) || data[0].Reason != "Toetsweek" {
			t.Errorf("told %v", to)
		}
	})
	t.Run("the colleague answers by mail too, without signing in", func(t *testing.T) {
		e.must(e.ProposeByLink(t.Context(), sc, l, engagement.ProposeInput{Dates: []occurrence.Slot{day("11")}, Reason: "Druk"}))
		e.must(e.ProposeByLink(t.Context(), sc, l, engagement.ProposeInput{Dates: []occurrence.Slot{day("12")}, Reason: "Toch anders"})) // takes the place of the one before
		mine, own := e.visitLink(r.System, key, "relation@twente.example")
		v, err := e.Visit(t.Context(), own, mine)
		e.must(err)
		if v.Side != engagement.BySchool || len(v.Proposal.Dates.V) != 1 || v.Proposal.Dates.V[0].On != "2026-12-12" {
			t.Fatalf("got %+v", v.Proposal)
		}
		e.must(e.ChooseByLink(t.Context(), own, mine, engagement.ChooseInput{Proposal: v.Proposal.ID}))
		if rec := e.record(r.Relation, key); rec.Occurrence.HeldOn != "2026-12-12" {
			t.Errorf("got %s", rec.Occurrence.HeldOn)
		}
	})
	t.Run("a day that is chosen by hand ends the proposal", func(t *testing.T) {
		e.must(e.ProposeByLink(t.Context(), sc, l, engagement.ProposeInput{Dates: []occurrence.Slot{day("18")}, Reason: "Druk"}))
		rec := e.record(r.Relation, key)
		e.must(e.Reschedule(t.Context(), r.Teacher, key, engagement.RescheduleInput{Version: rec.Occurrence.Version, Slot: day("16"), Reason: "Gebeld", Anyway: true}))
		if rec := e.record(r.Relation, key); rec.Proposal != nil {
			t.Errorf("got %+v", rec.Proposal)
		}
	})
	t.Run("what is off is not moved any more", func(t *testing.T) {
		e.must(e.Cancel(t.Context(), r.Teacher, key, engagement.CancelInput{By: engagement.BySchool, Reason: "Ziek"}))
		wantConflict(t, e.ProposeByLink(t.Context(), sc, l, engagement.ProposeInput{Dates: []occurrence.Slot{day("18")}, Reason: "Druk"}), "occurrence.cancelled_already")
		if v, err := e.Visit(t.Context(), sc, l); err != nil || v.State(e.World.Clock.Now()) != engagement.Cancelled {
			t.Errorf("the page says %v", err)
		}
	})
	t.Run("without a link nobody visits", func(t *testing.T) {
		if _, err := e.Visit(t.Context(), r.Teacher, l); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDetailsAndChecklist(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agreed(r)
	l, sc := e.visitLink(r.System, key, "jan@kolk.example")
	if d := e.record(r.Relation, key).Details; d != (engagement.Details{}) || d.Photos() {
		t.Errorf("before: %+v", d)
	}
	in := engagement.Details{Class: "3B", Room: "Lokaal 12", Teacher: "mevrouw De Wit", Transport: "fiets", Materials: "lashelm", Host: "van ons verzonnen", PhotosSchool: true}
	for who, sc := range e.outsiders() {
		wantNotFound(t, who, e.SaveDetails(t.Context(), sc, key, in))
	}
	e.must(e.SaveDetails(t.Context(), r.Teacher, key, in))
	wantConflict(t, e.SaveDetails(t.Context(), r.Teacher, key, in), "fault.changed") // somebody was first

	t.Run("a side writes only its own part", func(t *testing.T) {
		e.must(e.SaveDetailsByLink(t.Context(), sc, l, engagement.Details{Class: "gekaapt", Host: "Jan Kolk", Instructions: "Meld je bij de balie", PhotosCompany: true, PhotosSchool: false, Version: 1}))
		v, err := e.Visit(t.Context(), sc, l)
		e.must(err)
		d := v.Details
		if d.Class != "3B" || d.Host != "Jan Kolk" || d.Instructions != "Meld je bij de balie" || !d.PhotosSchool || !d.Photos() || d.Version != 2 {
			t.Errorf("got %+v", d)
		}
		wantConflict(t, e.SaveDetailsByLink(t.Context(), sc, l, engagement.Details{Version: 1}), "fault.changed")
	})
	t.Run("either side ticks, and takes a tick off", func(t *testing.T) {
		rec := e.record(r.Relation, key)
		if len(rec.Checklist.NL) == 0 || len(rec.Checklist.Lines("en")) != len(rec.Checklist.NL) {
			t.Fatalf("the item has no checklist: %+v", rec.Checklist)
		}
		e.must(e.Check(t.Context(), r.Teacher, key, 0, true))
		e.must(e.CheckByLink(t.Context(), sc, l, 1, true))
		e.must(e.CheckByLink(t.Context(), sc, l, 0, true)) // twice is once: the school keeps it
		c := e.record(r.Relation, key).Checklist
		if c.Done() != 2 || c.Ticks[0].Side != engagement.BySchool || c.Ticks[1].Side != engagement.ByCompany {
			t.Errorf("got %+v", c.Ticks)
		}
		e.must(e.CheckByLink(t.Context(), sc, l, 0, false))
		if c := e.record(r.Relation, key).Checklist; c.Done() != 1 {
			t.Errorf("got %+v", c.Ticks)
		}
		wantNotFound(t, "no such line", e.Check(t.Context(), r.Teacher, key, 99, true))
		for who, sc := range e.outsiders() {
			wantNotFound(t, who, e.Check(t.Context(), sc, key, 0, true))
		}
	})
}

// A class that has something else on the day is a warning, by its name at its school.
func TestClassClash(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	first, second := e.agreed(r), e.agreed(r)
	for _, key := range []id.ID{first, second} {
		e.must(e.SaveDetails(t.Context(), r.Teacher, key, engagement.Details{Class: "3B"}))
	}
	in := engagement.RescheduleInput{Version: 1, Slot: occurrence.Slot{On: "2026-11-26", Start: 800, End: 860}, Reason: "Later op de dag"}
	wants.Field(t, e.Reschedule(t.Context(), r.Teacher, second, in), "clash_class", "engagement.clash.class")
	in.Slot.On = "2026-11-27"
	e.must(e.Reschedule(t.Context(), r.Teacher, second, in))
	t.Run("not what is off", func(t *testing.T) {
		e.must(e.Cancel(t.Context(), r.Teacher, first, engagement.CancelInput{By: engagement.BySchool, Reason: "Ziek"}))
		in.Version, in.Slot.On = 2, "2026-11-26"
		e.must(e.Reschedule(t.Context(), r.Teacher, second, in))
	})
}

// Days that one side puts to the other, and the day that is chosen, are looked at like any other plan; what else a class does is told
// to the school alone.
func TestProposedDaysMustSuit(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key, taken := e.agreed(r), e.agreed(r)
	for _, key := range []id.ID{key, taken} {
		e.must(e.SaveDetails(t.Context(), r.Teacher, key, engagement.Details{Class: "3B"}))
	}
	e.must(e.Reschedule(t.Context(), r.Teacher, taken, engagement.RescheduleInput{Version: 1, Slot: occurrence.Slot{On: "2026-12-03", Start: 600, End: 720}, Reason: "Verzet"}))
	l, sc := e.visitLink(r.System, key, "jan@kolk.example")
	in := engagement.ProposeInput{Reason: "Docent ziek", Dates: []occurrence.Slot{
		{On: "2026-12-10", Start: 600, End: 720}, {On: "2026-12-25", Start: 600, End: 720}, {On: "2026-12-03", Start: 800, End: 860},
	}}
	err := e.ProposeByLink(t.Context(), sc, l, in)
	wants.Field(t, err, "on_2", "engagement.clash.holiday")
	wants.Field(t, err, "on_3", "engagement.clash.class_taken")
	wants.Field(t, err, engagement.Overrule, "engagement.clash.sure")
	err = e.Propose(t.Context(), r.Teacher, key, in)
	wants.Field(t, err, "on_3", "engagement.clash.class")
	if f, _ := fault.As(err); len(f.Fields) != 3 {
		t.Errorf("the first day suits: %v", f.Fields)
	}
	in.Anyway = true
	e.must(e.Propose(t.Context(), r.Teacher, key, in))
	rec := e.record(r.Relation, key)
	choose := engagement.ChooseInput{Proposal: rec.Proposal.ID, Choice: 1}
	wants.Field(t, e.ChooseByLink(t.Context(), sc, l, choose), "choice", "engagement.clash.holiday")
	if rec := e.record(r.Relation, key); rec.Proposal == nil || rec.Occurrence.HeldOn != "2026-11-26" {
		t.Errorf("a refused choice changes nothing: %+v", rec.Occurrence)
	}
	choose.Anyway = true
	e.must(e.ChooseByLink(t.Context(), sc, l, choose))
	if rec := e.record(r.Relation, key); rec.Occurrence.HeldOn != "2026-12-25" {
		t.Errorf("held on %s", rec.Occurrence.HeldOn)
	}
}

// An engagement takes up a lab like a booking does; online it leaves the lab free, and comes back only when it still is.
func TestALabThatIsTaken(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	labs := facility.New(e.Kit)
	lab, err := labs.Add(t.Context(), r.Project, facility.Input{Unit: r.Almelo, Kind: facility.Lab, Name: "Techlab", Place: "Bouwmeester 12", Shared: true})
	e.must(err)
	in := e.byHand(r)
	in.Facility, in.Place = lab, ""
	key, err := e.AgreeByHand(t.Context(), r.Relation, in)
	e.must(err)
	if o := e.record(r.Relation, key).Occurrence; o.Facility != lab || o.Place != "Techlab, Bouwmeester 12" {
		t.Errorf("got %+v", o)
	}
	in.Organisation, in.Person, in.Anyway = e.company(r, "Ander bedrijf"), "", false
	_, err = e.AgreeByHand(t.Context(), r.Relation, in)
	wants.Field(t, err, engagement.ClashRoom, "facility.taken")
	other := in
	other.Facility = id.ID("01a211b7-fc00-7000-8000-000000000000")
	_, err = e.AgreeByHand(t.Context(), r.Relation, other)
	wants.Field(t, err, "facility", "field.choice")

	online := engagement.OnlineInput{Version: 1, URL: "https://meet.example.org/les", Reason: "Sneeuw"}
	e.must(e.MoveOnline(t.Context(), r.Relation, key, online))
	_, err = labs.Book(t.Context(), r.TeacherCanisius, facility.BookInput{Facility: lab, Unit: r.Canisius, Title: "Eigen les", Slot: in.Slot})
	e.must(err)
	online.Version = 2
	wantConflict(t, e.MoveBack(t.Context(), r.Relation, key, online), "facility.taken")
	e.must(e.Reschedule(t.Context(), r.Relation, key, engagement.RescheduleInput{
		Version: 2, Slot: occurrence.Slot{On: "2026-11-27", Start: 600, End: 720}, Place: "Techlab, Bouwmeester 12", Room: lab, Reason: "Andere dag",
	}))
	uses, err := labs.Record(t.Context(), r.Teacher, lab)
	e.must(err)
	if len(uses.Uses) != 2 || uses.Uses[1].Engagement != key || uses.Uses[1].On != "2026-11-27" {
		t.Errorf("got %+v", uses.Uses)
	}
	t.Run("what is called off leaves it free", func(t *testing.T) {
		e.must(e.Cancel(t.Context(), r.Relation, key, engagement.CancelInput{By: engagement.BySchool, Reason: "Ziek"}))
		if uses, err := labs.Record(t.Context(), r.Teacher, lab); err != nil || len(uses.Uses) != 1 {
			t.Errorf("got %+v %v", uses.Uses, err)
		}
	})
}

// A lab that went out of use does not go along to other days, nor to another company.
func TestALabOutOfUse(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	labs := facility.New(e.Kit)
	lab, err := labs.Add(t.Context(), r.Project, facility.Input{Unit: r.Almelo, Kind: facility.Lab, Name: "Techlab", Shared: true})
	e.must(err)
	in := e.byHand(r)
	in.Facility = lab
	key, err := e.AgreeByHand(t.Context(), r.Relation, in)
	e.must(err)
	last := func(day clock.Date) id.ID {
		_, err := e.Repeat(t.Context(), r.Relation, key, []clock.Date{day})
		e.must(err)
		all := e.daysOf(r.Relation, key)
		return e.record(r.Relation, all[len(all)-1].ID).Occurrence.Facility
	}
	if got := last("2026-12-04"); got != lab {
		t.Errorf("the next day is in %q", got)
	}
	e.World.Clock.Set(time.Date(2026, 12, 7, 9, 0, 0, 0, clock.Amsterdam())) // nobody counts on it any more
	e.must(labs.Remove(t.Context(), r.Project, lab))
	if got := last("2026-12-11"); got != "" {
		t.Errorf("a day after its end is in %q", got)
	}
	next, err := e.Replace(t.Context(), r.Relation, key, engagement.ReplaceInput{
		Reason: "Te druk", Organisation: e.company(r, "Vos Metaal"), Slot: occurrence.Slot{On: "2026-12-18", Start: 600, End: 720}, Anyway: true,
	})
	e.must(err)
	if got := e.record(r.Relation, next).Occurrence; got.Facility != "" {
		t.Errorf("another company is in %q", got.Facility)
	}
}

// What was said afterwards stands with the company, for who may read the engagement.
func TestWhatWasSaidStandsWithTheCompany(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agreed(r)
	e.World.Clock.Set(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
	_, err := e.Count(t.Context(), r.Teacher, key, 20, 1)
	e.must(err)
	e.must(e.Evaluate(t.Context(), r.Teacher, key, engagement.EvaluateInput{Score: 2, Again: engagement.AgainNo}))
	with, err := e.RunningWith(t.Context(), r.Relation, e.companies[r])
	e.must(err)
	if got := with.Evaluated; got.Said != 1 || got.Low != 1 || got.SchoolNo != 1 || got.CompanyNo != 0 || !got.Doubtful() {
		t.Errorf("got %+v", got)
	}
	with, err = e.RunningWith(t.Context(), r.TeacherCanisius, e.companies[r])
	e.must(err)
	if with.Evaluated.Said != 0 {
		t.Errorf("a sibling reads %+v", with.Evaluated)
	}
}
