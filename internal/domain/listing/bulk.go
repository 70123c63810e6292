package listing

import (
	"context"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// What is what a bulk change does.
type What string

// The changes.
const (
	Owner  What = "owner"
	Status What = "status"
	Depth  What = "depth"
	Tag    What = "tag"
	Untag  What = "untag"
	Plan   What = "plan"
)

// Whats lists the changes in the order of the form.
func Whats() []What { return []What{Owner, Status, Depth, Tag, Untag, Plan} }

// Bounds of a bulk change.
const (
	MaxRows  = 5000
	UndoDays = 30
)

// Change is what somebody wants done to many rows.
type Change struct {
	List   relation.ListName // organisations or relationships
	IDs    []id.ID           // the chosen rows
	All    bool              // all rows that Filter lets through, instead
	Filter relation.Filter
	Unit   id.ID // of organisations: for which unit
	What   What
	Value  string // account, status, depth, tag, or what to do
	Due    string // of Plan
	Reason string // of Status and Depth
}

// target is one row of a bulk change.
type target struct {
	Organisation id.ID           `db:"organisation_id"`
	Relationship id.ID           `db:"relationship_id"`
	Unit         id.ID           `db:"unit_id"`
	Owner        id.ID           `db:"owner_id"`
	Deputy       id.ID           `db:"deputy_id"`
	Depth        relation.Depth  `db:"depth"`
	Status       relation.Status `db:"status"`
}

// plan is a Change whose values were checked.
type plan struct {
	Change
	batch   id.ID
	due     clock.Date
	targets []target
	changed int
	shown   string // the value, as the list of bulk changes shows it
}

func (c Change) validate(today clock.Date) (plan, error) {
	f, p := fault.Fields{}, plan{Change: c}
	check.Choice(f, "what", string(c.What), Whats()...)
	if c.List != relation.ListOrganisations && c.List != relation.ListRelationships {
		return p, fault.NotFound("fault.not_found")
	}
	switch c.What {
	case Status:
		check.Choice(f, "value", c.Value, relation.Statuses()...)
	case Depth:
		check.Choice(f, "value", c.Value, relation.Depths()...)
	case Tag, Untag:
		p.Value = check.Line(f, "value", c.Value, 1, 40)
		if check.Key(p.Value) == "" && f.Err() == nil {
			f.Add("value", "field.required")
		}
	case Plan:
		p.Value = check.Line(f, "value", c.Value, 2, 200)
		if p.due = check.Date(f, "due", c.Due); p.due != "" && p.due < today {
			f.Add("due", "relation.due_past")
		}
	}
	if c.What == Status || c.What == Depth {
		p.Reason = check.Line(f, "reason", c.Reason, 2, 300)
	} else {
		p.Reason = check.OptionalLine(f, "reason", c.Reason, 300)
	}
	if len(c.IDs) == 0 && !c.All {
		f.Add("", "list.bulk.none")
	}
	if len(c.IDs) > MaxRows {
		f.Add("", "list.bulk.too_many", MaxRows)
	}
	p.shown = p.Value
	return p, f.Err()
}

// Done is what a bulk change came to.
type Done struct {
	Batch   id.ID
	Changed int
}

// Apply changes many rows in one transaction. Rows that are so already count as unchanged; rows out of reach are as if not chosen.
func (s *Service) Apply(ctx context.Context, sc access.Scope, c Change) (out Done, err error) {
	if err := sc.Require(access.RelationshipWrite); err != nil {
		return out, err
	}
	if c.List == relation.ListOrganisations && c.What != Tag && c.What != Untag {
		if err := sc.RequireOn(access.RelationshipWrite, c.Unit); err != nil {
			return out, err
		}
	}
	checked, err := c.validate(clock.Today(s.Clock))
	if err != nil {
		return out, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		p := checked // the transaction may run again
		p.batch = op.NewID()
		if p.targets, err = p.targetsTx(op); err != nil {
			return err
		}
		if len(p.targets) == 0 {
			return fault.NotFound("list.bulk.none_found")
		}
		if err := p.applyTx(op); err != nil {
			return err
		}
		out = Done{p.batch, p.changed}
		op.Audit(audit.Entry{Action: "bulk.changed", Object: "bulk_change", ID: p.batch, Unit: p.Unit, Detail: map[string]any{
			"what": p.What, "value": p.Value, "reason": p.Reason, "chosen": len(p.targets), "changed": p.changed,
		}})
		return op.Insert(`INSERT INTO bulk_change (network_id, id, account_id, unit_id, what, value, reason, changed, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, op.Network(), p.batch, sc.Account(), p.Unit, p.What, p.shown, p.Reason, p.changed, op.At, op.ID)
	})
	return out, operation.Wrap("change many", err)
}

// targetsTx loads the rows through the scope.
func (p *plan) targetsTx(op *operation.Op) ([]target, error) {
	if p.All {
		keys, err := relation.ListIDsTx(op.Tx, op.Scope, p.List, p.Filter, op.At, MaxRows+1)
		if err != nil {
			return nil, err
		}
		if len(keys) > MaxRows {
			return nil, fault.Conflict("list.bulk.too_many", MaxRows)
		}
		p.IDs = keys
	}
	if p.List == relation.ListRelationships {
		return operation.Select[target](op, `SELECT r.organisation_id, r.id AS relationship_id, r.unit_id, r.owner_id, r.deputy_id, r.depth, r.status FROM relationship r
			WHERE {relationship.write:r} AND r.id = ANY($1) AND r.deleted_at IS NULL ORDER BY r.id LIMIT 5000`, listOf(p.IDs))
	}
	return operation.Select[target](op, `SELECT o.id AS organisation_id, r.id AS relationship_id, r.unit_id, r.owner_id, r.deputy_id, r.depth, r.status
		FROM organisation o LEFT JOIN relationship r ON r.network_id = o.network_id AND r.organisation_id = o.id AND r.unit_id = $2 AND r.deleted_at IS NULL
		WHERE {organisation.write:o.id} AND o.id = ANY($1) AND o.deleted_at IS NULL AND o.merged_into IS NULL ORDER BY o.id LIMIT 5000`, listOf(p.IDs), p.Unit)
}

func (p *plan) applyTx(op *operation.Op) error {
	switch p.What {
	case Tag:
		return p.tagTx(op)
	case Untag:
		return p.untagTx(op)
	case Plan:
		return p.planTx(op)
	default:
		return p.relateTx(op)
	}
}
