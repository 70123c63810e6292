package funding_test

import (
	"fmt"
	"testing"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/network"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/blob"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
	"schakel/internal/testkit/world"
)

// env is the world with the nouns that funding stands on.
type env struct {
	*world.World
	*funding.Service
	Clock     *clock.Moving
	DB        *db.DB
	t         *testing.T
	relation  *relation.Service
	programme *programme.Service
	blobs     *blob.Store
	recorder  access.Scope // project leader of all of Twente
}

func newEnv(t *testing.T) *env {
	t.Helper()
	w := world.New(t)
	store, err := blob.Open(t.Context(), "file://"+t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	e := &env{World: w, Service: funding.New(w.Kit, store, w.Links(t)), Clock: w.Clock, DB: w.DB, t: t, relation: relation.New(w.Kit), programme: programme.New(w.Kit), blobs: store}
	e.recorder = w.Hire(t, w.Twente, "recorder@twente.example", "Recorder", access.ProjectLeader, w.Twente.Root)
	for _, r := range w.Regions() {
		if _, err := e.InstallSchemes(t.Context(), r.System); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

func (e *env) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// on moves the clock to noon of a day.
func (e *env) on(day clock.Date) {
	e.t.Helper()
	at, err := day.At(12, 0)
	e.must(err)
	e.Clock.Set(at)
}

func (e *env) company(r *world.Region, name string) id.ID {
	e.t.Helper()
	key, err := e.relation.AddOrganisation(e.t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "company", Name: name, Place: "Almelo"})
	e.must(err)
	return key
}

func (e *env) umbrella(r *world.Region, name string, members ...id.ID) id.ID {
	e.t.Helper()
	key, err := e.relation.AddOrganisation(e.t.Context(), r.Relation, r.Almelo, relation.OrganisationInput{Kind: "umbrella", Name: name})
	e.must(err)
	for _, m := range members {
		e.must(e.relation.JoinUmbrella(e.t.Context(), r.Relation, m, relation.MembershipInput{Umbrella: key}))
	}
	return key
}

// subregion adds a third subregion. A scope knows the units of when it was loaded, so those of the whole network are loaded again.
func (e *env) subregion(r *world.Region, name string) id.ID {
	e.t.Helper()
	key, err := e.Network.AddUnit(e.t.Context(), r.System, network.UnitInput{Parent: r.Root, Kind: network.KindSubregion, Name: name})
	e.must(err)
	for _, sc := range []*access.Scope{&r.Lead, &r.Controller, &r.Accountant, &e.recorder} {
		*sc = e.Scope(e.t, r, sc.Account(), sc.ActorName())
	}
	return key
}

func (e *env) scheme(r *world.Region, code string) id.ID {
	e.t.Helper()
	schemes, err := e.Schemes(e.t.Context(), r.Lead)
	e.must(err)
	for _, s := range schemes {
		if s.Code == code {
			return s.ID
		}
	}
	e.t.Fatalf("no scheme %s", code)
	return ""
}

func (e *env) grantInput(r *world.Region, code, reference string, from, to clock.Date) funding.GrantInput {
	return funding.GrantInput{
		Unit: r.Root, Scheme: e.scheme(r, code), Reference: reference, Name: "Beschikking " + reference, DecidedOn: string(from), StartOn: string(from), EndOn: string(to),
		Grant: "300.000,00", Budget: "400.000,00", Costs: "500.000,00",
	}
}

func (e *env) grant(r *world.Region, code, reference string, from, to clock.Date) id.ID {
	e.t.Helper()
	key, err := e.AddGrant(e.t.Context(), r.Lead, e.grantInput(r, code, reference, from, to))
	e.must(err)
	return key
}

// activity adds a line with one activity to a grant.
func (e *env) activity(r *world.Region, grant id.ID, code string, from, to clock.Date) (line, activity id.ID) {
	e.t.Helper()
	line, err := e.programme.AddLine(e.t.Context(), r.System, programme.LineInput{Unit: r.Root, Grant: grant, Code: code, Name: "Lijn " + code})
	e.must(err)
	activity, err = e.programme.AddActivity(e.t.Context(), r.System, programme.ActivityInput{Unit: r.Root, Line: line, Code: code + ".1", Name: "Activiteit " + code, From: from, To: to})
	e.must(err)
	return line, activity
}

// write runs fn as a use case of a higher noun would.
func (e *env) write(sc access.Scope, fn func(op *operation.Op) error) {
	e.t.Helper()
	e.must(e.Kit.Write(e.t.Context(), sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		return fn(op)
	}))
}

func (e *env) read(sc access.Scope, fn func(tx *db.Tx) error) {
	e.t.Helper()
	e.must(e.Kit.Read(e.t.Context(), sc, fn))
}

// visit is something a company did at a unit.
type visit struct {
	unit, company, activity id.ID
	day                     clock.Date
	rule                    occurrence.ValueRule
	people, minutes, pupils int
}

// plan plans the visit from ten o'clock on its day, as known on that day.
func (e *env) plan(r *world.Region, v visit) (o occurrence.Occurrence) {
	e.t.Helper()
	if v.rule == "" {
		v.rule = occurrence.StaffHours
	}
	e.write(r.System, func(op *operation.Op) (err error) {
		o, err = occurrence.PlanTx(op, occurrence.Plan{
			Unit: v.unit, Organisation: v.company, SourceKind: occurrence.SourceEngagement, Source: op.NewID(), Activity: v.activity,
			Slot: occurrence.Slot{On: v.day, Start: 600, End: 600 + 120}, Place: "lokaal 12", Pupils: max(v.pupils, 1), People: max(v.people, 1), PrepMinutes: 30, ValueRule: v.rule,
		})
		return err
	})
	return o
}

// link makes the link with which the company signs.
func (e *env) link(r *world.Region, o occurrence.Occurrence) (access.Scope, link.Link) {
	e.t.Helper()
	l := link.Link{Network: r.ID, Kind: link.SignOff, Email: "jan@kolk.example", Organisation: o.Organisation, Subject: o.ID}
	e.write(r.System, func(op *operation.Op) (err error) {
		l.ID, err = link.MakeTx(op, link.New{Kind: link.SignOff, Email: l.Email, Organisation: o.Organisation, Subject: o.ID})
		return err
	})
	sc, err := l.Scope()
	e.must(err)
	return sc, l
}

func (e *env) count(r *world.Region, o occurrence.Occurrence, pupils int) {
	e.t.Helper()
	e.write(r.System, func(op *operation.Op) error {
		_, _, err := occurrence.CountTx(op, occurrence.Count{Occurrence: o.ID, Pupils: pupils, Teachers: 1})
		return err
	})
}

// sign plans, holds and signs a visit on its day.
func (e *env) sign(r *world.Region, v visit) funding.Receipt {
	e.t.Helper()
	e.on(v.day)
	o := e.plan(r, v)
	e.Clock.Set(o.EndsAt.Add(time.Hour))
	if v.pupils > 0 {
		e.count(r, o, v.pupils)
	}
	sc, l := e.link(r, o)
	receipt, err := e.SignOff(e.t.Context(), sc, l, funding.SignOffInput{SignerName: "Jan Kolk", SignerFunction: "Uitvoerder", People: max(v.people, 1), Minutes: v.minutes})
	e.must(err)
	return receipt
}

func (e *env) approve(sc access.Scope, contribution id.ID) {
	e.t.Helper()
	e.must(e.Check(e.t.Context(), sc, contribution, funding.CheckInput{Outcome: funding.Approved}))
}

func (e *env) report(sc access.Scope, f funding.Filter) funding.Report {
	e.t.Helper()
	r, err := e.Report(e.t.Context(), sc, f)
	e.must(err)
	return r
}

// euro writes cents as in the comments of the tests: 250.00.
func euro(c money.Cents) string { return fmt.Sprintf("%d.%02d", c/100, c%100) }
