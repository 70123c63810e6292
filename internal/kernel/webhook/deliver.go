package webhook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/outbound"
)

// The jobs of webhooks.
const (
	DeliverKind job.Kind = "webhook.deliver"
	ForgetKind  job.Kind = "webhook.forget"
)

// keptFor is how long a delivery can be looked at; one that still waits then has lost its job, since attempts end after a day.
const keptFor = 30 * 24 * time.Hour

// waits are the pauses after each attempt that failed; after the last attempt nobody tries again by itself.
var waits = []time.Duration{5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour}

// Recurring are the jobs that come back by themselves.
func Recurring() []job.Recurring { return []job.Recurring{{Kind: ForgetKind, Every: 24 * time.Hour}} }

// Workers are the jobs of webhooks.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{
		DeliverKind: s.deliver,
		ForgetKind: func(ctx context.Context, _ job.Job) error {
			_, err := s.EachNetwork(ctx, "webhooks", func(sc access.Scope) (int, error) {
				return 0, s.DB.Write(ctx, sc.Settings(), func(tx *db.Tx) error {
					_, err := tx.Exec(db.Q(`DELETE FROM webhook_delivery WHERE network_id = $1 AND occurred_at < $2`, sc.Network(), s.Clock.Now().Add(-keptFor)))
					return err
				})
			})
			return err
		},
	}
}

// gone is the status of a receiver that wants nothing any more.
const gone = "410"

// due is a delivery with what an attempt needs to know.
type due struct {
	ID         id.ID      `db:"id"`
	Webhook    id.ID      `db:"webhook_id"`
	Event      Event      `db:"event"`
	Object     string     `db:"object_kind"`
	ObjectID   id.ID      `db:"object_id"`
	ObjectUnit id.ID      `db:"unit_id"`
	At         time.Time  `db:"occurred_at"`
	State      State      `db:"state"`
	Attempts   int        `db:"attempts"`
	Unit       id.ID      `db:"webhook_unit"`
	Account    id.ID      `db:"account_id"`
	Name       string     `db:"webhook_name"`
	URL        string     `db:"url"`
	SecretN    int        `db:"secret_n"`
	SecretAt   time.Time  `db:"secret_at"`
	PausedAt   *time.Time `db:"paused_at"`
	DeletedAt  *time.Time `db:"deleted_at"`
	OKAt       *time.Time `db:"ok_at"`

	allowed bool // its owner may still have it
}

// deliver makes one attempt.
func (s *Service) deliver(ctx context.Context, j job.Job) error {
	var a attempt
	if err := j.Decode(&a); err != nil {
		return fmt.Errorf("%w: %w", job.ErrGiveUp, err)
	}
	d, err := s.due(ctx, a)
	if errors.Is(err, db.ErrNoRow) || err == nil && (d.State != Waiting || d.Attempts != a.N) {
		return nil // forgotten, or done by another
	}
	switch {
	case err != nil:
		return err
	case d.DeletedAt != nil || d.PausedAt != nil:
		return s.give(ctx, a, "paused")
	case !d.allowed:
		if err := s.give(ctx, a, "rights"); err != nil {
			return err
		}
		return s.pause(ctx, a.Network, d, Rights)
	}
	outcome := s.post(ctx, a.Network, d)
	switch ok := outcome == ""; {
	case ok:
		return s.taken(ctx, a, d)
	case outcome == gone:
		if err := s.give(ctx, a, outcome); err != nil {
			return err
		}
		return s.pause(ctx, a.Network, d, Gone)
	case a.N < len(waits):
		return s.later(ctx, a, outcome)
	}
	if err := s.give(ctx, a, outcome); err != nil || d.OKAt != nil && d.OKAt.After(d.At) {
		return err
	}
	return s.pause(ctx, a.Network, d, Failing)
}

// due loads a delivery and looks up what its owner may do today.
func (s *Service) due(ctx context.Context, a attempt) (d due, err error) {
	err = s.DB.Read(ctx, db.Settings{Network: string(a.Network)}, func(tx *db.Tx) error {
		d, err = db.Get[due](tx, db.Q(`SELECT d.id, d.webhook_id, d.event, d.object_kind, d.object_id, d.unit_id, d.occurred_at, d.state, d.attempts,
				w.unit_id AS webhook_unit, w.account_id, w.name AS webhook_name, w.url, w.secret_n, w.secret_at, w.paused_at, w.deleted_at, w.ok_at
			FROM webhook_delivery d JOIN webhook w ON w.network_id = d.network_id AND w.id = d.webhook_id
			JOIN network n ON n.id = d.network_id AND n.deleted_at IS NULL
			WHERE d.network_id = $1 AND d.id = $2 LIMIT 1`, a.Network, a.Delivery))
		if err != nil {
			return err
		}
		sc, err := access.LoadTx(tx, d.Account, "", a.Network, clock.Today(s.Clock))
		if err != nil && !fault.Is(err, fault.KindForbidden) {
			return err
		}
		d.allowed = err == nil && sc.CanOn(access.RoleManage, d.Unit)
		return nil
	})
	return d, err
}

// body is what a receiver reads: kinds and ids, as Standard Webhooks lays them out.
type body struct {
	Type Event     `json:"type"`
	At   time.Time `json:"timestamp"`
	Data bodyData  `json:"data"`
}

type bodyData struct {
	Network id.ID  `json:"network"`
	Unit    id.ID  `json:"unit,omitempty"`
	Object  string `json:"object"`
	ID      id.ID  `json:"id"`
}

// post makes the request. What went wrong is a status or a word, never what the receiver wrote; empty is that it was taken.
func (s *Service) post(ctx context.Context, network id.ID, d due) string {
	text, err := json.Marshal(body{d.Event, d.At, bodyData{Network: network, Unit: d.ObjectUnit, Object: d.Object, ID: d.ObjectID}})
	if err != nil {
		return "unreachable" // ids and a time: cannot happen
	}
	now := s.Clock.Now()
	answer, err := s.client.Do(ctx, outbound.Request{
		Method: "POST", URL: d.URL, Body: text, Header: map[string][]string{
			"Content-Type": {"application/json"}, "User-Agent": {"Schakel-Webhooks"}, "Webhook-Id": {string(d.ID)}, "Webhook-Timestamp": {strconv.FormatInt(now.Unix(), 10)},
			"Webhook-Signature": {s.signatures(d, now, text)},
		},
	})
	switch {
	case errors.Is(err, outbound.ErrAddress), errors.Is(err, outbound.ErrURL):
		return "address"
	case errors.Is(err, outbound.ErrRedirect):
		return "redirect"
	case err != nil:
		return "unreachable"
	case answer.Status < 200 || answer.Status > 299:
		return strconv.Itoa(answer.Status)
	}
	return ""
}

// taken notes that the receiver has it.
func (s *Service) taken(ctx context.Context, a attempt, d due) error {
	now := s.Clock.Now()
	return s.DB.Write(ctx, db.Settings{Network: string(a.Network), Soon: true}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE webhook_delivery SET attempts = attempts + 1, state = 'taken', outcome = '', done_at = $3 WHERE network_id = $1 AND id = $2`, a.Network, a.Delivery, now))
		if err != nil {
			return err
		}
		_, err = tx.Exec(db.Q(`UPDATE webhook SET ok_at = $3 WHERE network_id = $1 AND id = $2`, a.Network, d.Webhook, now))
		return err
	})
}

// give gives a delivery up: it waits for somebody to send it again.
func (s *Service) give(ctx context.Context, a attempt, outcome string) error {
	return s.DB.Write(ctx, db.Settings{Network: string(a.Network)}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE webhook_delivery SET attempts = attempts + 1, state = 'dead', outcome = $4, done_at = $5
			WHERE network_id = $1 AND id = $2 AND attempts = $3 AND state = 'waiting'`, a.Network, a.Delivery, a.N, outcome, s.Clock.Now()))
		return err
	})
}

// later queues the next attempt.
func (s *Service) later(ctx context.Context, a attempt, outcome string) error {
	now := s.Clock.Now()
	next := a
	next.N++
	n := next.job()
	n.RunAt = now.Add(waits[a.N])
	return s.DB.Write(ctx, db.Settings{Network: string(a.Network)}, func(tx *db.Tx) error {
		changed, err := tx.Exec(db.Q(`UPDATE webhook_delivery SET attempts = attempts + 1, outcome = $4, next_at = $5 WHERE network_id = $1 AND id = $2 AND attempts = $3 AND state = 'waiting'`,
			a.Network, a.Delivery, a.N, outcome, n.RunAt))
		if err != nil || changed == 0 {
			return err
		}
		return job.InsertTx(tx, s.IDs, a.Network, s.IDs.New(), now, []job.New{n})
	})
}

// PausedLetter is the data of the letter "webhook_paused", to the owner of a subscription that was paused.
type PausedLetter struct {
	Name    string `json:"name"` // of the subscription
	Webhook id.ID  `json:"webhook"`
	Why     Why    `json:"why"`
}

// pause ends a subscription's deliveries by itself, and tells its owner.
func (s *Service) pause(ctx context.Context, network id.ID, d due, why Why) error {
	sc := access.System(network, "webhooks")
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "webhook.paused", Object: "webhook", ID: d.Webhook, Unit: d.Unit, Detail: map[string]any{"why": why}})
		if err := operation.Changed(op.Exec(pauseSQL, d.Webhook, op.At, why, op.ID)); err != nil {
			return err
		}
		type owner struct {
			Email string `db:"email"`
			Name  string `db:"name"`
			Lang  string `db:"lang"`
		}
		to, err := db.Get[owner](op.Tx, db.Q(`SELECT email, name, lang FROM account WHERE id = $1 AND disabled_at IS NULL AND deleted_at IS NULL LIMIT 1`, d.Account))
		if errors.Is(err, db.ErrNoRow) {
			return nil // the log says it
		}
		if err != nil {
			return err
		}
		return post.SendTx(op, post.Letter{Key: "webhook_paused", To: to.Email, ToName: to.Name, Lang: to.Lang, Unit: d.Unit, AboutKind: "webhook", About: d.Webhook, Data: PausedLetter{d.Name, d.Webhook, why}})
	})
	if fault.Is(err, fault.KindConflict) {
		return nil // it was paused already
	}
	return operation.Wrap("pause webhook", err)
}
