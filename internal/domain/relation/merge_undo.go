package relation

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Merging is a merge that took place.
type Merging struct {
	ID       id.ID                   `db:"id"`
	Kind     Referred                `db:"kind"`
	Kept     id.ID                   `db:"kept_id"`
	KeptName string                  `db:"kept_name"`
	Gone     id.ID                   `db:"gone_id"`
	GoneName string                  `db:"gone_name"`
	Moved    db.JSON[map[string]int] `db:"moved"`
	By       string                  `db:"by_name"`
	At       time.Time               `db:"at"`
	UndoneAt *time.Time              `db:"undone_at"`
	Version  int                     `db:"version"`
}

const mergingQuery = `SELECT m.id, m.kind, m.kept_id, m.gone_id, m.moved, m.at, m.undone_at, m.version, COALESCE(a.name, '') AS by_name,
		COALESCE(k.name, kp.name, '') AS kept_name, COALESCE(g.name, gp.name, '') AS gone_name
	FROM merging m
	LEFT JOIN account a ON a.id = m.account_id
	LEFT JOIN organisation k ON m.kind = 'organisation' AND k.network_id = m.network_id AND k.id = m.kept_id
	LEFT JOIN organisation g ON m.kind = 'organisation' AND g.network_id = m.network_id AND g.id = m.gone_id
	LEFT JOIN person kp ON m.kind = 'person' AND kp.network_id = m.network_id AND kp.id = m.kept_id
	LEFT JOIN person gp ON m.kind = 'person' AND gp.network_id = m.network_id AND gp.id = m.gone_id
	WHERE {organisation.merge:m}`

// mergingsTx returns the latest merges that can still be undone.
func mergingsTx(tx *db.Tx, sc access.Scope, now time.Time) ([]Merging, error) {
	return db.Select[Merging](tx, sc.Bind(mergingQuery+` AND m.undone_at IS NULL AND m.at > $1
		AND k.erased_at IS NULL AND g.erased_at IS NULL AND kp.erased_at IS NULL AND gp.erased_at IS NULL ORDER BY m.at DESC, m.id DESC LIMIT 20`, now.AddDate(0, 0, -undoDays)))
}

// UndoMerge parts two records again. What was made since stays with the record that stayed; what was changed since keeps its
// value, and is counted in the answer.
func (s *Service) UndoMerge(ctx context.Context, sc access.Scope, key id.ID) (m Merging, left int, err error) {
	if err := sc.Require(access.OrganisationMerge); err != nil {
		return m, 0, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) (err error) {
		if m, err = operation.Get[Merging](op, mergingQuery+` AND m.id = $1 LIMIT 1`, key); err != nil {
			return err
		}
		if m.UndoneAt != nil {
			return fault.Conflict("relation.merge.undone")
		}
		if !canUndo(m.At, op.At) {
			return fault.Conflict("relation.merge.too_late", undoDays)
		}
		left, err = s.undoMergeTx(op, m)
		return err
	})
	if _, taken := s.DB.Conflict(err); taken {
		return m, 0, fault.Conflict("relation.restore_taken")
	}
	return m, left, operation.Wrap("undo merge", err)
}

// laterTx is the fault that names the merge to part first.
func laterTx(op *operation.Op, later id.ID, err error) error {
	if err != nil {
		return err
	}
	m, err := operation.Get[Merging](op, mergingQuery+` AND m.id = $1 LIMIT 1`, later)
	if err != nil {
		return err
	}
	return fault.Conflict("relation.merge.entangled", m.GoneName, m.KeptName)
}

func (s *Service) undoMergeTx(op *operation.Op, m Merging) (left int, err error) {
	leads, err := operation.Get[id.ID](op, `SELECT x.merged_into FROM `+string(m.Kind)+` x WHERE {organisation.merge:x.id} AND x.id = $1 AND x.merged_into IS NOT NULL AND x.erased_at IS NULL LIMIT 1`, m.Gone)
	if err != nil {
		return 0, err
	}
	if leads != m.Kept {
		return 0, fault.Conflict("relation.merge.later") // the one that stayed was merged itself: part those first
	}
	if later, err := entangledTx(op, m); err != nil || later != "" {
		return 0, laterTx(op, later, err)
	}
	undone, err := history.UndoTx(op, m.ID, HeirTx)
	if err != nil {
		return 0, err
	}
	err = operation.Changed(op.Exec(`UPDATE merging AS m SET undone_at = $2, undone_by = $3, operation_id = $4, version = version + 1
		WHERE {organisation.merge:m} AND m.id = $1 AND m.undone_at IS NULL`, m.ID, op.At, op.Scope.Account(), op.ID))
	if err != nil {
		return 0, err
	}
	op.Audit(audit.Entry{Action: "organisation.parted", Object: string(m.Kind), ID: m.Gone, Detail: map[string]any{"merge": m.ID, "kept": m.Kept, "left": undone.Kept}})
	if err := onePrimaryOfTx(op, undone.Touched["position"]); err != nil {
		return 0, err
	}
	if m.Kind == ReferredPerson {
		return len(undone.Kept), reindexPeopleTx(op, m.Kept, m.Gone)
	}
	return len(undone.Kept), reindexTx(op, m.Kept, m.Gone)
}
