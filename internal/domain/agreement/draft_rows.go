package agreement

import (
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

func keyList(keys []id.ID) any { return db.List(keys) }

// addVersionTx writes a new version, as a draft.
func addVersionTx(op *operation.Op, a Agreement, n int, d drafted) error {
	key := op.NewID()
	err := op.Insert(`INSERT INTO agreement_version (network_id, id, agreement_id, unit_id, n, state, template_version_id, start_on, end_on, changes, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`, op.Network(), key, a.ID, a.Unit, n, Draft, d.template, d.from, d.to, d.changes, op.ID)
	if err != nil {
		return err
	}
	return partsTx(op, a, key, d)
}

// partsTx writes the signatories, items and pledges of a draft in the place of those it had.
func partsTx(op *operation.Op, a Agreement, version id.ID, d drafted) error {
	if _, err := op.Exec(`DELETE FROM agreement_item AS i WHERE {wall:i} AND i.version_id = $1`, version); err != nil {
		return err
	}
	if _, err := op.Exec(`DELETE FROM agreement_pledge AS p WHERE {wall:p} AND p.version_id = $1`, version); err != nil {
		return err
	}
	for _, key := range d.items {
		if err := op.Insert(`INSERT INTO agreement_item (network_id, version_id, menu_item_id, operation_id) VALUES ($1, $2, $3, $4)`, op.Network(), version, key, op.ID); err != nil {
			return err
		}
	}
	for n, p := range d.pledges {
		err := op.Insert(`INSERT INTO agreement_pledge (network_id, id, version_id, place, year, kind, minutes, cents, what, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			op.Network(), op.NewID(), version, n+1, p.Year, p.Kind, p.Minutes, p.Cents, p.What, op.ID)
		if err != nil {
			return err
		}
	}
	return signersTx(op, a, version, d.signatories)
}

// signersTx writes who signs. A row that has signed an earlier text of this version is kept aside: its signature names it.
func signersTx(op *operation.Op, a Agreement, version id.ID, list []Signatory) error {
	_, err := op.Exec(`UPDATE agreement_signatory AS s SET retired_at = $2, operation_id = $3 WHERE {wall:s} AND s.version_id = $1 AND s.retired_at IS NULL
		AND EXISTS (SELECT 1 FROM agreement_signature g WHERE g.network_id = s.network_id AND g.signatory_id = s.id)`, version, op.At, op.ID)
	if err != nil {
		return err
	}
	if _, err = op.Exec(`DELETE FROM agreement_signatory AS s WHERE {wall:s} AND s.version_id = $1 AND s.retired_at IS NULL
		AND NOT EXISTS (SELECT 1 FROM agreement_signature g WHERE g.network_id = s.network_id AND g.signatory_id = s.id)`, version); err != nil {
		return err
	}
	for n, s := range list {
		err := op.Insert(`INSERT INTO agreement_signatory (network_id, id, version_id, unit_id, place, organisation_id, name, title, email, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			op.Network(), op.NewID(), version, a.Unit, n+1, s.Organisation, s.Name, s.Title, s.Email, op.ID)
		if err != nil {
			return err
		}
	}
	return nil
}
