package network

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ColleagueName returns the name of somebody to whom the principal may give roles.
func (s *Service) ColleagueName(ctx context.Context, sc access.Scope, account id.ID) (name string, err error) {
	if err := sc.Require(access.RoleManage); err != nil {
		return "", err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		name, err = operation.Found(db.Get[string](tx, sc.Bind(`SELECT a.name FROM account a JOIN role_grant g ON g.account_id = a.id
			WHERE {role.manage:g} AND a.id = $1 AND a.deleted_at IS NULL AND g.revoked_at IS NULL LIMIT 1`, account)))
		return err
	})
	return name, operation.Wrap("colleague", err)
}

// ResetSecond takes the second step of signing in away from a colleague who lost theirs, with a reason. Who resets could give
// every role that the colleague holds here, so nobody opens a door above their own; and an account whose roles in another
// network ask for a second step is left to the operator, since this network's administrators don't decide for that one.
func (s *Service) ResetSecond(ctx context.Context, sc access.Scope, account id.ID, reason string) error {
	if err := sc.Require(access.RoleManage); err != nil {
		return err
	}
	f := fault.Fields{}
	reason = check.Line(f, "reason", reason, 5, 300)
	if err := f.Err(); err != nil {
		return err
	}
	if account == sc.Account() {
		return fault.Conflict("network.second.own")
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if _, err := operation.Get[id.ID](op, `SELECT g.account_id FROM role_grant g WHERE {role.manage:g} AND g.account_id = $1 AND g.revoked_at IS NULL LIMIT 1`, account); err != nil {
			return err
		}
		if err := mayResetTx(op, account); err != nil {
			return err
		}
		return identity.ResetTx(op, account, sc.ActorName(), reason)
	})
	return operation.Wrap("reset second step", err)
}

func mayResetTx(op *operation.Op, account id.ID) error {
	type row struct {
		Network id.ID       `db:"network_id"`
		Role    access.Role `db:"role"`
		Unit    id.ID       `db:"unit_id"`
	}
	var held []row
	err := op.Tx.Across(func() (err error) {
		held, err = db.Select[row](op.Tx, db.Q(`SELECT g.network_id, g.role, g.unit_id FROM role_grant g
			WHERE g.account_id = $1 AND g.unit_id IS NOT NULL AND g.revoked_at IS NULL AND (g.valid_to IS NULL OR g.valid_to >= $2) LIMIT 1000`, account, op.Today()))
		return err
	})
	if err != nil {
		return err
	}
	for _, h := range held {
		if h.Network != op.Network() && h.Role.NeedsSecond() || h.Network == op.Network() && MayGive(op.Scope, h.Role, h.Unit) != nil {
			return fault.Conflict("network.second.elsewhere")
		}
	}
	return nil
}
