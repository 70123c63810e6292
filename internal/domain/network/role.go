package network

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// RoleInput gives a role on a unit to an account.
type RoleInput struct {
	Account id.ID
	Role    access.Role
	Unit    id.ID
	From    clock.Date // today when empty
	To      clock.Date // open end when empty
	Reason  string
}

// GiveRole gives a role. The giver must manage roles on the unit and hold what is given (access.Role.MayGrant).
func (s *Service) GiveRole(ctx context.Context, sc access.Scope, in RoleInput) error {
	if err := MayGive(sc, in.Role, in.Unit); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := knownTx(op, in.Account); err != nil {
			return err
		}
		return s.giveRoleTx(op, in)
	})
	return operation.Wrap("give role", err)
}

// knownTx refuses an account that the principal cannot see: one without a role in reach. The system sees all accounts;
// others bring somebody new in with InvitePerson.
func knownTx(op *operation.Op, account id.ID) error {
	if op.Scope.Kind() == access.KindSystem {
		_, err := operation.Found(db.Get[id.ID](op.Tx, db.Q(`SELECT id FROM account WHERE id = $1 AND deleted_at IS NULL LIMIT 1`, account)))
		return err
	}
	_, err := operation.Get[id.ID](op, `SELECT g.account_id FROM role_grant g WHERE {role.read:g} AND g.account_id = $1 LIMIT 1`, account)
	return err
}

// MayGive refuses a role that the principal cannot give on the unit.
func MayGive(sc access.Scope, role access.Role, unit id.ID) error {
	if err := sc.RequireOn(access.RoleManage, unit); err != nil {
		return err
	}
	if !role.Known() {
		return fault.Fields{"role": {Key: "field.choice"}}.Err()
	}
	if sc.Kind() == access.KindSystem {
		return nil
	}
	own := sc.RolesOn(unit)
	if len(own) == 0 { // whoever reaches the whole network holds a role on each of its units, so this one is none of them
		return fault.NotFound("fault.not_found")
	}
	if !slices.ContainsFunc(own, func(r access.Role) bool { return r.MayGrant(role) }) {
		return fault.Fields{"role": {Key: "network.role_too_high"}}.Err()
	}
	return nil
}

func (s *Service) giveRoleTx(op *operation.Op, in RoleInput) error {
	if in.From == "" {
		in.From = op.Today()
	}
	f := fault.Fields{}
	check.DateOrder(f, "to", in.From, in.To)
	if err := f.Err(); err != nil {
		return err
	}
	if _, err := operation.Get[id.ID](op, `SELECT u.id FROM unit u WHERE {role.manage:u.id} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, in.Unit); err != nil {
		return err
	}
	_, err := op.Exec(`UPDATE role_grant SET revoked_at = $4 WHERE {role.manage:role_grant} AND account_id = $1 AND role = $2 AND unit_id = $3
		AND revoked_at IS NULL AND valid_to < $5`, in.Account, in.Role, in.Unit, op.At, op.Today()) // it ended by itself; now it may be given again
	if err != nil {
		return err
	}
	key := op.NewID()
	err = op.Insert(`INSERT INTO role_grant (network_id, id, account_id, role, unit_id, valid_from, valid_to, reason, granted_by, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		op.Network(), key, in.Account, in.Role, in.Unit, in.From, in.To, in.Reason, op.Scope.Account(), op.At, op.ID)
	if _, taken := s.DB.Conflict(err); taken {
		return fault.Conflict("network.role_held")
	}
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "role.given", Object: "role_grant", ID: key, Unit: in.Unit, Detail: in})
	return nil
}
