package funding

import (
	"context"
	"errors"
	"slices"
	"strings"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
)

// mostWitnesses is to how many addresses heads are mailed.
const mostWitnesses = 5

// Witnesses are to whom outside every signed head is mailed: an accountant, the controller of the lead applicant. None by default.
type Witnesses struct {
	Emails  db.Strings `db:"emails"`
	Lang    string     `db:"lang"`
	Version int        `db:"version"`
}

func witnessesTx(tx *db.Tx, sc access.Scope) (Witnesses, error) {
	w, err := db.Get[Witnesses](tx, sc.Bind(`SELECT w.emails, w.lang, w.version FROM ledger_witness w WHERE {wall:w} LIMIT 1`))
	if errors.Is(err, db.ErrNoRow) {
		return Witnesses{Lang: "nl"}, nil
	}
	return w, err
}

// WitnessInput is the form: addresses with spaces, commas or lines between them.
type WitnessInput struct {
	Emails string
	Lang   string
}

func (in WitnessInput) read() (w Witnesses, err error) {
	f := fault.Fields{}
	w.Lang = check.Choice(f, "lang", in.Lang, "nl", "en")
	for _, one := range strings.FieldsFunc(in.Emails, func(r rune) bool { return strings.ContainsRune(" \t\r\n,;", r) }) {
		if clean := check.Email(f, "emails", one); !slices.Contains(w.Emails, clean) {
			w.Emails = append(w.Emails, clean)
		}
	}
	if len(w.Emails) > mostWitnesses {
		f.Add("emails", "funding.witnesses.most", mostWitnesses)
	}
	return w, f.Err()
}

// leadsTx refuses who does not decide for the whole network.
func leadsTx(tx *db.Tx, sc access.Scope) error {
	leads, err := mayLeadTx(tx, sc)
	if err == nil && !leads {
		return fault.NotFound("fault.not_found")
	}
	return err
}

func mayLeadTx(tx *db.Tx, sc access.Scope) (bool, error) {
	return db.Get[bool](tx, sc.Bind(`SELECT EXISTS (SELECT 1 FROM unit u WHERE {wall:u} AND {grant.manage:u.id} AND u.parent_id IS NULL)`))
}

// SetWitnesses says to whom signed heads are mailed from now on, for who decides about the grants of the whole network.
func (s *Service) SetWitnesses(ctx context.Context, sc access.Scope, in WitnessInput) error {
	if err := sc.Require(access.GrantManage); err != nil {
		return err
	}
	w, err := in.read()
	if err != nil {
		return err
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		if err := leadsTx(op.Tx, sc); err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "ledger.witnesses_set", Object: "ledger", ID: op.Network(), Detail: map[string]any{"emails": w.Emails}})
		return op.Insert(`INSERT INTO ledger_witness (network_id, emails, lang, operation_id) VALUES ($1, $2, $3, $4)
			ON CONFLICT (network_id) DO UPDATE SET emails = excluded.emails, lang = excluded.lang, version = ledger_witness.version + 1, operation_id = excluded.operation_id`,
			op.Network(), w.Emails, w.Lang, op.ID)
	})
	return operation.Wrap("set witnesses", err)
}
