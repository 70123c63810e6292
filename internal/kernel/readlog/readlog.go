// Package readlog is the read log (inzagelogboek) of pupils' data, class C3: every page that shows some says first of whom, what for and to
// whom. A page that does not, or could not, is not sent: the server holds the answer back until Note has committed.
package readlog

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Purpose is the activity of the processing register for which somebody looks.
type Purpose string

// The purposes.
const (
	Placement Purpose = "placement" // finding and agreeing on a place
	Guidance  Purpose = "guidance"  // accompanying a pupil at it
	Request   Purpose = "request"   // answering somebody who asks what is kept of them
)

// Purposes lists the purposes.
func Purposes() []Purpose { return []Purpose{Placement, Guidance, Request} }

// Read is what somebody is about to be shown. A list is one reading of all on it.
type Read struct {
	Unit     id.ID // whose pupils they are
	Purpose  Purpose
	Subjects []id.ID
}

// most is how many pupils one reading may name: a page shows fewer, a file is split.
const most = 1000

// Service writes and reads the log.
type Service struct{ operation.Kit }

// New makes the service.
func New(kit operation.Kit) *Service { return &Service{kit} }

// Watch tells the server whether a request's reading was noted.
type Watch struct {
	view  string
	noted atomic.Bool
}

// Noted reports whether the log has it.
func (w *Watch) Noted() bool { return w.noted.Load() }

type watchKey struct{}

// With watches a request for a page, which it names.
func With(ctx context.Context, view string) (context.Context, *Watch) {
	w := &Watch{view: view}
	return context.WithValue(ctx, watchKey{}, w), w
}

// Note writes that the principal is shown data of pupils. It is a use case of its own, which commits before anything is sent. Who may not
// read pupils of the unit cannot note it either.
func (s *Service) Note(ctx context.Context, sc access.Scope, r Read) error {
	if err := sc.RequireOn(access.PupilRead, r.Unit); err != nil {
		return err
	}
	if !slices.Contains(Purposes(), r.Purpose) || len(r.Subjects) > most {
		return fault.Invalid("readlog.bad")
	}
	w, _ := ctx.Value(watchKey{}).(*Watch)
	view := ""
	if w != nil {
		view = w.view
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		entry := op.NewID()
		err := op.Insert(`INSERT INTO read_entry (network_id, id, unit_id, at, view, purpose, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			op.Network(), entry, r.Unit, op.At, view, r.Purpose, op.ID)
		if err != nil {
			return err
		}
		subjects := slices.Compact(slices.Sorted(slices.Values(r.Subjects)))
		for _, subject := range subjects {
			if err := op.Insert(`INSERT INTO read_subject (network_id, entry_id, subject_id) VALUES ($1, $2, $3)`, op.Network(), entry, subject); err != nil {
				return err
			}
		}
		op.Audit(audit.Entry{Action: "pupils.read", Object: "pupil", Unit: r.Unit, Detail: map[string]any{"purpose": r.Purpose, "pupils": len(subjects)}})
		return nil
	})
	if err == nil && w != nil {
		w.noted.Store(true)
	}
	return operation.Wrap("note reading", err)
}

// KeptYears is how long a reading is known.
const KeptYears = 2

// ForgetKind is the job that forgets readings after their time, in all networks; it comes back every day.
const ForgetKind job.Kind = "readlog.forget"

// Workers are the jobs of the log, for the composition root.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{ForgetKind: func(ctx context.Context, _ job.Job) error {
		_, err := s.Forget(ctx)
		return err
	}}
}

// Recurring are the jobs of the log that come back by themselves.
func Recurring() []job.Recurring { return []job.Recurring{{Kind: ForgetKind, Every: 24 * time.Hour}} }
