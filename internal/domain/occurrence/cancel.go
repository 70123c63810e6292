package occurrence

import (
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/id"
)

// CancelTx marks an occurrence as one that does not take place. The reason and the party are kept by its source.
// What was counted or signed took place and can't be cancelled.
func CancelTx(op *operation.Op, occurrence id.ID) (Occurrence, error) {
	o, err := loadTx(op, occurrence)
	if err != nil {
		return o, err
	}
	if err := changeable(op, o); err != nil {
		return o, err
	}
	err = operation.Changed(op.Exec(`UPDATE occurrence AS o SET cancelled_at = $2, postponed_at = NULL, version = version + 1, operation_id = $3
		WHERE {engagement.manage:o} AND o.id = $1 AND (o.cancelled_at IS NULL OR o.postponed_at IS NOT NULL)`, o.ID, op.At, op.ID))
	if err != nil {
		return o, operation.Wrap("cancel occurrence", err)
	}
	at := op.At
	o.CancelledAt, o.PostponedAt, o.Version = &at, nil, o.Version+1
	op.Audit(audit.Entry{Action: "occurrence.cancelled", Object: "occurrence", ID: o.ID, Unit: o.Unit})
	return o, nil
}
