package identity

import (
	"context"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Prefer keeps the language (nl, en) and the looks (light, dark, empty for the device's) of the account.
func (s *Service) Prefer(ctx context.Context, sc access.Scope, lang, theme string) error {
	f := fault.Fields{}
	lang = check.Choice(f, "lang", lang, "nl", "en")
	theme = check.Choice(f, "theme", theme, "", "light", "dark")
	if err := f.Err(); err != nil {
		return err
	}
	return s.changeOwn(ctx, sc, "account.preferences", map[string]string{"lang": lang, "theme": theme},
		`UPDATE account SET lang = $2, theme = $3, version = version + 1, operation_id = $4
			WHERE {account.own:account.id} AND id = $1 AND deleted_at IS NULL`, lang, theme)
}

// Rename changes the name under which colleagues know the account.
func (s *Service) Rename(ctx context.Context, sc access.Scope, name string) error {
	f := fault.Fields{}
	name = check.Line(f, "name", name, 2, 120)
	if err := f.Err(); err != nil {
		return err
	}
	return s.changeOwn(ctx, sc, "account.renamed", map[string]string{"name": name},
		`UPDATE account SET name = $2, version = version + 1, operation_id = $3
			WHERE {account.own:account.id} AND id = $1 AND deleted_at IS NULL`, name)
}

// changeOwn updates the account's own row; text takes its id as $1, then args, then the operation.
func (s *Service) changeOwn(ctx context.Context, sc access.Scope, action string, detail any, text string, args ...any) error {
	if err := sc.Require(access.AccountOwn); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		all := append(append([]any{sc.Account()}, args...), op.ID)
		if err := operation.Changed(op.Exec(text, all...)); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: action, Object: "account", ID: sc.Account(), Detail: detail})
		return nil
	})
	return operation.Wrap(action, err)
}

// PasswordInput is the form that changes a password.
type PasswordInput struct {
	Present string // the password so far; not asked of a fresh session, see Session.Fresh
	Next    string
}

// ChangePassword sets a new password and ends all other sessions. Guessing the present one is limited like signing in.
func (s *Service) ChangePassword(ctx context.Context, sc access.Scope, session Session, in PasswordInput, d Device) error {
	if err := sc.Require(access.AccountOwn); err != nil {
		return err
	}
	f := fault.Fields{}
	checkPassword(f, "password", in.Next, session.Account.Email, session.Account.Name)
	if err := f.Err(); err != nil {
		return err
	}
	known, err := s.secretsOf(ctx, session.Account.Email)
	if err != nil {
		return operation.Wrap("change password", err)
	}
	if known.ID != sc.Account() || session.ID == "" {
		return fault.NotFound("fault.not_found")
	}
	if err := s.mayRule(ctx, sc, session); err != nil {
		return operation.Wrap("change password", err)
	}
	if known.Hash != "" && !session.Fresh(s.Clock.Now()) {
		if err := s.checkPresent(ctx, known, in.Present, d); err != nil {
			return operation.Wrap("change password", err)
		}
	}
	hash, err := s.hasher.hash(ctx, in.Next)
	if err != nil {
		return operation.Wrap("change password", err)
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error { return changePasswordTx(op, session.ID, known.Hash, hash) })
	return operation.Wrap("change password", err)
}

func (s *Service) checkPresent(ctx context.Context, known secrets, present string, d Device) error {
	byAccount, byAddress := accountCounter("signin", known.Email, maxFailures), addressCounter("signin", d.Address, maxFailures)
	counted, err := s.count(ctx, byAccount, byAddress)
	if err != nil {
		return err
	}
	ok, _, err := s.verify(ctx, present, known.Hash)
	if err != nil {
		return err
	}
	if !ok {
		s.refused(ctx, "wrong present password", byAccount, byAddress, nil)
		return fault.Fields{"present": {Key: "identity.wrong_present"}}.Err()
	}
	return s.DB.Write(ctx, db.Settings{}, func(tx *db.Tx) error {
		if err := giveBackTx(tx, counted, byAccount); err != nil {
			return err
		}
		return giveBackTx(tx, counted, byAddress)
	})
}

func changePasswordTx(op *operation.Op, keep id.ID, before, hash string) error {
	account := op.Scope.Account()
	err := operation.Changed(op.Exec(`UPDATE account SET password_hash = $2, version = version + 1, operation_id = $3
		WHERE {account.own:account.id} AND id = $1 AND password_hash = $4 AND deleted_at IS NULL`, account, hash, op.ID, before))
	if err != nil {
		return err
	}
	n, err := revokeOthersTx(op, keep)
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "account.password_changed", Object: "account", ID: account, Detail: map[string]int64{"sessions_ended": n}})
	return nil
}

// SetDisabled shuts an account out of every network at once, or lets it in again. An account stands outside the
// networks, so only a command of the instance may do it; a network ends roles instead.
func (s *Service) SetDisabled(ctx context.Context, sc access.Scope, account id.ID, disabled bool) error {
	if sc.Kind() != access.KindSystem {
		return fault.Forbidden("fault.forbidden")
	}
	action := "account.enabled"
	if disabled {
		action = "account.disabled"
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		var at *time.Time
		if disabled {
			at = &op.At
		}
		n, err := op.Tx.Exec(db.Q(`UPDATE account SET disabled_at = $2, version = version + 1, operation_id = $3 WHERE id = $1 AND deleted_at IS NULL`, account, at, op.ID))
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFound("fault.not_found")
		}
		if _, err := op.Tx.Exec(db.Q(`UPDATE session SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL`, account, op.At)); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: action, Object: "account", ID: account})
		return nil
	})
	return operation.Wrap("disable account", err)
}
