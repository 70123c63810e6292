package webhook

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// State is how far a delivery is.
type State string

// The states.
const (
	Waiting State = "waiting" // to be posted, or posted again
	Taken   State = "taken"
	Dead    State = "dead" // nobody tries again by itself
)

// Delivery is something that a receiver was told, or should be.
type Delivery struct {
	ID       id.ID      `db:"id"`
	Event    Event      `db:"event"`
	At       time.Time  `db:"occurred_at"`
	State    State      `db:"state"`
	Attempts int        `db:"attempts"`
	Outcome  string     `db:"outcome"` // of the last attempt: a status or a word, empty when it was taken
	NextAt   *time.Time `db:"next_at"`
}

// Page is a subscription with a page of its deliveries.
type Page struct {
	Webhook    Webhook
	Deliveries []Delivery
	Next       string
}

const deliveriesPerPage = 50

// Show reads a subscription with a page of its deliveries, the latest first; only narrows them to one state.
func (s *Service) Show(ctx context.Context, sc access.Scope, key id.ID, only State, after string) (p Page, err error) {
	if err := sc.Require(access.RoleManage); err != nil {
		return p, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if p.Webhook, err = oneTx(tx, sc, key); err != nil {
			return err
		}
		b := new(db.Builder).Add(`SELECT d.id, d.event, d.occurred_at, d.state, d.attempts, d.outcome, d.next_at FROM webhook_delivery d WHERE {wall:d} AND d.webhook_id = $1`, key)
		if only != "" {
			b.Add(` AND d.state = $1`, only)
		}
		if _, last, ok := cursor.Read(after); ok {
			b.Add(` AND d.id < $1`, last)
		}
		b.Add(` ORDER BY d.id DESC LIMIT $1`, deliveriesPerPage+1)
		p.Deliveries, err = db.Select[Delivery](tx, sc.BindQuery(b.Query()))
		return err
	})
	p.Deliveries, p.Next = cursor.Cut(p.Deliveries, deliveriesPerPage, func(last Delivery) string { return cursor.Of("", last.ID) })
	return p, operation.Wrap("read webhook", err)
}
