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

const accountColumns = `a.id, a.email, a.name, a.lang, a.theme, a.created_at, a.disabled_at, a.version`

// EnsureAccountTx returns the account with the mail address, made without a password when there is none.
// The address has been checked and is compared in lower case. made tells that the account is new.
func EnsureAccountTx(op *operation.Op, email, name, lang string) (account id.ID, made bool, err error) {
	if lang != "en" {
		lang = "nl"
	}
	email = strings.ToLower(email)
	key := op.NewID()
	n, err := op.Tx.Exec(db.Q(`INSERT INTO account (id, email, name, lang, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (email) DO NOTHING`, key, email, name, lang, op.At, op.ID))
	if err != nil {
		return "", false, operation.Wrap("ensure account", err)
	}
	if n == 1 {
		op.Audit(audit.Entry{Action: "account.made", Object: "account", ID: key, Detail: map[string]string{"name": name, "email": email}})
		return key, true, nil
	}
	known, err := db.Get[id.ID](op.Tx, db.Q(`SELECT id FROM account WHERE email = $1 LIMIT 1`, email))
	return known, false, operation.Wrap("ensure account", err)
}

// JoinedTx reports whether the account's owner has a way into the network, a password or a sign-in service, so needs no invitation to join.
func JoinedTx(tx *db.Tx, network, account id.ID) (bool, error) {
	joined, err := db.Get[bool](tx, db.Q(`SELECT `+hasJoined+` AS joined FROM account a WHERE a.id = $1 LIMIT 1`, account, network))
	return joined, operation.Wrap("look for a way in", err)
}

// hasJoined tells of account a whether it has a password, or an identity in network $2.
const hasJoined = `(a.password_hash <> '' OR EXISTS (SELECT 1 FROM sign_in_identity i WHERE i.account_id = a.id AND i.network_id = $2))`
