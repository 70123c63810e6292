package need_test

import (
	"fmt"
	"slices"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// rules are the usual ones with another ceiling, for SetRules.
func (e *env) rules(r *world.Region, most string) need.RulesInput {
	usual := need.UsualWeights()
	in := need.RulesInput{Unit: r.Root, Most: most, Days: "30", Reason: "afgesproken in het overleg", Weights: map[string]string{}}
	for _, p := range usual.Parts() {
		in.Weights[p.Name] = fmt.Sprint(*p.Points)
	}
	return in
}

func TestTheNetworksCeiling(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.at("2026-11-25", 10)
	kolk := e.company(r, "Kolk", func(c *menu.Choice) { c.Times = "20" })
	e.must(e.SetRules(t.Context(), r.Admin, e.rules(r, "2")))
	var links []id.ID
	for range 2 {
		key := e.ask(r, nil)
		e.invite(r.Teacher, key, kolk)
		links = append(links, key)
	}
	in := e.input(r)
	in.Unit = r.Montessori
	key, err := e.Ask(t.Context(), r.TeacherHengelo, in)
	e.must(err)

	t.Run("another school can't send a third mail", func(t *testing.T) {
		p := find(t, e.match(r.TeacherHengelo, key), kolk)
		if !p.OverNetwork() || p.Stop.Args[0].N != 2 || p.Stop.Args[1].N != 30 {
			t.Errorf("got %+v", p)
		}
		if err := e.Invite(t.Context(), r.TeacherHengelo, key, []id.ID{kolk}, day); !isKey(err, "need.over_ceiling") {
			t.Errorf("got %v", err)
		}
		e.must(e.StartWaves(t.Context(), r.TeacherHengelo, key, waves("3", "3", "0")))
		if n := e.record(r.TeacherHengelo, key); len(n.Invitations) != 0 || n.Waves.State != need.WavesDry {
			t.Error("the waves went over it")
		}
	})
	t.Run("a relation manager may, with a reason that stays", func(t *testing.T) {
		over := e.ask(r, nil)
		if err := e.InviteOver(t.Context(), r.Teacher, over, []id.ID{kolk}, day, "Het kan echt niet anders."); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("a teacher: %v", err)
		}
		if err := e.InviteOver(t.Context(), r.Relation, over, []id.ID{kolk}, day, " "); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("without a reason: %v", err)
		}
		e.must(e.InviteOver(t.Context(), r.Relation, over, []id.ID{kolk}, day, "Ze belden zelf."))
		if n := e.record(r.Teacher, over); steps(n)[need.StepOver] != 1 {
			t.Error("no step says so")
		}
		if n := e.count(`SELECT COUNT(*) FROM audit_event WHERE action = 'invitation.over_ceiling' AND payload LIKE '%Ze belden zelf.%'`); n != 1 {
			t.Errorf("%d audit rows", n)
		}
	})
	t.Run("nobody goes over what a company set itself", func(t *testing.T) {
		own := e.company(r, "Eigen Grens", func(c *menu.Choice) { c.Times = "1" })
		e.invite(r.Teacher, e.ask(r, nil), own)
		if err := e.InviteOver(t.Context(), r.Relation, e.ask(r, nil), []id.ID{own}, day, "Toch maar."); !isKey(err, "need.over_ceiling") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("the queue sends when there is room again, the first first", func(t *testing.T) {
		e.must(e.Queue(t.Context(), r.TeacherHengelo, key, kolk, day))
		if err := e.Queue(t.Context(), r.TeacherHengelo, key, kolk, day); !isKey(err, "need.already_queued") {
			t.Errorf("twice: %v", err)
		}
		second := e.ask(r, nil)
		e.World.Clock.Advance(1)
		e.must(e.Queue(t.Context(), r.Teacher, second, kolk, day))
		if n := e.record(r.Teacher, second); len(n.Waiting) != 1 || n.Waiting[0].Before != 0 && n.Waiting[0].Before != 1 {
			t.Errorf("got %+v", n.Waiting)
		}
		e.sweep()
		if n := e.record(r.TeacherHengelo, key); len(n.Invitations) != 0 || len(n.Waiting) != 1 {
			t.Errorf("too early: %+v", n.Invitations)
		}
		e.at("2026-12-29", 10)
		e.must(e.SetRules(t.Context(), r.Admin, e.rules(r, "1")))
		e.sweep()
		first, later := e.record(r.TeacherHengelo, key), e.record(r.Teacher, second)
		if len(first.Invitations) != 1 || first.Invitations[0].Sender != "teacher-hengelo Twente" || len(first.Waiting) != 0 {
			t.Errorf("the first: %+v", first.Invitations)
		}
		if len(later.Invitations) != 0 || len(later.Waiting) != 1 {
			t.Errorf("the second: %+v", later.Invitations)
		}
		e.must(e.Leave(t.Context(), r.Teacher, second, kolk))
		if n := e.record(r.Teacher, second); len(n.Waiting) != 0 {
			t.Error("still waits")
		}
	})
	t.Run("a queue is no use for who can be asked, and no way into another school's need", func(t *testing.T) {
		free := e.company(r, "Vrij", nil)
		if err := e.Queue(t.Context(), r.Teacher, e.ask(r, nil), free, day); !isKey(err, "need.queue_no_use") {
			t.Errorf("got %v", err)
		}
		if err := e.Queue(t.Context(), r.TeacherCanisius, links[0], kolk, day); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
}

func TestPressureIsForEverybodyAndWordsAreNot(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk := e.company(r, "Kolk", func(c *menu.Choice) { c.Times = "20" })
	key := e.ask(r, nil)
	l := e.invite(r.Teacher, key, kolk)[0]
	_, err := e.answer(l, need.Answer{Reply: need.No, Text: "Geheim."})
	e.must(err)
	e.invite(r.Teacher, e.ask(r, nil), kolk)
	p, err := e.PressureOf(t.Context(), r.TeacherHengelo, kolk)
	e.must(err)
	if p.Recent != 2 || p.ThisYear != 2 || len(p.Asks) != 2 || len(p.Periods) != 1 || p.Periods[0].No != 1 || p.Periods[0].Open != 1 || p.Asks[0].Unit != "Noordik Twente" {
		t.Errorf("got %+v", p)
	}
	for _, a := range p.Asks {
		if a.Need != "" || a.Title != "" {
			t.Errorf("another subregion reads what it was about: %+v", a)
		}
	}
	own, err := e.PressureOf(t.Context(), r.Teacher, kolk)
	if err != nil || own.Asks[0].Title == "" || own.Asks[0].Need == "" {
		t.Errorf("the school itself: %+v, %v", own.Asks, err)
	}
	if _, err := e.PressureOf(t.Context(), e.Zwolle.Teacher, kolk); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another network: %v", err)
	}
}

func TestRulesOfANetwork(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	first, second := e.company(r, "Vaak Gevraagd", nil), e.company(r, "Nooit Gevraagd", func(c *menu.Choice) { c.Levels = []string{"BB"} })
	now := e.World.Clock.Now()
	for i := range 3 {
		e.contact(r, r.Canisius, first, "asked", now.AddDate(0, -i-1, 0))
	}
	key := e.ask(r, nil)
	if ps := e.match(r.Teacher, key); ps[0].Organisation != second {
		t.Fatalf("got %s first", ps[0].Name)
	}
	in := e.rules(r, "4")
	in.Weights["fairness"] = "0"
	rules, err := in.Read(true)
	e.must(err)
	t.Run("a preview changes nothing", func(t *testing.T) {
		ps, err := e.Preview(t.Context(), r.Teacher, key, rules)
		if err != nil || ps[0].Organisation != first || ps[0].Max != need.UsualWeights().Sum()-20 {
			t.Errorf("got %s, %v", ps[0].Name, err)
		}
		if e.match(r.Teacher, key)[0].Organisation != second {
			t.Error("it did")
		}
	})
	t.Run("who manages the network changes them, with a reason that stays", func(t *testing.T) {
		for name, sc := range map[string]access.Scope{"teacher": r.Teacher, "project leader of a subregion": r.Project, "other network": e.Zwolle.Admin} {
			if err := e.SetRules(t.Context(), sc, in); !fault.Is(err, fault.KindForbidden) && !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		e.must(e.SetRules(t.Context(), r.Admin, in))
		p, err := e.RulesPage(t.Context(), r.Teacher)
		if err != nil || len(p.History) != 1 || p.Reason != "afgesproken in het overleg" || p.SetBy != "admin Twente" || p.May || p.Weights.V.Fairness != 0 {
			t.Errorf("got %+v, %v", p, err)
		}
		if e.match(r.Teacher, key)[0].Organisation != first {
			t.Error("the order did not change")
		}
	})
	for field, change := range map[string]func(in *need.RulesInput){
		"most": func(in *need.RulesInput) { in.Most = "0" }, "days": func(in *need.RulesInput) { in.Days = "3" }, "reason": func(in *need.RulesInput) { in.Reason = "" },
		"item": func(in *need.RulesInput) {
			for k := range in.Weights {
				in.Weights[k] = "0"
			}
		},
	} {
		in := e.rules(r, "4")
		change(&in)
		f, ok := fault.As(e.SetRules(t.Context(), r.Admin, in))
		if !ok || f.Fields[field].Key == "" {
			t.Errorf("%s: no message", field)
		}
	}
}

func TestPeopleGoOverTheRanking(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.at("2026-11-25", 10)
	all := e.companies(r, 4)
	key := e.ask(r, nil)
	order := func() (out []id.ID) {
		for _, p := range e.match(r.Teacher, key) {
			if p.Fit == need.CanAsk {
				out = append(out, p.Organisation)
			}
		}
		return out
	}
	was := order()
	last := was[3]
	e.must(e.Choose(t.Context(), r.Relation, key, last, need.Pin, ""))
	e.must(e.Choose(t.Context(), r.Relation, key, was[0], need.Call, ""))
	if err := e.Choose(t.Context(), r.Relation, key, was[1], need.Skip, ""); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("a skip without a reason: %v", err)
	}
	e.must(e.Choose(t.Context(), r.Relation, key, was[1], need.Skip, "Verhuist."))
	if got := order(); !slices.Equal(got, []id.ID{last, was[0], was[2]}) {
		t.Errorf("got %v, was %v", got, was)
	}
	if p := find(t, e.match(r.Teacher, key), was[1]); p.Stop.Key != "skipped" || p.Choice.By != "relation Twente" {
		t.Errorf("colleagues see %+v", p)
	}
	e.must(e.StartWaves(t.Context(), r.Teacher, key, waves("4", "3", "0")))
	n := e.record(r.Teacher, key)
	var asked []id.ID
	for _, i := range n.Invitations {
		asked = append(asked, i.Organisation)
	}
	slices.Sort(asked)
	want := []id.ID{last, was[2]}
	slices.Sort(want)
	if !slices.Equal(asked, want) {
		t.Errorf("the waves asked %v, want the pinned one and the rest, neither whom somebody calls nor whom somebody skips: %v", asked, want)
	}
	e.must(e.Choose(t.Context(), r.Relation, key, was[1], "", ""))
	if p := find(t, e.match(r.Teacher, key), was[1]); p.Fit != need.CanAsk {
		t.Error("taking it back does not help")
	}
	if err := e.Choose(t.Context(), r.TeacherCanisius, key, all[0], need.Pin, ""); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("a sibling school: %v", err)
	}
}

// The same inputs give the same order, whoever asks and however often.
func TestTheSameInputsGiveTheSameOrder(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.many(r, 120, 7)
	key := e.ask(r, nil)
	names := func(sc access.Scope) (out []string) {
		for _, p := range e.match(sc, key) {
			out = append(out, fmt.Sprint(p.Name, p.Points, p.Fit))
		}
		return out
	}
	first := names(r.Teacher)
	for _, sc := range []access.Scope{r.Teacher, r.Relation, r.Admin, r.System} {
		if !slices.Equal(names(sc), first) {
			t.Error("the order depends on who looks")
		}
	}
	var stats db.Stats
	if _, err := e.Match(db.WithStats(t.Context(), &stats), r.Teacher, key); err != nil || stats.Queries > 6 {
		t.Errorf("%d queries, %v", stats.Queries, err)
	}
}
