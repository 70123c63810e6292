package relation

import (
	"schakel/internal/kernel/access"
	"schakel/internal/kernel/operation"
	"schakel/internal/platform/db"
	"schakel/internal/platform/id"
)

// FindByMailTx finds the one organisation to which a mail address belongs: through the person who has it, else through the
// domain of the organisation's own address or site. Both ids are empty when none does, or several do.
func FindByMailTx(tx *db.Tx, sc access.Scope, email string) (organisation, person id.ID, err error) {
	type row struct {
		Organisation id.ID `db:"organisation_id"`
		Person       id.ID `db:"person_id"`
	}
	rows, err := db.Select[row](tx, sc.Bind(`SELECT w.organisation_id, w.person_id FROM person p
		JOIN position w ON w.network_id = p.network_id AND w.person_id = p.id AND w.deleted_at IS NULL AND w.valid_to IS NULL
		JOIN organisation o ON o.network_id = w.network_id AND o.id = w.organisation_id AND o.deleted_at IS NULL AND o.merged_into IS NULL
		WHERE {person.read:p} AND p.email = $1 AND p.deleted_at IS NULL ORDER BY w.id LIMIT 5`, email))
	if err != nil {
		return "", "", operation.Wrap("find by mail", err)
	}
	if len(rows) > 0 {
		for _, r := range rows {
			if r.Organisation != rows[0].Organisation {
				return "", "", nil
			}
		}
		return rows[0].Organisation, rows[0].Person, nil
	}
	domain := mailDomain(email)
	if domain == "" {
		return "", "", nil
	}
	all, err := db.Select[id.ID](tx, sc.Bind(`SELECT o.id FROM organisation o
		WHERE {organisation.read:o.id} AND o.deleted_at IS NULL AND o.merged_into IS NULL AND (o.mail_domain = $1 OR o.web_domain = $1) ORDER BY o.id LIMIT 2`, domain))
	if err != nil || len(all) != 1 {
		return "", "", operation.Wrap("find by domain", err)
	}
	return all[0], "", nil
}
