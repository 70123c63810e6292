package network

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ServiceAccount is the account of a program: it has roles on units as anybody, never signs in, and acts through tokens only.
type ServiceAccount struct {
	ID        id.ID     `db:"id"`
	Name      string    `db:"name"`
	CreatedAt time.Time `db:"created_at"`
	Roles     []Held
	Tokens    []token.Token // filled by ServiceAccountOf
	Mine      bool          // the principal could give each of its roles, so may make tokens that have them
}

// ServiceInput is the form for a new service account.
type ServiceInput struct {
	Name string
	Role string
	Unit id.ID
}

// AddServiceAccount makes the account of a program and gives it its first role; the giver must be able to give it.
func (s *Service) AddServiceAccount(ctx context.Context, sc access.Scope, in ServiceInput) (account id.ID, err error) {
	if err := sc.Require(access.RoleManage); err != nil {
		return "", err
	}
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	role := access.Role(in.Role)
	if in.Unit == "" {
		f.Add("unit", "field.required")
	} else if err := MayGive(sc, role, in.Unit); err != nil {
		own, ok := fault.As(err)
		if !ok || own.Kind != fault.KindInvalid {
			return "", err
		}
		f.Add("role", own.Fields["role"].Key)
	}
	if err := f.Err(); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		account = op.NewID()
		err := op.Insert(`INSERT INTO account (id, email, name, lang, kind, created_at, operation_id) VALUES ($1, $2, $3, 'nl', 'service', $4, $5)`,
			account, string(account)+post.NoMailbox, in.Name, op.At, op.ID)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "account.service_made", Object: "account", ID: account, Unit: in.Unit, Detail: map[string]string{"name": in.Name}})
		return s.giveRoleTx(op, RoleInput{Account: account, Role: role, Unit: in.Unit})
	})
	return account, operation.Wrap("add service account", err)
}

// ServiceAccounts lists the programs with a role on a unit in reach, by name.
func (s *Service) ServiceAccounts(ctx context.Context, sc access.Scope) (list []ServiceAccount, err error) {
	if err := sc.Require(access.RoleManage); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		today := clock.Today(s.Clock)
		list, err = db.Select[ServiceAccount](tx, sc.Bind(`SELECT a.id, a.name, a.created_at FROM account a
			WHERE a.kind = 'service' AND a.deleted_at IS NULL AND EXISTS (SELECT 1 FROM role_grant g WHERE g.account_id = a.id AND {role.manage:g}
				AND g.revoked_at IS NULL AND (g.valid_to IS NULL OR g.valid_to >= $1))
			ORDER BY a.name, a.id LIMIT 200`, today))
		if err != nil {
			return err
		}
		at, accounts := map[id.ID]int{}, make([]id.ID, len(list))
		for i, a := range list {
			at[a.ID], accounts[i] = i, a.ID
		}
		held, err := db.Select[Held](tx, sc.Bind(serviceRoles+` AND {role.manage:g} ORDER BY u.name_key, u.id, g.role, g.id LIMIT 2000`, db.List(accounts), today))
		for _, h := range held {
			a := &list[at[h.Account]]
			a.Roles = append(a.Roles, h)
		}
		return err
	})
	return list, operation.Wrap("list service accounts", err)
}

const serviceRoles = `SELECT g.id, g.account_id, g.role, g.unit_id, u.name AS unit_name, g.valid_from, g.valid_to
	FROM role_grant g JOIN unit u ON u.network_id = g.network_id AND u.id = g.unit_id
	WHERE g.account_id = ANY($1) AND g.revoked_at IS NULL AND (g.valid_to IS NULL OR g.valid_to >= $2)`

// ServiceAccountOf finds a program with a role in reach, with its tokens.
func (s *Service) ServiceAccountOf(ctx context.Context, sc access.Scope, account id.ID) (out ServiceAccount, err error) {
	if err := sc.Require(access.RoleManage); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		today := clock.Today(s.Clock)
		if out, err = serviceTx(tx, sc, account, today); err != nil {
			return err
		}
		out.Tokens, err = token.OfTx(tx, sc.Network(), account, today)
		return err
	})
	return out, operation.Wrap("find service account", err)
}

// serviceTx finds a program with a role in reach. Its other roles count for Mine, and are not shown.
func serviceTx(tx *db.Tx, sc access.Scope, account id.ID, today clock.Date) (out ServiceAccount, err error) {
	out, err = operation.Found(db.Get[ServiceAccount](tx, db.Q(`SELECT a.id, a.name, a.created_at FROM account a
		WHERE a.id = $1 AND a.kind = 'service' AND a.deleted_at IS NULL LIMIT 1`, account)))
	if err != nil {
		return out, err
	}
	held, err := db.Select[Held](tx, sc.Bind(serviceRoles+` AND {wall:g} ORDER BY u.name_key, u.id, g.role, g.id LIMIT 200`, db.List([]id.ID{account}), today))
	if err != nil {
		return out, err
	}
	out.Mine = len(held) > 0
	for _, h := range held {
		if sc.CanOn(access.RoleManage, h.Unit) {
			out.Roles = append(out.Roles, h)
		}
		out.Mine = out.Mine && MayGive(sc, h.Role, h.Unit) == nil
	}
	if len(out.Roles) == 0 {
		return out, fault.NotFound("fault.not_found")
	}
	return out, nil
}

// MakeServiceToken makes a token of a program. Who makes it holds it for a moment, so must be able to give each of the program's roles.
func (s *Service) MakeServiceToken(ctx context.Context, sc access.Scope, account id.ID, in token.Input) (made token.Made, err error) {
	if err := sc.Require(access.RoleManage); err != nil {
		return token.Made{}, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		known, err := serviceTx(op.Tx, sc, account, op.Today())
		if err != nil {
			return err
		}
		if !known.Mine {
			return fault.Forbidden("network.service_not_yours")
		}
		made, err = token.MakeTx(op, account, in)
		return err
	})
	return made, operation.Wrap("make service token", err)
}

// RevokeServiceToken ends a token of a program with a role in reach.
func (s *Service) RevokeServiceToken(ctx context.Context, sc access.Scope, account, key id.ID) error {
	if err := sc.Require(access.RoleManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if _, err := serviceTx(op.Tx, sc, account, op.Today()); err != nil {
			return err
		}
		return token.RevokeTx(op, account, key)
	})
	return operation.Wrap("revoke service token", err)
}
