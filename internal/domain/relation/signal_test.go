package relation_test

import (
	"testing"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func (e *env) contact(sc access.Scope, unit id.ID, kind relation.ContactKind) {
	e.t.Helper()
	e.mustWrite(sc, func(op *operation.Op) error {
		return relation.RecordContactTx(op, relation.Contact{Unit: unit, Organisation: e.company, Kind: kind})
	})
	e.Clock.Advance(time.Minute)
}

// next is the name of the rule that proposes something on the record page of almelo's manager.
func (e *env) next() string {
	if s := e.record(e.Twente.Relation, e.company).Signal.Next; s != nil {
		return s.Chain.Name
	}
	return ""
}

func TestSuggestion(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	expect := func(want string) {
		t.Helper()
		if got := e.next(); got != want {
			t.Errorf("proposes %q, want %q", got, want)
		}
	}
	expect("")
	e.contact(r.Relation, r.Almelo, relation.ContactCall)
	expect("visit_after_call")
	e.contact(r.RelationHengelo, r.Hengelo, relation.ContactVisit)
	expect("visit_after_call") // what a sibling did is not ours
	e.contact(r.Relation, r.Almelo, relation.ContactVisit)
	expect("menu_after_visit")
	e.contact(r.Relation, r.Almelo, relation.ContactNote)
	expect("menu_after_visit") // a note is no contact
	e.contact(r.Relation, r.Almelo, relation.ContactMenuSent)
	expect("call_after_menu")
	s := e.record(r.Relation, e.company).Signal.Next
	if want := clock.Today(e.Clock).AddDays(14); s.Due != want || s.Chain.Days != 14 {
		t.Errorf("due %s, want %s", s.Due, want)
	}
	e.contact(r.Relation, r.Almelo, relation.ContactVisit)
	expect("agree_after_visit") // the second visit: the menu was sent
	e.contact(r.Teacher, r.Noordik, relation.ContactDone)
	expect("thank_after_done") // what a school below us did is ours

	t.Run("it is not made when something is planned", func(t *testing.T) {
		plan := relation.PlanInput{Unit: r.Almelo, Organisation: e.company, What: "Bedanken", Due: string(clock.Today(e.Clock).AddDays(3))}
		if _, err := e.rel.PlanAction(t.Context(), r.Relation, plan); err != nil {
			t.Fatal(err)
		}
		expect("")
		got := e.record(r.Relation, e.company).Actions
		if len(got) != 1 || got[0].What != "Bedanken" || got[0].Assignee != r.Relation.Account() {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("every rule has a place in the order and a day", func(t *testing.T) {
		seen := map[string]bool{}
		for _, c := range relation.Chains() {
			if seen[c.Name] || c.Days <= 0 || c.After == "" {
				t.Errorf("rule %+v", c)
			}
			seen[c.Name] = true
		}
	})
	t.Run("it is no longer made after four months", func(t *testing.T) {
		z := newEnv(t)
		z.contact(z.Twente.Relation, z.Twente.Almelo, relation.ContactCall)
		z.Clock.Advance(121 * 24 * time.Hour)
		if got := z.next(); got != "" {
			t.Errorf("proposes %q", got)
		}
	})
}

func TestPlanActionRefusals(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	today := clock.Today(e.Clock)
	ok := relation.PlanInput{Unit: r.Almelo, Organisation: e.company, What: "Bellen", Due: string(today)}
	for name, c := range map[string]struct {
		sc     access.Scope
		change func(in *relation.PlanInput)
		kind   fault.Kind
	}{
		"nothing to do":           {r.Relation, func(in *relation.PlanInput) { in.What = " " }, fault.KindInvalid},
		"a day that passed":       {r.Relation, func(in *relation.PlanInput) { in.Due = string(today.AddDays(-1)) }, fault.KindInvalid},
		"a sibling's unit":        {r.RelationHengelo, func(*relation.PlanInput) {}, fault.KindNotFound},
		"an accountant":           {r.Accountant, func(*relation.PlanInput) {}, fault.KindForbidden},
		"another network's":       {e.Zwolle.Relation, func(in *relation.PlanInput) { in.Unit = e.Zwolle.Almelo }, fault.KindNotFound},
		"a colleague from beyond": {r.Relation, func(in *relation.PlanInput) { in.Assignee = e.Zwolle.Relation.Account() }, fault.KindInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			in := ok
			c.change(&in)
			if _, err := e.rel.PlanAction(t.Context(), c.sc, in); !fault.Is(err, c.kind) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// cold counts the relationships that cool, as the page of the day does for who keeps them.
func (e *env) cold(sc access.Scope) int {
	e.t.Helper()
	n := 0
	e.mustRead(sc, func(tx *db.Tx) (err error) {
		q := relation.CoolingMineQuery(sc, e.Clock.Now())
		n, err = db.Get[int](tx, sc.BindQuery(db.Query{Text: `SELECT COUNT(*) AS n` + q.Text, Args: q.Args}))
		return err
	})
	return n
}

func weeks(n int) time.Duration { return time.Duration(n) * 7 * 24 * time.Hour }

func TestCooling(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.contact(r.Relation, r.Almelo, relation.ContactVisit)
	e.mustWrite(r.Relation, func(op *operation.Op) error { return relation.DeepenTx(op, r.Almelo, e.company, relation.DepthVisit) }) // 20 weeks
	isCold := func(want bool) {
		t.Helper()
		if got := e.cold(r.Relation) == 1; got != want {
			t.Errorf("the list says %v, want %v", got, want)
		}
		if got := e.record(r.Relation, e.company).Signal.Cold != nil; got != want {
			t.Errorf("the record says %v, want %v", got, want)
		}
	}
	e.Clock.Advance(weeks(19))
	isCold(false)
	e.Clock.Advance(weeks(1))
	isCold(true)
	if got := e.record(r.Relation, e.company).Signal.Cold; got.Weeks != 20 || got.After != 20 {
		t.Errorf("got %+v", got)
	}
	e.contact(r.RelationHengelo, r.Hengelo, relation.ContactCall)
	isCold(true) // a sibling's call warms nothing of ours
	e.contact(r.Relation, r.Almelo, relation.ContactNote)
	isCold(true) // nor does a note to oneself
	e.contact(r.Teacher, r.Noordik, relation.ContactDone)
	isCold(false) // a lesson at a school below us does
	e.Clock.Advance(weeks(21))
	isCold(true)

	set := func(d relation.Depth, text string) {
		t.Helper()
		if err := e.rel.SetCooling(t.Context(), r.Relation, r.Almelo, map[relation.Depth]string{d: text}); err != nil {
			t.Fatal(err)
		}
	}
	set(relation.DepthVisit, "30")
	isCold(false)
	set(relation.DepthVisit, "0")
	e.Clock.Advance(weeks(100))
	isCold(false) // 0: never
	set(relation.DepthVisit, "")
	isCold(true) // back to the default
	if e.cold(r.RelationHengelo) != 0 {
		t.Error("who does not keep the relationship is told as well")
	}
	in := relation.RelationshipInput{Unit: r.Almelo, Owner: r.Relation.Account(), Depth: "visit", Status: "resting"}
	in.Version = e.record(r.Relation, e.company).Relationships[0].Version
	if err := e.rel.Relate(t.Context(), r.Relation, e.company, in); err != nil {
		t.Fatal(err)
	}
	isCold(false) // a sleeping relationship does not cool

	for name, c := range map[string]struct {
		sc   access.Scope
		text string
		kind fault.Kind
	}{
		"a sibling":        {r.RelationHengelo, "10", fault.KindNotFound},
		"a teacher":        {r.Teacher, "10", fault.KindForbidden},
		"no number":        {r.Relation, "lang", fault.KindInvalid},
		"a negative one":   {r.Relation, "-1", fault.KindInvalid},
		"more than a life": {r.Relation, "521", fault.KindInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			err := e.rel.SetCooling(t.Context(), c.sc, r.Almelo, map[relation.Depth]string{relation.DepthMaker: c.text})
			if !fault.Is(err, c.kind) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestStrategy(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.contact(r.Relation, r.Almelo, relation.ContactVisit)
	deep := e.add(r.Relation, r.Almelo, "Diep BV")
	e.mustWrite(r.Relation, func(op *operation.Op) error { return relation.DeepenTx(op, r.Almelo, deep, relation.DepthLesson) })
	e.add(r.RelationHengelo, r.Hengelo, "Van Hengelo")
	read := func(sc access.Scope) relation.Strategy {
		t.Helper()
		s, err := e.rel.Strategy(t.Context(), sc, r.Almelo)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	got := read(r.Relation)
	if len(got.Units) != 1 || got.Units[0].Live != 2 || got.Units[0].Deep != 1 || got.Units[0].DeepShare() != 50 || got.Units[0].Version != 0 {
		t.Fatalf("got %+v", got.Units)
	}
	in := relation.TargetInput{Unit: r.Almelo, Relationships: "12", DeepPercent: "60", Why: "Klein en diep"}
	if err := e.rel.SetTarget(t.Context(), r.Relation, in); err != nil {
		t.Fatal(err)
	}
	if got := read(r.Project).Units[0]; got.Relationships != 12 || got.DeepPercent != 60 || got.Why != "Klein en diep" {
		t.Errorf("got %+v", got)
	}
	t.Run("two who set it at once are told", func(t *testing.T) {
		if err := e.rel.SetTarget(t.Context(), r.Project, in); !fault.Is(err, fault.KindConflict) {
			t.Errorf("the first one again: %v", err)
		}
		in := in
		in.Version, in.Relationships = 1, "10"
		if err := e.rel.SetTarget(t.Context(), r.Project, in); err != nil {
			t.Fatal(err)
		}
		if err := e.rel.SetTarget(t.Context(), r.Relation, in); !fault.Is(err, fault.KindConflict) {
			t.Errorf("an old version: %v", err)
		}
	})
	t.Run("a sibling sees and sets only its own", func(t *testing.T) {
		if got := read(r.RelationHengelo); len(got.Units) != 1 || got.Units[0].Unit.ID != r.Hengelo || got.Unit == r.Almelo {
			t.Errorf("got %+v", got)
		}
		if err := e.rel.SetTarget(t.Context(), r.RelationHengelo, in); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("cooling ones are counted", func(t *testing.T) {
		e.Clock.Advance(weeks(30))
		if got := read(r.Relation).Units[0]; got.Cold != 2 {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("impossible targets are refused", func(t *testing.T) {
		for _, bad := range []relation.TargetInput{
			{Unit: r.Almelo, Relationships: "-1", DeepPercent: "10"}, {Unit: r.Almelo, Relationships: "1", DeepPercent: "101"}, {Unit: r.Almelo},
		} {
			if err := e.rel.SetTarget(t.Context(), r.Relation, bad); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%+v: %v", bad, err)
			}
		}
	})
}

func TestDepthIsKeptWithItsReason(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.contact(r.Relation, r.Almelo, relation.ContactCall)
	if _, err := e.rel.RecordContact(t.Context(), r.Relation, relation.ContactInput{Unit: r.Almelo, Organisation: e.company, Kind: "visit"}); err != nil {
		t.Fatal(err)
	}
	e.Clock.Advance(time.Hour)
	own := e.record(r.Relation, e.company).Relationships[0]
	in := relation.RelationshipInput{Unit: r.Almelo, Depth: "acquaintance", Status: "active", Version: own.Version}
	if err := e.rel.Relate(t.Context(), r.Relation, e.company, in); !fault.Is(err, fault.KindInvalid) {
		t.Fatalf("without a reason: %v", err)
	}
	in.Reason = "Het bezoek ging over iets anders"
	if err := e.rel.Relate(t.Context(), r.Relation, e.company, in); err != nil {
		t.Fatal(err)
	}
	steps, err := e.rel.DepthSteps(t.Context(), r.Relation, e.company, r.Almelo)
	if err != nil {
		t.Fatal(err)
	}
	if len(steps) != 2 || steps[0].Reason != in.Reason || steps[0].Became != "acquaintance" || steps[1].Reason != "" || steps[1].Became != relation.DepthVisit {
		t.Errorf("got %+v", steps)
	}
	if steps, err := e.rel.DepthSteps(t.Context(), r.RelationHengelo, e.company, r.Almelo); err != nil || len(steps) != 0 {
		t.Errorf("a sibling sees %+v, %v", steps, err)
	}
}

func TestActionLoad(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	for _, sc := range []access.Scope{r.Relation, r.Relation, r.Project} {
		if _, err := e.rel.PlanAction(t.Context(), sc, relation.PlanInput{Unit: r.Almelo, Organisation: e.company, What: "Bellen", Due: string(clock.Today(e.Clock))}); err != nil {
			t.Fatal(err)
		}
	}
	e.Clock.Advance(48 * time.Hour)
	got, err := e.rel.ActionLoad(t.Context(), r.Project)
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 2 || got[0].Late != 2 || got[0].Assignee != r.Relation.Account() || got[1].Open != 1 {
		t.Errorf("got %+v", got)
	}
	if got, err := e.rel.ActionLoad(t.Context(), r.RelationHengelo); err != nil || len(got) != 0 {
		t.Errorf("a sibling sees %+v, %v", got, err)
	}
}
