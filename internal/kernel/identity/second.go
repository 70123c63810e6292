package identity

import (
	"context"
	"strings"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// Second is what an account has besides its password.
type Second struct {
	AppSince *time.Time `db:"confirmed_at"` // an app that shows codes
	Codes    int        `db:"codes"`        // recovery codes that still work
	Keys     int        `db:"keys"`         // passkeys
}

// Any reports whether there is a second step at all.
func (s Second) Any() bool { return s.AppSince != nil || s.Keys > 0 }

// Second tells which second steps the signed-in account has.
func (s *Service) Second(ctx context.Context, sc access.Scope) (out Second, err error) {
	if err := sc.Require(access.AccountOwn); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		out, err = db.Get[Second](tx, sc.Bind(`SELECT
			(SELECT t.confirmed_at FROM authenticator t WHERE {account.own:t}) AS confirmed_at,
			(SELECT COUNT(*) FROM passkey k WHERE {account.own:k}) AS keys,
			(SELECT COUNT(*) FROM recovery_code r WHERE {account.own:r} AND r.used_at IS NULL) AS codes`))
		return err
	})
	return out, operation.Wrap("second step", err)
}

// SecondLetter is what the letter "second_step" tells: what changed, so that the owner notices when it was not them.
type SecondLetter struct {
	Name   string `json:"name"`
	What   string `json:"what"`   // app_added, app_removed, codes_made, code_used, passkey_added, passkey_removed, reset
	Reason string `json:"reason"` // of a reset
	By     string `json:"by"`     // who reset it
}

// tellOwnerTx mails the account's owner about a change of how they sign in.
func tellOwnerTx(op *operation.Op, account id.ID, l SecondLetter) error {
	type row struct {
		Email string `db:"email"`
		Name  string `db:"name"`
		Lang  string `db:"lang"`
	}
	to, err := operation.Found(db.Get[row](op.Tx, db.Q(`SELECT email, name, lang FROM account WHERE id = $1 LIMIT 1`, account)))
	if err != nil {
		return err
	}
	l.Name = to.Name
	return post.SendTx(op, post.Letter{Key: "second_step", To: to.Email, ToName: to.Name, Lang: to.Lang, Data: l})
}

// wrongCode is the one answer to a code that is not right, used, or nobody's.
func wrongCode() error { return fault.Fields{"code": {Key: "identity.second.wrong"}}.Err() }

// Prove takes the second step of a session with a code of the app or a recovery code. A new session takes the place of the
// one that waited; of many attempts with one code, one succeeds. Guessing is limited.
func (s *Service) Prove(ctx context.Context, sc access.Scope, session Session, code string, d Device) (Started, error) {
	if session.Stage != access.StageProve {
		return Started{}, fault.Forbidden("identity.second.not_now")
	}
	code = plainCode(code)
	return s.prove(ctx, sc, session, d, func(op *operation.Op) error {
		if isAppCode(code) {
			return s.useAppCodeTx(op, code)
		}
		return s.useRecoveryTx(op, code)
	})
}

// prove counts an attempt, checks what was shown and starts the session that reaches everything.
func (s *Service) prove(ctx context.Context, sc access.Scope, session Session, d Device, check func(*operation.Op) error) (out Started, err error) {
	byAccount, byAddress := accountCounter("second", string(sc.Account()), maxFailures), addressCounter("second", d.Address, 4*maxFailures)
	counted, err := s.count(ctx, byAccount, byAddress)
	if err != nil {
		s.refused(ctx, "second step limit", byAccount, byAddress, err)
		return Started{}, operation.Wrap("second step", err)
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if err := check(op); err != nil {
			return err
		}
		if out, err = s.startTx(op, sc.Account(), session.Method, d); err != nil {
			return err
		}
		if err := provedTx(op, out.Session); err != nil {
			return err
		}
		if err := vouchedTx(op, out.Session, session.Provider); err != nil {
			return err
		}
		if err := forgetTx(op.Tx, op.At, byAccount); err != nil {
			return err
		}
		return giveBackTx(op.Tx, counted, byAddress)
	})
	if err != nil {
		if fault.Is(err, fault.KindInvalid) {
			s.refused(ctx, "wrong second step", byAccount, byAddress, nil)
		}
		return Started{}, operation.Wrap("second step", err)
	}
	return out, nil
}

// provedTx notes that the second step of a session was taken.
func provedTx(op *operation.Op, session id.ID) error {
	_, err := op.Tx.Exec(db.Q(`UPDATE session SET proved_at = $2 WHERE id = $1`, session, op.At))
	return err
}

// plainCode takes the spaces and dashes away with which people type codes.
func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer(" ", "", "-", "", "\u00a0", "", "\t", "").Replace(strings.TrimSpace(code)))
}

func isAppCode(code string) bool {
	return len(code) == 6 && strings.Trim(code, "0123456789") == ""
}

// mayChange refuses to change the second step on a session that was begun long ago, unless the password is known; guessing
// that is limited like signing in. Before the second step is taken nothing can be changed.
func (s *Service) mayChange(ctx context.Context, sc access.Scope, session Session, present string, d Device) error {
	if err := sc.Require(access.AccountOwn); err != nil {
		return err
	}
	if session.Stage == access.StageProve {
		return fault.Forbidden("identity.second.not_now")
	}
	if err := s.mayRule(ctx, sc, session); err != nil {
		return err
	}
	if session.Recent(s.Clock.Now()) {
		return nil
	}
	known, err := s.secretsOf(ctx, session.Account.Email)
	if err != nil {
		return err
	}
	if known.ID != sc.Account() || known.Hash == "" {
		return fault.Fields{"present": {Key: "identity.second.sign_in_again"}}.Err()
	}
	return s.checkPresent(ctx, known, present, d)
}

// ResetTx takes all second steps and sessions of an account away, for somebody who lost theirs. The caller has checked that
// who asks may do so; the owner gets a mail with the reason.
func ResetTx(op *operation.Op, account id.ID, by, reason string) error {
	n := int64(0)
	for _, text := range []string{
		`DELETE FROM authenticator WHERE account_id = $1`,
		`DELETE FROM passkey WHERE account_id = $1`,
		`DELETE FROM recovery_code WHERE account_id = $1`,
	} {
		gone, err := op.Tx.Exec(db.Q(text, account))
		if err != nil {
			return operation.Wrap("reset second step", err)
		}
		n += gone
	}
	if n == 0 {
		return fault.Conflict("identity.second.none")
	}
	if _, err := op.Tx.Exec(db.Q(`UPDATE session SET revoked_at = $2 WHERE account_id = $1 AND revoked_at IS NULL`, account, op.At)); err != nil {
		return operation.Wrap("reset second step", err)
	}
	op.Audit(audit.Entry{Action: "second.reset", Object: "account", ID: account, Detail: map[string]string{"reason": reason}})
	return tellOwnerTx(op, account, SecondLetter{What: "reset", By: by, Reason: reason})
}

// Reset is ResetTx for a command of the instance, which answers for every network.
func (s *Service) Reset(ctx context.Context, sc access.Scope, account id.ID, reason string) error {
	if sc.Kind() != access.KindSystem {
		return fault.Forbidden("fault.forbidden")
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return ResetTx(op, account, sc.ActorName(), reason) })
	return operation.Wrap("reset second step", err)
}
