package identity

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
	"schakel/internal/platform/openid"
)

// serviceLimit is how long somebody may take at a sign-in service.
const serviceLimit = 15 * time.Minute

// Purposes of a sign-in under way: an answer to one is no answer to another.
const (
	forSignIn = "sign_in"
	forLink   = "link" // to an account that is signed in
	forJoin   = "join" // by an invitation that was opened
	forTest   = "test" // by who looks after the service
)

// Door is a service to sign in with, as the sign-in page shows it.
type Door struct {
	ID      id.ID      `db:"id"`
	Name    string     `db:"name"`
	Unit    string     `db:"unit_name"`
	Domains db.Strings `db:"domains"`
}

const selectDoor = `SELECT p.id, p.name, u.name AS unit_name, p.domains
	FROM sign_in_provider p JOIN unit u ON u.network_id = p.network_id AND u.id = p.unit_id AND u.deleted_at IS NULL
	JOIN network n ON n.id = p.network_id AND n.deleted_at IS NULL
	WHERE p.enabled_at IS NOT NULL AND p.deleted_at IS NULL`

// Doors lists the services that are on, of all networks, by name.
func (s *Service) Doors(ctx context.Context) (list []Door, err error) {
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		list, err = db.Select[Door](tx, db.Q(selectDoor+` ORDER BY p.id LIMIT 2000`))
		return err
	})
	byName(list)
	return list, operation.Wrap("list doors", err)
}

// doorsTx lists the services of one network that are on, by name.
func doorsTx(tx *db.Tx, network id.ID) ([]Door, error) {
	list, err := db.Select[Door](tx, db.Q(selectDoor+` AND p.network_id = $1 ORDER BY p.id LIMIT 200`, network))
	byName(list)
	return list, err
}

func byName(list []Door) {
	slices.SortFunc(list, func(a, b Door) int {
		return strings.Compare(strings.ToLower(a.Name+"\x00"+string(a.ID)), strings.ToLower(b.Name+"\x00"+string(b.ID)))
	})
}

// Going is a sign-in that begins: where the browser goes, and what it keeps in a cookie meanwhile.
type Going struct {
	Address  string
	Name     string // of the service
	Browser  string
	Lifetime time.Duration
}

// service is a provider with what talking to it needs.
type service struct {
	Network  id.ID      `db:"network_id"`
	ID       id.ID      `db:"id"`
	Unit     id.ID      `db:"unit_id"`
	Name     string     `db:"name"`
	Issuer   string     `db:"issuer"`
	ClientID string     `db:"client_id"`
	Secret   string     `db:"client_secret"`
	Second   SecondRule `db:"second"`
	Values   db.Strings `db:"second_values"`
	Enabled  *time.Time `db:"enabled_at"`
}

// serviceTx reads a service; one that is off only when it is being tested.
func serviceTx(tx *db.Tx, key id.ID, test bool) (service, error) {
	return operation.Found(db.Get[service](tx, db.Q(`SELECT p.network_id, p.id, p.unit_id, p.name, p.issuer, p.client_id, p.client_secret, p.second, p.second_values, p.enabled_at
		FROM sign_in_provider p JOIN network n ON n.id = p.network_id AND n.deleted_at IS NULL
		WHERE p.id = $1 AND p.deleted_at IS NULL AND (p.enabled_at IS NOT NULL OR $2) LIMIT 1`, key, test)))
}

// party is us at the service.
func (s *Service) party(p service, site Site) (openid.Party, error) {
	us := openid.Party{Issuer: p.Issuer, ClientID: p.ClientID, Redirect: site.Back()}
	if p.Secret == "" {
		return us, nil
	}
	secret, err := s.vault.open(p.Secret, "provider:"+string(p.ID))
	us.Secret = string(secret)
	return us, err
}

// Back is the address to which services send people back.
func (s Site) Back() string { return string(s) + "/signin/back" }

// handshake derives nonce and verifier from the state with the instance's key, so that neither is stored: who knows a state, or reads
// the database, knows neither.
func (s *Service) handshake(state string) openid.Handshake {
	return openid.Handshake{State: state, Nonce: s.vault.digest("oidc nonce:" + state), Verifier: s.vault.digest("oidc verifier:" + state)}
}

// pending is a sign-in under way.
type pending struct {
	Network  id.ID  `db:"network_id"`
	Provider id.ID  `db:"provider_id"`
	Purpose  string `db:"purpose"`
	Account  id.ID  `db:"account_id"`
	Link     id.ID  `db:"link_id"`
	Next     string `db:"next"`
}

// BeginSignIn sends somebody to a service to sign in; browser is what its cookie holds from before, if anything.
func (s *Service) BeginSignIn(ctx context.Context, provider id.ID, next, browser string, site Site) (Going, error) {
	going, err := s.begin(ctx, pending{Provider: provider, Purpose: forSignIn, Next: next}, browser, site)
	return going, operation.Wrap("begin sign-in", err)
}

// BeginLink sends the signed-in account's owner to a service of the network, to sign in with it from then on.
func (s *Service) BeginLink(ctx context.Context, sc access.Scope, session Session, provider id.ID, present, browser string, site Site, d Device) (Going, error) {
	if err := s.mayChange(ctx, sc, session, present, d); err != nil {
		return Going{}, operation.Wrap("begin link", err)
	}
	going, err := s.begin(ctx, pending{Network: sc.Network(), Provider: provider, Purpose: forLink, Account: sc.Account()}, browser, site)
	return going, operation.Wrap("begin link", err)
}

// BeginJoin sends who opened an invitation to a service of the network that invited.
func (s *Service) BeginJoin(ctx context.Context, token string, provider id.ID, browser string, site Site) (Going, error) {
	inv, err := s.OpenInvitation(ctx, token)
	if err != nil {
		return Going{}, err
	}
	if inv.Joined {
		return Going{}, fault.Conflict("identity.joined")
	}
	going, err := s.begin(ctx, pending{Network: inv.Link.Network, Provider: provider, Purpose: forJoin, Account: inv.Link.Account, Link: inv.Link.ID}, browser, site)
	return going, operation.Wrap("begin join", err)
}

// InvitationDoors lists the services with which an invitation can be taken up.
func (s *Service) InvitationDoors(ctx context.Context, l link.Link) (list []Door, err error) {
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		list, err = doorsTx(tx, l.Network)
		return err
	})
	return list, operation.Wrap("list doors", err)
}

// BeginTest sends who looks after a service to it, to see what it says. What was known of it is asked anew.
func (s *Service) BeginTest(ctx context.Context, sc access.Scope, provider id.ID, browser string, site Site) (Going, error) {
	p, err := s.ProviderOf(ctx, sc, provider)
	if err != nil {
		return Going{}, err
	}
	s.openid.Forget(p.Issuer)
	going, err := s.begin(ctx, pending{Network: sc.Network(), Provider: provider, Purpose: forTest, Account: sc.Account()}, browser, site)
	return going, operation.Wrap("begin test", err)
}

// begin asks the service for its address, notes what we wait for and tells where to go. Nothing is noted when the service does not answer.
func (s *Service) begin(ctx context.Context, want pending, browser string, site Site) (Going, error) {
	var p service
	err := s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		p, err = serviceTx(tx, want.Provider, want.Purpose == forTest)
		return err
	})
	if err != nil {
		return Going{}, err
	}
	if want.Network != "" && want.Network != p.Network {
		return Going{}, fault.NotFound("fault.not_found")
	}
	us, err := s.party(p, site)
	if err != nil {
		return Going{}, err
	}
	state := unguessable()
	address, err := s.openid.Address(ctx, us, s.handshake(state))
	if err != nil {
		return Going{}, s.providerTrouble(ctx, p, err)
	}
	if raw, err := base64.RawURLEncoding.DecodeString(browser); err != nil || len(raw) != 32 {
		browser = unguessable()
	}
	now := s.Clock.Now()
	err = s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		if _, err := tx.Exec(db.Q(`DELETE FROM sign_in_pending WHERE created_at < $1`, now.Add(-keepCounts))); err != nil {
			return err
		}
		_, err := tx.Exec(db.Q(`INSERT INTO sign_in_pending (state_hash, browser_hash, network_id, provider_id, purpose, account_id, link_id, next, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
			digest(state), digest(browser), p.Network, p.ID, want.Purpose, want.Account, want.Link, want.Next, now, now.Add(serviceLimit)))
		return err
	})
	return Going{Address: address, Name: p.Name, Browser: browser, Lifetime: serviceLimit}, err
}

// providerTrouble logs why a service vouched for nobody, and gives what the person may know of it.
func (s *Service) providerTrouble(ctx context.Context, p service, err error) error {
	s.log.WarnContext(ctx, "sign-in service", "request", operation.RequestID(ctx), "provider", p.ID, "error", cut(err))
	if errors.Is(err, openid.ErrRefused) {
		return fault.Forbidden("identity.provider.refused", p.Name)
	}
	return fault.Conflict("identity.provider.unreachable", p.Name)
}

// cut shortens what a service may have had a hand in.
func cut(err error) string {
	const most = 300
	text := err.Error()
	return strings.ToValidUTF8(text[:min(len(text), most)], "")
}
