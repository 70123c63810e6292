package budget

import (
	"context"
	"slices"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// LineInput is a line as a form says it.
type LineInput struct {
	Activity id.ID // empty: global, as long as the block is open
	Year     string
	Cost     Cost // Machine takes Residual, Term and UsedFrom instead of Year and Measure
	What     string
	Measure  Measure
	Quantity string // up to two decimals
	Price    string // euros; of a machine the purchase price
	Residual string
	Term     string // months
	UsedFrom string
	Reason   string
}

// maxQuantity is the most of anything, in hundredths.
const maxQuantity = 1_000_000_00

// read cleans the input for a grant with these years.
func (in LineInput) read(f fault.Fields, b Budget) (l Line) {
	l = Line{Unit: b.Grant.Unit, Grant: b.Grant.ID, Activity: in.Activity, What: check.Line(f, "what", in.What, 2, 160)}
	l.Quantity = int(check.Money(f, "quantity", in.Quantity, 1, maxQuantity)) // two decimals, as money has
	l.Price = check.Money(f, "price", in.Price, 1, money.MaxInput)
	if l.Cost = check.Choice(f, "cost", string(in.Cost), append(Costs(), Machine)...); l.Cost != Machine {
		l.Year = check.Int(f, "year", in.Year, b.Years[0], b.Years[len(b.Years)-1])
		l.Measure = check.Choice(f, "measure", string(in.Measure), Measures()...)
	} else {
		l.Measure = "piece"
		l.Residual = check.Money(f, "residual", in.Residual, 0, money.MaxInput)
		l.Term = check.Int(f, "term", in.Term, 1, 600)
		l.UsedFrom = check.Date(f, "used_from", in.UsedFrom)
		if _, bad := f["residual"]; !bad && l.Price > 0 && l.Residual >= l.Price {
			f.Add("residual", "budget.residual_too_much")
		}
		if l.UsedFrom != "" && l.Term > 0 && l.Months(b.Grant) == 0 {
			f.Add("used_from", "budget.outside_project", b.Grant.StartOn, b.Grant.EndOn)
		}
	}
	if _, bad := f["price"]; bad || l.Quantity == 0 {
		return l
	}
	if amount, err := l.Amount(); err != nil || amount > money.MaxInput {
		f.Add("quantity", "budget.amount_too_much", money.MaxInput)
	} else if amount == 0 {
		f.Add("quantity", "budget.amount_nothing")
	}
	return l
}

// reasonFor checks the reason for a change: it is needed when a block that it touches is no longer open, and for a change of what stood
// there once the grant was decided.
func (b Budget) reasonFor(op *operation.Op, f fault.Fields, reason string, existing bool, years ...int) string {
	if b.NeedsReason(op.Today() >= b.Grant.DecidedOn, existing, years...) {
		return check.Multiline(f, "reason", reason, 5, 2000)
	}
	return check.OptionalMultiline(f, "reason", reason, 2000)
}

// NeedsReason reports whether a change in years needs its reason; existing says that something stands there now.
func (b Budget) NeedsReason(decided, existing bool, years ...int) bool {
	return decided && existing || slices.ContainsFunc(years, func(y int) bool { s := b.Block(y).State; return s == Detailed || s == Fixed })
}

// placed checks the activity of a line: one of the grant, that runs in the line's year, and any at all once a block is detailed.
func (b Budget) placed(op *operation.Op, f fault.Fields, l *Line) error {
	years := l.Years(b.Grant)
	if l.Activity == "" {
		if slices.ContainsFunc(years, func(y int) bool { return b.Block(y).State != Open && b.Block(y).First != 0 }) {
			f.Add("activity", "budget.activity_needed")
		}
		return nil
	}
	type row struct {
		Code     string `db:"code"`
		Name     string `db:"name"`
		From     int    `db:"from_year"`
		To       int    `db:"to_year"`
		LineCode string `db:"line_code"`
	}
	rows, err := operation.Select[row](op, `SELECT a.code, a.name, CAST(substr(a.start_on, 1, 4) AS INTEGER) AS from_year, CAST(substr(a.end_on, 1, 4) AS INTEGER) AS to_year, l.code AS line_code
		FROM activity a JOIN programme_line l ON l.network_id = a.network_id AND l.id = a.line_id
		WHERE {programme.read:a} AND a.id = $1 AND l.grant_id = $2 AND a.deleted_at IS NULL LIMIT 1`, l.Activity, b.Grant.ID)
	switch {
	case err != nil:
		return err
	case len(rows) == 0:
		f.Add("activity", "field.choice")
		return nil
	case l.Year != 0 && (l.Year < rows[0].From || l.Year > rows[0].To):
		f.Add("year", "budget.outside_activity", rows[0].From, rows[0].To)
	}
	l.ActivityCode, l.ActivityName, l.LineCode = rows[0].Code, rows[0].Name, rows[0].LineCode
	return nil
}

// writeTx opens a budget to change it: changes of one budget wait for each other, so that a reason is judged by what stands there.
func writeTx(op *operation.Op, grant id.ID) (Budget, error) {
	if err := op.Lock("budget:" + string(grant)); err != nil {
		return Budget{}, err
	}
	return loadTx(op.Tx, op.Scope, access.GrantManage, grant)
}

func (b Budget) line(key id.ID) (Line, error) {
	i := slices.IndexFunc(b.Lines, func(l Line) bool { return l.ID == key })
	if i < 0 {
		return Line{}, fault.NotFound("fault.not_found")
	}
	return b.Lines[i], nil
}

// AddLine adds a line to the budget of a grant.
func (s *Service) AddLine(ctx context.Context, sc access.Scope, grant id.ID, in LineInput) (key id.ID, err error) {
	if err := sc.Require(access.GrantManage); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		b, err := writeTx(op, grant)
		if err != nil {
			return err
		}
		f := fault.Fields{}
		l := in.read(f, b)
		reason := b.reasonFor(op, f, in.Reason, false, l.Years(b.Grant)...)
		if err := b.placed(op, f, &l); err != nil {
			return err
		}
		if err := f.Err(); err != nil {
			return err
		}
		key = op.NewID()
		op.Audit(audit.Entry{Action: "budget.line_added", Object: "budget", ID: key, Unit: b.Grant.Unit, Detail: l.snapshot()})
		if err := op.Insert(`INSERT INTO budget_line (network_id, id, unit_id, grant_id, activity_id, year, cost, what, measure, quantity, price_cents,
				residual_cents, term_months, used_from, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
			op.Network(), key, l.Unit, l.Grant, l.Activity, l.Year, l.Cost, l.What, l.Measure, l.Quantity, l.Price, l.Residual, l.Term, l.UsedFrom, op.At, op.ID); err != nil {
			return err
		}
		return noteTx(op, b.Grant, About{Subject: AboutLine, ID: key, Year: l.Year, What: l.What}, nil, l.snapshot(), reason)
	})
	return key, operation.Wrap("add budget line", err)
}

// ChangeLine changes a line. What it was stays in the history.
func (s *Service) ChangeLine(ctx context.Context, sc access.Scope, grant, key id.ID, version int, in LineInput) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		b, err := writeTx(op, grant)
		if err != nil {
			return err
		}
		was, err := b.line(key)
		if err != nil {
			return err
		}
		if (was.Cost == Machine) != (in.Cost == Machine) {
			return fault.Invalid("fault.bad_form")
		}
		f := fault.Fields{}
		l := in.read(f, b)
		reason := b.reasonFor(op, f, in.Reason, true, append(was.Years(b.Grant), l.Years(b.Grant)...)...)
		if err := b.placed(op, f, &l); err != nil {
			return err
		}
		if err := f.Err(); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "budget.line_changed", Object: "budget", ID: key, Unit: b.Grant.Unit, Detail: map[string]any{"was": was.snapshot(), "is": l.snapshot(), "reason": reason}})
		if err := operation.Changed(op.Exec(`UPDATE budget_line SET activity_id = $3, year = $4, cost = $5, what = $6, measure = $7, quantity = $8, price_cents = $9,
				residual_cents = $10, term_months = $11, used_from = $12, version = version + 1, operation_id = $13
			WHERE {grant.manage:budget_line} AND id = $1 AND version = $2`,
			key, version, l.Activity, l.Year, l.Cost, l.What, l.Measure, l.Quantity, l.Price, l.Residual, l.Term, l.UsedFrom, op.ID)); err != nil {
			return err
		}
		return noteTx(op, b.Grant, About{Subject: AboutLine, ID: key, Year: l.Year, What: l.What}, was.snapshot(), l.snapshot(), reason)
	})
	return operation.Wrap("change budget line", err)
}

// RemoveLine takes a line out of the budget.
func (s *Service) RemoveLine(ctx context.Context, sc access.Scope, grant, key id.ID, reason string) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		b, err := writeTx(op, grant)
		if err != nil {
			return err
		}
		was, err := b.line(key)
		if err != nil {
			return err
		}
		f := fault.Fields{}
		reason := b.reasonFor(op, f, reason, true, was.Years(b.Grant)...)
		if err := f.Err(); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "budget.line_removed", Object: "budget", ID: key, Unit: b.Grant.Unit, Detail: map[string]any{"was": was.snapshot(), "reason": reason}})
		if err := operation.Changed(op.Exec(`UPDATE budget_line SET deleted_at = $2, deleted_op = $3, operation_id = $3, version = version + 1
			WHERE {grant.manage:budget_line} AND id = $1 AND deleted_at IS NULL`, key, op.At, op.ID)); err != nil {
			return err
		}
		return noteTx(op, b.Grant, About{Subject: AboutLine, ID: key, Year: was.Year, What: was.What}, was.snapshot(), nil, reason)
	})
	return operation.Wrap("remove budget line", err)
}
