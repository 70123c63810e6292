package menu

import (
	"context"
	"errors"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/erasure"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// ForgetKind is the job that forgets old registrations of all networks; it comes back every day.
const ForgetKind job.Kind = "menu.forget"

const (
	// UnansweredDays is how long a registration stays whose address never answered: as long as its link lives.
	UnansweredDays = 14
	// SettledDays is how long one stays that was approved, refused or sent twice: for who asks what became of it.
	SettledDays = 90
	// forgetAtOnce is how many go in one transaction.
	forgetAtOnce = 200
)

// Workers are the jobs of the menu, for the composition root.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{
		ForgetKind: func(ctx context.Context, _ job.Job) error {
			_, err := s.ForgetRegistrations(ctx)
			return err
		},
		StillRightKind: func(ctx context.Context, _ job.Job) error {
			_, err := s.AskStillRight(ctx)
			return err
		},
	}
}

// Recurring are the jobs of the menu that come back by themselves.
func Recurring() []job.Recurring {
	return []job.Recurring{{Kind: ForgetKind, Every: 24 * time.Hour}, {Kind: StillRightKind, Every: 24 * time.Hour}}
}

// ForgetRegistrations deletes what is old in every network, with what the audit log keeps of it, and returns how many went. It may stop
// anywhere and be called again.
func (s *Service) ForgetRegistrations(ctx context.Context) (int, error) {
	total, err := s.EachNetwork(ctx, "registrations", func(sc access.Scope) (total int, err error) {
		for gone := forgetAtOnce; err == nil && gone == forgetAtOnce; total += gone {
			gone, err = s.forget(ctx, sc)
		}
		return total, err
	})
	return total, operation.Wrap("forget registrations", err)
}

// errNothing leaves a transaction in which there was nothing to do.
var errNothing = errors.New("menu: nothing is due")

func (s *Service) forget(ctx context.Context, sc access.Scope) (gone int, err error) {
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		keys, err := operation.Select[id.ID](op, `SELECT x.id FROM registration x WHERE {wall:x}
			AND (x.state = 'asked' AND x.created_at < $1 OR x.state IN ('again', 'approved', 'refused') AND COALESCE(x.decided_at, x.answered_at) < $2)
			ORDER BY x.created_at, x.id LIMIT $3`, op.At.AddDate(0, 0, -UnansweredDays), op.At.AddDate(0, 0, -SettledDays), forgetAtOnce)
		if err != nil {
			return err
		}
		if gone = len(keys); gone == 0 {
			return errNothing
		}
		op.Audit(audit.Entry{Action: "registration.forgotten", Object: "registration", Detail: map[string]int{"registrations": gone}})
		return dropRegistrationsTx(op, keys)
	})
	if errors.Is(err, errNothing) {
		return 0, nil
	}
	return gone, err
}

// dropRegistrationsTx deletes registrations with what else tells of who registered.
func dropRegistrationsTx(op *operation.Op, keys []id.ID) error {
	if _, err := op.Exec(`DELETE FROM registration AS x WHERE {wall:x} AND x.id = ANY($1)`, db.List(keys)); err != nil {
		return err
	}
	_, err := op.Exec(`UPDATE link AS x SET email = '', revoked_at = COALESCE(x.revoked_at, $2) WHERE {wall:x} AND x.kind = 'register' AND x.subject_id = ANY($1)`, db.List(keys), op.At)
	if err != nil {
		return err
	}
	_, err = op.Exec(`UPDATE mail_message AS x SET to_email = '', to_name = '', data = 'null' WHERE {wall:x} AND x.about_kind = 'registration' AND x.about_id = ANY($1)
		AND x.sent_at IS NOT NULL`, db.List(keys))
	if err != nil {
		return err
	}
	// One that still waits, as it does in a restored backup, has nobody to go to.
	_, err = op.Exec(`DELETE FROM mail_message AS x WHERE {wall:x} AND x.about_kind = 'registration' AND x.about_id = ANY($1) AND x.sent_at IS NULL`, db.List(keys))
	if err != nil {
		return err
	}
	return op.Erase("registration", keys)
}

// Erasures says how registrations go again after a restore.
func Erasures() []erasure.Kind {
	return []erasure.Kind{{Name: "registration", Living: erasure.Rows(`registration x WHERE {wall:x}`), Erase: dropRegistrationsTx}}
}
