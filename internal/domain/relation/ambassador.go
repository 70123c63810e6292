package relation

import (
	"context"
	"strconv"

	"schakel/internal/domain/schoolyear"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Ambassador is an organisation that brought others in, or that a unit within reach calls an ambassador.
type Ambassador struct {
	ID      id.ID      `db:"id"`
	Name    string     `db:"name"`
	Place   string     `db:"place"`
	Brought int        `db:"brought"` // organisations, within the filter
	Names   string     `db:"names"`   // of those, with commas
	People  string     `db:"people"`  // who brought in, with commas; empty for who may not see people
	LastOn  clock.Date `db:"last_on"`
	Named   bool       `db:"named"` // the depth of a relationship says so
}

// AmbassadorFilter narrows the list.
type AmbassadorFilter struct {
	Text  string          // part of the name
	Unit  id.ID           // that recorded the introductions, with everything below it
	Year  schoolyear.Year // zero: all
	After string          // cursor of the page before
}

// introduced is in SQL the introductions that count: of organisations that are there, and not of one by itself after a merge.
const introduced = `introduction i
		JOIN organisation b ON b.network_id = i.network_id AND b.id = i.organisation_id AND b.deleted_at IS NULL
		WHERE {contact.read:i} AND i.deleted_at IS NULL AND i.organisation_id <> i.by_organisation_id`

// where adds the conditions on introductions.
func (f AmbassadorFilter) where(b *db.Builder) {
	if f.Unit != "" {
		b.Add(` AND EXISTS (SELECT 1 FROM unit_closure c WHERE c.network_id = i.network_id AND c.ancestor_id = $1 AND c.descendant_id = i.unit_id)`, f.Unit)
	}
	if f.Year != 0 {
		b.Add(` AND i.happened_on BETWEEN $1 AND $2`, f.Year.First(), f.Year.Last())
	}
}

// Ambassadors lists who brought others in, the most first. It costs one query.
func (s *Service) Ambassadors(ctx context.Context, sc access.Scope, f AmbassadorFilter) (rows []Ambassador, next string, err error) {
	if err := sc.Require(access.ContactRead); err != nil {
		return nil, "", err
	}
	var b db.Builder
	b.Add(`SELECT x.id, x.name, x.place, x.brought, x.names, x.people, x.last_on, x.named FROM (
		SELECT o.id, o.name, o.place, COALESCE(g.brought, 0) AS brought, COALESCE(g.names, '') AS names, COALESCE(g.people, '') AS people, COALESCE(g.last_on, '') AS last_on,
			EXISTS (SELECT 1 FROM relationship r WHERE {relationship.read:r} AND r.organisation_id = o.id AND r.depth = 'ambassador' AND r.status <> 'ended' AND r.deleted_at IS NULL) AS named
		FROM organisation o LEFT JOIN (
			SELECT i.network_id, i.by_organisation_id, COUNT(*) AS brought, string_agg(b.name, ', ') AS names, MAX(i.happened_on) AS last_on,
				(SELECT string_agg(p.name, ', ') FROM person p WHERE {person.read:p} AND p.deleted_at IS NULL AND p.id IN (
					SELECT y.by_person_id FROM introduction y WHERE y.network_id = p.network_id AND y.by_organisation_id = i.by_organisation_id AND y.deleted_at IS NULL)) AS people
			FROM ` + introduced)
	f.where(&b)
	b.Add(` GROUP BY i.network_id, i.by_organisation_id) g ON g.network_id = o.network_id AND g.by_organisation_id = o.id
		WHERE {organisation.read:o.id} AND o.deleted_at IS NULL AND o.merged_into IS NULL`)
	if key := check.Key(f.Text); key != "" {
		b.Add(` AND o.name_key LIKE $1`, "%"+key+"%")
	}
	b.Add(`) x WHERE (x.brought > 0`)
	if f.Unit == "" && f.Year == 0 {
		b.Add(` OR x.named`)
	}
	b.Add(`)`)
	if n, key, ok := cursor.Read(f.After); ok {
		if brought, err := strconv.Atoi(n); err == nil {
			b.Add(` AND (x.brought < $1 OR x.brought = $1 AND x.id > $2)`, brought, key)
		}
	}
	b.Add(` ORDER BY x.brought DESC, x.id LIMIT $1`, ambassadorsPerPage+1)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err = db.Select[Ambassador](tx, sc.BindQuery(b.Query()))
		rows, next = cursor.Cut(rows, ambassadorsPerPage, func(last Ambassador) string { return cursor.Of(strconv.Itoa(last.Brought), last.ID) })
		return err
	})
	return rows, next, operation.Wrap("list ambassadors", err)
}

const ambassadorsPerPage = 50

// Introduced is one introduction as a file and the page of who brought in show it.
type Introduced struct {
	ID           id.ID      `db:"id"`
	By           id.ID      `db:"by_id"`
	ByName       string     `db:"by_name"`
	Person       string     `db:"person_name"`
	Organisation id.ID      `db:"organisation_id"`
	Name         string     `db:"name"`
	UnitName     string     `db:"unit_name"`
	On           clock.Date `db:"happened_on"`
}

// ExportIntroductions lists the introductions that the filter reaches, for a file.
func (s *Service) ExportIntroductions(ctx context.Context, sc access.Scope, f AmbassadorFilter) (rows []Introduced, err error) {
	for _, needs := range []access.Action{access.ContactRead, access.RelationExport} {
		if err := sc.Require(needs); err != nil {
			return nil, err
		}
	}
	var b db.Builder
	b.Add(`SELECT i.id, a.id AS by_id, a.name AS by_name, COALESCE(p.name, '') AS person_name, b.id AS organisation_id, b.name, u.name AS unit_name, i.happened_on
		FROM introduction i
		JOIN organisation b ON b.network_id = i.network_id AND b.id = i.organisation_id AND b.deleted_at IS NULL
		JOIN organisation a ON a.network_id = i.network_id AND a.id = i.by_organisation_id AND a.deleted_at IS NULL
		JOIN unit u ON u.network_id = i.network_id AND u.id = i.unit_id
		LEFT JOIN person p ON p.network_id = i.network_id AND p.id = i.by_person_id AND p.deleted_at IS NULL AND {person.read:p}
		WHERE {contact.read:i} AND i.deleted_at IS NULL AND i.organisation_id <> i.by_organisation_id`)
	if key := check.Key(f.Text); key != "" {
		b.Add(` AND a.name_key LIKE $1`, "%"+key+"%")
	}
	f.where(&b)
	b.Add(` ORDER BY a.name_key, a.id, i.happened_on, i.id LIMIT 20000`)
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		rows, err = db.Select[Introduced](tx, sc.BindQuery(b.Query()))
		return err
	})
	return rows, operation.Wrap("export introductions", err)
}
