package directory

import (
	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// settleTx gives somebody the roles of the groups they are in, or that of who is in none of them, and takes what the directory gave before
// and is not theirs any more. Who had nothing here hears of it by mail.
func (s *Service) settleTx(op *operation.Op, d Directory, u User) error {
	if !u.Active || u.Linked == nil {
		return nil
	}
	want, err := db.Select[network.Post](op.Tx, db.Q(`SELECT DISTINCT g.role, g.unit_id FROM directory_group g
		JOIN directory_member m ON m.network_id = g.network_id AND m.group_id = g.id
		WHERE g.network_id = $1 AND g.directory_id = $2 AND m.user_id = $3 AND g.role <> '' AND g.deleted_at IS NULL
			AND EXISTS (SELECT 1 FROM unit_closure c WHERE c.network_id = g.network_id AND c.ancestor_id = $4 AND c.descendant_id = g.unit_id)
		ORDER BY g.unit_id, g.role LIMIT 200`, op.Network(), d.ID, u.ID, d.Unit))
	if err != nil {
		return operation.Wrap("read roles of groups", err)
	}
	if len(want) == 0 && d.DefaultRole != "" {
		want = []network.Post{{Role: d.DefaultRole, Unit: d.Unit}}
	}
	had, err := db.Get[bool](op.Tx, db.Q(`SELECT EXISTS (SELECT 1 FROM role_grant g WHERE g.network_id = $1 AND g.account_id = $2 AND g.directory_id = $3 AND g.revoked_at IS NULL) AS had`, op.Network(), u.Account, d.ID))
	if err != nil {
		return err
	}
	gained, err := network.KeepRolesTx(op, u.Account, d.ID, want)
	if err != nil || had || len(gained) == 0 || u.lately(op.At) {
		return err
	}
	if err := u.mailedTx(op); err != nil {
		return err
	}
	return network.TellTx(op, u.Account, gained[0].Role, gained[0].Unit)
}

// settleAllTx settles everybody of a directory, or of one of its groups.
func (s *Service) settleAllTx(op *operation.Op, d Directory, group id.ID) error {
	users, err := db.Select[User](op.Tx, db.Q(`SELECT `+userColumns+` FROM directory_user x WHERE x.network_id = $1 AND x.directory_id = $2 AND x.active AND x.linked_at IS NOT NULL AND x.deleted_at IS NULL
		AND ($3 = '' OR EXISTS (SELECT 1 FROM directory_member m WHERE m.network_id = x.network_id AND m.user_id = x.id AND m.group_id = $3)) ORDER BY x.id LIMIT 5000`,
		op.Network(), d.ID, string(group)))
	if err != nil {
		return operation.Wrap("read users", err)
	}
	for _, u := range users {
		if err := s.settleTx(op, d, u); err != nil {
			return err
		}
	}
	return nil
}

// as runs part of a use case with what the directory may do.
func as(op *operation.Op, sc access.Scope, do func() error) error {
	was := op.Scope
	op.Scope = sc
	defer func() { op.Scope = was }()
	return do()
}
