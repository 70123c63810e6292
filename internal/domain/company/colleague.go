package company

import (
	"context"
	"time"

	"schakel/internal/domain/relation"
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/link"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/post"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// mostColleagues is how many people of one company are let in.
const mostColleagues = 50

// Colleague is somebody at the company who was let in, or the first who let others in.
type Colleague struct {
	ID      id.ID  `db:"id"`
	Person  id.ID  `db:"person_id"`
	Name    string `db:"name"`
	Email   string `db:"email"`
	AddedBy id.ID  `db:"added_by_id"`
	By      string `db:"by_name"` // who let them in; empty: the first
	Account bool   `db:"account"` // has an account, or was invited to one
	Joined  bool   `db:"joined"`  // has chosen a password
	Parts
	At time.Time `db:"created_at"`
}

// People are the colleagues with who looks at them.
type People struct {
	Me   Me
	Rows []Colleague
}

// MayLetOut reports whether who looks may let a colleague out: the first everybody, others whom they let in. Nobody lets out
// themselves: somebody must stay.
func (p People) MayLetOut(c Colleague) bool { return p.Me.mayLetOut(c) }

func (m Me) mayLetOut(c Colleague) bool {
	return c.Person != m.Person && (m.First || c.AddedBy == m.Person)
}

// OffersAccount reports whether it is time to offer who looks an account: there are two of them, and they have none.
func (p People) OffersAccount() bool { return len(p.Rows) > 1 && p.Me.Account == "" }

const colleagues = `SELECT c.id, c.person_id, p.name, p.email, COALESCE(c.added_by_id, '') AS added_by_id, COALESCE(b.name, '') AS by_name, c.account_id IS NOT NULL AS account,
		COALESCE(a.password_hash, '') <> '' AS joined, c.offers, c.visits, c.signing, c.created_at
	FROM company_colleague c
	JOIN person p ON p.network_id = c.network_id AND p.id = c.person_id
	LEFT JOIN person b ON b.network_id = c.network_id AND b.id = c.added_by_id
	LEFT JOIN account a ON a.id = c.account_id `

func colleaguesTx(tx *db.Tx, sc access.Scope) ([]Colleague, error) {
	rows, err := db.Select[Colleague](tx, sc.Bind(colleagues+`WHERE {company.colleague:c} AND c.deleted_at IS NULL ORDER BY c.created_at, c.id LIMIT 200`))
	return rows, operation.Wrap("read colleagues", err)
}

// Colleagues returns who at one's own company was let in.
func (s *Service) Colleagues(ctx context.Context, sc access.Scope) (out People, err error) {
	if err := sc.Require(access.CompanyColleague); err != nil {
		return out, err
	}
	err = s.Read(ctx, sc, func(tx *db.Tx) error {
		if out.Me, err = meTx(tx, sc); err != nil {
			return err
		}
		out.Rows, err = colleaguesTx(tx, sc)
		return err
	})
	return out, err
}

// AddInput lets a colleague in.
type AddInput struct {
	Name  string
	Email string
	Parts
}

// ColleagueLetter is the data of the letter "colleague".
type ColleagueLetter struct {
	Name    string `json:"name"`
	By      string `json:"by"`
	Company string `json:"company"`
	Unit    string `json:"unit"` // in whose name
	Offers  bool   `json:"offers"`
	Visits  bool   `json:"visits"`
	Signing bool   `json:"signing"`
}

// Add lets a colleague in for some parts: they get a mail with a link of their own. Mistakes are messages at name, email and parts.
func (s *Service) Add(ctx context.Context, sc access.Scope, in AddInput) error {
	if err := sc.Require(access.CompanyColleague); err != nil {
		return err
	}
	err := s.Write(ctx, sc, func(op *operation.Op) error {
		if err := op.Lock("company:" + string(sc.Organisation())); err != nil {
			return err
		}
		me, err := meTx(op.Tx, sc)
		if err != nil {
			return err
		}
		if err := in.check(me); err != nil {
			return err
		}
		known, err := colleaguesTx(op.Tx, sc)
		if err != nil {
			return err
		}
		if len(known) >= mostColleagues {
			return fault.Fields{"email": {Key: "company.colleague.enough", Args: []any{mostColleagues}}}.Err()
		}
		to, err := relation.ColleagueTx(op, sc.Organisation(), in.Name, in.Email)
		if err != nil {
			return err
		}
		if err := addable(to, me, known); err != nil {
			return err
		}
		if err := me.ensureTx(op); err != nil {
			return err
		}
		key, err := insertTx(op, to.ID, me.Unit, in.Parts, me.Person)
		if err != nil {
			return err
		}
		op.Audit(audit.Entry{Action: "company.colleague_added", Object: "company_colleague", ID: key, Unit: me.Unit, Detail: map[string]any{"organisation": sc.Organisation(), "person": to.ID, "parts": in.Parts}})
		err = relation.RecordContactTx(op, relation.Contact{Unit: me.Unit, Organisation: sc.Organisation(), Person: me.Person, Kind: relation.ContactColleague, SourceKind: "company", SourceID: key})
		if err != nil {
			return err
		}
		return me.mailTx(op, to, in.Parts)
	})
	return operation.Wrap("let colleague in", err)
}

// check refuses parts that who adds does not have, and none at all.
func (in AddInput) check(me Me) error {
	switch {
	case in.Parts == Parts{}:
		return fault.Fields{"parts": {Key: "company.colleague.no_part"}}.Err()
	case !in.within(me.Parts):
		return fault.Fields{"parts": {Key: "company.colleague.not_yours"}}.Err()
	}
	return nil
}

func addable(to relation.ContactPerson, me Me, known []Colleague) error {
	key := ""
	for _, c := range known {
		if c.Person == to.ID {
			key = "company.colleague.known"
		}
	}
	if to.NoMail {
		key = "need.colleague_no_mail"
	}
	if to.ID == me.Person {
		key = "company.colleague.is_you"
	}
	if key == "" {
		return nil
	}
	return fault.Fields{"email": {Key: key}}.Err()
}

func insertTx(op *operation.Op, person, unit id.ID, p Parts, by id.ID) (id.ID, error) {
	key := op.NewID()
	return key, op.Insert(`INSERT INTO company_colleague (network_id, id, organisation_id, person_id, unit_id, offers, visits, signing, added_by_id, created_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		op.Network(), key, op.Scope.Organisation(), person, unit, p.Offers, p.Visits, p.Signing, by, op.At, op.ID)
}

// ensureTx notes who lets somebody in for the first time: they are the first, and do all.
func (m *Me) ensureTx(op *operation.Op) (err error) {
	if m.Row == "" {
		m.Row, err = insertTx(op, m.Person, m.Unit, all, "")
	}
	return err
}

func (m Me) mailTx(op *operation.Op, to relation.ContactPerson, p Parts) error {
	unit, err := operation.Get[string](op, `SELECT u.name FROM unit u WHERE {wall:u} AND u.id = $1 LIMIT 1`, m.Unit)
	if err != nil {
		return err
	}
	company := op.Scope.Organisation()
	made, err := link.MakeTx(op, link.New{Kind: link.Company, Email: to.Email, Organisation: company, Person: to.ID, Subject: m.Unit})
	if err != nil {
		return err
	}
	return post.SendTx(op, post.Letter{
		Key: "colleague", To: to.Email, ToName: to.Name, Lang: to.Lang, Link: made, Unit: m.Unit, Organisation: company, AboutKind: "organisation", About: company,
		Data: ColleagueLetter{Name: to.Name, By: m.Name, Company: m.Company, Unit: unit, Offers: p.Offers, Visits: p.Visits, Signing: p.Signing},
	})
}
