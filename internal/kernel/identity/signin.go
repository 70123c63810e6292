package identity

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// secrets is what sign-in needs of an account.
type secrets struct {
	ID       id.ID      `db:"id"`
	Email    string     `db:"email"`
	Name     string     `db:"name"`
	Lang     string     `db:"lang"`
	Hash     string     `db:"password_hash"`
	Disabled *time.Time `db:"disabled_at"`
}

// wrong is the one answer to everything that does not sign in: unknown address, no password yet, wrong password, disabled.
func wrong() error { return fault.Fields{"password": {Key: "identity.wrong"}}.Err() }

// SignIn starts a session with a mail address and a password. Whatever is wrong gets one answer after one derivation of
// a hash, so that neither the words nor the time tell whether the account exists.
func (s *Service) SignIn(ctx context.Context, email, password string, d Device) (Started, error) {
	email = strings.ToLower(strings.TrimSpace(email))
	byAccount, byAddress := accountCounter("signin", email, maxFailures), addressCounter("signin", d.Address, maxFailures)
	counted, err := s.count(ctx, byAccount, byAddress)
	if err != nil {
		s.refused(ctx, "limit", byAccount, byAddress, err)
		return Started{}, operation.Wrap("sign in", err)
	}
	known, err := s.secretsOf(ctx, email)
	if err != nil {
		return Started{}, operation.Wrap("sign in", err)
	}
	ok, fresh, err := s.verify(ctx, password, known.Hash)
	if err != nil {
		return Started{}, operation.Wrap("sign in", err)
	}
	if !ok || known.Disabled != nil {
		s.refused(ctx, "wrong", byAccount, byAddress, nil)
		return Started{}, wrong()
	}
	started, err := s.enter(ctx, known, ByPassword, d, func(op *operation.Op) error {
		if err := forgetTx(op.Tx, op.At, byAccount); err != nil {
			return err
		}
		if err := giveBackTx(op.Tx, counted, byAddress); err != nil || fresh == "" {
			return err
		}
		_, err := op.Tx.Exec(db.Q(`UPDATE account SET password_hash = $2 WHERE id = $1 AND password_hash = $3`, known.ID, fresh, known.Hash))
		return err
	})
	return started, operation.Wrap("sign in", err)
}

// verify compares in its turn. fresh is a new hash when the old one was made at another cost.
func (s *Service) verify(ctx context.Context, password, hash string) (ok bool, fresh string, err error) {
	leave, err := s.hasher.enter(ctx)
	if err != nil {
		return false, "", err
	}
	defer leave()
	if len(password) > 4*MaxPassword || !utf8.ValidString(password) { // no password is; compare all the same
		password, hash = "", ""
	}
	ok, stale := s.hasher.matches(password, hash)
	if ok && stale {
		fresh, err = s.hasher.derive(password)
	}
	return ok, fresh, err
}

// secretsOf returns the account of a mail address, the zero value when there is none.
func (s *Service) secretsOf(ctx context.Context, email string) (known secrets, err error) {
	if len(email) > 254 || !utf8.ValidString(email) || strings.ContainsRune(email, 0) {
		email = ""
	}
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		known, err = db.Get[secrets](tx, db.Q(`SELECT id, email, name, lang, password_hash, disabled_at FROM account WHERE email = $1 AND kind = 'person' AND deleted_at IS NULL LIMIT 1`, email))
		if errors.Is(err, db.ErrNoRow) {
			return nil
		}
		return err
	})
	return known, err
}

// enter starts a session in the network the account last worked in, or the first by name.
func (s *Service) enter(ctx context.Context, who secrets, how Method, d Device, also func(op *operation.Op) error) (Started, error) {
	networks, err := s.networksOf(ctx, who.ID)
	if err != nil {
		return Started{}, err
	}
	if len(networks) == 0 {
		return Started{}, fault.Forbidden("identity.no_network")
	}
	return s.enterNetwork(ctx, networks[0].ID, who.ID, how, d, func(op *operation.Op, started *Started) error {
		started.Choose = unchosen(networks)
		return also(op)
	})
}

// unchosen tells of networks, the last used first, that there is a choice that was never made.
func unchosen(networks []Membership) bool { return len(networks) > 1 && networks[0].LastAt == nil }

func (s *Service) enterNetwork(ctx context.Context, network, account id.ID, how Method, d Device, also func(*operation.Op, *Started) error) (out Started, err error) {
	err = s.Write(ctx, access.System(network, "sign in"), func(op *operation.Op) (err error) {
		if out, err = s.startTx(op, account, how, d); err != nil {
			return err
		}
		if how == ByPasskey { // the device has asked who holds it
			if err := provedTx(op, out.Session); err != nil {
				return err
			}
		}
		return also(op, &out)
	})
	if err != nil {
		return Started{}, err
	}
	return out, nil
}

// Membership is a network in which an account has a role today.
type Membership struct {
	ID     id.ID      `db:"id"`
	Name   string     `db:"name"`
	LastAt *time.Time `db:"last_at"` // when a session there last began
}

// Networks lists the networks in which the signed-in account has a role, the last used first.
func (s *Service) Networks(ctx context.Context, sc access.Scope) ([]Membership, error) {
	if err := sc.Require(access.AccountOwn); err != nil {
		return nil, err
	}
	list, err := s.networksOf(ctx, sc.Account())
	return list, operation.Wrap("list networks", err)
}

func (s *Service) networksOf(ctx context.Context, account id.ID) (list []Membership, err error) {
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		list, err = db.Select[Membership](tx, db.Q(`
			SELECT n.id, n.name, (SELECT MAX(s.created_at) FROM session s WHERE s.account_id = $1 AND s.network_id = n.id) AS last_at
			FROM network n
			WHERE n.deleted_at IS NULL AND EXISTS (
				SELECT 1 FROM role_grant g LEFT JOIN unit u ON u.network_id = g.network_id AND u.id = g.unit_id AND u.deleted_at IS NULL
				WHERE (u.id IS NOT NULL OR g.organisation_id IS NOT NULL) AND g.network_id = n.id AND g.account_id = $1 AND g.revoked_at IS NULL
					AND g.valid_from <= $2 AND (g.valid_to IS NULL OR g.valid_to >= $2))
			ORDER BY last_at DESC NULLS LAST, n.name, n.id LIMIT 200`, account, clock.Today(s.Clock)))
		return err
	})
	return list, err
}

// Switch starts a session in another network in which the account has a role, and ends the present one: a session
// never crosses the wall.
// One that a sign-in service vouched for stays where that service is trusted.
func (s *Service) Switch(ctx context.Context, sc access.Scope, session Session, network id.ID, d Device) (Started, error) {
	if session.Provider != "" {
		return Started{}, fault.Forbidden("identity.provider.stay")
	}
	list, err := s.Networks(ctx, sc)
	if err != nil {
		return Started{}, err
	}
	if !slices.ContainsFunc(list, func(m Membership) bool { return m.ID == network }) {
		return Started{}, fault.NotFound("fault.not_found")
	}
	out, err := s.enterNetwork(ctx, network, sc.Account(), BySwitch, d, func(op *operation.Op, started *Started) error {
		_, err := op.Tx.Exec(db.Q(`UPDATE session SET proved_at = (SELECT p.proved_at FROM session p WHERE p.token_hash = $2 AND p.account_id = $3)
			WHERE id = $1`, started.Session, digest(d.Previous), sc.Account()))
		return err
	})
	return out, operation.Wrap("switch network", err)
}

// refused logs a failed attempt without the person's data: the counters' names are hashes.
func (s *Service) refused(ctx context.Context, why string, account, address counter, err error) {
	if err != nil && !fault.Is(err, fault.KindLimit) {
		return
	}
	s.log.WarnContext(ctx, "sign-in refused", "request", operation.RequestID(ctx), "why", why, "account", account.name, "address", address.name)
}
