package occurrence

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Move puts an occurrence on another day or time, or in another place.
type Move struct {
	Occurrence id.ID
	Version    int
	Slot       Slot
	Place      string
	Facility   id.ID
	Reason     string // kept for the report
}

// Moved is a stored move.
type Moved struct {
	FromStarts time.Time `db:"from_starts_at"`
	FromEnds   time.Time `db:"from_ends_at"`
	ToStarts   time.Time `db:"to_starts_at"`
	ToEnds     time.Time `db:"to_ends_at"`
	FromPlace  string    `db:"from_place"`
	ToPlace    string    `db:"to_place"`
	Reason     string    `db:"reason"`
	At         time.Time `db:"moved_at"`
	By         string    `db:"by_name"`
}

// Elsewhere reports whether it only moved to another place, at the same time.
func (m Moved) Elsewhere() bool {
	return m.FromStarts.Equal(m.ToStarts) && m.FromEnds.Equal(m.ToEnds) && m.FromPlace != m.ToPlace
}

// MoveTx moves an occurrence that did not take place yet and keeps where it was and why it moved. One that waited for a date
// has one again.
// It returns the occurrence as it was and as it is. Messages stand at on, start, end, place and reason.
func MoveTx(op *operation.Op, m Move) (was, is Occurrence, err error) {
	f := fault.Fields{}
	starts, ends := m.Slot.Instants(f, op.Today())
	m.Place = check.OptionalLine(f, "place", m.Place, 200)
	m.Reason = check.Line(f, "reason", m.Reason, 3, 500)
	if err := f.Err(); err != nil {
		return was, is, err
	}
	if was, err = loadTx(op, m.Occurrence); err != nil {
		return was, is, err
	}
	if err := changeable(op, was); err != nil {
		return was, is, err
	}
	is = was
	is.HeldOn, is.StartsAt, is.EndsAt, is.Place, is.CancelledAt, is.PostponedAt = m.Slot.On, starts, ends, m.Place, nil, nil
	is.Facility = m.Facility
	if is.Place != was.Place { // what is somewhere else is not online any more
		is.MeetingURL, is.PlaceBefore = "", ""
	}
	return was, is, moveTx(op, was, &is, m.Version, m.Reason)
}

// moveTx keeps where the occurrence is now, and the step.
func moveTx(op *operation.Op, was Occurrence, is *Occurrence, version int, reason string) error {
	is.Version = was.Version + 1
	err := operation.Changed(op.Exec(`UPDATE occurrence AS o SET held_on = $3, starts_at = $4, ends_at = $5, place = $6, meeting_url = $7, place_before = $8,
			cancelled_at = NULL, postponed_at = NULL, version = version + 1, operation_id = $9, facility_id = $10
		WHERE {engagement.manage:o} AND o.id = $1 AND o.version = $2`,
		was.ID, version, is.HeldOn, is.StartsAt, is.EndsAt, is.Place, is.MeetingURL, is.PlaceBefore, op.ID, is.Facility))
	if err != nil {
		return operation.Wrap("move occurrence", err)
	}
	err = op.Insert(`INSERT INTO occurrence_move (network_id, id, occurrence_id, unit_id, from_starts_at, from_ends_at, to_starts_at, to_ends_at,
			from_place, to_place, reason, moved_at, moved_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		op.Network(), op.NewID(), was.ID, was.Unit, was.StartsAt, was.EndsAt, is.StartsAt, is.EndsAt, was.Place, is.Place,
		reason, op.At, op.Scope.Account(), op.ID)
	if err != nil {
		return operation.Wrap("move occurrence", err)
	}
	op.Audit(audit.Entry{Action: "occurrence.moved", Object: "occurrence", ID: was.ID, Unit: was.Unit, Detail: map[string]any{
		"from": was.StartsAt, "to": is.StartsAt, "from_place": was.Place, "place": is.Place, "reason": reason,
	}})
	return nil
}

// MovableTx refuses an occurrence that took place or was cancelled for good.
func MovableTx(op *operation.Op, key id.ID) error {
	o, err := loadTx(op, key)
	if err != nil {
		return err
	}
	return changeable(op, o)
}

// changeable refuses what took place or was cancelled for good.
func changeable(op *operation.Op, o Occurrence) error {
	if o.CancelledAt != nil && o.PostponedAt == nil {
		return fault.Conflict("occurrence.cancelled_already")
	}
	done, err := progressTx(op, o)
	switch {
	case err != nil:
		return operation.Wrap("read occurrence", err)
	case done.Signed:
		return fault.Conflict("occurrence.signed_already")
	case done.Counted:
		return fault.Conflict("occurrence.counted_already")
	}
	return nil
}

// MovesTx lists the moves of an occurrence, newest first.
func MovesTx(tx *db.Tx, sc access.Scope, occurrence id.ID) ([]Moved, error) {
	return db.Select[Moved](tx, sc.Bind(`SELECT m.from_starts_at, m.from_ends_at, m.to_starts_at, m.to_ends_at, m.from_place, m.to_place, m.reason, m.moved_at, COALESCE(a.name, '') AS by_name
		FROM occurrence_move m LEFT JOIN account a ON a.id = m.moved_by
		WHERE {engagement.read:m} AND m.occurrence_id = $1 ORDER BY m.moved_at DESC, m.id DESC LIMIT 100`, occurrence))
}
