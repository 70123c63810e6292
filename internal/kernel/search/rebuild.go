package search

import (
	"context"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

const rebuildChunk = 500

// Rebuild gives every entry of the scope's network the tokens of this version, after one in which words are told apart otherwise.
// It works while serving, in small operations, and returns how many entries it went through.
func (s *Service) Rebuild(ctx context.Context, sc access.Scope) (total int, err error) {
	type entry struct {
		Kind   Kind   `db:"kind"`
		ID     id.ID  `db:"object_id"`
		Tokens string `db:"tokens"`
	}
	last, known := entry{}, map[string][]string{}
	for {
		var entries []entry
		err := s.Write(ctx, sc, func(op *operation.Op) (err error) {
			entries, err = operation.Select[entry](op, `SELECT d.kind, d.object_id, d.tokens FROM search_doc d
				WHERE {wall:d} AND (d.kind, d.object_id) > ($1, $2) ORDER BY d.kind, d.object_id LIMIT $3`, last.Kind, string(last.ID), rebuildChunk)
			if err != nil {
				return err
			}
			for _, e := range entries {
				words := slices.DeleteFunc(strings.Fields(e.Tokens), isMark)
				_, err := op.Tx.Exec(db.Q(`UPDATE search_doc SET tokens = $1 WHERE network_id = $2 AND kind = $3 AND object_id = $4`,
					tokens(op.Network(), Doc{Words: words}, known), op.Network(), e.Kind, e.ID))
				if err != nil {
					return err
				}
			}
			op.Audit(audit.Entry{Action: "search.rebuilt", Object: "network", ID: op.Network(), Detail: map[string]int{"entries": len(entries)}})
			return nil
		})
		if err != nil {
			return total, operation.Wrap("rebuild search", err)
		}
		if total += len(entries); len(entries) < rebuildChunk {
			return total, nil
		}
		last = entries[len(entries)-1]
	}
}
