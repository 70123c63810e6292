package dashboard

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// LogLine is an event of the change log with the names that a reader knows things by.
type LogLine struct {
	audit.Line
	Company string // whose link was used, for an actor who is a link
	Label   string // of the object; empty when it has none, or when it is not to be seen
}

// Log is a page of the change log.
type Log struct {
	Lines []LogLine
	Next  int64  // cursor of the next page, 0 on the last
	Only  string // label of the one object that the filter names
}

// LogFilter narrows the log.
type LogFilter struct {
	Object id.ID // events about one object
	Before int64 // cursor of the page before
}

const linesPerPage = 50

// Log reads a page of the change log, newest first, with its names. It costs two queries.
func (s *Service) Log(ctx context.Context, sc access.Scope, f LogFilter) (out Log, err error) {
	if err := sc.Require(access.AuditRead); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		lines, err := audit.Read(tx, sc, audit.Filter{Object: f.Object, Before: f.Before, Limit: linesPerPage + 1})
		if err != nil {
			return err
		}
		if len(lines) > linesPerPage {
			lines = lines[:linesPerPage]
			out.Next = lines[linesPerPage-1].Seq
		}
		names, err := namesTx(tx, sc, lines, f.Object)
		out.Only = names[f.Object]
		for _, l := range lines {
			line := LogLine{Line: l, Label: names[l.ObjectID]}
			if l.ActorKind == string(access.KindLink) || l.Actor == "" {
				line.Company = names[l.ActorID]
			}
			out.Lines = append(out.Lines, line)
		}
		return err
	})
	return out, operation.Wrap("read log", err)
}

// objectNames finds names by id: of things that can be searched, and of others by what they belong to: an invitation and a
// contribution by the company, an occurrence by its engagement, a session by whose it is. Each only as far as the reader sees
// that thing; accounts are those to whose roles the log's own right reaches.
const objectNames = `SELECT d.object_id AS id, d.label AS name FROM search_doc d WHERE d.object_id = ANY($1) AND ` + search.Reachable + `
	UNION ALL SELECT u.id, u.name FROM unit u WHERE {network.read:u} AND u.id = ANY($1)
	UNION ALL SELECT a.id, a.name FROM account a WHERE a.id = ANY($1) AND EXISTS (SELECT 1 FROM role_grant g WHERE {audit.read:g} AND g.account_id = a.id AND g.unit_id IS NOT NULL)
	UNION ALL SELECT s.id, a.name FROM session s JOIN account a ON a.id = s.account_id WHERE {wall:s} AND s.id = ANY($1)
		AND EXISTS (SELECT 1 FROM role_grant g WHERE {audit.read:g} AND g.account_id = a.id AND g.unit_id IS NOT NULL)
	UNION ALL SELECT i.id, o.name FROM invitation i JOIN organisation o ON o.network_id = i.network_id AND o.id = i.organisation_id
		WHERE {audit.read:i} AND {organisation.read:o.id} AND i.id = ANY($1)
	UNION ALL SELECT o.id, e.title FROM occurrence o JOIN engagement e ON e.network_id = o.network_id AND e.id = o.source_id
		WHERE {engagement.read:o} AND o.id = ANY($1)
	UNION ALL SELECT c.id, o.name FROM contribution c JOIN organisation o ON o.network_id = c.network_id AND o.id = c.organisation_id
		WHERE {contribution.read:c} AND c.id = ANY($1)
	UNION ALL SELECT l.id, l.name FROM programme_line l WHERE {programme.read:l} AND l.id = ANY($1)
	UNION ALL SELECT v.id, v.name FROM activity v WHERE {programme.read:v} AND v.id = ANY($1)
	UNION ALL SELECT g.id, g.name FROM subsidy_grant g WHERE {grant.read:g} AND g.id = ANY($1)`

// linkNames finds the companies to which links were sent, or at which accounts stand, with whose they are for whoever sees people.
const linkNames = ` UNION ALL SELECT l.id, COALESCE(NULLIF(p.name, '') || ' (' || o.name || ')', o.name) AS name FROM link l
	JOIN organisation o ON o.network_id = l.network_id AND o.id = l.organisation_id
	LEFT JOIN person p ON p.network_id = l.network_id AND p.id = l.person_id AND {person.read:p} AND p.deleted_at IS NULL
	WHERE {organisation.read:l} AND l.id = ANY($1)
	UNION ALL SELECT c.account_id, COALESCE(NULLIF(p.name, '') || ' (' || o.name || ')', o.name) AS name FROM company_colleague c
	JOIN organisation o ON o.network_id = c.network_id AND o.id = c.organisation_id
	LEFT JOIN person p ON p.network_id = c.network_id AND p.id = c.person_id AND {person.read:p} AND p.deleted_at IS NULL
	WHERE {organisation.read:c} AND c.account_id = ANY($1) LIMIT 2000`

// namesTx finds names for what the lines mention and for the companies behind links.
func namesTx(tx *db.Tx, sc access.Scope, lines []audit.Line, more id.ID) (map[id.ID]string, error) {
	var objects, links []id.ID
	for _, l := range lines {
		objects = append(objects, l.ObjectID)
		if l.ActorKind == string(access.KindLink) || l.ActorKind == string(access.KindAccount) && l.Actor == "" {
			links = append(links, l.ActorID)
		}
	}
	objects = append(objects, more)
	type row struct {
		ID   id.ID  `db:"id"`
		Name string `db:"name"`
	}
	var b db.Builder
	b.Add(objectNames, db.List(objects)).Add(linkNames, db.List(links))
	rows, err := db.Select[row](tx, sc.BindQuery(b.Query()))
	out := make(map[id.ID]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Name
	}
	return out, err
}
