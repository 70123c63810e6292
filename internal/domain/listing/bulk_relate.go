package listing

import (
	"schakel/internal/domain/relation"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

func listOf(keys []id.ID) any { return db.List(keys) }

// relateTx sets owner, status or depth of relationships. An organisation that the unit has no relationship with gets one.
func (p *plan) relateTx(op *operation.Op) error {
	if p.What == Owner {
		if err := p.knowOwner(op); err != nil {
			return err
		}
	}
	var keys []id.ID
	for _, t := range p.targets {
		made := t.Relationship == ""
		if made {
			if err := p.makeTx(op, &t); err != nil {
				return err
			}
		}
		field := p.field(t)
		if field.Old == field.New {
			if made {
				p.changed++
			}
			continue
		}
		p.changed++
		keys = append(keys, t.Relationship)
		fields := []history.Field{field}
		if p.What == Owner && p.Value != "" && string(t.Deputy) == p.Value { // nobody stands in for themselves
			fields = append(fields, history.Field{Name: "deputy_id", Old: t.Deputy, New: nil})
		}
		if err := history.ChangedTx(op, p.batch, "relationship", t.Relationship, fields...); err != nil {
			return err
		}
	}
	var err error
	switch p.What {
	case Owner:
		_, err = op.Exec(`UPDATE relationship AS r SET owner_id = $1, deputy_id = NULLIF(deputy_id, $1), version = version + 1, operation_id = $2
			WHERE {relationship.write:r} AND r.id = ANY($3)`, id.ID(p.Value), op.ID, listOf(keys))
	case Status:
		_, err = op.Exec(`UPDATE relationship AS r SET status = $1, version = version + 1, operation_id = $2 WHERE {relationship.write:r} AND r.id = ANY($3)`,
			p.Value, op.ID, listOf(keys))
	default:
		_, err = op.Exec(`UPDATE relationship AS r SET depth = $1, version = version + 1, operation_id = $2 WHERE {relationship.write:r} AND r.id = ANY($3)`,
			p.Value, op.ID, listOf(keys))
	}
	return err
}

// makeTx makes the relationship of the unit with an organisation, and lets the target name it.
func (p *plan) makeTx(op *operation.Op, t *target) error {
	key, err := relation.EnsureRelationshipTx(op, p.Unit, t.Organisation)
	if err != nil {
		return err
	}
	made, err := operation.Get[target](op, `SELECT r.organisation_id, r.id AS relationship_id, r.unit_id, r.owner_id, r.deputy_id, r.depth, r.status FROM relationship r
		WHERE {relationship.write:r} AND r.id = $1 LIMIT 1`, key)
	if err != nil {
		return err
	}
	*t = made
	return history.CreatedTx(op, p.batch, "relationship", key)
}

// field is what the change makes of a relationship.
func (p *plan) field(t target) history.Field {
	switch p.What {
	case Owner:
		return history.Field{Name: "owner_id", Old: string(t.Owner), New: p.Value}
	case Status:
		return history.Field{Name: "status", Old: string(t.Status), New: p.Value}
	default:
		return history.Field{Name: "depth", Old: string(t.Depth), New: p.Value}
	}
}

// knowOwner refuses somebody who does not work with companies for each of the units. The empty value takes the owner away.
func (p *plan) knowOwner(op *operation.Op) error {
	p.shown = ""
	if p.Value == "" {
		return nil
	}
	units := map[id.ID]bool{}
	for _, t := range p.targets {
		if t.Unit == "" {
			t.Unit = p.Unit
		}
		units[t.Unit] = true
	}
	for unit := range units {
		people, err := relation.ColleaguesTx(op.Tx, op.Scope, unit, op.Today())
		if err != nil {
			return err
		}
		found := false
		for _, c := range people {
			if string(c.ID) == p.Value {
				found, p.shown = true, c.Name
			}
		}
		if !found {
			return fault.Fields{"value": {Key: "list.bulk.not_there"}}.Err()
		}
	}
	return nil
}

// planTx plans a next action with every organisation, for whoever asks.
func (p *plan) planTx(op *operation.Op) error {
	for start := 0; start < len(p.targets); start += 100 {
		var b db.Builder
		b.Add(`INSERT INTO next_action (network_id, id, unit_id, organisation_id, what, due_on, assignee_id, created_at, operation_id) VALUES `)
		var keys []id.ID
		for i, t := range p.targets[start:min(start+100, len(p.targets))] {
			unit := t.Unit
			if unit == "" {
				unit = p.Unit
			}
			if i > 0 {
				b.Add(`, `)
			}
			key := op.NewID()
			keys = append(keys, key)
			b.Add(`($1, $2, $3, $4, $5, $6, $7, $8, $9)`, op.Network(), key, unit, t.Organisation, p.Value, p.due, assignee(op, t), op.At, op.ID)
		}
		if _, err := op.Tx.Exec(b.Query()); err != nil {
			return err
		}
		if err := history.CreatedTx(op, p.batch, "next_action", keys...); err != nil {
			return err
		}
		p.changed += len(keys)
	}
	return nil
}

// assignee is who keeps the relationship, else who plans.
func assignee(op *operation.Op, t target) id.ID {
	if t.Owner != "" {
		return t.Owner
	}
	return op.Scope.Account()
}
