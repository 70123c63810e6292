// Package operation runs a use case: one transaction with its audit rows and its jobs, or nothing at all.
//
// A service embeds Kit and calls Write; the closure gets an Op, which is the transaction plus who, when and under which id.
// An operation that changed something without saying so to the audit log is refused at commit: forgetting is impossible.
package operation

import (
	"context"
	"errors"
	"fmt"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Kit is what every service needs to do its work.
type Kit struct {
	DB    *db.DB
	Clock clock.Clock
	IDs   id.Source
	// Wake is called after a commit that queued jobs; nil is fine.
	Wake func()
	// Tell lets others know what an operation did, in its transaction; nil is fine.
	Tell func(op *Op, entries []audit.Entry) error
}

// Op is a running use case. It is a transaction, and lower nouns' …Tx functions take it.
type Op struct {
	*db.Tx
	Scope access.Scope
	ID    id.ID     // operation id, stamped on every row it writes
	At    time.Time // the one instant of the whole operation
	Made  id.ID     // what it made, when the object of its audit entry is another
	ids   id.Source

	entries []audit.Entry
	jobs    []job.New
	erased  []Erasure
}

// NewID makes an identifier for a row.
func (op *Op) NewID() id.ID { return op.ids.New() }

// Today returns the day of the operation in Amsterdam.
func (op *Op) Today() clock.Date { return clock.DateOf(op.At) }

// Network returns the network the operation happens in.
func (op *Op) Network() id.ID { return op.Scope.Network() }

// Audit notes what the operation did. At least one entry is needed to commit.
func (op *Op) Audit(e audit.Entry) { op.entries = append(op.entries, e) }

// Enqueue adds a job that starts after the commit.
func (op *Op) Enqueue(j job.New) { op.jobs = append(op.jobs, j) }

// Select, Get and Exec of a scoped query in one go.

// Exec runs a statement whose markers are bound to the operation's scope.
func (op *Op) Exec(text string, args ...any) (int64, error) {
	return op.Tx.Exec(op.Scope.Bind(text, args...))
}

// Insert runs a statement without markers: a new row whose network_id is the operation's own.
func (op *Op) Insert(text string, args ...any) error {
	_, err := op.Tx.Exec(db.Q(text, args...))
	return err
}

// Select returns all rows of a query whose markers are bound to the operation's scope.
func Select[T any](op *Op, text string, args ...any) ([]T, error) {
	return db.Select[T](op.Tx, op.Scope.Bind(text, args...))
}

// Get returns the first row of a query whose markers are bound to the operation's scope; no row is fault.NotFound.
func Get[T any](op *Op, text string, args ...any) (T, error) {
	return Found(db.Get[T](op.Tx, op.Scope.Bind(text, args...)))
}

// Found turns "no row" into fault.NotFound.
func Found[T any](v T, err error) (T, error) {
	if errors.Is(err, db.ErrNoRow) {
		return v, fault.NotFound("fault.not_found")
	}
	return v, err
}

// ErrSilent says that a use case wrote without telling the audit log.
var ErrSilent = errors.New("operation: a use case must leave an audit row")

// Read runs fn in a read-only transaction within the scope.
func (k Kit) Read(ctx context.Context, sc access.Scope, fn func(tx *db.Tx) error) error {
	if !sc.Valid() {
		return fault.Forbidden("fault.forbidden")
	}
	return k.DB.Read(ctx, sc.Settings(), fn)
}

// Write runs a use case. It commits rows, audit and jobs together when fn returns nil; otherwise nothing is left.
// fn may run again after a serialization failure, so it must not change anything outside op.
func (k Kit) Write(ctx context.Context, sc access.Scope, fn func(op *Op) error) error {
	if !sc.Valid() {
		return fault.Forbidden("fault.forbidden")
	}
	queued, claim := false, claimFrom(ctx)
	err := k.DB.Write(ctx, sc.Settings(), func(tx *db.Tx) error {
		op := &Op{Tx: tx, Scope: sc, ID: k.IDs.New(), At: k.Clock.Now(), ids: k.IDs}
		if err := claim.before(op); err != nil {
			return err
		}
		if err := fn(op); err != nil {
			return err
		}
		if len(op.entries) == 0 {
			return ErrSilent
		}
		if err := claim.after(op); err != nil {
			return err
		}
		if k.Tell != nil {
			if err := k.Tell(op, op.entries); err != nil {
				return err
			}
		}
		if err := op.journal(); err != nil {
			return err
		}
		if err := job.InsertTx(tx, k.IDs, sc.Network(), op.ID, op.At, op.jobs); err != nil {
			return err
		}
		stamp := audit.Stamp{Scope: sc, Operation: op.ID, Request: RequestID(ctx), At: op.At}
		if err := audit.LogTx(tx, k.IDs, stamp, op.entries); err != nil {
			return err
		}
		queued = len(op.jobs) > 0
		return nil
	})
	if err == nil {
		claim.settle()
	}
	if err == nil && queued && k.Wake != nil {
		k.Wake()
	}
	return err
}

// Changed turns "no row touched" by an UPDATE that named the version into fault.Conflict: somebody else was first.
func Changed(n int64, err error) error {
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Conflict("fault.changed")
	}
	return nil
}

type requestKey struct{}

// WithRequestID notes the request's id for audit rows and logs.
func WithRequestID(ctx context.Context, request string) context.Context {
	return context.WithValue(ctx, requestKey{}, request)
}

// RequestID returns the request's id, empty outside a request.
func RequestID(ctx context.Context) string {
	s, _ := ctx.Value(requestKey{}).(string)
	return s
}

// Wrap adds the name of the use case to an internal error; faults go through as they are.
func Wrap(name string, err error) error {
	if err == nil {
		return nil
	}
	if _, ok := fault.As(err); ok {
		return err
	}
	return fmt.Errorf("%s: %w", name, err)
}
