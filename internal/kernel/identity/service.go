package identity

import (
	"log/slog"
	"sync/atomic"
	"time"

	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/openid"
	"schakel/internal/platform/outbound"
)

// Service holds the use cases of accounts and sessions.
type Service struct {
	operation.Kit
	links   *link.Keeper
	log     *slog.Logger
	hasher  *hasher
	vault   vault
	openid  *openid.Client
	relaxed bool         // roles ask for no second step; see Relax
	swept   atomic.Int64 // the hour in which old counts were cleared away
}

// New makes the service.
func New(kit operation.Kit, links *link.Keeper, log *slog.Logger) *Service {
	return &Service{
		Kit: kit, links: links, log: log, hasher: newHasher(present), vault: vault{links.Key("second factor")},
		openid: openid.New(outbound.New(outbound.Options{}), kit.Clock),
	}
}

// Reach sets how sign-in services outside are asked: which addresses the operator allowed. It is called before the first request.
func (s *Service) Reach(out *outbound.Client) { s.openid = openid.New(out, s.Clock) }

// Relax lets people whose roles ask for a second step in without one: for the demo, and for an installation of which the
// operator says so. Who has a second step still takes it. It is called before the first request.
func (s *Service) Relax() { s.relaxed = true }

// Relaxed reports whether Relax was called.
func (s *Service) Relaxed() bool { return s.relaxed }

// The limits of a session. OWASP ASVS 7.3: after idling, and for good.
const (
	IdleLimit     = 8 * time.Hour
	AbsoluteLimit = 14 * 24 * time.Hour
	// seenEvery bounds how often a session's last_seen is written.
	seenEvery = time.Minute
)

// Device is the browser that asks.
type Device struct {
	Address   string // remote address without port
	UserAgent string
	Previous  string // token of the session that the browser holds; it ends when a new one starts
}
