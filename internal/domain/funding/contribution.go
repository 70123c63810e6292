package funding

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Kind is the form of a contribution.
type Kind string

// The kinds of contribution (domain.md §1.4).
const (
	KindHours    Kind = "hours"
	KindGoods    Kind = "goods"
	KindFacility Kind = "facility"
	KindCash     Kind = "cash"
)

// Kinds lists the kinds in the order in which forms show them.
func Kinds() []Kind { return []Kind{KindHours, KindGoods, KindFacility, KindCash} }

// SourceKind is how a contribution came into the ledger.
type SourceKind string

// The sources.
const (
	FromSignOff SourceKind = "sign_off" // the company signed an occurrence; the source's id is the occurrence
	FromHand    SourceKind = "hand"     // recorded by hand; the source's id is the form's own
)

// Contribution is what a company gave, valued. It never changes; how far it is, is in the ledger.
type Contribution struct {
	ID           id.ID       `db:"id" json:"id"`
	Unit         id.ID       `db:"unit_id" json:"unit"` // who benefits
	Grant        id.ID       `db:"grant_id" json:"grant"`
	Line         id.ID       `db:"line_id" json:"line"`
	Activity     id.ID       `db:"activity_id" json:"activity"`
	Organisation id.ID       `db:"organisation_id" json:"organisation"`
	Umbrella     id.ID       `db:"umbrella_id" json:"umbrella"` // that it also counts for, once
	SourceKind   SourceKind  `db:"source_kind" json:"source_kind"`
	Source       id.ID       `db:"source_id" json:"source"`
	Kind         Kind        `db:"kind" json:"kind"`
	PerformedOn  clock.Date  `db:"performed_on" json:"performed_on"`
	People       int         `db:"people" json:"people"`   // of the company
	Minutes      int         `db:"minutes" json:"minutes"` // of all people together; for supervision the pupils' presence
	Version      id.ID       `db:"scheme_version_id" json:"scheme_version"`
	Rate         id.ID       `db:"rate_id" json:"rate"` // empty: valued by hand
	Cents        money.Cents `db:"cents" json:"cents"`
	Reason       string      `db:"reason" json:"reason"` // substantiation of a value by hand
	CreatedAt    time.Time   `db:"created_at" json:"created_at"`
	RecordedBy   id.ID       `db:"recorded_by" json:"recorded_by"` // account, or link of the company
}

const contributionColumns = `c.id, c.unit_id, c.grant_id, c.line_id, c.activity_id, c.organisation_id, c.umbrella_id, c.source_kind, c.source_id, c.kind,
	c.performed_on, c.people, c.minutes, c.scheme_version_id, c.rate_id, c.cents, c.reason, c.created_at, c.recorded_by`

// digest is SHA-256 over the whole row. The ledger's first transfer carries it, so that a changed row breaks the chain.
func (c Contribution) digest() (string, error) {
	c.CreatedAt = c.CreatedAt.UTC()
	b, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// insertTx stores a contribution. When its source was booked before, under whatever grant or scheme, it is
// fault.Conflict("funding.booked_already") with the name of that grant and the day: the same hours never count twice.
func insertTx(op *operation.Op, c Contribution) error {
	n, err := op.Tx.Exec(db.Q(`INSERT INTO contribution (network_id, id, unit_id, grant_id, line_id, activity_id, organisation_id, umbrella_id,
			source_kind, source_id, kind, performed_on, people, minutes, scheme_version_id, rate_id, cents, reason, created_at, recorded_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
		ON CONFLICT (network_id, source_kind, source_id, organisation_id, kind) DO NOTHING`,
		op.Network(), c.ID, c.Unit, c.Grant, c.Line, c.Activity, c.Organisation, c.Umbrella,
		c.SourceKind, c.Source, c.Kind, c.PerformedOn, c.People, c.Minutes, c.Version, c.Rate, c.Cents, c.Reason, c.CreatedAt, c.RecordedBy, op.ID))
	if err != nil || n == 1 {
		return err
	}
	return bookedAlready(op, c)
}

func bookedAlready(op *operation.Op, c Contribution) error {
	type row struct {
		Grant       string     `db:"grant_name"`
		PerformedOn clock.Date `db:"performed_on"`
	}
	other, err := operation.Get[row](op, `SELECT g.name AS grant_name, c.performed_on
		FROM contribution c JOIN subsidy_grant g ON g.network_id = c.network_id AND g.id = c.grant_id
		WHERE {wall:c} AND c.source_kind = $1 AND c.source_id = $2 AND c.organisation_id = $3 AND c.kind = $4 LIMIT 1`,
		c.SourceKind, c.Source, c.Organisation, c.Kind)
	if err != nil {
		return err
	}
	return fault.Conflict("funding.booked_already", other.Grant, other.PerformedOn)
}

// actor is who the ledger names: an account, a link, or the kind of principal when it has no id.
func actor(op *operation.Op) id.ID {
	if who := op.Scope.Actor(); who != "" {
		return who
	}
	return id.ID(op.Scope.Kind())
}
