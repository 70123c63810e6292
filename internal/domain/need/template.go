package need

import (
	"context"
	"time"

	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Template is a need that is asked often: a form is filled with it. It is its maker's own, or shared with the whole network.
type Template struct {
	ID     id.ID             `db:"id"`
	Name   string            `db:"name"`
	Shared bool              `db:"shared"`
	Own    bool              `db:"own"` // made by the principal
	By     string            `db:"by_name"`
	Input  db.JSON[AskInput] `db:"input"`
	MadeAt time.Time         `db:"made_at"`
}

const templateText = `SELECT t.id, t.name, t.shared, t.account_id = $1 AS own, a.name AS by_name, t.input, t.made_at
	FROM need_template t JOIN account a ON a.id = t.account_id WHERE {wall:t} AND (t.account_id = $1 OR t.shared) AND t.deleted_at IS NULL `

// MayShare reports whether the principal keeps templates for the whole network: who manages its menu does.
func MayShare(sc access.Scope) bool { return sc.Can(access.MenuManage) }

// Keep makes a template of a need: all that a form asks but the unit, the class and the period. Shared ones are for who keeps the menu.
func (s *Service) Keep(ctx context.Context, sc access.Scope, key id.ID, name string, shared bool) error {
	if err := sc.Require(access.NeedWrite); err != nil {
		return err
	}
	if shared && !MayShare(sc) {
		return fault.Forbidden("fault.forbidden")
	}
	f := fault.Fields{}
	name = check.Line(f, "name", name, 3, 80)
	if err := f.Err(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := operation.Get[Need](op, `SELECT `+needColumns+needFrom+`WHERE {need.write:n} AND n.id = $1 AND n.deleted_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		in := n.Again()
		in.Unit, in.Activity, in.Class, in.From, in.To = "", "", "", "", ""
		made := op.NewID()
		op.Audit(audit.Entry{Action: "need.template_made", Object: "need_template", ID: made, Unit: n.Unit, Detail: map[string]any{"name": name, "shared": shared, "need": key}})
		return op.Insert(`INSERT INTO need_template (network_id, id, unit_id, account_id, shared, name, menu_item_id, input, made_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			op.Network(), made, n.Unit, sc.Account(), shared, name, in.Item, db.JSON[AskInput]{V: in}, op.At, op.ID)
	})
	return operation.Wrap("keep template", err)
}

// Discard takes a template of the principal away.
func (s *Service) Discard(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.AccountOwn); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		t, err := operation.Get[Template](op, templateText+`AND t.account_id = $1 AND t.id = $2 LIMIT 1`, string(sc.Account()), key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "need.template_gone", Object: "need_template", ID: key, Detail: map[string]any{"name": t.Name}})
		return operation.Changed(op.Exec(`UPDATE need_template SET deleted_at = $3, deleted_op = $4, version = version + 1, operation_id = $4
			WHERE {wall:need_template} AND account_id = $1 AND id = $2 AND deleted_at IS NULL`, string(sc.Account()), key, op.At, op.ID))
	})
	return operation.Wrap("discard template", err)
}

// Starts is with what a new need can begin.
type Starts struct {
	Templates []Template // own ones first
	LastYear  []Need     // that the principal asked a school year ago, around this time
}

// Starts returns what a new need can begin with.
func (s *Service) Starts(ctx context.Context, sc access.Scope) (out Starts, err error) {
	if err := sc.Require(access.NeedWrite); err != nil {
		return out, err
	}
	today := clock.Today(s.Clock)
	last := schoolyear.Of(today) - 1
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out.Templates, err = db.Select[Template](tx, sc.Bind(templateText+`ORDER BY own DESC, t.made_at DESC, t.id DESC LIMIT 30`, string(sc.Account())))
		if err != nil {
			return err
		}
		out.LastYear, err = db.Select[Need](tx, sc.Bind(`SELECT `+needColumns+needFrom+`WHERE {need.write:n} AND n.asked_by = $1 AND n.period_to BETWEEN $2 AND $3
			AND n.deleted_at IS NULL ORDER BY n.period_from, n.id LIMIT 12`, string(sc.Account()), max(last.First(), today.AddDays(-aYear-30)), today.AddDays(-aYear+150)))
		return err
	})
	return out, operation.Wrap("read starts", err)
}

// aYear is a year in whole weeks: what fell on a Tuesday falls on one again.
const aYear = 364

// later moves a period by whole years until it has not passed.
func later(from, to, today clock.Date) (clock.Date, clock.Date) {
	for to < today {
		from, to = from.AddDays(aYear), to.AddDays(aYear)
	}
	return from, to
}

// FromTemplate fills a new form.
func (s *Service) FromTemplate(ctx context.Context, sc access.Scope, key id.ID) (in AskInput, err error) {
	if in, err = s.Suggest(ctx, sc, ""); err != nil {
		return in, err
	}
	unit, from, to := in.Unit, in.From, in.To
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		t, err := operation.Found(db.Get[Template](tx, sc.Bind(templateText+`AND t.id = $2 LIMIT 1`, string(sc.Account()), key)))
		in = t.Input.V
		return err
	})
	in.Unit, in.From, in.To = unit, from, to
	return in, operation.Wrap("read template", err)
}
