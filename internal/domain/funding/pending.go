package funding

import (
	"context"
	"time"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Pending is what a company signed and what is not a contribution yet.
type Pending struct {
	SignOff      id.ID                `db:"id"`
	Unit         id.ID                `db:"unit_id"`
	UnitName     string               `db:"unit_name"`
	Organisation id.ID                `db:"organisation_id"`
	Company      string               `db:"organisation_name"`
	HeldOn       clock.Date           `db:"held_on"`
	SignedAt     time.Time            `db:"signed_at"`
	People       int                  `db:"people"`
	Minutes      int                  `db:"minutes"` // per person
	ValueRule    occurrence.ValueRule `db:"value_rule"`
	Activity     id.ID                `db:"activity_id"`
	SourceKind   occurrence.Source    `db:"source_kind"`
	Source       id.ID                `db:"source_id"` // the engagement
}

// ByHand reports whether somebody must say what it was worth.
func (p Pending) ByHand() bool {
	return p.ValueRule == occurrence.Goods || p.ValueRule == occurrence.Cash
}

const pendingFrom = `FROM sign_off s
	JOIN occurrence o ON o.network_id = s.network_id AND o.id = s.occurrence_id
	JOIN unit u ON u.network_id = s.network_id AND u.id = s.unit_id
	JOIN organisation g ON g.network_id = s.network_id AND g.id = s.organisation_id
	WHERE NOT EXISTS (SELECT 1 FROM contribution c WHERE c.network_id = s.network_id AND c.source_kind = 'sign_off'
		AND c.source_id = s.occurrence_id AND c.organisation_id = s.organisation_id)`

const pendingColumns = `s.id, s.unit_id, u.name AS unit_name, s.organisation_id, g.name AS organisation_name, o.held_on, s.signed_at, s.people, s.minutes,
	o.value_rule, o.activity_id, o.source_kind, o.source_id`

// Pendings lists what waits to be booked, oldest first, at most 200.
func (s *Service) Pendings(ctx context.Context, sc access.Scope) (rows []Pending, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err = db.Select[Pending](tx, sc.Bind(`SELECT `+pendingColumns+` `+pendingFrom+` AND {contribution.read:s} ORDER BY o.held_on, s.id LIMIT 200`))
		return err
	})
	return rows, operation.Wrap("read what waits", err)
}

// Pending returns one signature that waits.
func (s *Service) Pending(ctx context.Context, sc access.Scope, signOff id.ID) (p Pending, err error) {
	if err := sc.Require(access.ContributionRead); err != nil {
		return p, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		p, err = operation.Found(db.Get[Pending](tx, sc.Bind(`SELECT `+pendingColumns+` `+pendingFrom+` AND {contribution.read:s} AND s.id = $1 LIMIT 1`, signOff)))
		return err
	})
	return p, operation.Wrap("read what waits", err)
}

// BookInput says under what a waiting signature is booked.
type BookInput struct {
	Activity id.ID  // empty: the occurrence's own, or the only grant of the day
	Value    string // euros, for goods and cash
	Reason   string // how that value was found
}

// BookPending books a signature that waited: under the activity that was chosen, valued by the rate of the day it was held.
// What was booked meanwhile is fault.Conflict with the grant under which it counts.
func (s *Service) BookPending(ctx context.Context, sc access.Scope, signOff id.ID, in BookInput) (key id.ID, err error) {
	if err := sc.Require(access.ContributionRecord); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		ledger, err := openBookTx(op)
		if err != nil {
			return err
		}
		signed, err := operation.Get[occurrence.SignOff](op, `SELECT s.id, s.occurrence_id, s.unit_id, s.organisation_id, s.people, s.minutes, s.digest,
				o.held_on, o.value_rule, o.activity_id, o.source_kind, o.source_id
			FROM sign_off s JOIN occurrence o ON o.network_id = s.network_id AND o.id = s.occurrence_id
			WHERE {contribution.record:s} AND s.id = $1 LIMIT 1`, signOff)
		if err != nil {
			return err
		}
		activity, err := chosenActivity(op, in.Activity, signed.Activity)
		if err != nil {
			return err
		}
		c, err := bookedLaterTx(op, signed, activity, in)
		if err != nil {
			return err
		}
		key = c.ID
		return ledger.bookSigned(c, signed)
	})
	return key, operation.Wrap("book what waited", err)
}

// chosenActivity loads the activity of a form through the scope; an unknown one is a message at the field.
func chosenActivity(op *operation.Op, chosen, own id.ID) (id.ID, error) {
	if chosen == "" {
		return own, nil
	}
	found, err := operation.Select[id.ID](op, `SELECT a.id FROM activity a WHERE {programme.read:a} AND a.id = $1 AND a.deleted_at IS NULL LIMIT 1`, chosen)
	if err != nil {
		return "", err
	}
	if len(found) == 0 {
		return "", fault.Fields{"activity": {Key: "field.choice"}}.Err()
	}
	return chosen, nil
}

// bookedLaterTx values a waiting signature, or says at which field what is still missing.
func bookedLaterTx(op *operation.Op, signed occurrence.SignOff, activity id.ID, in BookInput) (Contribution, error) {
	if p := (Pending{ValueRule: signed.ValueRule}); p.ByHand() {
		return valuedByHandTx(op, signed, activity, in)
	}
	c, waiting, err := valueTx(op, signed, activity)
	if err != nil || waiting == "" {
		return c, err
	}
	switch waiting {
	case WaitingGrant:
		return c, fault.Fields{"activity": {Key: "funding.no_grant", Args: []any{signed.HeldOn}}}.Err()
	case WaitingRate:
		return c, fault.Fields{"activity": {Key: "funding.no_rate", Args: []any{signed.HeldOn}}}.Err()
	default:
		return c, fault.Fields{"activity": {Key: "funding.count_first"}}.Err()
	}
}

func valuedByHandTx(op *operation.Op, signed occurrence.SignOff, activity id.ID, in BookInput) (Contribution, error) {
	f := fault.Fields{}
	cents := check.Money(f, "value", in.Value, 1, maxValue)
	reason := check.Multiline(f, "reason", in.Reason, 10, 2000)
	if err := f.Err(); err != nil {
		return Contribution{}, err
	}
	at, found, err := homeTx(op, signed.Unit, activity, signed.HeldOn)
	if err != nil {
		return Contribution{}, err
	}
	if !found {
		return Contribution{}, fault.Fields{"activity": {Key: "funding.no_grant", Args: []any{signed.HeldOn}}}.Err()
	}
	c, err := draftTx(op, at, signed.Unit, signed.Organisation, signed.HeldOn)
	if fault.Is(err, fault.KindNotFound) {
		return c, fault.Fields{"activity": {Key: "funding.no_version", Args: []any{signed.HeldOn}}}.Err()
	}
	c.SourceKind, c.Source, c.Kind, c.Cents, c.Reason = FromSignOff, signed.Occurrence, kindOf(signed.ValueRule), cents, reason
	return c, err
}

// maxValue is the largest value of one contribution: a hundred million euros. A larger one is a typing error.
const maxValue money.Cents = 100_000_000_00
