package company

import (
	"context"

	"schakel/internal/domain/network"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/identity"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/fault"
)

// AskAccount gives who holds the link an account at their company: a mail to their own address lets them choose a password, so
// somebody else with the link gains nothing. Asked again, the mail goes once more.
func (s *Service) AskAccount(ctx context.Context, sc access.Scope) error {
	if err := sc.Require(access.CompanyColleague); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := op.Lock("company:" + string(sc.Organisation())); err != nil {
			return err
		}
		me, err := meTx(op.Tx, sc)
		if err != nil {
			return err
		}
		if me.Email == "" {
			return fault.Conflict("company.account.no_mail")
		}
		if err := me.ensureTx(op); err != nil {
			return err
		}
		if err := me.accountTx(op); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "company.account_asked", Object: "company_colleague", ID: me.Row, Unit: me.Unit, Detail: map[string]any{"organisation": sc.Organisation(), "account": me.Account}})
		return me.inviteTx(op)
	})
	return operation.Wrap("ask account", err)
}

// accountTx gives the account with the person's mail address the role at the company, once.
func (m *Me) accountTx(op *operation.Op) error {
	if m.Account != "" {
		return nil
	}
	account, _, err := identity.EnsureAccountTx(op, m.Email, m.Name, m.Lang)
	if err != nil {
		return err
	}
	held, err := operation.Select[string](op, `SELECT g.role FROM role_grant g WHERE {wall:g} AND g.account_id = $1 AND g.revoked_at IS NULL LIMIT 1`, account)
	if err != nil {
		return err
	}
	if len(held) > 0 { // who works here too, or at another company, keeps their own start page
		return fault.Conflict("company.account.elsewhere")
	}
	m.Account = account
	err = op.Insert(`INSERT INTO role_grant (network_id, id, account_id, role, organisation_id, valid_from, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		op.Network(), op.NewID(), account, access.CompanyContact, op.Scope.Organisation(), op.Today(), op.At, op.ID)
	if err != nil {
		return err
	}
	return operation.Changed(op.Exec(`UPDATE company_colleague AS c SET account_id = $2, version = version + 1, operation_id = $3 WHERE {company.colleague:c} AND c.id = $1`, m.Row, account, op.ID))
}

func (m Me) inviteTx(op *operation.Op) error {
	joined, err := identity.JoinedTx(op.Tx, op.Network(), m.Account)
	if err != nil {
		return err
	}
	letter := post.Letter{
		Key: "role_given", To: m.Email, ToName: m.Name, Lang: m.Lang, Unit: m.Unit, Organisation: op.Scope.Organisation(), AboutKind: "account", About: m.Account,
		Data: network.RoleLetter{Inviter: m.Name, Role: string(access.CompanyContact), Unit: m.Company},
	}
	if !joined {
		letter.Key = "join"
		if err := link.RevokeTx(op, link.Join, m.Account); err != nil {
			return err
		}
		if letter.Link, err = link.MakeTx(op, link.New{Kind: link.Join, Email: m.Email, Account: m.Account, Subject: m.Account}); err != nil {
			return err
		}
	}
	return post.SendTx(op, letter)
}
