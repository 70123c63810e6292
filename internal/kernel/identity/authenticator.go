package identity

import (
	"context"
	"errors"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// pendingLimit is how long a new secret waits for its first code.
const pendingLimit = time.Hour

// Setup is what the page shows to bring a secret into an app.
type Setup struct {
	Secret string // in base32, to type over
	URI    string // for the square
}

type authenticator struct {
	Secret  string    `db:"secret"`
	Last    int64     `db:"last_step"`
	Pending string    `db:"pending"`
	At      time.Time `db:"pending_at"`
}

func purposeApp(account id.ID) string { return "app:" + string(account) }

// BeginApp makes a new secret for an app. It counts once its first code was right; an app that was there works until then.
func (s *Service) BeginApp(ctx context.Context, sc access.Scope, session Session, present string, d Device) error {
	if err := s.mayChange(ctx, sc, session, present, d); err != nil {
		return operation.Wrap("begin app", err)
	}
	secret, err := newSecret()
	if err != nil {
		return operation.Wrap("begin app", err)
	}
	sealed, err := s.vault.seal(secret, purposeApp(sc.Account()))
	if err != nil {
		return operation.Wrap("begin app", err)
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		op.Audit(audit.Entry{Action: "second.app_begun", Object: "account", ID: sc.Account()})
		return op.Insert(`INSERT INTO authenticator (account_id, pending, pending_at, operation_id) VALUES ($1, $2, $3, $4)
			ON CONFLICT (account_id) DO UPDATE SET pending = $2, pending_at = $3, operation_id = $4`, sc.Account(), sealed, op.At, op.ID)
	})
	return operation.Wrap("begin app", err)
}

func ownAppTx(tx *db.Tx, sc access.Scope) (authenticator, error) {
	a, err := db.Get[authenticator](tx, sc.Bind(`SELECT t.secret, t.last_step, t.pending, t.pending_at FROM authenticator t WHERE {account.own:t} LIMIT 1`))
	if errors.Is(err, db.ErrNoRow) {
		return authenticator{}, nil
	}
	return a, err
}

// AppSetup returns the secret that waits for its first code; none, or one older than an hour, is not found.
func (s *Service) AppSetup(ctx context.Context, sc access.Scope, session Session) (Setup, error) {
	if err := sc.Require(access.AccountOwn); err != nil {
		return Setup{}, err
	}
	if session.Stage == access.StageProve {
		return Setup{}, fault.Forbidden("identity.second.not_now")
	}
	var a authenticator
	err := s.Read(ctx, sc, func(tx *db.Tx) (err error) {
		a, err = ownAppTx(tx, sc)
		return err
	})
	if err != nil {
		return Setup{}, operation.Wrap("app setup", err)
	}
	secret, err := s.pending(a, sc.Account(), s.Clock.Now())
	if err != nil {
		return Setup{}, operation.Wrap("app setup", err)
	}
	return Setup{Secret: base32Plain.EncodeToString(secret), URI: otpauth(secret, "Schakel "+sc.NetworkName(), session.Account.Email)}, nil
}

func (s *Service) pending(a authenticator, account id.ID, now time.Time) ([]byte, error) {
	if a.Pending == "" || now.Sub(a.At) >= pendingLimit {
		return nil, fault.NotFound("identity.second.no_setup")
	}
	return s.vault.open(a.Pending, purposeApp(account))
}

// ConfirmApp takes a new secret into use with its first code. The session goes on as one whose second step was taken, under
// a new token. codes are the recovery codes, shown this once; none when the account had some.
func (s *Service) ConfirmApp(ctx context.Context, sc access.Scope, session Session, code string, d Device) (out Started, codes []string, err error) {
	if err := sc.Require(access.AccountOwn); err != nil {
		return Started{}, nil, err
	}
	if session.Stage == access.StageProve {
		return Started{}, nil, fault.Forbidden("identity.second.not_now")
	}
	out, err = s.prove(ctx, sc, session, d, func(op *operation.Op) (err error) {
		codes, err = s.confirmAppTx(op, plainCode(code))
		return err
	})
	if err != nil {
		return Started{}, nil, operation.Wrap("confirm app", err)
	}
	return out, codes, nil
}

func (s *Service) confirmAppTx(op *operation.Op, code string) ([]string, error) {
	account := op.Scope.Account()
	a, err := ownAppTx(op.Tx, op.Scope)
	if err != nil {
		return nil, err
	}
	secret, err := s.pending(a, account, op.At)
	if err != nil {
		return nil, err
	}
	step, ok := matchCode(secret, code, op.At, 0)
	if !ok {
		return nil, wrongCode()
	}
	n, err := op.Exec(`UPDATE authenticator SET secret = pending, pending = '', last_step = $2, confirmed_at = $3, operation_id = $4
		WHERE {account.own:authenticator} AND pending = $1`, a.Pending, step, op.At, op.ID)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, wrongCode() // another request was first
	}
	op.Audit(audit.Entry{Action: "second.app_added", Object: "account", ID: account})
	if err := tellOwnerTx(op, account, SecondLetter{What: "app_added"}); err != nil {
		return nil, err
	}
	return s.firstCodesTx(op)
}

// useAppCodeTx takes a code of the app, once.
func (s *Service) useAppCodeTx(op *operation.Op, code string) error {
	a, err := ownAppTx(op.Tx, op.Scope)
	if err != nil {
		return err
	}
	if a.Secret == "" {
		return wrongCode()
	}
	secret, err := s.vault.open(a.Secret, purposeApp(op.Scope.Account()))
	if err != nil {
		return err
	}
	step, ok := matchCode(secret, code, op.At, a.Last)
	if !ok {
		return wrongCode()
	}
	n, err := op.Exec(`UPDATE authenticator SET last_step = $1 WHERE {account.own:authenticator} AND last_step < $1`, step)
	if err != nil {
		return err
	}
	if n == 0 {
		return wrongCode()
	}
	return nil
}

// RemoveApp takes the app away. The last second step of somebody whose roles ask for one stays.
func (s *Service) RemoveApp(ctx context.Context, sc access.Scope, session Session, present string, d Device) error {
	if err := s.mayChange(ctx, sc, session, present, d); err != nil {
		return operation.Wrap("remove app", err)
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		n, err := op.Exec(`DELETE FROM authenticator WHERE {account.own:authenticator} AND confirmed_at IS NOT NULL`)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.NotFound("fault.not_found")
		}
		op.Audit(audit.Entry{Action: "second.app_removed", Object: "account", ID: sc.Account()})
		if err := s.lessTx(op); err != nil {
			return err
		}
		return tellOwnerTx(op, sc.Account(), SecondLetter{What: "app_removed"})
	})
	return operation.Wrap("remove app", err)
}

// lessTx looks at what is left after a second step was taken away: nothing is refused when a role asks for one, and
// recovery codes of nothing go too.
func (s *Service) lessTx(op *operation.Op) error {
	left, err := db.Get[bool](op.Tx, op.Scope.Bind(`SELECT `+hasSecond+` FROM account a WHERE {account.own:a.id}`))
	if err != nil || left {
		return err
	}
	if !s.relaxed && op.Scope.NeedsSecond() {
		return fault.Conflict("identity.second.last")
	}
	_, err = op.Exec(`DELETE FROM recovery_code WHERE {account.own:recovery_code}`)
	return err
}
