package need_test

import (
	"slices"
	"testing"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/geo"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// two asks for classes 3A and 3B, each with its own period; change adapts the second.
func (e *env) two(r *world.Region, change func(in *need.AskInput)) (a, b id.ID) {
	e.t.Helper()
	a = e.ask(r, func(in *need.AskInput) { in.Class = "3A" })
	e.World.Clock.Advance(60e9)
	b = e.ask(r, func(in *need.AskInput) {
		in.Class, in.Pupils, in.From, in.To, in.Title = "3B", "20", "2027-01-18", "2027-03-05", "Gastles voor 3B"
		if change != nil {
			change(in)
		}
	})
	return a, b
}

func (e *env) proposed(sc access.Scope, of id.ID) []need.OneForTwo {
	e.t.Helper()
	out, err := e.OneForTwo(e.t.Context(), sc, of, 5)
	e.must(err)
	return out
}

func wide(c *menu.Choice) { c.MaxGroup = "60" }

// Two needs that one visit can serve are proposed with the reasons; joined, a company is asked once for both, its yes fills both, and
// both look further when it is called off.
func TestTwoNeedsOneVisit(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk := e.company(r, "Kolk", wide)
	a, b := e.two(r, nil)
	found := e.record(r.Teacher, b).OneForTwo
	if len(found) != 1 || found[0].A.ID != a || found[0].B.ID != b || found[0].Round.Pupils != 44 || found[0].Round.From != "2027-01-18" || found[0].Round.To != "2027-02-26" {
		t.Fatalf("proposed %+v", found)
	}
	var keys []string
	for _, w := range found[0].Why {
		keys = append(keys, w.Key)
	}
	if !slices.Equal(keys, []string{"visit_item", "visit_school", "visit_period", "visit_group"}) || found[0].Why[3].Args[1].N != 60 {
		t.Errorf("because %+v", found[0].Why)
	}
	lead, err := e.Join(t.Context(), r.Teacher, b, a)
	e.must(err)
	if lead != a || len(e.proposed(r.Teacher, "")) != 0 {
		t.Fatalf("%s leads", lead)
	}
	rec := e.record(r.Teacher, a)
	if v := rec.Visit; v == nil || !v.Leads || len(v.Others) != 1 || v.Others[0].Title != "Gastles voor 3B" || v.Round.Pupils != 44 || rec.Pupils != 24 || rec.Asked().From != "2027-01-18" {
		t.Fatalf("got %+v", rec.Visit)
	}
	for what, err := range map[string]error{
		"asked for the one that follows":  e.Invite(t.Context(), r.Teacher, b, []id.ID{kolk}, day),
		"waves for the one that follows":  e.StartWaves(t.Context(), r.Teacher, b, waves("1", "5", "3")),
		"a day that does not suit both":   e.Invite(t.Context(), r.Teacher, a, []id.ID{kolk}, "2027-01-12"),
		"another period than suits both":  e.Edit(t.Context(), r.Teacher, b, 2, func() need.AskInput { in := e.input(r); in.From, in.To = "2027-03-01", "2027-03-05"; return in }()),
		"another item":                    e.Edit(t.Context(), r.Teacher, b, 2, func() need.AskInput { in := e.input(r); in.Item = ""; return in }()),
		"content with what follows alone": e.Close(t.Context(), r.Teacher, b, 2),
	} {
		if !fault.Is(err, fault.KindConflict) && !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	l := e.invite(r.Teacher, a, kolk)[0]
	if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'invitation'`); n != 1 {
		t.Errorf("%d invitations", n)
	}
	asked, err := e.ForLink(t.Context(), e.scope(l))
	e.must(err)
	if asked.Pupils != 24 || len(asked.Others) != 1 || asked.Others[0].Class != "3B" || asked.Others[0].Title != "" || asked.From != "2027-01-18" {
		t.Errorf("the company sees %+v", asked)
	}
	if stage, card := e.onBoard(r.Teacher, b); stage != need.AtCompanies || len(card.Waits) != 1 || card.Waits[0].Name != "Kolk" {
		t.Errorf("the one that follows stands in %s: %+v", stage, card.Waits)
	}
	if got := e.record(r.Teacher, b); len(got.Invitations) != 1 || got.Proposals != nil {
		t.Errorf("its page shows %+v", got.Invitations)
	}
	if err := e.Separate(t.Context(), r.Teacher, b); !fault.Is(err, fault.KindConflict) {
		t.Errorf("separated while a company has the question: %v", err)
	}
	deals := engagement.New(e.World.Kit)
	made, err := deals.Accept(t.Context(), e.scope(l), l, need.Answer{Reply: need.Yes})
	e.must(err)
	if made.Occurrence.PupilsExpected != 44 || e.count(`SELECT COUNT(*) FROM engagement_need WHERE engagement_id = $1`, made.Engagement) != 2 {
		t.Errorf("one engagement for %d pupils", made.Occurrence.PupilsExpected)
	}
	for _, key := range []id.ID{a, b} {
		if got := e.record(r.Teacher, key); got.State != need.Filled || got.Agreed() != 1 {
			t.Errorf("%s is %s with %d", got.Class, got.State, got.Agreed())
		}
	}
	e.must(deals.Cancel(t.Context(), r.Teacher, made.Engagement, engagement.CancelInput{By: engagement.BySchool, Reason: "de bus rijdt niet"}))
	for _, key := range []id.ID{a, b} {
		if got := e.record(r.Teacher, key); got.State != need.Open || got.Visit == nil {
			t.Errorf("%s is %s after it was called off", got.Class, got.State)
		}
	}
	breman := e.company(r, "Breman", wide)
	next, err := deals.Accept(t.Context(), e.scope(e.invite(r.Teacher, a, breman)[0]), e.link(a, breman), need.Answer{Reply: need.Yes})
	e.must(err)
	other := e.company(r, "Cogas", wide)
	_, err = deals.Replace(t.Context(), r.Teacher, next.Engagement, engagement.ReplaceInput{
		Reason: "monteur is ziek", Organisation: other, Slot: occurrence.Slot{On: "2027-01-27", Start: 600, End: 660}, Anyway: true,
	})
	e.must(err)
	if n := e.count(`SELECT COUNT(*) FROM invitation WHERE need_id = $1`, b); n != 0 {
		t.Errorf("%d yeses stand with the need that follows", n)
	}
}

// What can't be one visit is not proposed, and refused with the reason.
func TestWhatIsNoOneVisit(t *testing.T) {
	t.Parallel()
	for stop, change := range map[string]func(in *need.AskInput){
		"need.join.item":     func(in *need.AskInput) { in.Item, in.Theme = "", "koeltechniek" },
		"need.join.profiles": func(in *need.AskInput) { in.Profiles = []string{"HBR"} },
		"need.join.wanted":   func(in *need.AskInput) { in.Wanted = "2" },
		"need.join.period":   func(in *need.AskInput) { in.From, in.To = "2027-03-01", "2027-03-05" },
		"need.join.group":    func(in *need.AskInput) { in.Pupils = "40" },
	} {
		t.Run(stop, func(t *testing.T) {
			t.Parallel()
			e := newEnv(t)
			e.company(e.Twente, "Kolk", wide)
			a, b := e.two(e.Twente, change)
			_, err := e.Join(t.Context(), e.Twente.Teacher, a, b)
			if f, ok := fault.As(err); !ok || f.Key != stop || len(e.proposed(e.Twente.Teacher, a)) != 0 {
				t.Errorf("got %v", err)
			}
		})
	}
	t.Run("closed, asked, joined already, out of reach", func(t *testing.T) {
		t.Parallel()
		e := newEnv(t)
		r := e.Twente
		kolk := e.company(r, "Kolk", wide)
		a, b := e.two(r, nil)
		refuse := func(what string, sc access.Scope, x, y id.ID, kind fault.Kind, key string) {
			t.Helper()
			_, err := e.Join(t.Context(), sc, x, y)
			if f, ok := fault.As(err); !ok || f.Kind != kind || key != "" && f.Key != key {
				t.Errorf("%s: %v", what, err)
			}
		}
		refuse("with itself", r.Teacher, a, a, fault.KindNotFound, "")
		refuse("by another school", r.TeacherHengelo, a, b, fault.KindNotFound, "")
		refuse("by another network", e.Zwolle.Teacher, a, b, fault.KindNotFound, "")
		refuse("with a need of another network", r.Teacher, a, e.ask(e.Zwolle, nil), fault.KindNotFound, "")
		gone := e.ask(r, nil)
		e.must(e.Withdraw(t.Context(), r.Teacher, gone, 1, "niet meer nodig"))
		refuse("withdrawn", r.Teacher, a, gone, fault.KindConflict, "need.closed")
		busy := e.ask(r, nil)
		e.must(e.StartWaves(t.Context(), r.Teacher, busy, waves("1", "5", "3")))
		refuse("a wave went out", r.Teacher, a, busy, fault.KindConflict, "need.join.asked")
		third := e.ask(r, func(in *need.AskInput) { in.Pupils = "5" })
		_, err := e.Join(t.Context(), r.Teacher, a, b)
		e.must(err)
		refuse("a third", r.Teacher, third, b, fault.KindConflict, "need.join.already")
		refuse("twice", r.Teacher, a, b, fault.KindConflict, "need.join.already")
		_ = kolk
	})
}

// A pair that somebody keeps apart is not proposed again; a visit ends when it is separated in time, and when one of the two is taken
// back.
func TestApartAgain(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk := e.company(r, "Kolk", wide)
	a, b := e.two(r, nil)
	if err := e.KeepApart(t.Context(), r.TeacherHengelo, a, b); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("by another school: %v", err)
	}
	e.must(e.KeepApart(t.Context(), r.Teacher, b, a))
	e.must(e.KeepApart(t.Context(), r.Teacher, a, b))
	if got := e.proposed(r.Relation, ""); len(got) != 0 || len(e.record(r.Teacher, a).OneForTwo) != 0 {
		t.Errorf("proposed again: %+v", got)
	}
	join := func() {
		t.Helper()
		_, err := e.Join(t.Context(), r.Relation, a, b)
		e.must(err)
	}
	join()
	if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'need_visit'`); n != 1 {
		t.Errorf("the teacher of both got %d mails", n)
	}
	if err := e.Separate(t.Context(), r.TeacherHengelo, a); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("separated by another school: %v", err)
	}
	e.must(e.Separate(t.Context(), r.Teacher, b))
	if err := e.Separate(t.Context(), r.Teacher, b); !fault.Is(err, fault.KindConflict) {
		t.Errorf("twice: %v", err)
	}
	for _, key := range []id.ID{a, b} {
		rec := e.record(r.Teacher, key)
		if rec.Visit != nil || rec.Steps[0].Kind != need.StepSeparated {
			t.Errorf("got %+v", rec.Steps)
		}
	}
	join()
	e.invite(r.Teacher, a, kolk)
	e.must(e.Withdraw(t.Context(), r.Teacher, a, e.record(r.Teacher, a).Version, "klas is weg"))
	if rec := e.record(r.Teacher, b); rec.State != need.Open || rec.Visit != nil || len(rec.Invitations) != 0 || rec.Steps[0].Kind != need.StepSeparated {
		t.Errorf("the other stays: %+v", rec.Need)
	}
	if stage, _ := e.onBoard(r.Teacher, b); stage != need.NobodyAsked {
		t.Errorf("stands in %s", stage)
	}
}

// Schools near each other can share a visit, made by who looks after both. Each teacher hears of it, and sees of the other only whose
// class it is.
func TestOneVisitForTwoSchools(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk := e.company(r, "Kolk", wide)
	e.school(r, r.Noordik, geo.Point{LatE6: 52_350_000, LonE6: 6_660_000})
	e.school(r, r.Canisius, geo.Point{LatE6: 52_360_000, LonE6: 6_670_000})
	a := e.ask(r, nil)
	in := e.input(r)
	in.Unit, in.Title, in.Class, in.Pupils = r.Canisius, "Alleen voor Canisius", "4K", "18"
	b, err := e.Ask(t.Context(), r.TeacherCanisius, in)
	e.must(err)
	if len(e.proposed(r.Teacher, "")) != 0 {
		t.Error("a teacher sees the needs of another school")
	}
	found := e.proposed(r.Relation, "")
	if len(found) != 1 || found[0].Why[1].Key != "visit_near" || found[0].Why[1].Args[0].N != 2 {
		t.Fatalf("got %+v", found)
	}
	lead, err := e.Join(t.Context(), r.Relation, a, b)
	e.must(err)
	if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'need_visit'`); n != 2 {
		t.Errorf("%d teachers heard", n)
	}
	mine, follows := e.record(r.Teacher, a), e.record(r.TeacherCanisius, b)
	if lead != a {
		t.Fatal("the first leads")
	}
	if o := mine.Visit.Others[0]; o.ID != "" || o.Title != "" || o.UnitName != "Canisius Twente" || o.Class != "4K" || o.Pupils != 18 {
		t.Errorf("Noordik sees %+v", o)
	}
	if o := follows.Visit.Others[0]; o.ID != "" || o.UnitName != "Noordik Twente" {
		t.Errorf("Canisius sees %+v", o)
	}
	l := e.invite(r.Teacher, a, kolk)[0]
	if got := e.record(r.TeacherCanisius, b); len(got.Invitations) != 1 || got.Invitations[0].OrganisationName != "Kolk" {
		t.Errorf("Canisius sees who was asked: %+v", got.Invitations)
	}
	e.reply(l, need.Answer{Reply: need.Yes})
	if got := e.record(r.TeacherCanisius, b); got.State != need.Filled {
		t.Errorf("Canisius is %s", got.State)
	}
	_, card := e.onBoard(r.TeacherCanisius, b)
	if err := e.Reopen(t.Context(), r.TeacherCanisius, b, card.Version); !fault.Is(err, fault.KindConflict) {
		t.Errorf("opened where it follows: %v", err)
	}
}
