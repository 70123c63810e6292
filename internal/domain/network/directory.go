package network

import (
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Post is a role on a unit.
type Post struct {
	Role access.Role `db:"role"`
	Unit id.ID       `db:"unit_id"`
}

type keptRow struct {
	ID id.ID `db:"id"`
	Post
}

// KeepRolesTx sees to it that of the roles that a directory keeps an account has these and no others, and returns what it gained. A role
// that somebody gave by hand stays by hand. Whoever asks has chosen only roles that the directory may give.
func KeepRolesTx(op *operation.Op, account, directory id.ID, want []Post) (gained []Post, err error) {
	if err := op.Lock("roles:" + string(op.Network())); err != nil {
		return nil, err
	}
	held, err := operation.Select[keptRow](op, `SELECT g.id, g.role, g.unit_id FROM role_grant g
		WHERE {role.manage:g} AND g.account_id = $1 AND g.directory_id = $2 AND g.revoked_at IS NULL ORDER BY g.id LIMIT 500`, account, directory)
	if err != nil {
		return nil, operation.Wrap("read kept roles", err)
	}
	for _, h := range held {
		if !slices.Contains(want, h.Post) {
			if err := endTx(op, account, h); err != nil {
				return nil, err
			}
		}
	}
	for _, w := range want {
		if slices.ContainsFunc(held, func(h keptRow) bool { return h.Post == w }) {
			continue
		}
		given, err := keepTx(op, account, directory, w)
		if err != nil {
			return nil, err
		}
		if given {
			gained = append(gained, w)
		}
	}
	return gained, nil
}

// keepTx gives one role, unless it is held already.
func keepTx(op *operation.Op, account, directory id.ID, w Post) (given bool, err error) {
	if _, err := operation.Get[id.ID](op, `SELECT u.id FROM unit u WHERE {role.manage:u.id} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, w.Unit); err != nil {
		return false, err
	}
	_, err = op.Exec(`UPDATE role_grant SET revoked_at = $4 WHERE {role.manage:role_grant} AND account_id = $1 AND role = $2 AND unit_id = $3
		AND revoked_at IS NULL AND valid_to < $5`, account, w.Role, w.Unit, op.At, op.Today())
	if err != nil {
		return false, operation.Wrap("end what ended", err)
	}
	key := op.NewID()
	n, err := op.Tx.Exec(db.Q(`INSERT INTO role_grant (network_id, id, account_id, role, unit_id, valid_from, reason, granted_by, created_at, operation_id, directory_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING`,
		op.Network(), key, account, w.Role, w.Unit, op.Today(), op.Scope.ActorName(), op.Scope.Account(), op.At, op.ID, directory))
	if err != nil || n == 0 {
		return false, operation.Wrap("keep role", err)
	}
	op.Audit(audit.Entry{Action: "role.given", Object: "role_grant", ID: key, Unit: w.Unit, Detail: map[string]string{
		"account": string(account), "role": string(w.Role), "directory": string(directory),
	}})
	return true, nil
}

func endTx(op *operation.Op, account id.ID, h keptRow) error {
	err := operation.Changed(op.Exec(`UPDATE role_grant SET revoked_at = $2, revoked_by = $3 WHERE {role.manage:role_grant} AND id = $1 AND revoked_at IS NULL`,
		h.ID, op.At, op.Scope.Account()))
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "role.revoked", Object: "role_grant", ID: h.ID, Unit: h.Unit, Detail: map[string]string{"account": string(account), "role": string(h.Role)}})
	return nil
}

// LeaveTx ends everything that somebody has at a unit and below it, whoever gave it. Who has nothing left in the network then, loses every
// way into it in the same moment: sessions, tokens, feeds and links.
func LeaveTx(op *operation.Op, account, unit id.ID) error {
	if err := op.Lock("roles:" + string(op.Network())); err != nil {
		return err
	}
	held, err := operation.Select[keptRow](op, `SELECT g.id, g.role, g.unit_id FROM role_grant g WHERE {role.manage:g} AND g.account_id = $1 AND g.revoked_at IS NULL
		AND EXISTS (SELECT 1 FROM unit_closure c WHERE c.network_id = g.network_id AND c.ancestor_id = $2 AND c.descendant_id = g.unit_id) ORDER BY g.id LIMIT 500`, account, unit)
	if err != nil {
		return operation.Wrap("read roles", err)
	}
	for _, h := range held {
		if err := endTx(op, account, h); err != nil {
			return err
		}
	}
	left, err := db.Get[bool](op.Tx, db.Q(`SELECT EXISTS (SELECT 1 FROM role_grant g WHERE g.network_id = $1 AND g.account_id = $2 AND g.revoked_at IS NULL
		AND (g.valid_to IS NULL OR g.valid_to >= $3)) AS more`, op.Network(), account, op.Today()))
	if err != nil || left {
		return operation.Wrap("what is left", err)
	}
	if err := identity.ShutOutTx(op, account); err != nil {
		return err
	}
	return token.RevokeAllTx(op, account)
}
