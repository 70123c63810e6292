package funding

import (
	"cmp"
	"context"
	"errors"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// RecordInput is a contribution by hand, as a form says it.
type RecordInput struct {
	ID           id.ID // made by the form, so that sending it twice books once
	Unit         id.ID // who benefits
	Organisation id.ID
	Grant        id.ID // empty with an activity, or when only one grant covers the day
	Activity     id.ID
	Kind         Kind
	PerformedOn  string
	People       string // hours: people of the company
	Hours        string // hours: per person, "1,5" or "1:30"
	Value        string // euros; hours are valued by the scheme's rate
	Reason       string // what was given, and how its value was found
	Other        bool   // "this is something else than what was booked on the same day"
	Evidence     *Upload
}

// entry is a record with its values read.
type entry struct {
	on              clock.Date
	people, minutes int
	cents           money.Cents
	reason          string
}

// read cleans the input or returns a fault with messages per field.
func (in RecordInput) read(today clock.Date) (e entry, err error) {
	f := fault.Fields{}
	if in.ID == "" {
		f.Add("", "fault.bad_form")
	}
	check.Choice(f, "kind", string(in.Kind), "hours", "goods", "facility", "cash")
	e.on = check.Date(f, "performed_on", in.PerformedOn)
	if e.on > today {
		f.Add("performed_on", "funding.in_future")
	}
	if in.Kind == KindHours {
		e.people = check.Int(f, "people", in.People, 1, 500)
		e.minutes = hours(f, "hours", in.Hours)
		e.reason = check.OptionalMultiline(f, "reason", in.Reason, 2000)
	} else {
		e.cents = check.Money(f, "value", in.Value, 1, maxValue)
		e.reason = check.Multiline(f, "reason", in.Reason, 10, 2000)
	}
	return e, f.Err()
}

// Record books a contribution that no signature stands for: goods, a room, money, or hours on paper. With a file as
// evidence it counts as evidenced at once, without one it waits for AddEvidence.
// The same form sent again gives the same contribution; the same id with other content is fault.Conflict.
func (s *Service) Record(ctx context.Context, sc access.Scope, in RecordInput) (key id.ID, err error) {
	if err := sc.RequireOn(access.ContributionRecord, in.Unit); err != nil {
		return "", err
	}
	e, err := in.read(clock.Today(s.Clock))
	if err != nil {
		return "", err
	}
	var proof *document
	if in.Evidence != nil {
		if proof, err = s.keep(ctx, *in.Evidence); err != nil {
			return "", operation.Wrap("record contribution", err)
		}
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		key, err = recordTx(op, in, e, proof)
		return err
	})
	if same := (*alreadyThere)(nil); errors.As(err, &same) {
		return same.id, nil
	}
	return key, operation.Wrap("record contribution", err)
}

// alreadyThere says that the very same form was booked before, so that nothing need be written.
type alreadyThere struct{ id id.ID }

// Error implements error.
func (*alreadyThere) Error() string { return "booked already" }

func recordTx(op *operation.Op, in RecordInput, e entry, proof *document) (id.ID, error) {
	ledger, err := openBookTx(op)
	if err != nil {
		return "", err
	}
	c, err := handDraftTx(op, in, e)
	if err != nil {
		return "", err
	}
	if err := sameFormTx(op, c, proof); err != nil {
		return "", err
	}
	if !in.Other {
		if err := lookalikeTx(op, c); err != nil {
			return "", err
		}
	}
	if err := ledger.carryOut(c); err != nil {
		return "", err
	}
	if proof != nil {
		if err := ledger.attachTx(c, proof); err != nil {
			return "", err
		}
	}
	ledger.audit("contribution.recorded", c, map[string]any{"kind": c.Kind, "reason": c.Reason})
	return c.ID, nil
}

// handDraftTx loads what the form names and values it.
func handDraftTx(op *operation.Op, in RecordInput, e entry) (Contribution, error) {
	known := namesKnown{op: op, f: fault.Fields{}}
	known.unit("unit", in.Unit)
	known.organisation("organisation", in.Organisation)
	if err := cmp.Or(known.err, known.f.Err()); err != nil {
		return Contribution{}, err
	}
	at, err := handHomeTx(op, in, e.on)
	if err != nil {
		return Contribution{}, err
	}
	c, err := draftTx(op, at, in.Unit, in.Organisation, e.on)
	if fault.Is(err, fault.KindNotFound) {
		return c, fault.Fields{"performed_on": {Key: "funding.no_version", Args: []any{e.on}}}.Err()
	}
	if err != nil {
		return c, err
	}
	c.SourceKind, c.Source, c.Kind, c.Cents, c.Reason = FromHand, in.ID, in.Kind, e.cents, e.reason
	if in.Kind != KindHours {
		return c, nil
	}
	rate, err := RateTx(op.Tx, op.Scope, at.Scheme, StaffHour, e.on, op.Today())
	if fault.Is(err, fault.KindNotFound) {
		return c, fault.Fields{"performed_on": {Key: "funding.no_rate", Args: []any{e.on}}}.Err()
	}
	if err != nil {
		return c, err
	}
	c.People, c.Minutes, c.Rate = e.people, e.people*e.minutes, rate.ID
	c.Cents, err = rate.Value(c.Minutes)
	return c, err
}

// handHomeTx finds the grant that the form means. A grant that was chosen must be the one of the activity and cover the day.
func handHomeTx(op *operation.Op, in RecordInput, on clock.Date) (home, error) {
	activity, err := chosenActivity(op, in.Activity, "")
	if err != nil {
		return home{}, err
	}
	if activity == "" && in.Grant != "" {
		homes, err := operation.Select[home](op, `SELECT g.id AS grant_id, g.scheme_id FROM subsidy_grant g
			WHERE {grant.read:g} AND g.id = $1 AND g.deleted_at IS NULL AND g.start_on <= $2 AND g.end_on >= $2 LIMIT 1`, in.Grant, on)
		if err != nil {
			return home{}, err
		}
		if len(homes) == 0 {
			return home{}, fault.Fields{"grant": {Key: "funding.no_grant", Args: []any{on}}}.Err()
		}
		return homes[0], nil
	}
	at, found, err := homeTx(op, in.Unit, activity, on)
	switch {
	case err != nil:
		return at, err
	case !found && activity != "":
		return at, fault.Fields{"activity": {Key: "funding.no_grant", Args: []any{on}}}.Err()
	case !found:
		return at, fault.Fields{"grant": {Key: "funding.no_grant", Args: []any{on}}}.Err()
	case in.Grant != "" && in.Grant != at.Grant:
		return at, fault.Fields{"activity": {Key: "funding.other_grant"}}.Err()
	}
	return at, nil
}

// sameFormTx looks for what the form's id booked before: nothing, the very same (alreadyThere), or something else.
func sameFormTx(op *operation.Op, c Contribution, proof *document) error {
	before, err := operation.Select[Contribution](op, `SELECT `+contributionColumns+` FROM contribution c
		WHERE {wall:c} AND c.source_kind = 'hand' AND c.source_id = $1 LIMIT 1`, c.Source)
	if err != nil || len(before) == 0 {
		return err
	}
	old := before[0]
	digests, err := operation.Select[string](op, `SELECT e.digest FROM evidence e WHERE {wall:e} AND e.contribution_id = $1 ORDER BY e.added_at, e.id LIMIT 1`, old.ID)
	if err != nil {
		return err
	}
	same := len(digests) == 0 && proof == nil || len(digests) == 1 && proof != nil && digests[0] == string(proof.digest)
	key := old.ID
	old.ID, old.CreatedAt = c.ID, c.CreatedAt
	if !same || old != c {
		return fault.Conflict("funding.other_content")
	}
	return &alreadyThere{key}
}

// lookalikeTx refuses what looks like a contribution that counts already, under whatever grant: same company, day, kind and
// amount. The user can say that it is something else.
func lookalikeTx(op *operation.Op, c Contribution) error {
	type row struct {
		Grant string `db:"grant_name"`
	}
	others, err := operation.Select[row](op, `SELECT g.name AS grant_name
		FROM contribution c JOIN subsidy_grant g ON g.network_id = c.network_id AND g.id = c.grant_id
		WHERE {wall:c} AND c.organisation_id = $1 AND c.performed_on = $2 AND c.kind = $3 AND (c.cents = $4 OR (c.minutes > 0 AND c.minutes = $5))
			AND `+counting+`
		ORDER BY c.created_at, c.id LIMIT 1`, c.Organisation, c.PerformedOn, c.Kind, c.Cents, c.Minutes)
	if err != nil || len(others) == 0 {
		return err
	}
	return fault.Fields{"other": {Key: "funding.looks_the_same", Args: []any{c.PerformedOn, others[0].Grant}}}.Err()
}
