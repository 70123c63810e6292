package occurrence

import (
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Online moves an occurrence to an address on the internet, at the same time.
type Online struct {
	Occurrence id.ID
	Version    int
	URL        string // where both sides meet
	Reason     string // kept for the report
}

// onlinePlace is the place of what happens online, in a word that needs no translation.
const onlinePlace = "Online"

// MoveOnlineTx moves an occurrence online and keeps where it was, so that it can go back. One that is online gets another address.
// Messages stand at url and reason.
func MoveOnlineTx(op *operation.Op, m Online) (was, is Occurrence, err error) {
	f := fault.Fields{}
	m.URL = check.URL(f, "url", m.URL)
	m.Reason = check.Line(f, "reason", m.Reason, 3, 500)
	if err := f.Err(); err != nil {
		return was, is, err
	}
	if was, err = standingTx(op, m.Occurrence); err != nil {
		return was, is, err
	}
	is = was
	if !was.Online() {
		is.PlaceBefore = was.Place
	}
	is.Place, is.MeetingURL = onlinePlace, m.URL
	return was, is, moveTx(op, was, &is, m.Version, m.Reason)
}

// MoveBackTx brings an occurrence that was moved online back to where it was.
func MoveBackTx(op *operation.Op, occurrence id.ID, version int, reason string) (was, is Occurrence, err error) {
	f := fault.Fields{}
	reason = check.Line(f, "reason", reason, 3, 500)
	if err := f.Err(); err != nil {
		return was, is, err
	}
	if was, err = standingTx(op, occurrence); err != nil {
		return was, is, err
	}
	if !was.Online() {
		return was, is, fault.Conflict("occurrence.not_online")
	}
	is = was
	is.Place, is.PlaceBefore, is.MeetingURL = was.PlaceBefore, "", ""
	return was, is, moveTx(op, was, &is, version, reason)
}

// standingTx loads an occurrence that has a day and did not take place yet.
func standingTx(op *operation.Op, key id.ID) (Occurrence, error) {
	o, err := loadTx(op, key)
	if err != nil {
		return o, err
	}
	if o.PostponedAt != nil {
		return o, fault.Conflict("occurrence.date_first")
	}
	return o, changeable(op, o)
}
