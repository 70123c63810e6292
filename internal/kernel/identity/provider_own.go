package identity

import (
	"context"
	"errors"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Known is a line of the list of services by which the account is known.
type Known struct {
	ID        id.ID      `db:"id"`
	Issuer    string     `db:"issuer"`
	Label     string     `db:"label"`
	Service   string     `db:"service"` // its name, when the network still has it
	CreatedAt time.Time  `db:"created_at"`
	UsedAt    *time.Time `db:"last_used_at"`
}

// Ways is what the account page shows of sign-in services.
type Ways struct {
	Known []Known
	Doors []Door // with which one could also sign in
	Offer *Offer // somebody whom a service vouched for in this browser, and whom nobody knew
}

// Any reports whether there is something to show.
func (w Ways) Any() bool { return len(w.Known)+len(w.Doors) > 0 || w.Offer != nil }

// Offer is an identity that can be linked by one press.
type Offer struct {
	State    string `db:"state_hash"`
	Provider id.ID  `db:"provider_id"`
	Service  string `db:"service"`
	Subject  string `db:"subject"`
	Label    string `db:"label"`
}

// mostKnown bounds the list of one account in a network.
const mostKnown = 20

// Ways lists the services by which the signed-in account is known in this network, and those it could add.
func (s *Service) Ways(ctx context.Context, sc access.Scope, browser string) (out Ways, err error) {
	if err := sc.Require(access.AccountOwn); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		out.Known, err = db.Select[Known](tx, sc.Bind(`SELECT i.id, i.issuer, i.label, i.created_at, i.last_used_at,
				COALESCE((SELECT MIN(p.name) FROM sign_in_provider p WHERE p.network_id = i.network_id AND p.issuer = i.issuer AND p.deleted_at IS NULL), '') AS service
			FROM sign_in_identity i WHERE {account.own:i} AND i.network_id = $1 ORDER BY i.created_at, i.id LIMIT 50`, sc.Network()))
		if err != nil {
			return err
		}
		if out.Doors, err = doorsTx(tx, sc.Network()); err != nil || len(out.Doors) == 0 {
			return err
		}
		out.Offer, err = s.offerTx(tx, sc.Network(), browser)
		return err
	})
	return out, operation.Wrap("list ways in", err)
}

// offerTx finds whom a service vouched for in the browser, a moment ago, and nobody knew.
func (s *Service) offerTx(tx *db.Tx, network id.ID, browser string) (*Offer, error) {
	if browser == "" || len(browser) > 200 {
		return nil, nil
	}
	o, err := db.Get[Offer](tx, db.Q(`SELECT w.state_hash, w.provider_id, p.name AS service, w.subject, w.label
		FROM sign_in_pending w JOIN sign_in_provider p ON p.network_id = w.network_id AND p.id = w.provider_id AND p.enabled_at IS NOT NULL AND p.deleted_at IS NULL
		WHERE w.browser_hash = $1 AND w.network_id = $2 AND w.purpose = 'sign_in' AND w.subject <> '' AND w.expires_at > $3
		ORDER BY w.created_at DESC, w.state_hash LIMIT 1`, digest(browser), network, s.Clock.Now()))
	if errors.Is(err, db.ErrNoRow) {
		return nil, nil
	}
	return &o, err
}

// TakeOffer links the identity that waits in this browser to the signed-in account.
func (s *Service) TakeOffer(ctx context.Context, sc access.Scope, session Session, present, browser string, d Device) error {
	if err := s.mayChange(ctx, sc, session, present, d); err != nil {
		return operation.Wrap("link identity", err)
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		o, err := s.offerTx(op.Tx, op.Network(), browser)
		if err != nil {
			return err
		}
		if o == nil {
			return stale()
		}
		n, err := op.Tx.Exec(db.Q(`UPDATE sign_in_pending SET subject = '', label = '' WHERE state_hash = $1 AND subject <> ''`, o.State))
		if err != nil {
			return err
		}
		if n == 0 { // taken, or the service went off, this very moment
			return stale()
		}
		p, err := serviceTx(op.Tx, o.Provider, false)
		if err != nil {
			return err
		}
		return s.linkTx(op, sc.Account(), p, o.Subject, o.Label)
	})
	return operation.Wrap("link identity", err)
}

// linkTx notes that somebody whom the service vouches for is the account's owner, who gets a mail about it.
func (s *Service) linkTx(op *operation.Op, account id.ID, p service, subject, label string) error {
	if err := trustsTx(op.Tx, p, account, op.Today()); err != nil {
		return err
	}
	n, err := db.Get[int](op.Tx, db.Q(`SELECT COUNT(*) FROM sign_in_identity WHERE network_id = $1 AND account_id = $2`, op.Network(), account))
	if err != nil {
		return err
	}
	if n >= mostKnown {
		return fault.Conflict("identity.provider.many", mostKnown)
	}
	key := op.NewID()
	err = op.Insert(`INSERT INTO sign_in_identity (network_id, id, account_id, issuer, subject, label, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		op.Network(), key, account, p.Issuer, subject, label, op.At, op.ID)
	if _, taken := s.DB.Conflict(err); taken {
		return fault.Conflict("identity.provider.taken", p.Name)
	}
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "identity.linked", Object: "identity", ID: key, Detail: map[string]string{"account": string(account), "provider": p.Name}})
	return tellOwnerTx(op, account, SecondLetter{What: "provider_linked"})
}

// Unlink ends that a service vouches for the account. The last way in stays.
func (s *Service) Unlink(ctx context.Context, sc access.Scope, session Session, key id.ID, present string, d Device) error {
	if err := s.mayChange(ctx, sc, session, present, d); err != nil {
		return operation.Wrap("unlink identity", err)
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		issuer, err := operation.Get[string](op, `SELECT i.issuer FROM sign_in_identity i WHERE {account.own:i} AND i.network_id = $1 AND i.id = $2 LIMIT 1`, op.Network(), key)
		if err != nil {
			return err
		}
		if _, err := op.Exec(`DELETE FROM sign_in_identity AS i WHERE {account.own:i} AND i.network_id = $1 AND i.id = $2`, op.Network(), key); err != nil {
			return err
		}
		left, err := operation.Get[bool](op, `SELECT a.password_hash <> '' OR EXISTS (SELECT 1 FROM passkey k WHERE k.account_id = a.id)
			OR EXISTS (SELECT 1 FROM sign_in_identity i WHERE i.account_id = a.id AND i.network_id = $1) AS more FROM account a WHERE {account.own:a.id} LIMIT 1`, op.Network())
		if err != nil {
			return err
		}
		if !left {
			return fault.Conflict("identity.provider.last")
		}
		_, err = op.Exec(`UPDATE session SET revoked_at = $3 WHERE {account.own:session} AND network_id = $1 AND id <> $2 AND revoked_at IS NULL
			AND provider_id IN (SELECT p.id FROM sign_in_provider p WHERE p.network_id = $1 AND p.issuer = $4)`, op.Network(), session.ID, op.At, issuer)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "identity.unlinked", Object: "identity", ID: key})
		return tellOwnerTx(op, sc.Account(), SecondLetter{What: "provider_unlinked"})
	})
	return operation.Wrap("unlink identity", err)
}

// mayRule refuses a session that a service vouched for to change how the account signs in, when the account also works in another
// network: the service is trusted here, not there.
func (s *Service) mayRule(ctx context.Context, sc access.Scope, session Session) error {
	if session.Provider == "" {
		return nil
	}
	networks, err := s.networksOf(ctx, sc.Account())
	if err != nil {
		return err
	}
	if slices.ContainsFunc(networks, func(m Membership) bool { return m.ID != sc.Network() }) {
		return fault.Forbidden("identity.provider.elsewhere")
	}
	return nil
}
