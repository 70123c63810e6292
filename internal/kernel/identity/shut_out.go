package identity

import (
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// ShutOutTx ends what somebody who left the network held in their hands there: sessions, and links from mails, feeds among them. Their
// roles ended already, so nothing of it opened anything any more; who comes back begins afresh and takes nothing up where it was left.
// The account stays: it may be at work in another network.
func ShutOutTx(op *operation.Op, account id.ID) error {
	for _, text := range []string{
		`UPDATE session SET revoked_at = $3 WHERE network_id = $1 AND account_id = $2 AND revoked_at IS NULL`,
		`UPDATE link SET revoked_at = $3 WHERE network_id = $1 AND account_id = $2 AND used_at IS NULL AND revoked_at IS NULL`,
	} {
		if _, err := op.Tx.Exec(db.Q(text, op.Network(), account, op.At)); err != nil {
			return operation.Wrap("shut out", err)
		}
	}
	return nil
}
