package directory

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/token"
	"schakel/internal/platform/clock"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

const (
	// Prefix begins every token of a directory, so that it is told apart from one of the API, and scanners of leaked secrets know it.
	Prefix      = "sks_"
	secretBytes = 32
	hintLetters = len(Prefix) + 4
	// seenEvery bounds how often it is written that the directory came by.
	seenEvery = time.Minute
)

// Made is a new token. Secret is shown once: only its hash is kept.
type Made struct {
	Secret string
	To     clock.Date // last day
}

// MakeToken makes the token of a directory. The one before opens nothing from that moment.
func (s *Service) MakeToken(ctx context.Context, sc access.Scope, key id.ID) (made Made, err error) {
	err = s.manage(ctx, sc, key, "make directory token", func(op *operation.Op, d Directory) error {
		raw := make([]byte, secretBytes)
		_, _ = rand.Read(raw) // never fails
		made = Made{Secret: Prefix + base64.RawURLEncoding.EncodeToString(raw), To: op.Today().AddDays(token.LongestDays)}
		op.Audit(audit.Entry{Action: "directory.token_made", Object: "directory", ID: key, Unit: d.Unit, Detail: map[string]string{"valid_to": string(made.To)}})
		return operation.Changed(op.Exec(`UPDATE directory AS d SET token_hash = $2, token_hint = $3, token_made_at = $4, token_to = $5, version = version + 1, operation_id = $6
			WHERE {provider.manage:d} AND d.id = $1 AND d.deleted_at IS NULL`, key, token.Digest(made.Secret), made.Secret[:hintLetters], op.At, made.To, op.ID))
	})
	return made, err
}

// EndToken ends the token of a directory: its next request is refused. The people stay as they are.
func (s *Service) EndToken(ctx context.Context, sc access.Scope, key id.ID) error {
	return s.manage(ctx, sc, key, "end directory token", func(op *operation.Op, d Directory) error {
		op.Audit(audit.Entry{Action: "directory.token_ended", Object: "directory", ID: key, Unit: d.Unit})
		return operation.Changed(op.Exec(`UPDATE directory AS d SET token_hash = NULL, token_hint = '', version = version + 1, operation_id = $2
			WHERE {provider.manage:d} AND d.id = $1 AND d.deleted_at IS NULL`, key, op.ID))
	})
}

// ErrUnknown says that a token opens nothing (any more), or never did.
var ErrUnknown = errors.New("directory: not a live token")

type opened struct {
	Network id.ID      `db:"network_id"`
	ID      id.ID      `db:"id"`
	Unit    id.ID      `db:"unit_id"`
	Name    string     `db:"name"`
	Seen    *time.Time `db:"last_seen_at"`
}

// Open finds the directory of a token and what it may reach now. It is asked at every request and costs two queries. Whatever ended the
// token, the answer is ErrUnknown.
func (s *Service) Open(ctx context.Context, secret string) (id.ID, access.Scope, error) {
	if !strings.HasPrefix(secret, Prefix) || len(secret) != len(Prefix)+base64.RawURLEncoding.EncodedLen(secretBytes) {
		return "", access.Scope{}, ErrUnknown
	}
	var (
		o   opened
		sc  access.Scope
		now = s.Clock.Now()
	)
	err := s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) (err error) {
		o, err = db.Get[opened](tx, db.Q(`SELECT d.network_id, d.id, d.unit_id, d.name, d.last_seen_at FROM directory d
			JOIN network n ON n.id = d.network_id AND n.deleted_at IS NULL
			JOIN unit u ON u.network_id = d.network_id AND u.id = d.unit_id AND u.deleted_at IS NULL AND u.parent_id IS NOT NULL
			WHERE d.token_hash = $1 AND d.token_to >= $2 AND d.deleted_at IS NULL LIMIT 1`, token.Digest(secret), clock.DateOf(now)))
		if err != nil {
			return err
		}
		sc, err = scopeTx(tx, o.Network, Directory{ID: o.ID, Unit: o.Unit, Name: o.Name})
		return err
	})
	if errors.Is(err, db.ErrNoRow) {
		return "", access.Scope{}, ErrUnknown
	}
	if err != nil {
		return "", access.Scope{}, operation.Wrap("open directory", err)
	}
	if o.Seen == nil || now.Sub(*o.Seen) >= seenEvery {
		s.seen(ctx, o, now)
	}
	return o.ID, sc, nil
}

// scopeTx is what a directory reaches: its unit and what is below it today.
func scopeTx(tx *db.Tx, network id.ID, d Directory) (access.Scope, error) {
	units, err := db.Select[id.ID](tx, db.Q(`SELECT c.descendant_id FROM unit_closure c WHERE c.network_id = $1 AND c.ancestor_id = $2 ORDER BY c.descendant_id LIMIT 5000`, network, d.Unit))
	return access.FromDirectory(network, d.ID, d.Name, units), err
}

// seen notes that the directory came by. A request does not fail for it.
func (s *Service) seen(ctx context.Context, o opened, now time.Time) {
	err := s.DB.Write(ctx, db.Settings{Network: string(o.Network), Soon: true}, func(tx *db.Tx) error {
		_, err := tx.Exec(db.Q(`UPDATE directory SET last_seen_at = $3 WHERE network_id = $1 AND id = $2 AND (last_seen_at IS NULL OR last_seen_at < $3)`, o.Network, o.ID, now))
		return err
	})
	if err != nil && ctx.Err() == nil {
		s.log.WarnContext(ctx, "directory not marked as seen", "directory", o.ID, "error", err)
	}
}
