package programme

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// LineInput is what a form says about a line. Unit and Grant are chosen once; an edit leaves them as they are.
type LineInput struct {
	Unit  id.ID // owner
	Grant id.ID // pays it
	Code  string
	Name  string
}

// Validate cleans the input or returns a fault with messages per field.
func (in *LineInput) Validate() error {
	f := fault.Fields{}
	checkNames(f, &in.Code, &in.Name)
	return f.Err()
}

func checkNames(f fault.Fields, code, name *string) {
	*code = check.Text(f, "code", *code, 1, 20)
	*name = check.Line(f, "name", *name, 2, 160)
}

// AddLine adds a programme line under a grant of the network.
func (s *Service) AddLine(ctx context.Context, sc access.Scope, in LineInput) (id.ID, error) {
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
		if _, err := grantTx(op, in.Grant); err != nil {
			return err
		}
		key = op.NewID()
		err := op.Insert(`INSERT INTO programme_line (network_id, id, unit_id, grant_id, code, name, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, op.Network(), key, in.Unit, in.Grant, in.Code, in.Name, op.At, op.ID)
		op.Audit(audit.Entry{Action: "line.added", Object: "programme_line", ID: key, Unit: in.Unit, Detail: in})
		return s.codeTaken(err)
	})
	return key, operation.Wrap("add programme line", err)
}

// EditLine changes the code and the name of a line.
func (s *Service) EditLine(ctx context.Context, sc access.Scope, key id.ID, version int, in LineInput) error {
	if err := sc.Require(access.ProgrammeManage); err != nil {
		return err
	}
	if err := in.Validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		was, err := operation.Get[Line](op, `SELECT l.id, l.unit_id, l.grant_id, l.code, l.name FROM programme_line l
			WHERE {programme.manage:l} AND l.id = $1 AND l.deleted_at IS NULL LIMIT 1`, key)
		if err != nil {
			return err
		}
		n, err := op.Exec(`UPDATE programme_line AS l SET code = $3, name = $4, version = version + 1, operation_id = $5
			WHERE {programme.manage:l} AND l.id = $1 AND l.version = $2`, key, version, in.Code, in.Name, op.ID)
		op.Audit(audit.Entry{Action: "line.edited", Object: "programme_line", ID: key, Unit: was.Unit, Detail: map[string]string{
			"code": in.Code, "name": in.Name, "was_code": was.Code, "was_name": was.Name,
		}})
		return operation.Changed(n, s.codeTaken(err))
	})
	return operation.Wrap("edit programme line", err)
}

// requireOwner refuses an owner unit that was not chosen or is out of reach.
func requireOwner(sc access.Scope, unit id.ID) error {
	if unit == "" && sc.Can(access.ProgrammeManage) {
		return fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	return sc.RequireOn(access.ProgrammeManage, unit)
}

// ownerTx checks that the owner unit exists in the network: who reaches the whole network is not refused by requireOwner.
func ownerTx(op *operation.Op, unit id.ID) error {
	_, err := operation.Get[id.ID](op, `SELECT u.id FROM unit u WHERE {programme.manage:u.id} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit)
	return err
}

// codeTaken turns a code that the parent already has into a message at the field.
func (s *Service) codeTaken(err error) error {
	if name, taken := s.DB.Conflict(err); taken && (name == "programme_line_code_uq" || name == "activity_code_uq") {
		return fault.Fields{"code": {Key: "programme.code_taken"}}.Err()
	}
	return err
}
