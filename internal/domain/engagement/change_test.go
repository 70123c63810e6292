package engagement_test

import (
	"sync"
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/wants"
)

func TestAgreeByHand(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente

	t.Run("is planned as it was said", func(t *testing.T) {
		rec := e.record(r.Teacher, e.agreed(r))
		if o := rec.Occurrence; o.HeldOn != "2026-11-26" || o.Minutes() != 120 || o.PeoplePlanned != 2 || o.MinutesEach() != 150 || o.Place != "Noordik Twente" {
			t.Errorf("got %+v", o)
		}
		if rec.AgreedBy != "relation Twente" || rec.PersonName != "" {
			t.Errorf("a teacher reads no contact persons: %q %q", rec.AgreedBy, rec.PersonName)
		}
		if rec := e.record(r.Relation, rec.ID); rec.PersonName != "Jan Kolk" {
			t.Errorf("a relation manager does: %q", rec.PersonName)
		}
	})
	t.Run("a day with a gap in it is refused at its field", func(t *testing.T) {
		in := e.byHand(r)
		in.Slot = occurrence.Slot{On: "2027-03-28", Start: 150, End: 240}
		_, err := e.AgreeByHand(t.Context(), r.Relation, in)
		wants.Field(t, err, "start", "field.gap")
	})
	t.Run("what is not ours is no choice", func(t *testing.T) {
		z := e.Zwolle
		for field, change := range map[string]func(in *engagement.AgreeInput){
			"organisation": func(in *engagement.AgreeInput) { in.Organisation = e.companies[z] },
			"person":       func(in *engagement.AgreeInput) { in.Person = e.people[z] },
			"item":         func(in *engagement.AgreeInput) { in.Item = e.items[z]["guest_lesson"] },
			"activity":     func(in *engagement.AgreeInput) { in.Activity = e.Kit.IDs.New() },
		} {
			in := e.byHand(r)
			change(&in)
			_, err := e.AgreeByHand(t.Context(), r.Relation, in)
			wants.Field(t, err, field, "field.choice")
		}
		in := e.byHand(r)
		_, err := e.AgreeByHand(t.Context(), r.Teacher, in)
		wants.Field(t, err, "person", "field.choice") // a teacher sees no contact persons, so names none
	})
	t.Run("a school does not co-finance itself", func(t *testing.T) {
		in := e.byHand(r)
		in.Person = ""
		e.must(e.Kit.Write(t.Context(), r.System, func(op *operation.Op) error {
			op.Audit(audit.Entry{Action: "test", Object: "test"})
			in.Organisation = op.NewID()
			return op.Insert(`INSERT INTO organisation (network_id, id, kind, name, name_key, created_at, updated_at, operation_id)
				VALUES ($1, $2, 'school', 'Noordik', 'noordik', $3, $3, $4)`, r.ID, in.Organisation, op.At, op.ID)
		}))
		_, err := e.AgreeByHand(t.Context(), r.Relation, in)
		wants.Field(t, err, "organisation", "engagement.school_gives")
	})
	t.Run("everything wrong is named at once", func(t *testing.T) {
		_, err := e.AgreeByHand(t.Context(), r.Relation, engagement.AgreeInput{Unit: r.Noordik, People: 1, Slot: occurrence.Slot{Start: -1, End: -1}})
		for field, key := range map[string]string{"title": "field.required", "organisation": "field.required", "on": "field.required", "start": "field.time"} {
			wants.Field(t, err, field, key)
		}
		_, err = e.AgreeByHand(t.Context(), r.Relation, engagement.AgreeInput{})
		wants.Field(t, err, "unit", "field.required")
	})
	t.Run("only for units within reach", func(t *testing.T) {
		for who, sc := range e.outsiders() {
			_, err := e.AgreeByHand(t.Context(), sc, e.byHand(r))
			wantNotFound(t, who, err)
		}
		in := e.byHand(r)
		in.Unit = e.Zwolle.Noordik
		_, err := e.AgreeByHand(t.Context(), r.Admin, in)
		wantNotFound(t, "unit of another network, by somebody who reaches the whole own one", err)
		if _, err := e.AgreeByHand(t.Context(), r.Accountant, e.byHand(r)); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("accountant: %v", err)
		}
	})
}

func TestReschedule(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agreed(r)
	in := engagement.RescheduleInput{Version: 1, Slot: occurrence.Slot{On: "2026-12-03", Start: 13 * 60, End: 15 * 60}, Place: "Bij Kolk", Reason: "De klas heeft toetsweek"}

	for who, sc := range e.outsiders() {
		wantNotFound(t, who, e.Reschedule(t.Context(), sc, key, in))
	}
	e.must(e.Reschedule(t.Context(), r.Teacher, key, in))
	rec := e.record(r.Relation, key)
	if rec.Occurrence.HeldOn != "2026-12-03" || len(rec.Moves) != 1 || rec.Moves[0].Reason != "De klas heeft toetsweek" || rec.Moves[0].By != "teacher Twente" {
		t.Errorf("got %+v %+v", rec.Occurrence, rec.Moves)
	}
	to, data := letters[engagement.MovedLetter](e, r, "moved")
	if !same(to, []string{"jan@kolk.example", "relation@twente.example"}) {
		t.Fatalf("mailed %v", to)
	}
	if d := data[0]; d.Was.Date != "2026-11-26" || d.When != (engagement.When{Date: "2026-12-03", Start: "13:00", End: "15:00"}) || d.Reason != in.Reason || d.Place != "Bij Kolk" {
		t.Errorf("got %+v", d)
	}
	wantConflict(t, e.Reschedule(t.Context(), r.Teacher, key, in), "fault.changed")
	in.Version, in.Reason = 2, ""
	wants.Field(t, e.Reschedule(t.Context(), r.Teacher, key, in), "reason", "field.required")
}

// A day that is none is told at its field, before any query hears of it: PostgreSQL refuses bytes that are no text.
func TestADayThatIsNone(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key, err := e.AgreeByHand(t.Context(), r.Relation, e.byHand(r))
	e.must(err)
	for _, day := range []clock.Date{"", "morgen", "2026-11-\x00", "2026\xe9 \xff"} {
		for _, along := range engagement.Spans() {
			in := engagement.RescheduleInput{Version: 1, Slot: occurrence.Slot{On: day, Start: 600, End: 660}, Reason: "Rooster", Along: along}
			if f, is := fault.As(e.Reschedule(t.Context(), r.Relation, key, in)); !is || f.Fields["on"].Key == "" {
				t.Errorf("%q %s: %v", day, along, f)
			}
		}
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agreed(r)
	in := engagement.CancelInput{By: engagement.ByCompany, Reason: "Te veel werk"}

	for who, sc := range e.outsiders() {
		wantNotFound(t, who, e.Cancel(t.Context(), sc, key, in))
	}
	wants.Field(t, e.Cancel(t.Context(), r.Teacher, key, engagement.CancelInput{By: "weather"}), "by", "field.choice")
	e.must(e.Cancel(t.Context(), r.Relation, key, in))

	rec := e.record(r.Teacher, key)
	if rec.State(e.World.Clock.Now()) != engagement.Cancelled || rec.Cancellation == nil || rec.Cancellation.Reason != "Te veel werk" || rec.Cancellation.By != engagement.ByCompany {
		t.Errorf("got %+v", rec.Cancellation)
	}
	if to, _ := letters[engagement.CancelledLetter](e, r, "cancelled"); !same(to, []string{"jan@kolk.example"}) {
		t.Errorf("mailed %v", to)
	}
	if kinds := e.moments(r); !same(kinds, []string{"agreed", "cancelled"}) {
		t.Errorf("got %v", kinds)
	}
	wantConflict(t, e.Cancel(t.Context(), r.Relation, key, in), "occurrence.cancelled_already")
	e.World.Clock.Set(rec.Occurrence.EndsAt)
	_, err := e.Count(t.Context(), r.Teacher, key, 24, 1)
	wantConflict(t, err, "occurrence.cancelled_already")
	wantConflict(t, e.ResendSignOff(t.Context(), r.Teacher, key), "occurrence.cancelled_already")
}

// signLink returns the latest sign-off link and its scope.
func (e *env) signLink(sc access.Scope, key id.ID) (link.Link, access.Scope) {
	e.t.Helper()
	rows := read[link.Link](e, sc, `SELECT l.network_id, l.id, l.kind, l.email, l.account_id, l.organisation_id, l.person_id, l.subject_id, l.created_at, l.expires_at, l.used_at, l.revoked_at
		FROM link l JOIN occurrence o ON o.network_id = l.network_id AND o.id = l.subject_id
		WHERE {wall:l} AND o.source_id = $1 AND l.kind = 'sign_off' ORDER BY l.created_at DESC, l.id DESC LIMIT 1`, key)
	if len(rows) == 0 {
		e.t.Fatal("no sign-off link")
	}
	scope, err := rows[0].Scope()
	e.must(err)
	return rows[0], scope
}

func (e *env) sign(sc access.Scope, l link.Link) error {
	return e.Kit.Write(e.t.Context(), sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		if err := link.UseTx(op, l.ID); err != nil {
			return err
		}
		_, err := occurrence.SignOffTx(op, occurrence.SignOffInput{
			Occurrence: l.Subject, Organisation: l.Organisation, SignerName: "Jan Kolk", SignerFunction: "Uitvoerder", People: 2, Minutes: 150, Link: l.ID,
		})
		return err
	})
}

func TestCountAndSign(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	key := e.agreed(r)

	t.Run("not before it began, and not by outsiders", func(t *testing.T) {
		_, err := e.Count(t.Context(), r.Teacher, key, 24, 1)
		wantConflict(t, err, "occurrence.not_begun")
		for who, sc := range e.outsiders() {
			_, err := e.Count(t.Context(), sc, key, 24, 1)
			wantNotFound(t, who, err)
		}
		_, err = e.Count(t.Context(), r.Teacher, key, 2001, 1)
		wants.Field(t, err, "pupils", "field.range")
		wantConflict(t, e.ResendSignOff(t.Context(), r.Teacher, key), "engagement.count_first")
	})
	e.World.Clock.Set(time.Date(2026, 11, 26, 11, 5, 0, 0, time.UTC))
	t.Run("the first count asks the company to sign", func(t *testing.T) {
		if asked, err := e.Count(t.Context(), r.Teacher, key, 23, 1); err != nil || !asked {
			t.Fatalf("got %v %v", asked, err)
		}
		to, data := letters[engagement.SignOffLetter](e, r, "sign_off")
		if !same(to, []string{"jan@kolk.example"}) || data[0].People != 2 || data[0].Minutes != 150 || data[0].When.Start != "10:00" {
			t.Errorf("mailed %v %+v", to, data)
		}
		if kinds := e.moments(r); !same(kinds, []string{"agreed", "done"}) {
			t.Errorf("got %v", kinds)
		}
		if depth := read[string](e, r.System, `SELECT r.depth FROM relationship r WHERE {wall:r} AND r.unit_id = $1 LIMIT 1`, r.Noordik); !same(depth, []string{string(relation.DepthLesson)}) {
			t.Errorf("depth %v", depth)
		}
	})
	t.Run("a later count corrects, and asks nobody again", func(t *testing.T) {
		e.World.Clock.Advance(time.Minute)
		if asked, err := e.Count(t.Context(), r.Teacher, key, 22, 2); err != nil || asked {
			t.Fatalf("got %v %v", asked, err)
		}
		if rec := e.record(r.Teacher, key); rec.Pupils != 22 || rec.Teachers != 2 || len(rec.Counts) != 2 || rec.State(e.World.Clock.Now()) != engagement.Waiting {
			t.Errorf("got %+v", rec.Counts)
		}
	})
	t.Run("what was counted is neither moved nor cancelled", func(t *testing.T) {
		wantConflict(t, e.Cancel(t.Context(), r.Teacher, key, engagement.CancelInput{By: engagement.BySchool, Reason: "Toch niet"}), "occurrence.counted_already")
	})
	first, _ := e.signLink(r.System, key)
	t.Run("asking again ends the earlier link", func(t *testing.T) {
		for who, sc := range e.outsiders() {
			wantNotFound(t, who, e.ResendSignOff(t.Context(), sc, key))
		}
		e.World.Clock.Advance(24 * time.Hour)
		e.must(e.ResendSignOff(t.Context(), r.Teacher, key))
		if n := e.count(r, `SELECT COUNT(*) FROM link l WHERE {wall:l} AND l.kind = 'sign_off' AND l.revoked_at IS NULL AND l.id <> $1`, first.ID); n != 1 {
			t.Errorf("%d live links", n)
		}
		if rec := e.record(r.Teacher, key); len(rec.Requests) != 2 || rec.Requests[1].RevokedAt == nil {
			t.Errorf("got %+v", rec.Requests)
		}
	})
	l, sc := e.signLink(r.System, key)
	t.Run("the page behind the link shows what was done", func(t *testing.T) {
		v, err := e.ToSign(t.Context(), sc)
		if err != nil || v.Title != "Gastles lassen voor 3B" || v.UnitName != "Noordik Twente" || v.OrganisationName != "Kolk Twente" ||
			v.PersonName != "Jan Kolk" || v.PersonTitle != "Uitvoerder" || v.MinutesEach() != 150 || v.Signed != nil || !v.Ready(e.World.Clock.Now()) {
			t.Errorf("got %+v %v", v, err)
		}
		if _, err := e.ToSign(t.Context(), r.Teacher); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("without a link: %v", err)
		}
	})
	t.Run("of fifty taps at once one signs", func(t *testing.T) {
		var (
			wait   sync.WaitGroup
			mu     sync.Mutex
			signed int
		)
		for range 50 {
			wait.Go(func() {
				err := e.sign(sc, l)
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					signed++
				} else if !fault.Is(err, fault.KindConflict) {
					t.Errorf("got %v", err)
				}
			})
		}
		wait.Wait()
		if signed != 1 {
			t.Errorf("signed %d times", signed)
		}
	})
	t.Run("afterwards it shows the receipt and cannot be asked again", func(t *testing.T) {
		if v, err := e.ToSign(t.Context(), sc); err != nil || v.Signed == nil || v.Signed.TotalMinutes() != 300 || len(v.Signed.Digest) != 64 {
			t.Errorf("got %+v %v", v, err)
		}
		wantConflict(t, e.ResendSignOff(t.Context(), r.Teacher, key), "occurrence.signed_already")
	})
	t.Run("who signed is for readers of the ledger", func(t *testing.T) {
		if rec := e.record(r.Teacher, key); rec.Signature != nil || rec.State(e.World.Clock.Now()) != engagement.Signed {
			t.Errorf("a teacher reads %+v", rec.Signature)
		}
		if rec := e.record(r.Relation, key); rec.Signature == nil || rec.Signature.SignerName != "Jan Kolk" {
			t.Errorf("a relation manager reads %+v", rec.Signature)
		}
	})
}

func TestCountWithoutAnybodyToMail(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	in := e.byHand(r)
	in.Organisation, in.Person = e.company(r, "Zonder mail"), ""
	key, err := e.AgreeByHand(t.Context(), r.Relation, in)
	e.must(err)
	e.World.Clock.Set(time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC))
	if asked, err := e.Count(t.Context(), r.Teacher, key, 20, 1); err != nil || asked {
		t.Errorf("got %v %v", asked, err)
	}
	wantConflict(t, e.ResendSignOff(t.Context(), r.Teacher, key), "engagement.nobody_to_mail")
}
