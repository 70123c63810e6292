package funding_test

import (
	"os"
	"strings"
	"testing"

	"schakel/internal/domain/funding"
	"schakel/internal/domain/relation"
)

// A network that booked before what givers gave was kept has it after the migration, as if every booking had kept it.
func TestTheMigrationFillsWhatGiversGave(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	s.story()
	text, err := os.ReadFile("../../platform/db/migrations/0055_ledger_giver.sql")
	s.must(err)
	_, fill, found := strings.Cut(string(text), "INSERT INTO ledger_giver")
	if !found {
		t.Fatal("the migration fills nothing")
	}
	s.exec(`DELETE FROM ledger_giver`)
	fill, _, _ = strings.Cut("INSERT INTO ledger_giver"+fill, ";")
	s.exec(fill)
	if n := s.rows(`SELECT COUNT(*) FROM ledger_giver WHERE umbrella_id <> '' AND cents > 0`); n == 0 {
		t.Error("nothing was given for the umbrella: the test shows too little")
	}
	if v := s.night(); !v.OK() {
		t.Errorf("got %+v", v)
	}
}

// A merge moves a pledge and leaves what was booked with the company of then: both are of the company that stays.
func TestWhatIsUsedOfAPledgeFollowsAMerge(t *testing.T) {
	t.Parallel()
	s := newAhead(t)
	other := s.env.company(s.r, "Kolk Techniek")
	_, err := s.Pledge(t.Context(), s.r.Lead, funding.PledgeInput{Grant: s.grant, Unit: s.r.Almelo, Organisation: s.company, Year: "2026", Kind: funding.KindGoods, Value: "10.000"})
	s.must(err)
	want := funding.OpenPledge{Organisation: s.company, Year: 2026, Pledged: 1_000_000, Used: 600_000}
	open := func() funding.OpenPledge {
		f := s.forecast(s.r.Lead, "", funding.WhatIf{})
		if len(f.Pledges) != 1 {
			t.Fatalf("open pledges %+v", f.Pledges)
		}
		f.Pledges[0].Name = ""
		return f.Pledges[0]
	}
	if got := open(); got != want {
		t.Errorf("before: %+v", got)
	}
	r := relation.New(s.Kit)
	r.Refer(funding.References...)
	look, err := r.LookAtMerge(t.Context(), s.r.Relation, other, s.company)
	s.must(err)
	_, err = r.MergeOrganisations(t.Context(), s.r.Relation, relation.MergeInput{Kept: other, Gone: s.company, KeptVersion: look.Kept.Version, GoneVersion: look.Gone.Version})
	s.must(err)
	if want.Organisation = other; open() != want {
		t.Errorf("after: %+v", open())
	}
}
