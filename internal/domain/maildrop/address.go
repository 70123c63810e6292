package maildrop

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// tokenBytes make a local part of twenty letters and digits that nobody guesses.
const tokenBytes = 12

func newToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // never fails
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

// Token returns the local part of the account's address, empty when it has none.
func (s *Service) Token(ctx context.Context, sc access.Scope) (token string, err error) {
	if err := sc.Require(access.ContactRecord); err != nil {
		return "", err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		token, err = tokenTx(tx, sc)
		return err
	})
	return token, operation.Wrap("read drop address", err)
}

func tokenTx(tx *db.Tx, sc access.Scope) (string, error) {
	rows, err := db.Select[string](tx, sc.Bind(`SELECT m.token FROM mail_drop m WHERE {wall:m} AND {account.own:m} AND m.revoked_at IS NULL LIMIT 1`))
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0], nil
}

// Renew gives the account a new address; the old one takes no mail any more.
func (s *Service) Renew(ctx context.Context, sc access.Scope) (token string, err error) {
	if err := sc.Require(access.ContactRecord); err != nil {
		return "", err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		token = newToken()
		if _, err := revokeTx(op); err != nil {
			return err
		}
		key := op.NewID()
		op.Audit(audit.Entry{Action: "mail_drop.renewed", Object: "account", ID: sc.Account()})
		return op.Insert(`INSERT INTO mail_drop (network_id, id, account_id, token, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6)`,
			op.Network(), key, sc.Account(), token, op.At, op.ID)
	})
	return token, operation.Wrap("renew drop address", err)
}

// Revoke takes the account's address away.
func (s *Service) Revoke(ctx context.Context, sc access.Scope) error {
	if err := sc.Require(access.ContactRecord); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "mail_drop.revoked", Object: "account", ID: sc.Account()})
		_, err := revokeTx(op)
		return err
	})
	return operation.Wrap("revoke drop address", err)
}

func revokeTx(op *operation.Op) (int64, error) {
	return op.Exec(`UPDATE mail_drop AS m SET revoked_at = $1, operation_id = $2 WHERE {wall:m} AND {account.own:m} AND m.revoked_at IS NULL`, op.At, op.ID)
}

// owner is the account to which an address belongs.
type owner struct {
	Network id.ID  `db:"network_id"`
	Account id.ID  `db:"account_id"`
	Name    string `db:"name"`
	Email   string `db:"email"`
}

// tokensIn picks what may be tokens out of mail addresses: the local part, or what follows a plus in it.
func tokensIn(addresses []string) []string {
	const length, most = 20, 50
	var out []string
	for _, a := range addresses {
		local, _, _ := strings.Cut(strings.ToLower(a), "@")
		if _, after, found := strings.Cut(local, "+"); found {
			local = after
		}
		if len(local) == length && strings.Trim(local, "abcdefghijklmnopqrstuvwxyz234567") == "" && len(out) < most {
			out = append(out, local)
		}
	}
	return out
}
