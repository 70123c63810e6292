package funding_test

import (
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Two members and a stranger: the umbrella's statement is the sum of its members' and equals the report to the cent; each sees itself.
func TestAnnualAddsUpToTheReport(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	vos, other := s.company, s.env.company(s.r, "Een ander")
	kolk := s.env.company(s.r, "Kolk")
	koepel := s.umbrella(s.r, "Koepel", vos, kolk)
	for n, company := range []id.ID{vos, vos, kolk, other} {
		unit := s.r.Noordik
		if n == 1 {
			unit = s.r.Montessori
		}
		receipt := s.sign(s.r, visit{unit: unit, company: company, activity: s.activity, day: "2026-03-10", minutes: 60 * (n + 1), people: 2, pupils: 20 + n})
		if n == 0 {
			s.approve(s.r.Controller, receipt.Contribution)
		}
		if n == 2 { // a year earlier
			s.sign(s.r, visit{unit: unit, company: company, activity: s.activity, day: "2025-03-10", minutes: 600, people: 1, pupils: 9})
		}
	}
	annual := func(org id.ID, year int) funding.Annual {
		t.Helper()
		a, err := s.Annual(t.Context(), s.r.Lead, org, year)
		s.must(err)
		return a
	}
	whole, first, second := annual(koepel, 2026), annual(vos, 2026), annual(kolk, 2026)
	for org, a := range map[id.ID]funding.Annual{vos: first, kolk: second} {
		report, err := s.Report(t.Context(), s.r.Lead, funding.Filter{Organisation: org, Year: 2026})
		s.must(err)
		if a.Total.CarriedOut != report.Total.CarriedOut || a.Total.Checked != report.Total.Checked || a.Total.Evidenced != report.Total.Evidenced || a.Total.CarriedOut == 0 {
			t.Errorf("%s: %+v, the report says %+v", a.Name, a.Total, report.Total.Figures)
		}
	}
	report, err := s.Report(t.Context(), s.r.Lead, funding.Filter{Umbrella: koepel, Year: 2026})
	s.must(err)
	if whole.Total.CarriedOut != report.Total.CarriedOut || whole.Total.CarriedOut != first.Total.CarriedOut+second.Total.CarriedOut || len(whole.Members) != 2 || !whole.Umbrella {
		t.Errorf("the umbrella: %+v, the report says %+v", whole, report.Total.Figures)
	}
	if first.Total.Lessons != 2 || first.Total.Pupils != 41 || len(first.Schools) != 2 || whole.Total.Lessons != 3 || whole.Total.Pupils != 63 {
		t.Errorf("what it did: %+v, %+v", first.Total, whole.Total)
	}
	if latest := annual(kolk, 0); latest.Year != 2026 || len(latest.Years) != 2 || annual(kolk, 2025).Total.Pupils != 9 {
		t.Errorf("%+v", latest)
	}
	if narrow, err := s.Annual(t.Context(), s.r.ProjectHengelo, vos, 2026); err != nil || narrow.Total.Lessons != 1 {
		t.Errorf("a subregion sees its own: %+v %v", narrow.Total, err)
	}
	t.Run("behind its link a company sees itself only", func(t *testing.T) {
		l := link.Link{Network: s.r.ID, Kind: link.Annual, Organisation: vos}
		s.write(s.r.System, func(op *operation.Op) (err error) {
			l.ID, err = link.MakeTx(op, link.New{Kind: link.Annual, Organisation: vos})
			return err
		})
		sc, err := l.Scope()
		s.must(err)
		if own, err := s.Annual(t.Context(), sc, vos, 2026); err != nil || own.Total != first.Total {
			t.Errorf("%+v %v", own.Total, err)
		}
		for _, org := range []id.ID{kolk, koepel, other} {
			if a, err := s.Annual(t.Context(), sc, org, 2026); err == nil && (a.Total != funding.AnnualSum{} || len(a.Years) > 0) {
				t.Errorf("%s: %+v", a.Name, a)
			}
		}
	})
	t.Run("mailed to the contact person", func(t *testing.T) {
		if err := s.MailAnnual(t.Context(), s.r.Project, vos, 2026); !fault.Is(err, fault.KindConflict) && !fault.Is(err, fault.KindInvalid) {
			t.Errorf("without a person: %v", err)
		}
		_, err := s.relation.AddPerson(t.Context(), s.r.Relation, vos, relation.PersonInput{Name: "Henk Vos", Email: "henk@vos.example", Primary: true, Requests: true})
		s.must(err)
		s.must(s.MailAnnual(t.Context(), s.r.Project, vos, 2026))
		s.read(s.r.System, func(tx *db.Tx) error {
			to, err := db.Select[string](tx, db.Q(`SELECT to_email FROM mail_message WHERE letter = 'annual'`))
			if len(to) != 1 || to[0] != "henk@vos.example" {
				t.Errorf("to %q", to)
			}
			return err
		})
	})
}
