package identity

import (
	"context"

	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
)

// Invitation is what the page behind a join link shows.
type Invitation struct {
	Link    link.Link
	Name    string // as the inviter wrote it
	Email   string
	Network string
	Joined  bool // the account has a password or a sign-in service by now: sign in instead
}

// JoinInput is what a new user fills in.
type JoinInput struct {
	Name     string
	Password string
}

// OpenInvitation checks a join link for its page; it changes nothing.
func (s *Service) OpenInvitation(ctx context.Context, token string) (Invitation, error) {
	l, err := s.openLink(ctx, link.Join, token)
	if err != nil {
		return Invitation{}, err
	}
	type row struct {
		Name    string `db:"name"`
		Email   string `db:"email"`
		Network string `db:"network"`
		Joined  bool   `db:"joined"`
	}
	var r row
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		r, err = operation.Found(db.Get[row](tx, db.Q(`
			SELECT a.name, a.email, `+hasJoined+` AS joined, n.name AS network
			FROM account a JOIN network n ON n.id = $2 AND n.deleted_at IS NULL
			WHERE a.id = $1 AND a.disabled_at IS NULL AND a.deleted_at IS NULL LIMIT 1`, l.Account, l.Network)))
		return err
	})
	if fault.Is(err, fault.KindNotFound) {
		err = fault.NotFound("link.revoked")
	}
	return Invitation{Link: l, Name: r.Name, Email: r.Email, Network: r.Network, Joined: r.Joined}, operation.Wrap("open invitation", err)
}

// Join uses up a join link: it sets the account's name and first password and starts a session. An invitation never
// replaces a password, so an old one found in a mailbox is worthless.
func (s *Service) Join(ctx context.Context, token string, in JoinInput, d Device) (Started, error) {
	inv, err := s.OpenInvitation(ctx, token)
	if err != nil {
		return Started{}, err
	}
	if inv.Joined {
		return Started{}, fault.Conflict("identity.joined")
	}
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 2, 120)
	checkPassword(f, "password", in.Password, inv.Email, in.Name)
	if err := f.Err(); err != nil {
		return Started{}, err
	}
	if _, err := s.mayEnter(ctx, inv.Link.Account, inv.Link.Network); err != nil {
		return Started{}, operation.Wrap("join", err)
	}
	hash, err := s.hasher.hash(ctx, in.Password)
	if err != nil {
		return Started{}, operation.Wrap("join", err)
	}
	out, err := s.enterNetwork(ctx, inv.Link.Network, inv.Link.Account, ByJoin, d, func(op *operation.Op, _ *Started) error {
		return joinTx(op, inv.Link, in.Name, hash)
	})
	return out, operation.Wrap("join", err)
}

func joinTx(op *operation.Op, l link.Link, name, hash string) error {
	if err := link.UseTx(op, l.ID); err != nil {
		return err
	}
	n, err := op.Tx.Exec(db.Q(`UPDATE account SET name = $2, password_hash = $3, version = version + 1, operation_id = $4
		WHERE id = $1 AND password_hash = '' AND disabled_at IS NULL AND deleted_at IS NULL`, l.Account, name, hash, op.ID))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.Conflict("identity.joined")
	}
	op.Audit(audit.Entry{Action: "account.joined", Object: "account", ID: l.Account, Detail: map[string]string{"name": name}})
	return nil
}
