// Package search finds things by words: prefixes, Dutch word forms, diacritics, numbers. Nouns put what can be found into
// the index in the transaction that changes it; a result is shown only when its own action's predicate reaches it.
//
// One tokeniser in Go serves both databases, so that SQLite (FTS5) and PostgreSQL (tsvector) find the same.
package search

import (
	"context"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Kind is what a result is.
type Kind string

// The kinds of result, in the order in which they are shown.
const (
	Organisation Kind = "organisation"
	Person       Kind = "person"
	Need         Kind = "need"
	Engagement   Kind = "engagement"
)

// Kinds lists the kinds of result.
func Kinds() []Kind { return []Kind{Organisation, Person, Need, Engagement} }

// Doc is something that can be found.
type Doc struct {
	Kind  Kind
	ID    id.ID
	Unit  id.ID    // owner unit of needs and engagements
	Label string   // what the result shows
	Sub   string   // second line: place, organisation, date
	Words []string // more to find it by: numbers, mail, place
}

// PutTx indexes a thing, or indexes it again.
func PutTx(op *operation.Op, docs ...Doc) error {
	known := map[string][]string{} // names of places and trades come again and again
	for start := 0; start < len(docs); start += batch {
		if err := putBatch(op, docs[start:min(start+batch, len(docs))], known); err != nil {
			return operation.Wrap("index", err)
		}
	}
	return nil
}

// batch is how many rows one INSERT carries.
const batch = 100

func putBatch(op *operation.Op, docs []Doc, known map[string][]string) error {
	text := fullPut
	if len(docs) < batch {
		text = putText(len(docs))
	}
	args := make([]any, 0, 7*len(docs))
	for _, d := range docs {
		args = append(args, op.Network(), d.Kind, d.ID, d.Unit, d.Label, d.Sub, tokens(op.Network(), d, known))
	}
	_, err := op.Tx.Exec(db.Q(text, args...))
	return err
}

var fullPut = putText(batch)

// putText is the statement for so many rows.
func putText(rows int) string {
	var b db.Builder
	b.Add(`INSERT INTO search_doc (network_id, kind, object_id, unit_id, label, sub, tokens) VALUES `)
	for i := range rows {
		if i > 0 {
			b.Add(`, `)
		}
		b.Add(`($1, $2, $3, $4, $5, $6, $7)`, make([]any, 7)...)
	}
	b.Add(` ON CONFLICT (network_id, kind, object_id) DO UPDATE SET unit_id = excluded.unit_id, label = excluded.label, sub = excluded.sub, tokens = excluded.tokens`)
	return b.Query().Text
}

// DropTx takes a thing out of the index.
func DropTx(op *operation.Op, kind Kind, object id.ID) error {
	_, err := op.Tx.Exec(db.Q(`DELETE FROM search_doc WHERE network_id = $1 AND kind = $2 AND object_id = $3`, op.Network(), kind, object))
	return operation.Wrap("index", err)
}

// Result is something found.
type Result struct {
	Kind  Kind   `db:"kind"`
	ID    id.ID  `db:"object_id"`
	Label string `db:"label"`
	Sub   string `db:"sub"`
	Near  bool   // found although a word was typed differently
}

// candidate is a result with the words it was found by.
type candidate struct {
	Result
	Tokens string `db:"tokens"`
}

// Service answers searches.
type Service struct{ operation.Kit }

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{kit} }

// maxQuery bounds what people type into a search box.
const maxQuery = 200

// Find returns up to limit results that the scope may see; with kinds only those. When nothing has the words as they were typed,
// it returns what is near (Result.Near): typing errors are forgiven. It costs one query, or two.
func (s *Service) Find(ctx context.Context, sc access.Scope, text string, limit int, kinds ...Kind) (found []Result, err error) {
	groups := Query(sc.Network(), text)
	if len(groups) == 0 {
		return nil, nil
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		found, err = db.Select[Result](tx.MayEnd(), sc.BindQuery(matching(tx, `d.kind, d.object_id, d.label, d.sub`, groups, kinds).Add(` LIMIT $1`, limit).Query()))
		if err != nil || len(found) > 0 {
			return err
		}
		if groups = nearQuery(sc.Network(), text); groups == nil {
			return nil
		}
		around, err := db.Select[candidate](tx, sc.BindQuery(matching(tx, `d.kind, d.object_id, d.label, d.sub, d.tokens`, groups, kinds).Add(` LIMIT $1`, nearLimit).Query()))
		found = nearest(text, around, limit)
		return err
	})
	return found, operation.Wrap("search", err)
}

// matching begins a query for the entries within reach that have a term of every group.
func matching(tx *db.Tx, columns string, groups [][]db.Term, kinds []Kind) *db.Builder {
	condition, argument := tx.FullText("d", groups)
	b := new(db.Builder).Add(`SELECT `+columns+` FROM search_doc d WHERE `).Add(condition, argument).Add(` AND ` + Reachable)
	if len(kinds) > 0 {
		b.Add(` AND d.kind = ANY($1)`, db.List(kinds))
	}
	return b
}

// MatchTx adds to a list's query the condition that column is the id of a thing of the kind that has all words of text;
// it adds nothing when text has no words. The list's own predicate decides who sees what.
func MatchTx(tx *db.Tx, b *db.Builder, sc access.Scope, kind Kind, column, text string) {
	groups := Query(sc.Network(), text)
	if len(groups) == 0 {
		return
	}
	condition, argument := tx.FullText("d", groups)
	b.Add(` AND `+column+` IN (SELECT d.object_id FROM search_doc d WHERE d.network_id = $1 AND d.kind = $2 AND `, sc.Network(), kind)
	b.Add(condition, argument).Add(`)`)
}

// Query turns what somebody typed into groups of terms; nil when there is nothing to look for.
func Query(network id.ID, text string) [][]db.Term {
	words := typed(text)
	if len(words) == 0 {
		return nil
	}
	groups := [][]db.Term{{{Token: wall(network)}}}
	for _, w := range words {
		group := []db.Term{{Token: w, Prefix: true}}
		if s := stem(w); s != "" {
			group = append(group, db.Term{Token: stemMark + s})
		}
		groups = append(groups, group)
	}
	return groups
}
