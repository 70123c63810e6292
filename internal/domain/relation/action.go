package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// NextAction is something that somebody will do with an organisation. Those who may record contact for its unit see it.
type NextAction struct {
	ID           id.ID      `db:"id"`
	Unit         id.ID      `db:"unit_id"`
	UnitName     string     `db:"unit_name"`
	Organisation id.ID      `db:"organisation_id"`
	Name         string     `db:"organisation_name"`
	Person       id.ID      `db:"person_id"`
	What         string     `db:"what"`
	Due          clock.Date `db:"due_on"`
	Assignee     id.ID      `db:"assignee_id"`
	AssigneeName string     `db:"assignee_name"`
	DoneAt       *time.Time `db:"done_at"`
	Version      int        `db:"version"`
	InGroup
}

// Overdue reports whether the action should have been done before today.
func (n NextAction) Overdue(today clock.Date) bool { return n.DoneAt == nil && n.Due < today }

const actionQuery = `SELECT x.id, x.unit_id, u.name AS unit_name, x.organisation_id, o.name AS organisation_name, x.person_id, x.what, x.due_on,
		x.assignee_id, a.name AS assignee_name, x.done_at, x.version
	FROM next_action x
	JOIN unit u ON u.network_id = x.network_id AND u.id = x.unit_id
	JOIN organisation o ON o.network_id = x.network_id AND o.id = x.organisation_id AND o.deleted_at IS NULL
	JOIN account a ON a.id = x.assignee_id
	WHERE {contact.record:x} AND x.deleted_at IS NULL`

// ActionFilter chooses open next actions.
type ActionFilter struct {
	Assignee     id.ID      // of one person; empty: of everybody within reach
	Organisation id.ID      // with one organisation
	Until        clock.Date // due on or before
	After        string     // cursor of the page before
	Limit        int        // 50 when 0
}

// ActionPage is a page of next actions, the oldest due first.
type ActionPage struct {
	Actions []NextAction
	Next    string // cursor; empty on the last page
}

const actionsPerPage = 50

// ActionsTx returns open next actions within reach, the oldest due first.
func ActionsTx(tx *db.Tx, sc access.Scope, f ActionFilter) (ActionPage, error) {
	if f.Limit == 0 {
		f.Limit = actionsPerPage
	}
	b := new(db.Builder).Add(actionQuery + ` AND x.done_at IS NULL`)
	if f.Assignee != "" {
		b.Add(` AND x.assignee_id = $1`, f.Assignee)
	}
	if f.Organisation != "" {
		b.Add(` AND x.organisation_id = $1`, f.Organisation)
	}
	if f.Until != "" {
		b.Add(` AND x.due_on <= $1`, f.Until)
	}
	if day, key, ok := cursor.Read(f.After); ok {
		b.Add(` AND (x.due_on, x.id) > ($1, $2)`, day, key)
	}
	b.Add(` ORDER BY x.due_on, x.id LIMIT $1`, f.Limit+1)
	rows, err := db.Select[NextAction](tx, sc.BindQuery(b.Query()))
	if err != nil {
		return ActionPage{}, operation.Wrap("read actions", err)
	}
	out := ActionPage{Actions: rows}
	if len(rows) > f.Limit {
		out.Actions = rows[:f.Limit]
		last := out.Actions[f.Limit-1]
		out.Next = cursor.Of(string(last.Due), last.ID)
	}
	return out, nil
}

// Actions is ActionsTx in a transaction of its own.
func (s *Service) Actions(ctx context.Context, sc access.Scope, f ActionFilter) (out ActionPage, err error) {
	if err := sc.Require(access.ContactRecord); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = ActionsTx(tx, sc, f)
		return err
	})
	return out, err
}

// FinishAction marks a next action as done.
func (s *Service) FinishAction(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.ContactRecord); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := operation.Get[NextAction](op, actionQuery+` AND x.id = $1 LIMIT 1`, key)
		if err != nil {
			return err
		}
		if n.DoneAt != nil {
			return fault.Conflict("relation.action_done")
		}
		op.Audit(audit.Entry{Action: "action.done", Object: "next_action", ID: key, Unit: n.Unit, Detail: map[string]any{"what": n.What, "organisation": n.Organisation}})
		return finishTx(op, key)
	})
	return operation.Wrap("finish action", err)
}

func finishTx(op *operation.Op, key id.ID) error {
	n, err := op.Exec(`UPDATE next_action AS x SET done_at = $2, done_by = $3, operation_id = $4, version = version + 1
		WHERE {contact.record:x} AND x.id = $1 AND x.done_at IS NULL AND x.deleted_at IS NULL`, key, op.At, op.Scope.Account(), op.ID)
	if err == nil && n == 0 {
		return fault.NotFound("fault.not_found")
	}
	return err
}

// PostponeAction moves the day of a next action.
func (s *Service) PostponeAction(ctx context.Context, sc access.Scope, key id.ID, due string) error {
	if err := sc.Require(access.ContactRecord); err != nil {
		return err
	}
	f := fault.Fields{}
	day := check.Date(f, "due", due)
	if day != "" && day < clock.Today(s.Clock) {
		f.Add("due", "relation.due_past")
	}
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := operation.Get[NextAction](op, actionQuery+` AND x.id = $1 LIMIT 1`, key)
		if err != nil {
			return err
		}
		err = operation.Changed(op.Exec(`UPDATE next_action AS x SET due_on = $3, operation_id = $4, version = version + 1
			WHERE {contact.record:x} AND x.id = $1 AND x.version = $2 AND x.done_at IS NULL AND x.deleted_at IS NULL`, key, n.Version, day, op.ID))
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "action.postponed", Object: "next_action", ID: key, Unit: n.Unit, Detail: map[string]any{"from": n.Due, "to": day}})
		return nil
	})
	return operation.Wrap("postpone action", err)
}

// Action returns one open next action within reach.
func (s *Service) Action(ctx context.Context, sc access.Scope, key id.ID) (n NextAction, err error) {
	if err := sc.Require(access.ContactRecord); err != nil {
		return n, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		n, err = operation.Found(db.Get[NextAction](tx, sc.Bind(actionQuery+` AND x.id = $1 AND x.done_at IS NULL LIMIT 1`, key)))
		return err
	})
	return n, operation.Wrap("read action", err)
}

// PlannedTx reports whether something to do with an organisation, also when it is done, has a text in it, as far as the principal records
// contacts.
func PlannedTx(tx *db.Tx, sc access.Scope, organisation id.ID, text string) (bool, error) {
	return db.Get[bool](tx, sc.Bind(`SELECT EXISTS (SELECT 1 FROM next_action n WHERE {contact.record:n} AND n.organisation_id = $1 AND n.deleted_at IS NULL
		AND REPLACE(n.what, $2, '') <> n.what) AS planned`, organisation, text))
}
