package identity

import (
	"strings"
	"time"

	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// Account is a person who can sign in. Accounts stand outside the networks; roles connect them.
type Account struct {
	ID         id.ID      `db:"id"`
	Email      string     `db:"email"`
	Name       string     `db:"name"`
	Lang       string     `db:"lang"`
	Theme      string     `db:"theme"`
	CreatedAt  time.Time  `db:"created_at"`
	DisabledAt *time.Time `db:"disabled_at"`
	Version    int        `db:"version"`
}

// EnsureAccountTx returns the account with the mail address, made without a password when there is none.
// The address has been checked and is compared in lower case.
func EnsureAccountTx(op *operation.Op, email, name, lang string) (id.ID, bool, error) {
	email = strings.ToLower(email)
	known, err := db.Select[id.ID](op.Tx, db.Q(`SELECT id FROM account WHERE email = $1 LIMIT 1`, email))
	if err != nil {
		return "", false, operation.Wrap("ensure account", err)
	}
	if len(known) == 1 {
		return known[0], false, nil
	}
	if lang != "en" {
		lang = "nl"
	}
	key := op.NewID()
	err = op.Insert(`INSERT INTO account (id, email, name, lang, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6)`,
		key, email, name, lang, op.At, op.ID)
	if err != nil {
		return "", false, operation.Wrap("ensure account", err)
	}
	op.Audit(audit.Entry{Action: "account.made", Object: "account", ID: key, Detail: map[string]string{"name": name, "email": email}})
	return key, true, nil
}
