package webhook

import (
	"context"
	"log/slog"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/outbound"
)

// Service holds the use cases of webhooks.
type Service struct {
	operation.Kit
	keeper *link.Keeper
	client *outbound.Client
	log    *slog.Logger
}

// New makes the service; client is the way to the addresses that people type.
func New(kit operation.Kit, keeper *link.Keeper, client *outbound.Client, log *slog.Logger) *Service {
	return &Service{kit, keeper, client, log}
}

// most is how many subscriptions a network may have.
const most = 50

// Input is the form of a subscription.
type Input struct {
	Unit   id.ID // whose events, with those of what is below it; chosen once
	Name   string
	URL    string
	Events []string
}

// Webhook is a subscription.
type Webhook struct {
	ID        id.ID      `db:"id"`
	Unit      id.ID      `db:"unit_id"`
	UnitName  string     `db:"unit_name"`
	Owner     string     `db:"owner_name"`
	Name      string     `db:"name"`
	URL       string     `db:"url"`
	Events    db.Strings `db:"events"`
	SecretN   int        `db:"secret_n"`
	SecretAt  time.Time  `db:"secret_at"`
	CreatedAt time.Time  `db:"created_at"`
	PausedAt  *time.Time `db:"paused_at"`
	PausedWhy Why        `db:"paused_why"`
	OKAt      *time.Time `db:"ok_at"` // when a delivery was last taken
	Dead      int        `db:"dead"`  // deliveries that gave up
	Version   int        `db:"version"`
}

// Why is why a subscription is paused.
type Why string

// The reasons.
const (
	ByHand  Why = "hand"
	Failing Why = "failing" // nothing was taken for a day
	Gone    Why = "gone"    // the receiver said so
	Rights  Why = "rights"  // its owner may no longer have it
)

const columns = `SELECT w.id, w.unit_id, u.name AS unit_name, a.name AS owner_name, w.name, w.url, w.events, w.secret_n, w.secret_at, w.created_at, w.paused_at, w.paused_why,
		w.ok_at, w.version, (SELECT COUNT(*) FROM webhook_delivery d WHERE d.network_id = w.network_id AND d.webhook_id = w.id AND d.state = 'dead') AS dead
	FROM webhook w
	JOIN unit u ON u.network_id = w.network_id AND u.id = w.unit_id
	JOIN account a ON a.id = w.account_id
	WHERE {role.manage:w} AND w.deleted_at IS NULL`

// List lists the subscriptions within reach.
func (s *Service) List(ctx context.Context, sc access.Scope) (list []Webhook, err error) {
	if err := sc.Require(access.RoleManage); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		list, err = db.Select[Webhook](tx, sc.Bind(columns+` ORDER BY w.name, w.id LIMIT $1`, most))
		return err
	})
	return list, operation.Wrap("list webhooks", err)
}

func oneTx(tx *db.Tx, sc access.Scope, key id.ID) (Webhook, error) {
	return operation.Found(db.Get[Webhook](tx, sc.Bind(columns+` AND w.id = $1 LIMIT 1`, key)))
}

func (s *Service) check(in *Input) (db.Strings, error) {
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 80)
	in.URL = check.Line(f, "url", in.URL, 1, 500)
	if f["url"].Key == "" && s.client.Check(in.URL) != nil {
		f.Add("url", "webhook.bad_url")
	}
	return choose(f, in.Events), f.Err()
}

// Made is a subscription with its secret, which is shown once.
type Made struct {
	ID     id.ID
	Secret string
}

// Add makes a subscription. Its owner is who adds it.
func (s *Service) Add(ctx context.Context, sc access.Scope, in Input) (made Made, err error) {
	if in.Unit == "" && sc.Can(access.RoleManage) {
		return Made{}, fault.Fields{"unit": {Key: "field.required"}}.Err()
	}
	if err := sc.RequireOn(access.RoleManage, in.Unit); err != nil {
		return Made{}, err
	}
	chosen, err := s.check(&in)
	if err != nil {
		return Made{}, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := db.Get[int](op.Tx, db.Q(`SELECT COUNT(*) FROM webhook WHERE network_id = $1 AND deleted_at IS NULL`, op.Network()))
		if err != nil {
			return err
		}
		if n >= most {
			return fault.Conflict("webhook.most", most)
		}
		key := op.NewID()
		op.Audit(audit.Entry{Action: "webhook.added", Object: "webhook", ID: key, Unit: in.Unit, Detail: map[string]any{"name": in.Name, "url": in.URL, "events": chosen}})
		made = Made{key, s.secret(key, 1).String()}
		return op.Insert(`INSERT INTO webhook (network_id, id, unit_id, account_id, name, url, events, secret_n, secret_at, created_at, operation_id)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8, $9)`, op.Network(), key, in.Unit, sc.Account(), in.Name, in.URL, chosen, op.At, op.ID)
	})
	return made, operation.Wrap("add webhook", err)
}

// Edit changes where a subscription posts and what it hears of.
func (s *Service) Edit(ctx context.Context, sc access.Scope, key id.ID, version int, in Input) error {
	if err := sc.Require(access.RoleManage); err != nil {
		return err
	}
	chosen, err := s.check(&in)
	if err != nil {
		return err
	}
	return s.change(ctx, sc, key, "webhook.edited", map[string]any{"name": in.Name, "url": in.URL, "events": chosen}, func(op *operation.Op, _ Webhook) (int64, error) {
		return op.Exec(`UPDATE webhook AS w SET name = $2, url = $3, events = $4, version = version + 1, operation_id = $5
			WHERE {role.manage:w} AND w.id = $1 AND w.deleted_at IS NULL AND w.version = $6`, key, in.Name, in.URL, chosen, op.ID, version)
	})
}

// Pause ends deliveries for now: what happens meanwhile is not told later.
func (s *Service) Pause(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.change(ctx, sc, key, "webhook.paused", map[string]any{"why": ByHand}, func(op *operation.Op, w Webhook) (int64, error) {
		if w.PausedAt != nil {
			return 1, nil
		}
		return op.Exec(pauseSQL, key, op.At, ByHand, op.ID)
	})
}

const pauseSQL = `UPDATE webhook AS w SET paused_at = $2, paused_why = $3, version = version + 1, operation_id = $4 WHERE {role.manage:w} AND w.id = $1 AND w.deleted_at IS NULL AND w.paused_at IS NULL`

// Resume begins deliveries again. Who resumes a subscription owns it from then on: it lives as long as their rights do.
func (s *Service) Resume(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.change(ctx, sc, key, "webhook.resumed", nil, func(op *operation.Op, _ Webhook) (int64, error) {
		return op.Exec(`UPDATE webhook AS w SET paused_at = NULL, paused_why = '', account_id = $2, version = version + 1, operation_id = $3
			WHERE {role.manage:w} AND w.id = $1 AND w.deleted_at IS NULL`, key, sc.Account(), op.ID)
	})
}

// Remove ends a subscription for good.
func (s *Service) Remove(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.change(ctx, sc, key, "webhook.removed", nil, func(op *operation.Op, _ Webhook) (int64, error) {
		return op.Exec(`UPDATE webhook AS w SET deleted_at = $2, deleted_op = $3, version = version + 1, operation_id = $3 WHERE {role.manage:w} AND w.id = $1 AND w.deleted_at IS NULL`, key, op.At, op.ID)
	})
}

// Rotate gives a subscription a new secret. For Overlap the old one signs too.
func (s *Service) Rotate(ctx context.Context, sc access.Scope, key id.ID) (made Made, err error) {
	err = s.change(ctx, sc, key, "webhook.secret_renewed", nil, func(op *operation.Op, w Webhook) (int64, error) {
		made = Made{key, s.secret(key, w.SecretN+1).String()}
		return op.Exec(`UPDATE webhook AS w SET secret_n = $2, secret_at = $3, version = version + 1, operation_id = $4
			WHERE {role.manage:w} AND w.id = $1 AND w.deleted_at IS NULL AND w.secret_n = $5`, key, w.SecretN+1, op.At, op.ID, w.SecretN)
	})
	return made, err
}

// Try sends the test event, to see whether the receiver takes it.
func (s *Service) Try(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.change(ctx, sc, key, "webhook.tried", nil, func(op *operation.Op, w Webhook) (int64, error) {
		if w.PausedAt != nil {
			return 0, fault.Conflict("webhook.is_paused")
		}
		_, err := queueTx(op, key, Test, audit.Entry{Object: "webhook", ID: key, Unit: w.Unit})
		return 1, err
	})
}

// SendAgain posts a delivery that gave up once more, from the first attempt.
func (s *Service) SendAgain(ctx context.Context, sc access.Scope, key, delivery id.ID) error {
	return s.change(ctx, sc, key, "webhook.sent_again", map[string]any{"delivery": delivery}, func(op *operation.Op, w Webhook) (int64, error) {
		n, err := op.Tx.Exec(db.Q(`UPDATE webhook_delivery SET state = 'waiting', attempts = 0, outcome = '', done_at = NULL, next_at = NULL
			WHERE network_id = $1 AND webhook_id = $2 AND id = $3 AND state = 'dead'`, op.Network(), key, delivery))
		if err == nil && n == 0 {
			return 0, fault.NotFound("fault.not_found")
		}
		if w.PausedAt != nil {
			return 0, fault.Conflict("webhook.is_paused")
		}
		op.Enqueue(attempt{op.Network(), delivery, 0}.job())
		return 1, err
	})
}

// change does something with a subscription within reach, and tells the audit log.
func (s *Service) change(ctx context.Context, sc access.Scope, key id.ID, action string, detail any, do func(*operation.Op, Webhook) (int64, error)) error {
	if err := sc.Require(access.RoleManage); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		w, err := oneTx(op.Tx, sc, key)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: action, Object: "webhook", ID: key, Unit: w.Unit, Detail: detail})
		return operation.Changed(do(op, w))
	})
	return operation.Wrap(action, err)
}
