package token

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"log/slog"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Service holds the use cases of tokens.
type Service struct {
	operation.Kit
	log    *slog.Logger
	second Second
}

// Second is identity's word on the second step of signing in: what nobody may do with a password alone, no token does for somebody who
// has no more than a password.
type Second struct {
	Has     string      // SQL over account a and token t: whether the account has one
	Relaxed func() bool // no role asks for one
}

// New makes the service.
func New(kit operation.Kit, second Second, log *slog.Logger) *Service {
	return &Service{Kit: kit, second: second, log: log}
}

const (
	// Prefix begins every token, so that scanners of leaked secrets know it.
	Prefix = "skl_"
	// LongestDays is how long a token lives at most; it is also what a form proposes.
	LongestDays = 365
	secretBytes = 32
	hintLetters = len(Prefix) + 4
	mostTokens  = 50 // live ones of an account
	// seenEvery bounds how often a token's last use is written.
	seenEvery = time.Minute
)

// Input is the form for a new token.
type Input struct {
	Name    string
	Scopes  []string
	ValidTo string // last day; a year from now when empty
}

// Made is a new token. Secret is shown once: only its hash is kept.
type Made struct {
	ID     id.ID
	Name   string
	Secret string
}

// Token is a line of a list of tokens.
type Token struct {
	ID         id.ID      `db:"id"`
	Name       string     `db:"name"`
	Hint       string     `db:"hint"`
	Scopes     db.Strings `db:"scopes"`
	ValidTo    clock.Date `db:"valid_to"`
	CreatedAt  time.Time  `db:"created_at"`
	CreatedBy  string     `db:"created_by"` // name
	LastUsedAt *time.Time `db:"last_used_at"`
}

// Make makes a token of one's own.
func (s *Service) Make(ctx context.Context, sc access.Scope, in Input) (made Made, err error) {
	if err := sc.Require(access.TokenHold); err != nil {
		return Made{}, err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		made, err = MakeTx(op, sc.Account(), in)
		return err
	})
	return made, operation.Wrap("make token", err)
}

// MakeTx makes a token of an account. Who calls it has seen to it that the principal may act as the account.
func MakeTx(op *operation.Op, account id.ID, in Input) (Made, error) {
	f := fault.Fields{}
	name := check.Line(f, "name", in.Name, 2, 80)
	chosen := choose(f, in.Scopes)
	today := op.Today()
	to := check.OptionalDate(f, "valid_to", in.ValidTo)
	switch last := today.AddDays(LongestDays); {
	case to == "":
		to = last
	case to < today || to > last:
		f.Add("valid_to", "token.valid_to", last)
	}
	if err := f.Err(); err != nil {
		return Made{}, err
	}
	n, err := db.Get[int](op.Tx, db.Q(`SELECT COUNT(*) FROM api_token WHERE network_id = $1 AND account_id = $2 AND revoked_at IS NULL AND valid_to >= $3`, op.Network(), account, today))
	if err != nil {
		return Made{}, err
	}
	if n >= mostTokens {
		return Made{}, fault.Conflict("token.most", mostTokens)
	}
	raw := make([]byte, secretBytes)
	_, _ = rand.Read(raw) // never fails
	made := Made{ID: op.NewID(), Name: name, Secret: Prefix + base64.RawURLEncoding.EncodeToString(raw)}
	names := make(db.Strings, len(chosen))
	for i, c := range chosen {
		names[i] = string(c)
	}
	err = op.Insert(`INSERT INTO api_token (network_id, id, account_id, name, hint, token_hash, scopes, valid_to, created_at, created_by, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		op.Network(), made.ID, account, name, made.Secret[:hintLetters], Digest(made.Secret), names, to, op.At, op.Scope.Account(), op.ID)
	if err != nil {
		return Made{}, err
	}
	op.Audit(audit.Entry{Action: "token.made", Object: "token", ID: made.ID, Detail: map[string]any{"account": account, "name": name, "scopes": names, "valid_to": to}})
	return made, nil
}

// Digest is what is kept of a secret of 32 random bytes: there is nothing to guess, so a plain hash will do.
func Digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// List lists one's own live tokens, the newest first.
func (s *Service) List(ctx context.Context, sc access.Scope) (list []Token, err error) {
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		list, err = db.Select[Token](tx, sc.Bind(selectTokens+` WHERE {account.own:t} AND t.network_id = $1 AND t.revoked_at IS NULL AND t.valid_to >= $2
			ORDER BY t.created_at DESC, t.id DESC LIMIT 50`, sc.Network(), clock.Today(s.Clock)))
		return err
	})
	return list, operation.Wrap("list tokens", err)
}

const selectTokens = `SELECT t.id, t.name, t.hint, t.scopes, t.valid_to, t.created_at, COALESCE(b.name, '') AS created_by, t.last_used_at
	FROM api_token t LEFT JOIN account b ON b.id = t.created_by`

// OfTx lists the live tokens of an account that the principal manages.
func OfTx(tx *db.Tx, network, account id.ID, today clock.Date) ([]Token, error) {
	return db.Select[Token](tx, db.Q(selectTokens+` WHERE t.network_id = $1 AND t.account_id = $2 AND t.revoked_at IS NULL AND t.valid_to >= $3
		ORDER BY t.created_at DESC, t.id DESC LIMIT 50`, network, account, today))
}

// Revoke ends a token of one's own: the next request with it is refused.
func (s *Service) Revoke(ctx context.Context, sc access.Scope, token id.ID) error {
	if err := sc.Require(access.AccountOwn); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return RevokeTx(op, sc.Account(), token) })
	return operation.Wrap("revoke token", err)
}

// RevokeTx ends a token of an account that the principal manages.
func RevokeTx(op *operation.Op, account, token id.ID) error {
	n, err := op.Tx.Exec(db.Q(`UPDATE api_token SET revoked_at = $4, revoked_by = $5, operation_id = $6
		WHERE network_id = $1 AND account_id = $2 AND id = $3 AND revoked_at IS NULL`, op.Network(), account, token, op.At, op.Scope.Account(), op.ID))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.NotFound("fault.not_found")
	}
	op.Audit(audit.Entry{Action: "token.revoked", Object: "token", ID: token, Detail: map[string]any{"account": account}})
	return nil
}

// ErrUnknown says that a token does not open anything (any more), or never did.
var ErrUnknown = errors.New("token: not a live token")

// Opened is a live token.
type Opened struct {
	ID       id.ID      `db:"id"`
	Network  id.ID      `db:"network_id"`
	Account  id.ID      `db:"account_id"`
	Name     string     `db:"account_name"`
	Lang     string     `db:"lang"`
	Scopes   db.Strings `db:"scopes"`
	LastUsed *time.Time `db:"last_used_at"`
	Secured  bool       `db:"secured"` // the account has a second step
}

// Open finds a token and what it may do now. It is asked at every request and costs two queries. Whatever ended it, the answer is
// ErrUnknown: whoever tries learns nothing.
func (s *Service) Open(ctx context.Context, secret string) (Opened, access.Scope, error) {
	if !strings.HasPrefix(secret, Prefix) || len(secret) != len(Prefix)+base64.RawURLEncoding.EncodedLen(secretBytes) {
		return Opened{}, access.Scope{}, ErrUnknown
	}
	var (
		t     Opened
		sc    access.Scope
		now   = s.Clock.Now()
		today = clock.DateOf(now)
	)
	err := s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		t, err = db.Get[Opened](tx, db.Q(`SELECT t.id, t.network_id, t.account_id, t.scopes, t.last_used_at, a.name AS account_name, a.lang, `+s.second.Has+` AS secured
			FROM api_token t
			JOIN account a ON a.id = t.account_id AND a.disabled_at IS NULL AND a.deleted_at IS NULL
			JOIN network n ON n.id = t.network_id AND n.deleted_at IS NULL
			WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND t.valid_to >= $2 LIMIT 1`, Digest(secret), today))
		if err != nil {
			return err
		}
		if sc, err = access.LoadTx(tx, t.Account, t.Name, t.Network, today); err != nil {
			return err
		}
		if err := sc.Require(access.TokenHold); err != nil {
			return err
		}
		if sc.NeedsSecond() && !t.Secured && !s.second.Relaxed() {
			return ErrUnknown
		}
		return nil
	})
	if errors.Is(err, ErrUnknown) || errors.Is(err, db.ErrNoRow) || fault.Is(err, fault.KindForbidden) {
		return Opened{}, access.Scope{}, ErrUnknown
	}
	if err != nil {
		return Opened{}, access.Scope{}, operation.Wrap("open token", err)
	}
	if t.LastUsed == nil || now.Sub(*t.LastUsed) >= seenEvery {
		s.seen(ctx, t, now)
	}
	return t, sc.Narrow(t.ID, actionsOf(t.Scopes)), nil
}

// seen notes that the token is in use. A request does not fail for it.
func (s *Service) seen(ctx context.Context, t Opened, now time.Time) {
	err := s.DB.Write(ctx, db.Settings{Network: string(t.Network), Soon: true}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE api_token SET last_used_at = $3 WHERE network_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3)`, t.Network, t.ID, now))
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "token not marked as used", "token", t.ID, "error", err)
	}
}

// RevokeAllTx ends all tokens of an account in the operation's network: its owner has left.
func RevokeAllTx(op *operation.Op, account id.ID) error {
	_, err := op.Tx.Exec(db.Q(`UPDATE api_token SET revoked_at = $3, revoked_by = $4, operation_id = $5 WHERE network_id = $1 AND account_id = $2 AND revoked_at IS NULL`,
		op.Network(), account, op.At, op.Scope.Account(), op.ID))
	return operation.Wrap("revoke tokens", err)
}
