package network

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// InviteInput brings a person in: who, and what they will do where.
type InviteInput struct {
	Email  string
	Name   string
	Role   access.Role
	Unit   id.ID
	To     string // last day, empty for an open end
	Reason string
	Lang   string // of the mail to somebody new: nl or en
}

// RoleLetter is what the letters "join" (to somebody new, with a link) and "role_given" (to somebody who signs in
// already) tell.
type RoleLetter struct {
	Inviter string `json:"inviter"`
	Role    string `json:"role"` // of access.Roles; the word is "role."+Role
	Unit    string `json:"unit"`
}

// InvitePerson gives a role to the person with a mail address, who need not be known yet, and tells them by mail. Somebody
// without a password gets a link to join.
func (s *Service) InvitePerson(ctx context.Context, sc access.Scope, in InviteInput) (account id.ID, err error) {
	if err := sc.Require(access.RoleManage); err != nil {
		return "", err
	}
	to, err := in.validate(sc)
	if err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if account, _, err = identity.EnsureAccountTx(op, in.Email, in.Name, in.Lang); err != nil {
			return err
		}
		if err := s.giveRoleTx(op, RoleInput{Account: account, Role: in.Role, Unit: in.Unit, To: to, Reason: in.Reason}); err != nil {
			return err
		}
		return TellTx(op, account, in.Role, in.Unit)
	})
	return account, operation.Wrap("invite person", err)
}

func (in *InviteInput) validate(sc access.Scope) (to clock.Date, err error) {
	f := fault.Fields{}
	in.Email = check.Email(f, "email", in.Email)
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	in.Reason = check.OptionalLine(f, "reason", in.Reason, 200)
	to = check.OptionalDate(f, "to", in.To)
	if in.Lang == "" {
		in.Lang = "nl"
	}
	in.Lang = check.Choice(f, "lang", in.Lang, "nl", "en")
	if in.Unit == "" {
		f.Add("unit", "field.required")
		return to, f.Err()
	}
	if err := MayGive(sc, in.Role, in.Unit); err != nil {
		own, ok := fault.As(err)
		if !ok || own.Kind != fault.KindInvalid {
			return "", err
		}
		f.Add("role", own.Fields["role"].Key)
	}
	return to, f.Err()
}

// TellTx mails the holder of a new role; who has not joined yet gets a link to do so.
func TellTx(op *operation.Op, account id.ID, role access.Role, unit id.ID) error {
	type row struct {
		Email string `db:"email"`
		Name  string `db:"name"`
		Lang  string `db:"lang"`
		Unit  string `db:"unit_name"`
	}
	to, err := operation.Get[row](op, `SELECT a.email, a.name, a.lang, u.name AS unit_name FROM account a JOIN unit u ON u.id = $2
		WHERE {role.manage:u.id} AND a.id = $1 LIMIT 1`, account, unit)
	if err != nil {
		return err
	}
	joined, err := identity.JoinedTx(op.Tx, op.Network(), account)
	if err != nil {
		return err
	}
	letter := post.Letter{
		Key: "role_given", To: to.Email, ToName: to.Name, Lang: to.Lang, Unit: unit, AboutKind: "account", About: account,
		Data: RoleLetter{Inviter: op.Scope.ActorName(), Role: string(role), Unit: to.Unit},
	}
	if !joined {
		letter.Key = "join"
		if letter.Link, err = link.MakeTx(op, link.New{Kind: link.Join, Email: to.Email, Account: account, Subject: account}); err != nil {
			return err
		}
	}
	return post.SendTx(op, letter)
}

// InviteAgain mails a new link to join to somebody who has a role in reach and has not joined yet; older links die.
func (s *Service) InviteAgain(ctx context.Context, sc access.Scope, account id.ID) error {
	if err := sc.Require(access.RoleManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		g, err := operation.Get[Held](op, `SELECT g.role, g.unit_id FROM role_grant g JOIN account a ON a.id = g.account_id AND a.kind = 'person'
			WHERE {role.manage:g} AND g.account_id = $1 AND g.revoked_at IS NULL ORDER BY g.created_at DESC, g.id DESC LIMIT 1`, account)
		if err != nil {
			return err
		}
		joined, err := identity.JoinedTx(op.Tx, op.Network(), account)
		if err != nil {
			return err
		}
		if joined {
			return fault.Conflict("network.joined_already")
		}
		if err := link.RevokeTx(op, link.Join, account); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "role.told_again", Object: "account", ID: account, Unit: g.Unit})
		return TellTx(op, account, g.Role, g.Unit)
	})
	return operation.Wrap("invite again", err)
}
