package relation

import (
	"schakel/internal/kernel/audit"
	"schakel/internal/kernel/history"
	"schakel/internal/kernel/operation"
	"schakel/internal/kernel/search"
	"schakel/internal/platform/check"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ColleagueTx returns the person with the mail address at an organisation, and adds them when nobody there has it: a company
// names a colleague behind its own link. It is for use cases that have been authorised and have loaded the organisation; their
// principal may lack the right to read people. Mistakes are messages at name and email.
func ColleagueTx(op *operation.Op, organisation id.ID, name, email string) (ContactPerson, error) {
	f := fault.Fields{}
	name, email = check.Line(f, "name", name, 2, 120), check.Email(f, "email", email)
	if err := f.Err(); err != nil {
		return ContactPerson{}, err
	}
	known, err := operation.Select[ContactPerson](op, `SELECT `+personColumns+` `+personJoin+`
		AND {wall:w} AND {wall:p} AND w.organisation_id = $1 AND p.email = $2 ORDER BY w.is_primary DESC, p.id LIMIT 1`, organisation, email)
	if err != nil || len(known) > 0 {
		return append(known, ContactPerson{})[0], operation.Wrap("find colleague", err)
	}
	works, err := operation.Get[string](op, `SELECT o.name FROM organisation o WHERE {wall:o} AND o.id = $1 LIMIT 1`, organisation)
	if err != nil {
		return ContactPerson{}, err
	}
	p := ContactPerson{ID: op.NewID(), Name: name, Email: email, Lang: "nl", Position: op.NewID(), Version: 1}
	err = op.Insert(`INSERT INTO person (network_id, id, name, name_key, email, phone, lang, created_at, updated_at, operation_id)
		VALUES ($1, $2, $3, $4, $5, '', $6, $7, $7, $8)`, op.Network(), p.ID, p.Name, check.Key(p.Name), p.Email, p.Lang, op.At, op.ID)
	if err == nil {
		err = history.CreatedTx(op, "", "person", p.ID)
	}
	if err == nil {
		err = op.Insert(`INSERT INTO position (network_id, id, person_id, organisation_id, title, is_primary, valid_from, created_at, operation_id)
			VALUES ($1, $2, $3, $4, '', FALSE, $5, $6, $7)`, op.Network(), p.Position, p.ID, organisation, op.Today(), op.At, op.ID)
	}
	if err == nil {
		err = history.CreatedTx(op, "", "position", p.Position)
	}
	if err == nil {
		err = chooseTopicTx(op, p.ID, PersonInput{Requests: true, Basis: string(BasisInterest), Source: "colleague"})
	}
	if err != nil {
		return p, operation.Wrap("add colleague", err)
	}
	op.Audit(audit.Entry{Action: "person.added", Object: "person", ID: p.ID, Detail: map[string]any{"organisation": organisation, "by": "colleague"}})
	return p, operation.Wrap("add colleague", search.PutTx(op, personDoc(p.ID, p.Name, p.Email, "", works)))
}
