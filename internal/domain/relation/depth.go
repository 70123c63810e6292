package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// DepthStep is a change of a relationship's depth: what was derived from events has no reason, what somebody set has one.
type DepthStep struct {
	Was    Depth     `db:"was"`
	Became Depth     `db:"became"`
	Reason string    `db:"reason"`
	At     time.Time `db:"at"`
	By     string    `db:"by_name"`
}

// stepTx keeps a change of depth.
func stepTx(op *operation.Op, relationship, unit id.ID, was, became Depth, reason string) error {
	return op.Insert(`INSERT INTO relationship_depth (network_id, id, unit_id, relationship_id, was, became, reason, at, account_id, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		op.Network(), op.NewID(), unit, relationship, was, became, reason, op.At, op.Scope.Account(), op.ID)
}

// DepthStepsTx returns how the depth of a unit's relationship with an organisation changed, the newest first.
func DepthStepsTx(tx *db.Tx, sc access.Scope, organisation, unit id.ID) ([]DepthStep, error) {
	rows, err := db.Select[DepthStep](tx, sc.Bind(`SELECT s.was, s.became, s.reason, s.at, COALESCE(a.name, '') AS by_name
		FROM relationship_depth s
		JOIN relationship r ON r.network_id = s.network_id AND r.id = s.relationship_id
		LEFT JOIN account a ON a.id = s.account_id
		WHERE {relationship.read:s} AND r.organisation_id = $1 AND r.unit_id = $2 ORDER BY s.at DESC, s.id DESC LIMIT 50`, organisation, unit))
	return rows, operation.Wrap("read depth", err)
}

// DepthSteps is DepthStepsTx in a transaction of its own.
func (s *Service) DepthSteps(ctx context.Context, sc access.Scope, organisation, unit id.ID) (out []DepthStep, err error) {
	if err := sc.Require(access.RelationshipRead); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = DepthStepsTx(tx, sc, organisation, unit)
		return err
	})
	return out, err
}
