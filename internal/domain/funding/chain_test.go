package funding_test

import (
	"testing"
	"time"

	"schakel/internal/domain/engagement"
	"schakel/internal/domain/funding"
	"schakel/internal/domain/occurrence"
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/link"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// From an agreement by phone to the ledger, and from the ledger back to the agreement.
func TestChainFromEngagementToLedgerAndBack(t *testing.T) {
	t.Parallel()
	s := newSigning(t)
	agreements := engagement.New(s.Kit)
	person, err := s.relation.AddPerson(t.Context(), s.r.Relation, s.company, relation.PersonInput{Name: "Jan Kolk", Email: "jan@kolk.example", Requests: true})
	s.must(err)
	key, err := agreements.AgreeByHand(t.Context(), s.r.Relation, engagement.AgreeInput{
		Unit: s.r.Noordik, Organisation: s.company, Person: person, Activity: s.activity, Title: "Lassen in de klas", Pupils: 24, People: 2, PrepMinutes: 30,
		Slot: occurrence.Slot{On: "2026-11-26", Start: 600, End: 720},
	})
	s.must(err)

	t.Run("what was agreed is planned, at its expected worth", func(t *testing.T) {
		list, err := s.Planned(t.Context(), s.r.Lead, funding.Filter{})
		s.must(err)
		if len(list.Rows) != 1 || list.Rows[0].Engagement != key || list.Rows[0].Title != "Lassen in de klas" || euro(list.Total) != "275.00" {
			t.Errorf("got %+v", list.Rows)
		}
	})
	s.Clock.Advance(48 * time.Hour)
	_, err = agreements.Count(t.Context(), s.r.Teacher, key, 23, 1)
	s.must(err)
	l := s.linkTo(s.company)
	sc, err := l.Scope()
	s.must(err)
	receipt, err := s.SignOff(t.Context(), sc, l, signature)
	s.must(err)

	t.Run("signed, it is no longer planned and the contribution leads back", func(t *testing.T) {
		if list, err := s.Planned(t.Context(), s.r.Lead, funding.Filter{}); err != nil || list.Count != 0 {
			t.Errorf("still planned: %+v, %v", list, err)
		}
		d, err := s.Contribution(t.Context(), s.r.Lead, receipt.Contribution)
		s.must(err)
		if d.Chain.Engagement != key || d.Chain.Title != "Lassen in de klas" || d.Chain.HeldOn != "2026-11-26" || d.Chain.Pupils == nil || *d.Chain.Pupils != 23 {
			t.Errorf("got %+v", d.Chain)
		}
	})
	t.Run("the occurrence leads to its contribution, inside its own network", func(t *testing.T) {
		for _, sc := range s.Regions() {
			found, err := s.OfOccurrence(t.Context(), sc.Lead, receipt.SignOff.Occurrence)
			s.must(err)
			if (found != nil) != (sc == s.r) {
				t.Errorf("%s: got %+v", sc.Name, found)
			}
		}
	})
}

// linkTo returns the newest sign-off link that was mailed to a company.
func (s *signing) linkTo(company id.ID) (l link.Link) {
	s.t.Helper()
	s.read(s.r.System, func(tx *db.Tx) (err error) {
		l, err = db.Get[link.Link](tx, db.Q(`SELECT network_id, id, kind, email, organisation_id, person_id, subject_id FROM link
			WHERE kind = $1 AND organisation_id = $2 ORDER BY created_at DESC, id DESC LIMIT 1`, link.SignOff, company))
		return err
	})
	return l
}
