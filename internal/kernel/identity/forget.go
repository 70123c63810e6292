package identity

import (
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// ForgetTx takes an account away whose owner was erased and who has no role anywhere any more: name, mail address, password and
// sessions. Its id stays, because what was done names it. An account that still has a role is somebody's who works here, and stays.
func ForgetTx(op *operation.Op, account id.ID) error {
	var n int64
	err := op.Tx.Across(func() (err error) { // also a role in another network keeps it
		n, err = op.Tx.Exec(db.Q(`UPDATE account SET name = '', email = id, password_hash = '', disabled_at = COALESCE(disabled_at, $2), deleted_at = $2, deleted_op = $3,
				version = version + 1, operation_id = $3
			WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = account.id AND g.revoked_at IS NULL)`, account, op.At, op.ID))
		return err
	})
	if err != nil || n == 0 {
		return operation.Wrap("forget account", err)
	}
	if _, err := op.Tx.Exec(db.Q(`DELETE FROM session WHERE account_id = $1`, account)); err != nil {
		return operation.Wrap("forget sessions", err)
	}
	for _, text := range []string{`DELETE FROM sign_in_identity WHERE account_id = $1`, `DELETE FROM sign_in_pending WHERE account_id = $1`} {
		if _, err := op.Tx.Exec(db.Q(text, account)); err != nil {
			return operation.Wrap("forget sign-in services", err)
		}
	}
	_, err = op.Tx.Exec(db.Q(`UPDATE directory_user SET account_id = NULL, external_id = '', user_name = id, user_key = id, email = '', given_name = '', family_name = '', display_name = '',
		active = FALSE, linked_at = NULL WHERE account_id = $1`, account))
	if err != nil {
		return operation.Wrap("forget what a directory said", err)
	}
	if _, err := op.Tx.Exec(db.Q(`UPDATE link SET email = '', revoked_at = COALESCE(revoked_at, $3) WHERE network_id = $1 AND account_id = $2`, op.Network(), account, op.At)); err != nil {
		return operation.Wrap("forget links", err)
	}
	return op.Erase(ErasedAccount, []id.ID{account})
}
