package need_test

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"schakel/internal/domain/menu"
	"schakel/internal/domain/need"
	"schakel/internal/domain/relation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func TestInvite(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	kolk, breman := e.company(r, "Kolk", nil), e.company(r, "Breman", nil)
	key := e.ask(r, nil)
	e.invite(r.Teacher, key, kolk, breman)

	t.Run("the invitation keeps why the company was asked", func(t *testing.T) {
		n := e.record(r.Teacher, key)
		if len(n.Invitations) != 2 {
			t.Fatalf("%d invitations", len(n.Invitations))
		}
		i := n.Invitations[0]
		sum := 0
		for _, w := range i.Reasons.V {
			sum += w.Points
		}
		if i.ProposedOn != day || i.Sender != "teacher Twente" || i.Points == 0 || sum != i.Points || i.Reply != "" || i.On() != day {
			t.Errorf("got %+v", i)
		}
		if i.Expired(e.World.Clock.Now()) || !i.Expired(e.World.Clock.Now().AddDate(0, 0, 14)) {
			t.Error("an invitation holds for fourteen days")
		}
	})
	t.Run("a letter with a link goes out, and everybody sees that it was asked", func(t *testing.T) {
		if n := e.count(`SELECT COUNT(*) FROM mail_message m JOIN link l ON l.id = m.link_id WHERE m.letter = 'invitation' AND l.kind = 'invitation'`); n != 2 {
			t.Errorf("%d letters", n)
		}
		if n := e.count(`SELECT COUNT(*) FROM contact_moment WHERE kind = 'asked' AND unit_id = $1 AND source_kind = 'invitation'`, r.Noordik); n != 2 {
			t.Errorf("%d moments", n)
		}
	})
	t.Run("the letter says what is asked", func(t *testing.T) {
		if n := e.count(`SELECT COUNT(*) FROM mail_message WHERE letter = 'invitation' AND data LIKE '%"item":"Gastles"%' AND data LIKE '%"date":"2027-01-20"%'
			AND data LIKE '%"answer":"2026-12-09"%' AND data LIKE '%"pupils":24%' AND data LIKE '%Noordik%'`); n != 2 {
			t.Errorf("%d letters", n)
		}
	})
	t.Run("nobody is asked twice for one need", func(t *testing.T) {
		if err := e.Invite(t.Context(), r.Teacher, key, []id.ID{kolk}, day); !fault.Is(err, fault.KindConflict) {
			t.Errorf("got %v", err)
		}
		if p, err := e.Match(t.Context(), r.Teacher, key); err != nil || len(p) != 0 {
			t.Errorf("still proposed: %v, %v", p, err)
		}
	})
	t.Run("mistakes get a message", func(t *testing.T) {
		fresh := e.company(r, "Dura", nil)
		foreign := e.company(e.Zwolle, "Zwols", nil)
		quiet, err := e.relation.AddOrganisation(t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: "Stil"})
		e.must(err)
		e.must(e.menu.Choose(t.Context(), r.Relation, quiet, []menu.Choice{{Item: e.item(r, "guest_lesson"), Times: "1", MaxGroup: "30"}}))
		for name, c := range map[string]struct {
			companies []id.ID
			on        clock.Date
			want      string
		}{
			"nobody chosen":      {nil, day, "organisation=need.choose_company"},
			"today":              {[]id.ID{fresh}, "2026-11-25", "on=need.day_ahead"},
			"outside the period": {[]id.ID{fresh}, "2027-03-01", "on=need.outside_period"},
			"no day":             {[]id.ID{fresh}, "", "on=field.required"},
			"another network":    {[]id.ID{foreign}, day, "fault.not_found"},
			"not there":          {[]id.ID{e.Kit.IDs.New()}, day, "fault.not_found"},
			"no mail address":    {[]id.ID{quiet, fresh}, day, "need.no_mail"},
		} {
			err := e.Invite(t.Context(), r.Teacher, key, c.companies, c.on)
			if _, ok := fault.As(err); !ok || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: got %v, want %s", name, err, c.want)
			}
		}
		if n := e.count(`SELECT COUNT(*) FROM invitation WHERE organisation_id = $1`, fresh); n != 0 {
			t.Error("a refused invitation was half sent")
		}
	})
}

func TestCeilings(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	once := e.company(r, "Een Keer", func(c *menu.Choice) { c.Times = "1" })
	first := e.ask(r, nil)
	l := e.invite(r.Teacher, first, once)[0]

	blocked := func(t *testing.T, key, company id.ID, stop string) {
		t.Helper()
		ps, err := e.Match(t.Context(), r.Teacher, key)
		e.must(err)
		i := slices.IndexFunc(ps, func(p need.Proposal) bool { return p.Organisation == company })
		if i < 0 || ps[i].Fit != need.NotNow || ps[i].Stop.Key != stop {
			t.Errorf("at %d, want it there and stopped by %s", i, stop)
		}
		err = e.Invite(t.Context(), r.Teacher, key, []id.ID{company}, day)
		if f, ok := fault.As(err); !ok || f.Key != "need.over_ceiling" || len(f.Args) != 1 {
			t.Errorf("got %v", err)
		}
	}
	t.Run("an item's ceiling holds for the whole network", func(t *testing.T) {
		in := e.input(r)
		in.Unit = r.Montessori
		other, err := e.Ask(t.Context(), r.TeacherHengelo, in)
		e.must(err)
		err = e.Invite(t.Context(), r.TeacherHengelo, other, []id.ID{once}, day)
		if f, ok := fault.As(err); !ok || f.Key != "need.over_ceiling" || f.Args[0] != "Een Keer" {
			t.Errorf("got %v", err)
		}
		blocked(t, e.ask(r, nil), once, "times")
	})
	t.Run("a no gives the place back, next school year too", func(t *testing.T) {
		next := e.ask(r, func(in *need.AskInput) { in.From, in.To = "2027-09-01", "2027-10-01" })
		e.must(e.Invite(t.Context(), r.Teacher, next, []id.ID{once}, "2027-09-08"))
		_, err := e.answer(l, need.Answer{Reply: need.No, Text: "Te druk."})
		e.must(err)
		e.must(e.Invite(t.Context(), r.Teacher, e.ask(r, nil), []id.ID{once}, day))
	})
	t.Run("a company's own ceiling counts every request", func(t *testing.T) {
		limited := e.company(r, "Hooguit Twee", func(c *menu.Choice) { c.Times = "9" })
		o, err := e.relation.Organisation(t.Context(), r.Relation, limited)
		e.must(err)
		in := o.Input()
		in.YearLimit = "2"
		e.must(e.relation.EditOrganisation(t.Context(), r.Relation, limited, o.Version, in))
		lesson := e.invite(r.Teacher, e.ask(r, nil), limited)[0]
		_, err = e.answer(lesson, need.Answer{Reply: need.No})
		e.must(err)
		taken := e.ask(r, nil)
		e.invite(r.Teacher, taken, limited)
		e.must(e.Withdraw(t.Context(), r.Teacher, taken, 1, "proef")) // ours: does not count
		e.invite(r.Teacher, e.ask(r, nil), limited)
		blocked(t, e.ask(r, nil), limited, "year_limit")
	})
	t.Run("a pause is respected", func(t *testing.T) {
		resting := e.company(r, "Rust", nil)
		e.must(e.menu.PauseOffers(t.Context(), r.Relation, resting, menu.PauseInput{To: "2027-05-31"}))
		blocked(t, e.ask(r, nil), resting, "paused")
	})
	t.Run("a pause over the whole period rules it out, one that comes later does not", func(t *testing.T) {
		away := e.company(r, "Vakantie", nil)
		e.must(e.menu.PauseOffers(t.Context(), r.Relation, away, menu.PauseInput{From: "2027-04-01", To: "2027-04-30"}))
		in := func(in *need.AskInput) { in.From, in.To = "2027-04-05", "2027-04-16" }
		if p := find(t, e.match(r.Teacher, e.ask(r, in)), away); p.Fit != need.Outside || p.Stop.Key != "away" {
			t.Errorf("got %s, %+v", p.Fit, p.Stop)
		}
		if p := find(t, e.match(r.Teacher, e.ask(r, nil)), away); p.Fit != need.CanAsk {
			t.Errorf("got %s, %+v", p.Fit, p.Stop)
		}
	})
	t.Run("a day of the week that it does not take is refused by name", func(t *testing.T) {
		friday := e.company(r, "Vrijdag", func(c *menu.Choice) { c.Weekdays = []string{"5"} })
		err := e.Invite(t.Context(), r.Teacher, e.ask(r, nil), []id.ID{friday}, "2027-01-13") // a Wednesday
		if f, ok := fault.As(err); !ok || f.Fields["on"].Key != "need.day_not_theirs" {
			t.Errorf("got %v", err)
		}
		e.must(e.Invite(t.Context(), r.Teacher, e.ask(r, nil), []id.ID{friday}, "2027-01-15"))
	})
	t.Run("its own limits rule a company out", func(t *testing.T) {
		summer := e.company(r, "Zomer", func(c *menu.Choice) { c.Months = []string{"6"} })
		err := e.Invite(t.Context(), r.Teacher, e.ask(r, nil), []id.ID{summer}, day)
		if f, ok := fault.As(err); !ok || f.Key != "need.outside_limits" {
			t.Errorf("got %v", err)
		}
	})
}

func TestLastPlaceIsTakenOnce(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	company := e.company(r, "Kolk", func(c *menu.Choice) { c.Times = "1" })
	var needs []id.ID
	for range 12 {
		needs = append(needs, e.ask(r, nil))
	}
	var (
		all  sync.WaitGroup
		done atomic.Int32
	)
	for _, key := range needs {
		all.Go(func() {
			switch err := e.Invite(t.Context(), r.Teacher, key, []id.ID{company}, day); {
			case err == nil:
				done.Add(1)
			case !fault.Is(err, fault.KindInvalid):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if done.Load() != 1 || e.count(`SELECT COUNT(*) FROM invitation`) != 1 {
		t.Errorf("%d invitations of a company that wants one", done.Load())
	}
}
