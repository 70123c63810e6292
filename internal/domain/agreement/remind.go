package agreement

import (
	"context"
	"fmt"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// WatchKind is the job that reminds signatories, tells makers what ends soon, and ends what has run out.
const WatchKind = job.Kind("agreement.watch")

const (
	watchEvery   = time.Hour // mails leave in the daytime only
	remindAfter  = 7         // days without an answer
	mostReminded = 3         // times
)

// Recurring says how often the job comes back.
func Recurring() []job.Recurring { return []job.Recurring{{Kind: WatchKind, Every: watchEvery}} }

// Workers are the jobs of this noun.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{WatchKind: func(ctx context.Context, _ job.Job) error {
		_, err := s.Watch(ctx)
		return err
	}}
}

// Watch does what is due in all networks, and tells how much it did.
func (s *Service) Watch(ctx context.Context) (total int, err error) {
	total, err = s.EachNetwork(ctx, "agreements", func(sc access.Scope) (done int, err error) {
		if clock.Daytime(s.Clock.Now()) {
			if done, err = s.each(ctx, sc, dueToSign, s.remindTx); err != nil {
				return done, fmt.Errorf("remind signatories: %w", err)
			}
			n, err := s.each(ctx, sc, s.dueToTell, s.toldTx)
			if done += n; err != nil {
				return done, fmt.Errorf("tell what ends: %w", err)
			}
		}
		n, err := s.each(ctx, sc, dueToEnd, s.runOutTx)
		return done + n, err
	})
	return total, operation.Wrap("watch agreements", err)
}

// each finds agreements and does something with each in a use case of its own.
func (s *Service) each(ctx context.Context, sc access.Scope, find func(tx *db.Tx, sc access.Scope, now time.Time) ([]id.ID, error), do func(op *operation.Op, a Agreement) error) (done int, err error) {
	var keys []id.ID
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		keys, err = find(tx, sc, s.Clock.Now())
		return err
	})
	for _, key := range keys {
		if err != nil {
			return done, err
		}
		err = s.Write(ctx, sc, func(op *operation.Op) error {
			a, err := changeTx(op, key)
			if err != nil {
				return err
			}
			return do(op, a)
		})
		if fault.Is(err, fault.KindConflict) { // somebody was faster
			err = nil
			continue
		}
		done++
	}
	return done, err
}

func dueToSign(tx *db.Tx, sc access.Scope, now time.Time) ([]id.ID, error) {
	return db.Select[id.ID](tx, sc.Bind(`SELECT DISTINCT v.agreement_id AS id FROM agreement_version v JOIN agreement_signatory s ON s.network_id = v.network_id AND s.version_id = v.id AND s.retired_at IS NULL
		WHERE {wall:v} AND v.state = 'sent' AND s.asked_at IS NOT NULL AND COALESCE(s.reminded_at, s.asked_at) < $1 AND s.reminders < $2
			AND NOT EXISTS (SELECT 1 FROM agreement_signature g WHERE g.network_id = s.network_id AND g.signatory_id = s.id AND g.text_id = v.text_id)
		ORDER BY 1 LIMIT 500`, now.AddDate(0, 0, -remindAfter), mostReminded))
}

// Remind asks the signatory whose turn it is once more, now.
func (s *Service) Remind(ctx context.Context, sc access.Scope, key id.ID) error {
	if err := sc.Require(access.AgreementWrite); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		a, err := changeTx(op, key)
		if err != nil {
			return err
		}
		return s.remindTx(op, a)
	})
	return operation.Wrap("remind signatory", err)
}

func (s *Service) remindTx(op *operation.Op, a Agreement) error {
	v, err := openTx(op, a, Sent)
	if fault.Is(err, fault.KindNotFound) {
		return fault.Conflict("agreement.not_sent")
	}
	if err != nil {
		return err
	}
	list, err := signatoriesTx(op.Tx, op.Scope, v.ID)
	if err != nil {
		return err
	}
	for _, p := range list {
		if p.SignedAt != nil || p.Link == "" {
			continue
		}
		op.Audit(audit.Entry{Action: "agreement.reminded", Object: "agreement", ID: a.ID, Unit: a.Unit, Detail: map[string]any{"n": v.N, "party": p.Party}})
		if err := eventTx(op, a, v.N, Reminded, "", p.Name, ""); err != nil {
			return err
		}
		if _, err := op.Exec(`UPDATE agreement_signatory AS s SET reminded_at = $2, reminders = s.reminders + 1, operation_id = $3 WHERE {wall:s} AND s.id = $1`, p.ID, op.At, op.ID); err != nil {
			return err
		}
		return tellTx(op, a, v, p, "agreement_sign_reminder", "")
	}
	return fault.Conflict("agreement.not_sent")
}

func (s *Service) dueToTell(tx *db.Tx, sc access.Scope, now time.Time) ([]id.ID, error) {
	weeks, err := WeeksTx(tx, sc)
	if err != nil {
		return nil, err
	}
	today := clock.DateOf(now)
	return db.Select[id.ID](tx, sc.Bind(`SELECT a.id FROM agreement a WHERE {wall:a} AND a.deleted_at IS NULL AND a.told_at IS NULL`+soon+` AND a.end_on >= $2 ORDER BY a.id LIMIT 500`, today.AddDays(7*weeks), today))
}

// toldTx tells the maker that an agreement ends soon.
func (s *Service) toldTx(op *operation.Op, a Agreement) error {
	op.Audit(audit.Entry{Action: "agreement.told_ending", Object: "agreement", ID: a.ID, Unit: a.Unit})
	if _, err := op.Exec(`UPDATE agreement AS a SET told_at = $2, operation_id = $3 WHERE {wall:a} AND a.id = $1`, a.ID, op.At, op.ID); err != nil {
		return err
	}
	return sendTx(op, a, "agreement_ending", letterOf(a, Version{N: 1, From: a.From, To: a.To}))
}

func dueToEnd(tx *db.Tx, sc access.Scope, now time.Time) ([]id.ID, error) {
	return db.Select[id.ID](tx, sc.Bind(`SELECT a.id FROM agreement a WHERE {wall:a} AND a.deleted_at IS NULL AND a.state = 'active' AND a.end_on < $1 ORDER BY a.id LIMIT 500`, clock.DateOf(now)))
}

// runOutTx ends an agreement whose last day has passed. An amendment that nobody signed in time is given up.
func (s *Service) runOutTx(op *operation.Op, a Agreement) error {
	v, err := inForceTx(op, a)
	if err != nil {
		return err
	}
	if a.Open > 0 {
		open, err := openTx(op, a, Draft, Sent, Refused)
		if err != nil {
			return err
		}
		if err := stopTx(op, a, open, ""); err != nil {
			return err
		}
		if err := versionStateTx(op, open, Dropped); err != nil {
			return err
		}
	}
	op.Audit(audit.Entry{Action: "agreement.ran_out", Object: "agreement", ID: a.ID, Unit: a.Unit})
	return endTx(op, a, v, a.To, RanOut, "")
}
