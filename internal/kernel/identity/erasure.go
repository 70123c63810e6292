package identity

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/erasure"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// ErasedAccount is the kind of an account in the erasure journal.
const ErasedAccount = "account"

// Erasures says how accounts go again after a restore. One went only when it had no role anywhere, so those that it has again end first.
func Erasures() []erasure.Kind {
	return []erasure.Kind{{
		Name: ErasedAccount,
		Living: func(tx *db.Tx, _ access.Scope, keys []id.ID) ([]id.ID, error) {
			return db.Select[id.ID](tx, db.Q(`SELECT a.id FROM account a WHERE a.id = ANY($1) AND a.email <> a.id ORDER BY a.id LIMIT 100000`, db.List(keys)))
		},
		Erase: func(op *operation.Op, keys []id.ID) error {
			err := op.Tx.Across(func() error {
				_, err := op.Tx.Exec(db.Q(`UPDATE role_grant SET revoked_at = $2 WHERE account_id = ANY($1) AND revoked_at IS NULL`, db.List(keys), op.At))
				return err
			})
			if err != nil {
				return operation.Wrap("end roles", err)
			}
			for _, key := range keys {
				if err := ForgetTx(op, key); err != nil {
					return err
				}
			}
			return nil
		},
	}}
}
