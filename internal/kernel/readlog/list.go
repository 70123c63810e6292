package readlog

import (
	"context"
	"errors"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/cursor"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Line is a reading, as an officer sees it: who looked, and at how many. Of whom is known to who asks about one pupil.
type Line struct {
	ID       id.ID     `db:"id"`
	At       time.Time `db:"at"`
	View     string    `db:"view"`
	Purpose  Purpose   `db:"purpose"`
	Unit     string    `db:"unit"`
	Actor    string    `db:"actor"`
	Subjects int       `db:"subjects"`
}

// Filter narrows the log.
type Filter struct {
	Subject id.ID  // readings of one pupil
	After   string // where the page before ended
}

// Page is part of the log, the newest first.
type Page struct {
	Lines []Line
	Next  string
}

const perPage = 50

// List returns the readings of the units whose log the principal reads.
func (s *Service) List(ctx context.Context, sc access.Scope, f Filter) (out Page, err error) {
	if err := sc.Require(access.AuditRead); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		var b db.Builder
		b.Add(`SELECT r.id, r.at, r.view, r.purpose, u.name AS unit, COALESCE(a.name, '') AS actor,
				(SELECT COUNT(*) FROM read_subject x WHERE x.network_id = r.network_id AND x.entry_id = r.id) AS subjects
			FROM read_entry r JOIN unit u ON u.network_id = r.network_id AND u.id = r.unit_id
			LEFT JOIN audit_event e ON e.network_id = r.network_id AND e.operation_id = r.operation_id AND e.action = 'pupils.read'
			LEFT JOIN account a ON a.id = e.actor_id
			WHERE {audit.read:r}`)
		if f.Subject != "" {
			b.Add(` AND EXISTS (SELECT 1 FROM read_subject x WHERE x.network_id = r.network_id AND x.entry_id = r.id AND x.subject_id = $1)`, f.Subject)
		}
		if at, key, after := cursor.ReadAt(f.After); after {
			b.Add(` AND (r.at, r.id) < ($1, $2)`, at, key)
		}
		b.Add(` ORDER BY r.at DESC, r.id DESC LIMIT $1`, perPage+1)
		out.Lines, err = db.Select[Line](tx, sc.BindQuery(b.Query()))
		out.Lines, out.Next = cursor.Cut(out.Lines, perPage, func(last Line) string { return cursor.At(last.At, last.ID) })
		return err
	})
	return out, operation.Wrap("read the read log", err)
}

// atOnce is how many readings are forgotten in one transaction.
const atOnce = 500

// errNothing leaves a transaction in which there was nothing to do.
var errNothing = errors.New("readlog: nothing is due")

// Forget takes readings away after their time, in every network, and returns how many. It may stop anywhere and be called again.
func (s *Service) Forget(ctx context.Context) (int, error) {
	total, err := s.EachNetwork(ctx, "read log", func(sc access.Scope) (total int, err error) {
		for gone := atOnce; err == nil && gone == atOnce; total += gone {
			gone, err = s.forget(ctx, sc)
		}
		return total, err
	})
	return total, operation.Wrap("forget readings", err)
}

func (s *Service) forget(ctx context.Context, sc access.Scope) (gone int, err error) {
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		keys, err := operation.Select[id.ID](op, `SELECT r.id FROM read_entry r WHERE {wall:r} AND r.at < $1 ORDER BY r.at, r.id LIMIT $2`, op.At.AddDate(-KeptYears, 0, 0), atOnce)
		if err != nil {
			return err
		}
		if gone = len(keys); gone == 0 {
			return errNothing
		}
		op.Audit(audit.Entry{Action: "readlog.forgotten", Object: "pupil", Detail: map[string]int{"readings": gone}})
		for _, text := range []string{`DELETE FROM read_subject AS x WHERE {wall:x} AND x.entry_id = ANY($1)`, `DELETE FROM read_entry AS x WHERE {wall:x} AND x.id = ANY($1)`} {
			if _, err := op.Exec(text, db.List(keys)); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errNothing) {
		return 0, nil
	}
	return gone, err
}
