package need_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"schakel/internal/domain/need"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func isKey(err error, key string) bool {
	f, ok := fault.As(err)
	return ok && f.Key == key
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk, breman, dura, ter := e.company(r, "Kolk", nil), e.company(r, "Breman", nil), e.company(r, "Dura", nil), e.company(r, "Ter Steege", nil)
	key := e.ask(r, nil)
	links := e.invite(r.Teacher, key, kolk, breman, dura, ter)

	t.Run("the page behind the link says who asks what", func(t *testing.T) {
		a, err := e.ForLink(t.Context(), e.scope(links[0]))
		if err != nil || a.Title != "Gastles over warmtepompen" || a.UnitName != "Noordik Twente" || a.Asker != "teacher Twente" || a.Pupils != 24 ||
			a.ProposedOn != day || a.ItemName("nl") != "Gastles" || a.Minutes != 100 || a.Reply != "" || a.OrganisationName != "Kolk" {
			t.Errorf("got %+v, %v", a, err)
		}
		if _, err := e.ForLink(t.Context(), r.Teacher); !fault.Is(err, fault.KindForbidden) {
			t.Errorf("a teacher has no link: %v", err)
		}
	})
	t.Run("mistakes change nothing", func(t *testing.T) {
		for name, a := range map[string]need.Answer{
			"no choice":         {},
			"taking back":       {Reply: need.TakenBack},
			"no day":            {Reply: need.OtherDate},
			"a day in the past": {Reply: need.OtherDate, On: "2026-11-25"},
			"a day far off":     {Reply: need.OtherDate, On: "2028-01-01"},
			"a citizen number":  {Reply: need.No, Text: "111222333"},
		} {
			if _, err := e.answer(links[0], a); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%s: got %v", name, err)
			}
		}
		if l := e.link(key, kolk); l.UsedAt != nil {
			t.Error("the link was used up")
		}
	})
	t.Run("no, once", func(t *testing.T) {
		out, err := e.answer(links[1], need.Answer{Reply: need.No, Text: "  Te druk. "})
		if err != nil || out.Reply != need.No {
			t.Fatalf("got %+v, %v", out, err)
		}
		if _, err := e.answer(links[1], need.Answer{Reply: need.Yes}); !isKey(err, "link.used") {
			t.Errorf("a second answer: %v", err)
		}
		a, err := e.ForLink(t.Context(), e.scope(links[1]))
		if err != nil || a.Reply != need.No || a.AnswerText != "Te druk." || a.AnsweredAt == nil {
			t.Errorf("the page afterwards: %+v, %v", a, err)
		}
	})
	t.Run("another date waits for the teacher", func(t *testing.T) {
		out, err := e.answer(links[2], need.Answer{Reply: need.OtherDate, On: "2027-01-27", Text: "Dan kan Bas."})
		if err != nil || out.Reply != need.OtherDate || out.On() != "2027-01-27" {
			t.Errorf("got %+v, %v", out, err)
		}
		if n := e.record(r.Teacher, key); n.State != need.Open || n.Agreed() != 0 || n.Invitations[2].AnswerText != "Dan kan Bas." {
			t.Errorf("got %+v", n)
		}
	})
	t.Run("yes fills the need and tells the others", func(t *testing.T) {
		out, err := e.answer(links[0], need.Answer{Reply: need.Yes})
		if err != nil || out.Need != key || out.Unit != r.Noordik || out.Organisation != kolk || out.Item == "" || out.Person == "" || out.On() != day || out.Pupils != 24 {
			t.Fatalf("got %+v, %v", out, err)
		}
		n := e.record(r.Teacher, key)
		if n.State != need.Filled || n.ClosedAt == nil || n.Agreed() != 1 || n.Proposals != nil {
			t.Errorf("got %+v", n.Need)
		}
		replies := map[need.Reply]int{}
		for _, i := range n.Invitations {
			replies[i.Reply]++
		}
		if replies[need.TakenBack] != 2 || replies[need.No] != 1 {
			t.Errorf("got %v", replies)
		}
		if got := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'no_longer_needed' AND about_kind = 'invitation'`); got != 2 {
			t.Errorf("%d letters", got)
		}
		if l := e.link(key, ter); l.RevokedAt == nil {
			t.Error("the link of the company that is no longer needed still works")
		}
	})
	t.Run("too late is said kindly", func(t *testing.T) {
		if _, err := e.answer(links[3], need.Answer{Reply: need.Yes}); !isKey(err, "need.filled_meanwhile") {
			t.Errorf("got %v", err)
		}
		if _, err := e.accept(r.Teacher, key, e.record(r.Teacher, key).Invitations[2].ID); !isKey(err, "need.filled_meanwhile") {
			t.Errorf("the teacher accepts the other date after all: %v", err)
		}
	})
	t.Run("every answer stands on the timeline", func(t *testing.T) {
		for _, kind := range []string{"yes", "no", "other_date"} {
			if n := e.count(`SELECT COUNT(*) FROM contact_moment WHERE kind = $1 AND unit_id = $2`, kind, r.Noordik); n != 1 {
				t.Errorf("%s: %d", kind, n)
			}
		}
	})
}

func TestAcceptOtherDate(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk, breman := e.company(r, "Kolk", nil), e.company(r, "Breman", nil)
	key := e.ask(r, nil)
	links := e.invite(r.Teacher, key, kolk, breman)
	_, err := e.answer(links[0], need.Answer{Reply: need.OtherDate, On: "2027-01-27"})
	e.must(err)
	first, second := e.record(r.Teacher, key).Invitations[0].ID, e.record(r.Teacher, key).Invitations[1].ID
	t.Run("not by others", func(t *testing.T) {
		for name, sc := range map[string]access.Scope{"sibling": r.TeacherCanisius, "other network": e.Zwolle.Teacher, "the company itself": e.scope(links[0])} {
			if _, err := e.accept(sc, key, first); !fault.Is(err, fault.KindNotFound) {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
	t.Run("not without another date", func(t *testing.T) {
		if _, err := e.accept(r.Teacher, key, second); !isKey(err, "need.no_other_date") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("not as one of another need", func(t *testing.T) {
		if _, err := e.accept(r.Teacher, e.ask(r, nil), first); !fault.Is(err, fault.KindNotFound) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("it becomes a yes on that day", func(t *testing.T) {
		out, err := e.accept(r.Teacher, key, first)
		if err != nil || out.Reply != need.Yes || out.On() != "2027-01-27" {
			t.Errorf("got %+v, %v", out, err)
		}
		if n := e.record(r.Teacher, key); n.State != need.Filled || n.Invitations[0].On() != "2027-01-27" || n.Invitations[1].Reply != need.TakenBack {
			t.Errorf("got %+v", n)
		}
	})
	t.Run("not after the day", func(t *testing.T) {
		again := e.ask(r, nil)
		l := e.invite(r.Teacher, again, kolk)[0]
		_, err := e.answer(l, need.Answer{Reply: need.OtherDate, On: "2027-01-12"})
		e.must(err)
		e.World.Clock.Set(clock.Date("2027-01-12").Time())
		if _, err := e.accept(r.Teacher, again, e.record(r.Teacher, again).Invitations[0].ID); !isKey(err, "need.other_date_past") {
			t.Errorf("got %v", err)
		}
	})
}

func TestTakeBack(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk, breman := e.company(r, "Kolk", nil), e.company(r, "Breman", nil)
	key := e.ask(r, func(in *need.AskInput) { in.Wanted = "2" })
	links := e.invite(r.Teacher, key, kolk, breman)
	i := e.record(r.Teacher, key).Invitations[0]
	other := e.ask(r, nil)
	t.Run("an invitation of another need is not there", func(t *testing.T) {
		if err := e.TakeBack(t.Context(), r.Teacher, other, i.ID); !isKey(err, "need.nothing_to_take_back") {
			t.Errorf("got %v", err)
		}
	})
	e.must(e.TakeBack(t.Context(), r.Teacher, key, i.ID))
	t.Run("only that one", func(t *testing.T) {
		n := e.record(r.Teacher, key)
		if n.Invitations[0].Reply != need.TakenBack || n.Invitations[1].Reply != "" || n.State != need.Open {
			t.Errorf("got %+v", n)
		}
		if _, err := e.answer(links[0], need.Answer{Reply: need.Yes}); !isKey(err, "need.taken_back") {
			t.Errorf("got %v", err)
		}
		if err := e.TakeBack(t.Context(), r.Teacher, key, i.ID); !isKey(err, "need.nothing_to_take_back") {
			t.Errorf("again: %v", err)
		}
	})
	t.Run("withdrawing the need takes back the rest", func(t *testing.T) {
		e.must(e.Withdraw(t.Context(), r.Teacher, key, 1, "proef"))
		if _, err := e.answer(links[1], need.Answer{Reply: need.Yes}); !isKey(err, "need.taken_back") {
			t.Errorf("got %v", err)
		}
		if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'no_longer_needed'`); n != 2 {
			t.Errorf("%d letters", n)
		}
	})
}

func TestFiftyAnswersOnOneLink(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	company := e.company(e.Twente, "Kolk", nil)
	key := e.ask(e.Twente, nil)
	l := e.invite(e.Twente.Teacher, key, company)[0]
	var (
		all  sync.WaitGroup
		done atomic.Int32
	)
	for n := range 50 {
		all.Go(func() {
			reply := []need.Answer{{Reply: need.Yes}, {Reply: need.No}, {Reply: need.OtherDate, On: "2027-01-27"}}[n%3]
			switch _, err := e.answer(l, reply); {
			case err == nil:
				done.Add(1)
			case !isKey(err, "link.used"):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 {
		t.Errorf("%d answers counted", done.Load())
	}
	if n := e.count(`SELECT COUNT(*) FROM contact_moment WHERE kind IN ('yes', 'no', 'other_date')`); n != 1 {
		t.Errorf("%d moments", n)
	}
}

func TestTwentyYesForOnePlace(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	var companies []id.ID
	for n := range 20 {
		companies = append(companies, e.company(e.Twente, "Bedrijf "+string(rune('A'+n)), nil))
	}
	key := e.ask(e.Twente, nil)
	links := e.invite(e.Twente.Teacher, key, companies...)
	var (
		all  sync.WaitGroup
		done atomic.Int32
	)
	for _, l := range links {
		all.Go(func() {
			switch _, err := e.answer(l, need.Answer{Reply: need.Yes}); {
			case err == nil:
				done.Add(1)
			case !isKey(err, "need.filled_meanwhile"):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 {
		t.Errorf("%d companies got the one place", done.Load())
	}
	if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'no_longer_needed'`); n != 19 {
		t.Errorf("%d letters", n)
	}
}

func TestLinksAreWalls(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	mine, theirs := e.company(e.Twente, "Kolk", nil), e.company(e.Zwolle, "Kolk", nil)
	a, b := e.ask(e.Twente, nil), e.ask(e.Zwolle, nil)
	own, other := e.invite(e.Twente.Teacher, a, mine)[0], e.invite(e.Zwolle.Teacher, b, theirs)[0]
	forged := own
	forged.Subject = other.Subject // another network's invitation behind our own link
	if _, err := e.answer(forged, need.Answer{Reply: need.Yes}); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("got %v", err)
	}
	if _, err := e.ForLink(t.Context(), e.scope(forged)); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("got %v", err)
	}
	e.must(e.Read(t.Context(), e.scope(own), func(tx *db.Tx) error {
		rows, err := need.InvitationsTx(tx, e.scope(own), a)
		if len(rows) != 0 {
			t.Error("a link lists the invitations of other companies")
		}
		return err
	}))
}
