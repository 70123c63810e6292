package occurrence

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Source is what planned an occurrence.
type Source string

// SourceEngagement is an agreed activity of a company with a class.
const SourceEngagement Source = "engagement"

// ValueRule says how an occurrence becomes a contribution. The menu item names it; funding values it.
type ValueRule string

// The value rules.
const (
	StaffHours       ValueRule = "staff_hours"       // hours of the company's people at the rate of a staff hour
	SupervisionHours ValueRule = "supervision_hours" // hours of supervising pupils at their own rate
	Goods            ValueRule = "goods"             // material, valued by hand
	Facility         ValueRule = "facility"          // a room or machine, by the hour
	Cash             ValueRule = "cash"              // money
)

// ValueRules lists the value rules.
func ValueRules() []ValueRule {
	return []ValueRule{StaffHours, SupervisionHours, Goods, Facility, Cash}
}

// Occurrence is one thing that takes place.
type Occurrence struct {
	ID             id.ID      `db:"id"`
	Unit           id.ID      `db:"unit_id"`         // who benefits
	Organisation   id.ID      `db:"organisation_id"` // the company that does it
	SourceKind     Source     `db:"source_kind"`
	Source         id.ID      `db:"source_id"`
	HeldOn         clock.Date `db:"held_on"` // day in Amsterdam
	StartsAt       time.Time  `db:"starts_at"`
	EndsAt         time.Time  `db:"ends_at"`
	Place          string     `db:"place"`
	Facility       id.ID      `db:"facility_id"` // the lab or room that it takes up, if any; free while it is online
	PupilsExpected int        `db:"pupils_expected"`
	PeoplePlanned  int        `db:"people_planned"` // of the company
	PrepMinutes    int        `db:"prep_minutes"`   // preparation, per person
	ValueRule      ValueRule  `db:"value_rule"`
	Activity       id.ID      `db:"activity_id"` // of the programme, if any
	CancelledAt    *time.Time `db:"cancelled_at"`
	PostponedAt    *time.Time `db:"postponed_at"` // waits for a date since; CancelledAt is set as long as it waits
	MeetingURL     string     `db:"meeting_url"`  // where the meeting is while it is online
	PlaceBefore    string     `db:"place_before"` // where it was before it moved online
	Version        int        `db:"version"`
}

const columns = `o.id, o.unit_id, o.organisation_id, o.source_kind, o.source_id, o.held_on, o.starts_at, o.ends_at, o.place, o.facility_id,
	o.pupils_expected, o.people_planned, o.prep_minutes, o.value_rule, o.activity_id, o.cancelled_at,
	o.postponed_at, o.meeting_url, o.place_before, o.version`

// Slot is when it is, as it would be planned again.
func (o Occurrence) Slot() Slot {
	ofDay := func(t time.Time) int {
		local := t.In(clock.Amsterdam())
		return local.Hour()*60 + local.Minute()
	}
	return Slot{On: o.HeldOn, Start: ofDay(o.StartsAt), End: ofDay(o.EndsAt)}
}

// Minutes is how long it lasts.
func (o Occurrence) Minutes() int { return int(o.EndsAt.Sub(o.StartsAt) / time.Minute) }

// Online reports whether it was moved online, with an address to meet at.
func (o Occurrence) Online() bool { return o.MeetingURL != "" }

// MinutesEach is what one person of the company is expected to spend: the time itself and the preparation.
func (o Occurrence) MinutesEach() int { return o.Minutes() + o.PrepMinutes }

// early is how long before its planned end an occurrence may be signed: lessons end a little early, and the company's
// person signs at the door.
const early = 15 * time.Minute

// SignableFrom is the first instant at which the company can sign.
func (o Occurrence) SignableFrom() time.Time {
	from := o.EndsAt.Add(-early)
	if from.Before(o.StartsAt) {
		return o.StartsAt
	}
	return from
}

// loadTx loads an occurrence that the principal manages, and makes other writers of it wait.
func loadTx(op *operation.Op, key id.ID) (Occurrence, error) {
	if err := lockTx(op, key); err != nil {
		return Occurrence{}, err
	}
	return operation.Get[Occurrence](op, `SELECT `+columns+` FROM occurrence o WHERE {engagement.manage:o} AND o.id = $1 AND o.deleted_at IS NULL LIMIT 1`, key)
}

func lockTx(op *operation.Op, key id.ID) error { return op.Lock("occurrence:" + string(key)) }

// OfTx returns the occurrence that a source planned, as far as the principal sees engagements.
func OfTx(tx *db.Tx, sc access.Scope, kind Source, source id.ID) (Occurrence, error) {
	return operation.Found(db.Get[Occurrence](tx, sc.Bind(`SELECT `+columns+` FROM occurrence o
		WHERE {engagement.read:o} AND o.source_id = $1 AND o.source_kind = $2 AND o.deleted_at IS NULL
		ORDER BY o.starts_at DESC, o.id DESC LIMIT 1`, source, kind)))
}

// progress is what has happened to an occurrence already.
type progress struct {
	Counted bool `db:"counted"`
	Signed  bool `db:"signed"`
}

func progressTx(op *operation.Op, o Occurrence) (progress, error) {
	return operation.Get[progress](op, `SELECT
			EXISTS (SELECT 1 FROM attendance_count c WHERE c.network_id = o.network_id AND c.occurrence_id = o.id) AS counted,
			EXISTS (SELECT 1 FROM sign_off s WHERE s.network_id = o.network_id AND s.occurrence_id = o.id) AS signed
		FROM occurrence o WHERE {engagement.manage:o} AND o.id = $1 LIMIT 1`, o.ID)
}
