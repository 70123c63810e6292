package menu

import (
	"context"
	"errors"
	"slices"
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// RegistrationLetter is the data of the letters "registration_check" (is this your address?), "registration_approved" and
// "registration_refused". The first goes to an address that anybody may have typed, so it carries no text of the form.
type RegistrationLetter struct {
	Unit    string `json:"unit"` // on whose page
	Company string `json:"company,omitempty"`
	Reason  string `json:"reason,omitempty"`
	Items   int    `json:"items,omitempty"` // offers that it became
}

// The bounds of the public form: it mails whom it is told to.
const (
	registrationsPerAddress = 3   // mails to one address in registrationSpan; further ones are dropped without a word
	registrationsUnanswered = 200 // unanswered registrations of a network in registrationSpan; then the form is closed for a while
	registrationSpan        = 24 * time.Hour
)

// errDropped ends the making of a registration of which the asker is told nothing else.
var errDropped = errors.New("menu: registration dropped")

// Register keeps what a company says of itself on the page of a unit, and mails the address to ask whether it is theirs. The answer is
// the same whether or not we know the company, the person or an earlier registration.
func (s *Service) Register(ctx context.Context, sc access.Scope, unit id.ID, in RegisterInput) error {
	if err := sc.Require(access.RegistrationMake); err != nil {
		return err
	}
	in.Items = slices.Clone(in.Items)
	if err := in.validate(); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error { return registerTx(op, unit, in) })
	if errors.Is(err, errDropped) {
		return nil
	}
	return operation.Wrap("register", err)
}

func registerTx(op *operation.Op, unit id.ID, in RegisterInput) error {
	name, err := operation.Get[string](op, `SELECT u.name FROM unit u WHERE {menu.read:u} AND u.id = $1 AND u.deleted_at IS NULL LIMIT 1`, unit)
	if err != nil {
		return err
	}
	card, err := ForUnitTx(op.Tx, op.Scope, unit)
	if err != nil {
		return err
	}
	ticked := db.Strings{}
	for _, key := range in.Items {
		if !slices.ContainsFunc(card, func(i Item) bool { return i.ID == key }) {
			return fault.Fields{"item": {Key: "menu.item_gone"}}.Err()
		}
		ticked = append(ticked, string(key))
	}
	if err := registrationBoundsTx(op, in.Email); err != nil {
		return err
	}
	key := op.NewID()
	err = op.Insert(`INSERT INTO registration (network_id, id, unit_id, company, company_key, kvk, place, contact_name, contact_email, contact_phone,
			items, times_per_year, months, weekdays, remark, lang, state, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		op.Network(), key, unit, in.Company, check.Key(in.Company), in.KVK, in.Place, in.Name, in.Email, in.Phone,
		ticked, in.times, numberList(in.months), numberList(in.days), in.Remark, in.Lang, RegistrationAsked, op.At, op.ID)
	if err != nil {
		return err
	}
	op.Audit(audit.Entry{Action: "registration.made", Object: "registration", ID: key, Detail: map[string]any{"unit": unit, "items": ticked}})
	made, err := link.MakeTx(op, link.New{Kind: link.Register, Email: in.Email, Subject: key})
	if err != nil {
		return err
	}
	return post.SendTx(op, post.Letter{
		Key: "registration_check", To: in.Email, Lang: in.Lang, Link: made, Unit: unit, AboutKind: "registration", About: key, Data: RegistrationLetter{Unit: name},
	})
}

// registrationBoundsTx keeps the form from being used to bother people.
func registrationBoundsTx(op *operation.Op, email string) error {
	type counts struct {
		Unanswered int `db:"unanswered"`
		Same       int `db:"same"`
	}
	n, err := db.Get[counts](op.Tx, db.Q(`SELECT COALESCE(SUM(CASE WHEN x.state = 'asked' THEN 1 ELSE 0 END), 0) AS unanswered,
			COALESCE(SUM(CASE WHEN x.contact_email = $2 THEN 1 ELSE 0 END), 0) AS same
		FROM registration x WHERE x.network_id = $1 AND x.created_at > $3 LIMIT 1`, op.Network(), email, op.At.Add(-registrationSpan)))
	switch {
	case err != nil:
		return err
	case n.Unanswered >= registrationsUnanswered:
		return fault.Limit("fault.limit")
	case n.Same >= registrationsPerAddress:
		return errDropped
	}
	return nil
}

// AnswerRegistration says that the mail reached who registered: the registration goes to the queue. A second time is fault.Conflict
// with link.used.
func (s *Service) AnswerRegistration(ctx context.Context, sc access.Scope, l link.Link) error {
	if err := sc.Require(access.RegistrationAnswer); err != nil {
		return err
	}
	if l.ID != sc.Actor() || l.Kind != link.Register {
		return fault.NotFound("fault.not_found")
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		r, err := registrationTx(op.Tx, sc)
		if err != nil {
			return err
		}
		if err := link.UseTx(op, l.ID); err != nil {
			return err
		}
		if err := op.Lock("registrations:" + string(op.Network())); err != nil {
			return err
		}
		open, err := operation.Get[int](op, `SELECT COUNT(*) FROM registration x WHERE {wall:x} AND x.state = 'open' AND x.company_key = $1 AND x.contact_email = $2 LIMIT 1`,
			check.Key(r.Company), r.Email)
		if err != nil {
			return err
		}
		state := RegistrationOpen
		if open > 0 {
			state = RegistrationAgain
		}
		op.Audit(audit.Entry{Action: "registration.answered", Object: "registration", ID: r.ID})
		return operation.Changed(op.Exec(`UPDATE registration AS x SET state = $1, answered_at = $2, version = version + 1, operation_id = $3
			WHERE {registration.answer:x} AND x.state = 'asked'`, state, op.At, op.ID))
	})
	return operation.Wrap("answer registration", err)
}
