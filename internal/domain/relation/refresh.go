package relation

import (
	"context"
	"fmt"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// What follows from facts is stored beside them. Rows from before a version that stores more get it here.

const (
	refreshRows = 500 // per transaction
	matchJob    = job.Kind("relation.match")
)

// Refresh gives a network's organisations the columns by which duplicates are found, where they have none, and puts its people in the
// search index anew. It works while serving, in small operations, and returns how many rows it went through. Doing it again changes
// nothing.
func (s *Service) Refresh(ctx context.Context, sc access.Scope) (int, error) {
	total, err := s.fillMatch(ctx, sc)
	for last := id.ID(""); err == nil; {
		var people []id.ID
		err = s.Write(ctx, sc, func(op *operation.Op) (err error) {
			people, err = operation.Select[id.ID](op, `SELECT p.id FROM person p WHERE {wall:p} AND p.id > $1 AND p.deleted_at IS NULL ORDER BY p.id LIMIT $2`, string(last), refreshRows)
			if err != nil {
				return err
			}
			op.Audit(audit.Entry{Action: "search.rebuilt", Object: "network", ID: op.Network(), Detail: map[string]int{"people": len(people)}})
			return reindexPeopleTx(op, people...)
		})
		total += len(people)
		if len(people) < refreshRows {
			break
		}
		last = people[len(people)-1]
	}
	return total, operation.Wrap("refresh", err)
}

// fillMatch fills the match columns where they are empty. Full ones never are: how a name begins stands there with its place.
func (s *Service) fillMatch(ctx context.Context, sc access.Scope) (total int, err error) {
	type row struct {
		ID      id.ID  `db:"id"`
		Name    string `db:"name"`
		Place   string `db:"place"`
		Website string `db:"website"`
		Email   string `db:"email"`
	}
	for {
		var rows []row
		err := s.Write(ctx, sc, func(op *operation.Op) (err error) {
			rows, err = operation.Select[row](op, `SELECT o.id, o.name, o.place, o.website, o.email FROM organisation o WHERE {wall:o} AND o.match_front = '' ORDER BY o.id LIMIT $1`, refreshRows)
			if err != nil {
				return err
			}
			for _, r := range rows {
				_, err := op.Exec(`UPDATE organisation AS o SET web_domain = $2, mail_domain = $3, match_name = $4, match_front = $5, match_back = $6 WHERE {wall:o} AND o.id = $1`,
					append([]any{r.ID}, matchColumns(r.Name, r.Place, r.Website, r.Email)...)...)
				if err != nil {
					return err
				}
			}
			op.Audit(audit.Entry{Action: "search.rebuilt", Object: "network", ID: op.Network(), Detail: map[string]int{"organisations": len(rows)}})
			return nil
		})
		total += len(rows)
		if err != nil || len(rows) < refreshRows {
			return total, err
		}
	}
}

// QueueRefresh queues a job for each network with organisations from before the match columns. It is for the start of a server, and
// writes nothing when there are none.
func (s *Service) QueueRefresh(ctx context.Context) error {
	var networks []id.ID
	err := s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		networks, err = db.Select[id.ID](tx, db.Q(`SELECT n.id FROM network n WHERE EXISTS (SELECT 1 FROM organisation o WHERE o.network_id = n.id AND o.match_front = '') ORDER BY n.id LIMIT 10000`))
		return err
	})
	for _, n := range networks {
		if err != nil {
			break
		}
		err = s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
			return job.InsertTx(tx, s.IDs, n, s.IDs.New(), s.Clock.Now(), []job.New{{Kind: matchJob, Unique: string(n), Args: n}})
		})
	}
	return operation.Wrap("queue refresh", err)
}

// matchWork is the job that QueueRefresh queues.
func (s *Service) matchWork(ctx context.Context, j job.Job) error {
	var network id.ID
	if err := j.Decode(&network); err != nil {
		return fmt.Errorf("%w: %w", job.ErrGiveUp, err)
	}
	_, err := s.fillMatch(ctx, access.System(network, "refresh"))
	return err
}
