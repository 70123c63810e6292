package relation

import (
	"slices"

	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// held is a relationship as a merge sees it: those of all units, of which the principal may see only some. They are joined, not shown.
type held struct {
	ID      id.ID  `db:"id"`
	Unit    id.ID  `db:"unit_id"`
	Holds   id.ID  `db:"organisation_id"`
	Owner   id.ID  `db:"owner_id"`
	Deputy  id.ID  `db:"deputy_id"`
	Depth   Depth  `db:"depth"`
	Status  Status `db:"status"`
	Dropped bool   `db:"dropped"`
}

// joinRelationshipsTx gives the relationships of the organisation that goes to the one that stays. A unit that has one with each
// keeps one: as deep as the deepest, with the owner of the one that stays, or else of the other.
func joinRelationshipsTx(op *operation.Op, batch, kept, gone id.ID) (int, error) {
	rows, err := operation.Select[held](op, `SELECT r.id, r.unit_id, r.organisation_id, r.owner_id, r.deputy_id, r.depth, r.status, r.deleted_at IS NOT NULL AS dropped
		FROM relationship r WHERE {organisation.merge:r} AND (r.organisation_id = $1 OR r.organisation_id = $2) ORDER BY r.id LIMIT 10000`, kept, gone)
	if err != nil {
		return 0, err
	}
	own := map[id.ID]held{}
	for _, r := range rows {
		if r.Holds == kept {
			own[r.Unit] = r
		}
	}
	joined := 0
	var move, bin []id.ID
	for _, r := range rows {
		if r.Holds != gone || r.Dropped {
			continue
		}
		joined++
		mine, both := own[r.Unit]
		if !both {
			move = append(move, r.ID)
			continue
		}
		bin = append(bin, r.ID)
		if err := mine.joinTx(op, batch, r); err != nil {
			return 0, err
		}
	}
	if err := history.MoveTx(op, batch, "relationship", "organisation_id", gone, kept, move); err != nil {
		return 0, err
	}
	return joined, history.BinTx(op, batch, "relationship", bin)
}

// joinTx takes over what another relationship of the same unit has more.
func (r held) joinTx(op *operation.Op, batch id.ID, other held) error {
	after := r
	if r.Dropped {
		after = other
	} else {
		after.Depth = Depths()[max(slices.Index(Depths(), r.Depth), slices.Index(Depths(), other.Depth), 0)]
		after.Status = livelier(r.Status, other.Status)
		for _, who := range []id.ID{other.Owner, other.Deputy} {
			switch {
			case who == "" || who == after.Owner || who == after.Deputy:
			case after.Owner == "":
				after.Owner = who
			case after.Deputy == "":
				after.Deputy = who
			}
		}
	}
	n, err := op.Exec(`UPDATE relationship AS r SET owner_id = $2, deputy_id = $3, depth = $4, status = $5, deleted_at = NULL, deleted_op = NULL, operation_id = $6, version = version + 1
		WHERE {organisation.merge:r} AND r.id = $1`, r.ID, after.Owner, after.Deputy, after.Depth, after.Status, op.ID)
	if err := operation.Changed(n, err); err != nil {
		return err
	}
	fields := []history.Field{
		{Name: "owner_id", Old: r.Owner, New: after.Owner},
		{Name: "deputy_id", Old: r.Deputy, New: after.Deputy},
		{Name: "depth", Old: r.Depth, New: after.Depth},
		{Name: "status", Old: r.Status, New: after.Status},
	}
	if r.Dropped {
		fields = append(fields, history.Field{Name: "deleted_at", Old: op.At, New: ""})
	}
	return history.ChangedTx(op, batch, "relationship", r.ID, fields...)
}

// livelier is the status that says more: who works together is no lead any more, and has not ended.
func livelier(a, b Status) Status {
	for _, s := range []Status{StatusActive, StatusResting, StatusLead, StatusEnded} {
		if a == s || b == s {
			return s
		}
	}
	return a
}

// onePrimaryOfTx leaves one first to ask wherever places came back.
func onePrimaryOfTx(op *operation.Op, positions []id.ID) error {
	at, err := operation.Select[id.ID](op, `SELECT DISTINCT w.organisation_id FROM position w WHERE {organisation.merge:w} AND w.id = ANY($1) AND w.is_primary LIMIT 10000`, db.List(positions))
	if err != nil {
		return err
	}
	for _, organisation := range at {
		if err := onePrimaryTx(op, "", organisation); err != nil {
			return err
		}
	}
	return nil
}

// onePrimaryTx leaves one first to ask at an organisation that got the people of another: who was that already, mostly.
func onePrimaryTx(op *operation.Op, batch, organisation id.ID) error {
	type first struct {
		ID    id.ID `db:"id"`
		Moved bool  `db:"moved"`
	}
	rows, err := operation.Select[first](op, `SELECT w.id, EXISTS (SELECT 1 FROM change c WHERE c.network_id = w.network_id AND c.batch_id = $2 AND c.object_id = w.id) AS moved
		FROM position w WHERE {organisation.merge:w} AND w.organisation_id = $1 AND w.is_primary AND w.deleted_at IS NULL ORDER BY w.id LIMIT 1000`, organisation, batch)
	if err != nil {
		return err
	}
	at := max(0, slices.IndexFunc(rows, func(f first) bool { return !f.Moved }))
	for i, f := range rows {
		if i == at {
			continue
		}
		if _, err := op.Exec(`UPDATE position AS w SET is_primary = FALSE, version = version + 1, operation_id = $2 WHERE {organisation.merge:w} AND w.id = $1`, f.ID, op.ID); err != nil {
			return err
		}
		if err := history.ChangedTx(op, batch, "position", f.ID, history.Field{Name: "is_primary", Old: true, New: false}); err != nil {
			return err
		}
	}
	return nil
}
