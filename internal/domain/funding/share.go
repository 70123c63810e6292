package funding

import (
	"context"
	"strconv"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// Share is the part of a grant's base that a unit spends in a calendar year. The minimum of that unit and year follows from it.
type Share struct {
	ID       id.ID       `db:"id"`
	Grant    id.ID       `db:"grant_id"`
	Unit     id.ID       `db:"unit_id"`
	UnitName string      `db:"unit_name"`
	Year     int         `db:"year"`
	Base     money.Cents `db:"base_cents"`
}

func sharesTx(tx *db.Tx, sc access.Scope, grant id.ID) ([]Share, error) {
	var b db.Builder
	b.Add(`SELECT s.id, s.grant_id, s.unit_id, u.name AS unit_name, s.year, s.base_cents
		FROM grant_share s JOIN unit u ON u.network_id = s.network_id AND u.id = s.unit_id
		WHERE {grant.read:s} AND s.deleted_at IS NULL`)
	if grant != "" {
		b.Add(` AND s.grant_id = $1`, grant)
	}
	b.Add(` ORDER BY s.grant_id, s.year, u.name_key, s.id LIMIT 5000`)
	return db.Select[Share](tx, sc.BindQuery(b.Query()))
}

// ShareInput is a share as a form says it.
type ShareInput struct {
	Unit id.ID
	Year string
	Base string // euros; 0 takes the share away
}

// SetShare says which part of the grant's base a unit spends in a year. That the shares together differ from the base is
// not refused, because dividing goes step by step; GrantPage.Missing and the report show the difference.
func (s *Service) SetShare(ctx context.Context, sc access.Scope, grant id.ID, in ShareInput) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		g, err := operation.Found(grantTx(op.Tx, sc, access.GrantManage, grant))
		if err != nil {
			return err
		}
		f := fault.Fields{}
		years := g.Years()
		year := check.Int(f, "year", in.Year, years[0], years[len(years)-1])
		base := check.Money(f, "base", in.Base, 0, money.MaxInput)
		known := namesKnown{op: op, f: f}
		known.unitBelow("unit", in.Unit, g.Unit)
		if known.err != nil {
			return known.err
		}
		if err := f.Err(); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "grant.share_set", Object: "grant", ID: g.ID, Unit: in.Unit, Detail: map[string]any{"year": year, "base_cents": base}})
		return op.Insert(`INSERT INTO grant_share AS s (network_id, id, grant_id, unit_id, year, base_cents, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (network_id, grant_id, unit_id, year) DO UPDATE SET base_cents = excluded.base_cents, version = s.version + 1,
				operation_id = excluded.operation_id, deleted_at = NULL, deleted_op = NULL`,
			op.Network(), op.NewID(), g.ID, in.Unit, year, base, op.At, op.ID)
	})
	return operation.Wrap("set share", err)
}

func yearText(year int) string { return strconv.Itoa(year) }
