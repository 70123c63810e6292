package relation

import (
	"context"
	"time"

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
	Unit          id.ID // for which a contact is recorded from this page; empty: for none
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
	ask := func(may access.Action, question func() error) {
		if err == nil && sc.Can(may) {
			err = question()
		}
	}
	ask(access.OrganisationRead, func() error { return out.membershipsTx(tx, sc) })
	ask(access.PersonRead, func() (err error) { out.People, err = PeopleOfTx(tx, sc, key); return err })
	ask(access.RelationshipRead, func() error {
		all, err := RelationshipsTx(tx, sc, []id.ID{key})
		out.Relationships = all[key]
		return err
	})
	ask(access.ContactRead, func() error { return out.contactTx(tx, sc, filter, after, since, s.Clock.Now()) })
	ask(access.ContactRecord, func() error {
		page, err := ActionsTx(tx, sc, ActionFilter{Organisation: key, Limit: 20})
		out.Actions = page.Actions
		return err
	})
	out.Unit = out.recordingUnit(sc)
	return out, err
}

func (r *Record) membershipsTx(tx *db.Tx, sc access.Scope) (err error) {
	if r.Organisation.Kind == KindUmbrella {
		if r.Members, err = MembersOfTx(tx, sc, r.Organisation.ID); err != nil {
			return err
		}
	}
	r.Umbrellas, err = UmbrellasOfTx(tx, sc, r.Organisation.ID)
	return err
}

// contactTx reads the timeline, how much is asked, and the latest contact, which mostly stands on the timeline already.
func (r *Record) contactTx(tx *db.Tx, sc access.Scope, filter TimelineFilter, after string, since clock.Date, now time.Time) error {
	key := r.Organisation.ID
	from, err := since.At(0, 0)
	if err != nil {
		return err
	}
	all, err := PressureTx(tx, sc, []id.ID{key}, from)
	if err != nil {
		return err
	}
	r.Pressure = all[key]
	if r.Timeline, err = TimelineTx(tx, sc, key, filter, after, now); err != nil {
		return err
	}
	if filter == TimelineAll && after == "" {
		for _, e := range r.Timeline.Entries {
			if e.Type == EntryContact {
				r.Last = LastContact{At: e.At, Kind: e.Kind, By: e.By, Unit: e.Unit}
				return nil
			}
		}
		if r.Timeline.Next == "" {
			return nil
		}
	}
	r.Last, err = LastContactTx(tx, sc, key)
	return err
}

// recordingUnit is the unit for which the principal most likely records contact: one that keeps the relationship, else an own one.
func (r *Record) recordingUnit(sc access.Scope) id.ID {
	for _, own := range r.Relationships {
		if sc.CanOn(access.ContactRecord, own.Unit) {
			return own.Unit
		}
	}
	for _, unit := range sc.HomeUnits() {
		if sc.CanOn(access.ContactRecord, unit) {
			return unit
		}
	}
	return ""
}
