package relation

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

const (
	undoAtOnce = 2000 // rows that a request takes back; more become a job
	undoPiece  = 500  // changes per transaction
	keepKept   = 500  // what stays and is named
)

// UndoImport takes a whole import back, within thirty days: rows that it made go to the bin, fields get their old value. What was
// changed or used since stays, and is told.
func (s *Service) UndoImport(ctx context.Context, sc access.Scope, key id.ID) error {
	run, err := s.Import(ctx, sc, key)
	if err != nil {
		return err
	}
	if err := s.mayApply(sc, run); err != nil {
		return err
	}
	switch {
	case run.State != RunApplied && run.State != RunStopped:
		return fault.Conflict("relation.import.not_applied")
	case !run.Undoable(s.Clock.Now()):
		return fault.Conflict("relation.import.too_late", UndoDays)
	}
	large := run.Created+run.Updated > undoAtOnce
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "import.undone", Object: "import_run", ID: key, Unit: run.Unit, Detail: map[string]int{"created": run.Created, "updated": run.Updated}})
		run.Task.V, run.Report.V.Undone, run.Report.V.Problem = Task{By: sc.Account()}, &Undone{}, nil
		if err := undoMomentsTx(op, &run); err != nil {
			return err
		}
		if err := saveRun(op, &run, RunUndoing); err != nil {
			return err
		}
		if large {
			s.queue(op, run)
		}
		return nil
	})
	if err != nil || large {
		return operation.Wrap("undo import", err)
	}
	return operation.Wrap("undo import", s.work(ctx, sc, key, false))
}

// undoMomentsTx bins the contact moments of an import. A note that was changed since stays, with its moment.
func undoMomentsTx(op *operation.Op, run *ImportRun) error {
	if run.Kind != ImportInteractions {
		return nil
	}
	const changed = `SELECT n.moment_id FROM contact_note n WHERE n.network_id = m.network_id AND n.moment_id = m.id AND n.version > 1 AND n.deleted_at IS NULL`
	n, err := op.Exec(`UPDATE contact_moment AS m SET deleted_at = $1, deleted_op = $2
		WHERE {contact.record:m} AND m.source_kind = 'import' AND m.source_id = $3 AND m.deleted_at IS NULL AND NOT EXISTS (`+changed+`)`, op.At, op.ID, run.ID)
	if err != nil {
		return err
	}
	run.Report.V.Undone.Binned += int(n)
	_, err = op.Exec(`UPDATE contact_note AS n SET deleted_at = $1, deleted_op = $2, version = version + 1
		WHERE {contact.record:n} AND n.deleted_at IS NULL AND n.moment_id IN (SELECT m.id FROM contact_moment m
			WHERE {contact.record:m} AND m.source_kind = 'import' AND m.source_id = $3 AND m.deleted_op = $2)`, op.At, op.ID, run.ID)
	if err != nil {
		return err
	}
	kept, err := operation.Select[KeptRow](op, `SELECT 'contact_moment' AS object, m.organisation_id, o.name FROM contact_moment m JOIN organisation o ON o.network_id = m.network_id AND o.id = m.organisation_id
		WHERE {contact.record:m} AND m.source_kind = 'import' AND m.source_id = $1 AND m.deleted_at IS NULL ORDER BY m.id LIMIT 500`, run.ID)
	run.Report.V.Undone.Kept = append(run.Report.V.Undone.Kept, kept...)
	return err
}

// undo takes changes back, newest first, a piece per transaction.
func (s *Service) undo(ctx context.Context, sc access.Scope, run *ImportRun, inJob bool) error {
	for pieces := 0; run.State == RunUndoing; pieces++ {
		rest := inJob && pieces*undoPiece >= jobRows
		var after ImportRun
		err := s.Write(ctx, sc, func(op *operation.Op) error {
			after = *run
			undone := *run.Report.V.Undone
			after.Report.V.Undone = &undone
			state, err := undoPieceTx(op, &after)
			if err != nil {
				return err
			}
			op.Audit(audit.Entry{Action: "import.undone", Object: "import_run", ID: run.ID, Unit: run.Unit, Detail: map[string]int{"restored": undone.Restored, "binned": undone.Binned, "kept": len(undone.Kept) + undone.More}})
			if err := saveRun(op, &after, state); err != nil {
				return err
			}
			if rest && state == RunUndoing {
				s.queue(op, after)
			}
			return nil
		})
		if err != nil {
			return err
		}
		*run = after
		if rest {
			return nil
		}
	}
	return nil
}

func undoPieceTx(op *operation.Op, run *ImportRun) (RunState, error) {
	done, before, err := history.UndoSomeTx(op, run.ID, run.Task.V.Before, undoPiece, usedSince)
	if err != nil {
		return "", err
	}
	if err := reindexTouchedTx(op, done.Touched); err != nil {
		return "", err
	}
	u := run.Report.V.Undone
	u.Restored += done.Restored
	u.Binned += done.Binned
	kept, err := namesOfTx(op, done.Kept)
	if err != nil {
		return "", err
	}
	for _, k := range kept {
		if len(u.Kept) < keepKept {
			u.Kept = append(u.Kept, k)
		} else {
			u.More++
		}
	}
	if run.Task.V.Before = before; before != "" {
		return RunUndoing, nil
	}
	if err := SettleMergesTx(op); err != nil {
		return "", err
	}
	run.UndoneAt = op.At
	return RunUndone, nil
}

// leans finds what leans on a row that an import made: what the import itself brought has gone by the time it is asked. A row that
// was last written by something of which history knows nothing stays as well.
var leans = map[string]string{
	"organisation": `SELECT 1 AS one FROM organisation o WHERE {wall:o} AND o.id = $1 AND (
			EXISTS (SELECT 1 FROM position w JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id
				WHERE w.network_id = o.network_id AND w.organisation_id = o.id AND w.deleted_at IS NULL AND p.deleted_at IS NULL)
			OR EXISTS (SELECT 1 FROM contact_moment m WHERE m.network_id = o.network_id AND m.organisation_id = o.id AND m.deleted_at IS NULL)
			OR EXISTS (SELECT 1 FROM next_action x WHERE x.network_id = o.network_id AND x.organisation_id = o.id AND x.deleted_at IS NULL)
			OR EXISTS (SELECT 1 FROM umbrella_membership s WHERE s.network_id = o.network_id AND s.member_id = o.id AND s.deleted_at IS NULL)
			OR EXISTS (SELECT 1 FROM relationship r WHERE r.network_id = o.network_id AND r.organisation_id = o.id AND r.deleted_at IS NULL
				AND (r.version > 1 OR r.created_at > o.created_at))
			OR EXISTS (SELECT 1 FROM organisation e WHERE e.network_id = o.network_id AND e.merged_into = o.id)
			OR NOT EXISTS (SELECT 1 FROM change c WHERE c.network_id = o.network_id AND c.object = 'organisation' AND c.object_id = o.id AND c.operation_id = o.operation_id)) LIMIT 1`,
	"person": `SELECT 1 AS one FROM person p WHERE {wall:p} AND p.id = $1 AND (
			EXISTS (SELECT 1 FROM position w WHERE w.network_id = p.network_id AND w.person_id = p.id AND w.deleted_at IS NULL AND (w.version > 1 OR w.created_at > p.created_at))
			OR EXISTS (SELECT 1 FROM contact_moment m WHERE m.network_id = p.network_id AND m.person_id = p.id AND m.deleted_at IS NULL)
			OR EXISTS (SELECT 1 FROM next_action x WHERE x.network_id = p.network_id AND x.person_id = p.id AND x.deleted_at IS NULL)
			OR p.account_id IS NOT NULL
			OR NOT EXISTS (SELECT 1 FROM change c WHERE c.network_id = p.network_id AND c.object = 'person' AND c.object_id = p.id AND c.operation_id = p.operation_id)) LIMIT 1`,
	"relationship": `SELECT 1 AS one FROM relationship r WHERE {wall:r} AND r.id = $1 AND (r.owner_id IS NOT NULL OR r.deputy_id IS NOT NULL
			OR EXISTS (SELECT 1 FROM contact_moment m WHERE m.network_id = r.network_id AND m.organisation_id = r.organisation_id AND m.unit_id = r.unit_id AND m.deleted_at IS NULL)) LIMIT 1`,
}

// usedSince tells what must stay though the import made it: others lean on it by now.
func usedSince(op *operation.Op, batch id.ID, object string, key id.ID) (history.Stay, error) {
	text, ok := leans[object]
	if !ok {
		return HeirTx(op, batch, object, key)
	}
	found, err := operation.Select[int](op, text, key)
	return history.Stay{Keep: len(found) > 0}, err
}

// ownerOf finds the organisation to which a row of a table belongs, and what the row is called.
var ownerOf = map[string]string{
	"organisation": `SELECT o.id, o.id AS organisation, o.name FROM organisation o WHERE {wall:o} AND o.id = ANY($1) LIMIT 5000`,
	"person": `SELECT p.id, COALESCE((SELECT w.organisation_id FROM position w WHERE w.network_id = p.network_id AND w.person_id = p.id ORDER BY w.id LIMIT 1), '') AS organisation, p.name
		FROM person p WHERE {wall:p} AND p.id = ANY($1) LIMIT 5000`,
	"position": `SELECT w.id, w.organisation_id AS organisation, p.name FROM position w JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id WHERE {wall:w} AND w.id = ANY($1) LIMIT 5000`,
	"relationship": `SELECT r.id, r.organisation_id AS organisation, o.name FROM relationship r JOIN organisation o ON o.network_id = r.network_id AND o.id = r.organisation_id
		WHERE {wall:r} AND r.id = ANY($1) LIMIT 5000`,
	"umbrella_membership": `SELECT s.id, s.member_id AS organisation, o.name FROM umbrella_membership s JOIN organisation o ON o.network_id = s.network_id AND o.id = s.member_id
		WHERE {wall:s} AND s.id = ANY($1) LIMIT 5000`,
}

// derived are columns that follow from others, of which history tells as well.
var derived = []string{"name_key", "place_key", "sbi_version", "web_domain", "mail_domain", "match_name", "match_front", "match_back"}

// namesOfTx names what stays.
func namesOfTx(op *operation.Op, kept []history.Kept) ([]KeptRow, error) {
	type row struct {
		ID           id.ID  `db:"id"`
		Organisation id.ID  `db:"organisation"`
		Name         string `db:"name"`
	}
	byObject := map[string][]id.ID{}
	for _, k := range kept {
		byObject[k.Object] = append(byObject[k.Object], k.Key)
	}
	names := map[id.ID]row{}
	for object, keys := range byObject {
		rows, err := operation.Select[row](op, ownerOf[object], db.List(keys))
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			names[r.ID] = r
		}
	}
	var out []KeptRow
	for _, k := range kept {
		if slices.Contains(derived, k.Field) {
			continue
		}
		r := names[k.Key]
		out = append(out, KeptRow{Object: k.Object, Organisation: r.Organisation, Name: short(r.Name), Field: k.Field})
	}
	return out, nil
}
