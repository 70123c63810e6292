package relation

import (
	"context"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// EntryType is what a line of the timeline is.
type EntryType string

// The types of line.
const (
	EntryContact EntryType = "contact" // a contact moment; the note only for the unit that made it
	EntryMail    EntryType = "mail"    // a mail sent in the name of a unit within reach
	EntryAction  EntryType = "action"  // a next action that was done
)

// Entry is one line of an organisation's timeline.
type Entry struct {
	Type       EntryType   `db:"type"`
	ID         id.ID       `db:"id"`
	At         time.Time   `db:"at"`
	Kind       ContactKind `db:"kind"`        // of a contact
	Unit       string      `db:"unit_name"`   // which unit
	By         string      `db:"by_name"`     // who of us; empty when the company itself or nobody did it
	Person     string      `db:"person_name"` // with whom, for who may see people
	Text       string      `db:"body"`        // note, or what was done
	Letter     string      `db:"letter"`      // of a mail: which one
	SourceKind string      `db:"source_kind"`
	SourceID   id.ID       `db:"source_id"`
	Files      int         `db:"files"` // attached, for who reads the unit's notes

	Other     id.ID // of an introduction: the other organisation
	OtherName string
}

// TimelineFilter chooses lines of a timeline.
type TimelineFilter string

// The filters: the chips above the timeline.
const (
	TimelineAll      TimelineFilter = ""
	TimelineTalks    TimelineFilter = "talks"
	TimelineRequests TimelineFilter = "requests"
	TimelineLessons  TimelineFilter = "lessons"
	TimelineMails    TimelineFilter = "mails"
	TimelineInKind   TimelineFilter = "contributions"
	TimelineActions  TimelineFilter = "actions"
)

// TimelineFilters lists the filters in the order of the chips.
func TimelineFilters() []TimelineFilter {
	return []TimelineFilter{TimelineAll, TimelineTalks, TimelineRequests, TimelineLessons, TimelineMails, TimelineInKind, TimelineActions}
}

// kinds are the contact kinds that the filter lets through.
func (f TimelineFilter) kinds() []ContactKind {
	switch f {
	case TimelineAll:
		return allContactKinds
	case TimelineTalks:
		return append(RecordedKinds(), ContactBroughtIn, ContactIntroduced)
	case TimelineRequests:
		return []ContactKind{ContactColleague, ContactMenuSent, ContactMenuChosen, ContactMembersInvited, ContactAsked, ContactYes, ContactNo, ContactOtherDate, ContactAgreed, ContactCancelled}
	case TimelineLessons:
		return []ContactKind{ContactAgreed, ContactDone, ContactSigned, ContactCancelled}
	case TimelineInKind:
		return []ContactKind{ContactSigned}
	default:
		return nil
	}
}

// TimelinePage is a page of a timeline, the newest first.
type TimelinePage struct {
	Entries []Entry
	Next    string // cursor; empty on the last page
}

const entriesPerPage = 20

const (
	contactLines = `SELECT 'contact' AS type, m.id, m.at, m.kind, u.name AS unit_name, a.name AS by_name, p.name AS person_name, n.body, '' AS letter, m.source_kind, m.source_id,
			(SELECT COUNT(*) FROM file f WHERE {note.read:f} AND f.about_kind = 'contact' AND f.about_id = m.id AND f.deleted_at IS NULL) AS files
		FROM contact_moment m
		JOIN unit u ON u.network_id = m.network_id AND u.id = m.unit_id
		LEFT JOIN account a ON a.id = m.account_id
		LEFT JOIN person p ON p.network_id = m.network_id AND p.id = m.person_id AND {person.read:p}
		LEFT JOIN contact_note n ON n.network_id = m.network_id AND n.moment_id = m.id AND n.deleted_at IS NULL AND {note.read:n}
		WHERE {contact.read:m} AND m.organisation_id = $1 AND m.deleted_at IS NULL AND (m.at, m.id) < ($2, $3)`
	mailLines = `SELECT 'mail' AS type, g.id, g.created_at AS at, '' AS kind, u.name AS unit_name, '' AS by_name, g.to_name AS person_name, '' AS body, g.letter, g.about_kind AS source_kind, g.about_id AS source_id, 0 AS files
		FROM mail_message g
		LEFT JOIN unit u ON u.network_id = g.network_id AND u.id = g.unit_id
		WHERE {note.read:g} AND g.organisation_id = $1 AND (g.created_at, g.id) < ($2, $3)
		ORDER BY g.created_at DESC, g.id DESC LIMIT $4`
	actionLines = `SELECT 'action' AS type, x.id, x.done_at AS at, '' AS kind, u.name AS unit_name, a.name AS by_name, '' AS person_name, x.what AS body, '' AS letter, '' AS source_kind, NULL AS source_id, 0 AS files
		FROM next_action x
		JOIN unit u ON u.network_id = x.network_id AND u.id = x.unit_id
		LEFT JOIN account a ON a.id = x.done_by
		WHERE {contact.record:x} AND x.organisation_id = $1 AND x.done_at IS NOT NULL AND x.deleted_at IS NULL AND (x.done_at, x.id) < ($2, $3)
		ORDER BY x.done_at DESC, x.id DESC LIMIT $4`
)

// TimelineTx returns a page of an organisation's timeline in one query: contact moments of the whole network, with the notes,
// mails and finished actions of the units within reach.
func TimelineTx(tx *db.Tx, sc access.Scope, organisation id.ID, filter TimelineFilter, after string, now time.Time) (TimelinePage, error) {
	if !slices.Contains(TimelineFilters(), filter) {
		filter = TimelineAll
	}
	at, key, ok := cursor.ReadAt(after)
	if !ok {
		at, key = now.AddDate(1, 0, 0), ""
	}
	limit := entriesPerPage + 1
	b := new(db.Builder)
	part := func(text string, more ...any) {
		if len(b.Query().Args) > 0 {
			b.Add(` UNION ALL `)
		}
		b.Add(`SELECT * FROM (`+text+`) AS part`, append([]any{organisation, at, string(key), limit}, more...)...)
	}
	b.Add(`SELECT type, id, at, kind, unit_name, by_name, person_name, body, letter, source_kind, source_id, files FROM (`)
	if kinds := filter.kinds(); len(kinds) > 0 {
		text := contactLines
		if filter == TimelineAll {
			part(text + ` ORDER BY m.at DESC, m.id DESC LIMIT $4`)
		} else {
			part(text+` AND m.kind = ANY($5) ORDER BY m.at DESC, m.id DESC LIMIT $4`, db.List(kinds))
		}
	}
	if filter == TimelineAll || filter == TimelineMails {
		part(mailLines)
	}
	if filter == TimelineAll || filter == TimelineActions {
		part(actionLines)
	}
	b.Add(`) AS line ORDER BY at DESC, id DESC LIMIT $1`, limit)
	rows, err := db.Select[Entry](tx, sc.BindQuery(b.Query()))
	if err != nil {
		return TimelinePage{}, operation.Wrap("read timeline", err)
	}
	var out TimelinePage
	out.Entries, out.Next = cursor.Cut(rows, entriesPerPage, func(last Entry) string { return cursor.At(last.At, last.ID) })
	return out, out.otherSideTx(tx, sc)
}

// Timeline is TimelineTx for an organisation that the principal may see.
func (s *Service) Timeline(ctx context.Context, sc access.Scope, organisation id.ID, filter TimelineFilter, after string) (out TimelinePage, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		o, err := OrganisationTx(tx, sc, organisation)
		if err != nil {
			return err
		}
		out, err = TimelineTx(tx, sc, o.ID, filter, after, s.Clock.Now())
		return err
	})
	return out, err
}
