package identity

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
)

// recoveryCodes is how many codes somebody gets to put away: each signs in once without the app.
const recoveryCodes = 10

// recoveryLetters are those nobody mistakes for another: no 0, 1, l or o. Ten of them are 50 bits.
var recoveryLetters = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

// newRecoveryCode makes a code of ten letters.
func newRecoveryCode() (string, error) {
	raw := make([]byte, 7)
	if _, err := rand.Read(raw); err != nil {
		return "", err
	}
	return recoveryLetters.EncodeToString(raw)[:10], nil
}

// shownCode is a code as people copy it: abcde-fghij.
func shownCode(code string) string { return code[:5] + "-" + code[5:] }

func (s *Service) recoveryHash(op *operation.Op, code string) string {
	return s.vault.digest("recovery:" + string(op.Scope.Account()) + ":" + code)
}

// makeCodesTx replaces the account's recovery codes by new ones and returns them, this once.
func (s *Service) makeCodesTx(op *operation.Op) ([]string, error) {
	if _, err := op.Exec(`DELETE FROM recovery_code WHERE {account.own:recovery_code}`); err != nil {
		return nil, err
	}
	shown := make([]string, 0, recoveryCodes)
	for range recoveryCodes {
		code, err := newRecoveryCode()
		if err != nil {
			return nil, err
		}
		err = op.Insert(`INSERT INTO recovery_code (id, account_id, code_hash, created_at, operation_id) VALUES ($1, $2, $3, $4, $5)`,
			op.NewID(), op.Scope.Account(), s.recoveryHash(op, code), op.At, op.ID)
		if err != nil {
			return nil, err
		}
		shown = append(shown, shownCode(code))
	}
	op.Audit(audit.Entry{Action: "second.codes_made", Object: "account", ID: op.Scope.Account()})
	return shown, nil
}

// firstCodesTx makes recovery codes for an account that has none left.
func (s *Service) firstCodesTx(op *operation.Op) ([]string, error) {
	n, err := operation.Get[int](op, `SELECT COUNT(*) FROM recovery_code WHERE {account.own:recovery_code} AND used_at IS NULL`)
	if err != nil || n > 0 {
		return nil, err
	}
	return s.makeCodesTx(op)
}

// NewCodes replaces the recovery codes; the ones before stop working.
func (s *Service) NewCodes(ctx context.Context, sc access.Scope, session Session, present string, d Device) (codes []string, err error) {
	if err := s.mayChange(ctx, sc, session, present, d); err != nil {
		return nil, operation.Wrap("new recovery codes", err)
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		has, err := operation.Get[bool](op, `SELECT `+hasSecond+` FROM account a WHERE {account.own:a.id}`)
		if err != nil {
			return err
		}
		if !has {
			return fault.Conflict("identity.second.none")
		}
		if codes, err = s.makeCodesTx(op); err != nil {
			return err
		}
		return tellOwnerTx(op, sc.Account(), SecondLetter{What: "codes_made"})
	})
	return codes, operation.Wrap("new recovery codes", err)
}

// useRecoveryTx uses up a recovery code, once.
func (s *Service) useRecoveryTx(op *operation.Op, code string) error {
	if len(code) != 10 || strings.ContainsRune(code, 0) {
		return wrongCode()
	}
	n, err := op.Exec(`UPDATE recovery_code SET used_at = $2 WHERE {account.own:recovery_code} AND code_hash = $1 AND used_at IS NULL`, s.recoveryHash(op, code), op.At)
	if err != nil {
		return err
	}
	if n == 0 {
		return wrongCode()
	}
	op.Audit(audit.Entry{Action: "second.code_used", Object: "account", ID: op.Scope.Account()})
	return tellOwnerTx(op, op.Scope.Account(), SecondLetter{What: "code_used"})
}
