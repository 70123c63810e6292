package identity

import (
	"context"
	"errors"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/openid"
)

// Return is what the browser brings back from a service.
type Return struct {
	State  string
	Code   string
	Issuer string
	Error  string // why the service sent no code
}

// Landed is where a return leads to.
type Landed struct {
	Started *Started // somebody is signed in
	Next    string
	Linked  bool    // the signed-in account has a further way in
	Unknown string  // the service vouched for somebody whom we do not know: its name
	Report  *Report // what a test saw
}

// Report is what a service said in a test.
type Report struct {
	Provider    id.ID
	Name        string // of the service
	Subject     string
	Email, Who  string
	ACR         string
	AMR         []string
	CountsAsTwo bool // by the rule as it is set, this sign-in stands for the second step
}

// maxReturns is how many failed returns an address may have in a window: a whole school may share one.
const maxReturns = 10 * maxFailures

// Back takes up the answer of a service. It counts once, in the browser that asked, and only for what was asked.
func (s *Service) Back(ctx context.Context, sc access.Scope, in Return, browser string, site Site, d Device) (Landed, error) {
	byAddress := addressCounter("provider", d.Address, maxReturns)
	counted, err := s.count(ctx, byAddress)
	if err != nil {
		return Landed{}, operation.Wrap("back from provider", err)
	}
	want, p, err := s.take(ctx, in.State, browser)
	if err != nil {
		return Landed{}, operation.Wrap("back from provider", err)
	}
	if (want.Purpose == forLink || want.Purpose == forTest) && (sc.Account() != want.Account || sc.Network() != want.Network) {
		return Landed{}, stale()
	}
	who, err := s.vouched(ctx, p, in, site)
	if err != nil {
		return Landed{}, operation.Wrap("back from provider", err)
	}
	out, err := s.land(ctx, sc, want, p, who, in.State, d)
	if err != nil {
		return Landed{}, operation.Wrap("back from provider", err)
	}
	err = s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error { return giveBackTx(tx, counted, byAddress) })
	return out, operation.Wrap("back from provider", err)
}

// stale is the one answer to a return that nobody waits for (any more): unknown, used, late, or in another browser.
func stale() error { return fault.Conflict("identity.provider.stale") }

// take finds what a return answers to and uses it up; of many attempts one succeeds.
func (s *Service) take(ctx context.Context, state, browser string) (want pending, p service, err error) {
	if len(state) > 200 || len(browser) > 200 {
		return want, p, stale()
	}
	now := s.Clock.Now()
	err = s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		want, err = db.Get[pending](tx, db.Q(`UPDATE sign_in_pending SET used_at = $3
			WHERE state_hash = $1 AND browser_hash = $2 AND used_at IS NULL AND expires_at > $3
			RETURNING network_id, provider_id, purpose, account_id, link_id, next`, digest(state), digest(browser), now))
		if errors.Is(err, db.ErrNoRow) {
			return stale()
		}
		if err != nil {
			return err
		}
		p, err = serviceTx(tx, want.Provider, want.Purpose == forTest)
		if fault.Is(err, fault.KindNotFound) {
			return stale()
		}
		return err
	})
	return want, p, err
}

// vouched asks the service for whom it vouches.
func (s *Service) vouched(ctx context.Context, p service, in Return, site Site) (openid.Person, error) {
	if in.Error != "" {
		s.log.WarnContext(ctx, "sign-in service sent no code", "request", operation.RequestID(ctx), "provider", p.ID, "error", in.Error[:min(len(in.Error), 60)])
		return openid.Person{}, fault.Forbidden("identity.provider.denied", p.Name)
	}
	us, err := s.party(p, site)
	if err != nil {
		return openid.Person{}, err
	}
	who, err := s.openid.Exchange(ctx, us, s.handshake(in.State), openid.Answer{Code: in.Code, Issuer: in.Issuer})
	if err != nil {
		return who, s.providerTrouble(ctx, p, err)
	}
	return who, nil
}

// countsAsTwo is the rule by which a service stands for the second step.
func (p service) countsAsTwo(who openid.Person) bool {
	switch p.Second {
	case SecondAlways:
		return true
	case SecondValues:
		return slices.ContainsFunc(p.Values, func(v string) bool { return v == who.ACR || slices.Contains(who.AMR, v) })
	default:
		return false
	}
}

func label(who openid.Person) string {
	if who.Email != "" {
		return who.Email
	}
	return who.Name
}

// stillTx refuses what a service said when it went off, or became another one, while it was asked; who changes it waits until this is done.
func stillTx(op *operation.Op, p service, test bool) error {
	if err := lockProvider(op, p.ID); err != nil {
		return err
	}
	now, err := serviceTx(op.Tx, p.ID, test)
	if fault.Is(err, fault.KindNotFound) {
		return stale()
	}
	if err == nil && (now.Issuer != p.Issuer || now.ClientID != p.ClientID || now.Secret != p.Secret || now.Second != p.Second || !slices.Equal(now.Values, p.Values)) {
		return stale()
	}
	return err
}

// land does what the answer was asked for.
func (s *Service) land(ctx context.Context, sc access.Scope, want pending, p service, who openid.Person, state string, d Device) (Landed, error) {
	switch want.Purpose {
	case forTest:
		return s.tested(ctx, sc, p, who)
	case forLink:
		err := s.Write(ctx, sc, func(op *operation.Op) error {
			if err := stillTx(op, p, false); err != nil {
				return err
			}
			return s.linkTx(op, sc.Account(), p, who.Subject, label(who))
		})
		return Landed{Linked: true}, err
	case forJoin:
		started, err := s.enterNetwork(ctx, want.Network, want.Account, ByProvider, d, func(op *operation.Op, started *Started) error {
			if err := stillTx(op, p, false); err != nil {
				return err
			}
			if err := s.joinByProviderTx(op, want, p, who); err != nil {
				return err
			}
			return s.vouchTx(op, want.Account, p, who, started.Session)
		})
		return Landed{Started: &started}, err
	default:
		return s.signInByProvider(ctx, want, p, who, state, d)
	}
}

func (s *Service) tested(ctx context.Context, sc access.Scope, p service, who openid.Person) (Landed, error) {
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := stillTx(op, p, true); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "provider.tested", Object: "provider", ID: p.ID, Unit: p.Unit})
		return operation.Changed(op.Exec(`UPDATE sign_in_provider AS p SET tested_at = $2, version = version + 1, operation_id = $3 WHERE {provider.manage:p} AND p.id = $1 AND p.deleted_at IS NULL`, p.ID, op.At, op.ID))
	})
	return Landed{Report: &Report{
		Provider: p.ID, Name: p.Name, Subject: who.Subject, Email: who.Email, Who: who.Name, ACR: who.ACR, AMR: who.AMR, CountsAsTwo: p.countsAsTwo(who),
	}}, err
}

// signInByProvider starts a session of the account that the service's name for somebody belongs to. Whom nobody knows may link it once
// they have signed in another way, in this browser.
func (s *Service) signInByProvider(ctx context.Context, want pending, p service, who openid.Person, state string, d Device) (Landed, error) {
	var account id.ID
	err := s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		account, err = db.Get[id.ID](tx, db.Q(`SELECT account_id FROM sign_in_identity WHERE network_id = $1 AND issuer = $2 AND subject = $3 LIMIT 1`, p.Network, p.Issuer, who.Subject))
		if !errors.Is(err, db.ErrNoRow) {
			return err
		}
		_, err = tx.Exec(db.Q(`UPDATE sign_in_pending SET subject = $2, label = $3 WHERE state_hash = $1`, digest(state), who.Subject, label(who)))
		return err
	})
	if err != nil {
		return Landed{}, err
	}
	if account == "" {
		return Landed{Unknown: p.Name}, nil
	}
	if _, err := s.mayEnter(ctx, account, p.Network); err != nil {
		return Landed{}, err
	}
	started, err := s.enterNetwork(ctx, p.Network, account, ByProvider, d, func(op *operation.Op, started *Started) error {
		if err := stillTx(op, p, false); err != nil {
			return err
		}
		return s.vouchTx(op, account, p, who, started.Session)
	})
	return Landed{Started: &started, Next: want.Next}, err
}

// vouchTx ties a new session to the service that vouched for it, when it may for this account.
func (s *Service) vouchTx(op *operation.Op, account id.ID, p service, who openid.Person, session id.ID) error {
	open, err := db.Get[bool](op.Tx, db.Q(`SELECT disabled_at IS NULL AND deleted_at IS NULL AND kind = 'person' AS open FROM account WHERE id = $1 LIMIT 1`, account))
	if err != nil {
		return err
	}
	if !open {
		return fault.Forbidden("identity.provider.closed")
	}
	if err := trustsTx(op.Tx, p, account, op.Today()); err != nil {
		return err
	}
	two := p.countsAsTwo(who)
	var proved *time.Time
	if two {
		proved = &op.At
	}
	n, err := op.Tx.Exec(db.Q(`UPDATE sign_in_identity SET last_used_at = $4, proved_at = $5, label = $6
		WHERE network_id = $1 AND issuer = $2 AND subject = $3 AND account_id = $7`, op.Network(), p.Issuer, who.Subject, op.At, proved, label(who), account))
	if err != nil {
		return err
	}
	if n == 0 { // unlinked this very moment
		return stale()
	}
	if two {
		if err := provedTx(op, session); err != nil {
			return err
		}
	}
	return vouchedTx(op, session, p.ID)
}

// vouchedTx notes which service a session leans on; an empty one leaves the session as it is.
func vouchedTx(op *operation.Op, session, provider id.ID) error {
	if provider == "" {
		return nil
	}
	_, err := op.Tx.Exec(db.Q(`UPDATE session SET provider_id = $2 WHERE id = $1`, session, provider))
	return err
}

// trustsTx refuses a service for an account whose roles guard something outside the service's unit: who looks after a school's
// service must not get further than the school by it.
func trustsTx(tx *db.Tx, p service, account id.ID, today clock.Date) error {
	var guarding []access.Role
	for _, r := range access.Roles() {
		if r.NeedsSecond() {
			guarding = append(guarding, r)
		}
	}
	beyond, err := db.Get[bool](tx, db.Q(`SELECT EXISTS (SELECT 1 FROM role_grant g
		WHERE g.network_id = $1 AND g.account_id = $2 AND g.role = ANY($3) AND g.revoked_at IS NULL AND g.valid_from <= $4 AND (g.valid_to IS NULL OR g.valid_to >= $4)
			AND NOT EXISTS (SELECT 1 FROM unit_closure c WHERE c.network_id = g.network_id AND c.ancestor_id = $5 AND c.descendant_id = g.unit_id)) AS beyond`,
		p.Network, account, db.List(guarding), today, p.Unit))
	if err != nil {
		return err
	}
	if beyond {
		return fault.Forbidden("identity.provider.too_far", p.Name)
	}
	return nil
}

// joinByProviderTx uses up an invitation: whoever opened it is from now on known by the service's name for them.
func (s *Service) joinByProviderTx(op *operation.Op, want pending, p service, who openid.Person) error {
	live, err := db.Get[bool](op.Tx, db.Q(`SELECT EXISTS (SELECT 1 FROM link l JOIN account a ON a.id = l.account_id
		WHERE l.network_id = $2 AND l.id = $1 AND l.kind = 'join' AND l.account_id = $3 AND l.expires_at > $4 AND NOT `+hasJoined+`) AS live`, want.Link, op.Network(), want.Account, op.At))
	if err != nil {
		return err
	}
	if !live {
		return stale()
	}
	if err := link.UseTx(op, want.Link); err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "account.joined", Object: "account", ID: want.Account, Detail: map[string]string{"provider": p.Name}})
	return s.linkTx(op, want.Account, p, who.Subject, label(who))
}
