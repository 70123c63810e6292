package relation

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/fault"
	"schakel/internal/platform/id"
)

// ContactPerson is somebody who works at an organisation.
type ContactPerson struct {
	ID       id.ID  `db:"id"`
	Name     string `db:"name"`
	Email    string `db:"email"`
	Phone    string `db:"phone"` // E.164
	Lang     string `db:"lang"`  // nl or en
	Position id.ID  `db:"position_id"`
	Title    string `db:"title"`
	Primary  bool   `db:"is_primary"` // the first to ask
	NoMail   bool   `db:"no_mail"`    // does not want requests by mail
	Version  int    `db:"version"`
}

// The person's latest choice about requests by mail decides.
const personColumns = `p.id, p.name, p.email, p.phone, p.lang, w.id AS position_id, w.title, w.is_primary, p.version,
	COALESCE((SELECT NOT t.wanted FROM mail_topic t WHERE t.network_id = p.network_id AND t.person_id = p.id AND t.topic = 'requests'
		ORDER BY t.at DESC, t.id DESC LIMIT 1), FALSE) AS no_mail`

// A position holds until somebody ends it.
const personJoin = `FROM position w JOIN person p ON p.network_id = w.network_id AND p.id = w.person_id
	WHERE p.deleted_at IS NULL AND p.merged_into IS NULL AND w.deleted_at IS NULL AND w.valid_to IS NULL`

// PeopleOfTx returns who works at an organisation, the first to ask first.
func PeopleOfTx(tx *db.Tx, sc access.Scope, organisation id.ID) ([]ContactPerson, error) {
	people, err := db.Select[ContactPerson](tx, sc.Bind(`SELECT `+personColumns+` `+personJoin+`
		AND {person.read:w} AND {person.read:p} AND w.organisation_id = $1
		ORDER BY w.is_primary DESC, p.name_key, p.id LIMIT 200`, organisation))
	return people, operation.Wrap("read people", err)
}

// MailAbout is what a mail to a company is about. Who wants no requests still hears about what was agreed.
type MailAbout int

// What mails are about.
const (
	MailRequest MailAbout = iota // the menu, an invitation: not to those who declined requests
	MailAgreed                   // what was agreed: changes, sign-off
)

// MailPersonTx returns whom to mail at an organisation: the given person, or without one the first to ask who has a mail
// address and wants mails of this kind. Nobody: fault.Invalid. It is for use cases that have been authorised and have loaded the
// organisation; their principal may lack the right to read people (a teacher), so callers must not show what it returns.
func MailPersonTx(op *operation.Op, organisation, person id.ID, about MailAbout) (ContactPerson, error) {
	people, err := operation.Select[ContactPerson](op, `SELECT `+personColumns+` `+personJoin+`
		AND {wall:w} AND {wall:p} AND w.organisation_id = $1
		ORDER BY w.is_primary DESC, p.name_key, p.id LIMIT 200`, organisation)
	if err != nil {
		return ContactPerson{}, operation.Wrap("find whom to mail", err)
	}
	known := false
	for _, p := range people {
		if person != "" && p.ID != person {
			continue
		}
		if known = true; p.Email != "" && (about == MailAgreed || !p.NoMail) {
			return p, nil
		}
	}
	if person != "" && !known {
		return ContactPerson{}, fault.NotFound("fault.not_found")
	}
	return ContactPerson{}, fault.Invalid("relation.no_mail")
}
