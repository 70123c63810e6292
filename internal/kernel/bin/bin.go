// Package bin is the bin of a network (prullenbak): what was thrown away, who did it and when, the way back, and the day on which it
// is gone for good.
//
// A row is in the bin when it has deleted_at and deleted_op. What that means for its noun, the noun says: each kind of thing brings
// the query that finds it, how it comes back and how it goes. The query carries the marker of the action that restores, so nobody
// finds in the bin what they could not change before. After Days a job empties the bin; what append-only tables name stays behind
// without a name, and that is the noun's business too.
package bin

import (
	"context"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Days is how long a thing stays in the bin.
const Days = 30

// Thing is something in the bin.
type Thing struct {
	Kind  string    `db:"kind"`
	ID    id.ID     `db:"id"`
	Name  string    `db:"name"`
	About string    `db:"about"` // of what it is part: an organisation's name, a place; for a contact its kind
	At    time.Time `db:"deleted_at"`
	Op    id.ID     `db:"deleted_op"`
	By    string    // who threw it away; empty: the system did
}

// DaysLeft is how many days are left until the thing is gone, the one that has begun included.
func (t Thing) DaysLeft(now time.Time) int {
	const day = 24 * time.Hour
	left := int((t.At.AddDate(0, 0, Days).Sub(now) + day - 1) / day)
	return max(left, 0)
}

// Kind is a kind of thing that can be in the bin.
type Kind struct {
	Name  string
	Alias string // of its table in Find
	// Find selects name and about, followed by FROM and WHERE with the marker of the action that restores; the service adds what is
	// common. Empty: the kind is not shown, it only goes.
	Find string
	// Restore brings a thing back that Find found for the same principal.
	Restore func(ctx context.Context, sc access.Scope, t Thing) error
	// Due selects the ids, followed by FROM and WHERE with a marker, of what may go; the service adds the time and the limit.
	Due string
	// Purge takes rows away for good, or empties what others name.
	Purge func(op *operation.Op, keys []id.ID) error
}

// Service shows, restores and empties.
type Service struct {
	operation.Kit
	kinds []Kind
}

// New makes the service. Kinds are purged in this order: what leans on others comes before them.
func New(kit operation.Kit, kinds ...Kind) *Service { return &Service{kit, kinds} }

// Kinds lists the names of the kinds that are shown.
func (s *Service) Kinds() []string {
	var out []string
	for _, k := range s.kinds {
		if k.Find != "" {
			out = append(out, k.Name)
		}
	}
	return out
}

// Filter narrows the bin.
type Filter struct {
	Kind  string // one of Kinds; empty: all
	After string // where the page before ended
}

// Page is part of the bin, the latest first.
type Page struct {
	Things []Thing
	Next   string // for the page after; empty: this is the last
}

const perPage = 50

// List returns what the principal could restore.
func (s *Service) List(ctx context.Context, sc access.Scope, f Filter) (out Page, err error) {
	if f.Kind != "" && !slices.Contains(s.Kinds(), f.Kind) {
		return out, fault.NotFound("fault.not_found")
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		out.Things, err = s.find(tx, sc, f, nil, perPage+1)
		if err != nil {
			return err
		}
		out.Things, out.Next = cursor.Cut(out.Things, perPage, func(last Thing) string { return cursor.At(last.At, last.ID) })
		return whoTx(tx, sc, out.Things)
	})
	return out, operation.Wrap("read bin", err)
}

// find puts the queries of the kinds together: the latest of each, and of those the latest.
func (s *Service) find(tx *db.Tx, sc access.Scope, f Filter, keys []id.ID, most int) ([]Thing, error) {
	b := new(db.Builder)
	at, key, after := cursor.ReadAt(f.After)
	for _, k := range s.kinds {
		if k.Find == "" || f.Kind != "" && k.Name != f.Kind {
			continue
		}
		if b.Query().Text != "" {
			b.Add(` UNION ALL `)
		}
		a := k.Alias
		b.Add(`SELECT * FROM (SELECT '` + k.Name + `' AS kind, ` + a + `.id, ` + a + `.deleted_at, ` + a + `.deleted_op, ` + k.Find + ` AND ` + a + `.deleted_at IS NOT NULL`)
		if after {
			b.Add(` AND (`+a+`.deleted_at, `+a+`.id) < ($1, $2)`, at, key)
		}
		if keys != nil {
			b.Add(` AND `+a+`.id = ANY($1)`, db.List(keys))
		}
		b.Add(` ORDER BY `+a+`.deleted_at DESC, `+a+`.id DESC LIMIT $1) AS `+k.Name, most)
	}
	b.Add(` ORDER BY deleted_at DESC, id DESC LIMIT $1`, most)
	return db.Select[Thing](tx, sc.BindQuery(b.Query()))
}

// whoTx names who threw the things away: the account of the operation, as the audit log has it.
func whoTx(tx *db.Tx, sc access.Scope, things []Thing) error {
	if len(things) == 0 {
		return nil
	}
	ops := make([]id.ID, len(things))
	for i, t := range things {
		ops[i] = t.Op
	}
	type who struct {
		Op   id.ID  `db:"operation_id"`
		Name string `db:"name"`
	}
	rows, err := db.Select[who](tx, sc.Bind(`SELECT DISTINCT e.operation_id, a.name FROM audit_event e JOIN account a ON a.id = e.actor_id
		WHERE {wall:e} AND e.operation_id = ANY($1) LIMIT 1000`, db.List(ops)))
	names := make(map[id.ID]string, len(rows))
	for _, r := range rows {
		names[r.Op] = r.Name
	}
	for i := range things {
		things[i].By = names[things[i].Op]
	}
	return err
}

// Restored is what a restore came to.
type Restored struct {
	Done []Thing
	Kept []Kept
}

// Kept is a thing that could not come back, and why.
type Kept struct {
	Thing
	Why *fault.Fault
}

// MaxRestore is how many things one restore brings back.
const MaxRestore = 100

// Restore brings things back, each in a use case of its own: one that is in the way of something new does not keep the others.
// Ids that are not in the bin within reach are left out; when none is, the fault is NotFound.
func (s *Service) Restore(ctx context.Context, sc access.Scope, keys []id.ID) (out Restored, err error) {
	if len(keys) == 0 {
		return out, fault.Invalid("bin.none_chosen")
	}
	var things []Thing
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		things, err = s.find(tx, sc, Filter{}, keys[:min(len(keys), MaxRestore)], MaxRestore)
		return err
	})
	if err != nil {
		return out, operation.Wrap("find in bin", err)
	}
	if len(things) == 0 {
		return out, fault.NotFound("fault.not_found")
	}
	slices.Reverse(things) // what went first comes back first: others may be part of it
	for _, t := range things {
		k := s.kinds[slices.IndexFunc(s.kinds, func(k Kind) bool { return k.Name == t.Kind })]
		err := k.Restore(ctx, sc, t)
		if why, ok := fault.As(err); ok {
			out.Kept = append(out.Kept, Kept{t, why})
			continue
		}
		if err != nil {
			return out, operation.Wrap("restore from bin", err)
		}
		out.Done = append(out.Done, t)
	}
	return out, nil
}
