package company

import (
	"context"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// LetOut ends what a colleague at one's own company sees of it. They stay a contact of the company.
func (s *Service) LetOut(ctx context.Context, sc access.Scope, row id.ID) error {
	if err := sc.Require(access.CompanyColleague); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		me, err := meTx(op.Tx, sc)
		if err != nil {
			return err
		}
		c, err := operation.Get[Colleague](op, colleagues+`WHERE {company.colleague:c} AND c.id = $1 AND c.deleted_at IS NULL LIMIT 1`, row)
		if err != nil {
			return err
		}
		if !me.mayLetOut(c) {
			return fault.Forbidden("company.colleague.not_let_in_by_you")
		}
		return letOutTx(op, row)
	})
	return operation.Wrap("let colleague out", err)
}

func letOutTx(op *operation.Op, row id.ID) error {
	l, err := operation.Get[relation.Letting](op, `SELECT c.id, c.organisation_id, c.person_id, COALESCE(c.account_id, '') AS account_id FROM company_colleague c
		WHERE {wall:c} AND c.id = $1 AND c.deleted_at IS NULL LIMIT 1`, row)
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "company.colleague_let_out", Object: "company_colleague", ID: row, Detail: map[string]any{"organisation": l.Organisation, "person": l.Person}})
	return relation.LetOutTx(op, l)
}

// Of returns who at a company was let in, for our colleagues who know its people.
func (s *Service) Of(ctx context.Context, sc access.Scope, company id.ID) (name string, rows []Colleague, err error) {
	if err := sc.Require(access.PersonRead); err != nil {
		return "", nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		o, err := relation.OrganisationTx(tx, sc, company)
		if err != nil {
			return err
		}
		name = o.Name
		rows, err = db.Select[Colleague](tx, sc.Bind(colleagues+`WHERE {person.read:c} AND c.organisation_id = $1 AND c.deleted_at IS NULL ORDER BY c.created_at, c.id LIMIT 200`, o.ID))
		return err
	})
	return name, rows, operation.Wrap("read colleagues of company", err)
}

// LetOutBy is LetOut by one of us: everybody, also the first.
func (s *Service) LetOutBy(ctx context.Context, sc access.Scope, company, row id.ID) error {
	if err := sc.Require(access.PersonWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		_, err := operation.Get[id.ID](op, `SELECT c.id FROM company_colleague c WHERE {person.write:c} AND c.id = $1 AND c.organisation_id = $2 AND c.deleted_at IS NULL LIMIT 1`, row, company)
		if err != nil {
			return err
		}
		return letOutTx(op, row)
	})
	return operation.Wrap("let colleague out", err)
}
