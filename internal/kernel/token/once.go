package token

import (
	"context"
	"errors"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/job"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// KeptFor is how long a key of a request is remembered.
const KeptFor = 24 * time.Hour

// ErrDone says that the request with the key was carried out before: Once.Before tells what it did.
var ErrDone = errors.New("token: this request was carried out before")

// ErrOther says that the key was used for another request.
var ErrOther = errors.New("token: the key was used for another request")

// Once is a request that must be carried out once, however often it comes: the key that its sender chose, a digest of the request, and
// the audit action that it leaves.
type Once struct {
	Key    string
	Digest string
	Action string
}

// With returns a context in which the use case that carries out the request also notes its key and what it made, in the same
// transaction: the key stands there if and only if the work was done. When it stands there already, the use case fails with ErrDone and
// changes nothing.
func (s *Service) With(ctx context.Context, o Once) context.Context {
	key := Digest(o.Key)
	return operation.WithClaim(ctx, &operation.Claim{
		Before: func(op *operation.Op) error {
			_, err := op.Tx.Exec(db.Q(`DELETE FROM api_claim WHERE network_id = $1 AND token_id = $2 AND key_hash = $3 AND created_at < $4`,
				op.Network(), op.Scope.Token(), key, op.At.Add(-KeptFor)))
			if err != nil {
				return err
			}
			err = op.Insert(`INSERT INTO api_claim (network_id, token_id, key_hash, digest, operation_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
				op.Network(), op.Scope.Token(), key, o.Digest, op.ID, op.At)
			if _, taken := s.DB.Conflict(err); taken {
				return ErrDone
			}
			return err
		},
		After: func(op *operation.Op) error {
			made := op.Made
			if made == "" {
				made = op.Did(o.Action)
			}
			_, err := op.Tx.Exec(db.Q(`UPDATE api_claim SET object_id = $4 WHERE network_id = $1 AND token_id = $2 AND key_hash = $3`,
				op.Network(), op.Scope.Token(), key, made))
			return err
		},
	})
}

// Before finds what a request with the key made. It is ErrOther when the key was used for another request, and ok is false when it was not
// used at all.
func (s *Service) Before(ctx context.Context, sc access.Scope, o Once) (object id.ID, ok bool, err error) {
	type row struct {
		Digest string `db:"digest"`
		Object id.ID  `db:"object_id"`
	}
	var r row
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		r, err = db.Get[row](tx, db.Q(`SELECT digest, object_id FROM api_claim
			WHERE network_id = $1 AND token_id = $2 AND key_hash = $3 AND created_at >= $4 LIMIT 1`,
			sc.Network(), sc.Token(), Digest(o.Key), s.Clock.Now().Add(-KeptFor)))
		return err
	})
	switch {
	case errors.Is(err, db.ErrNoRow):
		return "", false, nil
	case err != nil:
		return "", false, operation.Wrap("look for key", err)
	case r.Digest != o.Digest:
		return "", false, ErrOther
	}
	return r.Object, true, nil
}

// ForgetKind is the job that forgets old keys.
const ForgetKind job.Kind = "token.forget"

// Recurring are the jobs that come back by themselves.
func Recurring() []job.Recurring { return []job.Recurring{{Kind: ForgetKind, Every: KeptFor}} }

// Workers are the jobs of tokens.
func (s *Service) Workers() map[job.Kind]job.Worker {
	return map[job.Kind]job.Worker{ForgetKind: func(ctx context.Context, _ job.Job) error {
		return s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
			_, err := tx.Exec(db.Q(`DELETE FROM api_claim WHERE created_at < $1`, s.Clock.Now().Add(-KeptFor)))
			return err
		})
	}}
}
