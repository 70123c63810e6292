package relation

import (
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// noMore is true of rows x that name somebody and a company at which they work no longer.
const noMore = `x.person_id = ANY($1) AND NOT EXISTS (SELECT 1 FROM position w WHERE w.network_id = x.network_id AND w.person_id = x.person_id
	AND w.organisation_id = x.organisation_id AND w.deleted_at IS NULL AND w.valid_to IS NULL)`

// shutOutTx takes from people what they had as somebody of a company at which they work no longer: their links, their place among its
// colleagues, and their account's role there. Whoever ends a position calls it; coming back begins anew.
func shutOutTx(op *operation.Op, people []id.ID) error {
	_, err := op.Exec(`UPDATE link AS x SET revoked_at = $2 WHERE {wall:x} AND x.organisation_id IS NOT NULL AND x.revoked_at IS NULL AND `+noMore, db.List(people), op.At)
	if err != nil {
		return operation.Wrap("end links", err)
	}
	gone, err := operation.Select[Letting](op, `SELECT x.id, x.organisation_id, x.person_id, COALESCE(x.account_id, '') AS account_id FROM company_colleague x
		WHERE {wall:x} AND x.deleted_at IS NULL AND `+noMore+` LIMIT 1000`, db.List(people))
	if err != nil {
		return operation.Wrap("find colleagues", err)
	}
	for _, g := range gone {
		if err := LetOutTx(op, g); err != nil {
			return err
		}
	}
	return nil
}

// Letting is a row of somebody who was let in at a company.
type Letting struct {
	ID           id.ID `db:"id"`
	Organisation id.ID `db:"organisation_id"`
	Person       id.ID `db:"person_id"`
	Account      id.ID `db:"account_id"`
}

// LetOutTx ends what a colleague at a company sees of it: their links, and their account's role there. It is for use cases that have
// been authorised and have loaded the row.
func LetOutTx(op *operation.Op, l Letting) error {
	err := operation.Changed(op.Exec(`UPDATE company_colleague AS x SET deleted_at = $2, deleted_op = $3, version = version + 1, operation_id = $3
		WHERE {wall:x} AND x.id = $1 AND x.deleted_at IS NULL`, l.ID, op.At, op.ID))
	if err != nil {
		return operation.Wrap("let out", err)
	}
	_, err = op.Exec(`UPDATE link AS x SET revoked_at = $3 WHERE {wall:x} AND x.organisation_id = $1 AND x.person_id = $2 AND x.revoked_at IS NULL`, l.Organisation, l.Person, op.At)
	if err != nil || l.Account == "" {
		return operation.Wrap("end links", err)
	}
	_, err = op.Exec(`UPDATE role_grant AS g SET revoked_at = $3, revoked_by = $4 WHERE {wall:g} AND g.account_id = $1 AND g.organisation_id = $2 AND g.revoked_at IS NULL`,
		l.Account, l.Organisation, op.At, op.Scope.Account())
	return operation.Wrap("end role", err)
}

// forgetAccountsTx ends what people were let in to, and takes the accounts away that they had for it.
func forgetAccountsTx(op *operation.Op, people []id.ID) error {
	held, err := operation.Select[Letting](op, `SELECT x.id, x.organisation_id, x.person_id, COALESCE(x.account_id, '') AS account_id FROM company_colleague x
		WHERE {wall:x} AND x.person_id = ANY($1) ORDER BY x.id LIMIT 1000`, db.List(people))
	if err != nil {
		return operation.Wrap("find accounts", err)
	}
	for _, l := range held {
		if l.Account == "" {
			continue
		}
		_, err := op.Exec(`UPDATE role_grant AS g SET revoked_at = $3, revoked_by = $4 WHERE {wall:g} AND g.account_id = $1 AND g.organisation_id = $2 AND g.revoked_at IS NULL`,
			l.Account, l.Organisation, op.At, op.Scope.Account())
		if err != nil {
			return operation.Wrap("end role", err)
		}
		if err := identity.ForgetTx(op, l.Account); err != nil {
			return err
		}
	}
	return nil
}
