package occurrence

import (
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Count is how many were there. Names are never kept.
type Count struct {
	Occurrence id.ID
	Pupils     int
	Teachers   int
}

// Validate refuses impossible numbers, with messages at pupils and teachers.
func (c Count) Validate() error {
	f := fault.Fields{}
	between(f, "pupils", c.Pupils, 0, MaxPupils)
	between(f, "teachers", c.Teachers, 0, MaxTeachers)
	return f.Err()
}

// MaxTeachers is how many teachers can be counted at one occurrence.
const MaxTeachers = 200

// CountTx notes the attendance of an occurrence that has begun. A later count replaces an earlier one, which is kept.
// It tells whether this was the first.
func CountTx(op *operation.Op, c Count) (o Occurrence, first bool, err error) {
	if err := c.Validate(); err != nil {
		return o, false, err
	}
	if o, err = loadTx(op, c.Occurrence); err != nil {
		return o, false, err
	}
	switch {
	case o.CancelledAt != nil:
		return o, false, fault.Conflict("occurrence.cancelled_already")
	case op.At.Before(o.StartsAt):
		return o, false, fault.Conflict("occurrence.not_begun", o.StartsAt)
	}
	done, err := progressTx(op, o)
	if err != nil {
		return o, false, operation.Wrap("count attendance", err)
	}
	err = op.Insert(`INSERT INTO attendance_count (network_id, id, occurrence_id, unit_id, pupils, teachers, counted_at, counted_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		op.Network(), op.NewID(), o.ID, o.Unit, c.Pupils, c.Teachers, op.At, op.Scope.Account(), op.ID)
	if err != nil {
		return o, false, operation.Wrap("count attendance", err)
	}
	op.Audit(audit.Entry{Action: "attendance.counted", Object: "occurrence", ID: o.ID, Unit: o.Unit, Detail: c})
	return o, !done.Counted, nil
}
