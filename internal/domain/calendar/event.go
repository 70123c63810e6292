package calendar

import (
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Service holds the use cases of the calendar.
type Service struct {
	operation.Kit
}

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{Kit: kit} }

// Event is an engagement that takes place, or took place. Cancelled ones are left out.
type Event struct {
	Occurrence       id.ID      `db:"id"`
	Engagement       id.ID      `db:"engagement_id"`
	Title            string     `db:"title"`
	Unit             id.ID      `db:"unit_id"`
	UnitName         string     `db:"unit_name"`
	Organisation     id.ID      `db:"organisation_id"`
	OrganisationName string     `db:"organisation_name"`
	On               clock.Date `db:"held_on"`
	Starts           time.Time  `db:"starts_at"`
	Ends             time.Time  `db:"ends_at"`
	Place            string     `db:"place"`
	Counted          bool       `db:"counted"`    // it took place: the attendance was counted
	Class            string     `db:"class_name"` // only when asked for, like the teacher; may be empty
	Teacher          string     `db:"teacher"`    // who is there for the school, else who asked for it
	Version          int        `db:"version"`    // grows with every change of day, time or place
	Changed          time.Time  `db:"changed_at"` // when it became what it is
	LastOp           id.ID      `db:"last_op"`    // that changed it, or what it names
}

// Filter narrows the events.
type Filter struct {
	From, To     clock.Date // both days included
	Unit         id.ID      // with what is below it
	Organisation id.ID
	Account      id.ID // who asked for it, or agreed it
	Classes      bool  // with the class and the teacher of each
	Facilities   bool  // what takes up the facilities of the network, instead of the events
	Limit        int
}

// What a page shows of an event. Names of units are not joined: a page has the whole tree. Only what has begun can have been counted.
const pageColumns = `SELECT o.id, e.id AS engagement_id, e.title, o.unit_id, o.organisation_id, c.name AS organisation_name, o.held_on, o.starts_at, o.ends_at,
		CASE WHEN o.starts_at < $1 THEN EXISTS (SELECT 1 FROM attendance_count t WHERE t.network_id = o.network_id AND t.occurrence_id = o.id) ELSE FALSE END AS counted`

// What a feed shows of it, with the last operation that changed any of it.
const feedColumns = `SELECT o.id, e.id AS engagement_id, e.title, o.unit_id, c.name AS organisation_name, o.starts_at, o.ends_at,
		CASE WHEN o.meeting_url <> '' THEN o.meeting_url ELSE o.place END AS place, o.version,
		CASE WHEN o.version > 1 THEN COALESCE((SELECT MAX(v.moved_at) FROM occurrence_move v WHERE v.network_id = o.network_id AND v.occurrence_id = o.id), e.agreed_at)
			ELSE e.agreed_at END AS changed_at, ` + lastOp + ` AS last_op`

// lastOp is the id of the last operation on an event or its company; ids grow with time.
const lastOp = `CASE WHEN o.operation_id > e.operation_id AND o.operation_id > c.operation_id THEN o.operation_id
		WHEN e.operation_id > c.operation_id THEN e.operation_id ELSE c.operation_id END`

const (
	eventFrom = ` FROM occurrence o
		JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id
		JOIN organisation c ON c.network_id = o.network_id AND c.id = o.organisation_id`
	eventLive = ` AND o.source_kind = 'engagement' AND o.deleted_at IS NULL AND e.deleted_at IS NULL AND o.cancelled_at IS NULL`
)

// narrow adds the filter's conditions.
func (f Filter) narrow(b *db.Builder) {
	if f.From != "" {
		b.Add(` AND o.starts_at >= $1`, midnight(f.From))
	}
	if f.To != "" {
		b.Add(` AND o.starts_at < $1`, midnight(f.To.AddDays(1)))
	}
	if f.Unit != "" {
		b.Add(` AND (o.network_id, o.unit_id) IN (SELECT x.network_id, x.descendant_id FROM unit_closure x WHERE x.ancestor_id = $1)`, f.Unit)
	}
	if f.Organisation != "" {
		b.Add(` AND `+relation.SameAs("o.network_id", "o.organisation_id"), f.Organisation)
	}
	if f.Account != "" {
		b.Add(` AND (e.agreed_by = $1 OR EXISTS (SELECT 1 FROM engagement_need en JOIN need n ON n.network_id = en.network_id AND n.id = en.need_id
			WHERE en.network_id = e.network_id AND en.engagement_id = e.id AND n.asked_by = $1))`, f.Account)
	}
}

// order adds the order and the limit.
func (f Filter) order(b *db.Builder) { b.Add(` ORDER BY o.starts_at, o.id LIMIT $1`, f.Limit) }

// midnight is when a day begins in Amsterdam.
func midnight(d clock.Date) time.Time {
	t, err := d.At(0, 0)
	if err != nil {
		return d.Time() // midnight exists every day here
	}
	return t
}

// eventsTx returns the events within the scope's reach, without the names of their units.
func eventsTx(tx *db.Tx, sc access.Scope, f Filter, now time.Time) ([]Event, error) {
	var b db.Builder
	b.Add(pageColumns, now)
	if f.Classes {
		b.Add(`, COALESCE(d.class_name, '') AS class_name, COALESCE(NULLIF(d.teacher, ''), (SELECT MIN(a.name) FROM engagement_need en
			JOIN need n ON n.network_id = en.network_id AND n.id = en.need_id JOIN account a ON a.id = n.asked_by
			WHERE en.network_id = e.network_id AND en.engagement_id = e.id), '') AS teacher` + eventFrom + ` LEFT JOIN engagement_detail d ON d.network_id = e.network_id AND d.engagement_id = e.id`)
	} else {
		b.Add(eventFrom)
	}
	b.Add(` WHERE {engagement.read:o}` + eventLive)
	f.narrow(&b)
	f.order(&b)
	return db.Select[Event](tx, sc.BindQuery(b.Query()))
}

// UID names an occurrence in every calendar, in feeds and in mails alike, for ever.
func UID(occurrence id.ID) string { return string(occurrence) + "@schakel" }
