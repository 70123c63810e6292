package identity

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Passkey is a line of the list of one's own passkeys.
type Passkey struct {
	ID        id.ID      `db:"id"`
	Name      string     `db:"name"`
	CreatedAt time.Time  `db:"created_at"`
	UsedAt    *time.Time `db:"last_used_at"`
}

// maxPasskeys bounds the list of one account.
const maxPasskeys = 20

// Passkeys lists the account's own, the oldest first.
func (s *Service) Passkeys(ctx context.Context, sc access.Scope) (list []Passkey, err error) {
	if err := sc.Require(access.AccountOwn); err != nil {
		return nil, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		list, err = db.Select[Passkey](tx, sc.Bind(`SELECT p.id, p.name, p.created_at, p.last_used_at FROM passkey p WHERE {account.own:p} ORDER BY p.created_at, p.id LIMIT 100`))
		return err
	})
	return list, operation.Wrap("list passkeys", err)
}

// keeper is an account as the library sees it.
type keeper struct {
	account     id.ID
	email, name string
	keys        []webauthn.Credential
}

// WebAuthnID implements webauthn.User: the account's id, which tells nothing of the person.
func (k keeper) WebAuthnID() []byte { return []byte(k.account) }

// WebAuthnName implements webauthn.User.
func (k keeper) WebAuthnName() string { return k.email }

// WebAuthnDisplayName implements webauthn.User.
func (k keeper) WebAuthnDisplayName() string { return k.name }

// WebAuthnCredentials implements webauthn.User.
func (k keeper) WebAuthnCredentials() []webauthn.Credential { return k.keys }

// keeperTx reads an account with its passkeys.
func keeperTx(tx *db.Tx, account id.ID) (keeper, error) {
	type row struct {
		Email      string  `db:"email"`
		Name       string  `db:"name"`
		Credential *string `db:"credential"`
	}
	rows, err := db.Select[row](tx, db.Q(`SELECT a.email, a.name, p.credential FROM account a LEFT JOIN passkey p ON p.account_id = a.id
		WHERE a.id = $1 AND a.disabled_at IS NULL AND a.deleted_at IS NULL ORDER BY p.created_at, p.id LIMIT 100`, account))
	if err != nil {
		return keeper{}, err
	}
	if len(rows) == 0 {
		return keeper{}, fault.NotFound("fault.not_found")
	}
	out := keeper{account: account, email: rows[0].Email, name: rows[0].Name}
	for _, r := range rows {
		if r.Credential == nil {
			continue
		}
		var c webauthn.Credential
		if err := json.Unmarshal([]byte(*r.Credential), &c); err != nil {
			return keeper{}, err
		}
		out.keys = append(out.keys, c)
	}
	return out, nil
}

// ownerOf finds whose passkey a device named, the zero value when nobody's.
func (s *Service) ownerOf(ctx context.Context, credential []byte) (account id.ID, err error) {
	err = s.DB.Read(ctx, db.Settings{}, func(tx *db.Tx) error {
		account, err = db.Get[id.ID](tx, db.Q(`SELECT account_id FROM passkey WHERE credential_id = $1 LIMIT 1`, credentialKey(credential)))
		if errors.Is(err, db.ErrNoRow) {
			return nil
		}
		return err
	})
	return account, err
}

func credentialKey(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

// AddPasskey keeps a passkey that a device made on the options of PasskeyOptions. The session goes on as one whose second step
// was taken, under a new token; codes are recovery codes, shown this once, when the account had none.
func (s *Service) AddPasskey(ctx context.Context, sc access.Scope, session Session, site Site, in PasskeyInput, d Device) (out Started, codes []string, err error) {
	if err := s.mayChange(ctx, sc, session, in.Present, d); err != nil {
		return Started{}, nil, operation.Wrap("add passkey", err)
	}
	f := fault.Fields{}
	in.Name = check.Line(f, "name", in.Name, 1, 60)
	if err := f.Err(); err != nil {
		return Started{}, nil, err
	}
	out, err = s.prove(ctx, sc, session, d, func(op *operation.Op) (err error) {
		codes, err = s.addPasskeyTx(op, site, in)
		return err
	})
	if err != nil {
		return Started{}, nil, operation.Wrap("add passkey", err)
	}
	return out, codes, nil
}

func (s *Service) addPasskeyTx(op *operation.Op, site Site, in PasskeyInput) ([]string, error) {
	account := op.Scope.Account()
	who, err := keeperTx(op.Tx, account)
	if err != nil {
		return nil, err
	}
	if len(who.keys) >= maxPasskeys {
		return nil, fault.Fields{"passkey": {Key: "identity.passkey.many", Args: []any{maxPasskeys}}}.Err()
	}
	made, err := s.finishMaking(op, site, who, in)
	if err != nil {
		return nil, err
	}
	kept, err := json.Marshal(made)
	if err != nil {
		return nil, err
	}
	key := op.NewID()
	err = op.Insert(`INSERT INTO passkey (id, account_id, credential_id, credential, name, created_at, operation_id) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		key, account, credentialKey(made.ID), string(kept), in.Name, op.At, op.ID)
	if err != nil {
		if _, taken := s.DB.Conflict(err); taken {
			return nil, badPasskey()
		}
		return nil, err
	}
	op.Audit(audit.Entry{Action: "second.passkey_added", Object: "passkey", ID: key, Detail: map[string]string{"name": in.Name}})
	if err := tellOwnerTx(op, account, SecondLetter{What: "passkey_added"}); err != nil {
		return nil, err
	}
	return s.firstCodesTx(op)
}

// RemovePasskey takes one away. The last second step of somebody whose roles ask for one stays.
func (s *Service) RemovePasskey(ctx context.Context, sc access.Scope, session Session, key id.ID, present string, d Device) error {
	if err := s.mayChange(ctx, sc, session, present, d); err != nil {
		return operation.Wrap("remove passkey", err)
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := op.Exec(`DELETE FROM passkey WHERE {account.own:passkey} AND id = $1`, key)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFound("fault.not_found")
		}
		op.Audit(audit.Entry{Action: "second.passkey_removed", Object: "passkey", ID: key})
		if err := s.lessTx(op); err != nil {
			return err
		}
		return tellOwnerTx(op, sc.Account(), SecondLetter{What: "passkey_removed"})
	})
	return operation.Wrap("remove passkey", err)
}

// SignInByPasskey starts a session with a passkey alone: the device has asked for a finger, a face or a code, so no second step
// is left. A device that is nobody's, wrong or late gets one answer.
func (s *Service) SignInByPasskey(ctx context.Context, site Site, in PasskeyInput, d Device) (Started, error) {
	byAddress := addressCounter("passkey", d.Address, 4*maxFailures)
	counted, err := s.count(ctx, byAddress)
	if err != nil {
		return Started{}, operation.Wrap("sign in by passkey", err)
	}
	shown, err := parseShown(in.Response)
	if err != nil {
		return Started{}, badPasskey()
	}
	account, err := s.ownerOf(ctx, shown.RawID)
	if err != nil {
		return Started{}, operation.Wrap("sign in by passkey", err)
	}
	if account == "" {
		return Started{}, badPasskey()
	}
	out, err := s.enter(ctx, secrets{ID: account}, ByPasskey, d, func(op *operation.Op) error {
		if err := s.usePasskeyTx(op, site, account, purposeSignIn, in); err != nil {
			return err
		}
		return giveBackTx(op.Tx, counted, byAddress)
	})
	return out, operation.Wrap("sign in by passkey", err)
}

// ProveByPasskey takes the second step of a session with a passkey of the account.
func (s *Service) ProveByPasskey(ctx context.Context, sc access.Scope, session Session, site Site, in PasskeyInput, d Device) (Started, error) {
	if session.Stage != access.StageProve {
		return Started{}, fault.Forbidden("identity.second.not_now")
	}
	return s.prove(ctx, sc, session, d, func(op *operation.Op) error {
		return s.usePasskeyTx(op, site, sc.Account(), purposeProve, in)
	})
}
