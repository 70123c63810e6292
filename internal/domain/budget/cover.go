package budget

import (
	"context"
	"strconv"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/money"
)

// CoverInput is what pays for a year, as a form says it.
type CoverInput struct {
	Year        string
	Granted     string // euros
	Cofinancing string
	Own         string
	Reason      string
}

// SetCover says what pays for a year. That it is not what the year costs is not refused, since a budget grows line by line; the page says
// what is missing, and a block is fixed only when its years are in balance.
func (s *Service) SetCover(ctx context.Context, sc access.Scope, grant id.ID, in CoverInput) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		b, err := writeTx(op, grant)
		if err != nil {
			return err
		}
		f := fault.Fields{}
		c := Cover{
			Year:        check.Int(f, "year", in.Year, b.Years[0], b.Years[len(b.Years)-1]),
			Granted:     check.Money(f, "granted", in.Granted, 0, money.MaxInput),
			Cofinancing: check.Money(f, "cofinancing", in.Cofinancing, 0, money.MaxInput),
			Own:         check.Money(f, "own", in.Own, 0, money.MaxInput),
		}
		was := b.cover(c.Year)
		reason := b.reasonFor(op, f, in.Reason, was.RowVersion > 0, c.Year)
		if err := f.Err(); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "budget.cover_set", Object: "grant", ID: grant, Unit: b.Grant.Unit, Detail: map[string]any{"year": c.Year, "is": c.snapshot(), "reason": reason}})
		if err := op.Insert(`INSERT INTO budget_cover AS c (network_id, id, unit_id, grant_id, year, grant_cents, cofinancing_cents, own_cents, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (network_id, grant_id, year) DO UPDATE SET grant_cents = excluded.grant_cents, cofinancing_cents = excluded.cofinancing_cents,
				own_cents = excluded.own_cents, version = c.version + 1, operation_id = excluded.operation_id`,
			op.Network(), op.NewID(), b.Grant.Unit, grant, c.Year, c.Granted, c.Cofinancing, c.Own, op.At, op.ID); err != nil {
			return err
		}
		var before *Snapshot
		if was.RowVersion > 0 {
			before = was.snapshot()
		}
		return noteTx(op, b.Grant, About{Subject: AboutCover, Year: c.Year}, before, c.snapshot(), reason)
	})
	return operation.Wrap("set cover of budget", err)
}

// cover is what pays for a year now; the zero Cover for a year that is not the grant's.
func (b Budget) cover(year int) Cover {
	for _, c := range b.Covers {
		if c.Year == year {
			return c
		}
	}
	return Cover{}
}

// BlockInput moves a block of years, as a form says it.
type BlockInput struct {
	First  string // first year of the block
	To     State
	Reason string // for a step back
}

// steps are the moves of a block, forward and back.
var steps = map[State][]State{Open: {Detailed}, Detailed: {Fixed, Open}, Fixed: {Detailed}}

// Next lists where a block can go.
func (k Block) Next() []State { return steps[k.State] }

// back reports whether a move goes back.
func (k Block) back(to State) bool { return to == Open || k.State == Fixed }

// SetBlock moves a block of years one step. It is detailed when every line has an activity, and fixed when each year is in balance; a step
// back needs a reason.
func (s *Service) SetBlock(ctx context.Context, sc access.Scope, grant id.ID, in BlockInput) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		b, err := writeTx(op, grant)
		if err != nil {
			return err
		}
		first, _ := strconv.Atoi(in.First)
		k := b.Block(first)
		if k.First == 0 || k.First != first {
			return fault.NotFound("fault.not_found")
		}
		f := fault.Fields{}
		to := check.Choice(f, "to", string(in.To), k.Next()...)
		reason := check.OptionalMultiline(f, "reason", in.Reason, 2000)
		if to != "" && k.back(to) {
			reason = check.Multiline(f, "reason", in.Reason, 5, 2000)
		}
		if err := f.Err(); err != nil {
			return err
		}
		if err := k.ready(to); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "budget.block_moved", Object: "grant", ID: grant, Unit: b.Grant.Unit, Detail: map[string]any{"first_year": k.First, "was": k.State, "is": to, "reason": reason}})
		if err := op.Insert(`INSERT INTO budget_block AS k (network_id, id, unit_id, grant_id, first_year, state, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (network_id, grant_id, first_year) DO UPDATE SET state = excluded.state, version = k.version + 1, operation_id = excluded.operation_id`,
			op.Network(), op.NewID(), b.Grant.Unit, grant, k.First, to, op.At, op.ID); err != nil {
			return err
		}
		return noteTx(op, b.Grant, About{Subject: AboutBlock, Year: k.First}, &Snapshot{State: k.State, Last: k.Last}, &Snapshot{State: to, Last: k.Last}, reason)
	})
	return operation.Wrap("move block of budget", err)
}

// ready says why a block cannot become what is asked, nil when it can.
func (k Block) ready(to State) error {
	switch {
	case to == Detailed && k.State == Open && k.Lines == 0:
		return fault.Conflict("budget.block_empty")
	case to == Detailed && k.State == Open && k.Global > 0:
		return fault.Conflict("budget.block_global", k.Global)
	case to == Fixed && !k.Balanced():
		return fault.Conflict("budget.block_unbalanced")
	}
	return nil
}
