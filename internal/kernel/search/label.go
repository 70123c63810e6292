package search

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Reachable is the condition under which a principal may see index entry d, for a query that joins the index.
const Reachable = `(d.kind = 'organisation' AND {organisation.read:d} OR d.kind = 'person' AND {person.read:d}
	OR d.kind = 'need' AND {need.read:d} OR d.kind = 'engagement' AND {engagement.read:d})`

// LabelsTx returns the labels of things by id, for rows that mention them; what the principal may not see is left out.
func LabelsTx(tx *db.Tx, sc access.Scope, things []id.ID) (map[id.ID]Result, error) {
	found, err := db.Select[Result](tx, sc.Bind(`SELECT d.kind, d.object_id, d.label, d.sub FROM search_doc d
		WHERE d.object_id = ANY($1) AND `+Reachable+` LIMIT 5000`, db.List(things)))
	out := make(map[id.ID]Result, len(found))
	for _, f := range found {
		out[f.ID] = f
	}
	return out, operation.Wrap("read labels", err)
}

// recentEvents is how far back Recent looks in the network's log.
const recentEvents = 3000

// RecentTx returns what the account changed last, the latest first, in one query. With kinds only those.
func RecentTx(tx *db.Tx, sc access.Scope, limit int, kinds ...Kind) ([]Result, error) {
	if len(kinds) == 0 {
		kinds = Kinds()
	}
	found, err := db.Select[Result](tx, sc.Bind(`SELECT d.kind, d.object_id, d.label, d.sub
		FROM (SELECT e.network_id, e.object_kind, e.object_id, MAX(e.seq) AS seq FROM audit_event e
			WHERE {wall:e} AND e.actor_kind = 'account' AND {account.own:e.actor_id}
				AND e.seq > (SELECT COALESCE(MAX(h.seq), 0) FROM audit_event h WHERE {wall:h}) - $1
			GROUP BY e.network_id, e.object_kind, e.object_id) r
		JOIN search_doc d ON d.network_id = r.network_id AND d.kind = r.object_kind AND d.object_id = r.object_id
		WHERE `+Reachable+` AND d.kind = ANY($2) ORDER BY r.seq DESC LIMIT $3`, recentEvents, db.List(kinds), limit))
	return found, operation.Wrap("read recent", err)
}
