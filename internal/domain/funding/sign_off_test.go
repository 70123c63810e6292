package funding_test

import (
	"sync"
	"testing"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/wants"
	"schakel/internal/testkit/world"
)

// signing is a region with one grant of today and a company that did something this morning.
type signing struct {
	*env
	r        *world.Region
	grant    id.ID
	line     id.ID
	activity id.ID
	company  id.ID
	ended    id.ID // activity of a grant that has ended
}

func newSigning(t *testing.T) *signing {
	e := newEnv(t)
	s := &signing{env: e, r: e.Twente}
	s.grant = e.grant(s.r, "STO-2025-2028", "STO25-1", "2025-01-01", "2028-12-31")
	s.line, s.activity = e.activity(s.r, s.grant, "A", "2025-01-01", "2028-12-31")
	s.company = e.company(s.r, "Kolk Installaties")
	return s
}

// held plans something for today and lets it pass.
func (s *signing) held(v visit) occurrence.Occurrence {
	s.t.Helper()
	v.day = "2026-11-25"
	if v.unit == "" {
		v.unit = s.r.Noordik
	}
	v.company = s.company
	o := s.plan(s.r, v)
	s.Clock.Set(o.EndsAt.Add(time.Hour))
	return o
}

var signature = funding.SignOffInput{SignerName: "Jan Kolk", SignerFunction: "Uitvoerder", People: 2, Minutes: 150}

func (s *signing) rows(text string, args ...any) (n int) {
	s.t.Helper()
	s.read(s.r.System, func(tx *db.Tx) (err error) {
		n, err = db.Get[int](tx, db.Q(text, args...))
		return err
	})
	return n
}

func TestSignOffBooksTheContribution(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	umbrella := s.umbrella(s.r, "Vrienden van Techniek", s.company)
	o := s.held(visit{activity: s.activity})
	sc, l := s.link(s.r, o)
	receipt, err := s.SignOff(t.Context(), sc, l, signature)
	s.must(err)

	d, err := s.Contribution(t.Context(), s.r.Controller, receipt.Contribution)
	s.must(err)
	t.Run("valued by the rate of the day, under grant, line and umbrella", func(t *testing.T) {
		// 2 × 150 min = 5 h × €55
		if euro(d.Cents) != "275.00" || d.Minutes != 300 || d.Contribution.Grant != s.grant || d.Line != s.line || d.Activity != s.activity || d.Umbrella != umbrella || d.Rate.Cents != 5500 {
			t.Errorf("got %+v", d.Contribution)
		}
	})
	t.Run("the signature is its evidence, and the ledger says so", func(t *testing.T) {
		if len(d.Evidence) != 1 || d.Evidence[0].SignerName != "Jan Kolk" || d.Evidence[0].Digest != receipt.SignOff.Digest {
			t.Errorf("evidence %+v", d.Evidence)
		}
		if len(d.Transfers) != 2 || d.Transfers[0].Credit != funding.CarriedOut || d.Transfers[1].Credit != funding.Evidenced || d.Transfers[1].Digest != receipt.SignOff.Digest || d.At != funding.Evidenced {
			t.Errorf("transfers %+v", d.Transfers)
		}
	})
	t.Run("it stands on the company's timeline and in the audit log", func(t *testing.T) {
		if n := s.rows(`SELECT COUNT(*) FROM contact_moment WHERE organisation_id = $1 AND kind = $2 AND source_id = $3`, s.company, relation.ContactSigned, o.Source); n != 1 {
			t.Errorf("%d moments", n)
		}
		s.read(s.r.Controller, func(tx *db.Tx) error {
			lines, err := audit.Read(tx, s.r.Controller, audit.Filter{Object: receipt.Contribution})
			if len(lines) != 1 || lines[0].Action != "contribution.booked" {
				t.Errorf("audit %+v", lines)
			}
			return err
		})
	})
	t.Run("the link is used up", func(t *testing.T) {
		_, err := s.SignOff(t.Context(), sc, l, signature)
		wants.Fault(t, err, fault.KindConflict, "link.used")
	})
	t.Run("another link for the same visit books nothing", func(t *testing.T) {
		sc, l := s.link(s.r, o)
		_, err := s.SignOff(t.Context(), sc, l, signature)
		wants.Fault(t, err, fault.KindConflict, "occurrence.signed_already")
		if n := s.rows(`SELECT COUNT(*) FROM link WHERE id = $1 AND used_at IS NOT NULL`, l.ID); n != 0 {
			t.Error("a refused signature used its link")
		}
	})
	t.Run("it can be found from the occurrence and from the company", func(t *testing.T) {
		s.read(s.r.Controller, func(tx *db.Tx) error {
			back, ok, err := funding.OfOccurrenceTx(tx, s.r.Controller, o.ID)
			if !ok || back.ID != receipt.Contribution {
				t.Errorf("got %+v", back)
			}
			if err != nil {
				return err
			}
			years, err := funding.ForOrganisationTx(tx, s.r.Controller, s.company)
			if len(years) != 1 || years[0].Year != 2026 || euro(years[0].CarriedOut) != "275.00" || years[0].Minutes != 300 {
				t.Errorf("got %+v", years)
			}
			return err
		})
	})
	t.Run("siblings and the other network find nothing", func(t *testing.T) {
		for _, sc := range []access.Scope{s.r.ProjectHengelo, s.Zwolle.Controller} {
			_, err := s.Contribution(t.Context(), sc, receipt.Contribution)
			wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
		}
	})
}

func TestSignOffRefuses(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	o := s.held(visit{activity: s.activity})
	sc, l := s.link(s.r, o)
	t.Run("another link's scope", func(t *testing.T) {
		other, _ := s.link(s.r, o)
		_, err := s.SignOff(t.Context(), other, l, signature)
		wants.Fault(t, err, fault.KindNotFound, "link.unknown")
	})
	t.Run("somebody signed in", func(t *testing.T) {
		_, err := s.SignOff(t.Context(), s.r.Lead, l, signature)
		wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
	})
	t.Run("impossible numbers, at the field", func(t *testing.T) {
		in := signature
		in.People = 0
		_, err := s.SignOff(t.Context(), sc, l, in)
		wants.Field(t, err, "people", "field.range")
	})
	t.Run("before it is over", func(t *testing.T) {
		s.Clock.Set(o.StartsAt)
		_, err := s.SignOff(t.Context(), sc, l, signature)
		wants.Fault(t, err, fault.KindConflict, "occurrence.not_over")
	})
	if n := s.rows(`SELECT COUNT(*) FROM ledger_transfer`); n != 0 {
		t.Errorf("%d transfers", n)
	}
}

// The hours are worth what they were on the day, also when the company signs after the rate went up.
func TestRateOfTheDayItWasHeld(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.add2020()
	s.on("2022-12-20")
	o := s.plan(s.r, visit{unit: s.r.Noordik, company: s.company, activity: s.ended, day: "2022-12-20", people: 2})
	s.on("2023-01-10")
	sc, l := s.link(s.r, o)
	receipt, err := s.SignOff(t.Context(), sc, l, signature)
	s.must(err)
	// 5 h × €50, though it is €55 since 1 January.
	if euro(receipt.Cents) != "250.00" {
		t.Errorf("got %s", euro(receipt.Cents))
	}
}

// Fifty people at the company tap at once, some on the same link, some on another mail.
func TestSignOffOnceOfFifty(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	o := s.held(visit{activity: s.activity})
	first, l1 := s.link(s.r, o)
	second, l2 := s.link(s.r, o)
	var (
		wait sync.WaitGroup
		mu   sync.Mutex
		done []id.ID
	)
	for i := range 50 {
		sc, l := first, l1
		if i%5 == 0 {
			sc, l = second, l2
		}
		wait.Go(func() {
			receipt, err := s.SignOff(t.Context(), sc, l, signature)
			if err == nil {
				mu.Lock()
				done = append(done, receipt.Contribution)
				mu.Unlock()
			} else if !fault.Is(err, fault.KindConflict) {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if len(done) != 1 {
		t.Fatalf("%d succeeded", len(done))
	}
	list, err := s.Contributions(t.Context(), s.r.Controller, funding.ListInput{})
	s.must(err)
	if list.Count != 1 || list.Rows[0].ID != done[0] || euro(list.Total) != "275.00" {
		t.Errorf("got %+v", list)
	}
	s.verify(s.r.Controller)
	if n := s.rows(`SELECT COUNT(*) FROM ledger_transfer`); n != 2 {
		t.Errorf("%d transfers", n)
	}
}

func TestSignOffWaits(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.add2020()
	sign := func(v visit) funding.Receipt {
		t.Helper()
		o := s.held(v)
		sc, l := s.link(s.r, o)
		receipt, err := s.SignOff(t.Context(), sc, l, signature)
		s.must(err)
		return receipt
	}
	t.Run("without an activity the only grant of the day is taken", func(t *testing.T) {
		if r := sign(visit{}); r.Waiting != "" || euro(r.Cents) != "275.00" {
			t.Errorf("got %+v", r)
		}
	})
	t.Run("supervision is valued by the pupils that were counted, a quarter of their time", func(t *testing.T) {
		o := s.held(visit{rule: occurrence.SupervisionHours, activity: s.activity})
		s.count(s.r, o, 99)
		s.Clock.Advance(time.Minute)
		s.count(s.r, o, 24) // corrected
		sc, l := s.link(s.r, o)
		r, err := s.SignOff(t.Context(), sc, l, signature)
		s.must(err)
		// 24 pupils × 150 min = 60 h × 25% × €60 = 900.00
		if r.Waiting != "" || euro(r.Cents) != "900.00" {
			t.Errorf("got %+v", r)
		}
	})
	for _, c := range []struct {
		name  string
		visit visit
		want  funding.Waiting
		in    funding.BookInput
		field string
		key   string
	}{
		{"an activity of a grant that does not cover the day", visit{activity: s.ended}, funding.WaitingGrant, funding.BookInput{}, "activity", "funding.no_grant"},
		{"an activity of a grant that ended within its scheme", visit{activity: s.short()}, funding.WaitingGrant, funding.BookInput{}, "activity", "funding.no_grant"},
		{"a room without a rate", visit{activity: s.activity, rule: occurrence.Facility}, funding.WaitingRate, funding.BookInput{}, "activity", "funding.no_rate"},
		{"supervision that nobody counted", visit{activity: s.activity, rule: occurrence.SupervisionHours}, funding.WaitingCount, funding.BookInput{}, "activity", "funding.count_first"},
		{"goods", visit{activity: s.activity, rule: occurrence.Goods}, funding.WaitingByHand, funding.BookInput{Reason: "Volgens de factuur."}, "value", "field.required"},
		{"an unknown activity", visit{activity: s.ended}, funding.WaitingGrant, funding.BookInput{Activity: s.Zwolle.Root}, "activity", "field.choice"},
	} {
		t.Run(c.name+" is signed and waits", func(t *testing.T) {
			r := sign(c.visit)
			if r.Waiting != c.want || r.Contribution != "" {
				t.Fatalf("got %+v", r)
			}
			_, err := s.BookPending(t.Context(), s.recorder, r.SignOff.ID, c.in)
			wants.Field(t, err, c.field, c.key)
		})
	}
}

// short adds a grant of one year under the scheme of today, and returns its activity.
func (s *signing) short() id.ID {
	s.t.Helper()
	grant := s.env.grant(s.r, "STO-2025-2028", "STO25-9", "2025-01-01", "2025-12-31")
	_, activity := s.env.activity(s.r, grant, "Y", "2025-01-01", "2025-12-31")
	return activity
}

// add2020 adds a grant that has ended, with an activity.
func (s *signing) add2020() {
	s.t.Helper()
	grant := s.env.grant(s.r, "STO-2020-2024", "STO20-1", "2020-01-01", "2024-12-31")
	_, s.ended = s.env.activity(s.r, grant, "Z", "2020-01-01", "2024-12-31")
}

func TestBookPending(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.add2020()
	second := s.env.grant(s.r, "STO-2025-2028", "STO25-2", "2026-01-01", "2028-12-31") // now two grants cover the day
	_, other := s.env.activity(s.r, second, "B", "2026-01-01", "2028-12-31")
	o := s.held(visit{})
	sc, l := s.link(s.r, o)
	receipt, err := s.SignOff(t.Context(), sc, l, signature)
	s.must(err)
	if receipt.Waiting != funding.WaitingGrant {
		t.Fatalf("got %+v", receipt)
	}
	signed := receipt.SignOff.ID

	t.Run("it stands in the list of what waits, in its own subregion only", func(t *testing.T) {
		for sc, want := range map[*access.Scope]int{&s.r.Project: 1, &s.r.Lead: 1, &s.r.ProjectHengelo: 0, &s.Zwolle.Lead: 0} {
			rows, err := s.Pendings(t.Context(), *sc)
			s.must(err)
			if len(rows) != want {
				t.Errorf("got %d, want %d", len(rows), want)
			}
		}
		if got := s.report(s.r.Lead, funding.Filter{}).Waiting; got != 1 {
			t.Errorf("report: %d wait", got)
		}
	})
	t.Run("siblings, other networks and checkers cannot book it", func(t *testing.T) {
		in := funding.BookInput{Activity: s.activity}
		_, err := s.BookPending(t.Context(), s.r.ProjectHengelo, signed, in)
		wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
		_, err = s.BookPending(t.Context(), s.Zwolle.Project, signed, in)
		wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
		_, err = s.BookPending(t.Context(), s.r.Controller, signed, in)
		wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
	})
	key, err := s.BookPending(t.Context(), s.r.Project, signed, funding.BookInput{Activity: s.activity})
	s.must(err)
	t.Run("booked under the chosen activity, with the signature as evidence", func(t *testing.T) {
		d, err := s.Contribution(t.Context(), s.r.Project, key)
		s.must(err)
		if d.Activity != s.activity || euro(d.Cents) != "275.00" || len(d.Evidence) != 1 || d.At != funding.Evidenced || d.RecordedBy != s.r.Project.Account() {
			t.Errorf("got %+v", d.Contribution)
		}
	})
	t.Run("never twice, also not under another grant, and the fault names the first", func(t *testing.T) {
		_, err := s.BookPending(t.Context(), s.r.Project, signed, funding.BookInput{Activity: other})
		wants.Fault(t, err, fault.KindConflict, "funding.booked_already")
		if f, _ := fault.As(err); f == nil || len(f.Args) != 2 || f.Args[0] != "Beschikking STO25-1" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("goods are booked with a value that somebody gives", func(t *testing.T) {
		o := s.held(visit{activity: s.activity, rule: occurrence.Goods})
		sc, l := s.link(s.r, o)
		receipt, err := s.SignOff(t.Context(), sc, l, signature)
		s.must(err)
		key, err := s.BookPending(t.Context(), s.r.Project, receipt.SignOff.ID, funding.BookInput{Value: "480,50", Reason: "Volgens de factuur."})
		s.must(err)
		d, err := s.Contribution(t.Context(), s.r.Project, key)
		s.must(err)
		if d.Cents != money.Cents(48050) || d.Kind != funding.KindGoods || d.Rate != nil || d.Reason != "Volgens de factuur." {
			t.Errorf("got %+v", d.Contribution)
		}
	})
	t.Run("nothing waits any more", func(t *testing.T) {
		rows, err := s.Pendings(t.Context(), s.r.Lead)
		if err != nil || len(rows) != 0 {
			t.Errorf("got %+v, %v", rows, err)
		}
	})
}
