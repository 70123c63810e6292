package occurrence

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Postpone takes an occurrence off its day while no other day is known.
type Postpone struct {
	Occurrence id.ID
	Version    int
	By         string // who can't: the source's own word, school or company
	Reason     string // kept for the report
}

// Postponed is a stored postponement.
type Postponed struct {
	By     string     `db:"by_party"`
	Reason string     `db:"reason"`
	WasOn  clock.Date `db:"was_on"`
	At     time.Time  `db:"postponed_at"`
	Actor  string     `db:"by_name"`
}

// PostponeTx takes an occurrence that did not take place off its day: it waits for a date, and until MoveTx gives it one it counts
// nowhere as planned. Messages stand at reason.
func PostponeTx(op *operation.Op, p Postpone) (was, is Occurrence, err error) {
	f := fault.Fields{}
	p.Reason = check.Line(f, "reason", p.Reason, 3, 500)
	if err := f.Err(); err != nil {
		return was, is, err
	}
	if was, err = loadTx(op, p.Occurrence); err != nil {
		return was, is, err
	}
	if was.PostponedAt != nil {
		return was, is, fault.Conflict("occurrence.postponed_already")
	}
	if err := changeable(op, was); err != nil {
		return was, is, err
	}
	is = was
	at := op.At
	is.CancelledAt, is.PostponedAt, is.Version = &at, &at, was.Version+1
	err = operation.Changed(op.Exec(`UPDATE occurrence AS o SET cancelled_at = $3, postponed_at = $3, version = version + 1, operation_id = $4
		WHERE {engagement.manage:o} AND o.id = $1 AND o.version = $2`, was.ID, p.Version, op.At, op.ID))
	if err != nil {
		return was, is, operation.Wrap("postpone occurrence", err)
	}
	err = op.Insert(`INSERT INTO occurrence_postponement (network_id, id, occurrence_id, unit_id, by_party, reason, was_on, postponed_at, postponed_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		op.Network(), op.NewID(), was.ID, was.Unit, p.By, p.Reason, was.HeldOn, op.At, op.Scope.Account(), op.ID)
	op.Audit(audit.Entry{Action: "occurrence.postponed", Object: "occurrence", ID: was.ID, Unit: was.Unit, Detail: map[string]any{
		"was": was.HeldOn, "by": p.By, "reason": p.Reason,
	}})
	return was, is, operation.Wrap("postpone occurrence", err)
}

// PostponementsTx lists how often an occurrence was taken off its day, newest first.
func PostponementsTx(tx *db.Tx, sc access.Scope, occurrence id.ID) ([]Postponed, error) {
	return db.Select[Postponed](tx, sc.Bind(`SELECT p.by_party, p.reason, p.was_on, p.postponed_at, COALESCE(a.name, '') AS by_name
		FROM occurrence_postponement p LEFT JOIN account a ON a.id = p.postponed_by
		WHERE {engagement.read:p} AND p.occurrence_id = $1 ORDER BY p.postponed_at DESC, p.id DESC LIMIT 100`, occurrence))
}
