package programme

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ActivityInput is what a form says about an activity. Line and Unit are chosen once; an edit leaves them as they are.
type ActivityInput struct {
	Line id.ID
	Unit id.ID // owner: the network, or the unit that runs it
	Code string
	Name string
	From clock.Date
	To   clock.Date
}

// Validate cleans the input or returns a fault with messages per field.
func (in *ActivityInput) Validate() error {
	f := fault.Fields{}
	checkNames(f, &in.Code, &in.Name)
	in.From = check.Date(f, "from", string(in.From))
	in.To = check.Date(f, "to", string(in.To))
	check.DateOrder(f, "to", in.From, in.To)
	return f.Err()
}

// within refuses a period outside the grant's.
func (in *ActivityInput) within(from, to clock.Date) error {
	f := fault.Fields{}
	if in.From < from || in.From > to {
		f.Add("from", "programme.outside_grant", from, to)
	}
	if in.To < from || in.To > to {
		f.Add("to", "programme.outside_grant", from, to)
	}
	return f.Err()
}

// AddActivity adds an activity to a line, within the period of the line's grant.
func (s *Service) AddActivity(ctx context.Context, sc access.Scope, in ActivityInput) (id.ID, error) {
	if err := requireOwner(sc, in.Unit); err != nil {
		return "", err
	}
	if err := in.Validate(); err != nil {
		return "", err
	}
	var key id.ID
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := ownerTx(op, in.Unit); err != nil {
			return err
		}
		line, err := operation.Get[Line](op, `SELECT `+lineColumns+` WHERE {programme.read:l} AND l.id = $1 AND l.deleted_at IS NULL LIMIT 1`, in.Line)
		if fault.Is(err, fault.KindNotFound) {
			return fault.Fields{"line": {Key: "field.choice"}}.Err()
		}
		if err != nil {
			return err
		}
		if err := in.within(line.From, line.To); err != nil {
			return err
		}
		key = op.NewID()
		err = op.Insert(`INSERT INTO activity (network_id, id, unit_id, line_id, code, name, start_on, end_on, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			op.Network(), key, in.Unit, in.Line, in.Code, in.Name, in.From, in.To, op.At, op.ID)
		op.Audit(audit.Entry{Action: "activity.added", Object: "activity", ID: key, Unit: in.Unit, Detail: in})
		return s.codeTaken(err)
	})
	return key, operation.Wrap("add activity", err)
}

// EditActivity changes the code, the name and the period of an activity. What was planned on it stays on it.
func (s *Service) EditActivity(ctx context.Context, sc access.Scope, key id.ID, version int, in ActivityInput) error {
	if err := sc.Require(access.ProgrammeManage); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		was, err := operation.Get[Activity](op, `SELECT `+activityColumns+` WHERE {programme.manage:a} AND a.id = $1 AND a.deleted_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		grant, err := grantTx(op, was.Grant)
		if err != nil {
			return err
		}
		if err := in.within(grant.From, grant.To); err != nil {
			return err
		}
		n, err := op.Exec(`UPDATE activity AS a SET code = $3, name = $4, start_on = $5, end_on = $6, version = version + 1, operation_id = $7
			WHERE {programme.manage:a} AND a.id = $1 AND a.version = $2`, key, version, in.Code, in.Name, in.From, in.To, op.ID)
		op.Audit(audit.Entry{Action: "activity.edited", Object: "activity", ID: key, Unit: was.Unit, Detail: map[string]any{"was": was, "is": in}})
		return operation.Changed(n, s.codeTaken(err))
	})
	return operation.Wrap("edit activity", err)
}
