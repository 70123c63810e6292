package dashboard_test

import (
	"context"
	"testing"
	"time"

	"schakel/internal/domain/dashboard"
	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// env is the world with all nouns, and in each network a menu and a company.
type env struct {
	*world.World
	*dashboard.Service
	t          *testing.T
	relation   *relation.Service
	menu       *menu.Service
	need       *need.Service
	engagement *engagement.Service
	funding    *funding.Service
	programme  *programme.Service
	company    map[*world.Region]id.ID
	lesson     map[*world.Region]id.ID // the menu item
}

func newEnv(t *testing.T) *env {
	t.Helper()
	e := bareEnv(t)
	for _, r := range e.Regions() {
		e.must(e.menu.InstallDefaults(t.Context(), r.Admin, r.Root))
		key, err := e.relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Kolk " + r.Name, Place: "Almelo"})
		e.must(err)
		_, err = e.relation.AddPerson(t.Context(), r.Relation, key, relation.PersonInput{Name: "Erik Kolk", Email: "erik@kolk.example", Primary: true, Requests: true})
		e.must(err)
		e.company[r] = key
		e.lesson[r] = read[id.ID](e, `SELECT id FROM menu_item WHERE network_id = $1 AND code = 'guest_lesson' LIMIT 1`, r.ID)
		e.must(e.menu.Choose(t.Context(), r.Relation, key, []menu.Choice{{Item: e.lesson[r], Times: "10", MaxGroup: "30"}}))
	}
	return e
}

func bareEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	store, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &env{
		World: w, Service: dashboard.New(w.Kit), t: t, relation: relation.New(w.Kit), menu: menu.New(w.Kit), need: need.New(w.Kit),
		engagement: engagement.New(w.Kit), funding: funding.New(w.Kit, store, w.Links(t)), programme: programme.New(w.Kit),
		company: map[*world.Region]id.ID{}, lesson: map[*world.Region]id.ID{},
	}
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

func read[T any](e *env, text string, args ...any) (v T) {
	e.t.Helper()
	e.must(e.World.DB.Read(e.t.Context(), db.Settings{}, func(tx *db.Tx) (err error) {
		v, err = db.Get[T](tx, db.Q(text, args...))
		return err
	}))
	return v
}

func (e *env) today(sc access.Scope) dashboard.Today {
	e.t.Helper()
	out, err := e.Today(e.t.Context(), sc)
	e.must(err)
	return out
}

// waits fails unless exactly these kinds wait for the person, in this order.
func (e *env) waits(t *testing.T, sc access.Scope, kinds ...dashboard.Kind) []dashboard.Item {
	t.Helper()
	items := e.today(sc).Waiting
	got := make([]dashboard.Kind, len(items))
	for n, i := range items {
		got[n] = i.Kind
	}
	if len(got) != len(kinds) {
		t.Fatalf("waiting: %v, want %v", got, kinds)
	}
	for n := range got {
		if got[n] != kinds[n] {
			t.Fatalf("waiting: %v, want %v", got, kinds)
		}
	}
	return items
}

func (e *env) wrong(sc access.Scope, kind dashboard.Kind) (dashboard.Item, bool) {
	e.t.Helper()
	for _, i := range e.today(sc).Wrong {
		if i.Kind == kind {
			return i, true
		}
	}
	return dashboard.Item{}, false
}

func (e *env) ask(r *world.Region, to clock.Date) id.ID {
	e.t.Helper()
	key, err := e.need.Ask(e.t.Context(), r.Teacher, need.AskInput{Unit: r.Noordik, Item: e.lesson[r], Title: "Lassen voor 3B", Pupils: "24", From: clock.Today(e.World.Clock), To: to})
	e.must(err)
	return key
}

// invite asks the company for a need and returns the link in its mail.
func (e *env) invite(r *world.Region, key id.ID, on clock.Date) (link.Link, access.Scope) {
	e.t.Helper()
	e.must(e.need.Invite(e.t.Context(), r.Teacher, key, []id.ID{e.company[r]}, on))
	l := read[link.Link](e, `SELECT l.network_id, l.id, l.kind, l.email, l.organisation_id, l.subject_id FROM link l JOIN invitation i ON i.id = l.subject_id
		WHERE i.need_id = $1 ORDER BY l.id DESC LIMIT 1`, key)
	sc, err := l.Scope()
	e.must(err)
	return l, sc
}

// agree makes an engagement on a day that the relation manager agreed on the phone.
func (e *env) agree(r *world.Region, on clock.Date) id.ID {
	e.t.Helper()
	key, err := e.engagement.AgreeByHand(e.t.Context(), r.Relation, engagement.AgreeInput{
		Unit: r.Noordik, Organisation: e.company[r], Item: e.lesson[r], Title: "Gastles lassen", Slot: occurrence.Slot{On: on, Start: 600, End: 720}, Pupils: 20, People: 2,
	})
	e.must(err)
	return key
}

func (e *env) sign(key id.ID) {
	e.t.Helper()
	l := read[link.Link](e, `SELECT l.network_id, l.id, l.kind, l.email, l.organisation_id, l.person_id, l.subject_id FROM link l JOIN occurrence o ON o.id = l.subject_id
		WHERE o.source_id = $1 AND l.kind = 'sign_off' ORDER BY l.id DESC LIMIT 1`, key)
	sc, err := l.Scope()
	e.must(err)
	_, err = e.funding.SignOff(e.t.Context(), sc, l, funding.SignOffInput{SignerName: "Erik Kolk", People: 2, Minutes: 120})
	e.must(err)
}

func (e *env) days(n int) { e.World.Clock.Advance(time.Duration(n) * 24 * time.Hour) }

func TestNeedOnToday(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.waits(t, r.Teacher)
	key := e.ask(r, "2026-12-10")
	t.Run("waits for who asked, with how many were asked", func(t *testing.T) {
		if i := e.waits(t, r.Teacher, dashboard.NoYes)[0]; i.ID != key || i.Title != "Lassen voor 3B" || i.N != 0 {
			t.Errorf("got %+v", i)
		}
		for _, other := range []access.Scope{r.TeacherCanisius, r.TeacherHengelo, r.Project, e.Zwolle.Teacher} {
			e.waits(t, other)
		}
	})
	t.Run("goes wrong for everybody within reach when the period ends soon", func(t *testing.T) {
		for name, sc := range map[string]access.Scope{"project leader": r.Project, "region lead": r.Lead, "teacher": r.Teacher} {
			if i, ok := e.wrong(sc, dashboard.NeedsEnding); !ok || i.N != 1 || i.ID != key || i.Title != "Lassen voor 3B" {
				t.Errorf("%s: %+v", name, i)
			}
		}
		for name, sc := range map[string]access.Scope{"sibling": r.ProjectHengelo, "other network": e.Zwolle.Lead} {
			if i, ok := e.wrong(sc, dashboard.NeedsEnding); ok {
				t.Errorf("%s sees %+v", name, i)
			}
		}
	})
	l, sc := e.invite(r, key, "2026-12-01")
	if i := e.waits(t, r.Teacher, dashboard.NoYes)[0]; i.N != 1 {
		t.Errorf("asked %d", i.N)
	}
	e.days(1)
	_, err := e.engagement.Accept(t.Context(), sc, l, need.Answer{Reply: need.OtherDate, On: "2026-12-03"})
	e.must(err)
	t.Run("another day waits with the day and the company, after what waits longer", func(t *testing.T) {
		i := e.waits(t, r.Teacher, dashboard.NoYes, dashboard.OtherDate)[1]
		if i.ID != key || i.Day != "2026-12-03" || i.Sub != "Kolk Twente" || i.Since() != "2026-11-26" {
			t.Errorf("got %+v since %s", i, i.Since())
		}
	})
	_, err = e.engagement.AcceptOtherDate(t.Context(), r.Teacher, key, read[id.ID](e, `SELECT id FROM invitation WHERE need_id = $1 LIMIT 1`, key), false)
	e.must(err)
	t.Run("a yes takes all of it away", func(t *testing.T) {
		e.waits(t, r.Teacher)
		if _, ok := e.wrong(r.Project, dashboard.NeedsEnding); ok {
			t.Error("the need still goes wrong")
		}
	})
	t.Run("and stands in the week of who can see it", func(t *testing.T) {
		e.days(4) // Monday 30 November
		for name, sc := range map[string]access.Scope{"teacher": r.Teacher, "project leader": r.Project} {
			week := e.today(sc).Week
			if len(week) != 1 || week[0].On != "2026-12-03" || len(week[0].Visits) != 1 || week[0].Visits[0].Company != "Kolk Twente" || week[0].Visits[0].School != "Noordik Twente" {
				t.Errorf("%s: %+v", name, week)
			}
		}
		for name, sc := range map[string]access.Scope{"other school": r.TeacherCanisius, "other network": e.Zwolle.Lead} {
			if week := e.today(sc).Week; len(week) != 0 {
				t.Errorf("%s sees %+v", name, week)
			}
		}
	})
}

func TestEngagementOnToday(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agree(r, "2026-11-26")
	e.waits(t, r.Relation)
	e.days(2)
	t.Run("what took place waits for a count by who agreed it", func(t *testing.T) {
		if i := e.waits(t, r.Relation, dashboard.NotCounted)[0]; i.ID != key || i.Sub != "Kolk Twente" || i.Day != "2026-11-26" {
			t.Errorf("got %+v", i)
		}
		e.waits(t, r.Teacher) // neither agreed nor asked
		if _, ok := e.wrong(r.Project, dashboard.LateCounts); ok {
			t.Error("goes wrong on the second day")
		}
	})
	e.days(7)
	t.Run("and goes wrong after a week", func(t *testing.T) {
		if i, ok := e.wrong(r.Project, dashboard.LateCounts); !ok || i.N != 1 {
			t.Errorf("got %+v", i)
		}
		if _, ok := e.wrong(r.ProjectHengelo, dashboard.LateCounts); ok {
			t.Error("the sibling sees it")
		}
	})
	_, err := e.engagement.Count(t.Context(), r.Relation, key, 21, 1)
	e.must(err)
	t.Run("counted, it waits for the signature", func(t *testing.T) {
		if i := e.waits(t, r.Relation, dashboard.NotSigned)[0]; i.ID != key {
			t.Errorf("got %+v", i)
		}
		e.days(14)
		if i, ok := e.wrong(r.Project, dashboard.LateSigns); !ok || i.N != 1 {
			t.Errorf("got %+v", i)
		}
	})
	t.Run("the goals of the school year count it for who can see it", func(t *testing.T) {
		want := dashboard.Goals{Year: 2026, Companies: 1, Lessons: 1, Pupils: 21}
		for name, sc := range map[string]access.Scope{"teacher": r.Teacher, "region lead": r.Lead, "accountant": r.Accountant} {
			if got := e.today(sc).Goals; got != want {
				t.Errorf("%s: %+v", name, got)
			}
		}
		for name, sc := range map[string]access.Scope{"sibling": r.ProjectHengelo, "other network": e.Zwolle.Lead} {
			if got := e.today(sc).Goals; got.Lessons+got.Companies+got.Pupils != 0 {
				t.Errorf("%s: %+v", name, got)
			}
		}
	})
	e.sign(key)
	t.Run("signed, nothing waits; without a grant the hours are unbooked", func(t *testing.T) {
		e.waits(t, r.Relation)
		if i, ok := e.wrong(r.Project, dashboard.HoursUnbooked); !ok || i.N != 1 {
			t.Errorf("got %+v", i)
		}
		if _, ok := e.wrong(e.Zwolle.Project, dashboard.HoursUnbooked); ok {
			t.Error("another network sees it")
		}
	})
}

func TestActionsOnToday(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	record := func(next string, due clock.Date) {
		_, err := e.relation.RecordContact(t.Context(), r.Relation, relation.ContactInput{Unit: r.Almelo, Organisation: e.company[r], Kind: "call", Next: next, Due: string(due)})
		e.must(err)
	}
	record("Terugbellen", "2026-11-27")
	record("Langsgaan", "2026-11-26")
	record("Later", "2026-12-24")
	e.waits(t, r.Relation)
	e.days(2)
	items := e.waits(t, r.Relation, dashboard.Action, dashboard.Action)
	if items[0].Title != "Langsgaan" || items[1].Title != "Terugbellen" || items[0].ID != e.company[r] || items[0].Sub != "Kolk Twente" {
		t.Errorf("got %+v", items)
	}
	if i, ok := e.wrong(r.Project, dashboard.LateActions); !ok || i.N != 1 {
		t.Errorf("a colleague's overdue action: %+v", i)
	}
	for name, sc := range map[string]access.Scope{"the own": r.Relation, "a sibling's": r.ProjectHengelo, "a teacher's": r.Teacher} {
		if i, ok := e.wrong(sc, dashboard.LateActions); ok {
			t.Errorf("%s: %+v", name, i)
		}
	}
	for n := range 9 {
		record("Nog een", clock.Date("2026-11-27").AddDays(n%2))
	}
	e.days(3)
	if got := e.today(r.Relation).Waiting; len(got) != dashboard.MaxWaiting || got[0].Title != "Langsgaan" {
		t.Errorf("%d items, first %+v", len(got), got[0])
	}
}

func TestAHeapOfOneKindHidesNothing(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	for range 9 {
		_, err := e.relation.RecordContact(t.Context(), r.Relation, relation.ContactInput{Unit: r.Almelo, Organisation: e.company[r], Kind: "call", Next: "Terugbellen", Due: "2026-11-25"})
		e.must(err)
	}
	e.agree(r, "2026-11-26")
	e.days(3)
	e.waits(t, r.Relation, dashboard.Action, dashboard.Action, dashboard.Action, dashboard.Action, dashboard.Action, dashboard.Action, dashboard.NotCounted)
}

func TestOffersGoStale(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	if _, ok := e.wrong(r.Relation, dashboard.OffersStale); ok {
		t.Error("a fresh offer is stale")
	}
	e.days(370)
	scope := e.Scope(t, r, r.Relation.Account(), "relation")
	if i, ok := e.wrong(scope, dashboard.OffersStale); !ok || i.N != 1 {
		t.Errorf("got %+v", i)
	}
	if _, ok := e.wrong(r.Teacher, dashboard.OffersStale); ok {
		t.Error("teachers don't keep offers")
	}
}

func TestSetup(t *testing.T) {
	t.Parallel()
	e := bareEnv(t)
	setup := e.today(e.Twente.Admin).Setup
	if setup.Done() || !setup[dashboard.Schools] || setup[dashboard.Companies] || setup[dashboard.Menu] || setup[dashboard.FirstNeed] {
		t.Errorf("a network with schools only: %v", setup)
	}
	full := newEnv(t)
	full.ask(full.Twente, "2026-12-20")
	if setup := full.today(full.Twente.Teacher).Setup; !setup.Done() || !setup[dashboard.Invite] || setup[dashboard.Grant] {
		t.Errorf("a working network: %v", setup)
	}
	if full.today(full.Zwolle.Teacher).Setup.Done() {
		t.Error("the need of another network counts")
	}
}

func TestTodayCostsFourQueries(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	for name, c := range map[string]struct {
		sc   access.Scope
		most int
	}{"project leader": {e.Twente.Project, 4}, "teacher": {e.Twente.Teacher, 1}} {
		stats := &db.Stats{}
		_, err := e.Today(db.WithStats(context.Background(), stats), c.sc)
		e.must(err)
		if stats.Queries > c.most {
			t.Errorf("%s: %d queries", name, stats.Queries)
		}
	}
	if _, err := e.Today(t.Context(), access.Scope{}); err == nil {
		t.Error("the zero scope sees a page")
	}
}
