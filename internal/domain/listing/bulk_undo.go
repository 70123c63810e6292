package listing

import (
	"context"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Bulk is a bulk change that was made.
type Bulk struct {
	ID      id.ID     `db:"id"`
	Unit    id.ID     `db:"unit_id"`
	What    What      `db:"what"`
	Value   string    `db:"value"`
	Reason  string    `db:"reason"`
	Changed int       `db:"changed"`
	At      time.Time `db:"created_at"`
	Undone  time.Time `db:"undone_at"` // zero: not
	Kept    int       `db:"kept"`
}

// Undoable reports whether the change can still be undone.
func (b Bulk) Undoable(now time.Time) bool {
	return b.Undone.IsZero() && now.Before(b.At.AddDate(0, 0, UndoDays))
}

const bulkQuery = `SELECT b.id, b.unit_id, b.what, b.value, b.reason, b.changed, b.created_at, b.undone_at, b.kept FROM bulk_change b
	WHERE {account.own:b} AND {wall:b} AND b.deleted_at IS NULL`

// Bulks lists one's own bulk changes of the last time, the newest first.
func (s *Service) Bulks(ctx context.Context, sc access.Scope) (out []Bulk, err error) {
	if err := sc.Require(access.RelationshipWrite); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out, err = db.Select[Bulk](tx, sc.Bind(bulkQuery+` AND b.created_at >= $1 ORDER BY b.created_at DESC, b.id DESC LIMIT 100`, s.Clock.Now().AddDate(0, 0, -UndoDays)))
		return err
	})
	return out, operation.Wrap("list bulk changes", err)
}

// Undo puts back what a bulk change of one's own made, as far as it still is so.
func (s *Service) Undo(ctx context.Context, sc access.Scope, batch id.ID) (u history.Undone, err error) {
	if err := sc.Require(access.RelationshipWrite); err != nil {
		return u, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		b, err := operation.Get[Bulk](op, bulkQuery+` AND b.id = $1 LIMIT 1`, batch)
		if err != nil {
			return err
		}
		if !b.Undoable(op.At) {
			return fault.Conflict("list.bulk.undo_late")
		}
		if err := stillReachesTx(op, batch); err != nil {
			return err
		}
		if u, err = history.UndoTx(op, batch, inUse); err != nil {
			return err
		}
		if err := relation.SettleMergesTx(op); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "bulk.undone", Object: "bulk_change", ID: batch, Unit: b.Unit, Detail: map[string]any{
			"restored": u.Restored, "binned": u.Binned, "kept": len(u.Kept),
		}})
		return operation.Changed(op.Exec(`UPDATE bulk_change AS b SET undone_at = $1, kept = $2, version = version + 1, operation_id = $3
			WHERE {account.own:b} AND {wall:b} AND b.id = $4 AND b.undone_at IS NULL`, op.At, len(u.Kept), op.ID, batch))
	})
	return u, operation.Wrap("undo many", err)
}

// stillReachesTx refuses to undo in units that are no longer within reach.
func stillReachesTx(op *operation.Op, batch id.ID) error {
	lost, err := operation.Get[int](op, `SELECT (SELECT COUNT(*) FROM change c JOIN relationship r ON r.network_id = c.network_id AND r.id = c.object_id
			WHERE {wall:c} AND c.batch_id = $1 AND c.object = 'relationship' AND NOT {relationship.write:r})
		+ (SELECT COUNT(*) FROM change c JOIN next_action x ON x.network_id = c.network_id AND x.id = c.object_id
			WHERE {wall:c} AND c.batch_id = $1 AND c.object = 'next_action' AND NOT {contact.record:x})`, batch)
	if err == nil && lost > 0 {
		return fault.NotFound("fault.not_found")
	}
	return err
}

// inUse keeps a planned action that was done by now, and what a merge took over.
func inUse(op *operation.Op, batch id.ID, object string, key id.ID) (history.Stay, error) {
	if object != "next_action" {
		return relation.HeirTx(op, batch, object, key)
	}
	done, err := operation.Get[int](op, `SELECT COUNT(*) FROM next_action x WHERE {contact.record:x} AND x.id = $1 AND x.done_at IS NOT NULL`, key)
	return history.Stay{Keep: done > 0}, err
}
