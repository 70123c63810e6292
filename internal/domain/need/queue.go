package need

import (
	"context"
	"errors"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Waiting is a company for whose turn a need waits.
type Waiting struct {
	ID           id.ID      `db:"id"`
	Organisation id.ID      `db:"organisation_id"`
	Name         string     `db:"organisation_name"`
	On           clock.Date `db:"asked_on"`
	QueuedAt     time.Time  `db:"queued_at"`
	By           string     `db:"by_name"`
	Before       int        `db:"before"` // needs of the whole network that wait longer for this company
}

// Queue puts a need in the queue of a company that can't be asked now. When its own ceiling, its pause or the network's ceiling
// gives room again, the first in the queue is asked by itself, in the name of who queued it; a need that is no longer open
// leaves the queue.
func (s *Service) Queue(ctx context.Context, sc access.Scope, key, company id.ID, on clock.Date) error {
	if err := sc.Require(access.InvitationSend); err != nil {
		return err
	}
	f := fault.Fields{}
	on = check.Date(f, "on", string(on))
	if err := f.Err(); err != nil {
		return err
	}
	if sc.Account() == "" {
		return fault.Forbidden("fault.forbidden")
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := sendableTx(op, key)
		if err != nil {
			return err
		}
		_, proposals, err := s.matchTx(op.Tx, sc, key, []id.ID{company}, op.At)
		switch {
		case err != nil:
			return err
		case on < n.From || on > n.To:
			return fault.Fields{"on": {Key: "need.outside_period", Args: []any{n.From, n.To}}}.Err()
		case len(proposals) == 0:
			return fault.NotFound("fault.not_found")
		case proposals[0].Fit != NotNow:
			return fault.Conflict("need.queue_no_use")
		}
		op.Audit(audit.Entry{Action: "need.queued", Object: "need", ID: n.ID, Unit: n.Unit, Detail: map[string]any{"organisation": company, "on": on}})
		err = op.Insert(`INSERT INTO ask_queue (network_id, id, unit_id, need_id, organisation_id, asked_on, queued_at, queued_by, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, op.Network(), op.NewID(), n.Unit, n.ID, company, on, op.At, sc.Account(), op.ID)
		if err != nil {
			return err
		}
		return noteTx(op, n.ID, n.Unit, Step{Kind: StepQueued, Organisation: company, Words: proposals[0].Stop.Key})
	})
	if name, taken := s.DB.Conflict(err); taken && name == "ask_queue_waiting_uq" {
		err = fault.Conflict("need.already_queued")
	}
	return operation.Wrap("queue company", err)
}

// waitingTx returns the companies for whose turn a need waits. How many wait longer is counted over the whole network: only
// the number is told.
func waitingTx(tx *db.Tx, sc access.Scope, need id.ID) ([]Waiting, error) {
	rows, err := db.Select[Waiting](tx, sc.Bind(`SELECT q.id, q.organisation_id, o.name AS organisation_name, q.asked_on, q.queued_at, a.name AS by_name,
			(SELECT COUNT(*) FROM ask_queue b WHERE {wall:b} AND b.organisation_id = q.organisation_id AND b.state = 'waiting' AND (b.queued_at, b.id) < (q.queued_at, q.id)) AS before
		FROM ask_queue q JOIN organisation o ON o.network_id = q.network_id AND o.id = q.organisation_id JOIN account a ON a.id = q.queued_by
		WHERE {need.read:q} AND q.need_id = $1 AND q.state = 'waiting' ORDER BY q.queued_at, q.id LIMIT 100`, need))
	return rows, operation.Wrap("read queue", err)
}

// queueDue asks the companies that give room again, for who waits longest.
func (s *Service) queueDue() duty {
	return duty{
		"queue",
		func(tx *db.Tx, sc access.Scope, _ time.Time) ([]id.ID, error) {
			return db.Select[id.ID](tx, sc.Bind(`SELECT q.id FROM ask_queue q WHERE {wall:q} AND q.state = 'waiting' ORDER BY q.queued_at, q.id LIMIT 1000`))
		},
		s.turnTx,
	}
}

// turnTx asks the company of a place in the queue when it gives room now.
func (s *Service) turnTx(op *operation.Op, key id.ID) error {
	type place struct {
		Need         id.ID      `db:"need_id"`
		Organisation id.ID      `db:"organisation_id"`
		On           clock.Date `db:"asked_on"`
		By           id.ID      `db:"queued_by"`
	}
	q, err := operation.Get[place](op, `SELECT q.need_id, q.organisation_id, q.asked_on, q.queued_by FROM ask_queue q WHERE {wall:q} AND q.id = $1 AND q.state = 'waiting' LIMIT 1`, key)
	if fault.Is(err, fault.KindNotFound) {
		return errNotDue
	}
	if err != nil {
		return err
	}
	n, err := dueNeedTx(op, q.Need)
	if err != nil {
		return err
	}
	if n.StateOn(op.Today()) != Open {
		return leaveQueueTx(op, key, n, "dropped")
	}
	if err := lockAsks(op, []id.ID{q.Organisation}); err != nil {
		return err
	}
	_, proposals, err := s.matchTx(op.Tx, op.Scope, n.ID, []id.ID{q.Organisation}, op.At)
	if err != nil {
		return err
	}
	on := WavePlan{On: q.On, Sent: 1}.dayFor(n, op.Today())
	switch {
	case len(proposals) == 0 || on == "" || proposals[0].Fit == Outside:
		return leaveQueueTx(op, key, n, "dropped") // asked in the meantime, or ruled out by now
	case proposals[0].Fit == NotNow:
		return errNotDue
	}
	to, err := addresseeTx(op, proposals[0])
	if fault.Is(err, fault.KindInvalid) {
		return leaveQueueTx(op, key, n, "dropped")
	}
	if err == nil {
		err = n.inviteOneTx(op, proposals[0], asking{to: to, on: proposals[0].dayFor(n, on, op.Today()), by: q.By})
	}
	return errors.Join(err, leaveQueueTx(op, key, n, "sent"))
}

func leaveQueueTx(op *operation.Op, key id.ID, n Need, state string) error {
	op.Audit(audit.Entry{Action: "need.left_queue", Object: "need", ID: n.ID, Unit: n.Unit, Detail: map[string]any{"queue": key, "state": state}})
	_, err := op.Exec(`UPDATE ask_queue SET state = $2, version = version + 1, operation_id = $3 WHERE {wall:ask_queue} AND id = $1`, key, state, op.ID)
	return err
}

// Leave takes a need out of the queue of a company.
func (s *Service) Leave(ctx context.Context, sc access.Scope, key, company id.ID) error {
	if err := sc.Require(access.InvitationSend); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := sendableTx(op, key)
		if err != nil {
			return err
		}
		place, err := operation.Get[id.ID](op, `SELECT q.id FROM ask_queue q WHERE {invitation.send:q} AND q.need_id = $1 AND q.organisation_id = $2 AND q.state = 'waiting' LIMIT 1`, n.ID, company)
		if err != nil {
			return err
		}
		return leaveQueueTx(op, place, n, "dropped")
	})
	return operation.Wrap("leave queue", err)
}
