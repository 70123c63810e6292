package relation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Record is everything that an organisation's page shows.
type Record struct {
	Organisation  Organisation
	People        []ContactPerson
	Umbrellas     []Membership
	Members       []Membership // of an umbrella
	Relationships []Relationship
	Pressure      Pressure
	Last          LastContact
	Actions       []NextAction
	Timeline      TimelinePage
	Choices       RecordChoices // for the form that records a contact
}

// Record reads an organisation's page in one transaction. What the principal may not see is empty and not asked for.
// Pressure counts since the given day.
func (s *Service) Record(ctx context.Context, sc access.Scope, key id.ID, filter TimelineFilter, after string, since clock.Date) (out Record, err error) {
	if err := sc.Require(access.OrganisationRead); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = s.recordTx(tx, sc, key, filter, after, since)
		return err
	})
	return out, operation.Wrap("read record", err)
}

func (s *Service) recordTx(tx *db.Tx, sc access.Scope, key id.ID, filter TimelineFilter, after string, since clock.Date) (out Record, err error) {
	if out.Organisation, err = OrganisationTx(tx, sc, key); err != nil {
		return out, err
	}
	key = out.Organisation.ID
	var steps []func() error
	step := func(may access.Action, fn func() error) {
		if sc.Can(may) {
			steps = append(steps, fn)
		}
	}
	step(access.OrganisationRead, func() (err error) { out.Umbrellas, err = UmbrellasOfTx(tx, sc, key); return err })
	if out.Organisation.Kind == KindUmbrella {
		step(access.OrganisationRead, func() (err error) { out.Members, err = MembersOfTx(tx, sc, key); return err })
	}
	step(access.RelationshipRead, func() error {
		all, err := RelationshipsTx(tx, sc, []id.ID{key})
		out.Relationships = all[key]
		return err
	})
	step(access.ContactRead, func() error {
		from, err := since.At(0, 0)
		if err != nil {
			return err
		}
		all, err := PressureTx(tx, sc, []id.ID{key}, from)
		out.Pressure = all[key]
		return err
	})
	step(access.ContactRead, func() (err error) { out.Last, err = LastContactTx(tx, sc, key); return err })
	step(access.ContactRead, func() (err error) {
		out.Timeline, err = TimelineTx(tx, sc, key, filter, after, s.Clock.Now())
		return err
	})
	step(access.ContactRecord, func() error {
		page, err := ActionsTx(tx, sc, ActionFilter{Organisation: key, Limit: 20})
		out.Actions = page.Actions
		return err
	})
	if sc.Can(access.ContactRecord) {
		step(access.ContactRecord, func() (err error) {
			out.Choices, err = ChoicesTx(tx, sc, key, "", clock.Today(s.Clock))
			out.People = out.Choices.People
			return err
		})
	} else {
		step(access.PersonRead, func() (err error) { out.People, err = PeopleOfTx(tx, sc, key); return err })
	}
	for _, fn := range steps {
		if err := fn(); err != nil {
			return out, err
		}
	}
	return out, nil
}
