package fundingweb_test

import (
	"testing"
	"time"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/programme"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/world"
)

// scene is a region with a grant, companies, and contributions at every stage.
type scene struct {
	*world.World
	t         *testing.T
	r         *world.Region
	funding   *funding.Service
	relation  *relation.Service
	programme *programme.Service

	recorder          access.Scope // project leader of all of Twente
	grant, line       id.ID
	activity          id.ID
	kolk, vos, koepel id.ID
	signed, checked   id.ID // contributions
	bare              id.ID // by hand, without evidence
	pending           id.ID // a signature that waits
}

func (s *scene) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// newScene fills Twente; Zwolle stays empty.
func newScene(t *testing.T, w *world.World, f *funding.Service, rel *relation.Service, p *programme.Service) *scene {
	t.Helper()
	s := &scene{World: w, t: t, r: w.Twente, funding: f, relation: rel, programme: p}
	r := s.r
	s.recorder = w.Hire(t, r, "recorder@twente.example", "Rita Recorder", access.ProjectLeader, r.Root)
	_, err := f.InstallSchemes(t.Context(), r.Lead)
	s.must(err)
	schemes, err := f.Schemes(t.Context(), r.Lead)
	s.must(err)
	s.grant, err = f.AddGrant(t.Context(), r.Lead, funding.GrantInput{
		Unit: r.Root, Scheme: schemes[0].ID, Reference: "STO25-001", Name: "STO Twente 2025–2028", DecidedOn: "2025-01-15", StartOn: "2025-01-01", EndOn: "2028-12-31",
		Grant: "300.000", Budget: "40.000", Costs: "500.000",
	})
	s.must(err)
	for _, in := range []funding.ShareInput{{Unit: r.Almelo, Year: "2025", Base: "12.000"}, {Unit: r.Almelo, Year: "2026", Base: "15.000"}, {Unit: r.Hengelo, Year: "2026", Base: "10.000"}} {
		s.must(f.SetShare(t.Context(), r.Lead, s.grant, in))
	}
	s.line, err = p.AddLine(t.Context(), r.System, programme.LineInput{Unit: r.Root, Grant: s.grant, Code: "A", Name: "Gastlessen"})
	s.must(err)
	s.activity, err = p.AddActivity(t.Context(), r.System, programme.ActivityInput{Unit: r.Root, Line: s.line, Code: "A.1", Name: "Lessen door vakmensen", From: "2025-01-01", To: "2028-12-31"})
	s.must(err)
	s.kolk, s.vos = s.company("company", "Van der Kolk Installatietechniek"), s.company("company", "=HYPERLINK(\"http://evil\") Vos")
	s.koepel = s.company("umbrella", "Vrienden van Techniek")
	s.must(rel.JoinUmbrella(t.Context(), r.Relation, s.kolk, relation.MembershipInput{Umbrella: s.koepel}))
	s.contributions()
	return s
}

func (s *scene) company(kind, name string) id.ID {
	s.t.Helper()
	key, err := s.relation.AddOrganisation(s.t.Context(), s.r.Relation, s.r.Almelo, relation.OrganisationInput{Kind: kind, Name: name, Place: "Almelo"})
	s.must(err)
	return key
}

func (s *scene) contributions() {
	s.t.Helper()
	ctx, r := s.t.Context(), s.r
	s.signed = s.sign(r.Noordik, s.kolk, "2026-11-20", occurrence.StaffHours).Contribution
	s.checked = s.sign(r.Montessori, s.vos, "2025-12-02", occurrence.StaffHours).Contribution
	s.must(s.funding.Check(ctx, r.Controller, s.checked, funding.CheckInput{Outcome: funding.Approved}))
	s.pending = s.sign(r.Canisius, s.vos, "2026-11-23", occurrence.Goods).SignOff.ID
	var err error
	s.bare, err = s.funding.Record(ctx, s.recorder, funding.RecordInput{
		ID: s.Kit.IDs.New(), Unit: r.Almelo, Organisation: s.vos, Kind: funding.KindFacility, PerformedOn: "2026-10-01", Value: "812,50", Reason: "Huur van de lashal voor vijf dagen.",
	})
	s.must(err)
	_, err = s.funding.Pledge(ctx, r.Lead, funding.PledgeInput{Grant: s.grant, Unit: r.Almelo, Line: s.line, Organisation: s.koepel, Year: "2026", Kind: funding.KindHours, Hours: "40"})
	s.must(err)
	s.plan(r.Noordik, s.kolk, "2026-12-10", occurrence.StaffHours)
}

// plan plans two hours with half an hour of preparation for two people.
func (s *scene) plan(unit, company id.ID, day clock.Date, rule occurrence.ValueRule) (o occurrence.Occurrence) {
	s.t.Helper()
	s.write(func(op *operation.Op) (err error) {
		o, err = occurrence.PlanTx(op, occurrence.Plan{
			Unit: unit, Organisation: company, SourceKind: occurrence.SourceEngagement, Source: op.NewID(), Activity: s.activity,
			Slot: occurrence.Slot{On: day, Start: 600, End: 720}, Pupils: 24, People: 2, PrepMinutes: 30, ValueRule: rule,
		})
		return err
	})
	return o
}

// sign plans on the day, and lets the company sign what was planned.
func (s *scene) sign(unit, company id.ID, day clock.Date, rule occurrence.ValueRule) funding.Receipt {
	s.t.Helper()
	now := s.Clock.Now()
	defer s.Clock.Set(now)
	o := s.plan(unit, company, day, rule)
	s.Clock.Set(o.EndsAt.Add(time.Hour))
	l := link.Link{Network: s.r.ID, Kind: link.SignOff, Email: "jan@kolk.example", Organisation: company, Subject: o.ID}
	s.write(func(op *operation.Op) (err error) {
		l.ID, err = link.MakeTx(op, link.New{Kind: link.SignOff, Email: l.Email, Organisation: company, Subject: o.ID})
		return err
	})
	sc, err := l.Scope()
	s.must(err)
	receipt, err := s.funding.SignOff(s.t.Context(), sc, l, funding.SignOffInput{SignerName: "Jan van der Kolk", SignerFunction: "uitvoerder", People: 2, Minutes: 150, Remark: "Leuke klas."})
	s.must(err)
	return receipt
}

func (s *scene) write(fn func(op *operation.Op) error) {
	s.t.Helper()
	s.must(s.Kit.Write(s.t.Context(), s.r.System, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "test", Object: "test"})
		return fn(op)
	}))
}
