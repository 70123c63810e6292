package agreement_test

import (
	"strings"
	"testing"
	"time"

	"schakel/internal/domain/agreement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/testkit/wants"
)

func (e *env) first() id.ID {
	e.t.Helper()
	p, err := e.List(e.t.Context(), e.Twente.Relation, agreement.Filter{})
	e.must(err)
	return p.Rows[0].ID
}

// An amendment names what it changes and is signed anew; what stays keeps its pledge, what goes is withdrawn, the history is kept.
func TestAmend(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key, r := e.active(), e.Twente.Relation
	was := e.pledges()
	e.must(e.Amend(t.Context(), r, key))
	wants.Fault(t, e.Amend(t.Context(), r, key), fault.KindConflict, "agreement.amends_already")
	wants.Fault(t, e.End(t.Context(), r, key, "2026-03-02", "mag niet"), fault.KindConflict, "agreement.amends_already")
	draft, err := e.Record(t.Context(), r, key, "2")
	e.must(err)
	if e.record(key).Shown.N != 1 || draft.Shown.State != agreement.Draft || len(draft.Pledges) != 2 || draft.Agreement.State != agreement.Active {
		t.Errorf("got %+v", draft.Agreement)
	}
	in := e.input()
	in.To = "2028-12-31"
	in.Pledges = []agreement.PledgeInput{in.Pledges[0], {Year: "2028", Kind: funding.KindCash, Amount: "750"}}
	wants.Field(t, e.Edit(t.Context(), r, key, draft.Shown.RowVersion, in), "changes", "field.required")
	in.Changes = "Het lasapparaat vervalt.\nDe looptijd wordt langer."
	e.must(e.Edit(t.Context(), r, key, draft.Shown.RowVersion, in))
	e.must(e.Send(t.Context(), r, key))
	if len(e.pledges()) != 2 || e.record(key).Agreement.To != "2028-03-31" {
		t.Error("an amendment that is not signed changes something")
	}
	e.must(e.sign(e.live(), henk))
	e.must(e.sign(e.live(), agreement.SignInput{Name: "Anja Smit", Title: "bestuurder", Consent: true}))
	rec := e.record(key)
	if rec.Shown.N != 2 || rec.Agreement.To != "2028-12-31" || rec.Versions[1].State != agreement.Replaced {
		t.Errorf("got %+v", rec)
	}
	now := e.pledges()
	kept := 0
	for _, p := range now {
		for _, w := range was {
			if p.ID == w.ID {
				kept++
			}
		}
	}
	if len(now) != 2 || kept != 1 {
		t.Errorf("%d pledges, %d kept", len(now), kept)
	}
	text, err := e.Text(t.Context(), r, key, "")
	e.must(err)
	if !strings.HasPrefix(text.Body, "# Wijziging 1\n") || !strings.Contains(text.Body, "Het lasapparaat vervalt\\.\n\nDe looptijd") {
		t.Errorf("got %s", text.Body[:200])
	}
	before, err := e.Text(t.Context(), r, key, "1")
	e.must(err)
	if !before.Signed() || before.Signatories[0].SignedAt == nil || !strings.Contains(before.Body, "lasapparaat") {
		t.Error("the first version is no longer as it was signed")
	}
	e.must(e.Amend(t.Context(), r, key))
	e.must(e.Drop(t.Context(), r, key))
	if e.record(key).Agreement.Open != 0 {
		t.Error("a dropped amendment is still open")
	}
}

// A renewal follows the agreement, and when it is signed the agreement before it is renewed.
func TestRenew(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key, r := e.active(), e.Twente.Relation
	next, err := e.Renew(t.Context(), r, key)
	e.must(err)
	_, err = e.Renew(t.Context(), r, key)
	wants.Fault(t, err, fault.KindConflict, "agreement.renewed_already")
	rec := e.record(next)
	if rec.Agreement.From != "2028-04-01" || rec.Agreement.To != "2030-03-31" || len(rec.Items) != 2 || len(rec.Signatories) != 2 || len(rec.Pledges) != 0 || rec.Agreement.Renews != key {
		t.Errorf("got %+v", rec.Agreement)
	}
	if was := e.record(key); was.Agreement.RenewedBy != next {
		t.Error("the agreement does not know what follows it")
	}
	e.must(e.Send(t.Context(), r, next))
	e.must(e.sign(e.live(), henk))
	e.must(e.sign(e.live(), agreement.SignInput{Name: "Anja Smit", Title: "bestuurder", Consent: true}))
	if was := e.record(key); was.Events[0].Kind != agreement.RenewedNow || was.Events[0].About != next {
		t.Errorf("got %+v", was.Events[0])
	}
	// A draft that is given up lets the agreement be renewed again.
	other, err := e.Renew(t.Context(), r, next)
	e.must(err)
	e.must(e.Drop(t.Context(), r, other))
	if _, err := e.Renew(t.Context(), r, next); err != nil {
		t.Error(err)
	}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	key, r := e.active(), e.Twente.Relation
	e.on("2026-06-15")
	wants.Field(t, e.End(t.Context(), r, key, "2026-07-01", "stopt"), "on", "agreement.end_outside")
	wants.Field(t, e.End(t.Context(), r, key, "2026-06-15", ""), "why", "field.required")
	e.must(e.End(t.Context(), r, key, "2026-06-15", "Het bedrijf stopt."))
	rec := e.record(key)
	if rec.Agreement.State != agreement.Ended || rec.Agreement.EndedOn != "2026-06-15" || rec.Events[0].Why != "Het bedrijf stopt." {
		t.Errorf("got %+v", rec.Agreement)
	}
	if left := e.pledges(); len(left) != 1 || left[0].Year != 2026 {
		t.Errorf("left %+v", left)
	}
	wants.Fault(t, e.End(t.Context(), r, key, "2026-06-15", "nog eens"), fault.KindConflict, "agreement.not_active")
	wants.Fault(t, e.Amend(t.Context(), r, key), fault.KindConflict, "agreement.not_active")
}

func (e *env) watch() int {
	e.t.Helper()
	n, err := e.Watch(e.t.Context())
	e.must(err)
	return n
}

// Who does not answer is asked again, three times; it is told once what ends; what has run out ends by itself.
func TestWatch(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	waiting := e.sent()
	if e.watch() != 0 {
		t.Error("something is due on the first day")
	}
	for range 6 {
		e.Clock.Advance(8 * 24 * time.Hour)
		e.watch()
		if e.watch() != 0 {
			t.Error("the same twice")
		}
	}
	if got := strings.Fields(e.mails("agreement_sign_reminder")); len(got) != 3 {
		t.Errorf("reminded %d times", len(got))
	}
	e.must(e.Withdraw(t.Context(), e.Twente.Relation, waiting, "duurt te lang"))
	e.must(e.Drop(t.Context(), e.Twente.Relation, waiting))

	key := e.active()
	wants.Field(t, e.SetWeeks(t.Context(), e.Twente.Lead, "0"), "weeks", "field.range")
	e.must(e.SetWeeks(t.Context(), e.Twente.Lead, "10"))
	e.must(e.SetWeeks(t.Context(), e.Twente.Lead, "4"))
	e.on("2028-03-01")
	if e.watch() != 0 {
		t.Error("told too early")
	}
	e.on("2028-03-04")
	if e.watch() != 1 || e.watch() != 0 || e.mails("agreement_ending") != "relation@twente.example" {
		t.Errorf("told %s", e.mails("agreement_ending"))
	}
	p, err := e.List(t.Context(), e.Twente.Relation, agreement.Filter{Soon: true})
	e.must(err)
	if len(p.Rows) != 1 || p.Soon != 1 || p.Weeks != 4 || !p.Rows[0].EndsSoon("2028-03-04", 4) {
		t.Errorf("got %+v", p)
	}
	e.must(e.Amend(t.Context(), e.Twente.Relation, key))
	e.on("2028-04-01")
	if e.watch() != 1 {
		t.Error("it did not run out")
	}
	if rec := e.record(key); rec.Agreement.State != agreement.Ended || rec.Agreement.EndedOn != "2028-03-31" || rec.Agreement.Open != 0 {
		t.Errorf("got %+v", rec.Agreement)
	}
}

func TestList(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	active, waiting := e.active(), e.sent()
	for name, c := range map[string]struct {
		f    agreement.Filter
		want []id.ID
	}{
		"all":       {agreement.Filter{}, []id.ID{active, waiting}},
		"active":    {agreement.Filter{State: agreement.Active}, []id.ID{active}},
		"company":   {agreement.Filter{Text: "kolk zn"}, []id.ID{active, waiting}},
		"name":      {agreement.Filter{Text: "samenwerking"}, []id.ID{active, waiting}},
		"wildcard":  {agreement.Filter{Text: "%"}, []id.ID{active, waiting}},
		"nothing":   {agreement.Filter{Text: "ziel"}, nil},
		"unit":      {agreement.Filter{Unit: e.Twente.Root}, []id.ID{active, waiting}},
		"elsewhere": {agreement.Filter{Unit: e.Twente.Hengelo}, nil},
		"party":     {agreement.Filter{Organisation: e.board}, []id.ID{active, waiting}},
		"soon":      {agreement.Filter{Soon: true}, nil},
	} {
		p, err := e.List(t.Context(), e.Twente.Relation, c.f)
		e.must(err)
		var got []id.ID
		for _, a := range p.Rows {
			got = append(got, a.ID)
		}
		if len(got) != len(c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
	one, err := e.List(t.Context(), e.Twente.Relation, agreement.Filter{Limit: 1})
	e.must(err)
	two, err := e.List(t.Context(), e.Twente.Relation, agreement.Filter{Limit: 1, After: one.Next})
	e.must(err)
	if len(one.Rows) != 1 || len(two.Rows) != 1 || one.Rows[0].ID == two.Rows[0].ID || two.Next != "" || one.Counts[agreement.Active] != 1 || one.Counts[agreement.Sent] != 1 {
		t.Errorf("pages %+v %+v", one, two)
	}
	none, err := e.List(t.Context(), e.Twente.RelationHengelo, agreement.Filter{})
	e.must(err)
	if len(none.Rows) != 0 || len(none.Counts) != 0 {
		t.Error("another subregion sees them")
	}
}

// An umbrella signs for its members; whoever becomes a member later is covered from then on, and what members do uses up its pledge once.
func TestUmbrella(t *testing.T) {
	t.Parallel()
	e := newEnv(t)
	r := e.Twente
	bond := e.organisation(relation.KindUmbrella, "Vrienden van Techniek")
	e.must(e.relation.JoinUmbrella(t.Context(), r.Relation, e.kolk, relation.MembershipInput{Umbrella: bond, From: "2026-01-01"}))
	in := e.input()
	in.Organisation, in.Signatories[0].Organisation = bond, bond
	in.Pledges = []agreement.PledgeInput{{Year: "2026", Kind: funding.KindCash, Amount: "5.000"}}
	key, err := e.Draft(t.Context(), r.Relation, in)
	e.must(err)
	e.must(e.Send(t.Context(), r.Relation, key))
	e.must(e.sign(e.live(), henk))
	e.must(e.sign(e.live(), agreement.SignInput{Name: "Anja Smit", Title: "bestuurder", Consent: true}))
	text, err := e.Text(t.Context(), r.Relation, key, "")
	e.must(err)
	if !strings.Contains(text.Body, `- Van der Kolk \& Zn\. \*B\.V\.\*, Almelo`) {
		t.Errorf("no members in %s", text.Body[:900])
	}
	later := e.organisation(relation.KindCompany, "Later BV")
	e.on("2026-05-01")
	e.must(e.relation.JoinUmbrella(t.Context(), r.Relation, later, relation.MembershipInput{Umbrella: bond, From: "2026-05-01"}))
	for _, member := range []id.ID{e.kolk, later} {
		of, err := e.OfOrganisation(t.Context(), r.Relation, member)
		e.must(err)
		if len(of) != 1 || !of[0].Member || of[0].ID != key || of[0].Through == "" {
			t.Errorf("a member sees %+v", of)
		}
	}
	if of, _ := e.OfOrganisation(t.Context(), r.Relation, bond); len(of) != 1 || of[0].Member {
		t.Errorf("the umbrella sees %+v", of)
	}
	project := e.Hire(t, r, "recorder@twente.example", "Recorder", "project_leader", r.Root)
	_, err = e.funding.Record(t.Context(), project, funding.RecordInput{
		ID: e.Kit.IDs.New(), Unit: r.Almelo, Organisation: later, Kind: funding.KindGoods, PerformedOn: "2026-05-01", Value: "1.200", Reason: "gereedschap voor de werkplaats", Grant: e.grant,
	})
	e.must(err)
	rec, err := e.Record(t.Context(), r.Relation, key, "")
	e.must(err)
	if len(rec.Members) != 2 || len(rec.Drawn) != 1 || rec.Drawn[0] != (funding.Drawn{Year: 2026, Pledged: 500_000, Booked: 120_000}) {
		t.Errorf("members %d, drawn %+v", len(rec.Members), rec.Drawn)
	}
	t.Run("what two people checked is drawn once, and what was taken back not at all", func(t *testing.T) {
		e.must(e.funding.SetRules(t.Context(), r.Lead, e.grant, funding.GrantRules{SecondCheck: "1"}))
		of := func(value string) id.ID {
			given, err := e.funding.Record(t.Context(), project, funding.RecordInput{
				ID: e.Kit.IDs.New(), Unit: r.Almelo, Organisation: later, Kind: funding.KindGoods, PerformedOn: "2026-05-01", Value: value, Reason: "gereedschap voor de werkplaats", Grant: e.grant,
				Evidence: &funding.Upload{Name: "bon.pdf", Content: strings.NewReader("%PDF-1.4 bon " + value)},
			})
			e.must(err)
			for _, sc := range []access.Scope{r.Controller, r.Lead} {
				e.must(e.funding.Check(t.Context(), sc, given, funding.CheckInput{Outcome: funding.Approved}))
			}
			return given
		}
		of("300")
		e.must(e.funding.TakeBack(t.Context(), r.Lead, of("50"), funding.DoubtInput{Reason: "Was een offerte."}))
		rec, err := e.Record(t.Context(), r.Relation, key, "")
		if e.must(err); rec.Drawn[0].Booked != 150_000 {
			t.Errorf("drawn %+v", rec.Drawn)
		}
	})
	if sums, err := e.funding.WithUmbrella(t.Context(), r.Lead, bond); err != nil || sums.Pledged != 500_000 || sums.Total.CarriedOut != 150_000 {
		t.Errorf("funding counts %+v, %v", sums, err)
	}
}
