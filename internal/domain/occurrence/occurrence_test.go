package occurrence_test

import (
	"testing"
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/testdb"
	"schakel/internal/testkit/wants"
	"schakel/internal/testkit/world"
)

// env is the world with one company in each network.
type env struct {
	*world.World
	t         *testing.T
	companies map[*world.Region]id.ID
}

func newEnv(t *testing.T) *env {
	t.Helper()
	e := &env{World: world.New(t), t: t, companies: map[*world.Region]id.ID{}}
	for _, r := range e.Regions() {
		e.companies[r] = e.company(r, "Kolk")
	}
	return e
}

func (e *env) company(r *world.Region, name string) (key id.ID) {
	e.t.Helper()
	e.must(e.write(r.System, func(op *operation.Op) error {
		key = op.NewID()
		return op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, created_at, updated_at, operation_id)
			VALUES ($1, $2, 'company', $3, $3, $4, $4, $5)`, r.ID, key, name, op.At, op.ID)
	}))
	return key
}

// write runs fn as a use case of a higher noun would.
func (e *env) write(sc access.Scope, fn func(op *operation.Op) error) error {
	return e.Kit.Write(e.t.Context(), sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		return fn(op)
	})
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// tomorrow is two hours in the morning of the day after the world's start.
var tomorrow = occurrence.Slot{On: "2026-11-26", Start: 10 * 60, End: 12 * 60}

func (e *env) planFor(r *world.Region, s occurrence.Slot) occurrence.Plan {
	return occurrence.Plan{
		Unit: r.Noordik, Organisation: e.companies[r], SourceKind: occurrence.SourceEngagement, Source: e.Kit.IDs.New(),
		Slot: s, Place: "Noordik, lokaal 12", Pupils: 24, People: 2, PrepMinutes: 30, ValueRule: occurrence.StaffHours,
	}
}

func (e *env) plan(r *world.Region, s occurrence.Slot) (o occurrence.Occurrence) {
	e.t.Helper()
	e.must(e.write(r.Teacher, func(op *operation.Op) (err error) {
		o, err = occurrence.PlanTx(op, e.planFor(r, s))
		return err
	}))
	return o
}

// linkScope is what a company's sign-off link reaches.
func (e *env) linkScope(r *world.Region, o occurrence.Occurrence) (access.Scope, id.ID) {
	e.t.Helper()
	var key id.ID
	e.must(e.write(r.System, func(op *operation.Op) (err error) {
		key, err = link.MakeTx(op, link.New{Kind: link.SignOff, Email: "jan@kolk.example", Organisation: o.Organisation, Subject: o.ID})
		return err
	}))
	sc, err := link.Link{Network: r.ID, ID: key, Kind: link.SignOff, Email: "jan@kolk.example", Organisation: o.Organisation, Subject: o.ID}.Scope()
	e.must(err)
	return sc, key
}

func (e *env) sign(sc access.Scope, in occurrence.SignOffInput) (s occurrence.SignOff, err error) {
	err = e.Kit.Write(e.t.Context(), sc, func(op *operation.Op) error {
		s, err = occurrence.SignOffTx(op, in)
		return err
	})
	return s, err
}

func (e *env) after(o occurrence.Occurrence) { e.Clock.Set(o.EndsAt) }

func signature(o occurrence.Occurrence) occurrence.SignOffInput {
	return occurrence.SignOffInput{Occurrence: o.ID, Organisation: o.Organisation, SignerName: "Jan Kolk", SignerFunction: "Uitvoerder", People: 2, Minutes: 150}
}

func wantConflict(t *testing.T, err error, key string) {
	t.Helper()
	if f, _ := fault.As(err); f == nil || f.Kind != fault.KindConflict || f.Key != key {
		t.Errorf("got %v, want conflict %s", err, key)
	}
}

func TestPlan(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	plan := func(change func(p *occurrence.Plan)) error {
		p := e.planFor(r, tomorrow)
		change(&p)
		return e.write(r.Teacher, func(op *operation.Op) error {
			_, err := occurrence.PlanTx(op, p)
			return err
		})
	}

	t.Run("keeps the day and the instants of Amsterdam", func(t *testing.T) {
		o := e.plan(r, tomorrow)
		if o.HeldOn != "2026-11-26" || !o.StartsAt.Equal(time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)) || o.Minutes() != 120 || o.MinutesEach() != 150 || o.Slot() != tomorrow {
			t.Errorf("got %+v", o)
		}
	})
	t.Run("a time that the spring change skips is refused at its field", func(t *testing.T) {
		wants.Field(t, plan(func(p *occurrence.Plan) { p.Slot = occurrence.Slot{On: "2027-03-28", Start: 150, End: 240} }), "start", "field.gap")
		wants.Field(t, plan(func(p *occurrence.Plan) { p.Slot = occurrence.Slot{On: "2027-03-28", Start: 90, End: 150} }), "end", "field.gap")
	})
	t.Run("the night of the spring change is an hour shorter", func(t *testing.T) {
		night := occurrence.Slot{On: "2027-03-28", Start: 90, End: 240}
		if o := e.plan(r, night); o.Minutes() != 90 || o.Slot() != night {
			t.Errorf("got %d minutes, %+v", o.Minutes(), o.Slot())
		}
	})
	t.Run("what cannot be is named at its field", func(t *testing.T) {
		for name, c := range map[string]struct {
			field, key string
			change     func(p *occurrence.Plan)
		}{
			"no day":            {"on", "field.required", func(p *occurrence.Plan) { p.Slot.On = "" }},
			"no such day":       {"on", "field.date", func(p *occurrence.Plan) { p.Slot.On = "2026-02-30" }},
			"the year 2206":     {"on", "occurrence.too_far", func(p *occurrence.Plan) { p.Slot.On = "2199-11-26" }},
			"long ago":          {"on", "occurrence.too_far", func(p *occurrence.Plan) { p.Slot.On = "2020-11-26" }},
			"end before begin":  {"end", "occurrence.end_first", func(p *occurrence.Plan) { p.Slot.End = p.Slot.Start }},
			"unreadable time":   {"start", "field.time", func(p *occurrence.Plan) { p.Slot.Start = -1 }},
			"after midnight":    {"end", "field.time", func(p *occurrence.Plan) { p.Slot.End = 24 * 60 }},
			"nobody comes":      {"people", "field.range", func(p *occurrence.Plan) { p.People = 0 }},
			"too many people":   {"people", "field.range", func(p *occurrence.Plan) { p.People = 501 }},
			"too many pupils":   {"pupils", "field.range", func(p *occurrence.Plan) { p.Pupils = 2001 }},
			"endless preparing": {"prep", "field.range", func(p *occurrence.Plan) { p.PrepMinutes = 6001 }},
			"control character": {"place", "field.control_characters", func(p *occurrence.Plan) { p.Place = "a\x07b" }},
			"unknown rule":      {"value_rule", "field.choice", func(p *occurrence.Plan) { p.ValueRule = "gold" }},
		} {
			if err := plan(c.change); err == nil {
				t.Errorf("%s: taken", name)
			} else {
				wants.Field(t, err, c.field, c.key)
			}
		}
	})
}

func TestMove(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	o := e.plan(r, tomorrow)
	later := occurrence.Move{Occurrence: o.ID, Version: 1, Slot: occurrence.Slot{On: "2026-12-03", Start: 13 * 60, End: 15 * 60}, Place: "Bij Kolk", Reason: "De monteur is ziek"}
	move := func(sc access.Scope, m occurrence.Move) error {
		return e.write(sc, func(op *operation.Op) error {
			_, _, err := occurrence.MoveTx(op, m)
			return err
		})
	}
	moves := func(sc access.Scope) (list []occurrence.Moved) {
		e.must(e.Kit.Read(t.Context(), sc, func(tx *db.Tx) (err error) {
			list, err = occurrence.MovesTx(tx, sc, o.ID)
			return err
		}))
		return list
	}

	t.Run("siblings and other networks do not find it", func(t *testing.T) {
		for _, sc := range []access.Scope{r.TeacherCanisius, r.RelationHengelo, e.Zwolle.Relation, e.Zwolle.Admin} {
			if err := move(sc, later); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("got %v", err)
			}
		}
	})
	t.Run("a reason is needed", func(t *testing.T) {
		m := later
		m.Reason = " "
		wants.Field(t, move(r.Teacher, m), "reason", "field.required")
	})
	t.Run("moves, and keeps where it was and why", func(t *testing.T) {
		e.must(move(r.Relation, later))
		got := moves(r.Teacher)
		if len(got) != 1 || got[0].Reason != later.Reason || !got[0].FromStarts.Equal(o.StartsAt) || got[0].By != "relation Twente" {
			t.Fatalf("got %+v", got)
		}
		var is occurrence.Occurrence
		e.must(e.Kit.Read(t.Context(), r.Teacher, func(tx *db.Tx) (err error) {
			is, err = occurrence.OfTx(tx, r.Teacher, occurrence.SourceEngagement, o.Source)
			return err
		}))
		if is.HeldOn != "2026-12-03" || is.Place != "Bij Kolk" || is.Version != 2 || !is.StartsAt.Equal(got[0].ToStarts) {
			t.Errorf("got %+v", is)
		}
		if seen := moves(e.Zwolle.Admin); len(seen) != 0 {
			t.Errorf("another network reads %+v", seen)
		}
	})
	t.Run("an old version loses", func(t *testing.T) {
		wantConflict(t, move(r.Teacher, later), "fault.changed")
	})
	t.Run("what was counted stays where it was", func(t *testing.T) {
		e.Clock.Set(time.Date(2026, 12, 3, 13, 0, 0, 0, time.UTC))
		e.must(e.write(r.Teacher, func(op *operation.Op) error {
			_, _, err := occurrence.CountTx(op, occurrence.Count{Occurrence: o.ID, Pupils: 22, Teachers: 1})
			return err
		}))
		m := later
		m.Version = 2
		wantConflict(t, move(r.Teacher, m), "occurrence.counted_already")
	})
}

func TestCancel(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	o := e.plan(r, tomorrow)
	cancel := func(sc access.Scope) error {
		return e.write(sc, func(op *operation.Op) error {
			_, err := occurrence.CancelTx(op, o.ID)
			return err
		})
	}
	if err := cancel(r.TeacherCanisius); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("sibling: %v", err)
	}
	if err := cancel(e.Zwolle.Teacher); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("other network: %v", err)
	}
	e.must(cancel(r.Teacher))
	wantConflict(t, cancel(r.Teacher), "occurrence.cancelled_already")
	e.after(o)
	err := e.write(r.Teacher, func(op *operation.Op) error {
		_, _, err := occurrence.CountTx(op, occurrence.Count{Occurrence: o.ID, Pupils: 1})
		return err
	})
	wantConflict(t, err, "occurrence.cancelled_already")
	sc, _ := e.linkScope(r, o)
	_, err = e.sign(sc, signature(o))
	wantConflict(t, err, "occurrence.cancelled_already")
}

func TestCount(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	o := e.plan(r, tomorrow)
	count := func(sc access.Scope, pupils, teachers int) (first bool, err error) {
		err = e.write(sc, func(op *operation.Op) error {
			_, first, err = occurrence.CountTx(op, occurrence.Count{Occurrence: o.ID, Pupils: pupils, Teachers: teachers})
			return err
		})
		return first, err
	}
	_, err := count(r.Teacher, 20, 1)
	wantConflict(t, err, "occurrence.not_begun")
	e.Clock.Set(o.StartsAt)
	_, err = count(r.Teacher, -1, 201)
	wants.Field(t, err, "pupils", "field.range")
	wants.Field(t, err, "teachers", "field.range")
	for _, sc := range []access.Scope{r.TeacherCanisius, e.Zwolle.Teacher} {
		if _, err := count(sc, 20, 1); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	}
	if first, err := count(r.Teacher, 0, 0); err != nil || !first {
		t.Errorf("first count: %v %v", first, err)
	}
	if first, err := count(r.Teacher, 23, 2); err != nil || first {
		t.Errorf("second count: %v %v", first, err)
	}
}

func TestSlotIsBoundedByToday(t *testing.T) {
	t.Parallel()
	today := clock.DateOf(testdb.Start)
	for on, ok := range map[clock.Date]bool{today.AddDays(-400): true, today.AddDays(-401): false, today.AddDays(4 * 366): true, today.AddDays(4*366 + 1): false} {
		f := fault.Fields{}
		s := occurrence.Slot{On: on, Start: 540, End: 600}
		if s.Instants(f, today); (f.Err() == nil) != ok {
			t.Errorf("%s: %v", on, f)
		}
	}
}
