package relation

import (
	"time"

	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/check"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// AddOrganisationTx adds an organisation inside a use case of a higher noun, which has validated the input and may write it.
func AddOrganisationTx(op *operation.Op, in OrganisationInput) (id.ID, error) {
	return addOrganisationTx(op, in, SourceHand)
}

// EnsurePersonTx lets somebody work at an organisation inside a use case of a higher noun: the person who works there already under
// that name and address, else as AddPerson does.
func EnsurePersonTx(op *operation.Op, o Organisation, in PersonInput) (id.ID, error) {
	people, err := PeopleOfTx(op.Tx, op.Scope, o.ID)
	if err != nil {
		return "", err
	}
	for _, p := range people {
		if p.Email == in.Email && check.Key(p.Name) == check.Key(in.Name) {
			return p.ID, nil
		}
	}
	return addPersonTx(op, o, in)
}

// FoundByTextTx returns the organisations that a text finds, for a colleague who looks for the one that is meant.
func FoundByTextTx(tx *db.Tx, sc access.Scope, text string, now time.Time, most int) ([]Organisation, error) {
	rows, _, err := rowsTx(tx, sc, Filter{Text: text, now: now}, most)
	out := make([]Organisation, len(rows))
	for i, r := range rows {
		out[i] = Organisation{ID: r.ID, Kind: r.Kind, Name: r.Name, Place: r.Place}
	}
	return out, err
}

// Workplace is where somebody with a mail address works.
type Workplace struct {
	Organisation id.ID  `db:"organisation_id"`
	Name         string `db:"name"`
	Place        string `db:"place"`
	Email        string `db:"email"`
}

// WorkplacesTx returns the companies where people with one of the mail addresses work.
func WorkplacesTx(tx *db.Tx, sc access.Scope, emails []string) ([]Workplace, error) {
	rows, err := db.Select[Workplace](tx, sc.Bind(`SELECT o.id AS organisation_id, o.name, o.place, p.email
		FROM person p JOIN position w ON w.network_id = p.network_id AND w.person_id = p.id AND w.valid_to IS NULL AND w.deleted_at IS NULL
		JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id AND o.kind = 'company' AND o.deleted_at IS NULL AND o.merged_into IS NULL
		WHERE {person.read:p} AND p.email = ANY($1) AND p.email <> '' AND p.deleted_at IS NULL AND p.merged_into IS NULL
		ORDER BY o.name_key, o.id LIMIT 500`, db.List(emails)))
	return rows, operation.Wrap("find workplaces", err)
}
