package webhook

import (
	"slices"
	"strconv"
	"strings"

	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Event is a kind of thing that happened, as noun.verb. The list is closed.
type Event string

// Test is the event of the button that tries a subscription. Nobody subscribes to it.
const Test Event = "webhook.test"

// events are all events with the audit actions that they stand for, in the order in which screens show them.
var events = []struct {
	name    Event
	actions []string
}{
	{"organisation.added", []string{"organisation.added"}},
	{"organisation.changed", []string{"organisation.edited", "organisation.merged", "organisation.restored", "field.restored"}},
	{"need.asked", []string{"need.asked"}},
	{"need.filled", []string{"need.filled"}},
	{"engagement.agreed", []string{"engagement.agreed"}},
	{"engagement.changed", []string{"engagement.moved", "engagement.postponed", "engagement.moved_online", "engagement.moved_offline"}},
	{"engagement.cancelled", []string{"engagement.cancelled"}},
	{"engagement.done", []string{"engagement.counted"}},
	{"contribution.booked", []string{"contribution.booked", "contribution.recorded"}},
	{"contribution.checked", []string{"contribution.checked"}},
	{"agreement.signed", []string{"agreement.signed"}},
	{"agreement.active", []string{"agreement.active"}},
	{"agreement.ended", []string{"agreement.ended", "agreement.ran_out"}},
}

// Events lists what somebody can subscribe to.
func Events() []Event {
	out := make([]Event, len(events))
	for i, e := range events {
		out[i] = e.name
	}
	return out
}

// Key is the event as a part of a key of the catalogue.
func (e Event) Key() string { return strings.ReplaceAll(string(e), ".", "_") }

// of finds the event that an audit row stands for; empty when nobody is told of it.
func of(action string) Event {
	for _, e := range events {
		if slices.Contains(e.actions, action) {
			return e.name
		}
	}
	return ""
}

// choose checks the events of a form.
func choose(f fault.Fields, names []string) db.Strings {
	var out db.Strings
	for _, e := range Events() { // in their own order, each once
		if slices.Contains(names, string(e)) {
			out = append(out, string(e))
		}
	}
	switch {
	case len(names) == 0:
		f.Add("events", "field.required")
	case slices.ContainsFunc(names, func(n string) bool { return !slices.Contains(out, n) }):
		f.Add("events", "field.choice")
	}
	return out
}

// listener is a subscription that might want to hear of something.
type listener struct {
	ID     id.ID      `db:"id"`
	Unit   id.ID      `db:"unit_id"`
	Events db.Strings `db:"events"`
}

// Emit writes the deliveries of what an operation did, in its transaction. A subscription hears of its unit and what is below it, and of what
// belongs to no unit. It costs nothing when nothing happened that has an event, one query when nobody listens, and two otherwise.
func Emit(op *operation.Op, entries []audit.Entry) error {
	entries = slices.DeleteFunc(slices.Clone(entries), func(e audit.Entry) bool { return of(e.Action) == "" || e.ID == "" })
	if len(entries) == 0 {
		return nil
	}
	listeners, err := db.Select[listener](op.Tx, db.Q(`SELECT id, unit_id, events FROM webhook WHERE network_id = $1 AND deleted_at IS NULL AND paused_at IS NULL ORDER BY id LIMIT $2`,
		op.Network(), most))
	if err != nil || len(listeners) == 0 {
		return err
	}
	above, err := aboveTx(op, entries)
	if err != nil {
		return err
	}
	for _, e := range entries {
		for _, l := range listeners {
			event := of(e.Action)
			if !slices.Contains(l.Events, string(event)) || e.Unit != "" && !slices.Contains(above[e.Unit], l.Unit) {
				continue
			}
			if _, err := queueTx(op, l.ID, event, e); err != nil {
				return err
			}
		}
	}
	return nil
}

// aboveTx finds the units of the entries with all that stand above them.
func aboveTx(op *operation.Op, entries []audit.Entry) (map[id.ID][]id.ID, error) {
	var units []id.ID
	for _, e := range entries {
		if e.Unit != "" && !slices.Contains(units, e.Unit) {
			units = append(units, e.Unit)
		}
	}
	if len(units) == 0 {
		return nil, nil
	}
	type pair struct {
		Above id.ID `db:"ancestor_id"`
		Unit  id.ID `db:"descendant_id"`
	}
	pairs, err := db.Select[pair](op.Tx, db.Q(`SELECT ancestor_id, descendant_id FROM unit_closure WHERE network_id = $1 AND descendant_id = ANY($2) ORDER BY descendant_id, ancestor_id LIMIT 20000`,
		op.Network(), db.List(units)))
	above := map[id.ID][]id.ID{}
	for _, p := range pairs {
		above[p.Unit] = append(above[p.Unit], p.Above)
	}
	return above, err
}

// queueTx writes a delivery and queues its first attempt.
func queueTx(op *operation.Op, webhook id.ID, event Event, about audit.Entry) (id.ID, error) {
	key := op.NewID()
	err := op.Insert(`INSERT INTO webhook_delivery (network_id, id, webhook_id, event, object_kind, object_id, unit_id, occurred_at, state, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'waiting', $9)`, op.Network(), key, webhook, event, about.Object, about.ID, about.Unit, op.At, op.ID)
	if err != nil {
		return "", err
	}
	op.Enqueue(attempt{op.Network(), key, 0}.job())
	return key, nil
}

// attempt is the work of one post.
type attempt struct {
	Network  id.ID `json:"network"`
	Delivery id.ID `json:"delivery"`
	N        int   `json:"n"` // attempts before it
}

func (a attempt) job() job.New {
	return job.New{Kind: DeliverKind, Unique: string(a.Delivery) + ":" + strconv.Itoa(a.N), Args: a}
}
