package identity

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Place is a line of the list of one's own sessions.
type Place struct {
	ID        id.ID     `db:"id"`
	Network   string    `db:"network"`
	Method    Method    `db:"method"`
	UserAgent string    `db:"user_agent"`
	Address   string    `db:"address"`
	CreatedAt time.Time `db:"created_at"`
	SeenAt    time.Time `db:"last_seen_at"`
}

// Sessions lists the account's live sessions, the last used first.
func (s *Service) Sessions(ctx context.Context, sc access.Scope) (places []Place, err error) {
	now := s.Clock.Now()
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		places, err = db.Select[Place](tx, sc.Bind(`
			SELECT s.id, n.name AS network, s.method, s.user_agent, s.address, s.created_at, s.last_seen_at
			FROM session s JOIN network n ON n.id = s.network_id
			WHERE {account.own:s} AND s.revoked_at IS NULL AND s.expires_at > $1 AND s.last_seen_at > $2
			ORDER BY s.last_seen_at DESC, s.id DESC LIMIT 100`, now, now.Add(-IdleLimit)))
		return err
	})
	return places, operation.Wrap("list sessions", err)
}

// SignOut ends the session the request came with.
func (s *Service) SignOut(ctx context.Context, sc access.Scope, session id.ID) error {
	return s.Revoke(ctx, sc, session)
}

// Revoke ends one of the account's own sessions, at once.
func (s *Service) Revoke(ctx context.Context, sc access.Scope, session id.ID) error {
	if err := sc.Require(access.AccountOwn); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := op.Exec(`UPDATE session SET revoked_at = $2 WHERE {account.own:session} AND id = $1 AND revoked_at IS NULL`, session, op.At)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFound("fault.not_found")
		}
		op.Audit(audit.Entry{Action: "session.ended", Object: "session", ID: session})
		return nil
	})
	return operation.Wrap("end session", err)
}

// RevokeOthers ends all of the account's sessions but the one that is kept, and tells how many.
func (s *Service) RevokeOthers(ctx context.Context, sc access.Scope, keep id.ID) (n int64, err error) {
	if err := sc.Require(access.AccountOwn); err != nil {
		return 0, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) (err error) {
		n, err = revokeOthersTx(op, keep)
		if err == nil {
			op.Audit(audit.Entry{Action: "session.others_ended", Object: "account", ID: sc.Account(), Detail: map[string]int64{"ended": n}})
		}
		return err
	})
	return n, operation.Wrap("end other sessions", err)
}

func revokeOthersTx(op *operation.Op, keep id.ID) (int64, error) {
	return op.Exec(`UPDATE session SET revoked_at = $2 WHERE {account.own:session} AND id <> $1 AND revoked_at IS NULL`, keep, op.At)
}
