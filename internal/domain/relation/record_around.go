package relation

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// around is one thing that stands around an organisation. The parts share columns, because asking once costs a fraction of
// asking eight times; what a column means in a part stands in the SQL below.
type around struct {
	Part    string     `db:"part"`
	ID      id.ID      `db:"id"`
	Other   id.ID      `db:"other_id"`
	Second  id.ID      `db:"second_id"`
	Unit    id.ID      `db:"unit_id"`
	Name    string     `db:"name"`
	Extra   string     `db:"extra"`
	Where   string     `db:"unit_name"`
	Accent  string     `db:"accent"`
	Who     string     `db:"who"`
	Stand   string     `db:"stand_in"`
	Email   string     `db:"email"`
	Phone   string     `db:"phone"`
	Code    string     `db:"code"`
	Status  string     `db:"status"`
	From    clock.Date `db:"first_day"`
	To      clock.Date `db:"last_day"`
	At      time.Time  `db:"at"`
	First   bool       `db:"is_primary"`
	Muted   bool       `db:"muted"`
	Version int        `db:"version"`
	N       int        `db:"n"`
	M       int        `db:"m"`
}

// The parts. $1 is the organisation; $2, where it stands, the instant since which pressure counts.
const (
	aroundMembership = `SELECT 'umbrella' AS part, s.id, o.id AS other_id, '' AS second_id, '' AS unit_id, o.name, o.place AS extra, '' AS unit_name, '' AS accent,
			'' AS who, '' AS stand_in, '' AS email, '' AS phone, '' AS code, '' AS status, COALESCE(s.valid_from, '') AS first_day, COALESCE(s.valid_to, '') AS last_day,
			0 AS at, EXISTS (SELECT 1 FROM organisation v WHERE v.network_id = s.network_id AND v.id = s.member_id AND v.via_id = s.umbrella_id) AS is_primary,
			FALSE AS muted, s.version, 0 AS n, 0 AS m
		FROM umbrella_membership s JOIN organisation o ON o.network_id = s.network_id AND o.id = s.umbrella_id AND o.deleted_at IS NULL
		WHERE {organisation.read:s.member_id} AND s.member_id = $1 AND s.deleted_at IS NULL`
	aroundMember = ` UNION ALL SELECT * FROM (SELECT 'member', s.id, o.id, '', '', o.name, o.place, '', '', '', '', '', '', '', '', COALESCE(s.valid_from, ''), COALESCE(s.valid_to, ''),
			0, FALSE, FALSE, s.version, COUNT(*) OVER (), 0
		FROM umbrella_membership s JOIN organisation o ON o.network_id = s.network_id AND o.id = s.member_id AND o.deleted_at IS NULL
		WHERE {organisation.read:s.umbrella_id} AND s.umbrella_id = $1 AND s.deleted_at IS NULL AND s.valid_to IS NULL
		ORDER BY o.name_key, s.id LIMIT 20) AS member`
	aroundPerson = ` UNION ALL SELECT 'person', p.id, w.id, '', '', p.name, w.title, '', '', '', '', p.email, p.phone, p.lang, '', COALESCE(w.valid_from, ''), '',
			0, w.is_primary, COALESCE((SELECT NOT t.wanted FROM mail_topic t WHERE t.network_id = p.network_id AND t.person_id = p.id AND t.topic = 'requests'
				ORDER BY t.at DESC, t.id DESC LIMIT 1), FALSE), p.version, 0, 0
		FROM position w JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id
		WHERE {person.read:w} AND {person.read:p} AND w.organisation_id = $1 AND w.deleted_at IS NULL AND w.valid_to IS NULL AND p.deleted_at IS NULL AND p.merged_into IS NULL`
	aroundRelationship = ` UNION ALL SELECT 'relationship', r.id, COALESCE(r.owner_id, ''), COALESCE(r.deputy_id, ''), r.unit_id, '', '', u.name, u.accent,
			COALESCE(a.name, ''), COALESCE(d.name, ''), '', '', r.depth, r.status, '', '', 0, FALSE, FALSE, r.version, 0, 0
		FROM relationship r JOIN unit u ON u.network_id = r.network_id AND u.id = r.unit_id
		LEFT JOIN account a ON a.id = r.owner_id LEFT JOIN account d ON d.id = r.deputy_id
		WHERE {relationship.read:r} AND r.organisation_id = $1 AND r.deleted_at IS NULL`
	aroundAction = ` UNION ALL SELECT CASE WHEN x.done_at IS NULL THEN 'action' ELSE 'finished' END, x.id, x.assignee_id, COALESCE(x.person_id, ''), x.unit_id, x.what, '', u.name, '',
			a.name, '', '', '', '', '', x.due_on, '', 0, FALSE, FALSE, x.version, 0, 0
		FROM next_action x JOIN unit u ON u.network_id = x.network_id AND u.id = x.unit_id JOIN account a ON a.id = x.assignee_id
		WHERE {contact.record:x} AND x.organisation_id = $1 AND x.deleted_at IS NULL`
	aroundIntroduction = ` UNION ALL SELECT CASE WHEN i.by_organisation_id = $1 THEN 'brought' ELSE 'introduced' END, i.id, o.id, '', i.unit_id, o.name, COALESCE(p.name, ''), u.name, '',
			'', '', '', '', '', '', i.happened_on, '', 0, FALSE, FALSE, i.version, 0, 0
		FROM introduction i JOIN unit u ON u.network_id = i.network_id AND u.id = i.unit_id
		JOIN organisation o ON o.network_id = i.network_id AND o.id = CASE WHEN i.by_organisation_id = $1 THEN i.organisation_id ELSE i.by_organisation_id END AND o.deleted_at IS NULL
		LEFT JOIN person p ON p.network_id = i.network_id AND p.id = i.by_person_id AND p.deleted_at IS NULL AND {person.read:p}
		WHERE {contact.read:i} AND (i.by_organisation_id = $1 OR i.organisation_id = $1) AND i.organisation_id <> i.by_organisation_id AND i.deleted_at IS NULL`
	aroundMail = ` UNION ALL SELECT 'mails', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 0, FALSE, FALSE, 0, COUNT(*), 0
		FROM mail_message g WHERE {note.read:g} AND g.organisation_id = $1`
	aroundMoments = ` UNION ALL SELECT 'moments', '', '', '', g.unit_id, '', '', u.name, '', '', '', '', '', g.kind, '', '', '', g.last_at, FALSE, FALSE, 0, g.n, g.recent
		FROM (SELECT m.network_id, m.unit_id, m.kind, MAX(m.at) AS last_at, COUNT(*) AS n, COUNT(*) FILTER (WHERE m.at >= $2) AS recent
			FROM contact_moment m WHERE {contact.read:m} AND m.organisation_id = $1 AND m.deleted_at IS NULL GROUP BY m.network_id, m.unit_id, m.kind) AS g
		JOIN unit u ON u.network_id = g.network_id AND u.id = g.unit_id
		UNION ALL SELECT * FROM (SELECT 'last', '', '', '', '', '', '', u.name, '', COALESCE(a.name, ''), '', '', '', m.kind, '', '', '', m.at, FALSE, FALSE, 0, 0, 0
		FROM contact_moment m JOIN unit u ON u.network_id = m.network_id AND u.id = m.unit_id LEFT JOIN account a ON a.id = m.account_id
		WHERE {contact.read:m} AND m.organisation_id = $1 AND m.deleted_at IS NULL ORDER BY m.at DESC, m.id DESC LIMIT 1) AS latest
		UNION ALL SELECT 'planned', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', '', 0, FALSE, FALSE, 0, COUNT(*), 0
		FROM contact_moment m WHERE {contact.read:m} AND m.organisation_id = $1 AND m.kind = 'agreed' AND m.at >= $2 AND m.deleted_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM contact_moment e WHERE e.network_id = m.network_id AND e.organisation_id = m.organisation_id AND e.at >= m.at
				AND e.kind IN ('done', 'cancelled') AND e.source_id = m.source_id AND e.deleted_at IS NULL)`
)

// aroundTx reads what stands around the organisation in one query, and returns what happened between it and each unit.
func (r *Record) aroundTx(tx *db.Tx, sc access.Scope, since time.Time) (all []happened, err error) {
	text := aroundMembership + aroundMember
	for _, part := range []struct {
		may  access.Action
		text string
	}{
		{access.PersonRead, aroundPerson},
		{access.RelationshipRead, aroundRelationship},
		{access.ContactRecord, aroundAction},
		{access.NoteRead, aroundMail},
		{access.ContactRead, aroundMoments + aroundIntroduction},
	} {
		if sc.Can(part.may) {
			text += part.text
		}
	}
	args := []any{r.Organisation.ID}
	if sc.Can(access.ContactRead) { // PostgreSQL wants no argument that nothing uses
		args = append(args, since)
	}
	rows, err := db.Select[around](tx, sc.Bind(text+` LIMIT 2000`, args...))
	if err != nil {
		return nil, operation.Wrap("read around organisation", err)
	}
	kinds, finished, mails := map[ContactKind]int{}, 0, 0
	for i := range rows {
		a := &rows[i]
		switch a.Part {
		case "umbrella":
			r.Umbrellas = append(r.Umbrellas, a.membership())
		case "member":
			r.Members, r.MemberCount = append(r.Members, a.membership()), a.N
		case "person":
			r.People = append(r.People, ContactPerson{
				ID: a.ID, Name: a.Name, Email: a.Email, Phone: a.Phone, Lang: a.Code, Position: a.Other, Title: a.Extra, Primary: a.First, NoMail: a.Muted, Version: a.Version,
			})
		case "relationship":
			r.Relationships = append(r.Relationships, Relationship{
				ID: a.ID, Unit: a.Unit, UnitName: a.Where, Accent: a.Accent, Organisation: r.Organisation.ID, Owner: a.Other, OwnerName: a.Who,
				Deputy: a.Second, DeputyName: a.Stand, Depth: Depth(a.Code), Status: Status(a.Status), Version: a.Version,
			})
		case "action":
			r.Actions = append(r.Actions, NextAction{
				ID: a.ID, Unit: a.Unit, UnitName: a.Where, Organisation: r.Organisation.ID, Name: r.Organisation.Name, Person: a.Second, What: a.Name,
				Due: a.From, Assignee: a.Other, AssigneeName: a.Who, Version: a.Version,
			})
		case "finished":
			finished++
		case "mails":
			mails = a.N
		case "brought", "introduced":
			r.Introductions = append(r.Introductions, Introduction{
				ID: a.ID, Unit: a.Unit, UnitName: a.Where, Other: a.Other, OtherName: a.Name, Brought: a.Part == "brought", PersonName: a.Extra, On: a.From, Version: a.Version,
			})
		case "moments":
			kinds[ContactKind(a.Code)] += a.N
			if a.Code == string(ContactAsked) {
				r.Pressure.Asked += a.M
				if a.M > 0 && a.At.After(r.Pressure.LastAskedAt) {
					r.Pressure.LastAskedAt, r.Pressure.LastAskedUnit = a.At, a.Where
				}
			}
			all = append(all, happened{Unit: a.Unit, Kind: ContactKind(a.Code), N: a.N, Last: a.At})
		case "last":
			r.Last = LastContact{At: a.At, Kind: ContactKind(a.Code), By: a.Who, Unit: a.Where}
		case "planned":
			r.Pressure.Planned = a.N
		}
	}
	r.order(sc)
	r.count(kinds, finished, mails)
	return all, nil
}

func (a *around) membership() Membership {
	return Membership{ID: a.ID, Organisation: a.Other, Name: a.Name, Place: a.Extra, From: a.From, To: a.To, Version: a.Version, Via: a.First}
}

// order puts the parts in the order in which the page shows them.
func (r *Record) order(sc access.Scope) {
	slices.SortFunc(r.Umbrellas, func(a, b Membership) int {
		return cmp.Or(running(a)-running(b), strings.Compare(a.Name, b.Name), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(r.People, func(a, b ContactPerson) int {
		return cmp.Or(later(a.Primary)-later(b.Primary), strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(r.Actions, func(a, b NextAction) int { return cmp.Or(cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(r.Introductions, func(a, b Introduction) int {
		return cmp.Or(later(a.Brought)-later(b.Brought), strings.Compare(string(b.On), string(a.On)), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(r.Relationships, nearTo(sc).compare)
}

func running(m Membership) int { return later(m.To == "") }

func later(first bool) int {
	if first {
		return 0
	}
	return 1
}

// count tells how many lines each filter of the timeline has.
func (r *Record) count(kinds map[ContactKind]int, finished, mails int) {
	r.Lines = map[TimelineFilter]int{}
	add := func(f TimelineFilter, n int) {
		if n > 0 {
			r.Lines[f] += n
		}
	}
	for _, f := range TimelineFilters() {
		for _, k := range f.kinds() {
			add(f, kinds[k])
		}
	}
	for f, n := range map[TimelineFilter]int{TimelineMails: mails, TimelineActions: finished} {
		add(f, n)
		add(TimelineAll, n)
	}
}
