package need_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// at puts the clock on an hour of a day in Amsterdam.
func (e *env) at(d clock.Date, hour int) {
	e.t.Helper()
	t := d.Time()
	e.World.Clock.Set(time.Date(t.Year(), t.Month(), t.Day(), hour, 0, 0, 0, clock.Amsterdam()))
}

func (e *env) sweep() int {
	e.t.Helper()
	n, err := e.Sweep(e.t.Context())
	e.must(err)
	return n
}

func (e *env) companies(r *world.Region, n int) []id.ID {
	e.t.Helper()
	var out []id.ID
	for i := range n {
		out = append(out, e.company(r, fmt.Sprintf("Bedrijf %03d", i), nil))
	}
	return out
}

func waves(size, wait, remind string) need.WaveInput {
	return need.WaveInput{Size: size, Wait: wait, Remind: remind, On: day}
}

// perWave counts the invitations of each wave.
func perWave(r need.Record) map[int]int {
	out := map[int]int{}
	for _, i := range r.Invitations {
		out[i.Wave]++
	}
	return out
}

func steps(r need.Record) map[need.StepKind]int {
	out := map[need.StepKind]int{}
	for _, s := range r.Steps {
		out[s.Kind]++
	}
	return out
}

func TestWavesGoOnUntilFilled(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.companies(r, 6)
	e.at("2026-11-25", 10)
	key := e.ask(r, func(in *need.AskInput) { in.Wanted = "2" })
	first := e.match(r.Teacher, key)[:2]
	e.must(e.StartWaves(t.Context(), r.Teacher, key, waves("2", "5", "2")))

	t.Run("the first wave asks the best at once, in the teacher's name", func(t *testing.T) {
		n := e.record(r.Teacher, key)
		if len(n.Invitations) != 2 || perWave(n)[1] != 2 || n.Waves.State != need.WavesRunning || n.Waves.Sent != 1 {
			t.Fatalf("got %+v", n.Waves)
		}
		for _, i := range n.Invitations {
			if i.Organisation != first[0].Organisation && i.Organisation != first[1].Organisation || i.Sender != "teacher Twente" {
				t.Errorf("got %+v", i)
			}
		}
	})
	t.Run("nothing goes before its time, at night or in the weekend", func(t *testing.T) {
		if n := e.sweep(); n != 0 {
			t.Errorf("at once: %d", n)
		}
		e.at("2026-11-28", 11) // a Saturday
		if n := e.sweep(); n != 0 {
			t.Errorf("on Saturday: %d", n)
		}
		e.at("2026-11-27", 22)
		if n := e.sweep(); n != 0 {
			t.Errorf("at night: %d", n)
		}
	})
	t.Run("who does not answer is reminded, once", func(t *testing.T) {
		e.at("2026-11-27", 11)
		if n := e.sweep(); n != 2 {
			t.Errorf("%d reminders", n)
		}
		if e.sweep() != 0 || e.count(`SELECT COUNT(*) FROM mail_message m JOIN link l ON l.id = m.link_id WHERE m.letter = 'invitation_reminder'`) != 2 {
			t.Error("not once with the link")
		}
	})
	t.Run("after the waiting time the next go", func(t *testing.T) {
		e.at("2026-11-30", 11)
		e.sweep()
		if n := e.record(r.Teacher, key); perWave(n)[2] != 2 || n.Waves.Sent != 2 {
			t.Errorf("got %v", perWave(n))
		}
	})
	t.Run("when everybody said no the next wave does not wait", func(t *testing.T) {
		for _, i := range e.record(r.Teacher, key).Invitations[:3] {
			_, err := e.answer(e.link(key, i.Organisation), need.Answer{Reply: need.No})
			e.must(err)
		}
		if n := e.sweep(); n != 0 {
			t.Error("one may still say yes")
		}
		last := e.record(r.Teacher, key).Invitations[3]
		_, err := e.answer(e.link(key, last.Organisation), need.Answer{Reply: need.Later, Month: "2027-04"})
		e.must(err)
		if n := e.count(`SELECT COUNT(*) FROM job WHERE kind = 'need.sweep' AND state = 'queued'`); n != 1 {
			t.Errorf("%d sweeps asked for", n)
		}
		e.sweep()
		if n := e.record(r.Teacher, key); perWave(n)[3] != 2 {
			t.Errorf("got %v", perWave(n))
		}
	})
	t.Run("enough yeses end the waves", func(t *testing.T) {
		for _, i := range e.record(r.Teacher, key).Invitations[4:] {
			_, err := e.answer(e.link(key, i.Organisation), need.Answer{Reply: need.Yes})
			e.must(err)
		}
		n := e.record(r.Teacher, key)
		if n.State != need.Filled || n.Waves.State != need.WavesDone || n.Waves.NextAt != nil {
			t.Errorf("got %+v %+v", n.Need, n.Waves)
		}
		e.at("2026-12-14", 11)
		if done := e.sweep(); done != 0 {
			t.Errorf("%d things after that", done)
		}
	})
	t.Run("every step stands on its timeline", func(t *testing.T) {
		got := steps(e.record(r.Teacher, key))
		for kind, want := range map[need.StepKind]int{
			need.StepAsked: 1, need.StepStarted: 1, need.StepWave: 3, need.StepInvited: 6, need.StepReminded: 2, need.StepNo: 3, need.StepLater: 1, need.StepYes: 2, need.StepFilled: 1,
		} {
			if got[kind] != want {
				t.Errorf("%s: %d, want %d", kind, got[kind], want)
			}
		}
	})
}

func TestWavesStop(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.companies(r, 3)
	e.at("2026-11-25", 10)
	t.Run("dry: nobody is left, and who started them hears it", func(t *testing.T) {
		key := e.ask(r, nil)
		e.must(e.StartWaves(t.Context(), r.Teacher, key, waves("3", "3", "0")))
		e.at("2026-11-30", 11)
		e.sweep()
		n := e.record(r.Teacher, key)
		if n.Waves.State != need.WavesDry || len(n.Invitations) != 3 || e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'waves_dry' AND to_email = 'teacher@twente.example'`) != 1 {
			t.Errorf("got %+v", n.Waves)
		}
		if e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'invitation_reminder'`) != 0 {
			t.Error("reminded although that was switched off")
		}
		e.must(e.Withdraw(t.Context(), r.Teacher, key, 1, "proef"))
	})
	t.Run("paused waves wait for a person", func(t *testing.T) {
		key := e.ask(r, nil)
		e.must(e.StartWaves(t.Context(), r.Teacher, key, waves("1", "1", "0")))
		e.must(e.PauseWaves(t.Context(), r.Teacher, key))
		e.at("2026-12-07", 11)
		e.sweep()
		if n := e.record(r.Teacher, key); len(n.Invitations) != 1 || n.Waves.State != need.WavesPaused {
			t.Errorf("got %+v", n.Waves)
		}
		if err := e.PauseWaves(t.Context(), r.Teacher, key); !fault.Is(err, fault.KindConflict) {
			t.Errorf("twice: %v", err)
		}
		e.must(e.ResumeWaves(t.Context(), r.Teacher, key))
		if n := e.record(r.Teacher, key); len(n.Invitations) != 2 {
			t.Error("resuming asks the next")
		}
		e.must(e.Withdraw(t.Context(), r.Teacher, key, 1, "proef"))
	})
	t.Run("other days that wait for the teacher hold the next wave", func(t *testing.T) {
		key := e.ask(r, nil)
		e.must(e.StartWaves(t.Context(), r.Teacher, key, waves("1", "1", "0")))
		_, err := e.answer(e.link(key, e.record(r.Teacher, key).Invitations[0].Organisation), need.Answer{Reply: need.OtherDate, On: "2027-01-27"})
		e.must(err)
		e.at("2026-12-10", 11)
		e.sweep()
		if n := e.record(r.Teacher, key); len(n.Invitations) != 1 || n.Waves.State != need.WavesRunning {
			t.Errorf("got %d invitations", len(n.Invitations))
		}
		e.must(e.Withdraw(t.Context(), r.Teacher, key, 1, "proef"))
	})
	t.Run("a need whose period has passed ends, and nobody waits for it", func(t *testing.T) {
		key := e.ask(r, nil)
		e.invite(r.Teacher, key, e.match(r.Teacher, key)[0].Organisation)
		e.at("2027-02-27", 3)
		e.sweep()
		if n := e.record(r.Teacher, key); n.State != need.Expired || n.Invitations[0].Reply != need.TakenBack || steps(n)[need.StepExpired] != 1 {
			t.Errorf("got %+v", n.Need)
		}
	})
	t.Run("mistakes get a message", func(t *testing.T) {
		e.at("2026-11-25", 10)
		key := e.ask(r, nil)
		for field, in := range map[string]need.WaveInput{
			"size": {Size: "0", Wait: "3", On: day}, "wait": {Size: "1", Wait: "99", On: day}, "remind": {Size: "1", Wait: "3", Remind: "x", On: day}, "on": {Size: "1", Wait: "3", On: "2027-03-01"},
		} {
			err := e.StartWaves(t.Context(), r.Teacher, key, in)
			if f, ok := fault.As(err); !ok || f.Fields[field].Key == "" {
				t.Errorf("%s: got %v", field, err)
			}
		}
		for name, sc := range map[string]access.Scope{"sibling": r.TeacherCanisius, "other network": e.Zwolle.Teacher} {
			for what, err := range map[string]error{
				"start": e.StartWaves(t.Context(), sc, key, waves("1", "1", "0")), "pause": e.PauseWaves(t.Context(), sc, key), "resume": e.ResumeWaves(t.Context(), sc, key),
			} {
				if !fault.Is(err, fault.KindNotFound) {
					t.Errorf("%s, %s: got %v", name, what, err)
				}
			}
		}
	})
}

func TestNotNow(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk := e.company(r, "Kolk", nil)
	key := e.ask(r, nil)
	l := e.invite(r.Teacher, key, kolk)[0]
	for _, month := range []string{"", "2026-11", "2027-13", "2028-01", "maart"} {
		if _, err := e.answer(l, need.Answer{Reply: need.Later, Month: month}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%q: got %v", month, err)
		}
	}
	_, err := e.answer(l, need.Answer{Reply: need.Later, Month: "2027-03", Text: "Na de verbouwing."})
	e.must(err)
	if i := e.record(r.Teacher, key).Invitations[0]; i.Reply != need.No || i.AgainOn != "2027-03-01" {
		t.Errorf("got %+v", i)
	}
	in := e.input(r)
	in.Unit = r.Montessori
	other, err := e.Ask(t.Context(), r.TeacherHengelo, in)
	e.must(err)
	p := find(t, e.match(r.TeacherHengelo, other), kolk)
	if p.Fit != need.NotNow || p.Stop.Key != "again" || p.Stop.Args[0].Day != "2027-03-01" {
		t.Errorf("another school sees %+v", p.Stop)
	}
	e.at("2027-03-01", 9)
	in.From, in.To = "2027-04-01", "2027-05-01"
	other, err = e.Ask(t.Context(), r.TeacherHengelo, in)
	e.must(err)
	if p := find(t, e.match(r.TeacherHengelo, other), kolk); p.Fit != need.CanAsk {
		t.Errorf("in March: %+v", p.Stop)
	}
}

func TestAskMyColleague(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk, breman := e.company(r, "Kolk", nil), e.company(r, "Breman", nil)
	key := e.ask(r, nil)
	l := e.invite(r.Teacher, key, kolk)[0]
	pass := need.Answer{Reply: need.Colleague, Name: "Bea Blik", Email: "bea@kolk.example"}
	for field, a := range map[string]need.Answer{
		"name": {Reply: need.Colleague, Email: "bea@kolk.example"}, "email": {Reply: need.Colleague, Name: "Bea Blik", Email: "bea"},
	} {
		_, err := e.answer(l, a)
		if f, ok := fault.As(err); !ok || f.Fields[field].Key == "" {
			t.Errorf("%s: got %v", field, err)
		}
	}
	if _, err := e.answer(l, need.Answer{Reply: need.Colleague, Name: "Henk", Email: "henk@kolk.example"}); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("to oneself: %v", err)
	}
	_, err := e.answer(l, pass)
	e.must(err)
	t.Run("the first link shows it and answers no more", func(t *testing.T) {
		used := e.link(key, kolk)
		a, err := e.ForLink(t.Context(), e.scope(used))
		if err != nil || !a.PassedOn(used) {
			t.Errorf("got %+v, %v", a, err)
		}
		if _, err := e.answer(used, need.Answer{Reply: need.Yes}); !isKey(err, "link.used") {
			t.Errorf("got %v", err)
		}
	})
	second := e.lastLink(key, kolk)
	t.Run("the colleague has the mail, and is known at the company", func(t *testing.T) {
		if second.Email != "bea@kolk.example" || e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'invitation' AND to_email = 'bea@kolk.example' AND data LIKE '%"via":"Henk Kolk"%'`) != 1 {
			t.Errorf("got %+v", second)
		}
		if n := e.count(`SELECT COUNT(*) FROM position WHERE organisation_id = $1`, kolk); n != 2 {
			t.Errorf("%d people", n)
		}
		if a, err := e.ForLink(t.Context(), e.scope(second)); err != nil || a.PassedOn(second) {
			t.Errorf("the colleague sees %+v, %v", a, err)
		}
	})
	t.Run("two more hops are too many", func(t *testing.T) {
		_, err := e.answer(second, need.Answer{Reply: need.Colleague, Name: "Cor Blik", Email: "cor@kolk.example"})
		e.must(err)
		third := e.lastLink(key, kolk)
		if _, err := e.answer(third, need.Answer{Reply: need.Colleague, Name: "Dik Blik", Email: "dik@kolk.example"}); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("got %v", err)
		}
		_, err = e.answer(third, need.Answer{Reply: need.Yes})
		e.must(err)
		if n := e.record(r.Teacher, key); n.State != need.Filled || steps(n)[need.StepColleague] != 2 {
			t.Errorf("got %+v", n.Need)
		}
	})
	t.Run("one mail says that it is no longer needed, to who has it now", func(t *testing.T) {
		again := e.ask(r, nil)
		l := e.invite(r.Teacher, again, breman)[0]
		_, err := e.answer(l, need.Answer{Reply: need.Colleague, Name: "Bo Breman", Email: "bo@breman.example"})
		e.must(err)
		e.must(e.Withdraw(t.Context(), r.Teacher, again, 1, "proef"))
		if e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'no_longer_needed'`) != 1 || e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'no_longer_needed' AND to_email = 'bo@breman.example'`) != 1 {
			t.Error("not one to the colleague")
		}
	})
}

func TestACalledOffAgreementOpensItsNeed(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk, breman := e.company(r, "Kolk", nil), e.company(r, "Breman", nil)
	e.at("2026-11-25", 10)
	key := e.ask(r, nil)
	e.must(e.StartWaves(t.Context(), r.Teacher, key, waves("2", "5", "0")))
	_, err := e.answer(e.link(key, kolk), need.Answer{Reply: need.Yes})
	e.must(err)
	yes := e.record(r.Teacher, key).Invitations
	callOff := func(invitation id.ID) {
		e.write(r, func(op *operation.Op) error {
			return need.ReopenTx(op, need.CalledOff{Invitation: invitation, Needs: []id.ID{key}, Reason: "Ziek."})
		})
	}
	for _, i := range yes {
		if i.Reply == need.Yes {
			callOff(i.ID)
		}
	}
	n := e.record(r.Teacher, key)
	if n.State != need.Open || n.Agreed() != 0 || n.ClosedAt != nil || steps(n)[need.StepReopened] != 1 || n.Waves.State != need.WavesRunning {
		t.Fatalf("got %+v %+v", n.Need, n.Waves)
	}
	if ps := e.match(r.Teacher, key); len(ps) != 1 || ps[0].Organisation != breman {
		t.Errorf("only who was told that it is no longer needed is proposed again: %+v", ps)
	}
	e.World.Clock.Advance(time.Minute)
	e.sweep()
	l := e.lastLink(key, breman)
	_, err = e.answer(l, need.Answer{Reply: need.Yes})
	e.must(err)
	if n := e.record(r.Teacher, key); n.State != need.Filled || n.Agreed() != 1 {
		t.Errorf("got %+v", n.Need)
	}
	t.Run("after its period it is expired", func(t *testing.T) {
		e.at("2027-03-01", 10)
		for _, i := range e.record(r.Teacher, key).Invitations {
			if i.Holds() {
				callOff(i.ID)
			}
		}
		if n := e.record(r.Teacher, key); n.State != need.Expired {
			t.Errorf("got %s", n.State)
		}
	})
}

// Two hundred companies say yes at the same moment to a need of three.
func TestTwoHundredYesForThreePlaces(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	e.at("2026-11-25", 10)
	companies := e.companies(r, 200)
	key := e.ask(r, func(in *need.AskInput) { in.Wanted = "3" })
	for len(companies) > 0 {
		e.must(e.Invite(t.Context(), r.Teacher, key, companies[:25], day))
		companies = companies[25:]
	}
	var (
		all           sync.WaitGroup
		done, refused atomic.Int32
	)
	start := make(chan struct{})
	for _, i := range e.record(r.Teacher, key).Invitations {
		l := e.link(key, i.Organisation)
		all.Go(func() {
			<-start
			switch _, err := e.answer(l, need.Answer{Reply: need.Yes}); {
			case err == nil:
				done.Add(1)
			case isKey(err, "need.filled_meanwhile"):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	close(start)
	all.Wait()
	if done.Load() != 3 || refused.Load() != 197 {
		t.Errorf("%d companies got the three places, %d were refused", done.Load(), refused.Load())
	}
	n := e.record(r.Teacher, key)
	if n.State != need.Filled || n.Agreed() != 3 || e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'no_longer_needed'`) != 197 {
		t.Errorf("got %+v with %d yeses", n.Need, n.Agreed())
	}
}
