package relation

import (
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// A merge puts a row in the bin that says what another one says already: the same person at what is one company now. When that other
// row goes, because what made it is undone, what it said is still so for as long as the merge holds. Then the row stays for the
// merge's sake, its heir, and goes when the merge is undone and the first row comes back.

// heir is a row with a merge that binned another saying the same.
type heir struct {
	Row   id.ID `db:"id"`
	Merge id.ID `db:"batch_id"`
}

// binnedBy joins the merge that binned a row y, which still holds, when y would be there but for that: what put it there still counts
// and is not the batch that is being undone. Of places that came with a new person nothing was kept: they are there.
const binnedBy = ` JOIN change b ON b.network_id = y.network_id AND b.object = $2 AND b.object_id = y.id AND b.field = 'deleted_at' AND b.became <> '' AND b.undone_op IS NULL
	JOIN merging m ON m.network_id = b.network_id AND m.id = b.batch_id AND m.undone_at IS NULL
	WHERE {wall:x} AND x.id = ANY($1) AND y.deleted_at IS NOT NULL AND b.batch_id <> $3
		AND (NOT EXISTS (SELECT 1 FROM change w WHERE w.network_id = y.network_id AND w.object = $2 AND w.object_id = y.id AND w.field = '')
			OR COALESCE((SELECT c.became = '' FROM change c WHERE c.network_id = y.network_id AND c.object = $2 AND c.object_id = y.id AND c.field IN ('', 'deleted_at')
				AND c.batch_id IS DISTINCT FROM $3 AND c.batch_id IS DISTINCT FROM b.batch_id AND ` + history.Counts + ` ORDER BY c.id DESC LIMIT 1), FALSE))
	ORDER BY b.id LIMIT 10000`

// twins finds rows y that say what rows x say, by table: of an organisation or person that was merged into theirs.
var twins = map[string]string{
	"organisation_tag": `SELECT x.id, b.batch_id FROM organisation_tag x JOIN organisation o ON o.network_id = x.network_id AND o.merged_into = x.organisation_id
		JOIN organisation_tag y ON y.network_id = o.network_id AND y.organisation_id = o.id AND y.tag_id = x.tag_id` + binnedBy,
	"position": `SELECT x.id, b.batch_id FROM position x JOIN organisation o ON o.network_id = x.network_id AND (o.id = x.organisation_id OR o.merged_into = x.organisation_id)
		JOIN position y ON y.network_id = o.network_id AND y.organisation_id = o.id AND y.id <> x.id AND y.valid_to IS NULL
		JOIN person p ON p.network_id = y.network_id AND p.id = y.person_id AND COALESCE(p.merged_into, p.id) = x.person_id` + binnedBy,
	"umbrella_membership": `SELECT x.id, b.batch_id FROM umbrella_membership x JOIN organisation o ON o.network_id = x.network_id AND (o.id = x.member_id OR o.merged_into = x.member_id)
		JOIN umbrella_membership y ON y.network_id = o.network_id AND y.member_id = o.id AND y.id <> x.id AND y.valid_to IS NULL
		JOIN organisation u ON u.network_id = y.network_id AND u.id = y.umbrella_id AND COALESCE(u.merged_into, u.id) = x.umbrella_id` + binnedBy,
}

// heirsTx returns which of the rows have a merge for whose sake they stay, the latest merge of each last. What the batch that is
// undone put there itself, or what was undone before, is no reason.
func heirsTx(op *operation.Op, batch id.ID, object string, rows []id.ID) ([]heir, error) {
	text, ok := twins[object]
	if !ok || len(rows) == 0 {
		return nil, nil
	}
	return operation.Select[heir](op, text, db.List(rows), object, batch)
}

// HeirTx is the history.Guard for what a merge took over.
func HeirTx(op *operation.Op, batch id.ID, object string, row id.ID) (history.Stay, error) {
	found, err := heirsTx(op, batch, object, []id.ID{row})
	if err != nil || object != "organisation_tag" {
		return stayFor(found), err
	}
	out := stayFor(found)
	under, err := operation.Select[id.ID](op, `SELECT m.id FROM organisation_tag x JOIN organisation o ON o.network_id = x.network_id AND o.id = x.organisation_id
		JOIN merging m ON m.network_id = o.network_id AND m.gone_id = o.id AND m.undone_at IS NULL
		WHERE {wall:x} AND x.id = $1 AND o.merged_into IS NOT NULL AND m.id <> $2 LIMIT 1`, row, batch)
	out.Under = first(under)
	return out, err
}

func stayFor(found []heir) (s history.Stay) {
	if len(found) > 0 {
		s.For = found[len(found)-1].Merge
	}
	return s
}

// noBatch is none: the empty id would be NULL, which differs from nothing.
const noBatch id.ID = "-"

// SettleMergesTx comes after undoing anything: rows that stayed for a merge's sake are binned when what the merge took over was
// undone as well.
func SettleMergesTx(op *operation.Op) error {
	type row struct {
		ID     id.ID `db:"id"`
		Change id.ID `db:"change_id"`
	}
	for _, object := range movedObjects {
		rows, err := operation.Select[row](op, `SELECT x.id, c.id AS change_id FROM merging m JOIN change c ON c.network_id = m.network_id AND c.batch_id = m.id
			JOIN `+object+` x ON x.network_id = c.network_id AND x.id = c.object_id AND x.deleted_at IS NULL
			WHERE {wall:m} AND m.undone_at IS NULL AND c.object = $1 AND c.field = 'deleted_at' AND c.became = '' AND c.undone_op IS NULL ORDER BY c.id LIMIT 1000`, object)
		if err != nil {
			return err
		}
		for _, r := range rows {
			stay, err := HeirTx(op, noBatch, object, r.ID)
			if err == nil && stay.For == "" {
				err = history.WithdrawTx(op, r.Change)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// movedObjects are the tables of which a merge may bin doubles.
var movedObjects = []string{"position", "umbrella_membership", "organisation_tag"}

// entangledTx returns a later merge that took over what a merge moved, empty when there is none: those must be parted first, or what
// both had would be with neither.
func entangledTx(op *operation.Op, m Merging) (later id.ID, err error) {
	both, err := operation.Select[id.ID](op, `SELECT d.batch_id FROM change c
		JOIN change d ON d.network_id = c.network_id AND d.object = c.object AND d.object_id = c.object_id AND d.batch_id > c.batch_id AND d.undone_op IS NULL
		JOIN merging l ON l.network_id = d.network_id AND l.id = d.batch_id AND l.undone_at IS NULL
		WHERE {organisation.merge:c} AND c.batch_id = $1 AND (c.object = 'relationship' OR d.field = 'deleted_at') AND c.object <> 'organisation' AND c.object <> 'person' AND c.undone_op IS NULL LIMIT 1`, m.ID)
	if err != nil || len(both) > 0 {
		return first(both), err
	}
	for _, object := range movedObjects {
		moved, err := operation.Select[id.ID](op, `SELECT DISTINCT c.object_id FROM change c
			WHERE {organisation.merge:c} AND c.batch_id = $1 AND c.object = $2 AND c.field <> 'deleted_at' AND c.undone_op IS NULL LIMIT 100000`, m.ID, object)
		if err != nil {
			return "", err
		}
		heirs, err := heirsTx(op, m.ID, object, moved)
		if err != nil {
			return "", err
		}
		for _, h := range heirs {
			if h.Merge > m.ID {
				return h.Merge, nil
			}
		}
	}
	return "", nil
}

func first(keys []id.ID) id.ID {
	if len(keys) == 0 {
		return ""
	}
	return keys[0]
}

// reviveTagsTx takes tags of the organisation that stays out of the bin which the one that goes has: there is room for one row.
func reviveTagsTx(op *operation.Op, batch, kept, gone id.ID) error {
	rows, err := operation.Select[id.ID](op, `SELECT y.id FROM organisation_tag y JOIN organisation_tag x
			ON x.network_id = y.network_id AND x.organisation_id = $2 AND x.tag_id = y.tag_id AND x.deleted_at IS NULL
		WHERE {organisation.merge:y} AND y.organisation_id = $1 AND y.deleted_at IS NOT NULL ORDER BY y.id LIMIT 1000`, kept, gone)
	for _, row := range rows {
		if err == nil {
			err = reviveTagTx(op, batch, row)
		}
	}
	return err
}

func reviveTagTx(op *operation.Op, batch, row id.ID) error {
	gone, err := operation.Select[int64](op, `SELECT y.deleted_at FROM organisation_tag y WHERE {wall:y} AND y.id = $1 AND y.deleted_at IS NOT NULL LIMIT 1`, row)
	if err != nil || len(gone) == 0 {
		return err
	}
	_, err = op.Exec(`UPDATE organisation_tag AS y SET deleted_at = NULL, deleted_op = NULL, version = version + 1, operation_id = $2 WHERE {wall:y} AND y.id = $1`, row, op.ID)
	if err != nil {
		return err
	}
	return history.ChangedTx(op, batch, "organisation_tag", row, history.Field{Name: "deleted_at", Old: gone[0]})
}
