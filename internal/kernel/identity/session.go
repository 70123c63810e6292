package identity

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"
	"unicode/utf8"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Method is how a session began.
type Method string

// The methods.
const (
	ByPassword Method = "password"
	ByLink     Method = "link" // a sign-in link from a mail
	ByPasskey  Method = "passkey"
	ByJoin     Method = "join"   // an invitation from a mail
	BySwitch   Method = "switch" // from another network, by the same person
	ByProvider Method = "oidc"   // a sign-in service outside vouched
)

// Session is a signed-in account in one network.
type Session struct {
	ID        id.ID
	Account   Account
	Network   id.ID
	Method    Method
	CreatedAt time.Time
	SeenAt    time.Time
	ExpiresAt time.Time
	ProvedAt  *time.Time   // when the second step was taken
	Stage     access.Stage // what is left to do before the session reaches what the roles reach
	Provider  id.ID        // the sign-in service that vouched
}

// Recent reports whether somebody showed who they are so recently that an important change needs no password again.
func (s Session) Recent(now time.Time) bool {
	const recent = 15 * time.Minute
	return s.Method != BySwitch && now.Sub(s.CreatedAt) < recent
}

// Fresh reports whether the session began so recently, by a link to the account's own mailbox, that it may set a
// password without knowing the old one. That is how a forgotten password is replaced.
func (s Session) Fresh(now time.Time) bool {
	const fresh = 15 * time.Minute
	return s.Method == ByLink && now.Sub(s.CreatedAt) < fresh
}

// Started is a session that has just begun. Token is shown once: only its hash is kept.
type Started struct {
	Token   string
	Expires time.Time
	Session id.ID
	Network id.ID
	Choose  bool // the account works in several networks and has not chosen before
}

type sessionRow struct {
	Session   id.ID      `db:"session_id"`
	Network   id.ID      `db:"network_id"`
	Method    Method     `db:"method"`
	CreatedAt time.Time  `db:"session_created_at"`
	SeenAt    time.Time  `db:"last_seen_at"`
	ExpiresAt time.Time  `db:"expires_at"`
	ProvedAt  *time.Time `db:"proved_at"`
	HasSecond bool       `db:"has_second"`
	Provider  id.ID      `db:"provider_id"`
	Account              // whose
}

// hasSecond tells of account a whether it has a second step.
const hasSecond = `EXISTS (SELECT 1 FROM authenticator t WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL)
	OR EXISTS (SELECT 1 FROM passkey k WHERE k.account_id = a.id)`

// HasSecond tells of account a, in the network of row t, whether it has a second step: its own, or a sign-in service that stood for it.
// A program has no steps: who made its token took them.
const HasSecond = `(a.kind <> 'person' OR ` + hasSecond + ` OR EXISTS (SELECT 1 FROM sign_in_identity i
	JOIN sign_in_provider p ON p.network_id = i.network_id AND p.issuer = i.issuer AND p.second <> 'no' AND p.enabled_at IS NOT NULL AND p.deleted_at IS NULL
	WHERE i.account_id = a.id AND i.network_id = t.network_id AND i.proved_at IS NOT NULL))`

// stage is the rule of the second step, in one place. Who has one takes it; who needs one, by a role held in this network,
// and has none sets one up first. Until then the session reaches the account's own rows only.
func (s *Service) stage(row sessionRow, sc access.Scope) access.Stage {
	switch {
	case row.ProvedAt != nil:
		return ""
	case row.HasSecond:
		return access.StageProve
	case !s.relaxed && sc.NeedsSecond():
		return access.StageEnrol
	default:
		return ""
	}
}

// Open finds the session of a token and what its account may reach now. It is asked at every request and costs two
// queries. A session that ended, idled too long, was revoked, or whose account was disabled is fault.Forbidden, as is
// an account without a role in the network.
func (s *Service) Open(ctx context.Context, token string) (Session, access.Scope, error) {
	var (
		row sessionRow
		sc  access.Scope
		now = s.Clock.Now()
	)
	err := s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		row, err = db.Get[sessionRow](tx, db.Q(`
			SELECT s.id AS session_id, s.network_id, s.method, s.created_at AS session_created_at, s.last_seen_at, s.expires_at, s.proved_at, s.provider_id,
				(`+hasSecond+`) AS has_second, `+accountColumns+`
			FROM session s
			JOIN account a ON a.id = s.account_id AND a.disabled_at IS NULL AND a.deleted_at IS NULL
			JOIN network n ON n.id = s.network_id AND n.deleted_at IS NULL
			WHERE s.token_hash = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3
			LIMIT 1`, digest(token), now, now.Add(-IdleLimit)))
		if err != nil {
			return err
		}
		sc, err = access.LoadTx(tx.MayEnd(), row.ID, row.Name, row.Network, clock.DateOf(now))
		return err
	})
	if errors.Is(err, db.ErrNoRow) {
		return Session{}, access.Scope{}, fault.Forbidden("identity.no_session")
	}
	if err != nil {
		return Session{}, access.Scope{}, operation.Wrap("open session", err)
	}
	if now.Sub(row.SeenAt) >= seenEvery {
		s.seen(ctx, row.Session, now)
	}
	session := Session{
		ID: row.Session, Account: row.Account, Network: row.Network, Method: row.Method, Stage: s.stage(row, sc),
		CreatedAt: row.CreatedAt, SeenAt: row.SeenAt, ExpiresAt: row.ExpiresAt, ProvedAt: row.ProvedAt, Provider: row.Provider,
	}
	if session.Stage != "" {
		sc = sc.OwnOnly()
	}
	return session, sc, nil
}

// seen notes that the session is in use. A request does not fail for it.
func (s *Service) seen(ctx context.Context, session id.ID, now time.Time) {
	err := s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2`, session, now))
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "session not marked as seen", "session", session, "error", err)
	}
}

// unguessable makes a text that nobody guesses: 256 bits, fit for a cookie and an address.
func unguessable() string {
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	return base64.RawURLEncoding.EncodeToString(raw)
}

// startTx begins a session in the operation's network and ends the one the browser held before.
func (s *Service) startTx(op *operation.Op, account id.ID, how Method, d Device) (Started, error) {
	out := Started{Token: unguessable(), Session: op.NewID(), Network: op.Network(), Expires: op.At.Add(AbsoluteLimit)}
	err := op.Insert(`INSERT INTO session (id, token_hash, account_id, network_id, method, user_agent, address, created_at, last_seen_at, expires_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
		out.Session, digest(out.Token), account, out.Network, how, userAgent(d.UserAgent), shorten(d.Address), op.At, out.Expires)
	if err != nil {
		return Started{}, fmt.Errorf("start session: %w", err)
	}
	if d.Previous != "" {
		_, err := op.Tx.Exec(db.Q(`UPDATE session SET revoked_at = $2 WHERE token_hash = $1 AND revoked_at IS NULL`, digest(d.Previous), op.At))
		if err != nil {
			return Started{}, fmt.Errorf("end session before: %w", err)
		}
	}
	op.Audit(audit.Entry{
		Action: "session.started", Object: "session", ID: out.Session,
		Detail: map[string]string{"account": string(account), "method": string(how), "address": shorten(d.Address)},
	})
	return out, nil
}

// userAgent keeps what is needed to recognise a browser.
func userAgent(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	for len(s) > 300 {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

// shorten keeps of an address what tells home from school, not a person: an IPv4 /24, an IPv6 /48.
func shorten(address string) string {
	ip, err := netip.ParseAddr(strings.TrimSuffix(address, "/64"))
	if err != nil {
		return ""
	}
	ip = ip.Unmap().WithZone("")
	bits := 48
	if ip.Is4() {
		bits = 24
	}
	p, err := ip.Prefix(bits)
	if err != nil {
		return ""
	}
	return p.String()
}
