package agreement

import (
	"context"
	"errors"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
)

// DefaultWeeks is how long before its end an agreement ends soon, where a network says nothing else.
const DefaultWeeks = 8

func orDefault(weeks int) int {
	if weeks == 0 {
		return DefaultWeeks
	}
	return weeks
}

// WeeksTx is Weeks inside a transaction.
func WeeksTx(tx *db.Tx, sc access.Scope) (int, error) {
	weeks, err := db.Get[int](tx, sc.Bind(`SELECT x.weeks FROM agreement_setting x WHERE {wall:x} LIMIT 1`))
	if errors.Is(err, db.ErrNoRow) {
		return DefaultWeeks, nil
	}
	return weeks, err
}

// Weeks returns how long before its end an agreement ends soon.
func (s *Service) Weeks(ctx context.Context, sc access.Scope) (weeks int, err error) {
	if err := sc.Require(access.AgreementRead); err != nil {
		return 0, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		weeks, err = WeeksTx(tx, sc)
		return err
	})
	return weeks, operation.Wrap("read weeks", err)
}

// SetWeeks says how long before its end the maker of an agreement is told.
func (s *Service) SetWeeks(ctx context.Context, sc access.Scope, text string) error {
	if err := sc.Require(access.AgreementManage); err != nil {
		return err
	}
	f := fault.Fields{}
	weeks := check.Int(f, "weeks", text, 1, 52)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "agreement.weeks_set", Object: "agreement_setting", ID: op.Network(), Detail: map[string]any{"weeks": weeks}})
		return op.Insert(`INSERT INTO agreement_setting (network_id, weeks, operation_id) VALUES ($1, $2, $3)
			ON CONFLICT (network_id) DO UPDATE SET weeks = excluded.weeks, version = agreement_setting.version + 1, operation_id = excluded.operation_id`, op.Network(), weeks, op.ID)
	})
	return operation.Wrap("set weeks", err)
}
