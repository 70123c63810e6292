package company

import (
	"context"

	"schakel/internal/domain/occurrence"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// opening says for a kind of link which part of the work it is, and finds what it is about ($1) among the company's own.
type opening struct {
	may  func(Parts) bool
	text string
}

var openings = map[link.Kind]opening{
	link.Menu:       {func(p Parts) bool { return p.Offers }, `SELECT u.id FROM unit u WHERE {wall:u} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`},
	link.Invitation: {func(p Parts) bool { return p.Visits }, `SELECT i.id FROM invitation i WHERE {company.read:i} AND i.id = $1 AND i.answer IS NULL LIMIT 1`},
	link.Visit:      {func(p Parts) bool { return p.Visits }, `SELECT e.id FROM engagement e WHERE {company.read:e} AND e.id = $1 AND e.deleted_at IS NULL LIMIT 1`},
	link.SignOff:    {func(p Parts) bool { return p.Signing }, `SELECT o.id FROM occurrence o WHERE {company.read:o} AND o.id = $1 AND o.deleted_at IS NULL AND o.cancelled_at IS NULL AND o.source_kind = '` + string(occurrence.SourceEngagement) + `' LIMIT 1`},
}

// Open gives who looks a link of their own to a page of the company: what it offers, a request, a visit, hours to sign. It is the same
// page as behind the link in a mail, and what is done there is done in their name.
func (s *Service) Open(ctx context.Context, sc access.Scope, kind link.Kind, subject id.ID) (key id.ID, err error) {
	if err := sc.Require(access.CompanyRead); err != nil {
		return "", err
	}
	o, known := openings[kind]
	if !known {
		return "", fault.NotFound("fault.not_found")
	}
	err = s.Write(ctx, sc, func(op *operation.Op) error {
		me, err := meTx(op.Tx, sc)
		if err != nil {
			return err
		}
		if !o.may(me.Parts) {
			return fault.Forbidden("company.not_your_part")
		}
		if kind == link.Menu {
			subject = me.Unit
		}
		about, err := operation.Get[id.ID](op, o.text, subject)
		if err != nil {
			return err
		}
		key, err = link.OwnTx(op, link.New{Kind: kind, Email: me.Email, Account: sc.Account(), Organisation: sc.Organisation(), Person: me.Person, Subject: about})
		op.Audit(audit.Entry{Action: "company.opened", Object: "link", ID: key, Unit: me.Unit, Detail: map[string]any{"kind": kind, "person": me.Person}})
		return err
	})
	return key, operation.Wrap("open page of company", err)
}
