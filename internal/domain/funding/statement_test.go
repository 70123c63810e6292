package funding_test

import (
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/wants"
)

func (s *signing) draft(audience funding.Audience, progress string) id.ID {
	s.t.Helper()
	key, err := s.DraftStatement(s.t.Context(), s.r.Lead, funding.StatementInput{Grant: s.grant, Year: "2026", Audience: audience, Progress: progress})
	s.must(err)
	return key
}

func (s *signing) statement(key id.ID) funding.StatementPage {
	s.t.Helper()
	p, err := s.Statement(s.t.Context(), s.r.Controller, key)
	s.must(err)
	return p
}

// Drafted with 1,000.00 checked; 250.00 more is checked before anybody looked, so it must be drafted again; then checked, submitted, closed.
func TestStatementFromDraftToSubmitted(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	first, second := s.goods("2026-03-10", "1.000"), s.goods("2026-04-10", "250")
	s.approve(s.r.Controller, first)
	key := s.draft(funding.ForAccountant, "Er is veel gedaan.")
	wants.Fault(t, s.CheckStatement(t.Context(), s.r.Lead, key), fault.KindForbidden, "funding.own_statement")
	wants.Fault(t, s.SubmitStatement(t.Context(), s.r.Lead, key), fault.KindConflict, "funding.statement_is.draft")
	s.approve(s.r.Controller, second)
	if p := s.statement(key); !p.Stale() || p.Last().Figures.V.Total().Checked != 100_000 || p.Now.Total().Checked != 125_000 {
		t.Errorf("the draft follows the ledger: %+v", p)
	}
	wants.Fault(t, s.CheckStatement(t.Context(), s.r.Controller, key), fault.KindConflict, "funding.statement_stale")
	if again := s.draft(funding.ForAccountant, "Er is nog meer gedaan."); again != key {
		t.Error("the same year has two statements")
	}
	s.must(s.RenewStatement(t.Context(), s.r.Lead, key, "Er is nog veel meer gedaan.", ""))
	wants.Fault(t, s.RenewStatement(t.Context(), s.Zwolle.Lead, key, "", ""), fault.KindNotFound, "fault.not_found")
	p := s.statement(key)
	if deltas := p.Last().Figures.V.Since(p.Versions[2].Figures.V); len(deltas) == 0 || deltas[0].Was != 100_000 || deltas[0].Is != 125_000 {
		t.Errorf("against the version before: %+v", deltas)
	}
	s.must(s.CheckStatement(t.Context(), s.r.Controller, key))
	s.must(s.SubmitStatement(t.Context(), s.r.Lead, key))
	p = s.statement(key)
	if p.State != funding.StatementSubmitted || len(p.Versions) != 5 || p.Stale() {
		t.Errorf("%s after %d versions, stale %v", p.State, len(p.Versions), p.Stale())
	}
	d, err := s.Contribution(t.Context(), s.r.Lead, first)
	s.must(err)
	if d.At != funding.Reported || d.Last().Digest != p.Last().Digest {
		t.Errorf("at %s, booked by %q, the statement is %q", d.At, d.Last().Digest, p.Last().Digest)
	}
	if got := s.year(2026); got.Reported != 125_000 || got.Checked != 125_000 {
		t.Errorf("the report says %+v", got)
	}
	s.close(2026)
	s.verify(s.r.Accountant)
	t.Run("what was submitted stays as it was", func(t *testing.T) {
		s.on("2027-02-01")
		s.must(s.TakeBack(t.Context(), s.r.Controller, first, funding.DoubtInput{Reason: "Was een offerte."}))
		if p := s.statement(key); p.Last().Figures.V.Total().Checked != 125_000 || p.Stale() {
			t.Errorf("got %+v", p.Last())
		}
	})
}

func TestStatementOfAClosedYearBooksNothing(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.approve(s.r.Controller, s.goods("2026-03-10", "1.000"))
	accountant, funder := s.draft(funding.ForAccountant, ""), s.draft(funding.ForFunder, "Voortgang.")
	for _, key := range []id.ID{accountant, funder} {
		s.must(s.CheckStatement(t.Context(), s.r.Controller, key))
	}
	s.close(2026)
	wants.Fault(t, s.SubmitStatement(t.Context(), s.r.Lead, accountant), fault.KindConflict, "funding.period_is.closed")
	s.must(s.SubmitStatement(t.Context(), s.r.Lead, funder))
	if got := s.year(2026); got.Reported != 0 {
		t.Errorf("a progress report booked %s", euro(got.Reported))
	}
	list, err := s.Statements(t.Context(), s.r.Accountant)
	s.must(err)
	if len(list) != 2 {
		t.Errorf("%+v", list)
	}
}

func TestStatementsStayWithTheirReaders(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	key := s.draft(funding.ForAccountant, "")
	_, err := s.DraftStatement(t.Context(), s.r.Lead, funding.StatementInput{Grant: s.grant, Year: "2031", Audience: "somebody"})
	wants.Field(t, err, "year", "field.range")
	wants.Field(t, err, "audience", "field.choice")
	for _, sc := range []access.Scope{s.r.Project, s.Zwolle.Lead} {
		_, err := s.Statement(t.Context(), sc, key)
		wants.Fault(t, err, fault.KindNotFound, "fault.not_found")
		list, err := s.Statements(t.Context(), sc)
		if s.must(err); len(list) != 0 {
			t.Errorf("%s sees %+v", sc.ActorName(), list)
		}
	}
	wants.Fault(t, s.CheckStatement(t.Context(), s.recorder, key), fault.KindForbidden, "fault.forbidden")
	_, err = s.DraftStatement(t.Context(), s.r.Accountant, funding.StatementInput{Grant: s.grant, Year: "2026", Audience: funding.ForFunder})
	wants.Fault(t, err, fault.KindForbidden, "fault.forbidden")
}
