package relation

import (
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Depth is how far cooperation goes (peers.md §6): each step includes the ones before.
type Depth string

// The depths, from shallow to deep.
const (
	DepthAcquaintance Depth = "acquaintance" // kennismaking
	DepthVisit        Depth = "visit"        // bezoek
	DepthLesson       Depth = "lesson"       // les
	DepthMaker        Depth = "maker"        // maakt onderwijs mee
	DepthAmbassador   Depth = "ambassador"   // ambassadeur
)

// Depths lists the depths from shallow to deep.
func Depths() []Depth {
	return []Depth{DepthAcquaintance, DepthVisit, DepthLesson, DepthMaker, DepthAmbassador}
}

// below lists the depths that are shallower.
func (d Depth) below() []Depth { return Depths()[:max(0, slices.Index(Depths(), d))] }

// Status is how a relationship stands.
type Status string

// The statuses.
const (
	StatusLead    Status = "lead"    // beoogd: nothing agreed yet
	StatusActive  Status = "active"  // actief
	StatusResting Status = "resting" // slapend
	StatusEnded   Status = "ended"   // beëindigd
)

// Statuses lists the statuses in the order of a life.
func Statuses() []Status { return []Status{StatusLead, StatusActive, StatusResting, StatusEnded} }

// EnsureRelationshipTx returns the unit's relationship with the organisation, made or taken out of the bin when needed. A
// principal who keeps relationships of the unit becomes the owner of a new one. It is for use cases that were authorised
// for the unit and have loaded the organisation; they may lack the right to read relationships (a teacher, a link).
func EnsureRelationshipTx(op *operation.Op, unit, organisation id.ID) (id.ID, error) {
	known, err := db.Select[id.ID](op.Tx, db.Q(`SELECT r.id FROM relationship r
		WHERE r.network_id = $1 AND r.unit_id = $2 AND r.organisation_id = $3 AND r.deleted_at IS NULL LIMIT 1`, op.Network(), unit, organisation))
	if err != nil {
		return "", operation.Wrap("ensure relationship", err)
	}
	if len(known) > 0 {
		return known[0], nil
	}
	var owner id.ID
	if op.Scope.CanOn(access.RelationshipWrite, unit) {
		owner = op.Scope.Account()
	}
	key, err := db.Get[id.ID](op.Tx, db.Q(`INSERT INTO relationship (network_id, id, unit_id, organisation_id, owner_id, created_at, operation_id, name_key, last_contact_at)
		SELECT o.network_id, $2, $3, o.id, $5, CAST($6 AS bigint), $7, o.name_key, o.last_contact_at FROM organisation o WHERE o.network_id = $1 AND o.id = $4
		ON CONFLICT (network_id, unit_id, organisation_id) DO UPDATE SET deleted_at = NULL, deleted_op = NULL
		RETURNING id`, op.Network(), op.NewID(), unit, organisation, owner, op.At, op.ID))
	return key, operation.Wrap("ensure relationship", err)
}

// DeepenTx notes that the unit's cooperation with the organisation has reached a depth. It never makes it shallower.
// The same conditions hold as for EnsureRelationshipTx.
func DeepenTx(op *operation.Op, unit, organisation id.ID, depth Depth) error {
	key, err := EnsureRelationshipTx(op, unit, organisation)
	if err != nil {
		return err
	}
	was, err := operation.Select[Depth](op, `SELECT r.depth FROM relationship r WHERE {wall:r} AND r.id = $1 AND r.depth = ANY($2) LIMIT 1`, key, db.List(depth.below()))
	if err != nil || len(was) == 0 {
		return operation.Wrap("deepen relationship", err)
	}
	if err := history.ChangedTx(op, "", "relationship", key, history.Field{Name: "depth", Old: was[0], New: depth}); err != nil {
		return err
	}
	_, err = op.Exec(`UPDATE relationship AS r SET depth = $1, version = version + 1, operation_id = $2
		WHERE {wall:r} AND r.id = $3 AND r.depth = ANY($4)`, depth, op.ID, key, db.List(depth.below()))
	if err == nil {
		err = stepTx(op, key, unit, was[0], depth, "")
	}
	return operation.Wrap("deepen relationship", err)
}
