// Package upkeep is what an administrator looks after: the queue of jobs, what gave up, mails that did not leave, and how much is kept.
package upkeep

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Service looks after a network's machinery.
type Service struct{ operation.Kit }

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{kit} }

// Failed is a job that gave up. What it was to work on is not shown: it may be personal.
type Failed struct {
	ID       id.ID     `db:"id"`
	Kind     job.Kind  `db:"kind"`
	Attempts int       `db:"attempt"`
	Error    string    `db:"error"`
	At       time.Time `db:"finished_at"`
}

// Mails counts the mails of the last week.
type Mails struct {
	Waiting int `db:"waiting"`
	Sent    int `db:"sent"`
	Failed  int `db:"failed"`
}

// Kept is how much a network keeps.
type Kept struct {
	Files int   `db:"files"`
	Bytes int64 `db:"bytes"`
}

// Overview is what an administrator sees.
type Overview struct {
	Queues []job.Queue
	Failed []Failed // the latest first, at most failedLimit
	Mails  Mails
	Kept   Kept
}

const failedLimit = 50

// week is over how long mails are counted.
const week = 7 * 24 * time.Hour

// Overview returns how the network's machinery runs.
func (s *Service) Overview(ctx context.Context, sc access.Scope) (o Overview, err error) {
	if err := sc.Require(access.Upkeep); err != nil {
		return o, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		o.Queues, err = db.Select[job.Queue](tx, sc.Bind(`SELECT j.kind, j.state, COUNT(*) AS n, MIN(j.run_at) AS oldest FROM job j
			WHERE {upkeep:j} AND j.state <> 'done' AND j.state <> 'cancelled' GROUP BY j.kind, j.state ORDER BY j.kind, j.state LIMIT 200`))
		if err != nil {
			return err
		}
		o.Failed, err = db.Select[Failed](tx, sc.Bind(`SELECT j.id, j.kind, j.attempt, j.error, j.finished_at FROM job j
			WHERE {upkeep:j} AND j.state = 'dead' ORDER BY j.finished_at DESC, j.id DESC LIMIT $1`, failedLimit))
		if err != nil {
			return err
		}
		o.Mails, err = db.Get[Mails](tx, sc.Bind(`SELECT COUNT(*) - COUNT(m.sent_at) - COUNT(CASE WHEN m.sent_at IS NULL THEN m.failed_at END) AS waiting,
				COUNT(m.sent_at) AS sent, COUNT(CASE WHEN m.sent_at IS NULL THEN m.failed_at END) AS failed
			FROM mail_message m WHERE {upkeep:m} AND m.created_at >= $1`, s.Clock.Now().Add(-week)))
		if err != nil {
			return err
		}
		o.Kept, err = db.Get[Kept](tx, sc.Bind(`SELECT COUNT(*) AS files, COALESCE(SUM(f.size), 0) AS bytes FROM file f WHERE {upkeep:f} AND f.deleted_at IS NULL`))
		return err
	})
	return o, operation.Wrap("look after jobs", err)
}

// Retry lets a job that gave up begin anew. One of the same kind and subject that waits already is fault.Conflict.
func (s *Service) Retry(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.settle(ctx, sc, key, func(op *operation.Op, kind job.Kind) error {
		op.Audit(audit.Entry{Action: "job.retried", Object: "job", ID: key, Detail: map[string]any{"kind": kind}})
		n, err := op.Exec(`UPDATE job AS j SET state = 'queued', attempt = 0, run_at = $2, error = '', finished_at = NULL
			WHERE {upkeep:j} AND j.id = $1 AND j.state = 'dead' AND NOT EXISTS (SELECT 1 FROM job w
				WHERE w.kind = j.kind AND w.unique_key = j.unique_key AND (w.state = 'queued' OR w.state = 'running'))`, key, op.At)
		if err == nil && n == 0 {
			return fault.Conflict("upkeep.waits_already")
		}
		return err
	})
}

// Drop gives a job up for good.
func (s *Service) Drop(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.settle(ctx, sc, key, func(op *operation.Op, kind job.Kind) error {
		op.Audit(audit.Entry{Action: "job.dropped", Object: "job", ID: key, Detail: map[string]any{"kind": kind}})
		return operation.Changed(op.Exec(`UPDATE job AS j SET state = 'cancelled' WHERE {upkeep:j} AND j.id = $1 AND j.state = 'dead'`, key))
	})
}

func (s *Service) settle(ctx context.Context, sc access.Scope, key id.ID, do func(*operation.Op, job.Kind) error) error {
	if err := sc.Require(access.Upkeep); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		kind, err := operation.Get[job.Kind](op, `SELECT j.kind FROM job j WHERE {upkeep:j} AND j.id = $1 AND j.state = 'dead' LIMIT 1`, key)
		if err != nil {
			return err
		}
		return do(op, kind)
	})
	if err == nil && s.Wake != nil {
		s.Wake()
	}
	return operation.Wrap("settle job", err)
}
