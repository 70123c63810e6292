package relation

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Load is how many open next actions of a unit somebody has.
type Load struct {
	Unit         id.ID  `db:"unit_id"`
	UnitName     string `db:"unit_name"`
	Assignee     id.ID  `db:"assignee_id"`
	AssigneeName string `db:"assignee_name"`
	Open         int    `db:"open_count"`
	Late         int    `db:"late_count"`
}

// ActionLoad returns the open next actions within reach per unit and person, those with the most overdue ones first: for who
// looks after a unit.
func (s *Service) ActionLoad(ctx context.Context, sc access.Scope) (out []Load, err error) {
	if err := sc.Require(access.ContactRecord); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = db.Select[Load](tx, sc.Bind(`SELECT x.unit_id, u.name AS unit_name, x.assignee_id, a.name AS assignee_name,
				COUNT(*) AS open_count, COUNT(*) FILTER (WHERE x.due_on < $1) AS late_count
			FROM next_action x
			JOIN unit u ON u.network_id = x.network_id AND u.id = x.unit_id
			JOIN organisation o ON o.network_id = x.network_id AND o.id = x.organisation_id AND o.deleted_at IS NULL
			JOIN account a ON a.id = x.assignee_id
			WHERE {contact.record:x} AND x.done_at IS NULL AND x.deleted_at IS NULL
			GROUP BY x.unit_id, u.name, u.name_key, x.assignee_id, a.name
			ORDER BY u.name_key, x.unit_id, late_count DESC, a.name, x.assignee_id LIMIT 1000`, clock.Today(s.Clock)))
		return err
	})
	return out, operation.Wrap("read action load", err)
}
